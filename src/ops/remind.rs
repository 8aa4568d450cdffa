//! Reminders that leave no trace of who had not answered.
//!
//! The recipients are worked out in memory, from the markers and the survey's key, and written to at once; no row is queued
//! and nothing is stored but the day. How many were missing is told to nobody: two reminders would tell who answered in between.
//! Where the mail server belongs to the organisation that is asked, its own log would show whom a reminder went to: then everybody
//! gets one, with thanks to those who have answered.

use crate::base::SurveyCode;
use crate::mail::{SendError, Transport};
use crate::render::MailKind;
use crate::store::outbox::OutboxId;
use crate::store::{ballot_box, invitations, public_record, registry, surveys};

use super::{App, OpError};

/// Tries with one address; a reminder that does not get through is no loss.
const TRIES: u32 = 2;
/// Name of the mail, as in the outbox.
pub(super) const REMINDER: &str = "reminder";

/// Whom to remind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Those who have not answered.
    Missing,
    /// Everybody, thanking those who have answered.
    Everybody,
}

/// What a reminder did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminded {
    /// Reminders handed over, and invitations; not told where only those were reminded who have not answered.
    pub told: Option<(usize, usize)>,
}

impl App {
    /// Reminds, at most once a day. `progress` hears nothing where only those are reminded who have not answered.
    pub fn remind(
        &self,
        code: &SurveyCode,
        whom: Whom,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Reminded, OpError> {
        let state = |cause: &str| OpError::State {
            survey: code.to_string(),
            cause: cause.to_owned(),
        };
        if whom == Whom::Missing && matches!(self.transport, Transport::Files(_)) {
            return Err(state(
                "mail goes to files in DATA/mail, and that folder would list who has not answered: name a mail server (smtp_host), or remind everybody (--everyone)",
            ));
        }
        let today = self.clock.today();
        let live = self.live(code)?;
        let (invited, used) = self.store.write(|tx| {
            if !surveys::get(tx, code)?.takes_issue(today) {
                return Err(state(
                    "it takes no more answers, so there is nothing to remind of",
                ));
            }
            if !public_record::remind_today(tx, code, today)? {
                return Err(state("a reminder has gone out today; wait until tomorrow"));
            }
            Ok((
                invitations::for_mailing(tx, code)?,
                ballot_box::marks(tx, code)?,
            ))
        })?;
        let wanted: Vec<_> = invited
            .iter()
            .filter(|mailing| {
                whom == Whom::Everybody || !used.contains(&live.keys.marker(code, &mailing.id))
            })
            .collect();
        // A bar that counts the missing would tell their number as well as words do.
        let tells = whom == Whom::Everybody;
        let mut sent = 0;
        for (done, mailing) in wanted.iter().enumerate() {
            let person = self
                .store
                .read(|tx| registry::person(tx, &mailing.person))?;
            let id = OutboxId {
                invitation: mailing.id.clone(),
                template: REMINDER.to_owned(),
            };
            for _ in 0..TRIES {
                match self.write_to(code, &id, &person, MailKind::Reminder)? {
                    Ok(()) => {
                        sent += 1;
                        break;
                    }
                    Err(SendError::Permanent(_)) => break,
                    Err(SendError::Transient(_) | SendError::Unknown(_)) => {}
                }
            }
            if tells {
                progress(done + 1, wanted.len());
            }
        }
        Ok(Reminded {
            told: tells.then_some((sent, invited.len())),
        })
    }
}
