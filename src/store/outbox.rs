//! Mails to be sent. A row names an invitation and a kind of mail; address, token and text are made when it is handed over.
//!
//! A mail that was sent leaves no row: who got a reminder would tell who had not answered.

use diesel::prelude::*;

use super::column::read;
use super::dialect::insert_if_absent;
use super::schema::{invitation, outbox};
use super::{StoreError, Tx};
use crate::base::{InvitationId, PersonCode, SurveyCode};

/// Seconds after which a mail that was leased and never settled is given out again.
pub const LEASE_SECONDS: i64 = 300;

/// A mail's name: one of each kind for an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxId {
    /// To whom it goes.
    pub invitation: InvitationId,
    /// Which mail: the name of its template.
    pub template: String,
}

/// A mail to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMail {
    /// Its name.
    pub id: OutboxId,
    /// The survey it is about.
    pub survey: SurveyCode,
    /// To whom it goes.
    pub person: PersonCode,
    /// How often it was leased, this time included.
    pub attempts: i32,
}

#[derive(Insertable)]
#[diesel(table_name = outbox)]
struct OutboxRow<'a> {
    invitation: &'a str,
    template: &'a str,
    attempts: i32,
    due_seconds: i64,
    dead: bool,
}

/// Queues a mail in the caller's transaction. Queueing it again changes nothing while it waits; whether it was queued.
pub fn enqueue(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    invitation: &InvitationId,
    template: &str,
) -> Result<bool, StoreError> {
    let belongs: i64 = invitation::table
        .find(invitation.as_str())
        .filter(invitation::survey.eq(survey.as_str()))
        .count()
        .get_result(tx.conn)?;
    if belongs == 0 {
        return Err(StoreError::not_found("invitation of survey", survey));
    }
    let row = OutboxRow {
        invitation: invitation.as_str(),
        template,
        attempts: 0,
        due_seconds: 0,
        dead: false,
    };
    Ok(insert_if_absent!(tx, outbox::table, &row)?)
}

/// Takes up to `limit` mails that are due. Until settled, or [`LEASE_SECONDS`] later, nobody else gets them.
pub fn lease(tx: &mut Tx<'_>, limit: u32, now_s: i64) -> Result<Vec<OutboxMail>, StoreError> {
    let rows: Vec<(String, String, i32, String, String)> = outbox::table
        .inner_join(invitation::table)
        .filter(outbox::dead.eq(false))
        .filter(outbox::due_seconds.le(now_s))
        .order((outbox::due_seconds, outbox::invitation, outbox::template))
        .limit(i64::from(limit))
        .select((
            outbox::invitation,
            outbox::template,
            outbox::attempts,
            invitation::survey,
            invitation::person,
        ))
        .load(tx.conn)?;
    let mut mails = Vec::with_capacity(rows.len());
    for (invitation, template, attempts, survey, person) in rows {
        diesel::update(outbox::table.find((&invitation, &template)))
            .set((
                outbox::attempts.eq(attempts + 1),
                outbox::due_seconds.eq(now_s + LEASE_SECONDS),
            ))
            .execute(tx.conn)?;
        mails.push(OutboxMail {
            id: OutboxId {
                invitation: InvitationId::from_stored(invitation),
                template,
            },
            survey: read("invitation.survey", SurveyCode::parse(&survey))?,
            person: read("invitation.person", PersonCode::parse(&person))?,
            attempts: attempts + 1,
        });
    }
    Ok(mails)
}

/// The mail was handed over.
pub fn done(tx: &mut Tx<'_>, id: &OutboxId) -> Result<(), StoreError> {
    diesel::delete(outbox::table.find((id.invitation.as_str(), id.template.as_str())))
        .execute(tx.conn)?;
    Ok(())
}

/// The mail failed for now: try again at `next_s`. `note` says why, without an address.
pub fn retry(tx: &mut Tx<'_>, id: &OutboxId, next_s: i64, note: &str) -> Result<(), StoreError> {
    diesel::update(outbox::table.find((id.invitation.as_str(), id.template.as_str())))
        .set((outbox::due_seconds.eq(next_s), outbox::failure.eq(note)))
        .execute(tx.conn)?;
    Ok(())
}

/// The mail failed for good. `note` says why, without an address.
pub fn dead(tx: &mut Tx<'_>, id: &OutboxId, note: &str) -> Result<(), StoreError> {
    diesel::update(outbox::table.find((id.invitation.as_str(), id.template.as_str())))
        .set((outbox::dead.eq(true), outbox::failure.eq(note)))
        .execute(tx.conn)?;
    Ok(())
}

/// How many mails wait, whether due or not.
pub fn waiting(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    count(tx, false)
}

/// How many mails failed for good.
pub fn failed(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    count(tx, true)
}

fn count(tx: &mut Tx<'_>, dead: bool) -> Result<u64, StoreError> {
    let rows: i64 = outbox::table
        .filter(outbox::dead.eq(dead))
        .count()
        .get_result(tx.conn)?;
    read("outbox", u64::try_from(rows))
}
