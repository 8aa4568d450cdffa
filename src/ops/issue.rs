//! Issuing a ballot: who asks is known, what is signed is not.

use crate::ballot::blind::{BYTES, BlindSigner as _, SignRefusal};
use crate::ballot::{Token, TypedCode};
use crate::base::{Digest, SurveyCode};
use crate::store::ballot_box::Issue;
use crate::store::invitations::{self, Index, Invitation};

use super::live::Live;
use super::{App, OpError};

/// What somebody who wants to answer shows: the secret of their invitation, in one of its two forms. No `Debug`.
#[derive(Clone)]
pub enum Credential {
    /// The token in the link.
    Token(String),
    /// The code that is typed.
    Code(String),
}

/// What became of a blinded ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssueOutcome {
    /// Signed, now or by an earlier try with the same blinded ballot.
    Signed(Box<[u8; BYTES]>),
    /// The invitation has been used for another ballot.
    AlreadyUsed,
    /// No more ballots are issued.
    Closed,
    /// There is no such invitation.
    Unknown,
    /// No honest browser sends this number; the invitation stays as it was.
    Malformed,
}

impl App {
    /// Signs a blinded ballot, once per invitation. The same blinded ballot may come again: it gets the same signature.
    pub fn issue(
        &self,
        code: &SurveyCode,
        credential: &Credential,
        blinded: &[u8; BYTES],
    ) -> Result<IssueOutcome, OpError> {
        let Some(live) = self.open_live(code)? else {
            return Ok(IssueOutcome::Closed);
        };
        if !live.survey.takes_issue(self.clock.today()) {
            return Ok(IssueOutcome::Closed);
        }
        let Some(invitation) = self.invitation(&live, credential)? else {
            return Ok(IssueOutcome::Unknown);
        };
        let key = live.signer(&invitation.stratum)?;
        if !key.public().may_sign(blinded) {
            return Ok(IssueOutcome::Malformed);
        }
        let mark = live.keys.marker(code, &invitation.id);
        let request = *Digest::plain(blinded).bytes();
        match self.writer.issue(code, mark, request)? {
            Issue::Marked | Issue::SameAgain => {}
            Issue::AlreadyUsed => return Ok(IssueOutcome::AlreadyUsed),
            Issue::Closed => {
                self.live.forget(code);
                return Ok(IssueOutcome::Closed);
            }
        }
        // Its own source of chance: a signature takes long, and others must not wait for it.
        let mut entropy = self.entropy().fork();
        match key.blind_sign(blinded, &mut entropy) {
            Ok(signature) => Ok(IssueOutcome::Signed(Box::new(signature))),
            Err(SignRefusal::OutOfRange) => Ok(IssueOutcome::Malformed),
            Err(fault @ SignRefusal::Miscalculated) => Err(OpError::Damaged(fault.to_string())),
        }
    }

    /// The invitation that a credential opens.
    pub(super) fn invitation(
        &self,
        live: &Live,
        credential: &Credential,
    ) -> Result<Option<Invitation>, OpError> {
        let Some(index) = index(live, credential) else {
            return Ok(None);
        };
        let code = &live.survey.code;
        let found = self.store.read(|tx| invitations::find(tx, code, &index))?;
        Ok(found.filter(|invitation| belongs(live, credential, invitation)))
    }
}

/// Whether a credential is the one that the survey's keys give this invitation; in constant time. The row says so too, but whoever may
/// write into the database could copy the index of their own link into the row of somebody else, to learn whether they have answered
/// or to get their ballot; or give a row another stratum.
pub(super) fn belongs(live: &Live, credential: &Credential, invitation: &Invitation) -> bool {
    let (survey, keys) = (&live.survey.code, &live.keys);
    let (id, stratum, generation) = (&invitation.id, &invitation.stratum, invitation.generation);
    match credential {
        Credential::Token(text) => Token::parse(text)
            .is_some_and(|shown| shown == keys.token(survey, id, stratum, generation)),
        Credential::Code(text) => TypedCode::parse(text)
            .is_ok_and(|shown| shown == keys.code(survey, id, stratum, generation)),
    }
}

/// What the invitation's row keeps of a credential; `None` for a text that is none.
pub(super) fn index(live: &Live, credential: &Credential) -> Option<Index> {
    match credential {
        Credential::Token(text) => Token::parse(text)
            .map(|token| live.keys.token_index(&token))
            .map(Index::Token),
        Credential::Code(text) => TypedCode::parse(text)
            .ok()
            .map(|code| live.keys.code_index(&code))
            .map(Index::Code),
    }
}
