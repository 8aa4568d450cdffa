//! A release: figures that went through protection and stand in the ledger.

use super::document::ReleaseDocument;

/// Published figures. Only [`super::protect`] makes one, and only a ledger that knows it opens one again.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    document: ReleaseDocument,
}

impl Release {
    /// What it makes public.
    pub fn document(&self) -> &ReleaseDocument {
        &self.document
    }
}
