//! What can be checked of each cell of a question by itself: that it rests on enough answers, and that what the worlds do not compare
//! follows from what they do.
//!
//! Invariant: nothing is shown of a group that is hidden for the survey, or below the minimum of the question's own class.

use crate::disclosure::display::{Base, Spread, is_rounded, mean, proportion};
use crate::disclosure::document::{Cell, Figure, Figures, Proportion, Ranked, Shown};
use crate::disclosure::ends::Ends;
use crate::disclosure::matter::Class;
use crate::disclosure::primary::{Detail, FULL, floor};
use crate::disclosure::tabulate::Measure;

use super::numbers::least_around;

/// The cells of a question, and what the certificate says of their numbers of answers.
pub(super) struct Cells<'a> {
    /// One per group and cut.
    pub(super) each: &'a [&'a Cell],
    /// Ballots of each, where they are shown.
    pub(super) sizes: &'a [Option<u32>],
    /// Answers of each.
    pub(super) n: &'a [u32],
    /// How much detail each may show.
    pub(super) details: &'a [Detail],
    /// What is counted.
    pub(super) measure: Measure,
    /// How sensitive the question is.
    pub(super) class: Class,
    /// Fewest answers of a question of this class.
    pub(super) minimum: u32,
    /// Where bounds begin.
    pub(super) ends: Ends,
}

impl Cells<'_> {
    /// Checks every cell; says of which group what is wrong.
    pub(super) fn check(&self) -> Result<(), String> {
        let cells = self.each.iter().zip(self.sizes);
        let numbers = self.n.iter().zip(self.details);
        for (place, ((cell, ballots), (n, detail))) in cells.zip(numbers).enumerate() {
            self.cell(place, cell, *ballots, (*n, *detail))
                .map_err(|why| format!("group {} {why}", cell.group))?;
        }
        Ok(())
    }

    fn cell(
        &self,
        place: usize,
        cell: &Cell,
        ballots: Option<u32>,
        (n, detail): (u32, Detail),
    ) -> Result<(), String> {
        let (Shown::Shown(figures), Shown::Shown(base)) = (&cell.figures, &cell.base) else {
            return bare(cell);
        };
        let ballots = ballots.ok_or("is hidden, and shows figures")?;
        if self.class == Class::MostSensitive && place > 0 {
            return Err("shows a question that is shown for the whole only".to_owned());
        }
        if n > ballots {
            return Err("has more answers than ballots".to_owned());
        }
        let least = self.minimum.max(floor(self.measure));
        if n < least {
            return Err(format!(
                "shows a question with {n} answers, fewer than {least}"
            ));
        }
        let rating = matches!(self.measure, Measure::Points(_));
        if rating && n < detail.fewest() {
            return Err("shows more than its number of answers allows".to_owned());
        }
        let blurred = rating && detail < Detail::Full;
        let bound = Figure::AtMost(f64::from(ballots));
        let fits = match base {
            Figure::Exact(_) if *base != Figure::Exact(f64::from(n)) => {
                return Err("has another number of answers".to_owned());
            }
            Figure::Exact(_) => !blurred || ballots >= FULL,
            _ => blurred && *base == bound && cell.no_answer.is_none(),
        };
        if !fits {
            return Err("tells of how many answered in another way than the rules show".to_owned());
        }
        if let Some(without) = cell.no_answer {
            let others = [
                without.dont_know,
                without.refused,
                without.unanswered,
                without.not_asked,
            ];
            let all = others.into_iter().map(u64::from).sum::<u64>() + u64::from(n);
            if ballots < FULL || all != u64::from(ballots) {
                return Err("tells wrongly who did not answer, or too small a number".to_owned());
            }
        }
        if self.follows(figures, n) {
            Ok(())
        } else {
            Err("shows what does not follow from its counts".to_owned())
        }
    }

    /// Whether the figures are of the question's kind, and whatever the worlds do not compare follows from what they do.
    fn follows(&self, figures: &Figures, n: u32) -> bool {
        let counted = |shown: &Proportion| *shown == proportion(shown.count, Base::exact(n));
        match (self.measure, figures) {
            (
                Measure::Points(_),
                Figures::Small { .. } | Figures::Classes { .. } | Figures::Rating { .. },
            )
            | (Measure::Recommendation, Figures::Recommendation { .. }) => true,
            (Measure::Single(options) | Measure::Several(options), Figures::Options(shown)) => {
                shown.len() == options && shown.iter().all(counted)
            }
            (Measure::Ranks { options, places }, Figures::Ranking(shown)) => {
                let each = |one: &Ranked| one.places.len() == places && counted(&one.top);
                shown.len() == options && shown.iter().all(each)
            }
            (Measure::Number { min, max }, Figures::Number { mean: shown, sd }) => {
                let spread = Spread { sd: *sd, n };
                let (least, most) = (f64::from(min), f64::from(max));
                *shown == mean(shown.value, n, Some(spread), (least, most))
                    && self.is_far_from_unanimous(shown.value, *sd, n, (min, max))
            }
            _ => false,
        }
    }

    /// Whether mean and spread of a number are such as are shown: away from both ends, and not of a group in which nearly all gave the
    /// same.
    fn is_far_from_unanimous(
        &self,
        value: Figure,
        sd: f64,
        n: u32,
        (min, max): (i32, i32),
    ) -> bool {
        let Figure::Exact(x) = value else {
            return false;
        };
        let (count, width) = (f64::from(n), i64::from(max) - i64::from(min));
        let (cap, half) = (self.ends.cap(width) as f64, 0.005);
        is_rounded(x, 2)
            && is_rounded(sd, 4)
            && (x + half) * count > f64::from(min) * count + cap
            && (x - half) * count < f64::from(max) * count - cap
            && (sd + 0.0001).powi(2) * (count - 1.0) >= least_around(n, self.ends)
    }
}

/// Refuses a cell without figures that tells anything else, or one with figures and no base.
pub(super) fn bare(cell: &Cell) -> Result<(), String> {
    match (&cell.figures, &cell.base, cell.no_answer) {
        (Shown::Hidden(_), Shown::Hidden(_), None) => Ok(()),
        (Shown::Hidden(_), ..) => Err("shows no figures, and tells who answered".to_owned()),
        (Shown::Shown(_), ..) => Err("shows figures without proof".to_owned()),
    }
}
