//! What a pool of worlds shows of every target, and the row that asks for more.
//!
//! Invariant: ranges only grow, and only by worlds that were checked.

use crate::disclosure::audit::model::{Span, shifted};
use crate::disclosure::audit::question::{Fact, Question, form};
use crate::disclosure::audit::target::Need;
use crate::disclosure::audit::world::World;

/// Least and greatest value of every target's measures over a pool of worlds.
#[derive(Clone, Debug)]
pub(crate) struct Ranges {
    measures: usize,
    ranges: Vec<(i64, i64)>,
}

impl Ranges {
    pub(crate) fn new(question: &Question) -> Self {
        let measures = question.kind.measures.len();
        Self {
            measures,
            ranges: vec![(i64::MAX, i64::MIN); measures * question.targets.len()],
        }
    }

    pub(crate) fn add(&mut self, question: &Question, world: &World) {
        let m = question.kind.categories;
        let mut at = self.ranges.iter_mut();
        for target in &question.targets {
            let counts = world.counts(m, &target.atoms, &target.offset);
            for (measure, range) in question.kind.measures.iter().zip(at.by_ref()) {
                let value = form(&measure.weights, &counts);
                *range = (range.0.min(value), range.1.max(value));
            }
        }
    }

    pub(crate) fn of(&self, need: &Need) -> (i64, i64) {
        self.ranges[need.target * self.measures + need.measure]
    }

    pub(crate) fn meets(&self, need: &Need) -> bool {
        let (low, high) = self.of(need);
        low <= high && need.want.met(low, high)
    }
}

/// The row that asks for a value of the target's measure.
pub(crate) fn wish(question: &Question, need: &Need, (low, high): (i64, i64)) -> Span {
    let target = &question.targets[need.target];
    let weights = question.kind.measures[need.measure].weights.clone();
    Span {
        atoms: target.atoms.clone(),
        facts: vec![shifted(&Fact { weights, low, high }, &target.offset)],
    }
}
