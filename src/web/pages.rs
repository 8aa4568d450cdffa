//! Pages rendered so far: one per survey, the same bytes for everybody.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::SurveyCode;

use super::problem::Problem;

/// The pages of the surveys that were asked for.
#[derive(Default)]
pub(super) struct Pages(Mutex<BTreeMap<SurveyCode, Arc<String>>>);

impl Pages {
    /// The page of a survey, rendered by `render` the first time.
    pub(super) async fn page<R: Future<Output = Result<String, Problem>>>(
        &self,
        code: SurveyCode,
        render: impl FnOnce() -> R,
    ) -> Result<Arc<String>, Problem> {
        if let Some(html) = self.get(&code) {
            return Ok(html);
        }
        let html = Arc::new(render().await?);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(code, Arc::clone(&html));
        Ok(html)
    }

    fn get(&self, code: &SurveyCode) -> Option<Arc<String>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(code)
            .cloned()
    }
}
