//! Closing a survey: no more answers, the box is opened once, its keys cease to exist.
//!
//! Every step may be repeated. Killed anywhere, the next close finishes the work: the keys go last, and only when nothing
//! sealed is left.

use crate::base::SurveyCode;
use crate::disclosure::tally;
use crate::fieldwork::State;
use crate::store::{answers, ballot_box, invitations, keystore, surveys, tally as tallied};

use super::{App, OpError};

/// What closing did. The number of answers is public: it stands in the bulletin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Ballots counted.
    pub counted: usize,
    /// Ballots that were not made by this program and were left out.
    pub refused: usize,
}

impl App {
    /// Closes a survey and tallies it. Closing it again finishes what was left undone and otherwise changes nothing.
    pub fn close(&self, code: &SurveyCode) -> Result<Closed, OpError> {
        let survey = self.survey(code)?;
        if survey.state == State::Open {
            self.store
                .write(|tx| surveys::set_state(tx, code, State::Closed))?;
        }
        let mut refused = 0;
        if matches!(survey.state, State::Open | State::Closed) {
            refused = self.tally(code)?;
        }
        // In a transaction of its own: nothing of the invitations is touched together with the answers.
        self.store.write(|tx| invitations::clear_tokens(tx, code))?;
        // The keys go even where an older transaction holds the scrub up: closing again repeats it.
        let scrubbed = self.store.scrub();
        self.live.forget(code);
        keystore::destroy(&self.settings.keys(), code)?;
        scrubbed?;
        let counted = self.store.read(|tx| answers::receipts(tx, code))?.len();
        Ok(Closed { counted, refused })
    }

    fn tally(&self, code: &SurveyCode) -> Result<usize, OpError> {
        let live = self.live(code)?;
        let survey = self.survey(code)?;
        let closed = survey.closed().ok_or_else(|| OpError::State {
            survey: code.to_string(),
            cause: "it is still open".into(),
        })?;
        let sealed = self.store.read(|tx| ballot_box::all(tx, code))?;
        let counted = tally(
            &closed,
            &live.keys,
            &live.instrument,
            &live.groups,
            &live.policy,
            sealed,
            &mut self.entropy(),
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
        Ok(counted.refused as usize)
    }
}
