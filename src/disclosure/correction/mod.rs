//! Corrections: what is said of a release after it stands in the ledger. The release itself is never altered.
//!
//! ```text
//! Release + order ─ words: what may be said ─ correct ─► Correction ─► ledger
//!                                                           │
//! Release::reopen_corrected ◄───────────────────────────────┘ ─► Release::presented: what reports show, or refused
//! ```
//!
//! # Invariants
//! - A correction is an entry of its own in the ledger, which names the release it is about. The release document keeps every byte.
//! - It says one of three things: a note that must stand, better names of groups, or that the release is withdrawn. It has no field for a figure,
//!   and its words may hold none: see `words`.
//! - No correction names anybody who was invited, holds an address, a telephone number or a CPR number.
//! - A release is not opened without all corrections that the ledger has of it, so that none can be forgotten.
//! - A release that was withdrawn cannot be presented. Its figures count as known still: later releases are audited with them as before.
//! - A withdrawal is the last that is said of a release.
//!
//! # Limits
//! A number in words ("five of six") and a name of somebody who was not invited are not seen by rule; whoever writes a correction must.

pub mod document;
pub mod order;
pub mod proof;
#[cfg(test)]
mod tests;
mod words;

use crate::base::{Day, Digest, Text};

use super::canonical::Sealed;
use super::{Ledger, Refusal, ReleaseDocument};

pub use document::CorrectionDocument;
use document::Says;
pub use order::{CorrectionOrder, correct};

/// A correction that stands in the ledger. Only [`correct()`] makes one, and only a ledger that knows it opens one again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    sealed: Sealed<CorrectionDocument>,
    day: Day,
}

impl Correction {
    /// Seals a document: writes its digest into it.
    fn seal(document: CorrectionDocument, day: Day) -> Result<Self, Refusal> {
        let sealed = Sealed::seal(document)?;
        Ok(Self { sealed, day })
    }

    /// Opens a stored correction again. Refused if the text is no correction, was altered, or the ledger does not know it for that release.
    pub fn reopen(json: &str, ledger: &Ledger) -> Result<Self, Refusal> {
        let document = CorrectionDocument::parse(json)?;
        let bad = |what: &str| Refusal::BadCorrection(what.to_owned());
        let digest = |text: &str| Digest::from_hex(text).ok_or_else(|| bad("a digest is none"));
        let (own, of) = (digest(&document.digest)?, digest(&document.release)?);
        let known = ledger
            .corrections_of(&of)
            .any(|entry| entry.release == own && entry.survey.as_str() == document.survey);
        if !known {
            return Err(bad("it does not stand in this installation's ledger"));
        }
        let day = Day::parse(&document.day).ok_or_else(|| bad("its day is no day"))?;
        let survey = document.survey.clone();
        let sealed = Sealed::known(document, &survey, ledger)?;
        Ok(Self { sealed, day })
    }

    /// What it says.
    pub fn document(&self) -> &CorrectionDocument {
        self.sealed.document()
    }

    /// The document as JSON, indented, ending in a line feed: the content of `releases/<survey>+correction-<number>.json`.
    pub fn to_json(&self) -> &str {
        self.sealed.json()
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self) -> &Digest {
        self.sealed.digest()
    }

    /// The day it was made.
    pub fn day(&self) -> Day {
        self.day
    }

    /// Whether it takes the release back.
    pub fn withdraws(&self) -> bool {
        self.document().says == Says::Withdrawn
    }
}

/// A release document as it is presented after these corrections: with the better names and the further notes. It keeps the digest of what was
/// released, which is not that of its own content: it is for showing, and never written as a release.
pub(super) fn presented(
    document: &ReleaseDocument,
    corrections: &[Correction],
) -> Result<ReleaseDocument, Refusal> {
    let mut presented = document.clone();
    for correction in corrections {
        correction.document().fits(document)?;
        amend(&mut presented, correction.document(), correction.day);
    }
    Ok(presented)
}

/// Puts in what a correction says.
fn amend(presented: &mut ReleaseDocument, correction: &CorrectionDocument, day: Day) {
    for name in correction.names() {
        for group in &mut presented.groups {
            if group.id == name.group {
                group.label.clone_from(&name.label);
                group.label_en.clone_from(&name.label_en);
            }
        }
    }
    if let Some(note) = correction.note() {
        presented.survey.notes.push(dated(note, day));
    }
}

/// A note with the day it was made.
fn dated(note: &Text, day: Day) -> Text {
    use crate::base::Lang::{Da, En};
    Text::new(
        format!("Rettelse {}: {}", day.written(Da), note.da),
        format!("Correction of {}: {}", day.written(En), note.en),
    )
}
