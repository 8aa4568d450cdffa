//! What the audit reads of one question in one block: head counts, and what is published, as linear facts. Never an answer.
//!
//! Source of the method: audit by alternative worlds, design page on disclosure control, section 2 (model) and 5.3.
//! Invariants: every fact is an inclusive interval of integers for a linear form of a group's counts; a world publishes the same as
//! the truth only if it obeys every fact; the counts of atoms outside the block are constants, kept as a group's `offset`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::disclosure::audit::target::Target;

/// `low <= sum over categories of weight times count <= high`, for the counts of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// One weight per category.
    pub weights: Vec<i64>,
    /// Least possible value.
    pub low: i64,
    /// Greatest possible value.
    pub high: i64,
}

impl Fact {
    /// The value of the linear form.
    pub fn value(&self, counts: &[u32]) -> i64 {
        form(&self.weights, counts)
    }

    /// Whether these counts obey the fact.
    pub fn holds(&self, counts: &[u32]) -> bool {
        (self.low..=self.high).contains(&self.value(counts))
    }
}

/// The value of a linear form of counts.
pub fn form(weights: &[i64], counts: &[u32]) -> i64 {
    weights
        .iter()
        .zip(counts)
        .map(|(weight, count)| weight * i64::from(*count))
        .sum()
}

/// What a reader sees of one group, for comparison byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(pub Vec<u8>);

/// The display that the release uses; the checker runs it on every world.
pub trait Publisher {
    /// What a reader would see of this group (numbered as in the frame) if its answers were these.
    fn publish(&self, group: usize, counts: &[u32]) -> Shown;
}

/// What a measure means to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// One point of a rating.
    Point,
    /// The unfavourable answers of a rating.
    Unfavourable,
    /// The favourable answers of a rating.
    Favourable,
    /// One answer of a question that is no rating.
    Choice,
    /// The sum of the scores.
    Sum,
}

/// A linear form that the rules watch: the size of a class of answers, or the sum of scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// For the derivation.
    pub name: String,
    /// Its part in the rules.
    pub role: Role,
    /// One weight per category.
    pub weights: Vec<i64>,
}

/// The answers of a question and what is watched of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Number of categories.
    pub categories: usize,
    /// Everything watched.
    pub measures: Vec<Measure>,
}

impl Kind {
    /// A rating with so many points (an odd number); reversed ones count low points as favourable.
    pub fn rating(points: usize, reverse: bool) -> Self {
        let middle = points / 2;
        let mut measures = singles(points, Role::Point, "answer");
        let side = |high: bool| -> Vec<i64> {
            (0..points)
                .map(|at| i64::from(if high { at > middle } else { at < middle }))
                .collect()
        };
        measures.push(Measure {
            name: "unfavourable".to_owned(),
            role: Role::Unfavourable,
            weights: side(reverse),
        });
        measures.push(Measure {
            name: "favourable".to_owned(),
            role: Role::Favourable,
            weights: side(!reverse),
        });
        measures.push(Measure {
            name: "sum of scores".to_owned(),
            role: Role::Sum,
            weights: (1_i64..).take(points).collect(),
        });
        Self {
            categories: points,
            measures,
        }
    }

    /// A question of which each respondent gives exactly one of so many answers that have no order.
    pub fn choice(options: usize) -> Self {
        Self {
            categories: options,
            measures: singles(options, Role::Choice, "option"),
        }
    }

    /// The weights of the first measure with this role.
    pub fn weights(&self, role: Role) -> Option<&[i64]> {
        self.measures
            .iter()
            .find(|measure| measure.role == role)
            .map(|measure| measure.weights.as_slice())
    }
}

fn singles(categories: usize, role: Role, word: &str) -> Vec<Measure> {
    (0..categories)
        .map(|category| Measure {
            name: format!("{word} {}", category + 1),
            role,
            weights: unit(categories, category),
        })
        .collect()
}

/// The form that counts one category.
pub fn unit(categories: usize, category: usize) -> Vec<i64> {
    (0..categories)
        .map(|at| i64::from(at == category))
        .collect()
}

/// A group with a row in the publication, as seen from its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number in the frame.
    pub id: usize,
    /// Its atoms in the block, numbered within the block.
    pub atoms: Vec<usize>,
    /// Answers in it that are published exactly elsewhere, per category: constants to this block.
    pub offset: Vec<u32>,
    /// Its number of answers, the constants included.
    pub n: u32,
    /// What is published of it (of all its answers).
    pub facts: Vec<Fact>,
    /// The publication itself.
    pub shown: Shown,
}

/// One question in one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Names the block: its smallest group in the frame; a block without groups by a number after all groups.
    pub key: usize,
    /// Answers and measures.
    pub kind: Arc<Kind>,
    /// The atoms, numbered as in the frame.
    pub atoms: Vec<usize>,
    /// Answers per atom.
    pub n: Vec<u32>,
    /// The groups with a row.
    pub groups: Vec<Group>,
    /// Who must be protected.
    pub targets: Vec<Target>,
}
