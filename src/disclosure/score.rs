//! Scale scores, 0-100.
//!
//! From persons' scores only where every item of the scale that was asked is shown with all its points in that group: otherwise the score
//! would give an item's bound away. Everywhere else from the displayed item means alone, so that it says nothing new; a bound stays a
//! bound. Where bounds of both kinds meet, the score is the lower bound that follows, and its interval spans to the upper.
//!
//! The interval of a score from displayed means takes the spread between persons that the whole displays.

use crate::stats;

use super::display::{LEVEL, Spread, ceil, floor, mean, round};
use super::document::{Cell, Figure, Figures, Interval, Mean, Reason, Shown};
use super::tabulate::{SCORE_UNIT, ScoreSums};

/// One item of a scale in one group.
pub(in crate::disclosure) struct ScaleItem {
    /// Points of the item.
    pub(in crate::disclosure) points: usize,
    /// Reverse-coded.
    pub(in crate::disclosure) reverse: bool,
    /// What is displayed of it.
    pub(in crate::disclosure) state: ItemState,
}

/// What is displayed of an item in one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::disclosure) enum ItemState {
    /// Put to nobody.
    NotAsked,
    /// Hidden.
    Hidden,
    /// Its mean, the number of answers that its base shows, and whether its distribution is shown in full.
    Shown { mean: Figure, n: u32, full: bool },
}

impl Cell {
    /// What it displays of an item, as a scale's score needs it.
    pub(in crate::disclosure) fn state(&self) -> ItemState {
        let (figures, base) = match (&self.figures, &self.base) {
            (Shown::Hidden(Reason::NotAsked), _) => return ItemState::NotAsked,
            (Shown::Shown(figures), Shown::Shown(base)) => (figures, *base),
            _ => return ItemState::Hidden,
        };
        let n = base.shown();
        match figures {
            Figures::Rating { mean, .. } => ItemState::Shown {
                mean: mean.value,
                n,
                full: true,
            },
            Figures::Small { mean, .. } | Figures::Classes { mean, .. } => ItemState::Shown {
                mean: mean.value,
                n,
                full: false,
            },
            _ => ItemState::Hidden,
        }
    }
}

impl Figure {
    /// The number of answers that it says as a base, exact or as a bound.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of respondents, stored as a figure"
    )]
    pub(in crate::disclosure) fn shown(self) -> u32 {
        let (Self::Exact(n) | Self::AtLeast(n) | Self::AtMost(n)) = self;
        n.max(0.0).round() as u32
    }
}

/// Whether persons' scores may be shown: every item asked is shown with all its points.
pub(in crate::disclosure) fn may_use_persons(items: &[ScaleItem]) -> bool {
    let mut asked = items
        .iter()
        .filter(|item| item.state != ItemState::NotAsked)
        .peekable();
    asked.peek().is_some()
        && asked.all(|item| {
            matches!(
                item.state,
                ItemState::Shown {
                    mean: Figure::Exact(_),
                    full: true,
                    ..
                }
            )
        })
}

/// The score from persons' scores, with its spread; a bound near 0 and near 100. The spread is left out where nearly everybody scores
/// the same.
pub(in crate::disclosure) fn from_persons(sums: ScoreSums, items: &[ScaleItem]) -> Figures {
    let n = f64::from(sums.n.max(1));
    let total = sums.sum as f64 / SCORE_UNIT;
    let (low, high) = ends(sums.n);
    let value = if total <= 100.0 {
        low
    } else if total >= 100.0 * n - 100.0 {
        high
    } else {
        Figure::Exact(round(total / n, 2))
    };
    let sd = stats::sd_from_sums(u64::from(sums.n), sums.sum, sums.squares)
        .map(|sd| round(sd / SCORE_UNIT, 4))
        .filter(|sd| *sd >= LEAST_SD && matches!(value, Figure::Exact(_)));
    persons(value, sums.n, sd, items)
}

/// The least spread between respondents that is displayed.
pub(in crate::disclosure) const LEAST_SD: f64 = 1.0;

/// What stands for the mean of `n` respondents' scores where their sum is within one respondent's whole range of the least or of the greatest.
pub(in crate::disclosure) fn ends(n: u32) -> (Figure, Figure) {
    let one = 100.0 / f64::from(n.max(1));
    (
        Figure::AtMost(ceil(one, 2)),
        Figure::AtLeast(floor(100.0 - one, 2)),
    )
}

/// The score of `n` respondents, of the mean and spread as displayed.
pub(in crate::disclosure) fn persons(
    value: Figure,
    n: u32,
    sd: Option<f64>,
    items: &[ScaleItem],
) -> Figures {
    let spread = sd.map(|sd| Spread { sd, n });
    Figures::Score {
        mean: mean(value, n, spread, (0.0, 100.0)),
        sd,
        items: used(items),
    }
}

/// The score that the displayed item means allow; `None` if fewer than half of the items asked are shown.
pub(in crate::disclosure) fn from_displayed(
    items: &[ScaleItem],
    whole: Option<Spread>,
) -> Option<Figures> {
    let asked = items
        .iter()
        .filter(|item| item.state != ItemState::NotAsked)
        .count();
    let shown: Vec<(&ScaleItem, Figure, u32, bool)> = items
        .iter()
        .filter_map(|item| match item.state {
            ItemState::Shown { mean, n, full } => Some((item, mean, n, full)),
            _ => None,
        })
        .collect();
    if shown.is_empty() || 2 * shown.len() < asked {
        return None;
    }
    let count = shown.len() as f64;
    let (mut low, mut high, mut middle) = (0.0, 0.0, 0.0);
    let (mut bounded_below, mut bounded_above) = (false, false);
    for (item, figure, _, full) in &shown {
        let (least, most) = range(*figure, item.points, *full);
        let (least, most) = (score(least, item.points), score(most, item.points));
        let (least, most) = if item.reverse {
            (100.0 - most, 100.0 - least)
        } else {
            (least, most)
        };
        low += least / count;
        high += most / count;
        middle += f64::midpoint(least, most) / count;
        match (figure, item.reverse) {
            (Figure::Exact(_), _) => {}
            (Figure::AtLeast(_), false) | (Figure::AtMost(_), true) => bounded_below = true,
            (Figure::AtMost(_), false) | (Figure::AtLeast(_), true) => bounded_above = true,
        }
    }
    let n = shown.iter().map(|(_, _, n, _)| *n).min().unwrap_or(0);
    let value = match (bounded_below, bounded_above) {
        (false, false) => Figure::Exact(round(middle, 1)),
        (true, _) => Figure::AtLeast(floor(low, 1)),
        (false, true) => Figure::AtMost(ceil(high, 1)),
    };
    let half = whole.and_then(|spread| {
        let df = u64::from(spread.n.saturating_sub(1));
        stats::student_interval(0.0, spread.sd, u64::from(n), df, LEVEL)
            .map(|interval| interval.high)
    });
    Some(Figures::Score {
        mean: Mean {
            value,
            interval: half.map(|half| Interval {
                low: round((low - half).max(0.0), 4),
                high: round((high + half).min(100.0), 4),
            }),
        },
        sd: None,
        items: used(items),
    })
}

/// The span of true means that a displayed mean allows, on the item's own points.
fn range(figure: Figure, points: usize, full: bool) -> (f64, f64) {
    let most = points as f64;
    let rounding = if full { 0.005 } else { 0.05 };
    match figure {
        Figure::Exact(x) => ((x - rounding).max(1.0), (x + rounding).min(most)),
        Figure::AtLeast(x) => (x, most),
        Figure::AtMost(x) => (1.0, x),
    }
}

fn score(mean: f64, points: usize) -> f64 {
    100.0 * (mean - 1.0) / (points.max(2) - 1) as f64
}

fn used(items: &[ScaleItem]) -> (u32, u32) {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let shown = items
        .iter()
        .filter(|item| matches!(item.state, ItemState::Shown { .. }))
        .count();
    (count(shown), count(items.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(mean: Figure, n: u32, reverse: bool) -> ScaleItem {
        let state = ItemState::Shown {
            mean,
            n,
            full: n >= 20,
        };
        ScaleItem {
            points: 5,
            reverse,
            state,
        }
    }

    fn value(figures: Option<Figures>) -> Figure {
        match figures {
            Some(Figures::Score { mean, .. }) => mean.value,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bounds_stay_bounds_and_turn_with_reversal() {
        let exact = || item(Figure::Exact(3.0), 6, false);
        assert_eq!(
            value(from_displayed(&[exact(), exact()], None)),
            Figure::Exact(50.0)
        );
        // 4.3 or more of 5 is 82.5 or more of 100; 3.0 shown may be 2.95, that is 48.75.
        let high = [exact(), item(Figure::AtLeast(4.3), 6, false)];
        assert_eq!(value(from_displayed(&high, None)), Figure::AtLeast(65.6));
        let turned = [exact(), item(Figure::AtMost(1.7), 6, true)];
        assert_eq!(value(from_displayed(&turned, None)), Figure::AtLeast(65.6));
        let low = [exact(), item(Figure::AtMost(1.7), 6, false)];
        assert_eq!(value(from_displayed(&low, None)), Figure::AtMost(34.4));
        let mixed = [
            item(Figure::AtLeast(4.3), 6, false),
            item(Figure::AtMost(1.7), 6, false),
        ];
        assert_eq!(value(from_displayed(&mixed, None)), Figure::AtLeast(41.2));
    }

    #[test]
    fn a_score_needs_half_of_its_items() {
        let hidden = || ScaleItem {
            points: 5,
            reverse: false,
            state: ItemState::Hidden,
        };
        let shown = || item(Figure::Exact(3.0), 30, false);
        assert!(from_displayed(&[shown(), hidden()], None).is_some());
        assert!(from_displayed(&[shown(), hidden(), hidden()], None).is_none());
        assert!(!may_use_persons(&[shown(), hidden()]));
        assert!(may_use_persons(&[shown(), shown()]));
        assert!(!may_use_persons(&[]));
    }

    #[test]
    fn persons_scores_are_capped_near_the_ends() {
        let sums = |hundredths: &[i128]| {
            let mut sums = ScoreSums::default();
            for score in hundredths {
                let score = score * 10_000;
                sums.n += 1;
                sums.sum += score;
                sums.squares += score * score;
            }
            sums
        };
        let items = [item(Figure::Exact(3.0), 20, false)];
        let shown = |scores: &[i128]| value(Some(from_persons(sums(scores), &items)));
        assert_eq!(shown(&[10_000; 20]), Figure::AtLeast(95.0));
        assert_eq!(shown(&[0; 20]), Figure::AtMost(5.0));
        let mut mixed = [5_000; 20];
        mixed[0] = 7_500;
        assert_eq!(shown(&mixed), Figure::Exact(51.25));
        match from_persons(sums(&mixed), &items) {
            Figures::Score { sd: Some(sd), .. } => assert!((sd - 5.590_2).abs() < 1e-4),
            other => panic!("{other:?}"),
        }
        match from_persons(sums(&[5_000; 20]), &items) {
            Figures::Score { sd, mean, .. } => assert_eq!((sd, mean.interval), (None, None)),
            other => panic!("{other:?}"),
        }
    }
}
