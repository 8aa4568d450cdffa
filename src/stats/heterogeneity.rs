//! How much units differ beyond chance: a normal model of estimates with known variances.

use super::Refusal;
use super::normal_prior::NormalPrior;
use super::refusal::finite;
use super::tail::chi_square_above;

/// One unit's estimate and its sampling variance (for a mean, `sigma^2 / n` with the pooled `sigma`), in units and units squared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its sampling variance.
    pub variance: f64,
}

/// With fewer units than this their spread cannot be told, and a prior must be registered beforehand.
pub const ENOUGH_UNITS: usize = 20;

/// How the variance between units is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By moments: `(Q - (k-1)) / (sum w - sum w^2 / sum w)`, at least 0 (`DerSimonian` and Laird 1986).
    DerSimonianLaird,
    /// By restricted maximum likelihood (Viechtbauer 2005), at least 0.
    Reml,
}

/// A random-effects summary of units (R's `metafor::rma`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomEffects {
    /// Number of units.
    pub units: usize,
    /// Cochran's Q, about the mean with no variance between units.
    pub q: f64,
    /// Probability of a Q as great where units do not differ, by chi-square with units less one degrees of freedom.
    pub p: f64,
    /// Variance between units, in units squared; 0 if they differ no more than by chance.
    pub tau_squared: f64,
    /// Mean of the units.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl RandomEffects {
    /// The prior that the units are for one another. Refuses fewer than [`ENOUGH_UNITS`].
    pub fn prior(&self) -> Result<NormalPrior, Refusal> {
        if self.units < ENOUGH_UNITS {
            return Err(Refusal::TooFew {
                needed: ENOUGH_UNITS,
                found: self.units,
            });
        }
        NormalPrior::estimated(self.mean, self.standard_error, self.tau_squared)
    }
}

/// Summarises units. Refuses fewer than two, a variance that is not positive, and what is not finite. Units that are all alike have
/// variance 0 between them.
pub fn random_effects(units: &[Estimate], method: Method) -> Result<RandomEffects, Refusal> {
    if units.len() < 2 {
        return Err(Refusal::TooFew {
            needed: 2,
            found: units.len(),
        });
    }
    for unit in units {
        finite(unit.value)?;
        if finite(unit.variance)? <= 0.0 {
            return Err(Refusal::NoSpread);
        }
    }
    let fixed = Sums::at(units, 0.0);
    let df = (units.len() - 1) as f64;
    let tau_squared = match method {
        Method::DerSimonianLaird => ((fixed.q - df) / (fixed.w - fixed.w2 / fixed.w)).max(0.0),
        Method::Reml => reml(units)?,
    };
    let random = Sums::at(units, finite(tau_squared)?);
    Ok(RandomEffects {
        units: units.len(),
        q: finite(fixed.q)?,
        p: chi_square_above(fixed.q, df)?,
        tau_squared,
        mean: finite(random.mean)?,
        standard_error: finite(1.0 / random.w.sqrt())?,
    })
}

/// Sums over the weights `w = 1 / (variance + tau^2)`.
struct Sums {
    w: f64,
    w2: f64,
    mean: f64,
    /// `sum w (y - mean)^2`
    q: f64,
    /// `sum w^2 (y - mean)^2`
    q2: f64,
}

impl Sums {
    fn at(units: &[Estimate], tau_squared: f64) -> Self {
        let weight = |unit: &Estimate| 1.0 / (unit.variance + tau_squared);
        let sum = |of: &dyn Fn(f64, f64) -> f64| {
            units.iter().map(|u| of(weight(u), u.value)).sum::<f64>()
        };
        let w = sum(&|w, _| w);
        let mean = sum(&|w, y| w * y) / w;
        Self {
            w,
            w2: sum(&|w, _| w * w),
            mean,
            q: sum(&|w, y| w * (y - mean) * (y - mean)),
            q2: sum(&|w, y| w * w * (y - mean) * (y - mean)),
        }
    }

    /// The slope of the restricted log-likelihood in tau^2, times two: `sum w^2 (y-m)^2 - (sum w - sum w^2 / sum w)`.
    fn slope(&self) -> f64 {
        self.q2 - (self.w - self.w2 / self.w)
    }
}

/// Where the slope of the restricted likelihood crosses zero: doubling to find a place where it falls, then halving.
fn reml(units: &[Estimate]) -> Result<f64, Refusal> {
    if Sums::at(units, 0.0).slope() <= 0.0 {
        return Ok(0.0);
    }
    let mut high = units.iter().map(|u| u.variance).fold(0.0, f64::max);
    let mut low = 0.0;
    while Sums::at(units, finite(high)?).slope() > 0.0 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if Sums::at(units, middle).slope() > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(
            include_str!("../../tests/golden/stats/shrinkage.csv"),
            "units",
        ) {
            let units: Vec<_> = case
                .list("y")
                .iter()
                .zip(case.list("v"))
                .map(|(value, variance)| Estimate {
                    value: *value,
                    variance: *variance,
                })
                .collect();
            for (method, name) in [(Method::DerSimonianLaird, "dl"), (Method::Reml, "reml")] {
                let found = random_effects(&units, method).unwrap();
                let named = |what: &str| case.one(&format!("{name}_{what}"));
                golden::near(found.q, case.one("q"), 1e-9, &case);
                golden::near(found.p, case.one("p"), 1e-9, &case);
                golden::near(found.tau_squared, named("tau2"), 1e-7, &case);
                golden::near(found.mean, named("mean"), 1e-8, &case);
                golden::near(found.standard_error, named("se"), 1e-8, &case);
                if case.has("blup") && method == Method::Reml {
                    let prior =
                        NormalPrior::estimated(found.mean, found.standard_error, found.tau_squared)
                            .unwrap();
                    for (at, unit) in units.iter().enumerate() {
                        let posterior = prior.posterior(*unit).unwrap();
                        golden::near(posterior.mean, case.list("blup")[at], 1e-7, &case);
                        golden::near(posterior.sd, case.list("blup_se")[at], 1e-7, &case);
                    }
                }
            }
        }
    }

    #[test]
    fn few_units_make_no_prior() {
        let units: Vec<_> = (0..25)
            .map(|at| Estimate {
                value: f64::from(at * at % 11),
                variance: 1.0,
            })
            .collect();
        let few = random_effects(&units[..19], Method::Reml).unwrap();
        assert_eq!(
            few.prior(),
            Err(Refusal::TooFew {
                needed: 20,
                found: 19
            })
        );
        assert!(
            random_effects(&units, Method::Reml)
                .unwrap()
                .prior()
                .is_ok()
        );
    }

    #[test]
    fn refuses_what_has_no_model() {
        let unit = |value, variance| Estimate { value, variance };
        let of = |units: &[Estimate]| random_effects(units, Method::Reml);
        assert!(matches!(of(&[unit(1.0, 1.0)]), Err(Refusal::TooFew { .. })));
        assert_eq!(
            of(&[unit(1.0, 0.0), unit(2.0, 1.0)]),
            Err(Refusal::NoSpread)
        );
        assert_eq!(
            of(&[unit(f64::NAN, 1.0), unit(2.0, 1.0)]),
            Err(Refusal::NotFinite)
        );
        let alike = of(&[unit(2.0, 1.0), unit(2.0, 3.0)]).unwrap();
        assert!(alike.tau_squared == 0.0 && alike.q.abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn moving_and_turning_moves_the_mean_alone(values in prop::collection::vec((-50.0_f64..50.0, 0.5_f64..40.0), 2..15), shift in -100.0_f64..100.0) {
            let units: Vec<_> = values.iter().map(|(value, variance)| Estimate { value: *value, variance: *variance }).collect();
            let moved: Vec<_> = units.iter().rev().map(|u| Estimate { value: u.value + shift, ..*u }).collect();
            for method in [Method::DerSimonianLaird, Method::Reml] {
                let (one, two) = (random_effects(&units, method).unwrap(), random_effects(&moved, method).unwrap());
                prop_assert!((one.tau_squared - two.tau_squared).abs() < 1e-6 * (1.0 + one.tau_squared));
                prop_assert!((one.mean + shift - two.mean).abs() < 1e-6);
                prop_assert!(one.tau_squared >= 0.0);
            }
        }
    }
}
