//! Surveys in the field, kept ready: instrument, groups and keys, loaded once per process.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ballot::blind::StratumKey;
use crate::ballot::{Fingerprint, SurveyKeys};
use crate::base::{Digest, Group, GroupCode, GroupTree, SurveyCode};
use crate::disclosure::Policy;
use crate::fieldwork::{State, Survey};
use crate::instrument::{Instrument, Template};
use crate::store::{frames, public_record, surveys};

use crate::store::StoreError;
use crate::store::keystore::KeystoreError;

use super::{App, OpError, promise};

/// A survey with everything that does not change while it is in the field.
pub(super) struct Live {
    /// The survey as it stood when it was loaded; its state is asked for afresh where it matters.
    pub(super) survey: Survey,
    pub(super) instrument: Instrument,
    pub(super) groups: GroupTree,
    pub(super) policy: Policy,
    pub(super) keys: SurveyKeys,
    pub(super) fingerprint: Fingerprint,
}

impl Live {
    /// The group of this code; one of this survey's own invitations always has it.
    pub(super) fn group(&self, code: &GroupCode) -> Result<&Group, OpError> {
        let at = self.groups.position(code);
        at.and_then(|at| self.groups.get(at))
            .ok_or_else(|| self.lacks("group", code))
    }

    /// How many are invited whose ballots carry this group.
    pub(super) fn stratum_size(&self, code: &GroupCode) -> Result<u32, OpError> {
        let at = self.groups.position(code);
        at.map(|at| self.groups.direct(at))
            .ok_or_else(|| self.lacks("group", code))
    }

    /// The key that signs the ballots of a stratum.
    pub(super) fn signer(&self, code: &GroupCode) -> Result<&StratumKey, OpError> {
        self.keys
            .stratum(code)
            .ok_or_else(|| self.lacks("signing key for group", code))
    }

    fn lacks(&self, what: &str, code: &GroupCode) -> OpError {
        OpError::Damaged(format!("survey {} has no {what} {code}", self.survey.code))
    }
}

/// The surveys loaded so far.
#[derive(Default)]
pub(super) struct Cache {
    loaded: Mutex<BTreeMap<SurveyCode, Arc<Live>>>,
    forgotten: AtomicU64,
}

impl Cache {
    fn loaded(&self) -> MutexGuard<'_, BTreeMap<SurveyCode, Arc<Live>>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, code: &SurveyCode) -> Option<Arc<Live>> {
        self.loaded().get(code).cloned()
    }

    fn put(&self, live: Arc<Live>) {
        self.loaded().insert(live.survey.code.clone(), live);
    }

    fn codes(&self) -> Vec<SurveyCode> {
        self.loaded().keys().cloned().collect()
    }

    /// Forgets a survey and, with the last user, its keys.
    pub(super) fn forget(&self, code: &SurveyCode) {
        if self.loaded().remove(code).is_some() {
            self.forgotten.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl App {
    /// A survey whose keys still exist, if the database holds it as it was launched.
    pub(super) fn live(&self, code: &SurveyCode) -> Result<Arc<Live>, OpError> {
        if let Some(live) = self.live.get(code) {
            return Ok(live);
        }
        let survey = self.survey(code)?;
        let instrument = pinned_instrument(&survey)?;
        let (groups, manifest) = self.store.read(|tx| {
            Ok::<_, StoreError>((
                frames::groups(tx, code)?,
                public_record::manifest(tx, code)?,
            ))
        })?;
        let keys = self.keystore.load(code)?;
        if keys.pinned() != Some(Digest::plain(manifest.as_bytes())) {
            return Err(OpError::Damaged(format!(
                "survey {code}: its manifest is not the one that was launched; somebody has changed the database: restore it from a backup"
            )));
        }
        let policy = promise::kept(&survey, &groups, &manifest)?;
        let live = Arc::new(Live {
            survey,
            instrument,
            groups,
            policy,
            keys,
            fingerprint: Fingerprint::of(manifest.as_bytes()),
        });
        self.live.put(Arc::clone(&live));
        Ok(live)
    }

    /// A survey as [`App::live`] gives it, unless it is closed.
    pub(super) fn open_live(&self, code: &SurveyCode) -> Result<Option<Arc<Live>>, OpError> {
        if let Some(live) = self.live.get(code) {
            return Ok(Some(live));
        }
        if self.store.read(|tx| surveys::state(tx, code))? != State::Open {
            return Ok(None);
        }
        match self.live(code) {
            // Closed by another process in this very moment.
            Err(OpError::Keys(KeystoreError::Missing(_)))
                if self.store.read(|tx| surveys::state(tx, code))? != State::Open =>
            {
                Ok(None)
            }
            live => live.map(Some),
        }
    }

    /// Forgets the keys of surveys that another process has closed meanwhile. To be called now and then by whatever runs for long.
    pub fn forget_closed(&self) -> Result<(), OpError> {
        for code in self.live.codes() {
            if self.store.read(|tx| surveys::state(tx, &code))? != State::Open {
                self.live.forget(&code);
            }
        }
        Ok(())
    }

    /// How many surveys were let go of so far, by closing or because they were found closed. What was made of an open survey, its page above
    /// all, is to be made anew when this has changed: one that is closed early names another last day.
    pub fn closings(&self) -> u64 {
        self.live.forgotten.load(Ordering::SeqCst)
    }

    /// A survey by its code.
    pub fn survey(&self, code: &SurveyCode) -> Result<Survey, OpError> {
        Ok(self.store.read(|tx| surveys::get(tx, code))?)
    }

    /// All surveys, by code.
    pub fn surveys(&self) -> Result<Vec<Survey>, OpError> {
        Ok(self.store.read(surveys::list)?)
    }

    /// Makes sure that every survey in the field has its keys; gives the number of surveys.
    pub fn check_keys(&self) -> Result<usize, OpError> {
        let surveys = self.surveys()?;
        for survey in surveys
            .iter()
            .filter(|survey| matches!(survey.state, State::Open | State::Closed))
        {
            self.keystore.load(&survey.code)?;
        }
        Ok(surveys.len())
    }

    /// The file of the master key, if it stands beside the keys it wraps, where a copy of the folder has both.
    pub fn misplaced_master_key(&self) -> Option<PathBuf> {
        self.keystore.misplaced_master()
    }

    /// The instrument of a survey, checked against the digest that was pinned at launch.
    pub fn instrument(&self, survey: &Survey) -> Result<Instrument, OpError> {
        pinned_instrument(survey)
    }
}

fn pinned_instrument(survey: &Survey) -> Result<Instrument, OpError> {
    let damaged = |cause: String| {
        OpError::Damaged(format!("the template of survey {}: {cause}", survey.code))
    };
    let template = Template::parse(&survey.template).map_err(|faults| {
        damaged(
            faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; "),
        )
    })?;
    let instrument = template
        .field(survey.variant.as_deref())
        .map_err(|unknown| damaged(unknown.to_string()))?;
    if instrument.parts().digest == survey.instrument {
        Ok(instrument)
    } else {
        Err(damaged("it is not the one that was launched".into()))
    }
}
