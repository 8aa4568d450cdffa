//! The end of the ballot box: what the enclave made of it goes in, box and markers go out, in one transaction.

use diesel::prelude::*;

use super::dialect::insert_many;
use super::schema::{answer, ballot_box as sealed, bulletin, comment, marker};
use super::{StoreError, Tx, ballot_box, public_record, surveys};
use crate::ballot::Receipt;
use crate::base::SurveyCode;
use crate::disclosure::{StoredAnswer, StoredComment};
use crate::fieldwork::State;

#[derive(Insertable)]
#[diesel(table_name = answer)]
struct AnswerRow<'a> {
    survey: &'a str,
    id: &'a str,
    group_code: &'a str,
    packed: &'a [u8],
}

#[derive(Insertable)]
#[diesel(table_name = comment)]
struct CommentRow<'a> {
    survey: &'a str,
    id: &'a str,
    group_code: &'a str,
    item: &'a str,
    body: &'a str,
}

#[derive(Insertable)]
#[diesel(table_name = bulletin)]
struct BulletinRow<'a> {
    survey: &'a str,
    receipt: &'a str,
}

/// Stores the outcome of a tally, records how many ballots were issued, and empties the box. The survey must be closed and becomes tallied, so a second time is a
/// [`StoreError::Conflict`]. Rows are written in the order of their keys, whatever order they are given in.
/// Afterwards call [`super::Store::scrub`].
pub fn finish(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    answers: &[StoredAnswer],
    comments: &[StoredComment],
    receipts: &[Receipt],
) -> Result<(), StoreError> {
    surveys::set_state(tx, survey, State::Tallied)?;
    let issued = ballot_box::issued(tx, survey)?;
    public_record::set_issued(tx, survey, issued)?;
    let survey = survey.as_str();
    let mut rows: Vec<AnswerRow<'_>> = answers
        .iter()
        .map(|stored| AnswerRow {
            survey,
            id: stored.id.as_str(),
            group_code: stored.group.as_str(),
            packed: &stored.packed,
        })
        .collect();
    rows.sort_by_key(|row| row.id);
    insert_many!(tx, answer::table, rows)?;
    let mut rows: Vec<CommentRow<'_>> = comments
        .iter()
        .map(|stored| CommentRow {
            survey,
            id: stored.id.as_str(),
            group_code: stored.group.as_str(),
            item: &stored.item,
            body: &stored.text,
        })
        .collect();
    rows.sort_by_key(|row| row.id);
    insert_many!(tx, comment::table, rows)?;
    let mut rows: Vec<BulletinRow<'_>> = receipts
        .iter()
        .map(|receipt| BulletinRow {
            survey,
            receipt: receipt.as_str(),
        })
        .collect();
    rows.sort_by_key(|row| row.receipt);
    insert_many!(tx, bulletin::table, rows)?;
    diesel::delete(sealed::table.filter(sealed::survey.eq(survey))).execute(tx.conn)?;
    diesel::delete(marker::table.filter(marker::survey.eq(survey))).execute(tx.conn)?;
    Ok(())
}
