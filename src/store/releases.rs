//! Documents that were released, texts and corrections among them, and the ledger, as the enclave wrote them. The enclave checks the chain when it opens the ledger.

use diesel::prelude::*;

use super::column::{day, digest, from_integer, read, to_integer};
use super::dialect::insert_if_absent;
use super::schema::{certificate, ledger, release_document};
use super::{StoreError, Tx};
use crate::base::{Digest, SurveyCode};
use crate::disclosure::LedgerEntry;

#[derive(Insertable)]
#[diesel(table_name = release_document)]
struct DocumentRow<'a> {
    digest: &'a str,
    survey: &'a str,
    document: &'a str,
}

#[derive(Insertable)]
#[diesel(table_name = certificate)]
struct CertificateRow<'a> {
    release_digest: &'a str,
    document: &'a str,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = ledger)]
struct LedgerRow {
    sequence: i32,
    survey: String,
    release_digest: String,
    previous: String,
    hash: String,
    day: String,
    reason: String,
}

/// Stores a release document with its certificate and its ledger entry. [`StoreError::Conflict`] unless the entry follows the newest one.
pub fn append(
    tx: &mut Tx<'_>,
    document: &str,
    certificate: &str,
    entry: &LedgerEntry,
) -> Result<(), StoreError> {
    append_uncertified(tx, document, entry)?;
    let release = entry.release.to_string();
    let proof = CertificateRow {
        release_digest: &release,
        document: certificate,
    };
    insert_if_absent!(tx, certificate::table, &proof)?;
    Ok(())
}

/// Stores a document that needs no certificate, because it holds no figures (texts, a correction), with its ledger entry.
/// [`StoreError::Conflict`] unless the entry follows the newest one.
pub fn append_uncertified(
    tx: &mut Tx<'_>,
    document: &str,
    entry: &LedgerEntry,
) -> Result<(), StoreError> {
    let newest = ledger::table
        .order(ledger::sequence.desc())
        .first::<LedgerRow>(tx.conn)
        .optional()?;
    let follows = match &newest {
        None => entry.sequence == 1,
        Some(newest) => {
            from_integer::<u32>("ledger.sequence", newest.sequence)?.checked_add(1)
                == Some(entry.sequence)
                && newest.hash == entry.previous.to_string()
        }
    };
    if !follows {
        return Err(StoreError::Conflict(
            "something else was released or corrected meanwhile: try again".to_owned(),
        ));
    }
    let row = LedgerRow {
        sequence: to_integer("ledger.sequence", entry.sequence)?,
        survey: entry.survey.to_string(),
        release_digest: entry.release.to_string(),
        previous: entry.previous.to_string(),
        hash: entry.hash.to_string(),
        day: entry.day.to_string(),
        reason: entry.reason.clone(),
    };
    let stored = DocumentRow {
        digest: &row.release_digest,
        survey: &row.survey,
        document,
    };
    insert_if_absent!(tx, release_document::table, &stored)?;
    diesel::insert_into(ledger::table)
        .values(&row)
        .execute(tx.conn)?;
    Ok(())
}

/// The whole ledger, oldest first.
pub fn ledger(tx: &mut Tx<'_>) -> Result<Vec<LedgerEntry>, StoreError> {
    let rows: Vec<LedgerRow> = ledger::table.order(ledger::sequence).load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(LedgerEntry {
                sequence: from_integer("ledger.sequence", row.sequence)?,
                survey: read("ledger.survey", SurveyCode::parse(&row.survey))?,
                release: digest("ledger.release_digest", &row.release_digest)?,
                previous: digest("ledger.previous", &row.previous)?,
                hash: digest("ledger.hash", &row.hash)?,
                day: day("ledger.day", &row.day)?,
                reason: row.reason,
            })
        })
        .collect()
}

/// A release document by its digest.
pub fn document(tx: &mut Tx<'_>, digest: &Digest) -> Result<String, StoreError> {
    release_document::table
        .find(digest.to_string())
        .select(release_document::document)
        .first(tx.conn)
        .optional()?
        .ok_or_else(|| StoreError::not_found("release", digest))
}

/// The certificate of a release by the release's digest.
pub fn certificate(tx: &mut Tx<'_>, release: &Digest) -> Result<String, StoreError> {
    certificate::table
        .find(release.to_string())
        .select(certificate::document)
        .first(tx.conn)
        .optional()?
        .ok_or_else(|| StoreError::not_found("certificate of release", release))
}
