//! What everybody may see: the manifest from launch on, and the bulletin after the tally.

use crate::ballot::{Fingerprint, Receipt};
use crate::base::SurveyCode;
use crate::fieldwork::State;
use crate::store::{StoreError, answers, public_record, surveys};

use super::{App, OpError};

/// The public list of a tallied survey. Every receipt ever shown stands in it once, or the ballot was not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulletin {
    /// Ballots issued.
    pub issued: u32,
    /// Ballots counted. Fewer than were issued if browsers stopped between the two; never more.
    pub total: usize,
    /// Receipts of the counted ballots, sorted.
    pub receipts: Vec<Receipt>,
}

impl App {
    /// The manifest of a survey, byte for byte as it was frozen at launch.
    pub fn manifest(&self, code: &SurveyCode) -> Result<String, OpError> {
        Ok(self.store.read(|tx| public_record::manifest(tx, code))?)
    }

    /// The fingerprint of a survey's manifest, for whoever announces the survey.
    pub fn fingerprint(&self, code: &SurveyCode) -> Result<Fingerprint, OpError> {
        Ok(Fingerprint::of(self.manifest(code)?.as_bytes()))
    }

    /// The bulletin of a survey; `None` before its tally.
    pub fn bulletin(&self, code: &SurveyCode) -> Result<Option<Bulletin>, OpError> {
        let bulletin = self.store.read(|tx| {
            if matches!(surveys::state(tx, code)?, State::Open | State::Closed) {
                return Ok::<_, StoreError>(None);
            }
            Ok(public_record::issued(tx, code)?.zip(Some(answers::receipts(tx, code)?)))
        })?;
        Ok(bulletin.map(|(issued, receipts)| Bulletin {
            issued,
            total: receipts.len(),
            receipts,
        }))
    }
}
