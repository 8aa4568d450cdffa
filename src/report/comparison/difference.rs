//! How far two shown scores lie apart, and what that bears.

use crate::disclosure::document::{Figure, Interval};
use crate::stats::Family;
use crate::stats::borrowed_spread::Judge;
use crate::stats::family::Outcome;

use super::super::overview::Difference;
use super::score::Score;

/// Level of every interval.
pub(super) const LEVEL: f64 = 0.95;
/// How often a comparison may say "higher" or "lower" of anything where nothing differs.
pub(in crate::report) const ERROR: f64 = 1.0 - LEVEL;
/// Four times out of five.
const POWER: f64 = 0.8;

/// What is found on one scale, before the others are looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// Here minus there.
    pub(super) difference: Difference,
    /// Probability of a difference as great where there is none; absent where the figures bear no test.
    pub(super) p: Option<f64>,
    /// The same as standard errors away from nothing; absent where there is no test.
    pub(super) errors: Option<f64>,
}

/// What may be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// Higher here, also with all scales taken together.
    Higher,
    /// Lower here, also with all scales taken together.
    Lower,
    /// The scale's own interval leaves out zero, but not with all scales taken together.
    OnlyAlone,
    /// Nothing.
    None,
}

/// Here minus there. Both may be rounded, which is added to the interval; a bound gives a bound that holds whatever was rounded away.
pub(super) fn found(here: &Score<'_>, there: &Score<'_>, judge: Option<&Judge>) -> Found {
    let ((low, high), (other_low, other_high)) = (span(here), span(there));
    let least = low.zip(other_high).map(|(a, b)| a - b);
    let most = high.zip(other_low).map(|(a, b)| a - b);
    let difference = match (least, most) {
        (Some(least), Some(most)) => judge.and_then(|judge| points(least, most, judge)),
        (Some(least), None) => Some(Difference::Bound(Figure::AtLeast(
            (least * 10.0 + 1e-7).floor() / 10.0,
        ))),
        (None, Some(most)) => Some(Difference::Bound(Figure::AtMost(
            (most * 10.0 - 1e-7).ceil() / 10.0,
        ))),
        (None, None) => None,
    };
    // What is nearest to nothing among all that the figures allow.
    let nearest = match (least, most) {
        (Some(least), _) if least > 0.0 => Some(least),
        (_, Some(most)) if most < 0.0 => Some(most),
        (Some(_), Some(_)) => Some(0.0),
        _ => None,
    };
    let tested = nearest.zip(judge);
    Found {
        difference: difference.unwrap_or(Difference::Untold),
        p: tested.and_then(|(nearest, judge)| judge.p(nearest).ok()),
        errors: tested.map(|(nearest, judge)| nearest.abs() / judge.standard_error()),
    }
}

/// What the shown score may have been rounded from; open on the side where a bound says nothing.
fn span(score: &Score<'_>) -> (Option<f64>, Option<f64>) {
    match score.mean.value {
        Figure::Exact(x) => (Some(x - score.rounding), Some(x + score.rounding)),
        Figure::AtLeast(x) => (Some(x), None),
        Figure::AtMost(x) => (None, Some(x)),
    }
}

fn points(least: f64, most: f64, judge: &Judge) -> Option<Difference> {
    // A spread that no interval can be made of is one that is not there.
    let half = judge.interval(0.0, LEVEL).ok()?.high;
    let round = |x: f64| (x.clamp(-100.0, 100.0) * 1e4).round() / 1e4;
    Some(Difference::Points {
        value: round(f64::midpoint(least, most)),
        interval: Interval {
            low: round(least - half),
            high: round(most + half),
        },
    })
}

/// The smallest difference that would be claimed four times out of five if it were on one of `scales` scales alone: at the level that the
/// first of so many must pass, so it holds for every one of them.
pub(super) fn detectable(
    here: &Score<'_>,
    there: &Score<'_>,
    judge: &Judge,
    scales: usize,
) -> Option<f64> {
    let level = 1.0 - ERROR / scales.max(1) as f64;
    let least = judge.smallest_detectable(POWER, level).ok()?;
    Some(least + here.rounding + there.rounding)
}

/// What may be said of each difference of one comparison, by Holm's method over all of them: where nothing differs, anything is claimed
/// at most five times in a hundred. What bears no test stays in the family.
pub(super) fn claims(found: &[Found]) -> Vec<Claim> {
    let adjusted = adjusted(found);
    found
        .iter()
        .enumerate()
        .map(|(at, found)| {
            let (Some(p), Some(side)) = (found.p, side(found.difference)) else {
                return Claim::None;
            };
            // Without the others' results nothing is claimed.
            let all = adjusted.as_ref().and_then(|all| all.get(at));
            if p > ERROR {
                Claim::None
            } else if all.is_some_and(|all| *all <= ERROR) {
                side
            } else {
                Claim::OnlyAlone
            }
        })
        .collect()
}

/// To which side a difference goes.
fn side(difference: Difference) -> Option<Claim> {
    match difference {
        Difference::Points { interval, .. } if interval.low > 0.0 => Some(Claim::Higher),
        Difference::Points { interval, .. } if interval.high < 0.0 => Some(Claim::Lower),
        Difference::Bound(Figure::AtLeast(least)) if least > 0.0 => Some(Claim::Higher),
        Difference::Bound(Figure::AtMost(most)) if most < 0.0 => Some(Claim::Lower),
        _ => None,
    }
}

fn adjusted(found: &[Found]) -> Option<Vec<f64>> {
    let names = (0..found.len()).map(|at| at.to_string());
    let mut family = Family::register(names).ok()?;
    for (at, found) in found.iter().enumerate() {
        let outcome = found.p.map_or(Outcome::Untestable, Outcome::Tested);
        family.put(&at.to_string(), outcome).ok()?;
    }
    let closed = family.close().ok()?;
    Some(closed.holm().into_iter().map(|one| one.adjusted).collect())
}
