//! Surveys in the field, kept ready: instrument, groups and keys, loaded once per process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::ballot::SurveyKeys;
use crate::base::{GroupTree, SurveyCode};
use crate::disclosure::Policy;
use crate::fieldwork::{State, Survey};
use crate::instrument::{Instrument, Template};
use crate::store::{frames, keystore, surveys};

use super::{App, OpError};

/// A survey with everything that does not change while it is in the field.
pub(super) struct Live {
    /// The survey as it stood when it was loaded; its state is asked for afresh where it matters.
    pub(super) survey: Survey,
    pub(super) instrument: Instrument,
    pub(super) groups: GroupTree,
    pub(super) policy: Policy,
    pub(super) keys: SurveyKeys,
}

/// The surveys loaded so far.
#[derive(Default)]
pub(super) struct Cache(Mutex<BTreeMap<SurveyCode, Arc<Live>>>);

impl Cache {
    fn get(&self, code: &SurveyCode) -> Option<Arc<Live>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(code)
            .cloned()
    }

    fn put(&self, live: Arc<Live>) {
        let code = live.survey.code.clone();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(code, live);
    }

    /// Forgets a survey and, with the last user, its keys.
    pub(super) fn forget(&self, code: &SurveyCode) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(code);
    }
}

impl App {
    /// A survey whose keys still exist.
    pub(super) fn live(&self, code: &SurveyCode) -> Result<Arc<Live>, OpError> {
        if let Some(live) = self.live.get(code) {
            return Ok(live);
        }
        let survey = self.survey(code)?;
        let instrument = pinned_instrument(&survey)?;
        let policy = Policy::preset(&survey.policy)
            .map_err(|unknown| OpError::Damaged(unknown.to_string()))?;
        let groups = self.store.read(|tx| frames::groups(tx, code))?;
        let keys = keystore::load(&self.settings.keys(), code)?;
        let live = Arc::new(Live {
            survey,
            instrument,
            groups,
            policy,
            keys,
        });
        self.live.put(Arc::clone(&live));
        Ok(live)
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
            keystore::load(&self.settings.keys(), &survey.code)?;
        }
        Ok(surveys.len())
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
