//! The non-central t distribution: what Student's t follows where there is a difference.

use statrs::function::gamma::ln_gamma;

use super::Refusal;
use super::refusal::finite;
use super::tail::{beta_below, normal_below};

/// Terms of the series at most; R takes as many.
const TERMS: u32 = 1000;

/// P(T < t) of the non-central t distribution with `df` degrees of freedom and non-centrality `ncp`, by the series of Lenth (Applied
/// Statistics 38, 1989, AS 243), as R's `pt(t, df, ncp)`, error below 1e-12; beyond what its floats hold (`ncp^2 > 1400` or `df > 4e5`)
/// by the normal approximation of Abramowitz and Stegun 26.7.10, as R.
pub(super) fn noncentral_t_below(t: f64, df: f64, ncp: f64) -> Result<f64, Refusal> {
    finite(t)?;
    finite(ncp)?;
    if !(df.is_finite() && df > 0.0) {
        return Err(Refusal::OutOfRange);
    }
    if t < 0.0 {
        return Ok(1.0 - noncentral_t_below(-t, df, -ncp)?);
    }
    if df > 4e5 || ncp * ncp > 1400.0 {
        let s = 1.0 / (4.0 * df);
        return Ok(normal_below(
            (t * (1.0 - s) - ncp) / (1.0 + t * t * 2.0 * s).sqrt(),
        ));
    }
    let x = t * t / (t * t + df);
    let positive = if x > 0.0 {
        series(x, df / (t * t + df), df, ncp)?
    } else {
        0.0
    };
    Ok((positive + normal_below(-ncp)).clamp(0.0, 1.0))
}

/// P(0 < T < t), where `x = t^2 / (t^2 + df)` and `rest = 1 - x`.
fn series(x: f64, rest: f64, df: f64, ncp: f64) -> Result<f64, Refusal> {
    let lambda = ncp * ncp;
    let mut weight = 0.5 * (-0.5 * lambda).exp();
    let mut other_weight = (2.0 / std::f64::consts::PI).sqrt() * weight * ncp;
    let mut left = -0.5 * (-0.5 * lambda).exp_m1();
    let (mut a, b) = (0.5, 0.5 * df);
    let tail = rest.powf(b);
    let log_beta = std::f64::consts::PI.sqrt().ln() + ln_gamma(b) - ln_gamma(0.5 + b);
    let mut odd = beta_below(x, a, b)?;
    let mut odd_step = 2.0 * tail * (a * x.ln() - log_beta).exp();
    let mut even_step = b * x * tail;
    let mut even = if b * x < f64::EPSILON {
        b * x
    } else {
        1.0 - tail
    };
    let mut sum = weight * odd + other_weight * even;
    for term in 1..=TERMS {
        a += 1.0;
        odd -= odd_step;
        even -= even_step;
        odd_step *= x * (a + b - 1.0) / a;
        even_step *= x * (a + b - 0.5) / (a + 0.5);
        weight *= lambda / f64::from(2 * term);
        other_weight *= lambda / f64::from(2 * term + 1);
        sum += weight * odd + other_weight * even;
        left -= weight;
        if left < -1e-10 || (left <= 0.0 && term > 1) {
            return Ok(sum);
        }
        if (2.0 * left * (odd - odd_step)).abs() < 1e-12 {
            return Ok(sum);
        }
    }
    Err(Refusal::NoFit)
}

/// The non-centrality under which P(T < t) is `p`, by halving: it falls as the non-centrality grows.
pub(super) fn noncentrality(t: f64, df: f64, p: f64) -> Result<f64, Refusal> {
    let reach = 40.0 + 10.0 * t.abs();
    let (mut low, mut high) = (t - reach, t + reach);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if noncentral_t_below(t, df, middle)? > p {
            low = middle;
        } else {
            high = middle;
        }
    }
    finite(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(include_str!("../../tests/golden/stats/tails.csv"), "nct") {
            let found = noncentral_t_below(case.one("t"), case.one("df"), case.one("ncp")).unwrap();
            golden::near(found, case.one("p"), 1e-10, &case);
        }
    }

    #[test]
    fn the_noncentrality_undoes_it() {
        for (t, df, ncp) in [
            (2.0, 10.0, 1.3),
            (-1.0, 4.0, 2.0),
            (0.0, 6.0, -0.4),
            (8.0, 10.0, 6.0),
        ] {
            let p = noncentral_t_below(t, df, ncp).unwrap();
            assert!((noncentrality(t, df, p).unwrap() - ncp).abs() < 1e-7);
        }
    }

    #[test]
    fn refuses_what_is_no_distribution() {
        assert!(noncentral_t_below(f64::NAN, 5.0, 0.0).is_err());
        assert!(noncentral_t_below(1.0, 0.0, 0.0).is_err());
        assert!(noncentral_t_below(1.0, 5.0, f64::INFINITY).is_err());
    }
}
