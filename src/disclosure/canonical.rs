//! The canonical form of documents that leave: compact JSON, keys in the order of the schema, with an empty digest. Its SHA-256 is the digest
//! that is then written into the document. Public, so that anybody can work it out anew.
//!
//! Invariant: what is [`Sealed`] bears the digest of its own content.

use serde::Serialize;

use crate::base::Digest;

use super::{Ledger, Refusal};

/// A document with a place for its own digest.
pub(super) trait Bearing: Serialize {
    /// The digest that is written into it.
    fn digest(&mut self) -> &mut String;
}

/// A document that bears its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sealed<D> {
    document: D,
    digest: Digest,
    json: String,
}

impl<D: Bearing> Sealed<D> {
    /// Writes its digest into a document.
    pub(super) fn seal(mut document: D) -> Result<Self, Refusal> {
        let digest = bear(&mut document)?;
        Self::of(document, digest)
    }

    /// A document that was read and found intact, if the ledger knows it for this survey.
    pub(super) fn known(mut document: D, survey: &str, ledger: &Ledger) -> Result<Self, Refusal> {
        let digest = Digest::from_hex(document.digest()).ok_or(Refusal::AlteredDocument)?;
        if ledger.knows(survey, &digest) {
            Self::of(document, digest)
        } else {
            Err(Refusal::NotInLedger)
        }
    }

    fn of(document: D, digest: Digest) -> Result<Self, Refusal> {
        Ok(Self {
            json: pretty(&document)?,
            document,
            digest,
        })
    }

    /// The document.
    pub(super) fn document(&self) -> &D {
        &self.document
    }

    /// SHA-256 of the canonical form.
    pub(super) fn digest(&self) -> &Digest {
        &self.digest
    }

    /// As it is written to files.
    pub(super) fn json(&self) -> &str {
        &self.json
    }
}

/// Writes its digest into a document.
pub(super) fn bear(document: &mut impl Bearing) -> Result<Digest, Refusal> {
    document.digest().clear();
    let digest = digest(document)?;
    *document.digest() = digest.to_string();
    Ok(digest)
}

/// Whether a document that was read bears the digest of its content.
pub(super) fn is_intact(document: &mut impl Bearing) -> Result<bool, Refusal> {
    let written = std::mem::take(document.digest());
    let intact = digest(document)?.to_string() == written;
    *document.digest() = written;
    Ok(intact)
}

/// The digest of a document whose own digest is empty.
fn digest<T: Serialize>(unsealed: &T) -> Result<Digest, Refusal> {
    serde_json::to_vec(unsealed)
        .map(|bytes| Digest::plain(&bytes))
        .map_err(|fault| Refusal::NotWritten(fault.to_string()))
}

/// A document as it is written to files: indented, ending in a line feed.
fn pretty<T: Serialize>(document: &T) -> Result<String, Refusal> {
    let mut json = serde_json::to_string_pretty(document)
        .map_err(|fault| Refusal::NotWritten(fault.to_string()))?;
    json.push('\n');
    Ok(json)
}
