//! The ladder: where the audit does not succeed, the whole block is shown coarser and audited again, down to nothing.
//!
//! Source: design page, 5.4. Invariants: a step up is never taken back, so the loop ends; an outcome is returned only if every block of the
//! final publication has worlds for all its needs; a solver without answers leads to a coarser publication, never to a finer one; decoys
//! (blocks made coarser without need) are chosen by a keyed function of block and question alone, before anything is audited. Blocks are audited
//! apart, on several threads if so set, and what follows from them is drawn in their order: any number of threads settles the same.
//! Steps must only ever say less; worlds of a finer step are tried first at a coarser one, and checked like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thiserror::Error;

use crate::disclosure::audit::block::split;
use crate::disclosure::audit::frame::Frame;
use crate::disclosure::audit::question::{Kind, Question};
use crate::disclosure::audit::search::{Audit, AuditFault, Effort, Settings, Violation, audit};
use crate::disclosure::audit::sheet::{Published, Sheet};
use crate::disclosure::audit::solver::Solver;
use crate::disclosure::audit::target::Thresholds;
use crate::disclosure::audit::walk::{Resting, Walker};
use crate::disclosure::audit::world::World;
use crate::disclosure::certificate::Entry;

/// Groups that go up together, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    /// Higher goes first: 0 for the groups that everybody reads, 1 and more for what crosses them.
    pub rank: u8,
    /// Names the unit.
    pub family: usize,
}

/// What would be published of a group at each step of the ladder.
pub trait Steps {
    /// The unit of a group; without units the whole block goes up.
    fn unit(&self, _group: usize) -> Option<Unit> {
        None
    }

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
    let mut ladder = Ladder::new(case);
    let mut decoys = 0;
    for block in ladder.blocks(thresholds) {
        if (case.decoy)(block.key, case.question) && ladder.climb(&block) {
            decoys += 1;
        }
    }
    let mut proven: BTreeMap<Vec<usize>, (Question, Vec<World>)> = BTreeMap::new();
    let mut effort = Effort::default();
    let mut fallbacks = 0;
    let resting = Resting::new(std::mem::take(walker));
    loop {
        let mut settled = true;
        let mut next = BTreeMap::new();
        let mut apart = Vec::new();
        let earlier = Earlier(&proven);
        let blocks = ladder.blocks(thresholds);
        let crossed: Vec<bool> = (blocks.iter())
            .map(|block| ladder.is_crossed(block))
            .collect();
        let looked_at = settings.threads.each(blocks.len(), |at| {
            let block = &blocks[at];
            if let Some((same, worlds)) = proven.get(&block.atoms)
                && same == block
            {
                return Looked::Before(worlds.clone());
            }
            let known = earlier.worlds(block);
            let settings = Settings {
                stop_at_first: !crossed[at],
                ..*settings
            };
            let anew =
                |walker: &mut Walker| audit(block, thresholds, walker, solver, &settings, &known);
            Looked::Anew(resting.with(anew))
        });
        for (block, looked) in blocks.into_iter().zip(looked_at) {
            let worlds = match looked {
                Looked::Before(worlds) => worlds,
                Looked::Anew(audit) => {
                    let audit = audit?;
                    effort.add(&audit.effort);
                    if !audit.is_safe() {
                        settled = false;
                        fallbacks += 1;
                        if !ladder.climb_near(&block, &audit.violations) {
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
            *walker = resting.take();
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

/// A block of this round.
enum Looked {
    /// The same as in the round before, with its worlds.
    Before(Vec<World>),
    /// Audited.
    Anew(Result<Audit, AuditFault>),
}

/// Blocks of the round before, with their worlds.
struct Earlier<'a>(&'a BTreeMap<Vec<usize>, (Question, Vec<World>)>);

impl Earlier<'_> {
    /// Worlds of a block, from those of an earlier one with at least its atoms.
    fn worlds(&self, block: &Question) -> Vec<World> {
        if let Some((_, worlds)) = self.0.get(&block.atoms) {
            return worlds.clone();
        }
        let Some(first) = block.atoms.first() else {
            return Vec::new();
        };
        let around = self
            .0
            .values()
            .find(|(larger, _)| larger.atoms.binary_search(first).is_ok());
        let Some((larger, worlds)) = around else {
            return Vec::new();
        };
        let places = block
            .atoms
            .iter()
            .map(|atom| larger.atoms.binary_search(atom).ok());
        let Some(places) = places.collect::<Option<Vec<usize>>>() else {
            return Vec::new();
        };
        let m = block.kind.categories;
        let part = |world: &World| {
            let rows = places.iter().flat_map(|at| &world.0[at * m..(at + 1) * m]);
            World(rows.copied().collect())
        };
        worlds.iter().map(part).collect()
    }
}

struct Ladder<'a> {
    case: &'a Case<'a>,
    steps: Vec<u8>,
    /// Groups by unit.
    units: BTreeMap<Unit, Vec<usize>>,
}

impl<'a> Ladder<'a> {
    fn new(case: &'a Case<'a>) -> Self {
        let groups = case.frame.groups().len();
        let mut units: BTreeMap<Unit, Vec<usize>> = BTreeMap::new();
        for group in 0..groups {
            if let Some(unit) = case.steps.unit(group) {
                units.entry(unit).or_default().push(group);
            }
        }
        Self {
            case,
            steps: vec![0; groups],
            units,
        }
    }

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

    /// Whether groups that go first stand in a block.
    fn is_crossed(&self, block: &Question) -> bool {
        let mut units = block
            .groups
            .iter()
            .filter_map(|group| self.case.steps.unit(group.id));
        units.any(|unit| unit.rank > 0)
    }

    /// For each violation, up go the units of the highest rank in which its people stand and that can still show less, of these the ones
    /// that lose least; where there are no units, the block.
    fn climb_near(&mut self, block: &Question, violations: &[Violation]) -> bool {
        if self.units.is_empty() {
            return self.climb(block);
        }
        let next: BTreeMap<Unit, u8> = (self.units.iter())
            .filter_map(|(unit, members)| Some((*unit, self.next(members)?)))
            .collect();
        let mut chosen = BTreeSet::new();
        for violation in violations {
            let target = &block.targets[violation.need.target];
            let atoms: BTreeSet<usize> =
                target.atoms.iter().map(|atom| block.atoms[*atom]).collect();
            let near: Vec<(Unit, u8)> = (next.iter())
                .filter(|(unit, _)| self.has_any(unit, &atoms))
                .map(|(unit, step)| (*unit, *step))
                .collect();
            let rank = near.iter().map(|(unit, _)| unit.rank).max();
            let of_rank = near.iter().filter(|(unit, _)| Some(unit.rank) == rank);
            let least = of_rank.clone().map(|(_, step)| *step).min();
            chosen.extend(of_rank.filter(|(_, step)| Some(*step) == least).copied());
        }
        for (unit, step) in &chosen {
            for group in self.units.get(unit).into_iter().flatten() {
                self.steps[*group] = self.steps[*group].max(*step);
            }
        }
        !chosen.is_empty() || self.climb(block)
    }

    /// Whether any of some atoms stands in a unit.
    fn has_any(&self, unit: &Unit, atoms: &BTreeSet<usize>) -> bool {
        let groups = self.case.frame.groups();
        let members = self.units.get(unit).into_iter().flatten();
        members
            .flat_map(|group| &groups[*group])
            .any(|atom| atoms.contains(atom))
    }

    /// The next step at which some of these groups show less.
    fn next(&self, members: &[usize]) -> Option<u8> {
        let from = members.iter().map(|group| self.steps[*group]).max()?;
        (from + 1..=self.case.steps.last()).find(|step| {
            let mut groups = members.iter();
            groups.any(|group| {
                self.case.steps.row(*group, *step)
                    != self.case.steps.row(*group, self.steps[*group])
            })
        })
    }

    /// One step up for the groups of a block.
    fn climb(&mut self, block: &Question) -> bool {
        let groups: Vec<usize> = block.groups.iter().map(|group| group.id).collect();
        self.raise(&groups)
    }

    /// One step up for those of some groups that are furthest up and not at the end, until something is shown coarser. False if nothing
    /// can be.
    fn raise(&mut self, groups: &[usize]) -> bool {
        let last = self.case.steps.last();
        loop {
            let open: Vec<usize> = (groups.iter().copied())
                .filter(|group| self.steps[*group] < last)
                .collect();
            let Some(most) = open.iter().map(|group| self.steps[*group]).max() else {
                return false;
            };
            let mut coarser = false;
            for group in open {
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
