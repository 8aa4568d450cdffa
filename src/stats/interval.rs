//! Confidence intervals of a share and of a mean.

use super::{normal_quantile, t_quantile};

/// Two finite ends, `low <= high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The part of it between `least` and `most`.
    #[must_use]
    pub fn cut(self, least: f64, most: f64) -> Self {
        Self {
            low: self.low.clamp(least, most),
            high: self.high.clamp(least, most),
        }
    }
}

/// Wilson's score interval of `x` out of `n` (Wilson 1927; method 3 of Newcombe 1998, R's `prop.test(correct = FALSE)`):
/// centre `(p + z^2/2n) / (1 + z^2/n)`, half-width `z / (1 + z^2/n) * sqrt(p(1-p)/n + z^2/4n^2)`.
/// `None` if `n` is 0, `x > n`, or `level` is not strictly between 0 and 1. At `x = 0` the low end is exactly 0, at `x = n` the high end exactly 1.
pub fn wilson(x: u64, n: u64, level: f64) -> Option<Interval> {
    if n == 0 || x > n {
        return None;
    }
    let z = two_sided(level).and_then(normal_quantile)?;
    let (count, n_) = (x as f64, n as f64);
    let p = count / n_;
    let shrink = 1.0 + z * z / n_;
    let centre = (p + z * z / (2.0 * n_)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / n_ + z * z / (4.0 * n_ * n_)).sqrt();
    Some(Interval {
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

/// Student's interval of a mean: `mean ± t(df) * sd / sqrt(n)`. With the data's own `sd`, `df` is `n - 1`; with a spread borrowed
/// from a larger body of data, `df` is that body's. `None` without answers or degrees of freedom, where `sd` is 0 or not finite
/// (no spread seen is no proof of certainty), or where `level` is not strictly between 0 and 1.
pub fn student_interval(mean: f64, sd: f64, n: u64, df: u64, level: f64) -> Option<Interval> {
    if n == 0 || df == 0 || !mean.is_finite() || !sd.is_finite() || sd <= 0.0 {
        return None;
    }
    let t = t_quantile(two_sided(level)?, df as f64)?;
    let half = t * sd / (n as f64).sqrt();
    Some(Interval {
        low: mean - half,
        high: mean + half,
    })
}

fn two_sided(level: f64) -> Option<f64> {
    (level > 0.0 && level < 1.0).then_some(0.5 + level / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wilson_agrees_with_newcombe_and_r() {
        // Newcombe 1998, Statistics in Medicine 17, 857: inputs; R 4.2.2 prop.test(correct = FALSE): ends.
        for (x, n, low, high) in [
            (81, 263, 0.255_289, 0.366_210),
            (15, 148, 0.062_386, 0.160_487),
            (0, 20, 0.0, 0.161_125),
            (1, 29, 0.006_113, 0.171_755),
        ] {
            let found = wilson(x, n, 0.95).unwrap();
            assert!((found.low - low).abs() < 5e-7, "{x}/{n}: {found:?}");
            assert!((found.high - high).abs() < 5e-7, "{x}/{n}: {found:?}");
        }
    }

    #[test]
    fn wilson_gives_the_figures_of_the_national_survey() {
        for (x, n, low, high) in [
            (688, 764, 87.7, 92.0),
            (619, 688, 87.5, 92.0),
            (367, 764, 44.5, 51.6),
        ] {
            let found = wilson(x, n, 0.95).unwrap();
            assert!((found.low * 100.0 - low).abs() < 0.05, "{x}/{n}: {found:?}");
            assert!(
                (found.high * 100.0 - high).abs() < 0.05,
                "{x}/{n}: {found:?}"
            );
        }
    }

    #[test]
    fn student_agrees_with_r() {
        // R ?t.test, sleep data, paired: the ten differences.
        let differences = [-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4];
        let (mean, sd) = (
            super::super::mean(&differences).unwrap(),
            super::super::sd(&differences).unwrap(),
        );
        let found = student_interval(mean, sd, 10, 9, 0.95).unwrap();
        assert!((found.low + 2.459_885_8).abs() < 1e-6, "{found:?}");
        assert!((found.high + 0.700_114_2).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn what_has_no_interval_is_none() {
        assert_eq!(wilson(0, 0, 0.95), None);
        assert_eq!(wilson(3, 2, 0.95), None);
        assert_eq!(wilson(1, 2, 1.0), None);
        assert_eq!(wilson(1, 2, f64::NAN), None);
        assert_eq!(student_interval(3.0, 0.0, 9, 8, 0.95), None);
        assert_eq!(student_interval(3.0, f64::NAN, 9, 8, 0.95), None);
        assert_eq!(student_interval(f64::INFINITY, 1.0, 9, 8, 0.95), None);
        assert_eq!(student_interval(3.0, 1.0, 1, 0, 0.95), None);
    }

    proptest! {
        #[test]
        fn wilson_holds_its_share_and_shrinks_with_n(n in 1_u64..2_000, draw in 0_u64..2_000) {
            let x = draw % (n + 1);
            let found = wilson(x, n, 0.95).unwrap();
            let share = x as f64 / n as f64;
            prop_assert!(0.0 <= found.low && found.low <= share && share <= found.high && found.high <= 1.0);
            let fourfold = wilson(4 * x, 4 * n, 0.95).unwrap();
            prop_assert!(fourfold.high - fourfold.low <= found.high - found.low);
        }
    }
}
