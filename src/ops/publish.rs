//! Publishing: microdata in, a protected release out, the ledger in between.

use std::path::PathBuf;

use crate::base::SurveyCode;
use crate::config::AuditSolver;
#[cfg(feature = "highs")]
use crate::disclosure::audit::highs::Highs;
use crate::disclosure::audit::solver::{Microlp, Solver};
use crate::disclosure::document::SurveyFacts;
use crate::disclosure::{Ledger, Microdata, Release, Terms, protect};
use crate::fieldwork::{State, Survey};
use crate::store::{Tx, answers, frames, public_record, releases, surveys};

use super::{App, OpError, follow, promise, reopen, write_file};

/// A release that now stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Where the document was written.
    pub file: PathBuf,
    /// Where the proof was written that it gives nobody away. Not for publication: it names numbers of answers of hidden groups.
    pub certificate: PathBuf,
    /// Its digest.
    pub digest: String,
    /// Groups shown.
    pub shown: usize,
    /// Groups hidden.
    pub hidden: usize,
    /// Where the corrections of the survey's releases were written, the oldest first.
    pub corrections: Vec<PathBuf>,
}

impl App {
    /// Protects and publishes the figures of a tallied survey. Published figures are never altered; publishing again writes the same
    /// files anew, those of cuts and corrections too. `progress` is told how many questions the audit has settled, of all; see
    /// [`Terms::progress`].
    pub fn publish(
        &self,
        code: &SurveyCode,
        progress: impl Fn(usize, usize),
    ) -> Result<Published, OpError> {
        let survey = self.survey(code)?;
        let release = match survey.state {
            State::Tallied => self.protect(&survey, &progress)?,
            State::Released => self.release(code)?,
            State::Open | State::Closed => {
                let cause =
                    format!("no figures before it is closed; run: pejling survey close {code}");
                return Err(OpError::State {
                    survey: code.to_string(),
                    cause,
                });
            }
        };
        for (later, number) in self.releases(code)?.iter().zip(1..).skip(1) {
            self.write_release(code, number, later)?;
        }
        let corrections = self.corrections(code)?;
        let corrections = corrections.iter().zip(1..);
        let corrections: Vec<PathBuf> = corrections
            .map(|(correction, number)| self.write_correction(code, number, correction))
            .collect::<Result<_, _>>()?;
        let (file, certificate) = self.write_release(code, 1, &release)?;
        let document = release.document();
        let shown = document
            .groups
            .iter()
            .filter(|group| matches!(group.size, crate::disclosure::document::Shown::Shown(_)))
            .count();
        Ok(Published {
            file,
            certificate,
            digest: document.digest.clone(),
            shown,
            hidden: document.groups.len() - shown,
            corrections,
        })
    }

    /// Writes a release of a survey, the first being number 1, and its certificate as files.
    pub(super) fn write_release(
        &self,
        code: &SurveyCode,
        number: usize,
        release: &Release,
    ) -> Result<(PathBuf, PathBuf), OpError> {
        let name = format!("{}.json", file_stem(code, number));
        let file = self.settings.releases().join(&name);
        write_file(&file, release.to_json().as_bytes())?;
        let certificate = self.settings.certificates().join(name);
        let proof = self
            .store
            .read(|tx| releases::certificate(tx, release.digest()))?;
        write_file(&certificate, proof.as_bytes())?;
        Ok((file, certificate))
    }

    /// The solver that the settings name.
    pub(super) fn solver(&self) -> Box<dyn Solver> {
        match self.settings.audit_solver {
            AuditSolver::Microlp => Box::new(Microlp::default()),
            #[cfg(feature = "highs")]
            AuditSolver::Highs => Box::new(Highs::default()),
        }
    }

    fn protect(
        &self,
        survey: &Survey,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Release, OpError> {
        let closed = survey.closed().ok_or_else(|| OpError::State {
            survey: survey.code.to_string(),
            cause: "it is still open".into(),
        })?;
        let instrument = self.instrument(survey)?;
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
        let (solver, decoys) = (self.solver(), self.entropy().bytes());
        let day = self.clock.today();
        self.store.write(|tx| {
            let groups = frames::groups(tx, &survey.code)?;
            let manifest = public_record::manifest(tx, &survey.code)?;
            let policy = promise::kept(survey, &groups, &manifest)?;
            let mut ledger = Ledger::open(releases::ledger(tx)?)?;
            let waves = follow::released(tx, &survey.code, &ledger)?;
            let terms = Terms {
                policy: &policy,
                day,
                solver: &*solver,
                decoys,
                waves: &waves,
                threads: self.settings.audit_threads,
                progress,
            };
            let answers = answers::load(tx, &survey.code)?;
            let microdata = Microdata::open(&closed, &instrument, &groups, answers)?;
            let (release, certificate) = protect(
                microdata,
                &instrument,
                &groups,
                facts.clone(),
                &terms,
                &mut ledger,
            )?;
            let entry = ledger
                .newest()
                .ok_or_else(|| OpError::Damaged("the release did not reach the ledger".into()))?;
            releases::append(tx, release.to_json(), &certificate.to_json()?, entry)?;
            surveys::set_state(tx, &survey.code, State::Released)?;
            Ok(release)
        })
    }

    /// The first release of a survey, of all its groups, checked against the ledger.
    pub fn release(&self, code: &SurveyCode) -> Result<Release, OpError> {
        self.numbered_release(code, 1)
    }

    /// A release of a survey by its number, from 1, checked against the ledger.
    pub fn numbered_release(&self, code: &SurveyCode, number: usize) -> Result<Release, OpError> {
        self.store.read(|tx| {
            let ledger = Ledger::open(releases::ledger(tx)?)?;
            numbered(tx, &ledger, code, number)
        })
    }

    /// Every release of a survey, its first first, checked against the ledger.
    pub fn releases(&self, code: &SurveyCode) -> Result<Vec<Release>, OpError> {
        self.store.read(|tx| {
            let ledger = Ledger::open(releases::ledger(tx)?)?;
            all_releases(tx, &ledger, code)
        })
    }
}

/// A release of a survey by its number, from 1.
pub(super) fn numbered(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    code: &SurveyCode,
    number: usize,
) -> Result<Release, OpError> {
    let entry = number.checked_sub(1).and_then(|at| ledger.of(code).nth(at));
    if let Some(entry) = entry {
        return reopen::release(tx, ledger, &entry.release);
    }
    let cause = match ledger.of(code).count() {
        0 => format!("nothing has been published; run: pejling release make {code}"),
        count => format!("it has {count} releases, and none with number {number}"),
    };
    Err(OpError::State {
        survey: code.to_string(),
        cause,
    })
}

/// Every release of a survey that stands in the ledger, its first first.
pub(super) fn all_releases(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    code: &SurveyCode,
) -> Result<Vec<Release>, OpError> {
    ledger
        .of(code)
        .map(|entry| reopen::release(tx, ledger, &entry.release))
        .collect()
}

/// Name of the files of a release, without ending: the survey's code, and from the second on the number.
pub(super) fn file_stem(code: &SurveyCode, number: usize) -> String {
    match number {
        1 => code.to_string(),
        _ => beside(code.as_str(), &number.to_string()),
    }
}

/// Name of something beside the files of that name. No code holds a plus, so it is never the name of another survey's.
pub(super) fn beside(stem: &str, what: &str) -> String {
    format!("{stem}+{what}")
}
