//! Probabilities of the normal, Student, chi-square, F and beta distributions, on `statrs`.

use statrs::distribution::{ChiSquared, ContinuousCDF as _, Normal};
use statrs::function::beta::checked_beta_reg;

use super::Refusal;
use super::refusal::finite;

/// P(Z < z) of the standard normal distribution.
pub(super) fn normal_below(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// P(T > t) of Student's t for `t >= 0`, half the incomplete beta function at `df / (df + t^2)`.
pub(super) fn t_above(t: f64, df: f64) -> Result<f64, Refusal> {
    Ok(beta_below(df / (df + t * t), df / 2.0, 0.5)? / 2.0)
}

/// P(|T| >= |t|) of Student's t.
pub(super) fn t_two_sided(t: f64, df: f64) -> Result<f64, Refusal> {
    Ok(2.0 * t_above(t.abs(), df)?)
}

/// P(X >= x) of chi-square.
pub(super) fn chi_square_above(x: f64, df: f64) -> Result<f64, Refusal> {
    let distribution = ChiSquared::new(df).map_err(|_| Refusal::OutOfRange)?;
    Ok(distribution.sf(finite(x)?).clamp(0.0, 1.0))
}

/// P(X < x) of Beta(a, b): the regularised incomplete beta function.
pub(super) fn beta_below(x: f64, a: f64, b: f64) -> Result<f64, Refusal> {
    if !(a.is_finite() && b.is_finite()) {
        return Err(Refusal::OutOfRange);
    }
    let value = checked_beta_reg(a, b, x).map_err(|_| Refusal::OutOfRange)?;
    Ok(finite(value)?.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "t") {
            let p = t_two_sided(case.one("t"), case.one("df")).unwrap();
            golden::near(p, case.one("p"), 1e-10, &case);
        }
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "chi") {
            let p = chi_square_above(case.one("x"), case.one("df")).unwrap();
            golden::near(p, case.one("p"), 1e-10, &case);
        }
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "beta") {
            let p = beta_below(case.one("x"), case.one("a"), case.one("b")).unwrap();
            golden::near(p, case.one("p"), 1e-10, &case);
        }
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "normal") {
            golden::near(normal_below(case.one("z")), case.one("below"), 1e-10, &case);
        }
    }

    #[test]
    fn refuses_what_is_no_distribution() {
        assert!(t_two_sided(1.0, f64::NAN).is_err());
        assert!(chi_square_above(f64::NAN, 2.0).is_err());
        assert!(chi_square_above(1.0, 0.0).is_err());
        assert!(beta_below(0.5, 0.0, 1.0).is_err());
        assert!(beta_below(1.5, 1.0, 1.0).is_err());
    }
}
