//! The ballot box: opaque markers of used invitations, and sealed ballots. Nothing here ties one to the other, or to a person.

use diesel::prelude::*;

use super::column::{key, read};
use super::dialect::insert_if_absent;
use super::schema::{ballot_box, marker, survey};
use super::{StoreError, Tx};
use crate::ballot::SealedBallot;
use crate::base::SurveyCode;
use crate::fieldwork::State;

/// What became of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    /// It is in the box.
    Stored,
    /// The same ballot was in the box already: a lost reply, asked for again.
    SameAgain,
    /// The invitation gave another ballot before.
    AlreadyUsed,
    /// The survey takes no more ballots.
    Closed,
}

#[derive(Insertable)]
#[diesel(table_name = marker)]
struct MarkerRow<'a> {
    survey: &'a str,
    mark: &'a [u8],
}

#[derive(Insertable)]
#[diesel(table_name = ballot_box)]
struct BallotRow<'a> {
    survey: &'a str,
    ballot_key: &'a [u8],
    check_mac: &'a [u8],
    sealed: &'a [u8],
}

/// Marks an invitation as used and puts its ballot into the box, both or neither, if the survey is open.
///
/// A ballot whose key stands in the box under an unused invitation is a nonce used twice: [`StoreError::Conflict`], which
/// must undo the transaction.
pub fn cast(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    mark: &[u8; 32],
    ballot: &SealedBallot,
) -> Result<Cast, StoreError> {
    if used(tx, survey, mark)? {
        return repeated(tx, survey, ballot);
    }
    let state: Option<String> = survey::table
        .find(survey.as_str())
        .select(survey::state)
        .first(tx.conn)
        .optional()?;
    let state = state.ok_or_else(|| StoreError::not_found("survey", survey))?;
    if State::from_word(&state) != Some(State::Open) {
        return Ok(Cast::Closed);
    }
    let row = MarkerRow {
        survey: survey.as_str(),
        mark,
    };
    if !insert_if_absent!(tx, marker::table, &row)? {
        return repeated(tx, survey, ballot);
    }
    let row = BallotRow {
        survey: survey.as_str(),
        ballot_key: &ballot.key,
        check_mac: &ballot.check,
        sealed: &ballot.sealed,
    };
    if !insert_if_absent!(tx, ballot_box::table, &row)? {
        return Err(StoreError::Conflict(
            "this ballot stands in the box under another invitation".to_owned(),
        ));
    }
    Ok(Cast::Stored)
}

/// A used invitation: the same ballot again, or another one.
fn repeated(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    ballot: &SealedBallot,
) -> Result<Cast, StoreError> {
    let stands: Option<Vec<u8>> = ballot_box::table
        .find((survey.as_str(), ballot.key.as_slice()))
        .select(ballot_box::check_mac)
        .first(tx.conn)
        .optional()?;
    Ok(match stands {
        Some(check) if check == ballot.check => Cast::SameAgain,
        _ => Cast::AlreadyUsed,
    })
}

/// Whether an invitation is used.
pub fn used(tx: &mut Tx<'_>, survey: &SurveyCode, mark: &[u8; 32]) -> Result<bool, StoreError> {
    let rows: i64 = marker::table
        .find((survey.as_str(), mark.as_slice()))
        .count()
        .get_result(tx.conn)?;
    Ok(rows > 0)
}

/// How many ballots are in the box. For the tally; before it, only the policy says what of this may be shown.
pub fn count(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<u64, StoreError> {
    let rows: i64 = ballot_box::table
        .filter(ballot_box::survey.eq(survey.as_str()))
        .count()
        .get_result(tx.conn)?;
    read("ballot_box", u64::try_from(rows))
}

/// All ballots of a survey, by key.
pub fn all(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<SealedBallot>, StoreError> {
    let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = ballot_box::table
        .filter(ballot_box::survey.eq(survey.as_str()))
        .order(ballot_box::ballot_key)
        .select((
            ballot_box::ballot_key,
            ballot_box::check_mac,
            ballot_box::sealed,
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(ballot_key, check, sealed)| {
            Ok(SealedBallot {
                key: key("ballot_box.ballot_key", &ballot_key)?,
                check: key("ballot_box.check_mac", &check)?,
                sealed,
            })
        })
        .collect()
}
