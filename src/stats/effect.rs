//! How great a difference is: Hedges's g in standard deviations, Cliff's delta in pairs.

use statrs::function::gamma::ln_gamma;

use super::noncentral_t::noncentrality;
use super::refusal::{check, constant, finite, moments, tail_of};
use super::{Interval, Refusal, normal_quantile};

/// A difference of two means in pooled standard deviations, first less second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardizedDifference {
    /// Cohen's d: the difference by the pooled standard deviation.
    pub d: f64,
    /// Hedges's g: d without its bias in small groups, `d (1 - 3 / (4 df - 1))`.
    pub g: f64,
    /// Interval of g.
    pub interval: Interval,
}

/// Hedges's g (Journal of Educational Statistics 6, 1981) with the interval by the non-central t distribution (Steiger and Fouladi 1997):
/// the ends are the differences under which the observed t is as far out as the level allows, times the same correction. It takes the two
/// groups as normal and equally spread. Refuses a group of fewer than two, two constant groups, and what is not finite.
pub fn hedges_g(
    first: &[f64],
    second: &[f64],
    level: f64,
) -> Result<StandardizedDifference, Refusal> {
    check(first, 2)?;
    check(second, 2)?;
    let tail = tail_of(level)?;
    if constant(first) && constant(second) {
        return Err(Refusal::NoSpread);
    }
    let (one, other) = (moments(first)?, moments(second)?);
    let (n, m) = (first.len() as f64, second.len() as f64);
    let df = n + m - 2.0;
    let d = finite((one.0 - other.0) / ((one.1 + other.1) / df).sqrt())?;
    let correction = 1.0 - 3.0 / (4.0 * df - 1.0);
    let scale = (1.0 / n + 1.0 / m).sqrt();
    let end = |p| Ok::<_, Refusal>(noncentrality(d / scale, df, p)? * scale * correction);
    Ok(StandardizedDifference {
        d,
        g: d * correction,
        interval: Interval {
            low: end(1.0 - tail)?,
            high: end(tail)?,
        },
    })
}

/// The exact correction of Hedges for `df` degrees of freedom, `gamma(df/2) / (sqrt(df/2) gamma((df-1)/2))`, of which
/// `1 - 3 / (4 df - 1)` is the approximation in use. Refuses `df` of 1 or less.
pub fn hedges_correction(df: f64) -> Result<f64, Refusal> {
    if !(df.is_finite() && df > 1.0) {
        return Err(Refusal::OutOfRange);
    }
    finite((ln_gamma(df / 2.0) - ln_gamma((df - 1.0) / 2.0)).exp() / (df / 2.0).sqrt())
}

/// How great a difference by Cliff's delta is called (Romano and others 2006).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Magnitude {
    /// Under 0.147.
    Negligible,
    /// Under 0.33.
    Small,
    /// Under 0.474.
    Medium,
    /// 0.474 or more.
    Large,
}

/// Cliff's delta: the share of pairs where the first is greater, less the share where the second is; -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CliffsDelta {
    /// The estimate.
    pub delta: f64,
    /// Its interval.
    pub interval: Interval,
    /// Its band.
    pub magnitude: Magnitude,
}

/// Cliff's delta (Psychological Bulletin 114, 1993) with the unbiased variance of his equation, no less than
/// `(1 - delta^2) / (n1 n2 - 1)`, and the asymmetric interval of Feng and Cliff (2004) with normal quantiles. Where the groups do not
/// overlap at all the far end is Wilson's for `n` of `n`, `(n - z^2) / (n + z^2)` with `n` the smaller group. Values all alike give
/// 0 and the widest interval the formula has. Refuses a group of fewer than two, and what is not finite.
pub fn cliffs_delta(first: &[f64], second: &[f64], level: f64) -> Result<CliffsDelta, Refusal> {
    check(first, 2)?;
    check(second, 2)?;
    let z = normal_quantile(1.0 - tail_of(level)?).ok_or(Refusal::OutOfRange)?;
    let (n, m) = (first.len() as f64, second.len() as f64);
    let sign = |x: f64, y: f64| f64::from(i8::from(x > y) - i8::from(x < y));
    let rows: Vec<f64> = first
        .iter()
        .map(|x| second.iter().map(|y| sign(*x, *y)).sum::<f64>() / m)
        .collect();
    let columns: Vec<f64> = second
        .iter()
        .map(|y| first.iter().map(|x| sign(*x, *y)).sum::<f64>() / n)
        .collect();
    let delta = rows.iter().sum::<f64>() / n;
    let about = |values: &[f64]| values.iter().map(|v| (v - delta).powi(2)).sum::<f64>();
    let cells: f64 = first
        .iter()
        .flat_map(|x| second.iter().map(move |y| (sign(*x, *y) - delta).powi(2)))
        .sum();
    let unbiased =
        (m * m * about(&rows) + n * n * about(&columns) - cells) / (n * m * (n - 1.0) * (m - 1.0));
    let variance = unbiased.max((1.0 - delta * delta) / (n * m - 1.0));
    let interval = if 1.0 - delta.abs() < 1e-12 {
        let smaller = n.min(m);
        let far = (smaller - z * z) / (smaller + z * z);
        if delta > 0.0 {
            Interval {
                low: far,
                high: 1.0,
            }
        } else {
            Interval {
                low: -1.0,
                high: -far,
            }
        }
    } else {
        let room = 1.0 - delta * delta;
        let half = z * variance.sqrt() * (room * room + z * z * variance).sqrt();
        let under = room + z * z * variance;
        Interval {
            low: ((delta * room - half) / under).max(-1.0),
            high: ((delta * room + half) / under).min(1.0),
        }
    };
    Ok(CliffsDelta {
        delta,
        interval,
        magnitude: match delta.abs() {
            size if size < 0.147 => Magnitude::Negligible,
            size if size < 0.33 => Magnitude::Small,
            size if size < 0.474 => Magnitude::Medium,
            _ => Magnitude::Large,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const EFFECTS: &str = include_str!("../../tests/golden/stats/effects.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(EFFECTS, "hedges") {
            let found = hedges_g(case.list("x"), case.list("y"), 0.95).unwrap();
            golden::near(found.d, case.one("d"), 1e-9, &case);
            golden::near(found.g, case.one("g"), 1e-9, &case);
            golden::near(found.interval.low, case.one("low"), 1e-8, &case);
            golden::near(found.interval.high, case.one("high"), 1e-8, &case);
            let df = (case.list("x").len() + case.list("y").len() - 2) as f64;
            golden::near(
                hedges_correction(df).unwrap(),
                case.one("correction"),
                1e-9,
                &case,
            );
        }
        for case in golden::cases(EFFECTS, "cliff") {
            let found = cliffs_delta(case.list("x"), case.list("y"), 0.95).unwrap();
            golden::near(found.delta, case.one("delta"), 1e-9, &case);
            golden::near(found.interval.low, case.one("low"), 1e-9, &case);
            golden::near(found.interval.high, case.one("high"), 1e-9, &case);
        }
    }

    #[test]
    fn refuses_what_has_no_size() {
        assert_eq!(hedges_g(&[1.0; 3], &[2.0; 3], 0.95), Err(Refusal::NoSpread));
        assert!(matches!(
            hedges_g(&[1.0], &[2.0; 3], 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(
            cliffs_delta(&[1.0, f64::NAN], &[2.0; 3], 0.95),
            Err(Refusal::NotFinite)
        );
        assert_eq!(
            cliffs_delta(&[1.0, 2.0], &[2.0; 3], 1.0),
            Err(Refusal::OutOfRange)
        );
        assert_eq!(hedges_correction(1.0), Err(Refusal::OutOfRange));
        let alike = cliffs_delta(&[1.0; 3], &[1.0; 4], 0.95).unwrap();
        assert!(alike.delta == 0.0 && alike.interval.low < 0.0 && alike.interval.high > 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn mirrored_bounded_and_free_of_the_scale(a in prop::collection::vec(0_i32..20, 2..9), b in prop::collection::vec(0_i32..20, 2..9)) {
            let of = |values: &[i32], shape: fn(f64) -> f64| values.iter().map(|x| shape(f64::from(*x))).collect::<Vec<_>>();
            let (x, y) = (of(&a, |v| v), of(&b, |v| v));
            let (one, two) = (cliffs_delta(&x, &y, 0.95).unwrap(), cliffs_delta(&y, &x, 0.95).unwrap());
            prop_assert!((one.delta + two.delta).abs() < 1e-12 && (one.interval.low + two.interval.high).abs() < 1e-9);
            prop_assert!(-1.0 <= one.interval.low && one.interval.low <= one.delta && one.delta <= one.interval.high && one.interval.high <= 1.0);
            let bent = cliffs_delta(&of(&a, f64::exp), &of(&b, f64::exp), 0.95).unwrap();
            prop_assert_eq!(one, bent);
            if let Ok(plain) = hedges_g(&x, &y, 0.95) {
                let scaled = hedges_g(&of(&a, |v| 3.0 * v + 7.0), &of(&b, |v| 3.0 * v + 7.0), 0.95).unwrap();
                prop_assert!((plain.g - scaled.g).abs() < 1e-9 * (1.0 + plain.g.abs()));
                prop_assert!(plain.interval.low <= plain.g + 1e-9 && plain.g <= plain.interval.high + 1e-9, "{:?}", plain);
            }
        }
    }
}
