//! The ledger: append-only record of everything released, each entry chained to the one before.

use crate::base::{Day, Digest, SurveyCode};

/// One release on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Place in the ledger, from 1 without gaps.
    pub sequence: u32,
    /// The survey released.
    pub survey: SurveyCode,
    /// Digest of the release document.
    pub release: Digest,
    /// `hash` of the entry before; of the first entry, the digest of the empty ledger.
    pub previous: Digest,
    /// Digest of all other fields.
    pub hash: Digest,
    /// The day it was released.
    pub day: Day,
    /// Why it was released; for a first release usually empty.
    pub reason: String,
}
