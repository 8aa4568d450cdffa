//! The certificate of a release: for each question and block the worlds that show that nobody is given away. Checked against the release
//! document without a solver and without anybody's answers: see [`super::verify`].
//!
//! It names numbers of answers of groups that are not shown, so it is not published: it is for whoever must be convinced, such as a
//! data protection officer. It holds no answers: the worlds are found from what is published, never from what was answered.

use serde::{Deserialize, Serialize};

use crate::base::Digest;

use super::Refusal;
use super::audit::world::World;
use super::primary::Detail;
use super::tabulate::Measure;

/// The format name and version.
pub const FORMAT: &str = "pejling.certificate/1";

/// The worlds of one block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its key.
    pub block: usize,
    /// Counts per atom of the block and category.
    pub worlds: Vec<World>,
}

/// What sort of question: decides how counts are displayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A rating on so many points.
    Rating {
        /// Points.
        points: usize,
        /// Reverse-coded.
        reverse: bool,
    },
    /// One of so many options.
    Single(usize),
    /// Any of so many options.
    Several(usize),
    /// Ranks.
    Ranks {
        /// Options.
        options: usize,
        /// Places.
        places: usize,
    },
    /// Recommendation 0-10.
    Recommendation,
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

impl Sort {
    /// The sort of a measure; numbers are not looked at.
    pub(in crate::disclosure) fn of(measure: Measure, reverse: bool) -> Option<Self> {
        Some(match measure {
            Measure::Points(points) => Self::Rating { points, reverse },
            Measure::Single(options) => Self::Single(options),
            Measure::Several(options) => Self::Several(options),
            Measure::Ranks { options, places } => Self::Ranks { options, places },
            Measure::Recommendation => Self::Recommendation,
            Measure::Number { .. } => return None,
        })
    }

    /// What is counted of it, and whether it is reverse-coded.
    pub(in crate::disclosure) fn measure(self) -> (Measure, bool) {
        match self {
            Self::Rating { points, reverse } => (Measure::Points(points), reverse),
            Self::Single(options) => (Measure::Single(options), false),
            Self::Several(options) => (Measure::Several(options), false),
            Self::Ranks { options, places } => (Measure::Ranks { options, places }, false),
            Self::Recommendation => (Measure::Recommendation, false),
        }
    }
}

/// One table of the release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certified {
    /// Its place among the tables.
    pub table: usize,
    /// What sort of question.
    pub sort: Sort,
    /// Fewest answers that the question is shown for.
    pub minimum: u32,
    /// Per group of the release, how much detail its number of answers and those around it allow.
    pub details: Vec<Allowed>,
    /// Substantive answers per stratum.
    pub answers: Vec<u32>,
    /// Per aspect of the question, its blocks.
    pub aspects: Vec<Vec<Entry>>,
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
    /// Every table but those of scales and numbers.
    pub tables: Vec<Certified>,
    /// SHA-256 of this document as compact JSON with an empty digest.
    pub digest: String,
}

impl Certificate {
    pub(in crate::disclosure) fn seal(
        release: &Digest,
        coalition: u32,
        strata: Vec<String>,
        tables: Vec<Certified>,
    ) -> Result<Self, Refusal> {
        let mut certificate = Self {
            format: FORMAT.to_owned(),
            release: release.to_string(),
            coalition,
            strata,
            tables,
            digest: String::new(),
        };
        certificate.digest = certificate.canonical_digest()?;
        Ok(certificate)
    }

    /// Reads a certificate that anybody may have written: checks the format and that the content gives the digest written in it.
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        let mut certificate: Self = serde_json::from_str(json)
            .map_err(|fault| Refusal::BadCertificate(fault.to_string()))?;
        if certificate.format != FORMAT {
            return Err(Refusal::BadCertificate(format!(
                "its format is \"{}\"",
                certificate.format.chars().take(40).collect::<String>()
            )));
        }
        let written = std::mem::take(&mut certificate.digest);
        if certificate.canonical_digest()? != written {
            return Err(Refusal::BadCertificate(
                "its digest does not fit its content".to_owned(),
            ));
        }
        certificate.digest = written;
        Ok(certificate)
    }

    /// As JSON on one line, ending in a line feed.
    pub fn to_json(&self) -> Result<String, Refusal> {
        serde_json::to_string(self)
            .map(|json| json + "\n")
            .map_err(|fault| Refusal::NotWritten(fault.to_string()))
    }

    fn canonical_digest(&self) -> Result<String, Refusal> {
        let unsigned = Self {
            digest: String::new(),
            ..self.clone()
        };
        serde_json::to_vec(&unsigned)
            .map(|bytes| Digest::plain(&bytes).to_string())
            .map_err(|fault| Refusal::NotWritten(fault.to_string()))
    }
}
