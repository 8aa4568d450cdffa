//! The whole as a yardstick: what its displayed score and spread let one say of a group on a scale.
//!
//! A group's score is taken as normal about what the group is really like, with variance `sigma^2 / n`, where `sigma` is the spread
//! published for the whole; groups are taken as normal about the whole's score. How much they differ is estimated from the groups that
//! contain no other, where at least 20 show an exact score, by the moments of `DerSimonian` and Laird: of one release every report then uses
//! the same figure, at the cost of one pass. With fewer it is a spread fixed beforehand. The prior stands on the whole's score, not on the
//! mean of the shown groups, so that a group leans to the side on which its own score lies. Where the number of answers is an upper bound, `n`
//! is the fewest that what is shown of the items allows ([`super::comparison`]).
//!
//! Invariants: made of displayed figures alone. Where a score is a bound, nothing is said that does not hold for every value it allows. A
//! score is held against the whole's only if both rest on the same items: of others it cannot be told whether people or questions differ.

use crate::disclosure::document::{
    Figure, Figures, Mean, PolicyFacts, Reason, Shown, Subject, Table,
};
use crate::instrument::Item;
use crate::instrument::scale::scored_items;
use crate::stats::heterogeneity::{ENOUGH_UNITS, Estimate, Method, RandomEffects};
use crate::stats::normal_prior::NormalPrior;
use crate::stats::random_effects;

use super::comparison::fewest;
use super::compose::Context;
use super::overview::Shade;
use super::words::value;

/// Spread between groups in points where the groups themselves are too few to tell it.
pub(super) const REGISTERED_SPREAD: f64 = 12.0;

/// A group is said to lie on one side from this probability on.
pub(super) const SURE: f64 = 0.8;

/// One scale in all groups, as displayed.
#[derive(Clone)]
pub(super) struct ScaleScores<'a> {
    /// What people call it.
    pub(super) label: &'a str,
    table: &'a Table,
    /// Its items with their tables.
    items: Vec<(&'a Item, &'a Table)>,
    policy: &'a PolicyFacts,
}

/// The displayed score of one group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    /// The score, 0-100, with its interval.
    pub(super) mean: Mean,
    /// Answers that it rests on, as displayed. At least 1.
    pub(super) answers: Figure,
    /// The fewest answers that it may rest on: what it bears is judged by these. At least 1, at most `answers`.
    pub(super) least: f64,
    /// The published spread between persons, in points; only where every item shows all its points.
    pub(super) sd: Option<f64>,
    /// It rests on the same items as the whole's.
    pub(super) alike: bool,
}

/// The scales that can have a score at all, in the template's order.
pub(super) fn scale_scores<'a>(context: &Context<'a>) -> Vec<ScaleScores<'a>> {
    let instrument = context.instrument;
    let tables = context.document.tables.iter();
    tables
        .filter_map(|table| {
            let Subject::Scale(code) = &table.about else {
                return None;
            };
            let mut scales = instrument.scales().iter().enumerate();
            let (index, scale) = scales.find(|(_, scale)| scale.code == *code)?;
            scored_items(instrument, index).next()?;
            Some(ScaleScores {
                label: scale.label.get(context.lang),
                table,
                items: items_of(context, index),
                policy: &context.document.policy,
            })
        })
        .collect()
}

/// A scale's items with their tables.
fn items_of<'a>(context: &Context<'a>, scale: usize) -> Vec<(&'a Item, &'a Table)> {
    let items: Vec<&Item> = scored_items(context.instrument, scale)
        .map(|(_, item)| item)
        .collect();
    let tables = context.document.tables.iter();
    tables
        .filter_map(|table| {
            let Subject::Item(id) = &table.about else {
                return None;
            };
            let item = items.iter().find(|item| item.id == *id)?;
            Some((*item, table))
        })
        .collect()
}

/// Whether a group shows the same of these items as the whole does.
fn alike(items: &[(&Item, &Table)], group: usize) -> bool {
    let shown = |table: &Table, at: usize| {
        let cell = table.cells.get(at);
        cell.is_some_and(|cell| matches!(cell.figures, Shown::Shown(_)))
    };
    items
        .iter()
        .all(|(_, table)| shown(table, group) == shown(table, 0))
}

/// Whether a group's score on a scale, by its place in the template, rests on the same items as the whole's.
pub(super) fn rests_on_the_same(context: &Context<'_>, scale: usize, group: usize) -> bool {
    alike(&items_of(context, scale), group)
}

impl ScaleScores<'_> {
    /// The score of the group at this place, or why none is shown.
    pub(super) fn of(&self, group: usize) -> Result<Score, Reason> {
        let cell = self.table.cells.get(group);
        match cell.map(|cell| (&cell.base, &cell.figures)) {
            Some((Shown::Shown(base), Shown::Shown(Figures::Score { mean, sd, .. })))
                if value(*base) >= 1.0 =>
            {
                Ok(Score {
                    mean: *mean,
                    answers: *base,
                    least: self.least(*base, group),
                    sd: *sd,
                    alike: alike(&self.items, group),
                })
            }
            Some((Shown::Hidden(why), _) | (_, Shown::Hidden(why))) => Err(*why),
            // No answers, or figures that are none of a scale: nothing was asked here that could be scored.
            _ => Err(Reason::NotAsked),
        }
    }

    fn least(&self, base: Figure, group: usize) -> f64 {
        let items = self.items.iter();
        let shown = items.filter_map(|(item, table)| Some((*item, table.cells.get(group)?)));
        f64::from(fewest(base, shown, self.policy).max(1))
    }

    /// The whole's score, if it is exact, its spread in points, and its answers.
    pub(super) fn whole(&self) -> Option<(f64, f64, f64)> {
        let Ok(score) = self.of(0) else { return None };
        match (score.mean.value, score.sd) {
            (Figure::Exact(mean), Some(sd)) if sd > 0.0 => Some((mean, sd, value(score.answers))),
            _ => None,
        }
    }

    /// How much these groups differ beyond chance, where enough of them show an exact score.
    pub(super) fn effects(&self, groups: &[usize], sd: f64) -> Option<RandomEffects> {
        let units = self.units(groups, sd);
        if units.len() < ENOUGH_UNITS {
            return None;
        }
        // Figures that are not finite fit no model; a release has none, and without a model the registered spread stands.
        let Ok(found) = random_effects(&units, Method::DerSimonianLaird) else {
            return None;
        };
        Some(found)
    }

    /// The exact scores of these groups on the whole's items, with their sampling variances, at a spread between persons of `sd`.
    pub(super) fn units(&self, groups: &[usize], sd: f64) -> Vec<Estimate> {
        groups
            .iter()
            .filter_map(|at| {
                let Ok(score) = self.of(*at) else { return None };
                match score.mean.value {
                    Figure::Exact(value) if score.alike => Some(Estimate {
                        value,
                        variance: sd * sd / score.least,
                    }),
                    _ => None,
                }
            })
            .collect()
    }
}

/// The least and the greatest score that a displayed one allows, 0-100.
pub(super) fn allowed(score: Figure) -> (f64, f64) {
    match score {
        Figure::Exact(x) => (x, x),
        Figure::AtLeast(x) => (x, 100.0),
        Figure::AtMost(x) => (0.0, x),
    }
}

/// One scale of the whole, to hold groups against.
#[derive(Clone, Debug)]
pub(super) struct Yardstick {
    /// The whole's score, 0-100.
    pub(super) mean: f64,
    /// Spread between persons in the whole, in points.
    sd: f64,
    /// Variance between groups, in points squared.
    tau_squared: f64,
}

impl Yardstick {
    /// `None` where the whole shows no exact score or no spread: then nothing can be said of any group. `leaves` are the groups that contain
    /// no other.
    pub(super) fn of(scale: &ScaleScores<'_>, leaves: &[usize]) -> Option<Self> {
        let (mean, sd, _) = scale.whole()?;
        let estimated = scale.effects(leaves, sd).map(|found| found.tau_squared);
        Some(Self {
            mean,
            sd,
            tau_squared: estimated.unwrap_or(REGISTERED_SPREAD * REGISTERED_SPREAD),
        })
    }

    /// The probability that a group with such a score really lies above the whole; `None` where groups differ no more than chance lets
    /// them, for then none may be singled out.
    fn above(&self, score: f64, answers: f64) -> Option<f64> {
        let unit = Estimate {
            value: score,
            variance: self.sd * self.sd / answers,
        };
        let known = NormalPrior::registered(self.mean, self.tau_squared)
            .and_then(|prior| prior.posterior(unit))
            .and_then(|posterior| posterior.above(self.mean));
        let Ok(above) = known else { return None };
        Some(above)
    }

    /// What a displayed score bears, and how sure that is (0-1; of a bound for the value it allows that speaks against it most).
    pub(super) fn leans(&self, score: &Score) -> (Shade, f64) {
        if !score.alike {
            return (Shade::Untold, 0.0);
        }
        let (least, most) = allowed(score.mean.value);
        let (Some(least), Some(most)) = (
            self.above(least, score.least),
            self.above(most, score.least),
        ) else {
            return (Shade::Untold, 0.0);
        };
        if least >= SURE {
            (Shade::ProbablyHigher, least)
        } else if 1.0 - most >= SURE {
            (Shade::ProbablyLower, 1.0 - most)
        } else {
            (Shade::Untold, 0.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Block;
    use super::super::overview::{Audience, HeatCell};
    use super::super::sample::{instrument, networks, report_of};
    use super::*;
    use crate::base::Lang;
    use crate::disclosure::document::ReleaseDocument;

    /// The shade of the last network on "Dynamik", where the whole scores 52.0 with spread 14.
    fn shade(document: &ReleaseDocument) -> Shade {
        let report = report_of(document, "alle", Lang::Da, Audience::Hr);
        let cell = report.blocks().iter().find_map(|block| match block {
            Block::HeatMap(map) => map.rows.last()?.cells.last(),
            _ => None,
        });
        match cell {
            Some(HeatCell::Score { shade, .. }) => *shade,
            other => panic!("{other:?}"),
        }
    }

    fn last(scores: &[(u32, Option<Figure>)]) -> Shade {
        shade(&networks(scores))
    }

    #[test]
    fn six_answers_must_lie_five_points_away_and_bounds_wholly() {
        // sigma 14, tau 12, n 6: v = 32.7, B = 0.185; P = 0.8 at (y - 52) sqrt(1-B) / sqrt(v) = 0.8416, that is y = 57.33.
        for (score, shade) in [
            (Figure::Exact(57.2), Shade::Untold),
            (Figure::Exact(57.5), Shade::ProbablyHigher),
            (Figure::Exact(46.8), Shade::Untold),
            (Figure::Exact(46.5), Shade::ProbablyLower),
            (Figure::AtLeast(57.2), Shade::Untold),
            (Figure::AtLeast(58.0), Shade::ProbablyHigher),
            (Figure::AtLeast(20.0), Shade::Untold),
            (Figure::AtMost(46.0), Shade::ProbablyLower),
            (Figure::AtMost(90.0), Shade::Untold),
        ] {
            assert_eq!(last(&[(6, Some(score))]), shade, "{score:?}");
        }
        // Sixty answers carry what six do not.
        assert_eq!(
            last(&[(60, Some(Figure::Exact(54.0)))]),
            Shade::ProbablyHigher
        );
        assert_eq!(last(&[(6, Some(Figure::Exact(54.0)))]), Shade::Untold);
    }

    #[test]
    fn where_the_number_of_answers_is_a_bound_the_fewest_are_taken() {
        // Six at most: five where the items show as small groups do, and y = 57.94 takes the place of 57.33.
        let small = |answered: u32, score: f64| {
            let mut document = networks(&[(answered, Some(Figure::Exact(score)))]);
            let items: Vec<String> = scored_items(&instrument(), 1)
                .map(|(_, item)| item.id.clone())
                .collect();
            // The first network of the sample is a small one.
            for like in super::super::sample::document().tables {
                let Subject::Item(id) = &like.about else {
                    continue;
                };
                if !items.contains(id) {
                    continue;
                }
                let mut tables = document.tables.iter_mut();
                let own = tables.find(|table| table.about == like.about).unwrap();
                own.cells[1].figures = like.cells[1].figures.clone();
            }
            shade(&document)
        };
        assert_eq!(
            last(&[(6, Some(Figure::Exact(57.7)))]),
            Shade::ProbablyHigher
        );
        assert_eq!(small(6, 57.7), Shade::Untold);
        assert_eq!(small(6, 58.1), Shade::ProbablyHigher);
        // However large the bound is.
        assert_eq!(
            last(&[(19, Some(Figure::Exact(57.7)))]),
            Shade::ProbablyHigher
        );
        assert_eq!(small(19, 57.7), Shade::Untold);
    }

    #[test]
    fn twenty_exact_scores_tell_how_much_groups_differ() {
        let with = |others: Vec<f64>| {
            let mut scores: Vec<(u32, Option<Figure>)> = others
                .into_iter()
                .map(|score| (6, Some(Figure::Exact(score))))
                .collect();
            // A bound is no unit, so the last network is judged by the others alone.
            scores.push((6, Some(Figure::AtLeast(57.0))));
            last(&scores)
        };
        let spread = |count: u32| -> Vec<f64> {
            (0..count)
                .map(|at| if at % 2 == 0 { 22.0 } else { 82.0 })
                .collect()
        };
        // 57.0 is too near under the registered spread of 12, and far enough where groups are known to differ by 30.
        assert_eq!(with(spread(19)), Shade::Untold);
        assert_eq!(with(spread(20)), Shade::ProbablyHigher);
        // Twenty that are all alike: nobody may be singled out, however far away.
        let far = |count: usize| {
            let mut scores = vec![(6, Some(Figure::Exact(52.0))); count];
            scores.push((6, Some(Figure::AtLeast(90.0))));
            last(&scores)
        };
        assert_eq!(far(19), Shade::ProbablyHigher);
        assert_eq!(far(20), Shade::Untold);
    }

    #[test]
    fn a_whole_that_is_a_bound_or_shows_no_spread_is_no_yardstick() {
        let with = |change: &dyn Fn(&mut Mean, &mut Option<f64>)| {
            let mut document = networks(&[(6, Some(Figure::Exact(80.0)))]);
            let cell = &mut document.tables.last_mut().unwrap().cells[0];
            if let Shown::Shown(Figures::Score { mean, sd, .. }) = &mut cell.figures {
                change(mean, sd);
            }
            shade(&document)
        };
        assert_eq!(with(&|_, _| ()), Shade::ProbablyHigher);
        assert_eq!(with(&|_, sd| *sd = None), Shade::Untold);
        assert_eq!(
            with(&|mean, _| mean.value = Figure::AtLeast(52.0)),
            Shade::Untold
        );
    }

    #[test]
    fn a_score_on_other_items_than_the_whole_bears_nothing() {
        let mut document = networks(&[(20, Some(Figure::Exact(80.0)))]);
        let last = document.groups.len() - 1;
        assert_eq!(shade(&document), Shade::ProbablyHigher);
        let items: Vec<String> = scored_items(&instrument(), 1)
            .map(|(_, item)| item.id.clone())
            .collect();
        let mut hidden = 0;
        for table in &mut document.tables {
            let Subject::Item(id) = &table.about else {
                continue;
            };
            if items.contains(id) {
                let shown = matches!(table.cells[0].figures, Shown::Shown(_));
                assert!(shown, "{id}");
                table.cells[last].figures = Shown::Hidden(Reason::ProtectsAnother);
                hidden += 1;
                break;
            }
        }
        assert_eq!(hidden, 1);
        assert_eq!(shade(&document), Shade::Untold);
    }
}
