//! Checks the scores of a scale against the items that make it. Where a score is made from displayed means it is worked out again, figure by
//! figure. Where it is the mean of respondents' own scores, only what everybody sees of the items bounds it.
//!
//! The bound: let `u` be the sum of all item scores of a group, known from the points shown, `t` the number of answers they are, `k` the
//! items. Whoever answered `a` of the items has a score between their sum / `k` and 100 - (100 `a` - sum) / `k`, for `a <= k`; whoever has
//! none answered fewer than half. So the scores' sum is from `(u - 100 s) / k` to `100 n - (100 (t - s) - u) / k`, where `s` are the most
//! answers that those without a score can have given. Where nobody left anything out both are `u / k`.
//!
//! Invariant: a score that no answers with these figures can have is refused. One that some answers can have passes: that it is theirs is
//! not shown.

use crate::disclosure::display::{Spread, is_rounded};
use crate::disclosure::document::{Cell, Figure, Figures, Shown};
use crate::disclosure::score::{
    ItemState, LEAST_SD, ScaleItem, ends, from_displayed, may_use_persons, persons,
};
use crate::instrument::scale::item_score;

use super::cells::bare;

/// An item of a scale.
pub(super) struct Item<'a> {
    /// Points.
    pub(super) points: usize,
    /// Reverse-coded.
    pub(super) reverse: bool,
    /// Its cells.
    pub(super) cells: &'a [&'a Cell],
}

/// A scale over all groups and cuts.
pub(super) struct Scale<'a> {
    /// Its cells.
    pub(super) cells: &'a [&'a Cell],
    /// What makes it.
    pub(super) items: Vec<Item<'a>>,
    /// Ballots of each group and cut, where they are shown.
    pub(super) sizes: &'a [Option<u32>],
    /// Fewest respondents of whom the mean of their own scores is shown.
    pub(super) minimum: u32,
    /// Respondents with a score in each, where the certificate says.
    pub(super) answers: Option<Vec<u32>>,
}

impl Scale<'_> {
    /// Checks every cell; where it shows the mean of respondents' own scores.
    pub(super) fn check(&self) -> Result<Vec<bool>, String> {
        let whole = self.cells.first().and_then(|cell| spread(cell));
        let cells = self.cells.iter().zip(self.sizes).enumerate();
        cells
            .map(|(place, (cell, ballots))| {
                self.cell(place, cell, *ballots, whole)
                    .map_err(|why| format!("group {} {why}", cell.group))
            })
            .collect()
    }

    fn cell(
        &self,
        place: usize,
        cell: &Cell,
        ballots: Option<u32>,
        whole: Option<Spread>,
    ) -> Result<bool, String> {
        let (Shown::Shown(figures), Shown::Shown(base)) = (&cell.figures, &cell.base) else {
            return bare(cell).map(|()| false);
        };
        let ballots = ballots.ok_or("is hidden, and shows a score")?;
        if cell.no_answer.is_some() {
            return Err("tells who has no score".to_owned());
        }
        let items = self.displayed(place);
        match base {
            Figure::AtMost(_) => {
                let again = from_displayed(&items, whole);
                let bound = Figure::AtMost(f64::from(ballots));
                if *base == bound && again.as_ref() == Some(figures) {
                    Ok(false)
                } else {
                    Err(
                        "shows a score that is not what the means shown of its items give"
                            .to_owned(),
                    )
                }
            }
            Figure::Exact(_) => {
                let known = self
                    .answers
                    .as_ref()
                    .and_then(|answers| answers.get(place).copied());
                let n = known.filter(|n| *base == Figure::Exact(f64::from(*n)));
                let n = n.ok_or("shows a score of another number of respondents")?;
                if n < self.minimum || !may_use_persons(&items) {
                    return Err(
                        "shows the mean of respondents' own scores, which it may not".to_owned(),
                    );
                }
                self.own(place, figures, &items, (n, ballots))
                    .map(|()| true)
            }
            Figure::AtLeast(_) => Err("shows a score of at least so many".to_owned()),
        }
    }

    fn displayed(&self, place: usize) -> Vec<ScaleItem> {
        let item = |item: &Item<'_>| ScaleItem {
            points: item.points,
            reverse: item.reverse,
            state: item
                .cells
                .get(place)
                .map_or(ItemState::Hidden, |cell| cell.state()),
        };
        self.items.iter().map(item).collect()
    }

    /// Checks the mean of `n` respondents' own scores in a group with so many ballots.
    fn own(
        &self,
        place: usize,
        figures: &Figures,
        items: &[ScaleItem],
        (n, ballots): (u32, u32),
    ) -> Result<(), String> {
        let cannot = || Err("shows a score that its items' answers cannot have".to_owned());
        let Figures::Score { mean, sd, .. } = figures else {
            return cannot();
        };
        let Some(sum) = self.sum(place, n, ballots) else {
            return cannot();
        };
        let spread = sd.is_none_or(|sd| may_spread(mean.value, sd, n));
        if spread && may_be(mean.value, n, sum) && *figures == persons(mean.value, n, *sd, items) {
            Ok(())
        } else {
            cannot()
        }
    }

    /// From where to where the sum of respondents' scores can be, by the points shown of the items.
    fn sum(&self, place: usize, n: u32, ballots: u32) -> Option<(f64, f64)> {
        let (mut sum, mut answers, mut asked) = (0.0, 0.0, 0_u32);
        for item in &self.items {
            match &item.cells.get(place)?.figures {
                Shown::Shown(Figures::Rating { points, .. }) if points.len() == item.points => {
                    asked += 1;
                    for (point, count) in (0..).zip(points) {
                        let Figure::Exact(count) = count else {
                            return None;
                        };
                        sum += count * item_score(point, item.points, item.reverse);
                        answers += count;
                    }
                }
                Shown::Shown(_) => return None,
                Shown::Hidden(_) => {}
            }
        }
        allowed(sum, answers, asked, n, ballots)
    }
}

/// From where to where the sum of `n` scores can be: see the head of the file. `None` if so many answers cannot be those of so many ballots.
fn allowed(sum: f64, answers: f64, asked: u32, n: u32, ballots: u32) -> Option<(f64, f64)> {
    let without = f64::from(ballots.checked_sub(n)?);
    let (items, n) = (f64::from(asked), f64::from(n));
    let few = f64::from(asked.checked_sub(1)? / 2);
    let spare = (without * few).min(answers);
    if answers > items * n + spare {
        return None;
    }
    let least = (sum - 100.0 * spare).max(0.0) / items;
    let most = 100.0 * n - (100.0 * (answers - spare) - sum).max(0.0) / items;
    Some((least, most))
}

/// Whether a mean is displayed so where the sum of `n` scores is from `least` to `most`.
fn may_be(value: Figure, n: u32, (least, most): (f64, f64)) -> bool {
    let count = f64::from(n);
    // Each respondent's score is kept to a millionth.
    let slack = 1e-6 * (count + 1.0);
    let (low, high) = ends(n);
    match value {
        Figure::Exact(x) => {
            let from = ((x - 0.005) * count).max(100.0).max(least);
            let to = ((x + 0.005) * count).min(100.0 * count - 100.0).min(most);
            is_rounded(x, 2) && from <= to + slack
        }
        Figure::AtMost(_) => value == low && least <= 100.0 + slack,
        Figure::AtLeast(_) => value == high && most >= 100.0 * count - 100.0 - slack,
    }
}

/// Whether a spread is displayed with this mean, and `n` scores from 0 to 100 can have it.
fn may_spread(value: Figure, sd: f64, n: u32) -> bool {
    let Figure::Exact(x) = value else {
        return false;
    };
    let n = f64::from(n);
    let most = x.clamp(0.0, 100.0) * (100.0 - x.clamp(0.0, 100.0)) * n / (n - 1.0).max(1.0);
    // Half a hundredth of the mean, times the greatest slope of what is under the root.
    sd >= LEAST_SD && is_rounded(sd, 4) && sd * sd <= most + 1.0
}

/// The spread that a cell displays between respondents, and of how many.
fn spread(cell: &Cell) -> Option<Spread> {
    match (&cell.figures, &cell.base) {
        (
            Shown::Shown(Figures::Score { sd: Some(sd), .. }),
            Shown::Shown(base @ Figure::Exact(_)),
        ) => Some(Spread {
            sd: *sd,
            n: base.shown(),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nobody_left_anything_out_one_sum_is_left() {
        // 20 people, two items, item scores that sum to 2,300.
        assert_eq!(allowed(2_300.0, 40.0, 2, 20, 20), Some((1_150.0, 1_150.0)));
        // More answers than that many people can give, and more scores than ballots.
        assert_eq!(allowed(2_300.0, 41.0, 2, 20, 20), None);
        assert_eq!(allowed(2_300.0, 40.0, 2, 20, 19), None);
        assert_eq!(allowed(0.0, 0.0, 0, 20, 20), None);
    }

    /// Every set of answers of three people to three items, on the points 0, 50 and 100 or left out.
    #[test]
    fn no_true_sum_lies_outside() {
        let choices = [None, Some(0.0), Some(50.0), Some(100.0)];
        let people: Vec<Vec<Option<f64>>> = (0..64_usize)
            .map(|code| {
                [code % 4, code / 4 % 4, code / 16]
                    .map(|at| choices[at])
                    .to_vec()
            })
            .collect();
        let (mut widest, mut exact) = (0.0_f64, 0);
        for first in &people {
            for second in &people {
                for third in &people {
                    let all = [first, second, third];
                    let given = || all.iter().flat_map(|person| person.iter().flatten());
                    let scores = all.iter().filter_map(|person| {
                        let own: Vec<f64> = person.iter().flatten().copied().collect();
                        (2 * own.len() >= 3).then(|| own.iter().sum::<f64>() / own.len() as f64)
                    });
                    let scores: Vec<f64> = scores.collect();
                    let n = u32::try_from(scores.len()).unwrap();
                    let (sum, answers) = (given().sum(), given().count() as f64);
                    let (least, most) = allowed(sum, answers, 3, n, 3).unwrap();
                    let truth: f64 = scores.iter().sum();
                    assert!(
                        least - 1e-9 <= truth && truth <= most + 1e-9,
                        "{all:?}: {least} {truth} {most}"
                    );
                    widest = widest.max(most - least);
                    exact += usize::from(most - least < 1e-9);
                }
            }
        }
        // The bound says something, and at least where nobody left anything out (27 x 27 x 27) everything.
        assert!(widest < 300.0 && exact >= 19_683, "{widest} {exact}");
    }

    #[test]
    fn a_mean_is_displayed_as_the_rules_say() {
        assert!(may_be(Figure::Exact(57.5), 20, (1_150.0, 1_150.0)));
        assert!(!may_be(Figure::Exact(57.51), 20, (1_150.0, 1_150.0)));
        assert!(!may_be(Figure::Exact(57.505), 20, (1_150.0, 1_150.0)));
        // 97.5 of 100: within one person's range of the end, so a bound.
        assert!(!may_be(Figure::Exact(97.5), 20, (1_950.0, 1_950.0)));
        assert!(may_be(Figure::AtLeast(95.0), 20, (1_950.0, 1_950.0)));
        assert!(!may_be(Figure::AtLeast(96.0), 20, (1_950.0, 1_950.0)));
        assert!(!may_be(Figure::AtLeast(95.0), 20, (1_150.0, 1_150.0)));
        assert!(may_be(Figure::AtMost(5.0), 20, (50.0, 50.0)));
        assert!(!may_be(Figure::AtMost(5.0), 20, (150.0, 150.0)));
    }

    #[test]
    fn a_spread_is_displayed_as_the_rules_say() {
        assert!(may_spread(Figure::Exact(50.0), 51.0, 20));
        assert!(!may_spread(Figure::Exact(50.0), 52.0, 20));
        assert!(!may_spread(Figure::Exact(50.0), 0.5, 20));
        assert!(!may_spread(Figure::Exact(50.0), 12.345_67, 20));
        assert!(!may_spread(Figure::AtLeast(95.0), 12.0, 20));
    }
}
