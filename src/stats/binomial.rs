//! Probabilities of the binomial distribution.

use statrs::distribution::{Binomial, DiscreteCDF as _};

/// The probability that fewer than `bound` of `trials` succeed, each with this probability; `None` unless that is between 0 and 1.
pub fn binomial_below(trials: u64, probability: f64, bound: u64) -> Option<f64> {
    let distribution = Binomial::new(probability, trials).ok()?;
    Some(match bound.checked_sub(1) {
        None => 0.0,
        Some(most) => distribution.cdf(most).clamp(0.0, 1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_cases_are_those_of_the_hand() {
        // Two coins: none 1/4, one 1/2, two 1/4; seven invited at 80 %: fewer than five answers.
        for (trials, probability, bound, expected) in [
            (2, 0.5, 1, 0.25),
            (2, 0.5, 2, 0.75),
            (2, 0.5, 3, 1.0),
            (7, 0.8, 5, 0.148_032),
        ] {
            let value = binomial_below(trials, probability, bound).unwrap();
            assert!((value - expected).abs() < 1e-9, "{value} {expected}");
        }
    }

    #[test]
    fn edges_are_certain() {
        for (trials, probability, bound, expected) in [
            (5, 0.0, 1, 1.0),
            (5, 1.0, 5, 0.0),
            (5, 1.0, 6, 1.0),
            (5, 0.5, 0, 0.0),
            (0, 0.5, 5, 1.0),
            (100_000, 0.7, 5, 0.0),
        ] {
            let value = binomial_below(trials, probability, bound).unwrap();
            assert!((value - expected).abs() < 1e-12, "{value} {expected}");
        }
        assert_eq!(binomial_below(5, 1.1, 2), None);
        assert_eq!(binomial_below(5, f64::NAN, 2), None);
    }
}
