//! The ladder: where the audit does not succeed, the whole block is shown coarser and audited again, down to nothing. Who goes up, and in
//! what order where groups cross, is said in `climb`.
//!
//! Source: design page, 5.4. Invariants: a step up is never taken back, so the loop ends; an outcome is returned only if every block of the
//! final publication has worlds for all its needs, and every set that stands in several blocks too; a solver without answers leads to a coarser publication, never to a finer one; decoys
//! (blocks made coarser without need) are chosen by a keyed function of block and question alone, before anything is audited. Blocks are audited
//! apart, on several threads if so set, and what follows from them is drawn in their order: any number of threads settles the same.
//! Steps must only ever say less; worlds of a finer step are tried first at a coarser one, and checked like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thiserror::Error;

use crate::disclosure::audit::block::Blocks;
use crate::disclosure::audit::climb::Climb;
use crate::disclosure::audit::frame::Frame;
use crate::disclosure::audit::question::{Kind, Question};
use crate::disclosure::audit::search::{Audit, AuditFault, Effort, Settings, audit};
use crate::disclosure::audit::sheet::Published;
use crate::disclosure::audit::solver::Solver;
use crate::disclosure::audit::spread::{Spread, audit_spread};
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
    let mut climb = Climb::new(case);
    let mut decoys = 0;
    for block in climb.blocks(thresholds).questions {
        if (case.decoy)(block.key, case.question) && climb.climb(&block) {
            decoys += 1;
        }
    }
    let phases = climb.phases();
    let mut run = Run {
        eye: Eye {
            thresholds,
            solver,
            settings,
            resting: Resting::new(std::mem::take(walker)),
            proven: Proven::default(),
            earlier: Vec::new(),
        },
        climb,
        effort: Effort::default(),
        fallbacks: 0,
    };
    let mut entries = Vec::new();
    for phase in phases {
        run.climb.enter(phase);
        entries = loop {
            if let Some(entries) = run.round()? {
                break entries;
            }
        };
        let proven = run.eye.proven.clone();
        run.eye.earlier.push(proven);
    }
    *walker = run.eye.resting.take();
    Ok(Settled {
        steps: run.climb.steps,
        entries,
        fallbacks: run.fallbacks,
        decoys,
        effort: run.effort,
    })
}

/// Under way.
struct Run<'a> {
    climb: Climb<'a>,
    eye: Eye<'a>,
    effort: Effort,
    fallbacks: usize,
}

/// What looks at a block, and what it remembers.
struct Eye<'a> {
    thresholds: &'a Thresholds,
    solver: &'a dyn Solver,
    settings: &'a Settings,
    resting: Resting,
    /// Of the round before.
    proven: Proven,
    /// What each phase ended with.
    earlier: Vec<Proven>,
}

/// A block of this round.
enum Looked {
    /// The same as before, with its worlds.
    Before(Vec<World>),
    /// Audited.
    Anew(Result<Audit, AuditFault>),
}

impl Run<'_> {
    /// Audits every block that is not known: the proof, or nothing if something had to go up.
    fn round(&mut self) -> Result<Option<Vec<Entry>>, LadderFault> {
        let eye = &self.eye;
        let blocks = self.climb.blocks(eye.thresholds);
        let questions = &blocks.questions;
        let crossed: Vec<bool> = (questions.iter())
            .map(|block| self.climb.is_crossed(block))
            .collect();
        let looked_at = (eye.settings.threads)
            .each(questions.len(), |at| eye.look(&questions[at], crossed[at]));
        // Something may go up for one block that was all that another had near: that is no end as long as something does.
        let (mut stuck, mut higher) = (None, false);
        let (mut pools, mut safe) = (Vec::new(), Vec::new());
        for (block, looked) in blocks.questions.iter().zip(looked_at) {
            pools.push(match looked {
                Looked::Before(worlds) => {
                    safe.push(true);
                    worlds
                }
                Looked::Anew(audit) => {
                    let audit = audit?;
                    safe.push(audit.is_safe());
                    self.effort.add(&audit.effort);
                    if !audit.is_safe() {
                        let people = audit.violations.iter().map(|violation| {
                            let atoms = &block.targets[violation.need.target].atoms;
                            atoms.iter().map(|atom| block.atoms[*atom]).collect()
                        });
                        let people: Vec<Vec<usize>> = people.collect();
                        higher |= self.gives_way(block, &people);
                        stuck.get_or_insert(block.key);
                    }
                    audit.worlds
                }
            });
        }
        if stuck.is_none() {
            (stuck, higher) = self.look_across(&blocks, &mut pools);
        }
        if let (Some(block), false) = (stuck, higher) {
            return Err(LadderFault::Exhausted(block));
        }
        let entries = (stuck.is_none()).then(|| entries(&blocks.questions, &pools));
        self.eye.proven = Proven::new(blocks.questions, pools, &safe);
        Ok(entries)
    }

    /// The sets that stand in several blocks, once every block is safe by itself: a block of one that is not safe, and whether anything went
    /// up.
    fn look_across(&mut self, blocks: &Blocks, pools: &mut [Vec<World>]) -> (Option<usize>, bool) {
        let eye = &self.eye;
        let (violations, effort) = (eye.resting).with(|walker| {
            let (rules, solver) = (eye.thresholds, eye.solver);
            audit_spread(blocks, pools, rules, walker, solver, eye.settings)
        });
        self.effort.add(&effort);
        let sets: BTreeSet<usize> = violations.iter().map(|found| found.need.target).collect();
        let sets: Vec<&Spread> = sets.iter().map(|set| &blocks.spread[*set]).collect();
        let people: Vec<Vec<usize>> = sets.iter().map(|set| set.people.atoms.clone()).collect();
        let mut stuck = None;
        // One part that can still show less is enough; of another, everything may be up already.
        for part in sets.iter().flat_map(|set| &set.parts) {
            let block = &blocks.questions[part.block];
            stuck.get_or_insert(block.key);
            if self.gives_way(block, &people) {
                return (stuck, true);
            }
        }
        (stuck, false)
    }

    /// Whether something goes up for these people of a block.
    fn gives_way(&mut self, block: &Question, people: &[Vec<usize>]) -> bool {
        self.fallbacks += 1;
        self.climb.climb_near(block, people)
    }
}

impl Eye<'_> {
    fn look(&self, block: &Question, crossed: bool) -> Looked {
        let mut before = std::iter::once(&self.proven).chain(&self.earlier);
        if let Some(worlds) = before.find_map(|proven| proven.same(block)) {
            return Looked::Before(worlds.to_vec());
        }
        let known = self.proven.worlds(block);
        let settings = Settings {
            stop_at_first: !crossed,
            ..*self.settings
        };
        let anew = |walker: &mut Walker| {
            audit(
                block,
                self.thresholds,
                walker,
                self.solver,
                &settings,
                &known,
            )
        };
        Looked::Anew(self.resting.with(anew))
    }
}

fn entries(blocks: &[Question], pools: &[Vec<World>]) -> Vec<Entry> {
    let pairs = blocks.iter().zip(pools);
    pairs
        .map(|(block, worlds)| Entry {
            block: block.key,
            worlds: worlds.clone(),
        })
        .collect()
}

/// Blocks with atoms, worlds of each, and whether they meet all its needs.
#[derive(Clone, Debug, Default)]
struct Proven(BTreeMap<Vec<usize>, (Question, Vec<World>, bool)>);

impl Proven {
    fn new(blocks: Vec<Question>, pools: Vec<Vec<World>>, safe: &[bool]) -> Self {
        let known = blocks.into_iter().zip(pools).zip(safe);
        let known = known.filter(|((block, _), _)| !block.atoms.is_empty());
        Self(
            known
                .map(|((block, worlds), safe)| (block.atoms.clone(), (block, worlds, *safe)))
                .collect(),
        )
    }

    /// Worlds of the same block, if it was safe.
    fn same(&self, block: &Question) -> Option<&[World]> {
        let (known, worlds, safe) = self.0.get(&block.atoms)?;
        (*safe && known == block).then_some(worlds)
    }

    /// Worlds of a block, from those of an earlier one with at least its atoms.
    fn worlds(&self, block: &Question) -> Vec<World> {
        if let Some((_, worlds, _)) = self.0.get(&block.atoms) {
            return worlds.clone();
        }
        let Some(first) = block.atoms.first() else {
            return Vec::new();
        };
        let around = self
            .0
            .values()
            .find(|(larger, _, _)| larger.atoms.binary_search(first).is_ok());
        let Some((larger, worlds, _)) = around else {
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
