//! The ballot box: opaque markers of used invitations, and sealed ballots. Nothing here ties one to the other, or to a person: they
//! come in requests of their own, at times of their own.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::column::{key, read};
use super::dialect::insert_if_absent;
use super::schema::{ballot_box, marker};
use super::{StoreError, Tx, surveys};
use crate::ballot::{SealedBallot, TAG};
use crate::base::SurveyCode;
use crate::fieldwork::State;

/// What became of an invitation's wish for a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issue {
    /// It is marked as used now, for this request.
    Marked,
    /// It was marked before, for the same request: a lost reply, asked for again.
    SameAgain,
    /// It was marked before, for another request.
    AlreadyUsed,
    /// The survey issues no more ballots.
    Closed,
}

/// What became of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    /// It is in the box.
    Stored,
    /// A ballot with its nonce was in the box already, and stays: a lost reply, asked for again, or a second vote. Which of them, nobody is
    /// told: whoever had got hold of a ballot could try answers on it until one fits.
    Again,
    /// The survey takes no more ballots.
    Closed,
}

#[derive(Insertable)]
#[diesel(table_name = marker)]
struct MarkerRow<'a> {
    survey: &'a str,
    mark: &'a [u8],
    request: &'a [u8],
}

#[derive(Insertable)]
#[diesel(table_name = ballot_box)]
struct BallotRow<'a> {
    survey: &'a str,
    ballot_key: &'a [u8],
    check_mac: &'a [u8],
    tag: &'a [u8],
    sealed: &'a [u8],
}

#[derive(Queryable)]
struct StoredRow {
    ballot_key: Vec<u8>,
    check_mac: Vec<u8>,
    tag: Vec<u8>,
    sealed: Vec<u8>,
}

/// Marks an invitation as used for one request, if the survey is open.
pub fn issue(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    mark: &[u8; 32],
    request: &[u8; 32],
) -> Result<Issue, StoreError> {
    let open = surveys::state(tx, survey)? == State::Open;
    let row = MarkerRow {
        survey: survey.as_str(),
        mark,
        request,
    };
    if open && insert_if_absent!(tx, marker::table, &row)? {
        return Ok(Issue::Marked);
    }
    let stands: Option<Vec<u8>> = marker::table
        .find((survey.as_str(), mark.as_slice()))
        .select(marker::request)
        .first(tx.conn)
        .optional()?;
    Ok(match stands {
        // The key that signs is on its way out.
        _ if !open => Issue::Closed,
        Some(stands) if stands == request => Issue::SameAgain,
        _ => Issue::AlreadyUsed,
    })
}

/// Puts a ballot into the box, if the survey is open. Whether it may be cast, its signature has told before.
pub fn cast(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    ballot: &SealedBallot,
) -> Result<Cast, StoreError> {
    let open = surveys::state(tx, survey)? == State::Open;
    let row = BallotRow {
        survey: survey.as_str(),
        ballot_key: &ballot.key,
        check_mac: &ballot.check,
        tag: &ballot.tag,
        sealed: &ballot.sealed,
    };
    if open && insert_if_absent!(tx, ballot_box::table, &row)? {
        return Ok(Cast::Stored);
    }
    let stands: i64 = ballot_box::table
        .find((survey.as_str(), ballot.key.as_slice()))
        .count()
        .get_result(tx.conn)?;
    Ok(if stands > 0 {
        Cast::Again
    } else {
        Cast::Closed
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

/// The markers of a survey, for a reminder that is written in memory and leaves nothing.
pub fn marks(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<BTreeSet<[u8; 32]>, StoreError> {
    let rows: Vec<Vec<u8>> = marker::table
        .filter(marker::survey.eq(survey.as_str()))
        .select(marker::mark)
        .load(tx.conn)?;
    rows.iter().map(|mark| key("marker.mark", mark)).collect()
}

/// How many invitations of a survey are used. For the tally.
pub(super) fn issued(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<u64, StoreError> {
    let rows: i64 = marker::table
        .filter(marker::survey.eq(survey.as_str()))
        .count()
        .get_result(tx.conn)?;
    read("marker", u64::try_from(rows))
}

/// How many ballots are in the box. For the tally; before it, only the policy says what of this may be shown.
pub fn count(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<u64, StoreError> {
    let rows: i64 = ballot_box::table
        .filter(ballot_box::survey.eq(survey.as_str()))
        .count()
        .get_result(tx.conn)?;
    read("ballot_box", u64::try_from(rows))
}

/// Key and tag of every ballot in the box, by key: for whoever has the survey's keys to count by group.
pub fn tags(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
) -> Result<BTreeMap<[u8; 32], [u8; TAG]>, StoreError> {
    let rows: Vec<(Vec<u8>, Vec<u8>)> = ballot_box::table
        .filter(ballot_box::survey.eq(survey.as_str()))
        .select((ballot_box::ballot_key, ballot_box::tag))
        .load(tx.conn)?;
    rows.iter()
        .map(|(ballot_key, tag)| Ok((key("ballot_box.ballot_key", ballot_key)?, tag_of(tag)?)))
        .collect()
}

/// All ballots of a survey, by key.
pub fn all(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<SealedBallot>, StoreError> {
    let rows: Vec<StoredRow> = ballot_box::table
        .filter(ballot_box::survey.eq(survey.as_str()))
        .order(ballot_box::ballot_key)
        .select((
            ballot_box::ballot_key,
            ballot_box::check_mac,
            ballot_box::tag,
            ballot_box::sealed,
        ))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(SealedBallot {
                key: key("ballot_box.ballot_key", &row.ballot_key)?,
                check: key("ballot_box.check_mac", &row.check_mac)?,
                tag: tag_of(&row.tag)?,
                sealed: row.sealed,
            })
        })
        .collect()
}

fn tag_of(bytes: &[u8]) -> Result<[u8; TAG], StoreError> {
    read(
        "ballot_box.tag",
        bytes.try_into().map_err(|_| "has another length"),
    )
}
