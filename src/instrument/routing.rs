//! Routing: who is asked what, as typed expressions over earlier answers and the group's facts.
//!
//! An item that is not asked, unanswered, "don't know" or refused satisfies no test on its value, so `not` is needed only where
//! silence should count too.

use crate::base::Facts;

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A condition. Items and choices are indices into the template, so a checked condition cannot dangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// Does not hold.
    Not(Box<Condition>),
    /// A single choice is one of these, or a multiple choice contains one of these.
    Chosen {
        /// Item index.
        item: usize,
        /// Choice indices.
        choices: Vec<usize>,
    },
    /// A multiple choice was answered and contains none of these.
    Lacks {
        /// Item index.
        item: usize,
        /// Choice indices.
        choices: Vec<usize>,
    },
    /// At least one of these items' values compares so. Likert points count from 1.
    Compare {
        /// Item indices: Likert, recommendation or number.
        items: Vec<usize>,
        /// How.
        by: Comparison,
        /// With what.
        value: i64,
    },
    /// The number of options chosen in a multiple choice compares so; an exclusive option does not count.
    Count {
        /// Item index.
        item: usize,
        /// How.
        by: Comparison,
        /// With what.
        value: i64,
    },
    /// A fact of the group has this value.
    Fact {
        /// Name of the fact.
        name: String,
        /// Value; `yes` for a yes/no fact.
        value: String,
    },
}

impl Condition {
    /// Whether a condition on facts alone holds. Tests on answers count as not holding; the template check lets none of them in where facts are wanted.
    pub fn holds_for_facts(&self, facts: &Facts) -> bool {
        match self {
            Self::All(all) => all.iter().all(|c| c.holds_for_facts(facts)),
            Self::Any(any) => any.iter().any(|c| c.holds_for_facts(facts)),
            Self::Not(inner) => !inner.holds_for_facts(facts),
            Self::Fact { name, value } => facts.get(name) == Some(value),
            Self::Chosen { .. }
            | Self::Lacks { .. }
            | Self::Compare { .. }
            | Self::Count { .. } => false,
        }
    }
}
