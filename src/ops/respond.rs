//! What a respondent's browser asks of the server besides its ballot: the page, what the link is good for, and the texts of fields
//! that are not anonymous. Nothing here is logged, and no request body enters an error.

use std::sync::Arc;

use crate::ballot::blind::{BlindSigner as _, BlindVerifier as _};
use crate::base::{Facts, RowId, SurveyCode, Text};
use crate::fieldwork::State;
use crate::instrument::{ItemKind, Sensitivity};
use crate::render::QuestionnairePage;
use crate::store::notes::Note;
use crate::store::{StoreError, ballot_box, frames, invitations, notes, public_record, surveys};

use super::cast::padded_size;
use super::issue::{self, Credential};
use super::live::Live;
use super::{App, Fault, OpError, promise};

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
    /// What the link is good for; the rest is empty where it is closed or unknown.
    pub state: ContextState,
    /// The group they answer as part of.
    pub group: String,
    /// Its code.
    pub stratum: String,
    /// How many are invited whose ballots carry that group.
    pub invited: u32,
    /// Nothing is shown for fewer answers than this.
    pub minimum: u32,
    /// What is known of the group.
    pub facts: Facts,
    /// Modulus of the key that signs its ballots, base 64 for URLs.
    pub n: String,
    /// Name of that key, 64 hexadecimal digits.
    pub kid: String,
}

impl Context {
    fn bare(state: ContextState) -> Self {
        Self {
            state,
            group: String::new(),
            stratum: String::new(),
            invited: 0,
            minimum: 0,
            facts: Facts::none(),
            n: String::new(),
            kid: String::new(),
        }
    }
}

/// What became of a text that is not anonymous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteOutcome {
    /// It is kept.
    Kept,
    /// No more texts are taken.
    Closed,
    /// There is no such invitation.
    Unknown,
    /// It cannot be taken.
    Faults(Vec<Fault>),
}

impl App {
    /// Tells what a link is good for. Changes nothing, so a mail scanner may ask as often as it likes.
    pub fn context(&self, code: &SurveyCode, credential: &Credential) -> Result<Context, OpError> {
        let Some(live) = self.open_live(code)? else {
            return Ok(Context::bare(ContextState::Closed));
        };
        let Some(index) = issue::index(&live, credential) else {
            return Ok(Context::bare(ContextState::Unknown));
        };
        // One look for all three questions: every respondent asks them.
        let (state, found) = self.store.read(|tx| {
            let state = surveys::state(tx, code)?;
            let found = invitations::find(tx, code, &index)?;
            let Some(invitation) = found.filter(|found| issue::belongs(&live, credential, found))
            else {
                return Ok::<_, StoreError>((state, None));
            };
            let marker = live.keys.marker(code, &invitation.id);
            let used = ballot_box::used(tx, code, &marker)?;
            Ok((state, Some((invitation, used))))
        })?;
        if !self.in_field(&live, state) {
            return Ok(Context::bare(ContextState::Closed));
        }
        let Some((invitation, used)) = found else {
            return Ok(Context::bare(ContextState::Unknown));
        };
        let group = live.group(&invitation.stratum)?;
        let public = live.signer(&invitation.stratum)?.public();
        Ok(Context {
            state: if used {
                ContextState::Used
            } else {
                ContextState::Open
            },
            group: group.label.clone(),
            stratum: group.code.to_string(),
            invited: live.stratum_size(&invitation.stratum)?,
            minimum: live.policy.minimum(Sensitivity::Ordinary),
            facts: group.facts.clone(),
            n: public.n_base64url(),
            kid: public.kid().to_string(),
        })
    }

    /// Keeps the text of an item that is not anonymous and says so. It is stored with its group, apart from every answer.
    pub fn note(
        &self,
        code: &SurveyCode,
        credential: &Credential,
        item: &str,
        text: &str,
    ) -> Result<NoteOutcome, OpError> {
        let Some(live) = self.field(code)? else {
            return Ok(NoteOutcome::Closed);
        };
        let Some(invitation) = self.invitation(&live, credential)? else {
            return Ok(NoteOutcome::Unknown);
        };
        let fault = |da: &str, en: &str| {
            Ok(NoteOutcome::Faults(vec![Fault {
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
        let note = Note {
            id: RowId::random(&mut self.entropy()),
            item: item.to_owned(),
            group: invitation.stratum,
            text: text.to_owned(),
        };
        self.store.write(|tx| notes::insert(tx, code, &note))?;
        Ok(NoteOutcome::Kept)
    }

    /// The texts of a survey's fields that are not anonymous.
    pub fn notes(&self, code: &SurveyCode) -> Result<Vec<Note>, OpError> {
        self.survey(code)?;
        Ok(self.store.read(|tx| notes::list(tx, code))?)
    }

    /// The page of a survey: the same bytes for everybody.
    pub fn questionnaire(&self, code: &SurveyCode) -> Result<String, OpError> {
        // One that is open is loaded, so that its closing is noticed.
        self.open_live(code)?;
        let survey = self.survey(code)?;
        let instrument = self.instrument(&survey)?;
        let (groups, manifest) = self.store.read(|tx| {
            Ok::<_, StoreError>((
                frames::groups(tx, code)?,
                public_record::manifest(tx, code)?,
            ))
        })?;
        let policy = promise::kept(&survey, &groups, &manifest)?;
        let page = QuestionnairePage {
            survey: survey.code.clone(),
            title: survey.title.clone(),
            sender: survey.sender.clone(),
            promise: policy.words(),
            contact: self.settings.mail.contact.clone(),
            closes: survey.closes,
            minimum: policy.minimum(Sensitivity::Ordinary),
            padded: padded_size(&instrument),
            preview: false,
            notes: survey.notes.clone(),
        };
        Ok(self.renderer.questionnaire_html(&instrument, &page)?)
    }

    /// A survey that issues ballots today.
    fn field(&self, code: &SurveyCode) -> Result<Option<Arc<Live>>, OpError> {
        let Some(live) = self.open_live(code)? else {
            return Ok(None);
        };
        // Asked for afresh: another process may have closed it.
        let state = self.store.read(|tx| surveys::state(tx, code))?;
        Ok(self.in_field(&live, state).then_some(live))
    }

    /// Whether a survey in this state issues ballots today; one that is closed is forgotten.
    fn in_field(&self, live: &Live, state: State) -> bool {
        if state != State::Open {
            self.live.forget(&live.survey.code);
        }
        state == State::Open && live.survey.takes_issue(self.clock.today())
    }
}
