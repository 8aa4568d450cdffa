//! Tests on ranks: Mann-Whitney for two groups, Wilcoxon's signed ranks for pairs, Kruskal-Wallis for several groups.

use super::Refusal;
use super::ranks::{Tails, normal_tails, rank, sums_of_chosen, sums_of_signs, tails};
use super::refusal::check;
use super::tail::chi_square_above;

/// Up to this many values the distribution is counted out, ties and all; beyond, it is taken as normal.
pub const COUNTED_UP_TO: usize = 60;

/// Where a probability comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The permutation distribution of the ranks, counted out.
    Exact,
    /// The normal distribution, with corrections for ties and continuity.
    Normal,
}

/// A test on ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankTest {
    /// The statistic: `W` of Mann-Whitney (R's `wilcox.test`: pairs where the first is greater, ties half) or `V` of the signed ranks.
    pub statistic: f64,
    /// Its probabilities where there is no difference.
    pub p: Tails,
    /// Where they come from.
    pub basis: Basis,
}

/// The Mann-Whitney (Wilcoxon rank sum) test. Up to [`COUNTED_UP_TO`] values in all the probabilities are those of the permutation
/// distribution of the mean ranks, exact with ties as without (as R's `coin::wilcox_test(distribution = "exact")`); beyond, those of
/// [`mann_whitney_normal`]. Two-sided is "as far from the mean". All values alike gives 1. Refuses an empty group and what is not finite.
pub fn mann_whitney(first: &[f64], second: &[f64]) -> Result<RankTest, Refusal> {
    if first.len() + second.len() > COUNTED_UP_TO {
        return mann_whitney_normal(first, second);
    }
    let ranks = pooled(first, second)?;
    let distribution = sums_of_chosen(&ranks.doubled, first.len());
    let sum: usize = ranks.doubled.iter().take(first.len()).sum();
    let all = first.len() + second.len();
    Ok(RankTest {
        statistic: w_of(sum, first.len()),
        p: tails(&distribution, sum, 2 * first.len() * (all + 1)),
        basis: Basis::Exact,
    })
}

/// The Mann-Whitney test by the normal distribution, variance `n1 n2 / 12 * ((N+1) - sum(t^3-t) / (N(N-1)))` and a continuity correction of
/// one half (R's `wilcox.test(exact = FALSE)`; Hollander and Wolfe 1973). Refuses an empty group, values that are all alike, and what is
/// not finite.
pub fn mann_whitney_normal(first: &[f64], second: &[f64]) -> Result<RankTest, Refusal> {
    let ranks = pooled(first, second)?;
    let (n, m) = (first.len() as f64, second.len() as f64);
    let all = n + m;
    let sum: usize = ranks.doubled.iter().take(first.len()).sum();
    let statistic = w_of(sum, first.len());
    let variance = n * m / 12.0 * ((all + 1.0) - ranks.ties / (all * (all - 1.0)));
    Ok(RankTest {
        statistic,
        p: normal_tails(statistic - n * m / 2.0, variance)?,
        basis: Basis::Normal,
    })
}

fn pooled(first: &[f64], second: &[f64]) -> Result<super::ranks::Ranks, Refusal> {
    check(first, 1)?;
    check(second, 1)?;
    Ok(rank(&[first, second].concat()))
}

/// `W = sum of ranks - n (n + 1) / 2`, from twice the sum.
fn w_of(doubled: usize, n: usize) -> f64 {
    (doubled - n * (n + 1)) as f64 / 2.0
}

/// Wilcoxon's signed rank test on pairs, first less second; pairs without a difference are left out. `V` is the sum of the ranks of
/// the positive differences. Exact up to [`COUNTED_UP_TO`] pairs, ties and all; beyond, normal with variance
/// `n(n+1)(2n+1)/24 - sum(t^3-t)/48` and continuity correction (R's `wilcox.test(paired = TRUE)`). Refuses lists of different length, pairs
/// that are all without a difference, and what is not finite.
pub fn signed_rank(first: &[f64], second: &[f64]) -> Result<RankTest, Refusal> {
    if first.len() != second.len() {
        return Err(Refusal::Unequal);
    }
    let mut differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    check(&differences, 1)?;
    differences.retain(|d| *d != 0.0);
    if differences.is_empty() {
        return Err(Refusal::NoSpread);
    }
    let sizes: Vec<f64> = differences.iter().map(|d| d.abs()).collect();
    let ranks = rank(&sizes);
    let positive: usize = differences
        .iter()
        .zip(&ranks.doubled)
        .filter(|(d, _)| **d > 0.0)
        .map(|(_, rank)| rank)
        .sum();
    let n = differences.len() as f64;
    let statistic = positive as f64 / 2.0;
    if differences.len() > COUNTED_UP_TO {
        let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranks.ties / 48.0;
        return Ok(RankTest {
            statistic,
            p: normal_tails(statistic - n * (n + 1.0) / 4.0, variance)?,
            basis: Basis::Normal,
        });
    }
    let all = differences.len() * (differences.len() + 1);
    Ok(RankTest {
        statistic,
        p: tails(&sums_of_signs(&ranks.doubled), positive, all),
        basis: Basis::Exact,
    })
}

/// A test against chi-square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// Probability of a statistic as great where there is no difference.
    pub p: f64,
}

/// The Kruskal-Wallis test (JASA 47, 1952): `H = (12 / (N(N+1)) sum R^2/n - 3(N+1)) / (1 - sum(t^3-t)/(N^3-N))` against chi-square with
/// groups less one degrees of freedom (R's `kruskal.test`). An approximation: below five a group it is rough. Refuses fewer than two
/// groups, an empty group, values that are all alike, and what is not finite.
pub fn kruskal_wallis(groups: &[&[f64]]) -> Result<ChiSquareTest, Refusal> {
    if groups.len() < 2 {
        return Err(Refusal::TooFew {
            needed: 2,
            found: groups.len(),
        });
    }
    for group in groups {
        check(group, 1)?;
    }
    let ranks = rank(&groups.concat());
    let n = ranks.doubled.len() as f64;
    let untied = 1.0 - ranks.ties / (n.powi(3) - n);
    if untied <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    let mut rest = ranks.doubled.as_slice();
    let mut between = 0.0;
    for group in groups {
        let (own, others) = rest.split_at(group.len());
        rest = others;
        let sum = own.iter().sum::<usize>() as f64 / 2.0;
        between += sum * sum / group.len() as f64;
    }
    let statistic = ((12.0 / (n * (n + 1.0)) * between - 3.0 * (n + 1.0)) / untied).max(0.0);
    let df = groups.len() as u64 - 1;
    Ok(ChiSquareTest {
        statistic,
        df,
        p: chi_square_above(statistic, df as f64)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden::{self, Case};
    use super::*;
    use proptest::prelude::*;

    const RANKS: &str = include_str!("../../tests/golden/stats/ranks.csv");

    fn compare(found: RankTest, case: &Case) {
        golden::near(found.statistic, case.one("statistic"), 1e-9, case);
        golden::near(found.p.two_sided, case.one("p"), 1e-9, case);
        golden::near(found.p.less, case.one("less"), 1e-9, case);
        golden::near(found.p.greater, case.one("greater"), 1e-9, case);
    }

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(RANKS, "exact") {
            let found = mann_whitney(case.list("x"), case.list("y")).unwrap();
            assert_eq!(found.basis, Basis::Exact);
            compare(found, &case);
        }
        for case in golden::cases(RANKS, "normal") {
            compare(
                mann_whitney_normal(case.list("x"), case.list("y")).unwrap(),
                &case,
            );
        }
        for case in golden::cases(RANKS, "signed") {
            compare(signed_rank(case.list("x"), case.list("y")).unwrap(), &case);
        }
        for case in golden::cases(RANKS, "kruskal") {
            let columns = case.columns("x");
            let groups: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let found = kruskal_wallis(&groups).unwrap();
            golden::near(found.statistic, case.one("statistic"), 1e-9, &case);
            golden::near(found.p, case.one("p"), 1e-9, &case);
            assert_eq!(found.df, case.count("df"));
        }
    }

    #[test]
    fn the_smallest_exact_probabilities_are_one_over_the_ways_to_choose() {
        // Two-sided: 2 / C(2n, n).
        for (n, ways) in [(4, 70.0), (5, 252.0), (6, 924.0)] {
            let low: Vec<f64> = (0..n).map(f64::from).collect();
            let high: Vec<f64> = low.iter().map(|x| x + 100.0).collect();
            let p = mann_whitney(&low, &high).unwrap().p.two_sided;
            assert!((p - 2.0 / ways).abs() < 1e-12);
        }
    }

    #[test]
    fn large_groups_are_taken_as_normal() {
        let many: Vec<f64> = (0..61).map(f64::from).collect();
        let low: Vec<f64> = many.iter().map(|x| x - 3.25).collect();
        assert_eq!(mann_whitney(&many, &low).unwrap().basis, Basis::Normal);
        let uneven: Vec<f64> = many.iter().map(|x| x * 1.01 + 0.5).collect();
        assert_eq!(signed_rank(&uneven, &many).unwrap().basis, Basis::Normal);
    }

    #[test]
    fn refuses_what_cannot_be_tested() {
        assert!(matches!(
            mann_whitney(&[], &[1.0]),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(mann_whitney(&[f64::NAN], &[1.0]), Err(Refusal::NotFinite));
        assert_eq!(mann_whitney_normal(&[1.0], &[1.0]), Err(Refusal::NoSpread));
        assert!((mann_whitney(&[1.0; 3], &[1.0; 2]).unwrap().p.two_sided - 1.0).abs() < 1e-12);
        assert_eq!(signed_rank(&[1.0], &[]), Err(Refusal::Unequal));
        assert_eq!(signed_rank(&[1.0], &[1.0]), Err(Refusal::NoSpread));
        assert!(matches!(
            kruskal_wallis(&[&[1.0]]),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(kruskal_wallis(&[&[1.0], &[1.0]]), Err(Refusal::NoSpread));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn only_the_order_of_values_matters(a in prop::collection::vec(0_i32..9, 1..9), b in prop::collection::vec(0_i32..9, 1..9)) {
            let of = |values: &[i32], shape: fn(f64) -> f64| values.iter().map(|x| shape(f64::from(*x))).collect::<Vec<_>>();
            let plain = mann_whitney(&of(&a, |x| x), &of(&b, |x| x)).unwrap();
            let bent = mann_whitney(&of(&a, f64::exp), &of(&b, f64::exp)).unwrap();
            prop_assert_eq!(plain, bent);
            let turned = mann_whitney(&of(&b, |x| x), &of(&a, |x| x)).unwrap();
            prop_assert!((plain.p.less - turned.p.greater).abs() < 1e-12 && (plain.p.two_sided - turned.p.two_sided).abs() < 1e-12);
            prop_assert!((plain.statistic + turned.statistic - (a.len() * b.len()) as f64).abs() < 1e-12);
            // Two groups: Kruskal-Wallis is the square of Mann-Whitney without the continuity correction, so it orders alike.
            if let Ok(h) = kruskal_wallis(&[&of(&a, |x| x), &of(&b, |x| x)]) {
                prop_assert!((0.0..=1.0).contains(&h.p));
            }
        }
    }
}
