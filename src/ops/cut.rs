//! Cuts of a survey that is released already: decided and audited with all that is out, and published as a release of their own.

use std::path::PathBuf;

use crate::base::{Lang, SurveyCode, Text};
use crate::disclosure::document::{ReleasedGroup, Shown};
use crate::disclosure::supplement::Request;
use crate::disclosure::{CutOrder, Ledger, Microdata, Release, Terms, supplement};
use crate::fieldwork::State;
use crate::report::words::reason_in_short;
use crate::store::{Tx, answers, frames, public_record, releases, waves};

use super::publish::all_releases;
use super::{App, OpError, promise};

/// A release of cuts that now stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutsPublished {
    /// Which release of the survey it is; the first, of all its groups, is 1.
    pub number: usize,
    /// Where the document was written.
    pub file: PathBuf,
    /// Where the proof was written. Not for publication.
    pub certificate: PathBuf,
    /// Its digest.
    pub digest: String,
    /// What became of each cut.
    pub cuts: Vec<CutOutcome>,
}

/// What became of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOutcome {
    /// Its code.
    pub code: String,
    /// What people call it.
    pub label: Text,
    /// Codes of the groups whose people it takes together.
    pub members: Vec<String>,
    /// Answered and invited; or why it is not shown, which never depends on what anybody answered.
    pub answered: Result<(u32, u32), Text>,
    /// Tables that show it, of all.
    pub tables: (usize, usize),
}

impl App {
    /// Publishes cuts of a released survey, each as far as it can be shown with all that is out. `reason` stands in the ledger for good.
    /// `progress` is told how many questions the audit has settled, of all; see [`Terms::progress`].
    pub fn cut(
        &self,
        code: &SurveyCode,
        order: &CutOrder,
        reason: &str,
        progress: impl Fn(usize, usize),
    ) -> Result<CutsPublished, OpError> {
        let survey = self.survey(code)?;
        if survey.state != State::Released {
            let cause =
                format!("cuts come after its first release; run: pejling release make {code}");
            return Err(OpError::State {
                survey: code.to_string(),
                cause,
            });
        }
        let closed = survey.closed().ok_or_else(|| OpError::State {
            survey: code.to_string(),
            cause: "it is still open".into(),
        })?;
        let instrument = self.instrument(&survey)?;
        let (groups, policy, answers, mut ledger, earlier) = self.store.read(|tx| {
            alone(tx, code)?;
            let groups = frames::groups(tx, code)?;
            let manifest = public_record::manifest(tx, code)?;
            let policy = promise::kept(&survey, &groups, &manifest)?;
            let answers = answers::load(tx, code)?;
            let ledger = Ledger::open(releases::ledger(tx)?)?;
            let earlier = all_releases(tx, &ledger, code)?;
            Ok::<_, OpError>((groups, policy, answers, ledger, earlier))
        })?;
        let microdata = Microdata::open(&closed, &instrument, &groups, answers)?;
        let terms = Terms {
            policy: &policy,
            day: self.clock.today(),
            solver: &*self.solver(),
            decoys: self.entropy().bytes(),
            waves: &[],
            threads: self.settings.audit_threads,
            progress: &progress,
        };
        let request = Request {
            earlier: &earlier,
            order,
            reason,
        };
        // Nothing is locked meanwhile: if something else is released in between, the ledger refuses this.
        let (release, certificate) = supplement(
            microdata,
            &instrument,
            &groups,
            &request,
            &terms,
            &mut ledger,
        )?;
        let entry = ledger
            .newest()
            .ok_or_else(|| OpError::Damaged("the release did not reach the ledger".into()))?;
        let proof = certificate.to_json()?;
        self.store.write(|tx| {
            // Another survey may have been launched meanwhile that follows this one.
            alone(tx, code)?;
            releases::append(tx, release.to_json(), &proof, entry).map_err(OpError::from)
        })?;
        let number = earlier.len() + 1;
        let (file, certificate) = self.write_release(code, number, &release)?;
        Ok(CutsPublished {
            number,
            file,
            certificate,
            digest: release.document().digest.clone(),
            cuts: outcomes(&release),
        })
    }
}

/// Refuses a survey that follows another or is followed.
fn alone(tx: &mut Tx<'_>, code: &SurveyCode) -> Result<(), OpError> {
    if waves::related(tx, code)?.is_empty() {
        return Ok(());
    }
    Err(OpError::State {
        survey: code.to_string(),
        cause: "it follows a survey or is followed by one, and what cuts of both tell together is not audited".into(),
    })
}

fn outcomes(release: &Release) -> Vec<CutOutcome> {
    let document = release.document();
    let groups = document.groups.iter().enumerate().skip(1);
    let outcome = |(place, group): (usize, &ReleasedGroup)| {
        let shows = |table: &&crate::disclosure::document::Table| {
            let cell = table.cells.get(place);
            cell.is_some_and(|cell| matches!(cell.figures, Shown::Shown(_)))
        };
        let english = group.label_en.as_ref().unwrap_or(&group.label);
        CutOutcome {
            code: group.id.clone(),
            label: Text::new(group.label.clone(), english.clone()),
            members: group.members.clone().unwrap_or_default(),
            answered: match &group.size {
                Shown::Shown(size) => Ok((size.answered, size.invited)),
                Shown::Hidden(why) => Err(Text::new(
                    reason_in_short(Lang::Da, *why),
                    reason_in_short(Lang::En, *why),
                )),
            },
            tables: (
                document.tables.iter().filter(shows).count(),
                document.tables.len(),
            ),
        }
    };
    groups.map(outcome).collect()
}
