//! The fixed display function: how a count and a mean are shown, given the number of answers alone. Near unanimity they become bounds,
//! so that nobody who subtracts the own answer can be certain of everybody else's, nor two together where the policy says so.
//!
//! Every number shown is true: exact, or a bound. Rounding goes the safe way for bounds. Where the base itself is shown as an upper bound,
//! shares, intervals and bounds are made from what is shown of it, never from the base (see [`Base`]).
//!
//! Where bounds begin is said by [`Ends`].

use crate::stats;

use super::document::{Figure, Interval, Mean, Proportion};
use super::ends::Ends;

/// Confidence level of every interval.
pub(in crate::disclosure) const LEVEL: f64 = 0.95;

/// The number of answers that a cell rests on, and what the reader is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::disclosure) struct Base {
    /// Answers.
    pub(in crate::disclosure) n: u32,
    /// What the cell says: `n` itself, or an upper bound of it.
    pub(in crate::disclosure) shown: u32,
    /// No cell of this detail has fewer: `n` itself where it is shown.
    pub(in crate::disclosure) least: u32,
}

impl Base {
    /// A base that the cell shows.
    pub(in crate::disclosure) fn exact(n: u32) -> Self {
        Self {
            n,
            shown: n,
            least: n,
        }
    }

    /// The number that bounds are made from: true of the cell, and telling of `n` no more than whether everybody in the group answered.
    fn told(self) -> u32 {
        if self.n == self.shown {
            self.shown
        } else {
            self.least.min(self.n)
        }
    }
}

/// A count, as a bound near nobody and near everybody.
pub(in crate::disclosure) fn banded(count: u32, base: Base, ends: Ends) -> Figure {
    if count <= ends.band {
        Figure::AtMost(f64::from(ends.band))
    } else {
        topped(count, base, ends)
    }
}

/// A count, as a bound near everybody only: for bases from 20, where "nobody" may be said.
pub(in crate::disclosure) fn topped(count: u32, base: Base, ends: Ends) -> Figure {
    if near_all(count, base.n, ends) {
        Figure::AtLeast(f64::from(base.told().saturating_sub(ends.band)))
    } else {
        Figure::Exact(f64::from(count))
    }
}

/// Whether so many are so nearly everybody that only a bound may be shown.
pub(in crate::disclosure) fn near_all(count: u32, n: u32, ends: Ends) -> bool {
    count + ends.band >= n
}

/// Counts of which each respondent is in exactly one: if one of them is nearly everybody, the others become bounds too.
pub(in crate::disclosure) fn partition(counts: &[u32], n: u32, ends: Ends) -> Vec<Figure> {
    let dominated = counts.iter().any(|count| near_all(*count, n, ends));
    counts
        .iter()
        .map(|count| {
            if dominated {
                banded(*count, Base::exact(n), ends)
            } else {
                Figure::Exact(f64::from(*count))
            }
        })
        .collect()
}

/// Mean of the answers that sum to `sum`, each from `least` to `most`: exact to `decimals`, or a bound near an end.
pub(in crate::disclosure) fn capped_mean(
    base: Base,
    sum: i64,
    (least, most): (i32, i32),
    decimals: i32,
    ends: Ends,
) -> Figure {
    let (least, most, count) = (i64::from(least), i64::from(most), i64::from(base.n));
    let cap = ends.cap(most - least);
    let distance = cap as f64 / f64::from(base.told());
    if sum <= count * least + cap {
        Figure::AtMost(ceil(least as f64 + distance, decimals))
    } else if sum >= count * most - cap {
        Figure::AtLeast(floor(most as f64 - distance, decimals))
    } else {
        Figure::Exact(round(sum as f64 / f64::from(base.n), decimals))
    }
}

/// A count as a proportion of the base that is shown, with its Wilson interval; of a bound, the union over what the bound allows. Of a base
/// that is an upper bound the share is a bound that holds whatever the base is.
pub(in crate::disclosure) fn proportion(count: Figure, base: Base) -> Proportion {
    let shown = f64::from(base.shown.max(1));
    let known = base.least == base.shown;
    let (least, most, share) = match count {
        Figure::Exact(x) if known => (x, x, Figure::Exact(round(x / shown, 6))),
        Figure::Exact(x) => (x, x, Figure::AtLeast(floor(x / shown, 6))),
        Figure::AtLeast(x) => (x, shown, Figure::AtLeast(floor(x / shown, 6))),
        Figure::AtMost(x) => {
            let share = ceil(x / f64::from(base.least.max(1)), 6).min(1.0);
            (0.0, x, Figure::AtMost(share))
        }
    };
    let end = |x: f64| stats::wilson(whole(x), u64::from(base.shown), LEVEL);
    Proportion {
        count,
        share,
        interval: Interval {
            low: end(least).map_or(0.0, |interval| round(interval.low, 6)),
            high: end(most).map_or(1.0, |interval| round(interval.high, 6)),
        },
    }
}

/// A spread as displayed: of the group itself or of the whole, with the number of answers it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::disclosure) struct Spread {
    pub(in crate::disclosure) sd: f64,
    pub(in crate::disclosure) n: u32,
}

/// A displayed mean with Student's interval from a displayed spread, cut to the scale; of a bound, the union over what the bound allows.
pub(in crate::disclosure) fn mean(
    value: Figure,
    n: u32,
    spread: Option<Spread>,
    (least, most): (f64, f64),
) -> Mean {
    let around = |centre: f64| {
        let spread = spread?;
        let df = u64::from(spread.n.saturating_sub(1));
        stats::student_interval(centre, spread.sd, u64::from(n), df, LEVEL)
            .map(|interval| interval.cut(least, most))
    };
    let interval = match value {
        Figure::Exact(x) => around(x),
        Figure::AtLeast(x) => around(x).map(|interval| stats::Interval {
            high: most,
            ..interval
        }),
        Figure::AtMost(x) => around(x).map(|interval| stats::Interval {
            low: least,
            ..interval
        }),
    };
    Mean {
        value,
        interval: interval.map(|interval| Interval {
            low: round(interval.low, 4),
            high: round(interval.high, 4),
        }),
    }
}

/// Rounds to `decimals`, half away from zero.
pub(in crate::disclosure) fn round(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit
}

/// Whether a value has no more decimals than that.
pub(in crate::disclosure) fn is_rounded(value: f64, decimals: i32) -> bool {
    (value - round(value, decimals)).abs() < 1e-9
}

/// Rounds down; a value that is a decimal but for the last bits stays.
pub(in crate::disclosure) fn floor(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit + 1e-7).floor() / unit
}

/// Rounds up; a value that is a decimal but for the last bits stays.
pub(in crate::disclosure) fn ceil(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit - 1e-7).ceil() / unit
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of respondents, stored as a figure"
)]
fn whole(count: f64) -> u64 {
    count.max(0.0).round() as u64
}
