//! What an attacker may know besides the documents: a roster's head counts, answers of one's own and of friends, who answered twice.
//!
//! Everything is optional; what is not said is unknown. The file is JSON. Unknown words are refused, and so is knowledge of a survey, group or
//! item that no document has: left out silently, it would make an attack that found nothing look stronger than it was.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::forensics::intruder::document::Document;

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
pub enum BadKnowledge {
    /// Not the form of the format.
    #[error("not a knowledge file: {0}")]
    Shape(String),
    /// About something that no document has.
    #[error("it speaks of {what} \"{code}\", which stands in none of the documents")]
    Nowhere {
        /// What sort of thing.
        what: &'static str,
        /// Its code.
        code: String,
    },
}

impl Knowledge {
    /// Reads a knowledge file.
    pub fn read(text: &str) -> Result<Self, BadKnowledge> {
        serde_json::from_str(text).map_err(|fault| BadKnowledge::Shape(fault.to_string()))
    }

    /// Whether everything it speaks of stands in the documents.
    pub fn fits(&self, documents: &[Document]) -> Result<(), BadKnowledge> {
        let mut groups: Vec<(&str, &str)> = Vec::new();
        groups.extend(self.sizes.iter().map(KnownSize::place));
        groups.extend(self.direct.iter().map(KnownSize::place));
        let mut items: Vec<&String> = self.points.keys().collect();
        for known in &self.bases {
            groups.push((&known.survey, &known.group));
            items.push(&known.item);
        }
        for own in &self.own {
            groups.push((&own.survey, &own.group));
            items.extend(own.answers.keys());
        }
        for wave in &self.waves {
            for survey in [&wave.first, &wave.second] {
                of(documents, survey)?;
                groups.extend(wave.moves.iter().map(|moves| (&**survey, &*moves.group)));
            }
        }
        for (survey, group) in groups {
            let stands = of(documents, survey)?
                .iter()
                .any(|document| document.groups.iter().any(|known| known.id == group));
            nowhere(stands, "group", group)?;
        }
        let about: BTreeSet<String> = documents
            .iter()
            .flat_map(|document| &document.tables)
            .map(|table| table.about.to_string())
            .collect();
        for item in items {
            nowhere(about.contains(item), "item", item)?;
        }
        for scale in self.scales.keys() {
            nowhere(about.contains(&format!("scale {scale}")), "scale", scale)?;
        }
        Ok(())
    }
}

impl KnownSize {
    fn place(&self) -> (&str, &str) {
        (&self.survey, &self.group)
    }
}

/// The documents of one survey.
fn of<'a>(documents: &'a [Document], survey: &str) -> Result<Vec<&'a Document>, BadKnowledge> {
    let of: Vec<&Document> = documents
        .iter()
        .filter(|document| document.survey.code == survey)
        .collect();
    nowhere(!of.is_empty(), "survey", survey)?;
    Ok(of)
}

fn nowhere(stands: bool, what: &'static str, code: &str) -> Result<(), BadKnowledge> {
    if stands {
        return Ok(());
    }
    let code = code.to_owned();
    Err(BadKnowledge::Nowhere { what, code })
}
