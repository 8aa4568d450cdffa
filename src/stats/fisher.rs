//! Fisher's exact test of a two-by-two table.

use statrs::function::factorial::ln_binomial;

use super::Refusal;
use super::refusal::tail_of;

/// Counts of two groups: favourable and not, of the first, then of the second.
pub type TwoByTwo = [[u64; 2]; 2];

/// An odds ratio, which may have no bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OddsRatio {
    /// A finite ratio, 0 or more.
    Finite(f64),
    /// Greater than any number.
    Unbounded,
}

/// Fisher's exact test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FisherTest {
    /// Probability of all tables no more likely than the observed.
    pub two_sided: f64,
    /// Probability of a first cell as small.
    pub less: f64,
    /// Probability of a first cell as great.
    pub greater: f64,
    /// Conditional maximum-likelihood odds ratio.
    pub odds_ratio: OddsRatio,
    /// Lower end of its exact interval.
    pub low: OddsRatio,
    /// Upper end.
    pub high: OddsRatio,
}

/// The greatest margin: every table with the same margins is looked at.
const LARGEST: u64 = 1_000_000;

/// Fisher's exact test, as R's `fisher.test`: both margins given, the first cell is hypergeometric; two-sided is the sum over tables
/// no more likely (with R's slack of one in ten million for ties); the odds ratio is the conditional maximum likelihood estimate, its
/// interval has half the error in each tail of the non-central hypergeometric distribution.
/// Refuses a row or column of zeros (no spread), more than a million in all, and a level that is not strictly between 0 and 1.
pub fn fisher(table: TwoByTwo, level: f64) -> Result<FisherTest, Refusal> {
    let tail = tail_of(level)?;
    let [[a, b], [c, d]] = table;
    if [a, b, c, d].iter().any(|cell| *cell > LARGEST) || a + b + c + d > LARGEST {
        return Err(Refusal::TooMany);
    }
    let (first, second, favourable) = (a + b, c + d, a + c);
    if first == 0 || second == 0 || favourable == 0 || b + d == 0 {
        return Err(Refusal::NoSpread);
    }
    let tables = Tables::new(first, second, favourable);
    let central = tables.masses(0.0);
    let own = tables.sum(0.0, |k| k == a) * (1.0 + 1e-7);
    let (lowest, highest) = (tables.least, tables.most);
    let at_least = |log_odds: f64| tables.sum(log_odds, |k| k >= a);
    let at_most = |log_odds: f64| tables.sum(log_odds, |k| k <= a);
    let ends = |found: f64| OddsRatio::Finite(found.exp());
    Ok(FisherTest {
        two_sided: central.iter().filter(|m| **m <= own).sum::<f64>().min(1.0),
        less: at_most(0.0).min(1.0),
        greater: at_least(0.0).min(1.0),
        odds_ratio: if a == lowest {
            OddsRatio::Finite(0.0)
        } else if a == highest {
            OddsRatio::Unbounded
        } else {
            ends(rising(|log_odds| tables.mean(log_odds) - a as f64))
        },
        low: if a == lowest {
            OddsRatio::Finite(0.0)
        } else {
            ends(rising(|log_odds| at_least(log_odds) - tail))
        },
        high: if a == highest {
            OddsRatio::Unbounded
        } else {
            ends(rising(|log_odds| tail - at_most(log_odds)))
        },
    })
}

/// Where a rising function of the logarithm of the odds ratio crosses zero.
fn rising(function: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (-700.0, 700.0);
    for _ in 0..120 {
        let middle = f64::midpoint(low, high);
        if function(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The tables with the same margins, told apart by their first cell.
struct Tables {
    least: u64,
    most: u64,
    logs: Vec<f64>,
}

impl Tables {
    fn new(first: u64, second: u64, favourable: u64) -> Self {
        let (least, most) = (favourable.saturating_sub(second), favourable.min(first));
        let logs = (least..=most)
            .map(|k| ln_binomial(first, k) + ln_binomial(second, favourable - k))
            .collect();
        Self { least, most, logs }
    }

    /// Probabilities of the tables under a logarithm of the odds ratio.
    fn masses(&self, log_odds: f64) -> Vec<f64> {
        let tilted: Vec<f64> = (self.least..=self.most)
            .zip(&self.logs)
            .map(|(k, log)| log + k as f64 * log_odds)
            .collect();
        let greatest = tilted.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let masses: Vec<f64> = tilted.iter().map(|log| (log - greatest).exp()).collect();
        let all: f64 = masses.iter().sum();
        masses.into_iter().map(|mass| mass / all).collect()
    }

    fn sum(&self, log_odds: f64, which: impl Fn(u64) -> bool) -> f64 {
        (self.least..=self.most)
            .zip(self.masses(log_odds))
            .filter(|(k, _)| which(*k))
            .map(|(_, mass)| mass)
            .sum()
    }

    fn mean(&self, log_odds: f64) -> f64 {
        (self.least..=self.most)
            .zip(self.masses(log_odds))
            .map(|(k, mass)| k as f64 * mass)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    fn ratio(found: OddsRatio) -> f64 {
        match found {
            OddsRatio::Finite(value) => value,
            OddsRatio::Unbounded => f64::INFINITY,
        }
    }

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(
            include_str!("../../tests/golden/stats/tables.csv"),
            "fisher",
        ) {
            let [a, b, c, d] = ["a", "b", "c", "d"].map(|cell| case.count(cell));
            let found = fisher([[a, b], [c, d]], 0.95).unwrap();
            golden::near(found.two_sided, case.one("p"), 1e-9, &case);
            golden::near(found.less, case.one("less"), 1e-9, &case);
            golden::near(found.greater, case.one("greater"), 1e-9, &case);
            for (found, name) in [
                (found.odds_ratio, "ratio"),
                (found.low, "low"),
                (found.high, "high"),
            ] {
                let (found, expected) = (ratio(found), case.one(name));
                if expected.is_finite() {
                    golden::near(found, expected, 1e-9, &case);
                } else {
                    assert!(found.is_infinite());
                }
            }
        }
    }

    #[test]
    fn refuses_what_cannot_be_tested() {
        assert_eq!(fisher([[0, 0], [1, 2]], 0.95), Err(Refusal::NoSpread));
        assert_eq!(fisher([[0, 3], [0, 2]], 0.95), Err(Refusal::NoSpread));
        assert_eq!(fisher([[1, 2], [3, 4]], 1.0), Err(Refusal::OutOfRange));
        assert_eq!(fisher([[u64::MAX, 2], [3, 4]], 0.95), Err(Refusal::TooMany));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn rows_and_columns_may_change_places(a in 0_u64..12, b in 1_u64..12, c in 1_u64..12, d in 0_u64..12) {
            let of = |table| fisher(table, 0.95).unwrap();
            let (plain, turned, mirrored) = (of([[a, b], [c, d]]), of([[a, c], [b, d]]), of([[b, a], [d, c]]));
            prop_assert!((plain.two_sided - turned.two_sided).abs() < 1e-9 && (plain.two_sided - mirrored.two_sided).abs() < 1e-9);
            prop_assert!((plain.less - mirrored.greater).abs() < 1e-9);
            prop_assert!(ratio(plain.low) <= ratio(plain.odds_ratio) && ratio(plain.odds_ratio) <= ratio(plain.high));
            prop_assert!(plain.two_sided >= plain.less.min(plain.greater) - 1e-12 && plain.two_sided <= 1.0);
        }
    }
}
