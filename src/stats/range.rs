//! How far apart the highest and the lowest of several units lie by chance alone.

use super::Refusal;
use super::refusal::finite;
use super::tail::normal_below;

/// Steps of the integration on each side of the middle.
const STEPS: u32 = 1_000;
/// So many standard deviations out, nothing is left.
const REACH: f64 = 9.0;

/// The expected distance from the lowest to the highest of independent normal values with one mean: the integral of
/// `1 - prod F_i - prod (1 - F_i)` (Tippett, Biometrika 17, 1925, for equal spreads, where it is R's `ptukey` with infinite degrees of
/// freedom). Each entry is a standard deviation and how many values have it. Refuses fewer than two values, a spread that is not positive,
/// and what is not finite.
pub fn expected_range(values: &[(f64, u32)]) -> Result<f64, Refusal> {
    let found = values.iter().map(|(_, count)| *count as usize).sum();
    if found < 2 {
        return Err(Refusal::TooFew { needed: 2, found });
    }
    let mut widest = 0.0_f64;
    for (sd, _) in values {
        if finite(*sd)? <= 0.0 {
            return Err(Refusal::NoSpread);
        }
        widest = widest.max(*sd);
    }
    // The integrand is the same on both sides of 0, and flat where it ends: the trapezoidal rule is as good as exact.
    let step = finite(REACH * widest)? / f64::from(STEPS);
    let height = |at: u32| {
        let x = step * f64::from(at);
        let all = |side: f64| -> f64 {
            values
                .iter()
                .map(|(sd, count)| normal_below(side * x / sd).powf(f64::from(*count)))
                .product()
        };
        1.0 - all(1.0) - all(-1.0)
    };
    let inside: f64 = (1..STEPS).map(height).sum();
    finite(step * (height(0) + 2.0 * inside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn is_what_control_charts_divide_by() {
        // The constant d2, as printed in the tables of ASTM's manual on control charts.
        for (values, printed) in [
            (2, 1.128),
            (3, 1.693),
            (5, 2.326),
            (6, 2.534),
            (10, 3.078),
            (25, 3.931),
        ] {
            let found = expected_range(&[(1.0, values)]).unwrap();
            assert!((found - printed).abs() <= 5e-4, "{values}: {found}");
        }
        // Of two it is 2 / sqrt(pi) times the spread, with unequal ones sqrt(2 (a^2 + b^2) / pi).
        let two = expected_range(&[(3.0, 1), (4.0, 1)]).unwrap();
        assert!((two - (50.0 / std::f64::consts::PI).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn refuses_what_has_no_range() {
        assert!(matches!(
            expected_range(&[(1.0, 1)]),
            Err(Refusal::TooFew { found: 1, .. })
        ));
        assert_eq!(expected_range(&[(0.0, 3)]), Err(Refusal::NoSpread));
        assert_eq!(expected_range(&[(f64::NAN, 3)]), Err(Refusal::NotFinite));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn grows_with_more_units_and_with_their_spread(sd in 0.1_f64..30.0, other in 0.1_f64..30.0, count in 1_u32..500) {
            let one = expected_range(&[(sd, count), (other, 1)]).unwrap();
            let more = expected_range(&[(sd, count + 1), (other, 1)]).unwrap();
            let wider = expected_range(&[(2.0 * sd, count), (2.0 * other, 1)]).unwrap();
            prop_assert!(one > 0.0 && more > one && (wider - 2.0 * one).abs() < 1e-6 * wider);
        }
    }
}
