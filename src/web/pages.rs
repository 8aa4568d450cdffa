//! What is the same for everybody in a survey, made so far: its page and its manifest.
//!
//! Invariant: each is made once, however many ask for it at the same moment, and never on a thread that answers requests: a server that
//! starts again while a whole town hall waits has other things to do than to render and pack the same page a hundred times.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web;

use crate::base::SurveyCode;
use crate::ops::{App, OpError};

use super::packed::Packed;
use super::problem::Problem;
use super::respondent::on_thread;

/// The parts of a survey that never change while it is in the field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The questionnaire.
    Page,
    /// What was promised at launch.
    Manifest,
}

type Key = (SurveyCode, Part);

/// The pages and manifests of the surveys that were asked for.
#[derive(Default)]
pub(super) struct Pages {
    made: Mutex<BTreeMap<Key, Arc<Packed>>>,
    /// Held by whoever makes one; the others who want it wait on their blocking threads.
    making: Mutex<()>,
}

/// A part of a survey, made the first time it is asked for.
pub(super) async fn part(
    pages: web::Data<Pages>,
    app: web::Data<App>,
    code: SurveyCode,
    part: Part,
) -> Result<Arc<Packed>, Problem> {
    let key = (code, part);
    if let Some(packed) = pages.made().get(&key) {
        return Ok(Arc::clone(packed));
    }
    on_thread(app, move |app| {
        pages.once(key, |(code, part)| match part {
            Part::Page => app.questionnaire(code),
            Part::Manifest => app.manifest(code),
        })
    })
    .await
}

impl Pages {
    fn once(
        &self,
        key: Key,
        make: impl FnOnce(&Key) -> Result<String, OpError>,
    ) -> Result<Arc<Packed>, OpError> {
        let _alone = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(packed) = self.made().get(&key) {
            return Ok(Arc::clone(packed));
        }
        let packed = Arc::new(Packed::new(make(&key)?));
        self.made().insert(key, Arc::clone(&packed));
        Ok(packed)
    }

    fn made(&self) -> MutexGuard<'_, BTreeMap<Key, Arc<Packed>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_crowd_that_asks_at_once_gets_what_was_made_once() {
        let (pages, made, start) = (Pages::default(), AtomicUsize::new(0), Barrier::new(16));
        let key = || (SurveyCode::parse("proeve").unwrap(), Part::Page);
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    start.wait();
                    pages.once(key(), |_| {
                        made.fetch_add(1, Ordering::SeqCst);
                        Ok("side".to_owned())
                    })
                });
            }
        });
        assert_eq!(made.into_inner(), 1);
        let fault = || OpError::Input("en fejl".to_owned());
        let manifest = (key().0, Part::Manifest);
        assert!(pages.once(manifest.clone(), |_| Err(fault())).is_err());
        assert!(
            pages.once(manifest, |_| Ok(String::new())).is_ok(),
            "a fault is not kept"
        );
    }
}
