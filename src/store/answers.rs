//! What stands after the tally. The store moves it; only the enclave reads it.

use diesel::prelude::*;

use super::column::read;
use super::schema::{answer, bulletin, comment};
use super::{StoreError, Tx};
use crate::ballot::Receipt;
use crate::base::{GroupCode, RowId, SurveyCode};
use crate::disclosure::{StoredAnswer, StoredComment};

/// The answers of a survey, by id.
pub fn load(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<StoredAnswer>, StoreError> {
    let rows: Vec<(String, String, Vec<u8>)> = answer::table
        .filter(answer::survey.eq(survey.as_str()))
        .select((answer::id, answer::group_code, answer::packed))
        .load(tx.conn)?;
    let mut answers: Vec<StoredAnswer> = rows
        .into_iter()
        .map(|(id, group, packed)| {
            Ok(StoredAnswer {
                id: RowId::from_stored(id),
                group: read("answer.group_code", GroupCode::parse(&group))?,
                packed,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    answers.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(answers)
}

/// The comments of a survey, by id.
pub fn comments(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<StoredComment>, StoreError> {
    let rows: Vec<(String, String, String, String)> = comment::table
        .filter(comment::survey.eq(survey.as_str()))
        .select((
            comment::id,
            comment::group_code,
            comment::item,
            comment::body,
        ))
        .load(tx.conn)?;
    let mut comments: Vec<StoredComment> = rows
        .into_iter()
        .map(|(id, group, item, text)| {
            Ok(StoredComment {
                id: RowId::from_stored(id),
                group: read("comment.group_code", GroupCode::parse(&group))?,
                item,
                text,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    comments.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(comments)
}

/// The receipts of the ballots that were counted, sorted.
pub fn receipts(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<Receipt>, StoreError> {
    let rows: Vec<String> = bulletin::table
        .filter(bulletin::survey.eq(survey.as_str()))
        .select(bulletin::receipt)
        .load(tx.conn)?;
    let mut receipts: Vec<Receipt> = rows.into_iter().map(Receipt::from_stored).collect();
    receipts.sort();
    Ok(receipts)
}
