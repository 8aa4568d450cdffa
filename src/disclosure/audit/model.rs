//! The fibre as rows over integer variables, for whoever looks for a world: the walk and the solver.
//!
//! Invariants: variable `atom * categories + category`; the constants of a block are already taken out of the bounds; a wish is one
//! more row, over any set of atoms.

use crate::disclosure::audit::question::{Fact, Question};
use crate::disclosure::audit::world::World;

/// A set of atoms and what is known of its sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Atoms of the block, sorted.
    pub atoms: Vec<usize>,
    /// Facts of their free counts.
    pub facts: Vec<Fact>,
}

/// Head counts and rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Number of categories.
    pub categories: usize,
    /// Answers per atom.
    pub n: Vec<u32>,
    /// One per group with a row.
    pub spans: Vec<Span>,
}

impl Model {
    /// The fibre of a question.
    pub fn new(question: &Question) -> Self {
        let spans = question.groups.iter().map(|group| Span {
            atoms: group.atoms.clone(),
            facts: group
                .facts
                .iter()
                .map(|fact| shifted(fact, &group.offset))
                .collect(),
        });
        Self {
            categories: question.kind.categories,
            n: question.n.clone(),
            spans: spans.collect(),
        }
    }

    /// Whether a world obeys one more row. (Its own rows are checked by [`World::fault`].)
    pub fn grants(&self, world: &World, wish: &Span) -> bool {
        let counts = world.counts(self.categories, &wish.atoms, &[]);
        wish.facts.iter().all(|fact| fact.holds(&counts))
    }
}

/// A fact of a whole group, as a fact of what is not constant.
pub fn shifted(fact: &Fact, offset: &[u32]) -> Fact {
    let known = fact.value(offset);
    Fact {
        weights: fact.weights.clone(),
        low: fact.low - known,
        high: fact.high - known,
    }
}
