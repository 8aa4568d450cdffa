//! Closing a survey: no more answers, the box is opened once, its keys cease to exist.
//!
//! Every step may be repeated. Killed anywhere, the next close finishes the work: the keys go last, and only when nothing
//! sealed is left.

use crate::ballot::BoxKey;
use crate::base::SurveyCode;
use crate::disclosure::tally;
use crate::fieldwork::State;
use crate::store::{ballot_box, invitations, surveys, tally as tallied};

use super::{App, OpError};

/// What closing did. The numbers are public: they stand in the bulletin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Ballots issued.
    pub issued: u32,
    /// Ballots counted.
    pub counted: usize,
    /// Ballots that this program did not make, or nobody was entitled to, and that were left out. Only the close that opened the box
    /// knows them.
    pub refused: usize,
    /// Of these, those that opened, but carry no signature of their group: put into the database by somebody.
    pub unsigned: usize,
}

impl App {
    /// Closes a survey and tallies it. Closing it again finishes what was left undone and otherwise changes nothing.
    ///
    /// Ballots that were issued on the last day may be cast one day longer; before that has passed, closing must be meant (`now`).
    /// A survey with a trustee needs the trustee's `passphrase`; without it nothing is changed.
    pub fn close(
        &self,
        code: &SurveyCode,
        now: bool,
        passphrase: Option<&str>,
    ) -> Result<Closed, OpError> {
        let survey = self.survey(code)?;
        if survey.state == State::Open && survey.takes_cast(self.clock.today()) && !now {
            return Err(OpError::State {
                survey: code.to_string(),
                cause: format!(
                    "ballots are taken until {}; to close it before that, and lose those on their way, say so with --now",
                    survey.last_cast()
                ),
            });
        }
        let mut left_out = (0, 0);
        if matches!(survey.state, State::Open | State::Closed) {
            // Before anything changes: a wrong passphrase must not close a survey.
            let key = self.live(code)?.keys.box_key(passphrase)?;
            if survey.state == State::Open {
                self.store
                    .write(|tx| surveys::close(tx, code, self.clock.today()))?;
            }
            left_out = self.tally(code, &key)?;
        }
        // In a transaction of its own: nothing of the invitations is touched together with the answers.
        self.store.write(|tx| invitations::clear_tokens(tx, code))?;
        // The keys go even where an older transaction holds the scrub up: closing again repeats it.
        let scrubbed = self.store.scrub();
        self.live.forget(code);
        self.keystore.destroy(code)?;
        scrubbed?;
        let bulletin = self.bulletin(code)?.ok_or_else(|| {
            OpError::Damaged(format!("survey {code} is tallied but has no bulletin"))
        })?;
        Ok(Closed {
            issued: bulletin.issued,
            counted: bulletin.total,
            refused: left_out.0,
            unsigned: left_out.1,
        })
    }

    fn tally(&self, code: &SurveyCode, key: &BoxKey) -> Result<(usize, usize), OpError> {
        let live = self.live(code)?;
        let survey = self.survey(code)?;
        let closed = survey.closed().ok_or_else(|| OpError::State {
            survey: code.to_string(),
            cause: "it is still open".into(),
        })?;
        let sealed = self.store.read(|tx| ballot_box::all(tx, code))?;
        let counted = tally(
            &closed,
            key,
            &live.instrument,
            &live.groups,
            &live.policy,
            sealed,
            &mut self.entropy().fork(),
        )
        .map_err(|fault| OpError::Damaged(fault.to_string()))?;
        self.store.write(|tx| {
            tallied::finish(
                tx,
                code,
                &counted.answers,
                &counted.comments,
                &counted.receipts,
            )
        })?;
        Ok((counted.refused as usize, counted.unsigned as usize))
    }
}
