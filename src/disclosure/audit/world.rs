//! A world: how many in each atom of a block gave each answer, in one way that publishes the same as the truth.
//!
//! Source of the method: alternative worlds (design page, 5.3). Invariant: a world enters a pool only after [`World::fault`] has found
//! nothing, in integer arithmetic, whoever made it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::disclosure::audit::question::{Group, Question};

/// Counts per atom and category, atom by atom.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct World(pub Vec<u32>);

/// Why a world is not one of this question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WorldFault {
    /// Not one count per atom and category.
    #[error("it has {found} counts, not {expected}")]
    Size {
        /// Counts found.
        found: usize,
        /// Atoms times categories.
        expected: usize,
    },
    /// An atom's counts do not add up to its number of answers.
    #[error("atom {atom} has {found} answers, not {expected}")]
    Sum {
        /// The atom, as in the frame.
        atom: usize,
        /// Sum of its counts.
        found: u64,
        /// Its number of answers.
        expected: u32,
    },
    /// A published fact is broken.
    #[error("fact {fact} of group {group} does not hold")]
    Fact {
        /// The group, as in the frame.
        group: usize,
        /// Which of its facts.
        fact: usize,
    },
}

impl World {
    /// Everybody gives the same answer.
    pub fn uniform(question: &Question, category: usize) -> Self {
        let m = question.kind.categories;
        let mut counts = vec![0; question.n.len() * m];
        for (row, n) in counts.chunks_exact_mut(m.max(1)).zip(&question.n) {
            if let Some(count) = row.get_mut(category) {
                *count = *n;
            }
        }
        Self(counts)
    }

    /// The counts of some atoms together, on top of constants. Only of a world that [`World::misfit`] found to fit: one of another size has no such
    /// atoms, and stops the program rather than count as nobody.
    pub fn counts(&self, categories: usize, atoms: &[usize], offset: &[u32]) -> Vec<u32> {
        let mut sum = offset.to_vec();
        sum.resize(categories, 0);
        for atom in atoms {
            let row = &self.0[atom * categories..(atom + 1) * categories];
            for (total, count) in sum.iter_mut().zip(row) {
                *total = total.saturating_add(*count);
            }
        }
        sum
    }

    /// The counts of a group, its constants included.
    pub fn of(&self, group: &Group, categories: usize) -> Vec<u32> {
        self.counts(categories, &group.atoms, &group.offset)
    }

    /// Why the counts are no answers of this many people in this many categories.
    pub fn misfit(&self, question: &Question) -> Option<WorldFault> {
        let m = question.kind.categories;
        let expected = question.n.len() * m;
        if self.0.len() != expected {
            return Some(WorldFault::Size {
                found: self.0.len(),
                expected,
            });
        }
        for (at, (row, n)) in self.0.chunks_exact(m.max(1)).zip(&question.n).enumerate() {
            let found: u64 = row.iter().copied().map(u64::from).sum();
            if found != u64::from(*n) {
                return Some(WorldFault::Sum {
                    atom: question.atoms.get(at).copied().unwrap_or(at),
                    found,
                    expected: *n,
                });
            }
        }
        None
    }

    /// Why this is not a world of the question, if it is not.
    pub fn fault(&self, question: &Question) -> Option<WorldFault> {
        if let Some(fault) = self.misfit(question) {
            return Some(fault);
        }
        for group in &question.groups {
            let counts = self.of(group, question.kind.categories);
            if let Some(fact) = group.facts.iter().position(|fact| !fact.holds(&counts)) {
                return Some(WorldFault::Fact {
                    group: group.id,
                    fact,
                });
            }
        }
        None
    }
}
