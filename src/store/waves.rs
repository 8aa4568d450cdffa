//! Which survey repeats which, and how many of each group were asked both times: numbers, counted at launch.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::{from_integer, read, to_integer};
use super::dialect::insert_many;
use super::schema::wave_group;
use super::{StoreError, Tx};
use crate::base::{GroupCode, SurveyCode};
use crate::disclosure::audit::wave::Members;

#[derive(Queryable, Insertable)]
#[diesel(table_name = wave_group)]
struct WaveRow {
    survey: String,
    earlier: String,
    code: String,
    invited_before: i32,
    invited_now: i32,
    invited_both: i32,
}

/// A survey that asked the same people, and the members of the groups that both have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The other survey.
    pub survey: SurveyCode,
    /// Members by group, the other survey's counted as before.
    pub members: BTreeMap<GroupCode, Members>,
}

/// Stores that a survey follows an earlier one.
pub fn insert(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    earlier: &SurveyCode,
    members: &BTreeMap<GroupCode, Members>,
) -> Result<(), StoreError> {
    let rows = members.iter().map(|(code, members)| {
        Ok(WaveRow {
            survey: survey.to_string(),
            earlier: earlier.to_string(),
            code: code.to_string(),
            invited_before: to_integer("wave_group.invited_before", members.before)?,
            invited_now: to_integer("wave_group.invited_now", members.now)?,
            invited_both: to_integer("wave_group.invited_both", members.both)?,
        })
    });
    let rows: Vec<WaveRow> = rows.collect::<Result<_, StoreError>>()?;
    insert_many!(tx, wave_group::table, rows)?;
    Ok(())
}

/// The surveys that this one follows, and those that follow it, by code.
pub fn related(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<Related>, StoreError> {
    let rows: Vec<WaveRow> = wave_group::table
        .filter(
            wave_group::survey
                .eq(survey.as_str())
                .or(wave_group::earlier.eq(survey.as_str())),
        )
        .load(tx.conn)?;
    let mut found: BTreeMap<SurveyCode, BTreeMap<GroupCode, Members>> = BTreeMap::new();
    for row in rows {
        let before = from_integer("wave_group.invited_before", row.invited_before)?;
        let now = from_integer("wave_group.invited_now", row.invited_now)?;
        let both = from_integer("wave_group.invited_both", row.invited_both)?;
        let (other, members) = if row.survey == survey.as_str() {
            (row.earlier, Members { before, now, both })
        } else {
            let (before, now) = (now, before);
            (row.survey, Members { before, now, both })
        };
        let other = read("wave_group.survey", SurveyCode::parse(&other))?;
        let code = read("wave_group.code", GroupCode::parse(&row.code))?;
        found.entry(other).or_default().insert(code, members);
    }
    Ok(found
        .into_iter()
        .map(|(survey, members)| Related { survey, members })
        .collect())
}

/// The surveys that this one follows, by code.
pub fn earlier(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<SurveyCode>, StoreError> {
    let codes: Vec<String> = wave_group::table
        .filter(wave_group::survey.eq(survey.as_str()))
        .select(wave_group::earlier)
        .distinct()
        .order(wave_group::earlier)
        .load(tx.conn)?;
    let codes = codes.iter();
    codes
        .map(|code| read("wave_group.earlier", SurveyCode::parse(code)))
        .collect()
}
