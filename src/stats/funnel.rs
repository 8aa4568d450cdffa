//! Funnels: how far from the whole's share or mean a unit of a given size may lie by ordinary variation.

use super::exact_share::at_least;
use super::heterogeneity::Estimate;
use super::refusal::{finite, inside, tail_of};
use super::{Interval, Refusal, normal_quantile};

/// Exact limits of the share among `n` answers where the share behind them is `target`, as Spiegelhalter prints them (Statistics in
/// Medicine 24, 2005, 1185, appendix A.1.1): with `r` the least count for which `F(r) > a`, the limit is `(r - (F(r) - a) / f(r)) / n`, between
/// whole counts by interpolation; `a` is half of what `level` leaves, and the rest of it for the upper limit.
///
/// The upper limit is for comparison with what others print, not for judging: `F` counts the outcome itself, so a count that is not
/// at all unlikely lies above it. Of 6 answers where four of five are favourable, all 6 lie above the limit of 0.984, and come up once
/// in four. To judge take [`funnel_place`], to draw [`funnel_lines`].
/// Refuses `n` of 0 or beyond a million, a target and a level not strictly between 0 and 1.
pub fn funnel_limits(target: f64, n: u64, level: f64) -> Result<Interval, Refusal> {
    let tail = checked(target, n, level)?;
    Ok(Interval {
        low: limit(target, n, tail)?,
        high: limit(target, n, 1.0 - tail)?,
    })
}

/// The lower limit of [`funnel_limits`] and its mirror image above: the lines outside of which [`funnel_place`] puts a unit. At 0 or 1
/// no count of `n` answers is unlikely enough on that side. Refuses as [`funnel_limits`].
pub fn funnel_lines(target: f64, n: u64, level: f64) -> Result<Interval, Refusal> {
    let tail = checked(target, n, level)?;
    Ok(Interval {
        low: limit(target, n, tail)?,
        high: 1.0 - limit(1.0 - target, n, tail)?,
    })
}

/// Where a unit lies in the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// As low or lower comes up less often than the level leaves on that side.
    Below,
    /// Ordinary variation.
    Within,
    /// As high or higher comes up less often than the level leaves on that side.
    Above,
}

/// Where `x` favourable of `n` answers lie if the share behind them is `target`, by the exact probabilities of as few and as many.
/// Units that are alike lie outside at most as often as `level` leaves. Refuses as [`funnel_limits`], and `x > n`.
pub fn funnel_place(x: u64, n: u64, target: f64, level: f64) -> Result<Place, Refusal> {
    let tail = checked(target, n, level)?;
    let missing = n.checked_sub(x).ok_or(Refusal::Impossible)?;
    Ok(if at_least(missing, n, 1.0 - target)? < tail {
        Place::Below
    } else if at_least(x, n, target)? < tail {
        Place::Above
    } else {
        Place::Within
    })
}

/// The probability left on each side.
fn checked(target: f64, n: u64, level: f64) -> Result<f64, Refusal> {
    inside(target)?;
    if n == 0 {
        return Err(Refusal::Impossible);
    }
    if n > 1_000_000 {
        return Err(Refusal::TooMany);
    }
    tail_of(level)
}

fn limit(target: f64, n: u64, a: f64) -> Result<f64, Refusal> {
    // F(r) = 1 - P(X >= r + 1) grows with r.
    let up_to = |r: u64| -> Result<f64, Refusal> {
        if r >= n {
            Ok(1.0)
        } else {
            Ok(1.0 - at_least(r + 1, n, target)?)
        }
    };
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if up_to(middle)? > a {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let reached = up_to(low)?;
    let mass = match low.checked_sub(1) {
        None => reached,
        Some(below) => reached - up_to(below)?,
    };
    finite(((low as f64 - (reached - a) / mass) / n as f64).clamp(0.0, 1.0))
}

/// Over-dispersion of units around a target: they vary more than chance, all of them, so the funnel is widened for all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverDispersion {
    /// The share around which they vary.
    pub target: f64,
    /// Mean square of the winsorised z-scores; 1 where only chance is at work.
    pub ratio: f64,
    /// Variance between units that explains it, as a share squared; 0 if there is no over-dispersion.
    pub tau_squared: f64,
}

/// The additive random-effects model of Spiegelhalter (2005, section 4.3): `z = (x/n - t) / sqrt(t(1-t)/n)`, winsorised at the quantiles
/// `trim` and `1 - trim` (interpolated as R's type 7; 0.1 is usual), `phi = sum z^2 / I`, and
/// `tau^2 = (I phi - (I-1)) / (sum w - sum w^2 / sum w)`, at least 0, with `w = n / (t(1-t))`. Refuses fewer than two units, counts that
/// contradict one another, a target not strictly between 0 and 1, and a trim outside 0 to under a half.
pub fn over_dispersion(
    units: &[(u64, u64)],
    target: f64,
    trim: f64,
) -> Result<OverDispersion, Refusal> {
    inside(target)?;
    if !(0.0..0.5).contains(&trim) {
        return Err(Refusal::OutOfRange);
    }
    if units.len() < 2 {
        return Err(Refusal::TooFew {
            needed: 2,
            found: units.len(),
        });
    }
    if units.iter().any(|(x, n)| x > n || *n == 0) {
        return Err(Refusal::Impossible);
    }
    let chance = target * (1.0 - target);
    let scored: Vec<(f64, f64)> = units
        .iter()
        .map(|(x, n)| {
            let weight = *n as f64 / chance;
            ((*x as f64 / *n as f64 - target) * weight.sqrt(), weight)
        })
        .collect();
    let (ratio, tau_squared) = additive(&scored, trim)?;
    Ok(OverDispersion {
        target,
        ratio,
        tau_squared,
    })
}

/// The same for means: the variance between units around the target, in units squared, with `z = (y - t) / sqrt(v)` and `w = 1 / v`.
/// Refuses fewer than two units, a variance that is not positive, what is not finite, and a trim outside 0 to under a half.
pub fn mean_dispersion(units: &[Estimate], target: f64, trim: f64) -> Result<f64, Refusal> {
    finite(target)?;
    if !(0.0..0.5).contains(&trim) {
        return Err(Refusal::OutOfRange);
    }
    if units.iter().any(|unit| unit.variance <= 0.0) {
        return Err(Refusal::NoSpread);
    }
    let scored: Vec<(f64, f64)> = units
        .iter()
        .map(|unit| {
            (
                (unit.value - target) / unit.variance.sqrt(),
                1.0 / unit.variance,
            )
        })
        .collect();
    additive(&scored, trim).map(|(_, tau_squared)| tau_squared)
}

/// Ratio and variance of the additive model, from z-scores and weights.
fn additive(scored: &[(f64, f64)], trim: f64) -> Result<(f64, f64), Refusal> {
    let mut sorted: Vec<f64> = scored.iter().map(|(z, _)| *z).collect();
    super::refusal::check(&sorted, 2)?;
    sorted.sort_by(f64::total_cmp);
    let (least, most) = (between(&sorted, trim), between(&sorted, 1.0 - trim));
    let squares: f64 = scored
        .iter()
        // Of values near the end of what a number can be, the quantiles may lie the wrong way round; what is not finite is refused below.
        .map(|(z, _)| z.max(least).min(most).powi(2))
        .sum();
    let (w, w2) = scored.iter().fold((0.0, 0.0), |(w, w2), (_, weight)| {
        (w + weight, w2 + weight * weight)
    });
    let k = scored.len() as f64;
    Ok((
        finite(squares / k)?,
        finite((squares - (k - 1.0)) / (w - w2 / w))?.max(0.0),
    ))
}

/// The quantile of sorted values, interpolated between the two nearest (type 7 of Hyndman and Fan 1996).
fn between(sorted: &[f64], p: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * p;
    let weight = |at: usize| (1.0 - (place - at as f64).abs()).max(0.0);
    sorted
        .iter()
        .enumerate()
        .map(|(at, x)| weight(at) * x)
        .sum()
}

impl OverDispersion {
    /// Limits for `n` answers, widened: `t ± z sqrt(t(1-t)/n + tau^2)`, cut to 0 to 1. Refuses `n = 0` and a level not strictly between 0
    /// and 1.
    pub fn limits(&self, n: u64, level: f64) -> Result<Interval, Refusal> {
        if n == 0 {
            return Err(Refusal::Impossible);
        }
        let z = normal_quantile(1.0 - tail_of(level)?).ok_or(Refusal::OutOfRange)?;
        let half = z * (self.target * (1.0 - self.target) / n as f64 + self.tau_squared).sqrt();
        Ok(Interval {
            low: self.target - half,
            high: self.target + half,
        }
        .cut(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const SHRINKAGE: &str = include_str!("../../tests/golden/stats/shrinkage.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(SHRINKAGE, "funnel") {
            let found =
                funnel_limits(case.one("target"), case.count("n"), case.one("level")).unwrap();
            golden::near(found.low, case.one("low"), 1e-9, &case);
            golden::near(found.high, case.one("high"), 1e-9, &case);
        }
        for case in golden::cases(SHRINKAGE, "dispersion") {
            let whole = |x: &f64| format!("{x}").parse().unwrap();
            let units: Vec<(u64, u64)> = case
                .list("x")
                .iter()
                .zip(case.list("n"))
                .map(|(x, n)| (whole(x), whole(n)))
                .collect();
            let found = over_dispersion(&units, case.one("target"), case.one("trim")).unwrap();
            golden::near(found.ratio, case.one("ratio"), 1e-9, &case);
            golden::near(found.tau_squared, case.one("tau2"), 1e-9, &case);
            let limits = found.limits(20, 0.95).unwrap();
            golden::near(limits.low, case.one("low20"), 1e-9, &case);
            golden::near(limits.high, case.one("high20"), 1e-9, &case);
            // A share is a mean whose variance follows from the target.
            let target = case.one("target");
            let means: Vec<Estimate> = units
                .iter()
                .map(|(x, n)| Estimate {
                    value: *x as f64 / *n as f64,
                    variance: target * (1.0 - target) / *n as f64,
                })
                .collect();
            let tau_squared = mean_dispersion(&means, target, case.one("trim")).unwrap();
            golden::near(tau_squared, case.one("tau2"), 1e-9, &case);
        }
    }

    #[test]
    fn three_of_six_at_eighty_percent_is_ordinary_and_so_are_all_six() {
        for (x, place) in [(2, Place::Below), (3, Place::Within), (6, Place::Within)] {
            assert_eq!(funnel_place(x, 6, 0.8, 0.95), Ok(place));
        }
        assert_eq!(funnel_place(6, 6, 0.3, 0.95), Ok(Place::Above));
        // What the printed upper limit would say of all six.
        assert!(funnel_limits(0.8, 6, 0.95).unwrap().high < 1.0);
    }

    #[test]
    fn units_that_are_alike_lie_outside_no_oftener_than_the_level_leaves() {
        for n in 1..=12 {
            for share in (1..20).map(|at| f64::from(at) / 20.0) {
                let outside: f64 = (0..=n)
                    .filter(|x| funnel_place(*x, n, share, 0.95) != Ok(Place::Within))
                    .map(|x| {
                        let more = if x == n {
                            0.0
                        } else {
                            at_least(x + 1, n, share).unwrap()
                        };
                        at_least(x, n, share).unwrap() - more
                    })
                    .sum();
                assert!(outside <= 0.05, "{n} {share}: {outside}");
            }
        }
    }

    #[test]
    fn refuses_what_has_no_funnel() {
        assert_eq!(funnel_limits(0.8, 0, 0.95), Err(Refusal::Impossible));
        assert_eq!(funnel_lines(0.8, 0, 0.95), Err(Refusal::Impossible));
        assert_eq!(funnel_place(7, 6, 0.8, 0.95), Err(Refusal::Impossible));
        assert_eq!(funnel_limits(1.0, 5, 0.95), Err(Refusal::OutOfRange));
        assert_eq!(funnel_limits(0.8, 5, f64::NAN), Err(Refusal::OutOfRange));
        assert_eq!(funnel_limits(0.8, 2_000_000, 0.95), Err(Refusal::TooMany));
        assert!(matches!(
            over_dispersion(&[], 0.5, 0.1),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(
            over_dispersion(&[(2, 1), (1, 2)], 0.5, 0.1),
            Err(Refusal::Impossible)
        );
        assert_eq!(
            over_dispersion(&[(1, 1), (1, 2)], 0.5, 0.5),
            Err(Refusal::OutOfRange)
        );
        let unit = |value, variance| Estimate { value, variance };
        let of = |units: &[Estimate], trim| mean_dispersion(units, 50.0, trim);
        assert!(matches!(
            of(&[unit(50.0, 1.0)], 0.1),
            Err(Refusal::TooFew { .. })
        ));
        let two = [unit(40.0, 1.0), unit(60.0, 1.0)];
        assert_eq!(of(&two, 0.5), Err(Refusal::OutOfRange));
        assert_eq!(of(&[two[0], unit(1.0, 0.0)], 0.1), Err(Refusal::NoSpread));
        assert_eq!(
            of(&[two[0], unit(f64::NAN, 1.0)], 0.1),
            Err(Refusal::NotFinite)
        );
        assert!(of(&two, 0.0).unwrap() > 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn lines_are_mirrored_wider_for_more_certainty_and_say_what_the_place_says(n in 1_u64..200, target in 0.05_f64..0.95, draw in 0_u64..200) {
            let (narrow, wide) = (funnel_lines(target, n, 0.95).unwrap(), funnel_lines(target, n, 0.998).unwrap());
            prop_assert!(0.0 <= wide.low && wide.low <= narrow.low + 1e-12 && narrow.high <= wide.high + 1e-12 && wide.high <= 1.0);
            let mirror = funnel_lines(1.0 - target, n, 0.95).unwrap();
            prop_assert!((mirror.low + narrow.high - 1.0).abs() < 1e-9);
            let x = draw % (n + 1);
            let (share, place) = (x as f64 / n as f64, funnel_place(x, n, target, 0.95).unwrap());
            prop_assert_eq!(place == Place::Below, share < narrow.low - 1e-12);
            prop_assert_eq!(place == Place::Above, share > narrow.high + 1e-12);
            let units = [(0, n), (n, n), (n / 2, n)];
            let found = over_dispersion(&units, target, 0.0).unwrap();
            let turned = over_dispersion(&[units[2], units[0], units[1]], target, 0.0).unwrap();
            prop_assert!((found.ratio - turned.ratio).abs() < 1e-9 * found.ratio);
        }
    }
}
