//! Directions: small changes of one atom's answers, and what each does to a linear form.
//!
//! One or two people change their answer. Invariants: a direction adds up to 0, so that an atom keeps its number of answers; with every
//! direction its opposite is a direction, too. Two people at once are needed because a published mean forbids one alone.

use std::collections::BTreeSet;

use crate::disclosure::audit::random::Random;

/// Beyond so many categories only one person moves at a time: the pairs would be too many, and such questions have no mean.
const PAIRS: usize = 8;

/// A change of one atom's answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Direction {
    /// Category and change, changes not 0.
    pub(crate) steps: Vec<(usize, i64)>,
}

/// Some directions, those of one person first.
#[derive(Clone, Debug)]
pub(crate) struct Sorted {
    all: Vec<usize>,
    singles: usize,
}

impl Sorted {
    fn new(all: Vec<usize>, singles: usize) -> Self {
        Self {
            singles: all.partition_point(|direction| *direction < singles),
            all,
        }
    }

    /// One of them, as often of one person as of any.
    pub(crate) fn any(&self, random: &mut Random) -> Option<usize> {
        let count = if self.singles > 0 && random.once_in(1) {
            self.singles
        } else {
            self.all.len()
        };
        self.all.get(random.below(count)).copied()
    }
}

/// A linear form, with the directions sorted by what they do to it.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) weights: Vec<i64>,
    /// Change per direction.
    pub(crate) change: Vec<i64>,
    /// Directions that increase it.
    pub(crate) up: Sorted,
    /// Directions that decrease it.
    pub(crate) down: Sorted,
}

/// All directions for a number of categories, and the forms met so far.
#[derive(Clone, Debug)]
pub(crate) struct Directions {
    /// Those of one person first.
    pub(crate) all: Vec<Direction>,
    /// Number of those.
    pub(crate) singles: usize,
    pub(crate) forms: Vec<Form>,
}

impl Directions {
    pub(crate) fn new(categories: usize) -> Self {
        let mut changes: Vec<Vec<i64>> = Vec::new();
        for from in 0..categories {
            for to in (0..categories).filter(|to| *to != from) {
                let mut change = vec![0; categories];
                change[from] -= 1;
                change[to] += 1;
                changes.push(change);
            }
        }
        let singles = changes.len();
        if categories <= PAIRS {
            let mut pairs = BTreeSet::new();
            for one in &changes {
                for other in &changes {
                    let both: Vec<i64> = one.iter().zip(other).map(|(a, b)| a + b).collect();
                    if both.iter().any(|step| *step != 0) && !changes.contains(&both) {
                        pairs.insert(both);
                    }
                }
            }
            changes.extend(pairs);
        }
        let sparse = |change: Vec<i64>| Direction {
            steps: change
                .into_iter()
                .enumerate()
                .filter(|(_, step)| *step != 0)
                .collect(),
        };
        Self {
            all: changes.into_iter().map(sparse).collect(),
            singles,
            forms: Vec::new(),
        }
    }

    /// The place of a form.
    pub(crate) fn form(&mut self, weights: &[i64]) -> usize {
        if let Some(known) = self.forms.iter().position(|form| form.weights == weights) {
            return known;
        }
        let change: Vec<i64> = self
            .all
            .iter()
            .map(|direction| {
                direction
                    .steps
                    .iter()
                    .map(|(at, step)| weights[*at] * step)
                    .sum()
            })
            .collect();
        let those = |wanted: fn(i64) -> bool| {
            let found = (0..change.len()).filter(|direction| wanted(change[*direction]));
            Sorted::new(found.collect(), self.singles)
        };
        self.forms.push(Form {
            weights: weights.to_vec(),
            up: those(|change| change > 0),
            down: those(|change| change < 0),
            change,
        });
        self.forms.len() - 1
    }
}
