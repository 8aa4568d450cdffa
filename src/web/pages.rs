//! What is the same for everybody in a survey, made so far: its page and its manifest.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::SurveyCode;

use super::packed::Packed;
use super::problem::Problem;

/// The parts of a survey that never change while it is in the field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The questionnaire.
    Page,
    /// What was promised at launch.
    Manifest,
}

/// The pages and manifests of the surveys that were asked for.
#[derive(Default)]
pub(super) struct Pages(Mutex<BTreeMap<(SurveyCode, Part), Arc<Packed>>>);

impl Pages {
    /// A part of a survey, made by `make` the first time.
    pub(super) async fn part<R: Future<Output = Result<String, Problem>>>(
        &self,
        code: SurveyCode,
        part: Part,
        make: impl FnOnce(SurveyCode) -> R,
    ) -> Result<Arc<Packed>, Problem> {
        let key = (code, part);
        if let Some(packed) = self.get(&key) {
            return Ok(packed);
        }
        let packed = Arc::new(Packed::new(make(key.0.clone()).await?));
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Arc::clone(&packed));
        Ok(packed)
    }

    fn get(&self, key: &(SurveyCode, Part)) -> Option<Arc<Packed>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned()
    }
}
