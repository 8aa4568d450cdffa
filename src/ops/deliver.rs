//! Delivering mail from the outbox.
//!
//! The outbox holds only which invitation is to get which mail. Address, link and words come together here, in memory, when
//! the mail is handed over; nothing on disk pairs a person with a token except the mail itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Digest, SurveyCode};
use crate::mail::{Message, SendError};
use crate::render::{MailKind, MailView};
use crate::store::{invitations, outbox};

use super::live::Live;
use super::{App, OpError};

/// Mails taken in one pass. One transaction records the outcomes of all of them.
const BATCH: usize = 200;
/// Tries before a mail is given up.
const TRIES: u32 = 8;
/// Seconds that another process leaves a leased mail alone.
const LEASE_SECONDS: i64 = 600;

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
    /// How many mails wait, due or not.
    pub fn mails_waiting(&self) -> Result<usize, OpError> {
        Ok(self.store.read(outbox::waiting)?)
    }

    /// Delivers every mail that is due; `progress` is told the number handed over so far.
    pub fn deliver(&self, mut progress: impl FnMut(usize)) -> Result<Delivered, OpError> {
        let mut total = Delivered::default();
        loop {
            let now = self.clock.seconds();
            let batch = self.store.write(|tx| outbox::lease(tx, BATCH, now, now + LEASE_SECONDS))?;
            if batch.is_empty() {
                return Ok(total);
            }
            let recipients =
                self.store.read(|tx| invitations::recipients(tx, batch.iter().map(|mail| &mail.invitation)))?;
            let mut outcomes = Vec::with_capacity(batch.len());
            let mut surveys: BTreeMap<SurveyCode, Arc<Live>> = BTreeMap::new();
            for mail in &batch {
                let live = match surveys.get(&mail.survey) {
                    Some(live) => Arc::clone(live),
                    None => {
                        let live = self.live(&mail.survey)?;
                        surveys.insert(mail.survey.clone(), Arc::clone(&live));
                        live
                    }
                };
                let outcome = match recipients.get(&mail.invitation) {
                    Some(recipient) => self.send(&live, mail, recipient)?,
                    None => Outcome::Never("the recipient is no longer in the register".into()),
                };
                total.sent += usize::from(matches!(outcome, Outcome::Sent));
                outcomes.push((mail, outcome));
                progress(total.sent);
            }
            self.store.write(|tx| {
                for (mail, outcome) in &outcomes {
                    match outcome {
                        Outcome::Sent => outbox::done(tx, &mail.id)?,
                        Outcome::Later(note) if mail.tries + 1 < TRIES => {
                            outbox::retry(tx, &mail.id, now + pause(mail.tries), note)?;
                        }
                        Outcome::Later(note) | Outcome::Never(note) => outbox::dead(tx, &mail.id, note)?,
                    }
                }
                Ok(())
            })?;
            for (mail, outcome) in &outcomes {
                match outcome {
                    Outcome::Sent => {}
                    Outcome::Later(_) if mail.tries + 1 < TRIES => total.postponed += 1,
                    Outcome::Later(_) | Outcome::Never(_) => total.failed += 1,
                }
            }
        }
    }

    fn send(
        &self,
        live: &Live,
        mail: &outbox::OutboxMail,
        recipient: &invitations::Recipient,
    ) -> Result<Outcome, OpError> {
        let survey = &live.survey;
        let token = live.keys.token(&survey.code, &mail.invitation, mail.generation);
        let view = MailView {
            name: recipient.name.expose().clone(),
            title: survey.title.clone(),
            sender: survey.sender.clone(),
            purpose: live.instrument.parts().purpose.clone(),
            minutes: live.instrument.parts().minutes,
            closes: survey.closes,
            link: format!("{}/s/{}#{}", self.settings.public_url, survey.code, token.text().as_str()),
            promise: live.policy.words(),
            contact: self.settings.mail.contact.clone(),
            notes: survey.notes.clone(),
        };
        let kind = match mail.kind {
            outbox::Kind::Invitation => MailKind::Invitation,
            outbox::Kind::Reminder => MailKind::Reminder,
        };
        let rendered = self.renderer.mail(kind, &view, recipient.lang)?;
        let message = Message {
            from: self.settings.mail.from.clone(),
            to: recipient.address.clone(),
            to_name: Some(recipient.name.expose().clone()),
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            // The same mail keeps its Message-ID over every retry, so that a second copy can be recognised.
            message_id: Digest::of("message-id", &[mail.id.as_str().as_bytes()]).to_string()[..32].to_owned(),
            lang: recipient.lang,
        };
        Ok(match self.transport.send(&message) {
            Ok(()) => Outcome::Sent,
            Err(SendError::Transient(note) | SendError::Unknown(note)) => Outcome::Later(note),
            Err(SendError::Permanent(note)) => Outcome::Never(note),
        })
    }
}

/// Seconds until the next try: 1 minute, doubled each time, at most 4 hours.
fn pause(tries: u32) -> i64 {
    (60_i64 << tries.min(8)).min(4 * 3600)
}
