//! The certificate of a release: what each table is about, and for each question and block the worlds that show that nobody is given away.
//! Checked against the release document without a solver and without anybody's answers: see [`super::verify`].
//!
//! It names numbers of answers of groups that are not shown, so it is not published: it is for whoever must be convinced, such as a
//! data protection officer. It holds no answers: the worlds are found from what is published, never from what was answered.

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::audit::world::World;
use super::canonical::{Bearing, bear, is_intact};
use super::matter::Matter;
use super::primary::Detail;

/// The format name and version.
pub const FORMAT: &str = "pejling.certificate/2";

/// The format before: it said neither how sensitive a question is nor what makes a scale.
const OLDER: &str = "pejling.certificate/1";

/// The worlds of one block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its key.
    pub block: usize,
    /// Counts per atom of the block and category.
    pub worlds: Vec<World>,
}

/// How much of a rating a group may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// Mean and favourable answers.
    Small,
    /// Three classes.
    Classes,
    /// Every point.
    Full,
}

impl Allowed {
    pub(in crate::disclosure) fn of(detail: Detail) -> Self {
        match detail {
            Detail::Small => Self::Small,
            Detail::Classes => Self::Classes,
            Detail::Full => Self::Full,
        }
    }

    pub(in crate::disclosure) fn detail(self) -> Detail {
        match self {
            Self::Small => Detail::Small,
            Self::Classes => Detail::Classes,
            Self::Full => Detail::Full,
        }
    }
}

/// One table of the release that is about a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certified {
    /// Its place among the tables.
    pub table: usize,
    /// Per group of the release, how much detail its number of answers and those around it allow.
    pub details: Vec<Allowed>,
    /// Substantive answers per stratum.
    pub answers: Vec<u32>,
    /// Per aspect of the question, its blocks; none of a number.
    pub aspects: Vec<Vec<Entry>>,
}

/// One table of the release that is about a scale, where some group shows the mean of its respondents' own scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// Its place among the tables.
    pub table: usize,
    /// Respondents with a score, per stratum.
    pub answers: Vec<u32>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Always [`FORMAT`].
    pub format: String,
    /// Digest of the release document that it belongs to.
    pub release: String,
    /// People who may pool their own answers without learning of another's: that of the release.
    pub coalition: u32,
    /// Codes of the groups in which ballots stand, in the order of the groups.
    pub strata: Vec<String>,
    /// What each table of the release is about, in their order.
    pub about: Vec<Matter>,
    /// Every table about a question that shows anything.
    pub tables: Vec<Certified>,
    /// Every table about a scale that shows the mean of respondents' own scores.
    pub scores: Vec<Scored>,
    /// SHA-256 of this document as compact JSON with an empty digest.
    pub digest: String,
}

/// The format that a text says it has.
#[derive(Deserialize)]
struct Heading {
    format: String,
}

impl Bearing for Certificate {
    fn digest(&mut self) -> &mut String {
        &mut self.digest
    }
}

impl Certificate {
    /// Writes format and digest.
    pub(in crate::disclosure) fn sealed(self) -> Result<Self, Refusal> {
        let mut certificate = Self {
            format: FORMAT.to_owned(),
            ..self
        };
        bear(&mut certificate)?;
        Ok(certificate)
    }

    /// Reads a certificate that anybody may have written: checks the format and that the content gives the digest written in it.
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        let bad = |fault: serde_json::Error| Refusal::BadCertificate(fault.to_string());
        let Heading { format } = serde_json::from_str(json).map_err(bad)?;
        if format == OLDER {
            return Err(Refusal::OldCertificate);
        }
        if format != FORMAT {
            return Err(Refusal::BadCertificate(format!(
                "its format is \"{}\"",
                format.chars().take(40).collect::<String>()
            )));
        }
        let mut certificate: Self = serde_json::from_str(json).map_err(bad)?;
        if is_intact(&mut certificate)? {
            Ok(certificate)
        } else {
            Err(Refusal::BadCertificate(
                "its digest does not fit its content".to_owned(),
            ))
        }
    }

    /// As JSON on one line, ending in a line feed.
    pub fn to_json(&self) -> Result<String, Refusal> {
        serde_json::to_string(self)
            .map(|json| json + "\n")
            .map_err(|fault| Refusal::NotWritten(fault.to_string()))
    }
}
