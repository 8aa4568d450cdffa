//! What some people may have answered, as far as the figures of a small group tell: the pieces of [`super::wave`].
//!
//! Invariant: whoever no figure tells apart is counted once, with the fewest that may have given each point.

use crate::disclosure::audit::question::Fact;

/// Answers of some people, as far as the figures of a small group tell them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// What the figures say.
    pub(super) tally: Tally,
    /// Per point, the fewest that may have given it.
    pub(super) least: Vec<u32>,
}

/// What the figures of a small group say of some people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tally {
    pub(super) unfavourable: i64,
    pub(super) favourable: i64,
    pub(super) sum: i64,
}

impl Tally {
    /// Of both.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            unfavourable: self.unfavourable + other.unfavourable,
            favourable: self.favourable + other.favourable,
            sum: self.sum + other.sum,
        }
    }
}

/// What a fact of a small group is about.
#[derive(Clone, Copy)]
pub(super) enum Which {
    Unfavourable,
    Neutral,
    Favourable,
    Sum,
}

impl Which {
    /// Whether it is so of `n` people.
    pub(super) fn holds(self, fact: &Fact, tally: Tally, n: u32) -> bool {
        let value = match self {
            Self::Unfavourable => tally.unfavourable,
            Self::Neutral => i64::from(n) - tally.unfavourable - tally.favourable,
            Self::Favourable => tally.favourable,
            Self::Sum => tally.sum,
        };
        (fact.low..=fact.high).contains(&value)
    }
}

/// All counts of `n` people over so many categories.
pub(super) fn multisets(n: u32, categories: usize) -> Vec<Vec<u32>> {
    let mut all = vec![(Vec::new(), n)];
    for at in 0..categories {
        let last = at + 1 == categories;
        all = all
            .into_iter()
            .flat_map(|(counts, rest)| {
                let from = if last { rest } else { 0 };
                (from..=rest).map(move |count| {
                    let mut counts: Vec<u32> = counts.clone();
                    counts.push(count);
                    (counts, rest - count)
                })
            })
            .collect();
    }
    all.into_iter().map(|(counts, _)| counts).collect()
}
