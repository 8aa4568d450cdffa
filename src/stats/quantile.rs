//! Quantiles of the normal and of Student's t distribution.

use statrs::distribution::{ContinuousCDF as _, Normal, StudentsT};

/// The `p`-quantile of the standard normal distribution; `None` unless `0 < p < 1`.
pub fn normal_quantile(p: f64) -> Option<f64> {
    inside(p).then(|| Normal::standard().inverse_cdf(p))
}

/// The `p`-quantile of Student's t with `df` degrees of freedom; `None` unless `0 < p < 1` and `df` is positive and finite.
pub fn t_quantile(p: f64, df: f64) -> Option<f64> {
    if !inside(p) || !df.is_finite() {
        return None;
    }
    let quantile = StudentsT::new(0.0, 1.0, df).ok()?.inverse_cdf(p);
    quantile.is_finite().then_some(quantile)
}

fn inside(p: f64) -> bool {
    p > 0.0 && p < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_r() {
        // R: qnorm(.975); qt(.975, c(1, 4, 5, 9)); qt(.95, 4)
        assert!((normal_quantile(0.975).unwrap() - 1.959_963_984_540_054).abs() < 1e-9);
        for (df, expected) in [
            (1.0, 12.706_204_736_432_1),
            (4.0, 2.776_445_105_197_8),
            (5.0, 2.570_581_836_614_7),
            (9.0, 2.262_157_162_741_0),
        ] {
            let found = t_quantile(0.975, df).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-8, "{df}: {found}");
        }
        assert!((t_quantile(0.95, 4.0).unwrap() - 2.131_846_786_326_6).abs() < 1e-7);
    }

    #[test]
    fn refuses_what_has_no_quantile() {
        for p in [0.0, 1.0, -0.1, f64::NAN] {
            assert_eq!(normal_quantile(p), None);
            assert_eq!(t_quantile(p, 5.0), None);
        }
        for df in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(t_quantile(0.975, df), None);
        }
    }
}
