//! Two at the same moment: devices with one link, a ballot and the close.

use std::sync::Barrier;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::support::{Browser, Field, answers, survey};
use crate::ballot::{Ballot, SealedBallot};
use crate::base::Facts;
use crate::fieldwork::State;
use crate::instrument::RawAnswers;
use crate::ops::{App, IssueOutcome};
use crate::store::ballot_box::{self, Cast};
use crate::store::surveys;
use crate::store::tests::on_each_backend;
use crate::store::tests::support::TestDb;

/// A ballot as `cast` seals it.
fn sealed(app: &App, browser: &Browser) -> SealedBallot {
    let live = app.live(&survey()).unwrap();
    let cast = browser.ballot(&browser.signature(app), RawAnswers::new());
    let answers = live.instrument.validate(&Facts::none(), &cast.answers);
    let ballot = Ballot {
        stratum: 1,
        nonce: cast.nonce,
        signature: cast.signature.try_into().unwrap(),
        answers: live.instrument.pack(&answers.unwrap()),
    };
    let padded = live.instrument.packed_limit();
    let mut entropy = app.entropy().fork();
    (live.keys)
        .seal(&survey(), &ballot, padded, &mut entropy)
        .unwrap()
}

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

    fn a_ballot_on_its_way_while_the_survey_closes_is_read_by_the_tally_or_refused(db) {
        let (outcome, read) = cast_while_it_closes(db, |app| app.sealed(&survey()).unwrap());
        assert_eq!(outcome == Cast::Stored, read, "{outcome:?}");
    }

    fn a_plain_read_would_lose_that_ballot_where_writers_do_not_wait_for_each_other(db) {
        let plainly = |app: &App| app.store.read(|tx| ballot_box::all(tx, &survey())).unwrap();
        let (outcome, read) = cast_while_it_closes(db, plainly);
        assert_eq!((outcome, read), (Cast::Stored, db.is_sqlite()));
    }
}

/// Begins to cast a ballot, closes the survey, reads the box, ends the cast. Gives what became of the ballot, and whether it was read.
fn cast_while_it_closes(db: &TestDb, read_box: fn(&App) -> Vec<SealedBallot>) -> (Cast, bool) {
    let field = Field::launch(db, 7, 7);
    let app = field.app();
    let ballot = sealed(app, &Browser::open(app, &field.tokens()[0], 1));
    let ((begin, is_begun), (end, is_over)) = (channel(), channel::<()>());
    let mine = ballot.clone();
    let (outcome, counted) = std::thread::scope(|scope| {
        let cast = scope.spawn(move || {
            app.store.write(|tx| {
                let outcome = ballot_box::cast(tx, &survey(), &mine);
                begin.send(()).unwrap();
                // Where the survey cannot be closed before this has ended, as in SQLite, nobody says when: then this ends by itself.
                let _waited = is_over.recv_timeout(Duration::from_millis(300));
                outcome
            })
        });
        is_begun.recv().unwrap();
        app.store
            .write(|tx| surveys::set_state(tx, &survey(), State::Closed))
            .unwrap();
        let counted = read_box(app);
        drop(end);
        (cast.join().unwrap().unwrap(), counted)
    });
    let read = counted.iter().any(|counted| counted.key == ballot.key);
    (outcome, read)
}
