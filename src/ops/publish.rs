//! Publishing: microdata in, a protected release out, the ledger in between.

use std::path::PathBuf;

use crate::base::SurveyCode;
use crate::disclosure::{Ledger, Microdata, Policy, Release, protect};
use crate::disclosure::document::SurveyFacts;
use crate::fieldwork::{State, Survey};
use crate::store::{frames, releases, surveys, tallies};

use super::{App, OpError, write_file};

/// A release that now stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Where the document was written.
    pub file: PathBuf,
    /// Its digest.
    pub digest: String,
    /// Groups shown.
    pub shown: usize,
    /// Groups hidden.
    pub hidden: usize,
}

impl App {
    /// Protects and publishes the figures of a tallied survey. Published figures are never altered; publishing again writes the same file anew.
    pub fn publish(&self, code: &SurveyCode) -> Result<Published, OpError> {
        let survey = self.survey(code)?;
        let release = match survey.state {
            State::Tallied => self.protect(&survey)?,
            State::Released => self.release(code)?,
            State::Open | State::Closed => {
                let cause = format!("no figures before it is closed; run: pejling survey close {code}");
                return Err(OpError::State { survey: code.to_string(), cause });
            }
        };
        let file = self.settings.releases().join(format!("{code}.json"));
        write_file(&file, release.to_json().as_bytes())?;
        let document = release.document();
        let shown = document
            .groups
            .iter()
            .filter(|group| matches!(group.size, crate::disclosure::document::Shown::Shown(_)))
            .count();
        Ok(Published {
            file,
            digest: document.digest.clone(),
            shown,
            hidden: document.groups.len() - shown,
        })
    }

    fn protect(&self, survey: &Survey) -> Result<Release, OpError> {
        let closed = survey.closed().ok_or_else(|| OpError::State {
            survey: survey.code.to_string(),
            cause: "it is still open".into(),
        })?;
        let instrument = self.instrument(survey)?;
        let policy =
            Policy::preset(&survey.policy).map_err(|unknown| OpError::Damaged(unknown.to_string()))?;
        let facts = SurveyFacts {
            code: survey.code.to_string(),
            title: survey.title.clone(),
            template: instrument.parts().template.to_string(),
            variant: survey.variant.clone(),
            instrument: survey.instrument.to_string(),
            opened: survey.opens.to_string(),
            closed: survey.closes.to_string(),
            notes: survey.notes.clone(),
        };
        let today = self.clock.today();
        self.store.write(|tx| {
            let groups = frames::groups(tx, &survey.code)?;
            let answers = tallies::answers(tx, &survey.code)?;
            let entries = releases::ledger(tx)?;
            let protected = (|| {
                let mut ledger = Ledger::open(entries)?;
                let microdata = Microdata::open(&closed, &instrument, &groups, answers)?;
                let release = protect(microdata, &instrument, &groups, &policy, facts.clone(), &mut ledger, today)?;
                Ok((release, ledger))
            })();
            match protected {
                Err(refusal) => Ok(Err(refusal)),
                Ok((release, ledger)) => {
                    releases::append(tx, &release, &ledger)?;
                    surveys::set_state(tx, &survey.code, State::Tallied, State::Released)?;
                    Ok(Ok(release))
                }
            }
        })?
        .map_err(OpError::Refused)
    }

    /// The published release of a survey, checked against the ledger.
    pub fn release(&self, code: &SurveyCode) -> Result<Release, OpError> {
        let (entries, document) =
            self.store.read(|tx| Ok((releases::ledger(tx)?, releases::document(tx, code)?)))?;
        let document = document.ok_or_else(|| OpError::State {
            survey: code.to_string(),
            cause: format!("nothing has been published; run: pejling release make {code}"),
        })?;
        let ledger = Ledger::open(entries)?;
        Ok(Release::reopen(&document, &ledger)?)
    }
}
