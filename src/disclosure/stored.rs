//! What stands in the store between tally and release: answers without order, comments without answers, and what was decided on them.

use crate::base::{GroupCode, RowId};

/// One respondent's answers after the tally. The store moves it; only the enclave reads the packed answers.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// Random, made at the tally: tells nothing of when the ballot was cast.
    pub id: RowId,
    /// The group it counts in: its stratum, or the nearest group around it with enough ballots.
    pub group: GroupCode,
    /// Packed answers, free texts taken out.
    pub packed: Vec<u8>,
}

/// One free text after the tally: no link to the ratings, nor to the same respondent's other texts.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredComment {
    /// Random, made at the tally.
    pub id: RowId,
    /// The group it counts in.
    pub group: GroupCode,
    /// Name of the item it answers.
    pub item: String,
    /// What was written.
    pub text: String,
}

/// What was decided on one free text by whoever read it.
#[derive(Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may be published as it stands, blanked by rule.
    Keep,
    /// This is published instead.
    Redact(String),
    /// It is not published, for this reason. The reason stays in the store.
    Drop(String),
}

/// A decision on one free text.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// The text's id.
    pub id: RowId,
    /// What was decided.
    pub decision: Decision,
}
