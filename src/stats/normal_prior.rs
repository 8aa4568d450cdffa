//! Empirical Bayes for means: what is known of one unit from its own answers and from the others.

use super::heterogeneity::Estimate;
use super::refusal::{check, finite, moments, tail_of};
use super::tail::normal_below;
use super::{Interval, Refusal, normal_quantile};

/// What is known of a unit before its own answers: units are normal about a mean with variance tau squared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalPrior {
    mean: f64,
    mean_variance: f64,
    tau_squared: f64,
}

impl NormalPrior {
    /// A prior fixed beforehand. Refuses a `tau_squared` that is not positive, and what is not finite.
    pub fn registered(mean: f64, tau_squared: f64) -> Result<Self, Refusal> {
        if finite(tau_squared)? <= 0.0 {
            return Err(Refusal::NoSpread);
        }
        Self::estimated(mean, 0.0, tau_squared)
    }

    /// A prior estimated from units, with the standard error of its mean. `tau_squared` may be 0: then every unit is taken to be as the
    /// mean. Refuses negative spreads and what is not finite.
    pub fn estimated(mean: f64, standard_error: f64, tau_squared: f64) -> Result<Self, Refusal> {
        if finite(standard_error)? < 0.0 || finite(tau_squared)? < 0.0 {
            return Err(Refusal::OutOfRange);
        }
        Ok(Self {
            mean: finite(mean)?,
            mean_variance: finite(standard_error * standard_error)?,
            tau_squared,
        })
    }

    /// What is known of a unit after its own answers: with `B = v / (v + tau^2)` the mean `B m + (1-B) y` and the variance
    /// `(1-B) v + B^2 var(m)` (R's `metafor::blup`). The uncertainty of tau squared is not in it: an interval is too short where few
    /// units estimate tau squared. Refuses a variance that is not positive, and what is not finite.
    pub fn posterior(&self, unit: Estimate) -> Result<NormalPosterior, Refusal> {
        if finite(unit.variance)? <= 0.0 {
            return Err(Refusal::NoSpread);
        }
        let shrinkage = unit.variance / (unit.variance + self.tau_squared);
        let variance =
            (1.0 - shrinkage) * unit.variance + shrinkage * shrinkage * self.mean_variance;
        Ok(NormalPosterior {
            shrinkage,
            mean: finite(shrinkage * self.mean + (1.0 - shrinkage) * unit.value)?,
            sd: finite(variance.sqrt())?,
        })
    }
}

/// What is known of a unit: a normal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalPosterior {
    /// How far the unit is drawn to the mean of all, 0 to 1.
    pub shrinkage: f64,
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
}

impl NormalPosterior {
    /// The interval with this probability. Refuses a level that is not strictly between 0 and 1.
    pub fn interval(&self, level: f64) -> Result<Interval, Refusal> {
        let z = normal_quantile(1.0 - tail_of(level)?).ok_or(Refusal::OutOfRange)?;
        Ok(Interval {
            low: self.mean - z * self.sd,
            high: self.mean + z * self.sd,
        })
    }

    /// The probability that the unit lies below a line. Refuses a line that is not finite, and a posterior without spread: where units
    /// do not differ and their mean is taken as known, no unit may be singled out.
    pub fn below(&self, line: f64) -> Result<f64, Refusal> {
        if self.sd <= 0.0 {
            return Err(Refusal::NoSpread);
        }
        Ok(normal_below((finite(line)? - self.mean) / self.sd))
    }

    /// The probability that the unit lies above a line; refuses as [`Self::below`].
    pub fn above(&self, line: f64) -> Result<f64, Refusal> {
        if self.sd <= 0.0 {
            return Err(Refusal::NoSpread);
        }
        Ok(normal_below((self.mean - finite(line)?) / self.sd))
    }
}

/// Means drawn together by the rule of James and Stein.
#[derive(Clone, Debug, PartialEq)]
pub struct JamesStein {
    /// The mean of all.
    pub grand_mean: f64,
    /// How much of its distance each keeps, 0 to 1.
    pub kept: f64,
    /// Each mean, drawn in, in the order given.
    pub drawn: Vec<f64>,
}

/// The estimate of James and Stein about the grand mean (Efron and Morris, Scientific American 236, 1977): each keeps
/// `1 - (k-3) v / sum (y - mean)^2` of its distance, at least 0, where all `k` have the same sampling variance `v`. Refuses fewer than
/// four values, values all alike, a variance that is not positive, and what is not finite.
pub fn james_stein(values: &[f64], variance: f64) -> Result<JamesStein, Refusal> {
    check(values, 4)?;
    let (grand_mean, squares) = moments(values)?;
    if finite(variance)? <= 0.0 || squares <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    let kept = (1.0 - (values.len() - 3) as f64 * variance / squares).max(0.0);
    Ok(JamesStein {
        grand_mean,
        kept,
        drawn: values
            .iter()
            .map(|y| grand_mean + kept * (y - grand_mean))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_low_mean_of_six_is_drawn_up() {
        // sigma 18, tau 12, mean 65, n 6: B = 3/11.
        let prior = NormalPrior::registered(65.0, 144.0).unwrap();
        for (observed, mean, below) in [(42.0, 48.3, 0.61), (35.0, 43.2, 0.86)] {
            let found = prior
                .posterior(Estimate {
                    value: observed,
                    variance: 324.0 / 6.0,
                })
                .unwrap();
            assert!((found.shrinkage - 3.0 / 11.0).abs() < 1e-12);
            assert!(
                (found.mean - mean).abs() < 0.05
                    && (found.below(50.0).unwrap() - below).abs() < 0.005
            );
            assert!((found.below(50.0).unwrap() + found.above(50.0).unwrap() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn batting_averages_of_efron_and_morris() {
        let hits = [
            18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7,
        ];
        let averages = hits.map(|h| f64::from(h) / 45.0);
        let mean = averages.iter().sum::<f64>() / 18.0;
        let found = james_stein(&averages, mean * (1.0 - mean) / 45.0).unwrap();
        assert!((found.grand_mean - 0.265_432_1).abs() < 5e-8);
        assert!((found.kept - 0.211_653).abs() < 5e-7);
        assert!((found.drawn[0] - 0.2939).abs() < 5e-5 && (found.drawn[17] - 0.2422).abs() < 5e-5);
    }

    #[test]
    fn refuses_what_has_no_posterior() {
        assert_eq!(NormalPrior::registered(1.0, 0.0), Err(Refusal::NoSpread));
        assert_eq!(
            NormalPrior::registered(f64::NAN, 1.0),
            Err(Refusal::NotFinite)
        );
        assert_eq!(
            NormalPrior::estimated(1.0, -1.0, 1.0),
            Err(Refusal::OutOfRange)
        );
        let alike = NormalPrior::estimated(1.0, 0.0, 0.0).unwrap();
        let unit = Estimate {
            value: 3.0,
            variance: 1.0,
        };
        assert_eq!(
            alike.posterior(unit).unwrap().below(2.0),
            Err(Refusal::NoSpread)
        );
        assert_eq!(
            alike.posterior(unit).unwrap().above(2.0),
            Err(Refusal::NoSpread)
        );
        assert_eq!(
            alike.posterior(Estimate {
                variance: 0.0,
                ..unit
            }),
            Err(Refusal::NoSpread)
        );
        assert_eq!(james_stein(&[1.0; 5], 1.0), Err(Refusal::NoSpread));
        assert!(matches!(
            james_stein(&[1.0, 2.0, 3.0], 1.0),
            Err(Refusal::TooFew { .. })
        ));
    }

    proptest! {
        #[test]
        fn between_the_prior_and_the_data_and_surer_than_either(value in -100.0_f64..100.0, variance in 0.1_f64..200.0, tau in 0.1_f64..200.0) {
            let prior = NormalPrior::registered(10.0, tau).unwrap();
            let found = prior.posterior(Estimate { value, variance }).unwrap();
            prop_assert!(found.mean >= value.min(10.0) - 1e-9 && found.mean <= value.max(10.0) + 1e-9);
            prop_assert!(found.sd * found.sd <= variance.min(tau) + 1e-9);
            prop_assert!(found.below(0.0).unwrap() <= found.below(1.0).unwrap());
            let (wide, narrow) = (found.interval(0.95).unwrap(), found.interval(0.8).unwrap());
            prop_assert!(wide.low < narrow.low && narrow.high < wide.high);
        }
    }
}
