//! Closing a survey: no more answers, the box is opened once, its keys cease to exist.
//!
//! Every step may be repeated. Killed anywhere, the next close finishes the work: the keys go last, and only when nothing
//! sealed is left.

use crate::ballot::{BoxKey, SealedBallot};
use crate::base::SurveyCode;
use crate::disclosure::tally;
use crate::fieldwork::State;
use crate::store::{Tx, ballot_box, invitations, surveys, tally as tallied};

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
                let close = |tx: &mut Tx<'_>| surveys::close(tx, code, self.clock.today());
                self.step(code, State::Open, || Ok(self.store.write(close)?))?;
            }
            let tallied = self.step(code, State::Closed, || self.tally(code, &key))?;
            left_out = tallied.unwrap_or(left_out);
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

    /// One step from a state. That another close took it in the meantime is no fault: PostgreSQL goes on with the commit of a program that was
    /// killed, and whoever closes again may have read the state before it.
    pub(super) fn step<T>(
        &self,
        code: &SurveyCode,
        from: State,
        step: impl FnOnce() -> Result<T, OpError>,
    ) -> Result<Option<T>, OpError> {
        match step() {
            Ok(done) => Ok(Some(done)),
            Err(_) if self.survey(code)?.state != from => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn tally(&self, code: &SurveyCode, key: &BoxKey) -> Result<(usize, usize), OpError> {
        let live = self.live(code)?;
        let survey = self.survey(code)?;
        let closed = survey.closed().ok_or_else(|| OpError::State {
            survey: code.to_string(),
            cause: "it is still open".into(),
        })?;
        let sealed = self.sealed(code)?;
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
    /// What is in the box of a closed survey, and will ever be.
    ///
    /// Read as a writer reads: a transaction that found the survey open may still be about to put a ballot in. If this did not see that
    /// ballot, PostgreSQL lets only one of the two stand, and the ballot is refused when its turn comes again. A plain read is not
    /// checked against others: the ballot would get its receipt, and be removed with the box uncounted.
    pub(super) fn sealed(&self, code: &SurveyCode) -> Result<Vec<SealedBallot>, OpError> {
        Ok(self.store.write(|tx| ballot_box::all(tx, code))?)
    }
}
