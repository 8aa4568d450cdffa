//! Quantiles of the normal, Student's t, beta and F distributions.

use statrs::distribution::{Beta, Continuous as _, ContinuousCDF as _, Normal};

use super::tail::beta_below;

/// The `p`-quantile of the standard normal distribution; `None` unless `0 < p < 1`.
pub fn normal_quantile(p: f64) -> Option<f64> {
    inside(p).then(|| Normal::standard().inverse_cdf(p))
}

/// The `p`-quantile of Student's t with `df` degrees of freedom; `None` unless `0 < p < 1` and `df` is positive and finite. Through the beta
/// distribution: `t^2 / (t^2 + df)` is Beta(1/2, df/2). (The search of `statrs` finds no end for some extreme arguments.)
pub fn t_quantile(p: f64, df: f64) -> Option<f64> {
    if !inside(p) || !df.is_finite() || df <= 0.0 {
        return None;
    }
    let between = (2.0 * p - 1.0).abs();
    if between == 0.0 {
        return Some(0.0);
    }
    let z = beta_quantile(between, 0.5, df / 2.0)?;
    let quantile = (df * z / (1.0 - z)).sqrt().copysign(p - 0.5);
    quantile.is_finite().then_some(quantile)
}

/// The `p`-quantile of Beta(a, b), by Newton's method inside a bracket that halves when a step leaves it;
/// `None` unless `0 < p < 1` and both shapes are positive and finite.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    if !inside(p) || !a.is_finite() || !b.is_finite() {
        return None;
    }
    let density = Beta::new(a, b).ok()?;
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = a / (a + b);
    for _ in 0..200 {
        let excess = beta_below(x, a, b).ok()? - p;
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let step = x - excess / density.pdf(x);
        let next = if step > low && step < high {
            step
        } else {
            f64::midpoint(low, high)
        };
        if (next - x).abs() <= 4.0 * f64::EPSILON * next {
            return Some(next);
        }
        x = next;
    }
    Some(x)
}

/// The `p`-quantile of F with `first` and `second` degrees of freedom, through the beta distribution: `d2 z / (d1 (1 - z))`;
/// `None` unless `0 < p < 1` and both are positive and finite.
pub fn f_quantile(p: f64, first: f64, second: f64) -> Option<f64> {
    let z = beta_quantile(p, first / 2.0, second / 2.0)?;
    let quantile = second * z / (first * (1.0 - z));
    quantile.is_finite().then_some(quantile)
}

fn inside(p: f64) -> bool {
    p > 0.0 && p < 1.0
}

#[cfg(test)]
mod tests {
    use super::super::golden;
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
    fn beta_and_f_agree_with_r() {
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "qbeta") {
            let found = beta_quantile(case.one("p"), case.one("a"), case.one("b")).unwrap();
            golden::near(found, case.one("q"), 1e-10, &case);
        }
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "qf") {
            let found = f_quantile(case.one("p"), case.one("d1"), case.one("d2")).unwrap();
            golden::near(found, case.one("q"), 1e-9, &case);
        }
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "qt") {
            let found = t_quantile(case.one("p"), case.one("df")).unwrap();
            golden::near(found, case.one("q"), 1e-9, &case);
        }
    }

    #[test]
    fn refuses_what_has_no_quantile() {
        for p in [0.0, 1.0, -0.1, f64::NAN] {
            assert_eq!(normal_quantile(p), None);
            assert_eq!(t_quantile(p, 5.0), None);
            assert_eq!(beta_quantile(p, 1.0, 2.0), None);
            assert_eq!(f_quantile(p, 1.0, 2.0), None);
        }
        for df in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(t_quantile(0.975, df), None);
            assert_eq!(beta_quantile(0.5, df, 1.0), None);
            assert_eq!(f_quantile(0.5, 1.0, df), None);
        }
    }
}
