//! The share of *these* members: intervals for a population that is finite and mostly seen.
//!
//! They answer "what do these seven think?". Whether something works, and would next time, is the other question: that takes
//! [`super::wilson`] or [`super::clopper_pearson`], for which even an answer from everybody is a sample of what might be said.

use statrs::function::factorial::ln_binomial;

use super::refusal::tail_of;
use super::{Interval, Refusal, normal_quantile};

/// Wilson's score interval with the finite-population correction: the score test with variance `p(1-p)/n * (N-n)/(N-1)`, which is
/// [`super::wilson`] with `n (N-1)/(N-n)` answers. A point if everybody answered. It is an approximation that may reach outside what is
/// possible; [`count_set`] is exact. Refuses `n = 0`, `x > n`, `n > N` and a level that is not strictly between 0 and 1.
pub fn wilson_finite(x: u64, n: u64, population: u64, level: f64) -> Result<Interval, Refusal> {
    check(x, n, population)?;
    let z = normal_quantile(1.0 - tail_of(level)?).ok_or(Refusal::OutOfRange)?;
    let share = x as f64 / n as f64;
    if n == population {
        return Ok(Interval {
            low: share,
            high: share,
        });
    }
    let size = n as f64 * (population - 1) as f64 / (population - n) as f64;
    let shrink = 1.0 + z * z / size;
    let centre = (share + z * z / (2.0 * size)) / shrink;
    let half = z / shrink * (share * (1.0 - share) / size + z * z / (4.0 * size * size)).sqrt();
    Ok(Interval {
        low: if x == 0 {
            0.0
        } else {
            (centre - half).max(0.0)
        },
        high: if x == n {
            1.0
        } else {
            (centre + half).min(1.0)
        },
    })
}

/// How many of the members may be favourable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountSet {
    /// Least number.
    pub least: u64,
    /// Greatest number.
    pub most: u64,
    /// Number of members.
    pub population: u64,
}

impl CountSet {
    /// The ends as shares of the members.
    pub fn shares(self) -> Interval {
        Interval {
            low: self.least as f64 / self.population as f64,
            high: self.most as f64 / self.population as f64,
        }
    }
}

/// The exact set of counts `M` of favourable members that `x` favourable of `n` answers do not reject, if who answered was left to
/// chance: `P(X >= x | M) > a/2` and `P(X <= x | M) > a/2` under the hypergeometric distribution. This is the set of what is
/// accepted; some programs (`samplingbook::Sprop` for R) print the first counts that are rejected instead.
///
/// Where the set is narrow it tells insiders what the one who did not answer can have said: do not print it for small groups.
/// Refuses `n = 0`, `x > n`, `n > N`, more than a million members and a level that is not strictly between 0 and 1.
pub fn count_set(x: u64, n: u64, population: u64, level: f64) -> Result<CountSet, Refusal> {
    check(x, n, population)?;
    if population > 1_000_000 {
        return Err(Refusal::TooMany);
    }
    let tail = tail_of(level)?;
    // P(X >= x | M) grows with M, P(X <= x | M) falls: two searches by halving.
    let possible = (x, population - (n - x));
    let (mut low, mut high) = possible;
    while low < high {
        let middle = low + (high - low) / 2;
        if tail_sum(x..=n, middle, n, population) > tail {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let least = low;
    (low, high) = possible;
    while low < high {
        let middle = high - (high - low) / 2;
        if tail_sum(0..=x, middle, n, population) > tail {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(CountSet {
        least,
        most: low,
        population,
    })
}

/// P(X in range) of X favourable among `n` drawn from `population` members of whom `favourable` are.
fn tail_sum(range: std::ops::RangeInclusive<u64>, favourable: u64, n: u64, population: u64) -> f64 {
    let all = ln_binomial(population, n);
    range
        .filter(|k| *k <= favourable && n - k <= population - favourable)
        .map(|k| {
            (ln_binomial(favourable, k) + ln_binomial(population - favourable, n - k) - all).exp()
        })
        .sum()
}

fn check(x: u64, n: u64, population: u64) -> Result<(), Refusal> {
    if n == 0 || x > n || n > population {
        return Err(Refusal::Impossible);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const SHARES: &str = include_str!("../../tests/golden/stats/shares.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(SHARES, "finite") {
            let (x, n, population) = (case.count("x"), case.count("n"), case.count("population"));
            let wilson = wilson_finite(x, n, population, 0.95).unwrap();
            golden::near(wilson.low, case.one("low"), 1e-9, &case);
            golden::near(wilson.high, case.one("high"), 1e-9, &case);
            let set = count_set(x, n, population, 0.95).unwrap();
            assert_eq!(set.least, case.count("least"), "{case:?}");
            assert_eq!(set.most, case.count("most"), "{case:?}");
        }
    }

    #[test]
    fn what_everybody_answered_is_known() {
        let all = wilson_finite(5, 7, 7, 0.95).unwrap();
        assert!((all.low - all.high).abs() < 1e-15);
        let set = count_set(5, 7, 7, 0.95).unwrap();
        assert_eq!((set.least, set.most), (5, 5));
    }

    #[test]
    fn the_set_holds_the_truth_as_often_as_it_says() {
        // Every population of six to eight, every number of answers, every truth: by enumeration, not by chance.
        for population in 6..=8 {
            for n in 1..=population {
                for truth in 0..=population {
                    let held: f64 = (0..=n)
                        .filter(|x| {
                            count_set(*x, n, population, 0.95)
                                .is_ok_and(|set| set.least <= truth && truth <= set.most)
                        })
                        .map(|x| tail_sum(x..=x, truth, n, population))
                        .sum();
                    assert!(held >= 0.95, "{truth} of {population}, {n} answers: {held}");
                }
            }
        }
    }

    #[test]
    fn refuses_impossible_counts() {
        for (x, n, population) in [(0, 0, 5), (3, 2, 5), (3, 6, 5)] {
            assert_eq!(
                wilson_finite(x, n, population, 0.95),
                Err(Refusal::Impossible)
            );
            assert_eq!(count_set(x, n, population, 0.95), Err(Refusal::Impossible));
        }
        assert_eq!(count_set(1, 2, 3, 1.0), Err(Refusal::OutOfRange));
        assert_eq!(wilson_finite(1, 2, 3, f64::NAN), Err(Refusal::OutOfRange));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_set_is_possible_mirrored_and_tends_to_the_exact_interval(n in 1_u64..30, missing in 0_u64..30, draw in 0_u64..30) {
            let (x, population) = (draw % (n + 1), n + missing);
            let set = count_set(x, n, population, 0.95).unwrap();
            prop_assert!(x <= set.least && set.least <= set.most && set.most <= population - (n - x));
            let mirror = count_set(n - x, n, population, 0.95).unwrap();
            prop_assert_eq!((mirror.least, mirror.most), (population - set.most, population - set.least));
            let vast = count_set(x, n, 1_000_000, 0.95).unwrap().shares();
            let exact = super::super::clopper_pearson(x, n, 0.95).unwrap();
            prop_assert!((vast.low - exact.low).abs() < 1e-4 && (vast.high - exact.high).abs() < 1e-4);
            let narrow = wilson_finite(x, n, population, 0.95).unwrap();
            let wide = super::super::wilson(x, n, 0.95).unwrap();
            prop_assert!(narrow.high - narrow.low <= wide.high - wide.low + 1e-12);
        }
    }
}
