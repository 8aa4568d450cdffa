//! Delivering mail from the outbox.
//!
//! The outbox holds only which invitation is to get which mail. Address, link and words come together here, in memory, when
//! the mail is handed over; nothing on disk pairs a person with a token except the mail itself.

use crate::base::{Digest, SurveyCode};
use crate::fieldwork::State;
use crate::instrument::Sensitivity;
use crate::mail::{Message, MessageId, SendError};
use crate::registry::Person;
use crate::render::{MailKind, MailView};
use crate::store::outbox::{OutboxId, OutboxMail};
use crate::store::{StoreError, invitations, outbox, registry};

use super::{App, OpError};

/// Mails taken in one pass. One transaction records the outcomes of all of them.
const BATCH: u32 = 200;
/// Tries before a mail is given up.
const TRIES: i32 = 8;
/// Name in the outbox of the first mail to an invitation.
pub(super) const INVITATION: &str = "invitation";

/// What one delivery did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed over.
    pub sent: usize,
    /// To be tried again.
    pub postponed: usize,
    /// Given up.
    pub failed: usize,
}

enum Outcome {
    Sent,
    Later(String),
    Never(String),
}

impl App {
    /// How many mails wait, due or not, and how many were given up.
    pub fn mails(&self) -> Result<(u64, u64), OpError> {
        Ok(self
            .store
            .read(|tx| Ok::<_, StoreError>((outbox::waiting(tx)?, outbox::failed(tx)?)))?)
    }

    /// Delivers every mail that is due; `progress` is told the number handed over so far.
    pub fn deliver(&self, mut progress: impl FnMut(usize)) -> Result<Delivered, OpError> {
        let mut total = Delivered::default();
        loop {
            let now = self.clock.seconds();
            let batch = self.store.write(|tx| outbox::lease(tx, BATCH, now))?;
            if batch.is_empty() {
                return Ok(total);
            }
            let people = self.store.read(|tx| {
                batch
                    .iter()
                    .map(|mail| registry::person(tx, &mail.person))
                    .collect::<Result<Vec<_>, _>>()
            })?;
            let mut outcomes = Vec::with_capacity(batch.len());
            for (mail, person) in batch.iter().zip(&people) {
                let outcome = self.send(mail, person)?;
                match outcome {
                    Outcome::Sent => total.sent += 1,
                    Outcome::Later(_) => total.postponed += 1,
                    Outcome::Never(_) => total.failed += 1,
                }
                outcomes.push((mail, outcome));
                progress(total.sent);
            }
            self.store.write(|tx| {
                outcomes
                    .iter()
                    .try_for_each(|(mail, outcome)| match outcome {
                        Outcome::Sent => outbox::done(tx, &mail.id),
                        Outcome::Later(note) => {
                            outbox::retry(tx, &mail.id, now + pause(mail.attempts), note)
                        }
                        Outcome::Never(note) => outbox::dead(tx, &mail.id, note),
                    })
            })?;
        }
    }

    fn send(&self, mail: &OutboxMail, person: &Person) -> Result<Outcome, OpError> {
        let survey = self.survey(&mail.survey)?;
        if survey.state != State::Open {
            return Ok(Outcome::Never(
                "the survey was closed before the mail could be sent".into(),
            ));
        }
        let handed = self.write_to(&mail.survey, &mail.id, person, MailKind::Invitation)?;
        Ok(match handed {
            Ok(()) => Outcome::Sent,
            Err(SendError::Transient(note) | SendError::Unknown(note)) if mail.attempts < TRIES => {
                Outcome::Later(note)
            }
            Err(
                SendError::Transient(note) | SendError::Unknown(note) | SendError::Permanent(note),
            ) => Outcome::Never(note),
        })
    }

    /// Puts one mail together, in memory, and hands it over.
    pub(super) fn write_to(
        &self,
        survey: &SurveyCode,
        id: &OutboxId,
        person: &Person,
        kind: MailKind,
    ) -> Result<Result<(), SendError>, OpError> {
        let live = self.live(survey)?;
        let survey = &live.survey;
        let invitation = &id.invitation;
        let (stratum, generation) = self.store.read(|tx| {
            let found = invitations::get(tx, invitation)?;
            Ok::<_, StoreError>((found.stratum, found.generation))
        })?;
        let keys = &live.keys;
        let token = keys.token(&survey.code, invitation, &stratum, generation);
        let code = keys.code(&survey.code, invitation, &stratum, generation);
        let page = format!("{}/s/{}", self.settings.public_url, survey.code);
        let view = MailView {
            title: survey.title.clone(),
            sender: survey.sender.clone(),
            purpose: live.instrument.parts().purpose.clone(),
            minutes: live.instrument.parts().minutes,
            closes: survey.closes,
            link: format!(
                "{page}#{}.{}",
                token.text().as_str(),
                live.fingerprint.digest()
            ),
            page,
            code: code.text().as_str().to_owned(),
            fingerprint: live.fingerprint.to_string(),
            about: format!("{}/anonym", self.settings.public_url),
            minimum: live.policy.minimum(Sensitivity::Ordinary),
            contact: self.settings.mail.contact.clone(),
            notes: survey.notes.clone(),
        };
        let rendered = self.renderer.mail(kind, &view, person.language)?;
        // The same mail keeps its Message-ID over every retry, so that a second copy can be recognised; a reminder of another day is
        // another mail. It tells no one who it is for.
        let wave = match kind {
            MailKind::Invitation => survey.opens,
            MailKind::Reminder => self.clock.today(),
        }
        .to_string();
        let name = [
            id.invitation.as_str().as_bytes(),
            id.template.as_bytes(),
            wave.as_bytes(),
        ];
        let unique = Digest::of("message-id", &name).to_string();
        let from = self.settings.mail.from.clone();
        let host = from
            .expose()
            .rsplit_once('@')
            .map_or("localhost", |(_, host)| host)
            .to_owned();
        let message = Message {
            id: MessageId::new(&unique[..32], &host)
                .map_err(|bad| OpError::Input(bad.to_string()))?,
            from: (survey.sender.get(person.language).to_owned(), from),
            to: person.email.clone(),
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            seconds: self.clock.seconds(),
        };
        Ok(self.transport.send(&message))
    }
}

/// Seconds until the next try: 1 minute, doubled each time, at most 4 hours.
fn pause(attempts: i32) -> i64 {
    (60_i64 << attempts.clamp(1, 9).saturating_sub(1)).min(4 * 3600)
}
