//! Primary rules: which groups are too small, for the survey and for each question. They read numbers of answers, never answers.

use crate::base::GroupTree;
use crate::instrument::Sensitivity;

use super::asked::Asked;
use super::document::Reason;
use super::policy::Policy;
use super::tabulate::Measure;

/// From so many answers on, everything a question offers may be shown: points, options, ranks, spread, who did not answer and why.
pub(in crate::disclosure) const FULL: u32 = 20;

/// Below so many answers no display of a rating keeps everybody's answer uncertain.
pub(in crate::disclosure) const RATING: u32 = 5;

/// From so many answers on, three classes.
pub(in crate::disclosure) const CLASSES: u32 = 10;

/// From so many answers on, a recommendation score: below, its standard error passes 25 points.
pub(in crate::disclosure) const SCORE: u32 = 30;

/// How much of a rating a group's number of answers lets through; more detail is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::disclosure) enum Detail {
    /// Mean and favourable answers.
    Small,
    /// Mean and three classes.
    Classes,
    /// Every point, exactly.
    Full,
}

impl Detail {
    /// No cell of this detail has fewer answers.
    pub(in crate::disclosure) fn fewest(self) -> u32 {
        match self {
            Self::Small => RATING,
            Self::Classes => CLASSES,
            Self::Full => FULL,
        }
    }

    /// What `n` answers taken alone let through; [`super::cells`] takes it down where a remainder is smaller.
    pub(in crate::disclosure) fn of(n: u32) -> Self {
        match n {
            FULL.. => Self::Full,
            CLASSES.. => Self::Classes,
            _ => Self::Small,
        }
    }
}

/// R0 for the survey: invited and answered at least the minimum group.
pub(in crate::disclosure) fn survey(
    tree: &GroupTree,
    ballots: &[u32],
    policy: &Policy,
) -> Vec<Option<Reason>> {
    let minimum = policy.minimum(Sensitivity::Ordinary);
    tree.groups()
        .iter()
        .zip(ballots)
        .map(|(group, ballots)| {
            (*ballots < minimum || group.invited < minimum).then_some(Reason::TooFewAnswers)
        })
        .collect()
}

/// Fewest answers that this kind of question is shown for, whatever its sensitivity.
pub(in crate::disclosure) fn floor(measure: Measure) -> u32 {
    match measure {
        Measure::Points(_) => RATING,
        Measure::Single(_)
        | Measure::Several(_)
        | Measure::Ranks { .. }
        | Measure::Recommendation
        | Measure::Number { .. } => FULL,
    }
}

/// What the rules for one question look at.
pub(in crate::disclosure) struct Question<'a> {
    /// Sensitivity of the item.
    pub(in crate::disclosure) sensitivity: Sensitivity,
    /// Fewest answers for its kind.
    pub(in crate::disclosure) floor: u32,
    /// Who is asked, per group.
    pub(in crate::disclosure) asked: &'a [Asked],
    /// Substantive answers, per group.
    pub(in crate::disclosure) bases: &'a [u32],
    /// Ballots, per group.
    pub(in crate::disclosure) ballots: &'a [u32],
}

impl Question<'_> {
    /// Fewest answers that it is shown for.
    pub(in crate::disclosure) fn minimum(&self, policy: &Policy) -> u32 {
        policy.minimum(self.sensitivity).max(self.floor)
    }

    /// R0 for the question: hidden for the survey is hidden here; most sensitive only for the whole; asked by earlier answers only in
    /// groups large enough to show those answers; else its own number of answers decides.
    pub(in crate::disclosure) fn primary(
        &self,
        survey: &[Option<Reason>],
        policy: &Policy,
    ) -> Vec<Option<Reason>> {
        let fewest = policy.minimum(Sensitivity::Ordinary);
        let minimum = self.minimum(policy);
        let whole_only = matches!(
            self.sensitivity,
            Sensitivity::MostSensitive | Sensitivity::Named
        );
        survey
            .iter()
            .enumerate()
            .map(|(group, hidden)| {
                let (asked, base) = (self.asked[group], self.bases[group]);
                if hidden.is_some() {
                    *hidden
                } else if asked == Asked::Nobody {
                    Some(Reason::NotAsked)
                } else if (whole_only && group > 0)
                    || (asked == Asked::ByAnswers && self.ballots[group] < FULL)
                {
                    Some(Reason::LargerGroupsOnly)
                } else if base < fewest {
                    Some(Reason::TooFewAnswers)
                } else if base < minimum {
                    Some(Reason::LargerGroupsOnly)
                } else {
                    None
                }
            })
            .collect()
    }
}
