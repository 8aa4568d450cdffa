//! Published texts: they went through protection and a reader, and stand in the ledger.
//!
//! Invariant: the document's digest is that of its canonical form (compact JSON with an empty digest), and the ledger knows it.

use crate::base::Digest;
use crate::disclosure::canonical::{Bearing, Sealed, is_intact};
use crate::disclosure::{Ledger, Refusal};

use super::document::{FORMAT, TextsDocument};

/// Published texts. Only [`super::publish()`] makes one, and only a ledger that knows it opens one again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextsRelease(Sealed<TextsDocument>);

impl TextsRelease {
    /// Seals a document: writes its digest into it.
    pub(super) fn seal(document: TextsDocument) -> Result<Self, Refusal> {
        Sealed::seal(document).map(Self)
    }

    /// Opens stored texts again. Refused if the text is no texts document, was altered, or the ledger does not know it.
    pub fn reopen(json: &str, ledger: &Ledger) -> Result<Self, Refusal> {
        let document = TextsDocument::parse(json)?;
        let survey = document.survey.code.clone();
        Sealed::known(document, &survey, ledger).map(Self)
    }

    /// What it makes public.
    pub fn document(&self) -> &TextsDocument {
        self.0.document()
    }

    /// The document as JSON, indented, ending in a line feed: the content of `releases/<survey>+texts.json`.
    pub fn to_json(&self) -> &str {
        self.0.json()
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self) -> &Digest {
        self.0.digest()
    }
}

impl Bearing for TextsDocument {
    fn digest(&mut self) -> &mut String {
        &mut self.digest
    }
}

impl TextsDocument {
    /// Reads a document that anybody may have written: checks the format and that the content gives the digest written in it.
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        let mut document: Self =
            serde_json::from_str(json).map_err(|fault| Refusal::BadTexts(fault.to_string()))?;
        if document.format != FORMAT {
            return Err(Refusal::BadTexts(format!(
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
