//! What counts as a find.
//!
//! | find | when |
//! |---|---|
//! | exact | favourable, unfavourable or the sum of points of fewer people than the minimum group is pinned (nobody unfavourable is none where a group of 20 or more publishes just that) |
//! | attribute | all, or all but as many as the policy's coalition (one as a rule), of a set are known to have given one answer or class of answers: whoever they are know of all others |
//! | finger-pointing | of fewer people than the minimum group one is known to be unfavourable |
//! | rule broken | a figure stands there that the rules would not show, or that by itself says more than the bound beside it |
//! | hidden size | the number of ballots of a hidden group is pinned, and not by head counts alone that the attacker was given |
//! | list of few, text shown twice, list of one group | see [`crate::forensics::intruder::texts`] |
//!
//! Noted, and no find: a bound of a shown group that is undone, which is a figure shown as a bound and yet pinned. The rules allow such a
//! figure to be known: it is shown as a bound so that the bound does not say how near to everybody it is. Where it is everybody, or all but one,
//! it is a find of the attribute.
//!
//! Invariant: tables that were found acquit at once; a find stands only on proven leasts and greatests.

use crate::forensics::intruder::derive::Proof;
use crate::forensics::intruder::span::Fraction;

/// Sorts of finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "described in the table above")]
pub enum Kind {
    Attribute,
    FingerPointing,
    Exact,
    BoundUndone,
    HiddenSize,
    /// A list of texts by fewer than ten.
    FewTexts,
    /// A text stands in two lists.
    TextTwice,
    /// A list that is by one group, by elimination.
    TextsOfOne,
    /// A scale score says more than the displayed items.
    Index,
    /// A figure that the public rules would not show.
    RuleBroken,
    /// The figures cannot all be true.
    Contradiction,
}

/// A find before it is put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// What sort.
    pub kind: Kind,
    /// Index into the targets.
    pub target: usize,
    /// The class of answers.
    pub class: String,
    /// How many, at least and at most.
    pub value: (i64, i64),
    /// Answers of the set, at least and at most.
    pub answers: (i64, i64),
    /// Of an attribute, how many are not of the class at most.
    pub others: i64,
    /// Why: an exact value has two sides, at least and at most.
    pub sides: Vec<Side>,
}

/// Why a sum is not less, or not more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// How sure the derivation is.
    pub proof: Proof,
    /// Rows of the system it follows from, with multipliers.
    pub rows: Vec<(Option<Fraction>, usize)>,
}
