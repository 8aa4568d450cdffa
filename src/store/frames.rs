//! The frozen groups of a survey, with what is known of each. Who is in them stands with the invitations.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::{from_integer, json, read, to_integer, to_json, word};
use super::dialect::insert_many;
use super::schema::reporting_group;
use super::{StoreError, Tx};
use crate::base::{Facts, Group, GroupCode, GroupKind, GroupTree, SurveyCode};
use crate::registry::Frame;

#[derive(Queryable, Insertable)]
#[diesel(table_name = reporting_group)]
#[diesel(treat_none_as_default_value = false)]
struct GroupRow {
    survey: String,
    code: String,
    place: i32,
    label: String,
    kind: String,
    parent: Option<i32>,
    invited: i32,
    facts: String,
}

/// Stores the groups of a frame. The invitees go with [`super::invitations::insert`].
pub fn insert(tx: &mut Tx<'_>, survey: &SurveyCode, frame: &Frame) -> Result<(), StoreError> {
    let groups = frame.groups().groups().iter().enumerate();
    let rows: Vec<GroupRow> = groups
        .map(|(place, group)| row(survey, place, group))
        .collect::<Result<_, _>>()?;
    insert_many!(tx, reporting_group::table, rows)?;
    Ok(())
}

fn row(survey: &SurveyCode, place: usize, group: &Group) -> Result<GroupRow, StoreError> {
    let parent = group
        .parent
        .map(|parent| to_integer("reporting_group.parent", parent));
    let facts: BTreeMap<&str, &str> = group.facts.iter().collect();
    Ok(GroupRow {
        survey: survey.to_string(),
        code: group.code.to_string(),
        place: to_integer("reporting_group.place", place)?,
        label: group.label.clone(),
        kind: group.kind.word().to_owned(),
        parent: parent.transpose()?,
        invited: to_integer("reporting_group.invited", group.invited)?,
        facts: to_json("reporting_group.facts", &facts)?,
    })
}

/// The groups of a survey.
pub fn groups(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<GroupTree, StoreError> {
    let rows: Vec<GroupRow> = reporting_group::table
        .filter(reporting_group::survey.eq(survey.as_str()))
        .order(reporting_group::place)
        .load(tx.conn)?;
    if rows.is_empty() {
        return Err(StoreError::not_found("frame of survey", survey));
    }
    let groups = rows.into_iter().map(group).collect::<Result<_, _>>()?;
    read("reporting_group", GroupTree::new(groups))
}

fn group(row: GroupRow) -> Result<Group, StoreError> {
    let parent = row
        .parent
        .map(|parent| from_integer("reporting_group.parent", parent));
    let facts: BTreeMap<String, String> = json("reporting_group.facts", &row.facts)?;
    Ok(Group {
        code: read("reporting_group.code", GroupCode::parse(&row.code))?,
        label: row.label,
        kind: word("reporting_group.kind", GroupKind::from_word(&row.kind))?,
        parent: parent.transpose()?,
        invited: from_integer("reporting_group.invited", row.invited)?,
        facts: facts.iter().fold(Facts::none(), |facts, (name, value)| {
            facts.with(name, value)
        }),
    })
}
