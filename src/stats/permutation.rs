//! Permutation tests of a difference of means: all rearrangements counted out, or as many as are drawn by chance.
//!
//! Chance is an argument, for the core owns none: `below(n)` gives a number from 0 to `n - 1`, each as likely
//! (`|n| entropy.below(n)` with this crate's own source).

use super::Refusal;
use super::refusal::{check, moments};

/// Up to this many rearrangements are counted out.
pub const COUNTED_UP_TO: u64 = 1_000_000;

/// A permutation test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PermutationTest {
    /// First mean less second (of pairs: the mean difference).
    pub difference: f64,
    /// Two-sided probability: of a difference as far from zero.
    pub p: f64,
    /// Rearrangements behind it.
    pub basis: Rearranged,
}

/// The rearrangements behind a permutation test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rearranged {
    /// All of them, each once: `p = extreme / of`.
    All {
        /// With a difference as far from zero, the observed among them.
        extreme: u64,
        /// In all.
        of: u64,
    },
    /// As many as were drawn: `p = (extreme + 1) / (draws + 1)`, never zero (Phipson and Smyth 2010).
    Drawn {
        /// With a difference as far from zero.
        extreme: u64,
        /// In all.
        draws: u64,
    },
}

/// The exact permutation test of two means: every way of choosing the first group from all values (Fisher 1935; Pitman 1937).
/// Constant values give 1. Refuses an empty group, more than [`COUNTED_UP_TO`] ways, and what is not finite.
pub fn permutation_exact(first: &[f64], second: &[f64]) -> Result<PermutationTest, Refusal> {
    let (pooled, difference) = pool(first, second)?;
    let of = ways(pooled.len(), first.len())?;
    let extreme = count_choices(&pooled, first.len(), far(&pooled[..first.len()], &pooled));
    Ok(all(difference, extreme, of))
}

/// The permutation test of two means by `draws` rearrangements drawn by chance. Refuses an empty group, no draws, and what is not finite.
pub fn permutation_drawn(
    first: &[f64],
    second: &[f64],
    draws: u64,
    mut below: impl FnMut(usize) -> usize,
) -> Result<PermutationTest, Refusal> {
    let (mut pooled, difference) = pool(first, second)?;
    let bound = far(&pooled[..first.len()], &pooled);
    drawn(difference, draws, || {
        for at in 0..first.len() {
            let left = pooled.len() - at;
            pooled.swap(at, at + below(left).min(left - 1));
        }
        pooled[..first.len()].iter().sum::<f64>().abs() >= bound
    })
}

/// The exact sign-flip test of pairs: every way of turning the signs of the differences. Refuses lists of different length, no
/// pairs, more than [`COUNTED_UP_TO`] ways (19 pairs), and what is not finite.
pub fn sign_flip_exact(first: &[f64], second: &[f64]) -> Result<PermutationTest, Refusal> {
    let (differences, mean) = pairs(first, second)?;
    let of = u32::try_from(differences.len())
        .ok()
        .and_then(|n| 1_u64.checked_shl(n))
        .filter(|of| *of <= COUNTED_UP_TO)
        .ok_or(Refusal::TooMany)?;
    let bound = far(&differences, &differences);
    let mut extreme = 0;
    for signs in 0..of {
        let sum: f64 = differences
            .iter()
            .enumerate()
            .map(|(at, d)| if signs >> at & 1 == 0 { *d } else { -d })
            .sum();
        extreme += u64::from(sum.abs() >= bound);
    }
    Ok(all(mean, extreme, of))
}

/// The sign-flip test of pairs by `draws` flips drawn by chance. Refuses lists of different length, no pairs, no draws, and what is
/// not finite.
pub fn sign_flip_drawn(
    first: &[f64],
    second: &[f64],
    draws: u64,
    mut below: impl FnMut(usize) -> usize,
) -> Result<PermutationTest, Refusal> {
    let (differences, mean) = pairs(first, second)?;
    let bound = far(&differences, &differences);
    drawn(mean, draws, || {
        let sum: f64 = differences
            .iter()
            .map(|d| if below(2) == 0 { *d } else { -d })
            .sum();
        sum.abs() >= bound
    })
}

/// All values about their common mean, the first group's first, and the difference of the two means.
fn pool(first: &[f64], second: &[f64]) -> Result<(Vec<f64>, f64), Refusal> {
    check(first, 1)?;
    check(second, 1)?;
    let (a, b) = (moments(first)?.0, moments(second)?.0);
    let mut pooled = [first, second].concat();
    let centre = moments(&pooled)?.0;
    for value in &mut pooled {
        *value -= centre;
    }
    Ok((pooled, a - b))
}

fn pairs(first: &[f64], second: &[f64]) -> Result<(Vec<f64>, f64), Refusal> {
    if first.len() != second.len() {
        return Err(Refusal::Unequal);
    }
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    check(&differences, 1)?;
    let mean = moments(&differences)?.0;
    Ok((differences, mean))
}

/// How far from zero a sum must be to count as far as the observed one: a hair less, for sums that differ by rounding alone.
fn far(observed: &[f64], pooled: &[f64]) -> f64 {
    let scale: f64 = pooled.iter().map(|x| x.abs()).sum();
    observed.iter().sum::<f64>().abs() - 1e-10 * scale
}

fn ways(of: usize, choose: usize) -> Result<u64, Refusal> {
    let mut found: u64 = 1;
    for at in 0..choose.min(of - choose) as u64 {
        found = found * (of as u64 - at) / (at + 1);
        if found > COUNTED_UP_TO {
            return Err(Refusal::TooMany);
        }
    }
    Ok(found)
}

/// How many choices of `choose` values have a sum at least `bound` from zero. As many as with the values left out, which sum to the
/// same with the other sign.
fn count_choices(values: &[f64], choose: usize, bound: f64) -> u64 {
    fn walk(values: &[f64], choose: usize, sum: f64, bound: f64) -> u64 {
        if choose == 0 {
            return u64::from(sum.abs() >= bound);
        }
        (0..=values.len() - choose)
            .map(|at| walk(&values[at + 1..], choose - 1, sum + values[at], bound))
            .sum()
    }
    walk(values, choose.min(values.len() - choose), 0.0, bound)
}

fn all(difference: f64, extreme: u64, of: u64) -> PermutationTest {
    PermutationTest {
        difference,
        p: extreme as f64 / of as f64,
        basis: Rearranged::All { extreme, of },
    }
}

fn drawn(
    difference: f64,
    draws: u64,
    mut is_far: impl FnMut() -> bool,
) -> Result<PermutationTest, Refusal> {
    if draws == 0 {
        return Err(Refusal::TooFew {
            needed: 1,
            found: 0,
        });
    }
    let extreme = (0..draws).map(|_| u64::from(is_far())).sum();
    Ok(PermutationTest {
        difference,
        p: (extreme + 1) as f64 / (draws + 1) as f64,
        basis: Rearranged::Drawn { extreme, draws },
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const RANKS: &str = include_str!("../../tests/golden/stats/ranks.csv");

    /// A generator of Marsaglia's, for draws that are the same everywhere.
    fn xorshift(mut state: u64) -> impl FnMut(usize) -> usize {
        move |bound| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from((state >> 33) % bound as u64).unwrap()
        }
    }

    #[test]
    fn agrees_with_r() {
        for (kind, exact) in [
            ("permutation", permutation_exact as fn(&[f64], &[f64]) -> _),
            ("flip", sign_flip_exact),
        ] {
            for case in golden::cases(RANKS, kind) {
                let found: PermutationTest = exact(case.list("x"), case.list("y")).unwrap();
                golden::near(found.p, case.one("p"), 1e-12, &case);
                golden::near(found.difference, case.one("difference"), 1e-9, &case);
            }
        }
    }

    #[test]
    fn draws_come_near_the_exact_test_and_never_to_zero() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 6.0], [3.0, 5.0, 7.0, 8.0, 9.0]);
        let exact = permutation_exact(&a, &b).unwrap().p;
        let found = permutation_drawn(&a, &b, 20_000, xorshift(7)).unwrap();
        let error = (exact * (1.0 - exact) / 20_000.0).sqrt();
        assert!((found.p - exact).abs() < 4.0 * error, "{exact} {found:?}");
        let exact = sign_flip_exact(&a, &b).unwrap().p;
        let found = sign_flip_drawn(&a, &b, 20_000, xorshift(8)).unwrap();
        let error = (exact * (1.0 - exact) / 20_000.0).sqrt();
        assert!((found.p - exact).abs() < 4.0 * error, "{exact} {found:?}");
        let apart: Vec<f64> = (0..12).map(|x| f64::from(x) + 1e6).collect();
        let near: Vec<f64> = (0..12).map(f64::from).collect();
        let least = permutation_drawn(&near, &apart, 99, xorshift(9)).unwrap().p;
        assert!((least - 0.01).abs() < 1e-12);
    }

    #[test]
    fn refuses_what_cannot_be_tested() {
        let many = [1.0; 13];
        assert_eq!(permutation_exact(&many, &many), Err(Refusal::TooMany));
        assert_eq!(
            sign_flip_exact(&[1.0; 20], &[2.0; 20]),
            Err(Refusal::TooMany)
        );
        assert_eq!(
            sign_flip_exact(&[1.0; 70], &[2.0; 70]),
            Err(Refusal::TooMany)
        );
        assert!(matches!(
            permutation_exact(&[], &many),
            Err(Refusal::TooFew { .. })
        ));
        assert!(matches!(
            permutation_drawn(&many, &many, 0, xorshift(1)),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(
            permutation_exact(&[f64::NAN], &[1.0]),
            Err(Refusal::NotFinite)
        );
        assert_eq!(sign_flip_exact(&[1.0], &[]), Err(Refusal::Unequal));
        assert!((permutation_exact(&[2.0; 3], &[2.0; 3]).unwrap().p - 1.0).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn turning_and_moving_changes_nothing(a in prop::collection::vec(0_i32..9, 1..6), b in prop::collection::vec(0_i32..9, 1..6), shift in -50_i32..50) {
            let of = |values: &[i32], by: i32| values.iter().map(|x| f64::from(x + by)).collect::<Vec<_>>();
            let plain = permutation_exact(&of(&a, 0), &of(&b, 0)).unwrap();
            let turned = permutation_exact(&of(&b, shift), &of(&a, shift)).unwrap();
            prop_assert!((plain.p - turned.p).abs() < 1e-12);
            prop_assert!(plain.p > 0.0 && plain.p <= 1.0);
        }
    }
}
