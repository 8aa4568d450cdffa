//! Sets of people who stand in several blocks: a hidden group that crosses others, say, whose people are spread over departments that
//! publish every count.
//!
//! The worlds of different blocks are independent, and every way to put one of each together is a world of the whole. So the least that a
//! sum over several blocks can be is the sum of the least in each, and the greatest that of the greatest: the set is decided by its
//! parts, exactly. Invariants: worlds of a block are found and checked as for its own needs; a violation counts as proven only if every
//! part is proven to be at its end.

use crate::disclosure::audit::block::Blocks;
use crate::disclosure::audit::model::Span;
use crate::disclosure::audit::question::{Fact, Kind, form};
use crate::disclosure::audit::search::{Answer, Effort, Settings, Violation, widen};
use crate::disclosure::audit::solver::Solver;
use crate::disclosure::audit::target::{Need, Target, Thresholds, Want, needs_of};
use crate::disclosure::audit::walk::Walker;
use crate::disclosure::audit::world::World;

/// A set of people in several blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Who; the atoms are numbered as in the frame.
    pub people: Target,
    /// Where they stand.
    pub parts: Vec<Part>,
}

/// The part of a set that stands in one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The block's place among the blocks.
    pub block: usize,
    /// The atoms, numbered within the block.
    pub atoms: Vec<usize>,
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Low,
    High,
}

impl Part {
    /// Least and greatest value of a form over some worlds of the block, if there are any.
    fn range(&self, weights: &[i64], worlds: &[World]) -> Option<(i64, i64)> {
        let values = worlds
            .iter()
            .map(|world| form(weights, &world.counts(weights.len(), &self.atoms, &[])));
        Some((values.clone().min()?, values.max()?))
    }

    /// The wishes for a world that reaches further than a value: by so much, or by one.
    fn further(&self, weights: &[i64], end: End, value: i64, by: i64) -> Vec<Span> {
        /// Beyond every value of a form.
        const FAR: i64 = 1 << 40;
        let mut steps = vec![by.max(1), 1];
        steps.dedup();
        let wish = |step: i64| {
            let (low, high) = match end {
                End::Low => (-FAR, value - step),
                End::High => (value + step, FAR),
            };
            let weights = weights.to_vec();
            Span {
                atoms: self.atoms.clone(),
                facts: vec![Fact { weights, low, high }],
            }
        };
        steps.into_iter().map(wish).collect()
    }
}

impl Spread {
    /// Everything that the set needs; it is called `index`.
    pub fn needs(&self, index: usize, kind: &Kind, thresholds: &Thresholds) -> Vec<Need> {
        needs_of(index, &self.people, kind, thresholds)
    }

    /// Least and greatest value of a form over all ways to put worlds of the blocks together; `pools` has those of each block. None if a
    /// block has none.
    pub fn range<P: AsRef<[World]>>(&self, weights: &[i64], pools: &[P]) -> Option<(i64, i64)> {
        let known = form(weights, &self.people.offset);
        self.parts.iter().try_fold((known, known), |sum, part| {
            let (low, high) = part.range(weights, pools.get(part.block)?.as_ref())?;
            Some((sum.0 + low, sum.1 + high))
        })
    }

    /// Whether worlds of the blocks meet a need.
    pub fn meets<P: AsRef<[World]>>(&self, need: &Need, kind: &Kind, pools: &[P]) -> bool {
        let weights = &kind.measures[need.measure].weights;
        self.range(weights, pools)
            .is_some_and(|(low, high)| need.want.met(low, high))
    }
}

/// Looks at every set that stands in several blocks, and adds to the worlds of the blocks as it goes. Violations name the set by its place.
pub fn audit_spread(
    blocks: &Blocks,
    pools: &mut [Vec<World>],
    thresholds: &Thresholds,
    walker: &mut Walker,
    solver: &dyn Solver,
    settings: &Settings,
) -> (Vec<Violation>, Effort) {
    let mut effort = Effort::default();
    let mut violations = Vec::new();
    let Some(kind) = blocks.questions.first().map(|block| &block.kind) else {
        return (violations, effort);
    };
    for (index, set) in blocks.spread.iter().enumerate() {
        for need in set.needs(index, kind, thresholds) {
            effort.needs += 1;
            let weights = &kind.measures[need.measure].weights;
            let mut search = Search {
                set,
                weights,
                walker: &mut *walker,
                solver,
                settings,
            };
            if set.meets(&need, kind, pools) {
                effort.by_walk += 1;
            } else if let Some(proven) = search.fails(&need, blocks, pools, &mut effort) {
                violations.push(Violation { need, proven });
            }
        }
    }
    (violations, effort)
}

/// The search for worlds for one need of one set.
struct Search<'a> {
    set: &'a Spread,
    weights: &'a [i64],
    walker: &'a mut Walker,
    solver: &'a dyn Solver,
    settings: &'a Settings,
}

impl Search<'_> {
    /// Tries to meet a need, part by part. If it cannot: whether that is proven.
    fn fails(
        &mut self,
        need: &Need,
        blocks: &Blocks,
        pools: &mut [Vec<World>],
        effort: &mut Effort,
    ) -> Option<bool> {
        let ends: &[End] = match need.want {
            Want::AtMost(_) => &[End::Low],
            Want::Width(_) => &[End::Low, End::High],
        };
        let mut proven = true;
        for part in &self.set.parts {
            for end in ends {
                loop {
                    let Some((low, high)) = self.set.range(self.weights, pools) else {
                        return Some(false);
                    };
                    let missing = match need.want {
                        Want::AtMost(cap) => low - cap,
                        Want::Width(width) => width - (high - low),
                    };
                    if missing <= 0 {
                        return None;
                    }
                    let (block, worlds) = (&blocks.questions[part.block], &mut pools[part.block]);
                    let Some((low, high)) = part.range(self.weights, worlds) else {
                        return Some(false);
                    };
                    let value = if *end == End::Low { low } else { high };
                    let wishes = part.further(self.weights, *end, value, missing);
                    let (answer, took) = widen(
                        block,
                        self.walker,
                        self.solver,
                        self.settings,
                        worlds,
                        wishes,
                    );
                    effort.add(&took);
                    match answer {
                        Answer::Yes => {}
                        Answer::No => break,
                        Answer::Unknown => {
                            proven = false;
                            break;
                        }
                    }
                }
            }
        }
        Some(proven)
    }
}
