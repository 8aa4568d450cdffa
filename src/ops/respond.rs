//! What a respondent's browser asks of the server.
//!
//! Nothing here is logged, and no request body enters an error. The marker and the sealed ballot of one answer are written
//! in one transaction; neither of them can be read, and no row of a person or an invitation is touched by it.

use crate::ballot::{Ballot, Nonce, Receipt, Token, receipt};
use crate::base::{Facts, Group, RowId, SurveyCode, Text};
use crate::disclosure::Policy;
use crate::instrument::{ItemKind, RawAnswers, Sensitivity};
use crate::render::QuestionnairePage;
use crate::store::ballot_box::{self, Cast};
use crate::store::notes::Note;
use crate::store::{StoreError, invitations, notes};

use super::live::Live;
use super::{App, OpError};

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContextState {
    /// It can be answered.
    Open,
    /// It has been used.
    Used,
    /// The survey takes no more answers.
    Closed,
    /// No invitation has this link.
    Unknown,
}

/// What the page tells the respondent before the first question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// What the link is good for; the rest is filled in only where it is open.
    pub state: ContextState,
    /// The group they answer as part of.
    pub group: String,
    /// How many are invited in that group.
    pub invited: u32,
    /// Nothing is shown for fewer answers than this.
    pub minimum: u32,
    /// What is known of the group.
    pub facts: Facts,
}

/// One fault in an answer, to be shown at its item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Item.
    pub item: String,
    /// What is wrong with it.
    pub text: Text,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CastOutcome {
    /// Counted, now or by an earlier try of the same browser.
    Counted(Receipt),
    /// The link has been used by another answer.
    AlreadyUsed,
    /// No more answers are taken.
    Closed,
    /// No invitation has this link.
    Unknown,
    /// The answers cannot be taken; nothing was kept of them.
    Faults(Vec<Fault>),
}

impl App {
    /// Tells what a link is good for. Changes nothing, so a mail scanner may ask as often as it likes.
    pub fn context(&self, code: &SurveyCode, token: &str) -> Result<Context, OpError> {
        let nothing = |state| Context {
            state,
            group: String::new(),
            invited: 0,
            minimum: 0,
            facts: Facts::none(),
        };
        if !self.takes_answers(code)? {
            return Ok(nothing(ContextState::Closed));
        }
        let live = self.live(code)?;
        let Some(invitation) = self.invitation(&live, token)? else {
            return Ok(nothing(ContextState::Unknown));
        };
        let marker = live.keys.marker(code, &invitation.id);
        if self.store.read(|tx| ballot_box::used(tx, code, &marker))? {
            return Ok(nothing(ContextState::Used));
        }
        let (_, group) = stratum(&live, &invitation)?;
        Ok(Context {
            state: ContextState::Open,
            group: group.label.clone(),
            invited: group.invited,
            minimum: live.policy.minimum(Sensitivity::Ordinary),
            facts: group.facts.clone(),
        })
    }

    /// Takes a complete set of answers, once per link. The same nonce with the same answers may come again: it gets the same receipt.
    pub fn cast(
        &self,
        code: &SurveyCode,
        token: &str,
        nonce: Nonce,
        raw: &RawAnswers,
    ) -> Result<CastOutcome, OpError> {
        if !self.takes_answers(code)? {
            return Ok(CastOutcome::Closed);
        }
        let live = self.live(code)?;
        let Some(invitation) = self.invitation(&live, token)? else {
            return Ok(CastOutcome::Unknown);
        };
        let (index, group) = stratum(&live, &invitation)?;
        let answers = match live.instrument.validate(&group.facts, raw) {
            Ok(answers) => answers,
            Err(faults) => {
                let shown = faults.into_iter().map(|fault| Fault {
                    item: fault.item,
                    text: fault.text,
                });
                return Ok(CastOutcome::Faults(shown.collect()));
            }
        };
        let receipt = receipt(code, &nonce);
        let ballot = Ballot {
            stratum: index,
            nonce,
            answers: live.instrument.pack(&answers),
        };
        let padded = live.instrument.packed_limit();
        let sealed = live.keys.seal(code, &ballot, padded, &mut self.entropy())?;
        let marker = live.keys.marker(code, &invitation.id);
        // The box looks in its own transaction whether the survey is still open: another process may have closed it.
        let cast = self
            .store
            .write(|tx| ballot_box::cast(tx, code, &marker, &sealed));
        Ok(match cast {
            Ok(Cast::Stored | Cast::SameAgain) => CastOutcome::Counted(receipt),
            // A conflict is a nonce under another link: nobody's honest browser draws the same 256 bits twice.
            Ok(Cast::AlreadyUsed) | Err(StoreError::Conflict(_)) => CastOutcome::AlreadyUsed,
            Ok(Cast::Closed) => CastOutcome::Closed,
            Err(error) => return Err(error.into()),
        })
    }

    /// Keeps the text of an item that is not anonymous and says so. It is stored with its group, apart from every answer.
    pub fn note(
        &self,
        code: &SurveyCode,
        token: &str,
        item: &str,
        text: &str,
    ) -> Result<CastOutcome, OpError> {
        if !self.takes_answers(code)? {
            return Ok(CastOutcome::Closed);
        }
        let live = self.live(code)?;
        let Some(invitation) = self.invitation(&live, token)? else {
            return Ok(CastOutcome::Unknown);
        };
        let fault = |da: &str, en: &str| {
            Ok(CastOutcome::Faults(vec![Fault {
                item: item.to_owned(),
                text: Text::new(da, en),
            }]))
        };
        let limit = match live.instrument.item(item) {
            Some((_, found)) if found.sensitivity == Sensitivity::Named => match found.kind {
                ItemKind::Text { max_chars } => max_chars,
                _ => 0,
            },
            _ => return fault("Feltet findes ikke her.", "There is no such field here."),
        };
        let text = text.trim();
        if text.is_empty() || text.chars().count() > limit {
            return fault(
                "Teksten er tom eller for lang.",
                "The text is empty or too long.",
            );
        }
        let (_, group) = stratum(&live, &invitation)?;
        let note = Note {
            id: RowId::random(&mut self.entropy()),
            item: item.to_owned(),
            group: group.code.clone(),
            text: text.to_owned(),
        };
        self.store.write(|tx| notes::insert(tx, code, &note))?;
        // There is nothing to count; the nonce of a note is nobody's.
        Ok(CastOutcome::Counted(receipt(
            code,
            &Nonce::random(&mut self.entropy()),
        )))
    }

    /// The texts of a survey's fields that are not anonymous.
    pub fn notes(&self, code: &SurveyCode) -> Result<Vec<Note>, OpError> {
        self.survey(code)?;
        Ok(self.store.read(|tx| notes::list(tx, code))?)
    }

    /// The page of a survey: the same bytes for everybody.
    pub fn questionnaire(&self, code: &SurveyCode) -> Result<String, OpError> {
        let survey = self.survey(code)?;
        let instrument = self.instrument(&survey)?;
        let policy = Policy::preset(&survey.policy)
            .map_err(|unknown| OpError::Damaged(unknown.to_string()))?;
        let page = QuestionnairePage {
            survey: survey.code.clone(),
            title: survey.title.clone(),
            sender: survey.sender.clone(),
            promise: policy.words(),
            contact: self.settings.mail.contact.clone(),
            closes: survey.closes,
            minimum: policy.minimum(Sensitivity::Ordinary),
            padded: 16 * 1024,
            preview: false,
            notes: survey.notes.clone(),
        };
        Ok(self.renderer.questionnaire_html(&instrument, &page)?)
    }

    fn takes_answers(&self, code: &SurveyCode) -> Result<bool, OpError> {
        Ok(self.survey(code)?.takes_answers(self.clock.today()))
    }

    fn invitation(
        &self,
        live: &Live,
        token: &str,
    ) -> Result<Option<invitations::Invitation>, OpError> {
        let Some(token) = Token::parse(token) else {
            return Ok(None);
        };
        let index = live.keys.token_index(&token);
        let code = &live.survey.code;
        Ok(self
            .store
            .read(|tx| invitations::by_token_index(tx, code, &index))?)
    }
}

/// The group a ballot of this invitation counts in, with its index.
fn stratum<'a>(
    live: &'a Live,
    invitation: &invitations::Invitation,
) -> Result<(usize, &'a Group), OpError> {
    let groups = &live.groups;
    groups
        .position(&invitation.stratum)
        .and_then(|index| groups.get(index).map(|group| (index, group)))
        .ok_or_else(|| {
            OpError::Damaged(format!(
                "survey {} has no group {}",
                live.survey.code, invitation.stratum
            ))
        })
}
