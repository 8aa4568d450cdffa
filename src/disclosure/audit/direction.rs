//! Directions: small changes of one atom's answers, and what each does to a linear form.
//!
//! One or two people change their answer. Invariants: a direction adds up to 0, so that an atom keeps its number of answers; with every
//! direction its opposite is a direction, too. Two people at once are needed because a published mean forbids one alone.

/// Beyond so many categories only one person moves at a time: the pairs would be too many, and such questions have no mean.
const PAIRS: usize = 8;

/// A change of one atom's answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Direction {
    /// Category and change, changes not 0.
    pub(crate) steps: Vec<(usize, i64)>,
}

/// A linear form, with the directions sorted by what they do to it.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) weights: Vec<i64>,
    /// Change per direction.
    pub(crate) change: Vec<i64>,
    /// Directions that increase it.
    pub(crate) up: Vec<usize>,
    /// Directions that decrease it.
    pub(crate) down: Vec<usize>,
}

/// All directions for a number of categories, and the forms met so far.
#[derive(Clone, Debug)]
pub(crate) struct Directions {
    pub(crate) all: Vec<Direction>,
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
        if categories <= PAIRS {
            let single = changes.clone();
            for one in &single {
                for other in &single {
                    let both: Vec<i64> = one.iter().zip(other).map(|(a, b)| a + b).collect();
                    if both.iter().any(|step| *step != 0) {
                        changes.push(both);
                    }
                }
            }
            changes.sort();
            changes.dedup();
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
            (0..change.len())
                .filter(|direction| wanted(change[*direction]))
                .collect()
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
