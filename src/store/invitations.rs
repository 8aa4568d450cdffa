//! Invitations: who may answer what, and the one group each ballot will carry.
//!
//! What must not exist: anything here that says whether an invitation was opened or used.

use diesel::prelude::*;

use super::column::{from_integer, read, to_integer};
use super::dialect::insert_many;
use super::schema::invitation;
use super::{StoreError, Tx, surveys};
use crate::base::{GroupCode, InvitationId, PersonCode, SurveyCode};
use crate::fieldwork::State;

/// An invitation to be stored.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Its fresh random id.
    pub id: InvitationId,
    /// Who.
    pub person: PersonCode,
    /// The group whose ballot they cast.
    pub stratum: GroupCode,
    /// Keyed digest of the token.
    pub token_index: [u8; 32],
    /// Keyed digest of the typed code.
    pub code_index: [u8; 32],
}

/// What somebody who wants to answer shows, as the row keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// Of a token.
    Token([u8; 32]),
    /// Of a typed code.
    Code([u8; 32]),
}

/// An invitation as the answering page needs it: no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The group whose ballot it gives.
    pub stratum: GroupCode,
    /// Which of its tokens it has now: the mails before it, if any, open nothing any more.
    pub generation: u32,
}

/// An invitation as mailing needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailing {
    /// Its id.
    pub id: InvitationId,
    /// Who.
    pub person: PersonCode,
    /// The group whose ballot it gives.
    pub stratum: GroupCode,
}

#[derive(Insertable)]
#[diesel(table_name = invitation)]
struct InvitationRow {
    id: String,
    survey: String,
    person: String,
    stratum: String,
    generation: i32,
    token_index: Vec<u8>,
    code_index: Vec<u8>,
}

/// Stores the invitations of a survey, in order of their random ids.
pub fn insert(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    invitations: &[NewInvitation],
) -> Result<(), StoreError> {
    let mut rows: Vec<InvitationRow> = invitations
        .iter()
        .map(|new| InvitationRow {
            id: new.id.as_str().to_owned(),
            survey: survey.to_string(),
            person: new.person.to_string(),
            stratum: new.stratum.to_string(),
            generation: 0,
            token_index: new.token_index.to_vec(),
            code_index: new.code_index.to_vec(),
        })
        .collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    insert_many!(tx, invitation::table, rows)?;
    Ok(())
}

/// The invitation whose row has this index, if there is one. Whether the token or code belongs to it, only the survey's keys tell:
/// whoever may write here can put an index into another row.
pub fn find(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    index: &Index,
) -> Result<Option<Invitation>, StoreError> {
    let of_survey = invitation::table
        .filter(invitation::survey.eq(survey.as_str()))
        .select((invitation::id, invitation::stratum, invitation::generation));
    let found: Option<(String, String, i32)> = match index {
        Index::Token(index) => of_survey
            .filter(invitation::token_index.eq(index.as_slice()))
            .first(tx.conn)
            .optional()?,
        Index::Code(index) => of_survey
            .filter(invitation::code_index.eq(index.as_slice()))
            .first(tx.conn)
            .optional()?,
    };
    found.map(invitation_of).transpose()
}

/// An invitation by its id.
pub fn get(tx: &mut Tx<'_>, id: &InvitationId) -> Result<Invitation, StoreError> {
    let found: Option<(String, String, i32)> = invitation::table
        .find(id.as_str())
        .select((invitation::id, invitation::stratum, invitation::generation))
        .first(tx.conn)
        .optional()?;
    let found = found.ok_or_else(|| StoreError::not_found("invitation", &id.as_str()))?;
    invitation_of(found)
}

fn invitation_of(
    (id, stratum, generation): (String, String, i32),
) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: InvitationId::from_stored(id),
        stratum: read("invitation.stratum", GroupCode::parse(&stratum))?,
        generation: from_integer("invitation.generation", generation)?,
    })
}

/// Gives an invitation its next token and code; the ones before open nothing from then on. Whether they were used, nobody sees.
pub fn replace(
    tx: &mut Tx<'_>,
    id: &InvitationId,
    generation: u32,
    token_index: &[u8; 32],
    code_index: &[u8; 32],
) -> Result<(), StoreError> {
    diesel::update(invitation::table.find(id.as_str()))
        .set((
            invitation::generation.eq(to_integer("invitation.generation", generation)?),
            invitation::token_index.eq(token_index.as_slice()),
            invitation::code_index.eq(code_index.as_slice()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// All invitations of a survey, by id.
pub fn for_mailing(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<Mailing>, StoreError> {
    let rows: Vec<(String, String, String)> = invitation::table
        .filter(invitation::survey.eq(survey.as_str()))
        .select((invitation::id, invitation::person, invitation::stratum))
        .load(tx.conn)?;
    let mut mailings: Vec<Mailing> = rows
        .into_iter()
        .map(|(id, person, stratum)| {
            Ok(Mailing {
                id: InvitationId::from_stored(id),
                person: read("invitation.person", PersonCode::parse(&person))?,
                stratum: read("invitation.stratum", GroupCode::parse(&stratum))?,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    mailings.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(mailings)
}

/// The open surveys to which somebody is invited, by code.
pub fn open_to(tx: &mut Tx<'_>, person: &PersonCode) -> Result<Vec<SurveyCode>, StoreError> {
    let mut codes: Vec<String> = invitation::table
        .filter(invitation::person.eq(person.as_str()))
        .select(invitation::survey)
        .distinct()
        .load(tx.conn)?;
    codes.sort();
    let mut open = Vec::new();
    for code in codes {
        let code = read("invitation.survey", SurveyCode::parse(&code))?;
        if surveys::state(tx, &code)? == State::Open {
            open.push(code);
        }
    }
    Ok(open)
}

/// Forgets the tokens and codes of a survey, after its tally.
pub fn clear_tokens(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<(), StoreError> {
    diesel::update(invitation::table.filter(invitation::survey.eq(survey.as_str())))
        .set((
            invitation::token_index.eq(None::<Vec<u8>>),
            invitation::code_index.eq(None::<Vec<u8>>),
        ))
        .execute(tx.conn)?;
    Ok(())
}
