//! What a survey lets everybody see of how it works: its manifest, and after the tally how many ballots were issued.

use diesel::prelude::*;

use super::column::{from_integer, to_integer};
use super::schema::public_record;
use super::{StoreError, Tx};
use crate::ballot::Manifest;
use crate::base::SurveyCode;

#[derive(Insertable)]
#[diesel(table_name = public_record)]
struct RecordRow<'a> {
    survey: &'a str,
    manifest: &'a str,
}

/// Stores the manifest of a survey, once and for all.
pub fn insert(tx: &mut Tx<'_>, survey: &SurveyCode, manifest: &Manifest) -> Result<(), StoreError> {
    let row = RecordRow {
        survey: survey.as_str(),
        manifest: manifest.json(),
    };
    diesel::insert_into(public_record::table)
        .values(&row)
        .execute(tx.conn)?;
    Ok(())
}

/// The manifest of a survey, byte for byte as it was frozen.
pub fn manifest(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<String, StoreError> {
    public_record::table
        .find(survey.as_str())
        .select(public_record::manifest)
        .first(tx.conn)
        .optional()?
        .ok_or_else(|| StoreError::not_found("manifest of survey", survey))
}

/// How many ballots were issued; `None` before the tally.
pub fn issued(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Option<u32>, StoreError> {
    let issued: Option<Option<i32>> = public_record::table
        .find(survey.as_str())
        .select(public_record::issued)
        .first(tx.conn)
        .optional()?;
    issued
        .flatten()
        .map(|issued| from_integer("public_record.issued", issued))
        .transpose()
}

/// Records how many ballots were issued, at the tally.
pub(super) fn set_issued(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    issued: u64,
) -> Result<(), StoreError> {
    diesel::update(public_record::table.find(survey.as_str()))
        .set(public_record::issued.eq(to_integer("public_record.issued", issued)?))
        .execute(tx.conn)?;
    Ok(())
}
