//! A release: figures that went through protection and stand in the ledger.
//!
//! Invariants: the document's digest is that of its canonical form, and the ledger knows it; whoever holds a release holds all corrections
//! that the ledger has of it, and they change nothing in the document.

use crate::base::{Digest, SurveyCode};

use super::canonical::{Bearing, Sealed, is_intact};
use super::document::FORMAT;
use super::{Correction, Ledger, Refusal, ReleaseDocument, correction};

/// Published figures. Only [`super::protect()`] makes one, and only a ledger that knows it opens one again.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    sealed: Sealed<ReleaseDocument>,
    corrections: Vec<Correction>,
    /// The document as reports show it, where a correction gives it another name or note.
    presented: Option<Box<ReleaseDocument>>,
}

impl Release {
    /// Seals a document: writes its digest into it.
    pub(in crate::disclosure) fn seal(document: ReleaseDocument) -> Result<Self, Refusal> {
        Ok(Self {
            sealed: Sealed::seal(document)?,
            corrections: Vec::new(),
            presented: None,
        })
    }

    /// Opens a stored release again that has no corrections. Refused if the text is no release document, was altered, or the ledger does not
    /// know it, or knows a correction of it.
    pub fn reopen(json: &str, ledger: &Ledger) -> Result<Self, Refusal> {
        Self::reopen_corrected(json, Vec::new(), ledger)
    }

    /// The same with its corrections: all that the ledger has of it, the oldest first.
    pub fn reopen_corrected(
        json: &str,
        corrections: Vec<Correction>,
        ledger: &Ledger,
    ) -> Result<Self, Refusal> {
        let document = ReleaseDocument::parse(json)?;
        let code = document.survey.code.clone();
        let sealed = Sealed::known(document, &code, ledger)?;
        let known = ledger
            .corrections_of(sealed.digest())
            .map(|entry| entry.release);
        if !known.eq(corrections.iter().map(|one| *one.digest())) {
            let survey = SurveyCode::parse(&code);
            return Err(survey.map_or(Refusal::NotInLedger, Refusal::NotCorrected));
        }
        let presented = if corrections.is_empty() {
            None
        } else {
            Some(Box::new(correction::presented(
                sealed.document(),
                &corrections,
            )?))
        };
        Ok(Self {
            sealed,
            corrections,
            presented,
        })
    }

    /// What it makes public, as it was released: what audits read. For people to see, take [`Self::presented`].
    pub fn document(&self) -> &ReleaseDocument {
        self.sealed.document()
    }

    /// What is to be shown of it: with the better names and further notes of its corrections. Refused once it is withdrawn. Its digest is still that
    /// of what was released.
    pub fn presented(&self) -> Result<&ReleaseDocument, Refusal> {
        match self.corrections.iter().find(|one| one.withdraws()) {
            Some(withdrawal) => Err(Refusal::Withdrawn {
                survey: self.document().survey.code.clone(),
                day: withdrawal.day(),
                reason: withdrawal.document().reason.clone(),
            }),
            None => Ok(self.presented.as_deref().unwrap_or(self.document())),
        }
    }

    /// Its corrections, the oldest first.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// The document as JSON, indented, ending in a line feed: the content of `releases/<survey>.json`.
    pub fn to_json(&self) -> &str {
        self.sealed.json()
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self) -> &Digest {
        self.sealed.digest()
    }
}

impl Bearing for ReleaseDocument {
    fn digest(&mut self) -> &mut String {
        &mut self.digest
    }
}

impl ReleaseDocument {
    /// Reads a document that anybody may have written: checks the format and that the content gives the digest written in it.
    /// That it was released, only the ledger can tell: see [`Release::reopen`].
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        let mut document: Self = serde_json::from_str(json).map_err(|fault| {
            Refusal::BadDocument(if fault.is_eof() {
                let (line, column) = (fault.line(), fault.column());
                format!("it is cut short: it ends at line {line}, column {column}")
            } else {
                fault.to_string()
            })
        })?;
        if document.format != FORMAT {
            return Err(Refusal::BadDocument(format!(
                "its format is \"{}\"",
                document.format.chars().take(40).collect::<String>()
            )));
        }
        if is_intact(&mut document)? {
            Ok(document)
        } else {
            Err(Refusal::AlteredDocument)
        }
    }
}
