//! Stage A for statistics that need more answers than k: classes from 10, every point from 20.
//!
//! The same decision with a higher threshold, each level taking what the one below hides as hidden: whoever has the full distribution of two
//! groups has that of their difference, which then needs 20 answers too.
//!
//! Why the levels can be decided one after the other: what is published is, per statistic, the span of the groups that show it, and these
//! spans lie inside each other. So a set of people follows with a statistic only if it lies in the span of the level that shows this
//! statistic; mixing statistics of different levels gives no more (numbers of answers being known).
//!
//! # Invariants
//! - Thresholds rise; what is hidden at one is hidden at every higher one.

use super::decision::{Case, Proof, Standing, Structure, StructureFault, decide, decide_proved};
use super::incidence::Incidence;

/// Decisions for rising thresholds.
#[derive(Clone, Debug)]
pub struct Tiers {
    /// The threshold and the decision, lowest first.
    pub levels: Vec<(u32, Structure)>,
    /// What the proof said of each, if it was asked.
    pub proofs: Vec<Proof>,
}

/// What is to be decided at several thresholds.
#[derive(Clone, Copy, Debug)]
pub struct TieredCase<'a> {
    /// The groups.
    pub incidence: &'a Incidence,
    /// Answers per atom, to this question.
    pub answers: &'a [u32],
    /// Rising: k, then what richer statistics need.
    pub thresholds: &'a [u32],
    /// Per group: hidden by an earlier decision.
    pub hidden: &'a [bool],
    /// Per group: at how many of the thresholds it has been published already.
    pub published: &'a [usize],
}

/// Why nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TierFault {
    /// Thresholds do not rise.
    #[error("threshold {next} after {before} does not rise")]
    Falling {
        /// The lower place.
        before: u32,
        /// The one that should be higher.
        next: u32,
    },
    /// The lists have different lengths.
    #[error("{hidden} and {published} entries for {groups} groups")]
    Length {
        /// Entries of `hidden`.
        hidden: usize,
        /// Entries of `published`.
        published: usize,
        /// Groups.
        groups: usize,
    },
    /// A level could not be decided.
    #[error(transparent)]
    Structure(#[from] StructureFault),
}

impl Tiers {
    /// At how many of the thresholds a group is shown.
    pub fn level(&self, group: usize) -> usize {
        self.levels
            .iter()
            .take_while(|(_, structure)| structure.is_shown(group))
            .count()
    }
}

/// Decides all levels; with a `budget`, each is proved as well.
pub fn decide_tiers(case: &TieredCase<'_>, budget: Option<u64>) -> Result<Tiers, TierFault> {
    let groups = case.incidence.groups().len();
    if case.hidden.len() != groups || case.published.len() != groups {
        let (hidden, published) = (case.hidden.len(), case.published.len());
        return Err(TierFault::Length {
            hidden,
            published,
            groups,
        });
    }
    if let Some(pair) = case.thresholds.windows(2).find(|pair| pair[1] <= pair[0]) {
        return Err(TierFault::Falling {
            before: pair[0],
            next: pair[1],
        });
    }
    let mut hidden = case.hidden.to_vec();
    let mut tiers = Tiers {
        levels: Vec::new(),
        proofs: Vec::new(),
    };
    for (level, &threshold) in case.thresholds.iter().enumerate() {
        let standing: Vec<Standing> = (0..groups)
            .map(
                |group| match (case.published[group] > level, hidden[group]) {
                    (true, _) => Standing::Published,
                    (false, true) => Standing::Hidden,
                    (false, false) => Standing::Open,
                },
            )
            .collect();
        let now = Case {
            incidence: case.incidence,
            answers: case.answers,
            threshold,
            standing: &standing,
        };
        let structure = match budget {
            None => decide(&now)?,
            Some(budget) => {
                let (structure, proof) = decide_proved(&now, budget)?;
                tiers.proofs.push(proof);
                structure
            }
        };
        hidden = structure.shown().iter().map(|shown| !shown).collect();
        tiers.levels.push((threshold, structure));
    }
    Ok(tiers)
}
