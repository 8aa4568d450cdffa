//! The correction document: `pejling.correction/1`. It has no place for a figure.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Text};
use crate::disclosure::canonical::{Bearing, is_intact};
use crate::disclosure::{Refusal, ReleaseDocument};

/// The format name and version.
pub const FORMAT: &str = "pejling.correction/1";

/// What a correction says of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// Something is added to what its reports say, or put better.
    Amended(Amendment),
    /// It is not to be used any more.
    Withdrawn,
}

/// What is added or put better; at least one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// Must stand on every page made from the release from now on.
    pub note: Option<Text>,
    /// Better names of groups.
    pub names: Vec<NewName>,
}

/// A better name of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewName {
    /// Code of the group in the release.
    pub group: String,
    /// What it is called from now on.
    pub label: String,
    /// What it is called in English, where that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
}

/// One correction of one release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionDocument {
    /// Always [`FORMAT`].
    pub format: String,
    /// Code of the survey.
    pub survey: String,
    /// Digest of the release document it is about.
    pub release: String,
    /// The day it was made: `2026-03-01`.
    pub day: String,
    /// Why.
    pub reason: Text,
    /// What it says.
    pub says: Says,
    /// SHA-256 of the canonical form: this document as compact JSON with an empty digest.
    pub digest: String,
}

impl Bearing for CorrectionDocument {
    fn digest(&mut self) -> &mut String {
        &mut self.digest
    }
}

impl CorrectionDocument {
    /// Reads a document that anybody may have written: checks the format and that the content gives the digest written in it.
    /// That it was made where the release was, only the ledger can tell: see [`super::Correction::reopen`].
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        let bad = Refusal::BadCorrection;
        let mut document: Self =
            serde_json::from_str(json).map_err(|fault| bad(fault.to_string()))?;
        if document.format != FORMAT {
            let format: String = document.format.chars().take(40).collect();
            return Err(bad(format!("its format is \"{format}\"")));
        }
        if Day::parse(&document.day).is_none() {
            return Err(bad("its day is no day".to_owned()));
        }
        if is_intact(&mut document)? {
            Ok(document)
        } else {
            Err(bad(
                "it was altered: its content does not give its digest".to_owned()
            ))
        }
    }

    /// Whether it is about this release, and about groups that it has.
    pub fn fits(&self, release: &ReleaseDocument) -> Result<(), Refusal> {
        if self.release != release.digest || self.survey != release.survey.code {
            return Err(Refusal::BadCorrection(format!(
                "it is about another release, the one with digest {}",
                self.release
            )));
        }
        let known = |name: &&NewName| release.groups.iter().any(|group| group.id == name.group);
        match self.names().iter().find(|name| !known(name)) {
            Some(name) => Err(Refusal::BadCorrection(format!(
                "the release has no group {}",
                name.group
            ))),
            None => Ok(()),
        }
    }

    /// The better names of groups; none in a withdrawal.
    pub fn names(&self) -> &[NewName] {
        match &self.says {
            Says::Amended(amendment) => &amendment.names,
            Says::Withdrawn => &[],
        }
    }

    /// The note that must stand; none in a withdrawal.
    pub fn note(&self) -> Option<&Text> {
        match &self.says {
            Says::Amended(amendment) => amendment.note.as_ref(),
            Says::Withdrawn => None,
        }
    }
}
