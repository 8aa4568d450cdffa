//! The fixed display function: how a count and a mean are shown, given the number of answers alone. Near unanimity they become bounds,
//! so that nobody who subtracts the own answer (coalition of one) can be certain of everybody else's.
//!
//! Every number shown is true: exact, or a bound. Rounding goes the safe way for bounds.
//!
//! The mean of `m` points is exact only if `n + a < S < m n - a` with `a = 3 (m - 1) / 2`: 6 on five points, 9 on seven. A member who gave
//! the point at one end can subtract `m - 1`; what is left must still allow one answer in the middle class, `(m - 1) / 2` away from the other
//! end. (With 4 on five points nobody outside is certain, but the one who answered 1 would know that all others are favourable.)

use crate::stats;

use super::document::{Figure, Interval, Mean, Proportion};

/// Confidence level of every interval.
pub(in crate::disclosure) const LEVEL: f64 = 0.95;

/// A count within this of nobody or everybody is shown as a bound.
pub(in crate::disclosure) const BAND: u32 = 2;

/// A count out of `n`, as a bound near nobody and near everybody.
pub(in crate::disclosure) fn banded(count: u32, n: u32) -> Figure {
    if count <= BAND {
        Figure::AtMost(f64::from(BAND))
    } else {
        topped(count, n)
    }
}

/// A count out of `n`, as a bound near everybody only: for `n` from 20, where "nobody" may be said.
pub(in crate::disclosure) fn topped(count: u32, n: u32) -> Figure {
    if near_all(count, n) {
        Figure::AtLeast(f64::from(n.saturating_sub(BAND)))
    } else {
        Figure::Exact(f64::from(count))
    }
}

/// Whether so many are so nearly everybody that only a bound may be shown.
pub(in crate::disclosure) fn near_all(count: u32, n: u32) -> bool {
    count + BAND >= n
}

/// Counts of which each respondent is in exactly one: if one of them is nearly everybody, the others become bounds too.
pub(in crate::disclosure) fn partition(counts: &[u32], n: u32) -> Vec<Figure> {
    let dominated = counts.iter().any(|count| near_all(*count, n));
    counts
        .iter()
        .map(|count| {
            if dominated {
                banded(*count, n)
            } else {
                Figure::Exact(f64::from(*count))
            }
        })
        .collect()
}

/// Mean of `n` answers that sum to `sum`, each from `least` to `most`: exact to `decimals`, or a bound within `3 (most - least) / 2` (rounded
/// up) of an end.
pub(in crate::disclosure) fn capped_mean(
    n: u32,
    sum: i64,
    (least, most): (i32, i32),
    decimals: i32,
) -> Figure {
    let (least, most, count) = (i64::from(least), i64::from(most), i64::from(n));
    let cap = (3 * (most - least) + 1) / 2;
    if sum <= count * least + cap {
        Figure::AtMost(ceil((count * least + cap) as f64 / f64::from(n), decimals))
    } else if sum >= count * most - cap {
        Figure::AtLeast(floor((count * most - cap) as f64 / f64::from(n), decimals))
    } else {
        Figure::Exact(round(sum as f64 / f64::from(n), decimals))
    }
}

/// A count as a proportion of the base, with its Wilson interval; of a bound, the union over what the bound allows.
pub(in crate::disclosure) fn proportion(count: Figure, n: u32) -> Proportion {
    let base = f64::from(n.max(1));
    let (least, most, share) = match count {
        Figure::Exact(x) => (x, x, Figure::Exact(round(x / base, 6))),
        Figure::AtLeast(x) => (x, base, Figure::AtLeast(floor(x / base, 6))),
        Figure::AtMost(x) => (0.0, x, Figure::AtMost(ceil(x / base, 6))),
    };
    let end = |x: f64| stats::wilson(whole(x), u64::from(n), LEVEL);
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
