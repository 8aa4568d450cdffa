//! From what is stored to a release that may be read: checked against the ledger, with all its corrections.

use crate::base::{Digest, SurveyCode};
use crate::disclosure::{Correction, Ledger, LedgerEntry, Release};
use crate::store::{Tx, releases};

use super::OpError;

/// A release that stands in the ledger.
pub(super) fn release(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    digest: &Digest,
) -> Result<Release, OpError> {
    let mut corrections = Vec::new();
    for entry in ledger.corrections_of(digest) {
        let document = releases::document(tx, &entry.release)?;
        corrections.push(Correction::reopen(&document, ledger)?);
    }
    let document = releases::document(tx, digest)?;
    Ok(Release::reopen_corrected(&document, corrections, ledger)?)
}

/// Every correction of a survey that stands in the ledger, the oldest first.
pub(super) fn corrections(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    code: &SurveyCode,
) -> Result<Vec<Correction>, OpError> {
    let of = |entry: &&LedgerEntry| entry.survey == *code && entry.corrects().is_some();
    ledger
        .entries()
        .iter()
        .filter(of)
        .map(|entry| {
            let document = releases::document(tx, &entry.release)?;
            Ok(Correction::reopen(&document, ledger)?)
        })
        .collect()
}
