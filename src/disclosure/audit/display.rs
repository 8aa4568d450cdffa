//! The display function and what a reader learns from each display, as linear facts.
//!
//! A rating is shown by level: small, three classes, or every point; near unanimity numbers become bounds. Invariants: the level and
//! everything else but the numbers is decided by the number of answers; `facts` is complete (a count vector obeys the facts of a
//! display if and only if it has that display) for the sizes at which the display is used; this is proved by enumeration in the tests.

use serde::{Deserialize, Serialize};

use crate::disclosure::audit::question::{Fact, Kind, Role, form, unit};
use crate::disclosure::ends::Ends;

/// A count within this of nobody or everybody is a bound.
pub const BAND: i64 = 2;

/// How much a rating shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Favourable answers, banded.
    Band,
    /// And the capped mean.
    Small,
    /// And the three classes.
    Classes,
    /// Every point.
    Full,
}

impl Level {
    /// What so many answers let through, if anything.
    pub fn of(n: u32) -> Option<Self> {
        match n {
            0..5 => None,
            5..10 => Some(Self::Small),
            10..20 => Some(Self::Classes),
            20.. => Some(Self::Full),
        }
    }
}

/// A number as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Figure {
    /// This number.
    Exact(i64),
    /// It or less.
    AtMost(i64),
    /// It or more.
    AtLeast(i64),
}

/// What is shown of one group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Display {
    /// Favourable answers.
    Band {
        /// Banded.
        favourable: Figure,
    },
    /// A small group. Exact means are in tenths; bounds are of the sum.
    Small {
        /// Capped.
        mean: Figure,
        /// Banded.
        favourable: Figure,
    },
    /// Three classes.
    Classes {
        /// Capped.
        mean: Figure,
        /// Banded.
        unfavourable: Figure,
        /// Left out if any class is a bound.
        neutral: Option<Figure>,
        /// Banded.
        favourable: Figure,
    },
    /// Every point of a rating, every option of a choice.
    Counts(Vec<Figure>),
}

/// A count, as a bound near nobody and near everybody.
pub fn banded(count: i64, n: i64) -> Figure {
    if count <= BAND {
        Figure::AtMost(BAND)
    } else {
        topped(count, n)
    }
}

/// A count, as a bound near everybody only.
pub fn topped(count: i64, n: i64) -> Figure {
    if count >= n - BAND {
        Figure::AtLeast(n - BAND)
    } else {
        Figure::Exact(count)
    }
}

/// The distance from an end of the scale within which a sum becomes a bound.
pub fn cap(points: usize) -> i64 {
    (3 * (whole(points) - 1) + 1) / 2
}

/// A mean, from the sum of scores 1 to `points`.
pub fn capped_mean(sum: i64, n: i64, points: usize) -> Figure {
    let (low, high) = (n + cap(points), whole(points) * n - cap(points));
    if sum <= low {
        Figure::AtMost(low)
    } else if sum >= high {
        Figure::AtLeast(high)
    } else {
        Figure::Exact(tenths(sum, n))
    }
}

/// A mean in tenths, half away from zero.
fn tenths(sum: i64, n: i64) -> i64 {
    (20 * sum + n) / (2 * n.max(1))
}

/// The sums of `n` scores whose mean rounds to so many tenths: `tenths = floor((20 S + n) / 2 n)`.
pub fn tenths_range(tenths: i64, n: i64) -> (i64, i64) {
    let least = |tenths: i64| (2 * n * tenths - n + 19).div_euclid(20);
    (least(tenths), least(tenths + 1) - 1)
}

/// A rating at a level.
pub fn rating(counts: &[u32], level: Level, reverse: bool) -> Display {
    let points = counts.len();
    let kind = Kind::rating(points, reverse);
    let value = |role| {
        kind.weights(role)
            .map_or(0, |weights| form(weights, counts))
    };
    let n: i64 = counts.iter().copied().map(i64::from).sum();
    let (unfavourable, favourable) = (value(Role::Unfavourable), value(Role::Favourable));
    let neutral = n - unfavourable - favourable;
    let mean = capped_mean(value(Role::Sum), n, points);
    let shown = [unfavourable, neutral, favourable].map(|count| banded(count, n));
    let dominated = [unfavourable, neutral, favourable]
        .iter()
        .any(|count| *count >= n - BAND);
    match level {
        Level::Band => Display::Band {
            favourable: shown[2],
        },
        Level::Small => Display::Small {
            mean,
            favourable: shown[2],
        },
        Level::Full if !dominated => Display::Counts(
            counts
                .iter()
                .map(|count| Figure::Exact(i64::from(*count)))
                .collect(),
        ),
        Level::Classes | Level::Full => Display::Classes {
            mean,
            unfavourable: shown[0],
            neutral: shown
                .iter()
                .all(|figure| matches!(figure, Figure::Exact(_)))
                .then_some(shown[1]),
            favourable: shown[2],
        },
    }
}

/// A question of one choice: every option exactly, or all of them banded if one has nearly everybody.
pub fn choice(counts: &[u32]) -> Display {
    let n: i64 = counts.iter().copied().map(i64::from).sum();
    let dominated = counts.iter().any(|count| i64::from(*count) >= n - BAND);
    let show = |count: &u32| {
        if dominated {
            banded(i64::from(*count), n)
        } else {
            Figure::Exact(i64::from(*count))
        }
    };
    Display::Counts(counts.iter().map(show).collect())
}

/// One option of a question of several choices, from the counts of no and yes.
pub fn several(counts: &[u32]) -> Display {
    let n: i64 = counts.iter().copied().map(i64::from).sum();
    let yes = counts.get(1).copied().map_or(0, i64::from);
    Display::Counts(vec![topped(yes, n)])
}

/// What a reader learns of a group with `n` answers whose rating was to be shown at `level`.
pub fn rating_facts(display: &Display, level: Level, n: u32, kind: &Kind, ends: Ends) -> Vec<Fact> {
    let n = i64::from(n);
    let points = kind.categories;
    let mut facts = Vec::new();
    let mut add = |weights: Option<&[i64]>, (low, high): (i64, i64)| {
        if let Some(weights) = weights {
            facts.push(Fact {
                weights: weights.to_vec(),
                low,
                high,
            });
        }
    };
    let (bad, good, sum) = (
        kind.weights(Role::Unfavourable),
        kind.weights(Role::Favourable),
        kind.weights(Role::Sum),
    );
    match display {
        Display::Band { favourable } => add(good, count(*favourable, n)),
        Display::Small { mean, favourable } => {
            add(good, count(*favourable, n));
            add(sum, sums(*mean, n, points, ends));
        }
        Display::Classes {
            mean,
            unfavourable,
            favourable,
            neutral,
        } => {
            add(bad, count(*unfavourable, n));
            add(good, count(*favourable, n));
            add(sum, sums(*mean, n, points, ends));
            let middle = unit(points, points / 2);
            if let Some(neutral) = neutral {
                add(Some(&middle), count(*neutral, n));
            }
            // A large group shows classes only because one of them has nearly everybody: if it is neither end, it is the middle.
            let few = |figure: &Figure| matches!(figure, Figure::AtMost(_));
            if level == Level::Full && few(unfavourable) && few(favourable) {
                add(Some(&middle), (n - i64::from(ends.band()), n));
            }
        }
        Display::Counts(figures) => {
            for (category, figure) in figures.iter().enumerate() {
                add(Some(&unit(points, category)), count(*figure, n));
            }
        }
    }
    facts
}

/// What a reader learns from a choice.
pub fn choice_facts(display: &Display, n: u32, kind: &Kind) -> Vec<Fact> {
    rating_facts(display, Level::Full, n, kind, Ends::default())
}

/// What a reader learns from one option of several.
pub fn several_facts(display: &Display, n: u32) -> Vec<Fact> {
    let Display::Counts(figures) = display else {
        return Vec::new();
    };
    let first = figures.first().map(|figure| count(*figure, i64::from(n)));
    first
        .map(|(low, high)| Fact {
            weights: unit(2, 1),
            low,
            high,
        })
        .into_iter()
        .collect()
}

/// Every count, if all of them are exact.
pub fn exact(display: &Display) -> Option<Vec<u32>> {
    let Display::Counts(figures) = display else {
        return None;
    };
    let number = |figure: &Figure| match figure {
        Figure::Exact(count) => u32::try_from(*count).ok(),
        Figure::AtMost(_) | Figure::AtLeast(_) => None,
    };
    figures.iter().map(number).collect()
}

fn count(figure: Figure, n: i64) -> (i64, i64) {
    match figure {
        Figure::Exact(count) => (count, count),
        Figure::AtMost(most) => (0, most),
        Figure::AtLeast(least) => (least, n),
    }
}

fn sums(mean: Figure, n: i64, points: usize, ends: Ends) -> (i64, i64) {
    let (most, cap) = (whole(points) * n, ends.cap(whole(points) - 1));
    match mean {
        Figure::AtMost(high) => (n, high),
        Figure::AtLeast(low) => (low, most),
        Figure::Exact(tenths) => {
            let (low, high) = tenths_range(tenths, n);
            (low.max(n + cap + 1), high.min(most - cap - 1))
        }
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
