//! What a survey lets everybody see of how it works: its manifest, and after the tally how many ballots were issued.

use diesel::prelude::*;

use super::column::{from_integer, json, to_integer, to_json};
use super::schema::public_record;
use super::{StoreError, Tx};
use crate::ballot::Manifest;
use crate::base::{Day, SurveyCode};

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

/// Notes that a reminder goes out today; `false` if one has gone out today. Who gets it is noted nowhere.
pub fn remind_today(tx: &mut Tx<'_>, survey: &SurveyCode, today: Day) -> Result<bool, StoreError> {
    let last: Option<Option<String>> = public_record::table
        .find(survey.as_str())
        .select(public_record::reminded_on)
        .first(tx.conn)
        .optional()?;
    if last.flatten() == Some(today.to_string()) {
        return Ok(false);
    }
    diesel::update(public_record::table.find(survey.as_str()))
        .set(public_record::reminded_on.eq(today.to_string()))
        .execute(tx.conn)?;
    Ok(true)
}

/// The response as it was told today, one text per group; `None` if it has not been counted today.
pub fn response(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    today: Day,
) -> Result<Option<Vec<String>>, StoreError> {
    let row: Option<(Option<String>, Option<String>)> = public_record::table
        .find(survey.as_str())
        .select((public_record::counted_on, public_record::response))
        .first(tx.conn)
        .optional()?;
    match row {
        Some((Some(day), Some(told))) if day == today.to_string() => {
            json("public_record.response", &told).map(Some)
        }
        _ => Ok(None),
    }
}

/// Keeps the response as it is told today, so that it stays the same all day.
pub fn keep_response(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    today: Day,
    told: &[String],
) -> Result<(), StoreError> {
    let told = to_json("public_record.response", &told)?;
    diesel::update(public_record::table.find(survey.as_str()))
        .set((
            public_record::counted_on.eq(today.to_string()),
            public_record::response.eq(told),
        ))
        .execute(tx.conn)?;
    Ok(())
}
