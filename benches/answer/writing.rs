//! The writer alone: an issue and a cast for each answer, made durable, without HTTP and cryptography.

use std::sync::Arc;
use std::time::Instant;

use pejling::ballot::{SealedBallot, TAG};
use pejling::base::{Entropy, SurveyCode};
use pejling::ops::Writer;
use pejling::store::{DatabaseUrl, Store};

/// Answers per second that `clients` at a time get written, at most `batch` writes in one transaction.
pub(crate) fn answers_per_second(
    database: &str,
    batch: usize,
    clients: usize,
    each: usize,
    size: usize,
    seed: u64,
) -> f64 {
    let store = Arc::new(Store::open(&DatabaseUrl::parse(database).unwrap()).unwrap());
    let writer = Writer::start(store, batch);
    let survey = SurveyCode::parse("proeve").unwrap();
    let mut entropy = Entropy::seeded(seed);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..clients {
            let (writer, survey, mut entropy) = (&writer, &survey, entropy.fork());
            scope.spawn(move || {
                for _ in 0..each {
                    writer
                        .issue(survey, entropy.bytes(), entropy.bytes())
                        .unwrap();
                    let ballot = SealedBallot {
                        key: entropy.bytes(),
                        check: entropy.bytes(),
                        tag: [0; TAG],
                        sealed: vec![7; size],
                    };
                    writer.cast(survey, ballot).unwrap();
                }
            });
        }
    });
    (clients * each) as f64 / begun.elapsed().as_secs_f64()
}
