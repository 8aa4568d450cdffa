//! What an attacker may know besides the documents: a roster's head counts, answers of one's own and of friends, who answered twice.
//!
//! Everything is optional; what is not said is unknown. The file is JSON, unknown words are refused.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Knowledge besides the documents.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Knowledge {
    /// Head counts from a roster.
    pub sizes: Vec<KnownSize>,
    /// Ballots that stand directly in a group, not in one of its parts; on a roster where everybody is in a smallest group, 0.
    pub direct: Vec<KnownSize>,
    /// How many of a group answered one item.
    pub bases: Vec<KnownBase>,
    /// One's own answers, and those of everybody one works with.
    pub own: Vec<Own>,
    /// Surveys that asked the same people again, who are taken not to have changed their answers.
    pub waves: Vec<Wave>,
    /// From the questionnaire: what the scales are made of.
    pub scales: BTreeMap<String, Vec<ScaleItem>>,
    /// From the questionnaire: points of rating items, where no table tells.
    pub points: BTreeMap<String, usize>,
}

/// Ballots of one group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownSize {
    /// Survey code.
    pub survey: String,
    /// Group code.
    pub group: String,
    /// How many answered.
    pub answered: u32,
}

/// Answers of one group to one item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownBase {
    /// Survey code.
    pub survey: String,
    /// Group code.
    pub group: String,
    /// Item, as reports name it (`F01`, `C11/coaching`).
    pub item: String,
    /// How many gave a substantive answer.
    pub answers: u32,
}

/// One person whose answers are known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// Survey code.
    pub survey: String,
    /// The smallest group the person stands in.
    pub group: String,
    /// Per item: the point or option counted from 1; 0 for "left out".
    pub answers: BTreeMap<String, u32>,
}

/// Two surveys of the same people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Survey code of the first.
    pub first: String,
    /// Survey code of the second.
    pub second: String,
    /// Who came and went, as far as known.
    #[serde(default)]
    pub moves: Vec<Moves>,
}

/// Who came and went in one group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moves {
    /// Group code, the same in both surveys.
    pub group: String,
    /// Answered the first only.
    pub left: Option<u32>,
    /// Answered the second only.
    pub joined: Option<u32>,
}

/// An item of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleItem {
    /// Item code.
    pub item: String,
    /// Reverse-coded.
    #[serde(default)]
    pub reverse: bool,
}

/// Why a knowledge file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a knowledge file: {0}")]
pub struct BadKnowledge(String);

impl Knowledge {
    /// Reads a knowledge file.
    pub fn read(text: &str) -> Result<Self, BadKnowledge> {
        serde_json::from_str(text).map_err(|fault| BadKnowledge(fault.to_string()))
    }
}
