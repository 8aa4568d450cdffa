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

/// What was made, and how many surveys had been closed by then: with the next one it is made anew, for it may name another last day.
struct Made {
    closings: u64,
    packed: Arc<Packed>,
}

/// The pages and manifests of the surveys that were asked for.
#[derive(Default)]
pub(super) struct Pages {
    made: Mutex<BTreeMap<Key, Made>>,
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
    let closings = app.closings();
    if let Some(packed) = pages.get(&key, closings) {
        return Ok(packed);
    }
    on_thread(app, move |app| {
        pages.once(key, closings, |(code, part)| match part {
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
        closings: u64,
        make: impl FnOnce(&Key) -> Result<String, OpError>,
    ) -> Result<Arc<Packed>, OpError> {
        let _alone = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(packed) = self.get(&key, closings) {
            return Ok(packed);
        }
        let packed = Arc::new(Packed::new(make(&key)?));
        let kept = Made {
            closings,
            packed: Arc::clone(&packed),
        };
        self.made().insert(key, kept);
        Ok(packed)
    }

    fn get(&self, key: &Key, closings: u64) -> Option<Arc<Packed>> {
        let made = self.made();
        let found = made.get(key).filter(|made| made.closings >= closings)?;
        Some(Arc::clone(&found.packed))
    }

    fn made(&self) -> MutexGuard<'_, BTreeMap<Key, Made>> {
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
                    pages.once(key(), 0, |_| {
                        made.fetch_add(1, Ordering::SeqCst);
                        Ok("side".to_owned())
                    })
                });
            }
        });
        assert_eq!(made.into_inner(), 1);
        let fault = || OpError::Input("en fejl".to_owned());
        let manifest = (key().0, Part::Manifest);
        assert!(pages.once(manifest.clone(), 0, |_| Err(fault())).is_err());
        assert!(
            pages.once(manifest, 0, |_| Ok(String::new())).is_ok(),
            "a fault is not kept"
        );
    }

    #[test]
    fn a_page_is_made_anew_when_a_survey_has_closed() {
        let pages = Pages::default();
        let mut made = 0;
        for (closings, expected) in [(0, 1), (0, 1), (1, 2), (1, 2), (0, 2), (3, 3)] {
            let key = (SurveyCode::parse("proeve").unwrap(), Part::Page);
            pages
                .once(key, closings, |_| {
                    made += 1;
                    Ok(String::new())
                })
                .unwrap();
            assert_eq!(made, expected);
        }
    }
}
