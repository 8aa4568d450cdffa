//! Two devices with one link, at the same moment.

use std::sync::Barrier;

use super::support::{Browser, Field, answers, survey};
use crate::ops::IssueOutcome;
use crate::store::tests::on_each_backend;

on_each_backend! {
    fn of_two_devices_one_gets_the_ballot_a_hundred_times(db) {
        let field = Field::launch(db, 50, 50);
        let (app, tokens) = (field.app(), field.tokens());
        std::thread::scope(|scope| {
            for (lane, tokens) in tokens.chunks(25).enumerate() {
                scope.spawn(move || for (race, token) in tokens.iter().enumerate() {
                    let seed = u64::try_from(1000 * lane + 2 * race).unwrap();
                    let devices = [seed, seed + 1].map(|seed| Browser::open(app, token, seed));
                    let start = Barrier::new(2);
                    let outcomes = std::thread::scope(|scope| {
                        let race = devices.each_ref().map(|device| {
                            let start = &start;
                            scope.spawn(move || {
                                start.wait();
                                device.issue(app)
                            })
                        });
                        race.map(|device| device.join().unwrap())
                    });
                    let used = outcomes.iter().filter(|outcome| **outcome == IssueOutcome::AlreadyUsed);
                    assert_eq!(used.count(), 1, "{outcomes:?}");
                    for (device, outcome) in devices.iter().zip(&outcomes) {
                        if let IssueOutcome::Signed(_) = outcome {
                            device.receipt(app, &device.finalize(outcome), answers(3));
                        }
                    }
                });
            }
        });
        assert_eq!((field.rows("marker"), field.rows("ballot_box")), (100, 100));
        let closed = app.close(&survey(), true, None).unwrap();
        assert_eq!((closed.issued, closed.counted, closed.refused), (100, 100, 0));
    }
}
