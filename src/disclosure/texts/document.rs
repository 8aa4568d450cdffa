//! The texts document: `pejling.texts/1`, the only form in which answers in people's own words leave.

use serde::{Deserialize, Serialize};

use crate::base::Text;
use crate::disclosure::document::{PolicyFacts, SurveyFacts};

/// The format name and version.
pub const FORMAT: &str = "pejling.texts/1";

/// One place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// What was written, blanked and perhaps reworded.
    Text(String),
    /// Somebody wrote, and whoever read it took it out.
    LeftOut,
}

/// The answers of one group to one question, in an order drawn by chance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextList {
    /// Code of the group.
    pub group: String,
    /// The answers.
    pub texts: Vec<Entry>,
}

/// One open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextsQuestion {
    /// Name of the item.
    pub item: String,
    /// The words that were asked.
    pub asked: Text,
    /// Fewest answers of a list.
    pub minimum: u32,
    /// The lists, in the order of the groups; none if too few wrote.
    pub lists: Vec<TextList>,
}

/// One reporting group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextsGroup {
    /// Code, unique in the document.
    pub id: String,
    /// Name.
    pub label: String,
    /// `whole`, `unit`, `level` or `network`.
    pub kind: String,
    /// Code of the group that contains it.
    pub parent: Option<String>,
    /// Somebody was invited directly in this group, in none of those inside it.
    pub direct: bool,
}

/// Every text that a survey makes public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextsDocument {
    /// Always [`FORMAT`].
    pub format: String,
    /// The survey.
    pub survey: SurveyFacts,
    /// The thresholds.
    pub policy: PolicyFacts,
    /// Digest of the release document with the survey's figures.
    pub release: String,
    /// The groups, the whole first.
    pub groups: Vec<TextsGroup>,
    /// The open questions, in the order of the instrument.
    pub questions: Vec<TextsQuestion>,
    /// SHA-256 of the canonical form: this document as compact JSON with an empty digest.
    pub digest: String,
}

impl TextsDocument {
    /// The lists that stand at one group, each with its question.
    pub fn of<'a>(
        &'a self,
        group: &'a str,
    ) -> impl Iterator<Item = (&'a TextsQuestion, &'a TextList)> {
        self.questions.iter().flat_map(move |question| {
            let lists = question.lists.iter();
            lists
                .filter(move |list| list.group == group)
                .map(move |list| (question, list))
        })
    }
}
