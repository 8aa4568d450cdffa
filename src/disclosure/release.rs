//! A release: figures that went through protection and stand in the ledger.
//!
//! Invariant: the document's digest is that of its canonical form (compact JSON with an empty digest), and the ledger knows it.

use crate::base::Digest;

use super::document::FORMAT;
use super::{Ledger, Refusal, ReleaseDocument};

/// Published figures. Only [`super::protect()`] makes one, and only a ledger that knows it opens one again.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    document: ReleaseDocument,
    digest: Digest,
    json: String,
}

impl Release {
    /// Seals a document: writes its digest into it.
    pub(in crate::disclosure) fn seal(mut document: ReleaseDocument) -> Result<Self, Refusal> {
        let digest = canonical_digest(&mut document)?;
        document.digest = digest.to_string();
        let json = pretty(&document)?;
        Ok(Self {
            document,
            digest,
            json,
        })
    }

    /// Opens a stored release again. Refused if the text is no release document, was altered, or the ledger does not know it.
    pub fn reopen(json: &str, ledger: &Ledger) -> Result<Self, Refusal> {
        let document = ReleaseDocument::parse(json)?;
        let digest = Digest::from_hex(&document.digest).ok_or(Refusal::AlteredDocument)?;
        if !ledger.knows(&document.survey.code, &digest) {
            return Err(Refusal::NotInLedger);
        }
        let json = pretty(&document)?;
        Ok(Self {
            document,
            digest,
            json,
        })
    }

    /// What it makes public.
    pub fn document(&self) -> &ReleaseDocument {
        &self.document
    }

    /// The document as JSON, indented, ending in a line feed: the content of `releases/<survey>.json`.
    pub fn to_json(&self) -> &str {
        &self.json
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self) -> &Digest {
        &self.digest
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
        let written = std::mem::take(&mut document.digest);
        let digest = canonical_digest(&mut document)?.to_string();
        if digest != written {
            return Err(Refusal::AlteredDocument);
        }
        document.digest = written;
        Ok(document)
    }
}

fn canonical_digest(document: &mut ReleaseDocument) -> Result<Digest, Refusal> {
    document.digest.clear();
    serde_json::to_vec(document)
        .map(|bytes| Digest::plain(&bytes))
        .map_err(|fault| Refusal::NotWritten(fault.to_string()))
}

fn pretty(document: &ReleaseDocument) -> Result<String, Refusal> {
    let mut json = serde_json::to_string_pretty(document)
        .map_err(|fault| Refusal::NotWritten(fault.to_string()))?;
    json.push('\n');
    Ok(json)
}
