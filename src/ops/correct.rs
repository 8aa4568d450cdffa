//! Saying something of a release that is out already: a note, a better name, or that it is withdrawn. The release stays as it is.

use std::path::PathBuf;

use crate::base::SurveyCode;
use crate::disclosure::correction::document::Says;
use crate::disclosure::{Correction, CorrectionOrder, Ledger, correct};
use crate::store::{Tx, releases};

use super::bundle::bundle_names;
use super::material::held_against;
use super::publish::{beside, file_stem};
use super::{App, OpError, reopen, write_file};

/// A correction that now stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Which correction of the survey it is, from 1.
    pub number: usize,
    /// Where it was written.
    pub file: PathBuf,
    /// Its digest.
    pub digest: String,
    /// The release is not shown any more.
    pub withdrawn: bool,
    /// The folder and the bundles of reports that were written before and did not say it; they are removed.
    pub removed: Vec<PathBuf>,
    /// Reports of surveys that follow this one, which held their figures against a release that is withdrawn; they are removed, too.
    pub later: Vec<Outdated>,
}

/// Reports of a later survey that printed figures of a release that is withdrawn now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// The later survey.
    pub survey: SurveyCode,
    /// Which release of it.
    pub release: usize,
    /// The folder and the bundles that were removed.
    pub removed: Vec<PathBuf>,
}

impl App {
    /// Corrects a release of a survey by its number, from 1. Reports of it that were written before are removed, and the bundles of them that
    /// lie beside them: they do not say what must be said from now on. Where it is withdrawn, so are those of surveys that follow this one and
    /// print its figures.
    pub fn correct(
        &self,
        code: &SurveyCode,
        number: usize,
        order: &CorrectionOrder,
    ) -> Result<Corrected, OpError> {
        self.survey(code)?;
        let names = self.invited_names(code)?;
        let day = self.clock.today();
        let (all, removed, later) = self.store.write(|tx| {
            let mut ledger = Ledger::open(releases::ledger(tx)?)?;
            let release = super::publish::numbered(tx, &ledger, code, number)?;
            let correction = correct(&release, order, &names, day, &mut ledger)?;
            let entry = ledger
                .newest()
                .ok_or_else(|| OpError::Damaged("the correction is not in the ledger".into()))?;
            releases::append_uncertified(tx, correction.to_json(), entry)?;
            // Before it is on record: if the program stops in between, reports are missing, and none is left that does not say it.
            let removed = self.remove_reports(code, number)?;
            let later = match (&order.says, number) {
                (Says::Withdrawn, 1) => self.remove_later(tx, code, &ledger)?,
                // Surveys are held against first releases, and by nothing that an amendment changes.
                _ => Vec::new(),
            };
            Ok::<_, OpError>((reopen::corrections(tx, &ledger, code)?, removed, later))
        })?;
        let newest = all
            .last()
            .ok_or_else(|| OpError::Damaged("the correction did not reach the store".into()))?;
        let file = self.write_correction(code, all.len(), newest)?;
        Ok(Corrected {
            number: all.len(),
            file,
            digest: newest.document().digest.clone(),
            withdrawn: newest.withdraws(),
            removed,
            later,
        })
    }

    /// Every correction of a survey, the oldest first, checked against the ledger.
    pub fn corrections(&self, code: &SurveyCode) -> Result<Vec<Correction>, OpError> {
        self.store.read(|tx| {
            let ledger = Ledger::open(releases::ledger(tx)?)?;
            reopen::corrections(tx, &ledger, code)
        })
    }

    /// Writes a correction of a survey, the first being number 1, as a file.
    pub(super) fn write_correction(
        &self,
        code: &SurveyCode,
        number: usize,
        correction: &Correction,
    ) -> Result<PathBuf, OpError> {
        let name = beside(code.as_str(), &format!("correction-{number}.json"));
        let file = self.settings.releases().join(name);
        write_file(&file, correction.to_json().as_bytes())?;
        Ok(file)
    }

    /// Removes the reports of surveys that hold their figures against this one's, whatever release of theirs they show.
    fn remove_later(
        &self,
        tx: &mut Tx<'_>,
        code: &SurveyCode,
        ledger: &Ledger,
    ) -> Result<Vec<Outdated>, OpError> {
        let mut outdated = Vec::new();
        for survey in held_against(tx, code, ledger)? {
            for release in 1..=ledger.of(&survey).count() {
                let removed = self.remove_reports(&survey, release)?;
                if !removed.is_empty() {
                    let survey = survey.clone();
                    outdated.push(Outdated {
                        survey,
                        release,
                        removed,
                    });
                }
            }
        }
        Ok(outdated)
    }

    fn remove_reports(&self, code: &SurveyCode, number: usize) -> Result<Vec<PathBuf>, OpError> {
        let reports = self.settings.reports();
        let mut removed = Vec::new();
        let mut note = |path: PathBuf, outcome: std::io::Result<()>| match outcome {
            Ok(()) => {
                removed.push(path);
                Ok(())
            }
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(cause) => Err(OpError::File {
                what: "remove the reports that do not say it; nothing was recorded:",
                path,
                cause,
            }),
        };
        let folder = reports.join(file_stem(code, number));
        let outcome = std::fs::remove_dir_all(&folder);
        note(folder, outcome)?;
        for name in bundle_names(code, number) {
            let bundle = reports.join(name);
            // A survey whose code ends in ".zip" has its folder there.
            if !bundle.is_dir() {
                let outcome = std::fs::remove_file(&bundle);
                note(bundle, outcome)?;
            }
        }
        Ok(removed)
    }
}
