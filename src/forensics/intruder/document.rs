//! Release documents as anybody sees them who has nothing but the files: own types for `pejling.release/1`, made from its published schema.
//! Their fields stand in the schema's order, for the digest is made of them in that order.
//!
//! [`crate::forensics::intruder::reading`] makes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The only format that is read.
pub const FORMAT: &str = "pejling.release/1";

/// The kind of a group that is made of others.
pub const CUT: &str = "cut";

/// A number as published.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Figure {
    Exact(f64),
    AtLeast(f64),
    AtMost(f64),
}

/// Why something is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the format")]
pub enum Reason {
    TooFewAnswers,
    ProtectsAnother,
    WithinHidden,
    LargerGroupsOnly,
    NotAsked,
}

/// Shown or hidden.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Shown<T> {
    Shown(T),
    Hidden(Reason),
}

impl<T> Shown<T> {
    /// What is shown.
    pub fn shown(&self) -> Option<&T> {
        match self {
            Self::Shown(shown) => Some(shown),
            Self::Hidden(_) => None,
        }
    }

    /// Why it is not.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Shown(_) => None,
            Self::Hidden(reason) => Some(*reason),
        }
    }
}

/// An interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// A count with its share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Proportion {
    pub count: Figure,
    pub share: Figure,
    pub interval: Interval,
}

/// A mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Mean {
    pub value: Figure,
    pub interval: Option<Interval>,
}

/// One option of a ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Ranked {
    pub places: Vec<Figure>,
    pub top: Proportion,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub enum Figures {
    Small {
        mean: Mean,
        favourable: Proportion,
    },
    Classes {
        mean: Mean,
        unfavourable: Proportion,
        neutral: Option<Proportion>,
        favourable: Proportion,
    },
    Rating {
        mean: Mean,
        sd: f64,
        unfavourable: Proportion,
        neutral: Proportion,
        favourable: Proportion,
        points: Vec<Figure>,
    },
    Options(Vec<Proportion>),
    Ranking(Vec<Ranked>),
    Recommendation {
        detractors: Proportion,
        passives: Proportion,
        promoters: Proportion,
        score: Option<Mean>,
    },
    Number {
        mean: Mean,
        sd: f64,
    },
    Score {
        mean: Mean,
        sd: Option<f64>,
        items: (u32, u32),
    },
}

/// Why people gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct NoAnswer {
    pub dont_know: u32,
    pub refused: u32,
    pub unanswered: u32,
    pub not_asked: u32,
}

/// One variable in one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Cell {
    pub group: String,
    pub base: Shown<Figure>,
    pub figures: Shown<Figures>,
    pub no_answer: Option<NoAnswer>,
}

/// What a table is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub enum Subject {
    Item(String),
    Row(String, String),
    Scale(String),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Item(item) => f.write_str(item),
            Self::Row(item, choice) => write!(f, "{item}/{choice}"),
            Self::Scale(scale) => write!(f, "scale {scale}"),
        }
    }
}

/// One variable over all groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Table {
    pub about: Subject,
    pub cells: Vec<Cell>,
}

/// Invited and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Size {
    pub invited: u32,
    pub answered: u32,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Group {
    pub id: String,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
    pub kind: String,
    pub parent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<String>>,
    pub size: Shown<Size>,
    pub facts: BTreeMap<String, String>,
}

/// The survey; only what an attack needs is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Survey {
    pub code: String,
    pub title: serde_json::Value,
    pub template: String,
    pub variant: Option<String>,
    pub instrument: String,
    pub opened: String,
    pub closed: String,
    pub notes: Vec<serde_json::Value>,
}

/// The thresholds promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Policy {
    pub name: String,
    pub ordinary: u32,
    pub sensitive: u32,
    pub most_sensitive: u32,
    pub coalition: u32,
    pub differences: u32,
}

/// One release document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Document {
    pub format: String,
    pub survey: Survey,
    pub policy: Policy,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adds_to: Vec<String>,
    pub groups: Vec<Group>,
    pub tables: Vec<Table>,
    pub digest: String,
}

/// Why a text is no release document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The text ends in the middle.
    #[error("the document is cut short: it ends at line {line}, column {column}")]
    CutShort {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Not the form of the format.
    #[error("not a release document: {0}")]
    Shape(String),
    /// Another format.
    #[error("its format is \"{0}\", this attack reads {FORMAT}")]
    Format(String),
    /// The digest is not that of the content.
    #[error("the document was altered: its digest is not that of what it says")]
    Altered,
    /// It adds to a release that is not there.
    #[error(
        "it adds cuts to the release with digest {0}: attack both together, for apart neither says what they tell"
    )]
    Alone(String),
    /// It corrects a release that is not there.
    #[error("it corrects the release with digest {0}, which is not among the files")]
    Orphan(String),
    /// The groups are no tree.
    #[error("group \"{group}\": {what}")]
    Group {
        /// Its code.
        group: String,
        /// What is wrong.
        what: String,
    },
    /// A table does not fit.
    #[error("table {table}, group \"{group}\": {what}")]
    Cell {
        /// What the table is about.
        table: String,
        /// Code of the group, or what stands in its place.
        group: String,
        /// What is wrong.
        what: String,
    },
}
