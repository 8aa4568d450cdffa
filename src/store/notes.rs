//! Notes: texts that respondents send on their own account, told that they are not anonymous. They come in a request of their
//! own and are kept without time or order all the same.

use diesel::prelude::*;

use super::column::read;
use super::schema::note;
use super::{StoreError, Tx};
use crate::base::{GroupCode, RowId, SurveyCode};

/// A note.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Fresh and random.
    pub id: RowId,
    /// Name of the item it belongs to.
    pub item: String,
    /// The group it comes from.
    pub group: GroupCode,
    /// What was written.
    pub text: String,
}

#[derive(Insertable)]
#[diesel(table_name = note)]
struct NoteRow<'a> {
    survey: &'a str,
    id: &'a str,
    group_code: &'a str,
    item: &'a str,
    body: &'a str,
}

/// Stores a note.
pub fn insert(tx: &mut Tx<'_>, survey: &SurveyCode, new: &Note) -> Result<(), StoreError> {
    let row = NoteRow {
        survey: survey.as_str(),
        id: new.id.as_str(),
        group_code: new.group.as_str(),
        item: &new.item,
        body: &new.text,
    };
    diesel::insert_into(note::table)
        .values(&row)
        .execute(tx.conn)?;
    Ok(())
}

/// The notes of a survey, by id.
pub fn list(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<Note>, StoreError> {
    let rows: Vec<(String, String, String, String)> = note::table
        .filter(note::survey.eq(survey.as_str()))
        .select((note::id, note::item, note::group_code, note::body))
        .load(tx.conn)?;
    let mut notes: Vec<Note> = rows
        .into_iter()
        .map(|(id, item, group, text)| {
            Ok(Note {
                id: RowId::from_stored(id),
                item,
                group: read("note.group_code", GroupCode::parse(&group))?,
                text,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    notes.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(notes)
}
