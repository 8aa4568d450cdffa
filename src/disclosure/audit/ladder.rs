//! The ladder: where the audit does not succeed, the whole block is shown coarser and audited again, down to nothing.
//!
//! Source: design page, 5.4. Invariants: a step up is never taken back, so the loop ends; an outcome is returned only if every block of the
//! final publication has worlds for all its needs; a solver without answers leads to a coarser publication, never to a finer one; decoys
//! (blocks made coarser without need) are chosen by a keyed function of block and question alone, before anything is audited.
//! Steps must only ever say less; worlds of a finer step are tried first at a coarser one, and checked like any other.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use crate::disclosure::audit::block::split;
use crate::disclosure::audit::frame::Frame;
use crate::disclosure::audit::question::{Kind, Question};
use crate::disclosure::audit::search::{Audit, AuditFault, Effort, Settings, audit};
use crate::disclosure::audit::sheet::{Published, Sheet};
use crate::disclosure::audit::solver::Solver;
use crate::disclosure::audit::target::Thresholds;
use crate::disclosure::audit::walk::Walker;
use crate::disclosure::audit::world::World;
use crate::disclosure::certificate::Entry;

/// What would be published of a group at each step of the ladder.
pub trait Steps {
    /// The last step, at which nothing is published.
    fn last(&self) -> u8;
    /// The row of a group, or nothing.
    fn row(&self, group: usize, step: u8) -> Option<Published>;
}

/// One question to settle.
pub struct Case<'a> {
    /// The groups.
    pub frame: &'a Frame,
    /// Answers and measures.
    pub kind: Arc<Kind>,
    /// Answers per atom.
    pub n: &'a [u32],
    /// Names the question to the decoys.
    pub question: usize,
    /// The rows.
    pub steps: &'a dyn Steps,
    /// Whether this block of this question is made coarser in any case.
    pub decoy: &'a dyn Fn(usize, usize) -> bool,
}

/// What may be published, with the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Per group.
    pub steps: Vec<u8>,
    /// Worlds per block.
    pub entries: Vec<Entry>,
    /// Blocks made coarser because their audit did not succeed, each step counted.
    pub fallbacks: usize,
    /// Blocks made coarser without need.
    pub decoys: usize,
    /// What it took.
    pub effort: Effort,
}

/// Why nothing may be published of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LadderFault {
    /// No answers could have been published so.
    #[error(transparent)]
    Audit(#[from] AuditFault),
    /// A block is not safe although it shows nothing.
    #[error("block {0} is not safe with nothing left to take away")]
    Exhausted(usize),
}

/// Settles a question.
pub fn settle(
    case: &Case<'_>,
    thresholds: &Thresholds,
    walker: &mut Walker,
    solver: &dyn Solver,
    settings: &Settings,
) -> Result<Settled, LadderFault> {
    let settings = Settings {
        stop_at_first: true,
        ..*settings
    };
    let mut ladder = Ladder {
        case,
        steps: vec![0; case.frame.groups().len()],
    };
    let mut decoys = 0;
    for block in ladder.blocks(thresholds) {
        if (case.decoy)(block.key, case.question) && ladder.climb(&block) {
            decoys += 1;
        }
    }
    let mut proven: BTreeMap<Vec<usize>, (Question, Vec<World>)> = BTreeMap::new();
    let mut effort = Effort::default();
    let mut fallbacks = 0;
    loop {
        let mut settled = true;
        let mut next = BTreeMap::new();
        let mut apart = Vec::new();
        for block in ladder.blocks(thresholds) {
            let before = proven.remove(&block.atoms);
            let worlds = match before {
                Some((same, worlds)) if same == block => worlds,
                other => {
                    let known = other.map_or_else(Vec::new, |(_, worlds)| worlds);
                    let audit: Audit =
                        audit(&block, thresholds, walker, solver, &settings, &known)?;
                    effort.add(&audit.effort);
                    if !audit.is_safe() {
                        settled = false;
                        fallbacks += 1;
                        if !ladder.climb(&block) {
                            return Err(LadderFault::Exhausted(block.key));
                        }
                    }
                    audit.worlds
                }
            };
            if block.atoms.is_empty() {
                apart.push((block, worlds));
            } else {
                next.insert(block.atoms.clone(), (block, worlds));
            }
        }
        if settled {
            let mut entries: Vec<Entry> = next
                .into_values()
                .chain(apart)
                .map(|(block, worlds)| Entry {
                    block: block.key,
                    worlds,
                })
                .collect();
            entries.sort_by_key(|entry| entry.block);
            return Ok(Settled {
                steps: ladder.steps,
                entries,
                fallbacks,
                decoys,
                effort,
            });
        }
        proven = next;
    }
}

struct Ladder<'a> {
    case: &'a Case<'a>,
    steps: Vec<u8>,
}

impl Ladder<'_> {
    fn blocks(&self, thresholds: &Thresholds) -> Vec<Question> {
        let sheet = Sheet {
            frame: self.case.frame,
            kind: Arc::clone(&self.case.kind),
            n: self.case.n,
            published: (self.steps.iter().enumerate())
                .map(|(group, step)| self.case.steps.row(group, *step))
                .collect(),
        };
        split(&sheet, thresholds)
    }

    /// One step up for the groups of a block that are furthest up and not at the end, until something is shown coarser. False if
    /// nothing can be.
    fn climb(&mut self, block: &Question) -> bool {
        let last = self.case.steps.last();
        loop {
            let open = |group: &usize| self.steps[*group] < last;
            let groups: Vec<usize> = block
                .groups
                .iter()
                .map(|group| group.id)
                .filter(open)
                .collect();
            let Some(most) = groups.iter().map(|group| self.steps[*group]).max() else {
                return false;
            };
            let mut coarser = false;
            for group in groups {
                if self.steps[group] == most {
                    let before = self.case.steps.row(group, most);
                    self.steps[group] += 1;
                    coarser |= self.case.steps.row(group, most + 1) != before;
                }
            }
            if coarser {
                return true;
            }
        }
    }
}
