//! What is shown of one variable in one group, by the kind of question and the number of answers.

use crate::instrument::scale::{Favour, favour};
use crate::stats;

use super::display::{
    Base, Spread, banded, capped_mean, mean, near_all, partition, proportion, round, topped,
};
use super::document::{Figure, Figures, Ranked, Reason, Shown};
use super::ends::Ends;
use super::numbers::tells;
use super::primary::{Detail, SCORE};
use super::tabulate::{Counts, Measure};

/// The figures of one cell that the rules let through: of a rating as much as `detail` says. `whole` is the spread that the whole
/// displays, for groups without one of their own; `shown` stands for the base of a rating where that is not exact.
pub(in crate::disclosure) fn figures(
    measure: Measure,
    reverse: bool,
    counts: &Counts,
    detail: Detail,
    shown: Option<u32>,
    whole: Option<Spread>,
    ends: Ends,
) -> Shown<Figures> {
    let exact = Base::exact(counts.base);
    match measure {
        Measure::Points(_) => Shown::Shown({
            let base = shown.map_or(exact, |shown| Base {
                n: counts.base,
                shown,
                least: detail.fewest(),
            });
            rating(&counts.cells, base, reverse, detail, whole, ends)
        }),
        Measure::Single(_) => Shown::Shown(Figures::Options(
            partition(&counts.cells, counts.base, ends)
                .into_iter()
                .map(|figure| proportion(figure, exact))
                .collect(),
        )),
        Measure::Several(_) => Shown::Shown(Figures::Options(
            counts
                .cells
                .iter()
                .map(|count| proportion(topped(*count, exact, ends), exact))
                .collect(),
        )),
        Measure::Ranks { options, places } => {
            Shown::Shown(ranking(&counts.cells, counts.base, options, places, ends))
        }
        Measure::Recommendation => Shown::Shown(recommendation(&counts.cells, counts.base, ends)),
        Measure::Number { min, max } => number(counts, (min, max), ends),
    }
}

/// What a rating tells of its answers. Nothing else that is shown of one depends on them: shares and intervals are made of this.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::disclosure) enum Told {
    /// Mean and favourable answers.
    Small { mean: Figure, favourable: Figure },
    /// And the other classes.
    Classes {
        mean: Figure,
        unfavourable: Figure,
        neutral: Option<Figure>,
        favourable: Figure,
    },
    /// Every point.
    Every,
}

/// What a Likert item tells. In full detail everything, unless nearly all fall into one class: then classes as bounds, because points and
/// spread would undo the bound.
pub(in crate::disclosure) fn told(
    points: &[u32],
    base: Base,
    reverse: bool,
    detail: Detail,
    ends: Ends,
) -> Told {
    let counts = classes(points, reverse);
    let dominated = counts.iter().any(|count| near_all(*count, base.n, ends));
    if detail == Detail::Full && !dominated {
        return Told::Every;
    }
    let m = i32::try_from(points.len()).unwrap_or(5);
    let mean = capped_mean(base, moments(points).0, (1, m), 1, ends);
    let [unfavourable, neutral, favourable] = counts.map(|count| banded(count, base, ends));
    if detail == Detail::Small {
        return Told::Small { mean, favourable };
    }
    let neutral = match (unfavourable, neutral, favourable) {
        (Figure::Exact(_), exact @ Figure::Exact(_), Figure::Exact(_)) => Some(exact),
        _ => None,
    };
    Told::Classes {
        mean,
        unfavourable,
        neutral,
        favourable,
    }
}

/// A Likert item as shown.
fn rating(
    points: &[u32],
    base: Base,
    reverse: bool,
    detail: Detail,
    whole: Option<Spread>,
    ends: Ends,
) -> Figures {
    let width = (1.0, points.len() as f64);
    let share = |figure: Figure| proportion(figure, base);
    match told(points, base, reverse, detail, ends) {
        Told::Small {
            mean: value,
            favourable,
        } => Figures::Small {
            mean: mean(value, base.shown, whole, width),
            favourable: share(favourable),
        },
        Told::Classes {
            mean: value,
            unfavourable,
            neutral,
            favourable,
        } => Figures::Classes {
            mean: mean(value, base.shown, whole, width),
            unfavourable: share(unfavourable),
            neutral: neutral.map(share),
            favourable: share(favourable),
        },
        Told::Every => every(points, base, reverse),
    }
}

/// A Likert item with all its points.
fn every(points: &[u32], base: Base, reverse: bool) -> Figures {
    let n = base.n;
    let (sum, squares) = moments(points);
    let sd = spread(n, i128::from(sum), i128::from(squares));
    let exact = |count: u32| Figure::Exact(f64::from(count));
    let [unfavourable, neutral, favourable] =
        classes(points, reverse).map(|count| proportion(exact(count), base));
    Figures::Rating {
        // All points are shown, so the mean follows from them.
        mean: mean(
            Figure::Exact(round(sum as f64 / f64::from(n), 2)),
            n,
            Some(Spread { sd, n }),
            (1.0, points.len() as f64),
        ),
        sd,
        unfavourable,
        neutral,
        favourable,
        points: points.iter().copied().map(exact).collect(),
    }
}

/// Unfavourable, neutral and favourable answers, after reversal.
pub(in crate::disclosure) fn classes(points: &[u32], reverse: bool) -> [u32; 3] {
    let mut classes = [0; 3];
    for (point, count) in (0_u8..).zip(points) {
        let class = match favour(point, points.len(), reverse) {
            Favour::Unfavourable => 0,
            Favour::Neutral => 1,
            Favour::Favourable => 2,
        };
        classes[class] += count;
    }
    classes
}

/// Sum and sum of squares of the points, counted from 1.
fn moments(points: &[u32]) -> (i64, i64) {
    (1_i64..)
        .zip(points)
        .fold((0, 0), |(sum, squares), (point, count)| {
            let count = i64::from(*count);
            (sum + point * count, squares + point * point * count)
        })
}

fn spread(n: u32, sum: i128, squares: i128) -> f64 {
    stats::sd_from_sums(u64::from(n), sum, squares).map_or(0.0, |sd| round(sd, 4))
}

/// Ranks. If nearly all rank one option, no place of any option is told beyond "not nearly all", because the places add up.
fn ranking(cells: &[u32], n: u32, options: usize, places: usize, ends: Ends) -> Figures {
    let count =
        |option: usize, place: usize| cells.get(option * places + place).copied().unwrap_or(0);
    let tops: Vec<u32> = (0..options)
        .map(|option| (0..places).map(|place| count(option, place)).sum())
        .collect();
    let dominated = tops.iter().any(|top| near_all(*top, n, ends));
    let ranked = tops.iter().enumerate().map(|(option, top)| Ranked {
        places: (0..places)
            .map(|place| match count(option, place) {
                nearly if near_all(nearly, n, ends) => topped(nearly, Base::exact(n), ends),
                _ if dominated => Figure::AtMost(f64::from(n.saturating_sub(ends.band + 1))),
                some => Figure::Exact(f64::from(some)),
            })
            .collect(),
        top: proportion(topped(*top, Base::exact(n), ends), Base::exact(n)),
    });
    Figures::Ranking(ranked.collect())
}

/// Detractors 0-6, passives 7-8, promoters 9-10; from 30 answers their difference in percentage points, with standard error
/// `100 sqrt((p + d - (p - d)^2) / n)` and the normal distribution.
fn recommendation(cells: &[u32], n: u32, ends: Ends) -> Figures {
    let sum = |from: usize, to: usize| cells.get(from..to).map_or(0, |part| part.iter().sum());
    let counts = [sum(0, 7), sum(7, 9), sum(9, 11)];
    let shown = partition(&counts, n, ends);
    let score = match shown.as_slice() {
        [Figure::Exact(against), _, Figure::Exact(for_)] if n >= SCORE => {
            let (p, d) = (for_ / f64::from(n), against / f64::from(n));
            let error = 100.0 * ((p + d - (p - d).powi(2)) / f64::from(n)).sqrt();
            let value = round(100.0 * (p - d), 2);
            let half = stats::normal_quantile(0.975).map(|z| z * error);
            Some(super::document::Mean {
                value: Figure::Exact(value),
                interval: half.map(|half| super::document::Interval {
                    low: round((value - half).max(-100.0), 4),
                    high: round((value + half).min(100.0), 4),
                }),
            })
        }
        _ => None,
    };
    let [detractors, passives, promoters] = [0, 1, 2].map(|at| {
        let figure = shown.get(at).copied().unwrap_or(Figure::AtMost(0.0));
        proportion(figure, Base::exact(n))
    });
    Figures::Recommendation {
        detractors,
        passives,
        promoters,
        score,
    }
}

/// A number. Hidden where nearly all gave the same one: mean and spread would tell it.
fn number(counts: &Counts, (min, max): (i32, i32), ends: Ends) -> Shown<Figures> {
    let n = counts.base;
    if tells(&counts.numbers, (min, max), ends) {
        return Shown::Hidden(Reason::LargerGroupsOnly);
    }
    let (mut sum, mut squares) = (0_i64, 0_i128);
    for (value, count) in &counts.numbers {
        sum += i64::from(*value) * i64::from(*count);
        squares += i128::from(*value) * i128::from(*value) * i128::from(*count);
    }
    let value = capped_mean(Base::exact(n), sum, (min, max), 2, ends);
    let sd = spread(n, i128::from(sum), squares);
    Shown::Shown(Figures::Number {
        mean: mean(
            value,
            n,
            Some(Spread { sd, n }),
            (f64::from(min), f64::from(max)),
        ),
        sd,
    })
}
