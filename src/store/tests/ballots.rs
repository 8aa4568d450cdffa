//! The box and the tally: once only, nothing lost, no order left.

use std::sync::Barrier;

use super::on_each_backend;
use super::support::{TestDb, code, manifest, survey};
use crate::ballot::{Receipt, SealedBallot, TAG};
use crate::base::{Entropy, GroupCode, RowId};
use crate::disclosure::{Decision, StoredAnswer, StoredComment, StoredDecision};
use crate::fieldwork::State;
use crate::store::ballot_box::{Cast, Issue};
use crate::store::{StoreError, answers, ballot_box, moderation, public_record, surveys, tally};

fn ballot(key: u8, check: u8) -> SealedBallot {
    SealedBallot {
        key: [key; 32],
        check: [check; 32],
        tag: [key; TAG],
        sealed: vec![key ^ check; 100],
    }
}

fn issue(db: &TestDb, mark: u8, request: u8) -> Result<Issue, StoreError> {
    db.store
        .write(|tx| ballot_box::issue(tx, &code("s"), &[mark; 32], &[request; 32]))
}

fn cast(db: &TestDb, ballot: &SealedBallot) -> Result<Cast, StoreError> {
    db.store
        .write(|tx| ballot_box::cast(tx, &code("s"), ballot))
}

fn answer(entropy: &mut Entropy, number: u32) -> StoredAnswer {
    StoredAnswer {
        id: RowId::random(entropy),
        group: GroupCode::parse("A").unwrap(),
        packed: number.to_be_bytes().to_vec(),
    }
}

fn open(db: &TestDb) {
    db.write(|tx| surveys::insert(tx, &survey("s")));
    db.write(|tx| public_record::insert(tx, &code("s"), &manifest("s")));
}

/// A closed survey with a full box.
fn closed(db: &TestDb, ballots: u8) {
    open(db);
    for n in 0..ballots {
        assert_eq!(issue(db, n, n).unwrap(), Issue::Marked);
        assert_eq!(cast(db, &ballot(n, n)).unwrap(), Cast::Stored);
    }
    db.write(|tx| surveys::set_state(tx, &code("s"), State::Closed));
}

on_each_backend! {
    fn an_invitation_is_used_for_one_request(db) {
        open(db);
        let used = |survey: &str, mark: u8| db.read(|tx| ballot_box::used(tx, &code(survey), &[mark; 32]));
        assert!(!used("s", 1));
        assert_eq!(issue(db, 1, 1).unwrap(), Issue::Marked);
        assert_eq!(issue(db, 1, 1).unwrap(), Issue::SameAgain);
        assert_eq!(issue(db, 1, 2).unwrap(), Issue::AlreadyUsed);
        assert_eq!(issue(db, 2, 1).unwrap(), Issue::Marked);
        assert!(used("s", 1) && !used("x", 1) && !used("s", 3));
        assert_eq!(db.read(|tx| ballot_box::marks(tx, &code("s"))), [[1; 32], [2; 32]].into());
        // Issuing puts nothing into the box.
        assert_eq!(db.read(|tx| ballot_box::count(tx, &code("s"))), 0);
    }

    fn a_nonce_casts_one_ballot(db) {
        open(db);
        let survey = code("s");
        assert_eq!(cast(db, &ballot(1, 1)).unwrap(), Cast::Stored);
        assert_eq!(cast(db, &ballot(1, 1)).unwrap(), Cast::Again);
        assert_eq!(cast(db, &ballot(1, 2)).unwrap(), Cast::Again);
        assert_eq!(cast(db, &ballot(2, 2)).unwrap(), Cast::Stored);
        assert_eq!(db.read(|tx| ballot_box::count(tx, &survey)), 2);
        assert!(db.read(|tx| ballot_box::all(tx, &survey)) == [ballot(1, 1), ballot(2, 2)]);
        assert!(db.read(|tx| ballot_box::tags(tx, &survey)) == [([1; 32], [1; TAG]), ([2; 32], [2; TAG])].into());
        // Casting marks nobody.
        assert!(db.read(|tx| ballot_box::marks(tx, &survey)).is_empty());
    }

    fn a_closed_survey_takes_nothing_but_repeats_its_word(db) {
        assert!(matches!(issue(db, 1, 1), Err(StoreError::NotFound { .. })));
        assert!(matches!(cast(db, &ballot(1, 1)), Err(StoreError::NotFound { .. })));
        closed(db, 2);
        assert_eq!(issue(db, 9, 9).unwrap(), Issue::Closed);
        assert_eq!(issue(db, 1, 1).unwrap(), Issue::Closed);
        assert!(!db.read(|tx| ballot_box::used(tx, &code("s"), &[9; 32])));
        assert_eq!(cast(db, &ballot(9, 9)).unwrap(), Cast::Closed);
        assert_eq!(cast(db, &ballot(1, 1)).unwrap(), Cast::Again);
        assert_eq!(cast(db, &ballot(1, 9)).unwrap(), Cast::Again);
        assert_eq!(db.read(|tx| ballot_box::count(tx, &code("s"))), 2);
    }

    fn of_twenty_racing_devices_one_wins(db) {
        open(db);
        let start = Barrier::new(20);
        let outcomes: Vec<Issue> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..20)
                .map(|n| {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        issue(db, 7, n).unwrap()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let marked = outcomes.iter().filter(|outcome| **outcome == Issue::Marked);
        assert_eq!(marked.count(), 1, "{outcomes:?}");
        let others = outcomes.iter().filter(|outcome| **outcome == Issue::AlreadyUsed);
        assert_eq!(others.count(), 19, "{outcomes:?}");
    }

    fn many_ballots_at_once_lose_nothing(db) {
        open(db);
        std::thread::scope(|scope| {
            for n in 0..16 {
                scope.spawn(move || assert_eq!(cast(db, &ballot(n, n)).unwrap(), Cast::Stored));
            }
        });
        assert_eq!(db.read(|tx| ballot_box::count(tx, &code("s"))), 16);
    }

    fn the_tally_is_all_or_nothing_and_once(db) {
        closed(db, 3);
        let mut entropy = Entropy::seeded(1);
        let survey = code("s");
        let stored: Vec<StoredAnswer> = (0..3).map(|n| answer(&mut entropy, n)).collect();
        let comment = StoredComment {
            id: RowId::random(&mut entropy),
            group: GroupCode::parse("K").unwrap(),
            item: "A32".to_owned(),
            text: "Mere ro, tak".to_owned(),
        };
        let receipts = ["B", "A", "C"].map(|text| Receipt::from_stored(text.to_owned()));
        let finish = |answers: &[StoredAnswer]| {
            let comments = std::slice::from_ref(&comment);
            db.store.write(|tx| tally::finish(tx, &survey, answers, comments, &receipts))
        };
        // The same id twice breaks it midway: the box is still full, the survey still closed.
        let twice = [&stored[..], &stored[..1]].concat();
        assert!(matches!(finish(&twice), Err(StoreError::Conflict(_))));
        assert_eq!(db.read(|tx| ballot_box::count(tx, &survey)), 3);
        assert!(db.read(|tx| answers::load(tx, &survey)).is_empty());

        assert_eq!(db.read(|tx| public_record::issued(tx, &survey)), None);
        finish(&stored).unwrap();
        assert_eq!(db.read(|tx| public_record::issued(tx, &survey)), Some(3));
        assert_eq!(db.read(|tx| public_record::manifest(tx, &survey)), manifest("s").json());
        db.store.scrub().unwrap();
        db.store.scrub().unwrap();
        let mut expected = stored.clone();
        expected.sort_by(|a, b| a.id.cmp(&b.id));
        assert!(db.read(|tx| answers::load(tx, &survey)) == expected);
        assert!(db.read(|tx| answers::comments(tx, &survey)) == [comment.clone()]);
        let bulletin = db.read(|tx| answers::receipts(tx, &survey));
        assert_eq!(bulletin.iter().map(Receipt::as_str).collect::<Vec<_>>(), ["A", "B", "C"]);
        assert_eq!(db.read(|tx| ballot_box::count(tx, &survey)), 0);
        assert!(!db.read(|tx| ballot_box::used(tx, &survey, &[1; 32])));
        assert_eq!(db.read(|tx| surveys::get(tx, &survey)).state, State::Tallied);
        assert!(matches!(finish(&stored), Err(StoreError::Conflict(_))));
    }

    fn a_decision_is_replaced_and_outlives_its_text(db) {
        closed(db, 2);
        let mut entropy = Entropy::seeded(3);
        let survey = code("s");
        let comments: Vec<StoredComment> = (0..3)
            .map(|n| StoredComment {
                id: RowId::random(&mut entropy),
                group: GroupCode::parse("K").unwrap(),
                item: "A32".to_owned(),
                text: format!("Tekst {n}"),
            })
            .collect();
        db.write(|tx| tally::finish(tx, &survey, &[], &comments, &[]));
        let made = |at: usize, decision| StoredDecision { id: comments[at].id.clone(), decision };
        let first = [made(0, Decision::Drop("nævner en kollega".to_owned())), made(1, Decision::Keep)];
        db.write(|tx| moderation::decide(tx, &survey, &first));
        let second = [made(2, Decision::Redact("Andre ord".to_owned())), made(0, Decision::Keep)];
        db.write(|tx| moderation::decide(tx, &survey, &second));
        let mut expected = [made(0, Decision::Keep), made(1, Decision::Keep), second[0].clone()];
        expected.sort_by(|a, b| a.id.cmp(&b.id));
        assert!(db.read(|tx| moderation::decisions(tx, &survey)) == expected);
        assert!(db.read(|tx| moderation::decisions(tx, &code("t"))).is_empty());
        assert_eq!(db.read(|tx| answers::comments(tx, &survey)).len(), 3);
        db.write(|tx| moderation::forget(tx, &survey));
        db.store.scrub().unwrap();
        assert!(db.read(|tx| answers::comments(tx, &survey)).is_empty());
        assert!(db.read(|tx| moderation::decisions(tx, &survey)) == expected);
        db.run("UPDATE moderation SET decision = 'drop'");
        let read = db.store.read(|tx| moderation::decisions(tx, &survey));
        assert!(matches!(read, Err(StoreError::Corrupt { .. })));
    }

    fn after_scrubbing_no_order_is_left(db) {
        closed(db, 2);
        let mut entropy = Entropy::seeded(2);
        let stored: Vec<StoredAnswer> = (0..2500).map(|n| answer(&mut entropy, n)).collect();
        db.write(|tx| tally::finish(tx, &code("s"), &stored, &[], &[]));
        let next = survey("t");
        db.write(|tx| surveys::insert(tx, &next));
        db.write(|tx| surveys::set_state(tx, &next.code, State::Closed));
        let more: Vec<StoredAnswer> = (0..50).map(|n| answer(&mut entropy, n)).collect();
        db.write(|tx| tally::finish(tx, &next.code, &more, &[], &[]));
        db.store.scrub().unwrap();
        if db.is_sqlite() {
            let path = db.url.to_string().replace("sqlite://", "");
            let log = std::fs::metadata(format!("{path}-wal")).map_or(0, |file| file.len());
            assert_eq!(log, 0);
            assert_eq!(db.number("SELECT freelist_count AS number FROM pragma_freelist_count"), 0);
            let file = std::fs::read(&path).unwrap();
            let gone = [1_u8; 32];
            assert!(!file.windows(32).any(|bytes| bytes == gone), "a marker is still in the file");
        } else {
            for survey in ["s", "t"] {
                let of = format!("FROM answer WHERE survey = '{survey}'");
                assert_eq!(db.number(&format!("SELECT count(DISTINCT xmin::text) AS number {of}")), 1);
                let by_place = db.lines(&format!("SELECT id AS line {of} ORDER BY ctid"));
                let by_key = db.lines(&format!("SELECT id AS line {of} ORDER BY id COLLATE \"C\""));
                assert_eq!(by_place, by_key);
            }
            assert_eq!(db.number("SELECT pg_relation_size('ballot_box') + pg_relation_size('marker') AS number"), 0);
        }
        assert_eq!(db.number("SELECT count(*) AS number FROM answer"), 2550);
    }
}
