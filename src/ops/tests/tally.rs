//! A tally that is broken off anywhere leaves the box as it was, and comes to the same answers when it is repeated.

use super::support::{Field, survey};
use crate::fieldwork::State;
use crate::ops::Credential;
use crate::store::tests::on_each_backend;
use crate::store::tests::support::TestDb;
use crate::store::{answers, invitations, surveys};

/// Every table that the close of a survey writes to, with the kinds of its writes.
const WRITES: [(&str, &str); 8] = [
    ("UPDATE", "survey"),
    ("UPDATE", "public_record"),
    ("INSERT", "answer"),
    ("INSERT", "comment"),
    ("INSERT", "bulletin"),
    ("DELETE", "ballot_box"),
    ("DELETE", "marker"),
    ("UPDATE", "invitation"),
];

/// Counts every row that the close writes, in any transaction, and makes the one fail at which `stop` stands.
fn wire(db: &TestDb) {
    if db.is_sqlite() {
        db.run("CREATE TABLE wire (passed INTEGER NOT NULL, stop INTEGER NOT NULL); INSERT INTO wire VALUES (0, 0)");
        for (what, table) in WRITES {
            db.run(&format!(
                "CREATE TRIGGER wire_{table} BEFORE {what} ON {table} BEGIN
                     UPDATE wire SET passed = passed + 1;
                     SELECT RAISE(ABORT, 'broken') FROM wire WHERE passed = stop;
                 END"
            ));
        }
    } else {
        // A sequence, for what it counts is not undone with the transaction.
        db.run(
            "CREATE SEQUENCE passed; CREATE TABLE wire (stop BIGINT NOT NULL); INSERT INTO wire VALUES (0);
             CREATE FUNCTION wire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
                 IF nextval(''passed'') = (SELECT stop FROM wire) THEN RAISE EXCEPTION ''broken''; END IF;
                 IF TG_OP = ''DELETE'' THEN RETURN OLD; END IF;
                 RETURN NEW;
             END'",
        );
        for (what, table) in WRITES {
            db.run(&format!(
                "CREATE TRIGGER wire BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION wire()"
            ));
        }
    }
}

/// The next close fails at its `stop`th row; at none if it is 0.
fn stop_at(db: &TestDb, stop: u32) {
    if db.is_sqlite() {
        db.run(&format!("UPDATE wire SET passed = 0, stop = {stop}"));
    } else {
        db.run(&format!(
            "ALTER SEQUENCE passed RESTART; UPDATE wire SET stop = {stop}"
        ));
    }
}

/// Makes the commit of whatever wrote answers fail, after its last statement succeeded.
fn break_commit(db: &TestDb) {
    if db.is_sqlite() {
        db.run(
            "CREATE TABLE ghost (id INTEGER PRIMARY KEY);
             CREATE TABLE owed (id INTEGER REFERENCES ghost (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER owed AFTER INSERT ON answer BEGIN INSERT INTO owed VALUES (1); END",
        );
    } else {
        db.run(
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''broken''; END';
             CREATE CONSTRAINT TRIGGER owed AFTER INSERT ON answer DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW EXECUTE FUNCTION broken()",
        );
    }
}

fn mend_commit(db: &TestDb) {
    if db.is_sqlite() {
        db.run("DROP TRIGGER owed");
    } else {
        db.run("DROP TRIGGER owed ON answer");
    }
}

/// Everybody's link, group by group: whoever answers in this order gives each group the same answers again.
fn by_group(field: &Field<'_>) -> Vec<Credential> {
    let mut tokens = field.tokens();
    tokens.sort_by_key(|token| field.app().context(&survey(), token).unwrap().stratum);
    tokens
}

/// Answers and texts without their random ids.
fn content(db: &TestDb) -> Vec<Vec<u8>> {
    let answers = db.read(|tx| answers::load(tx, &survey()));
    let comments = db.read(|tx| answers::comments(tx, &survey()));
    let mut content: Vec<Vec<u8>> = answers
        .into_iter()
        .map(|answer| [answer.group.as_str().as_bytes(), &answer.packed].concat())
        .chain(comments.into_iter().map(|comment| {
            format!("{}|{}|{}", comment.group, comment.item, comment.text).into_bytes()
        }))
        .collect();
    content.sort();
    content
}

on_each_backend! {
    fn broken_off_at_every_row_of_every_statement_it_can_be_repeated(db) {
        // What it must come to: everybody answers, so that a second survey has the same answers.
        let other = TestDb::sqlite();
        let sound = Field::launch(&other, 7, 7);
        sound.answer(&by_group(&sound));
        sound.app().close(&survey(), true, None).unwrap();
        let expected = content(&other);
        assert_eq!(expected.len(), 28);

        let mut field = Field::launch(db, 7, 7);
        let mut receipts = field.answer(&by_group(&field));
        receipts.sort();
        wire(db);
        let (mut broken, mut tallied) = (0, 0);
        for stop in 1.. {
            stop_at(db, stop);
            let ended = field.app().close(&survey(), true, None);
            stop_at(db, 0);
            // What was only in memory is gone.
            field.restart();
            let listed = db.read(|tx| answers::receipts(tx, &survey()));
            let state = (content(db), listed.len(), field.rows("ballot_box"), field.rows("marker"));
            // All or nothing: never an answer while its ballot is still there, never a ballot gone without its answer.
            if state.0.is_empty() {
                assert_eq!(state, (vec![], 0, 14, 14), "row {stop}");
            } else {
                assert_eq!(state, (expected.clone(), 14, 0, 0), "row {stop}");
                tallied += 1;
            }
            match ended {
                // The keys stay until all is done, so that what was broken off can be finished.
                Err(_) => assert!(field.folder.path().join("keys/proeve.keys").exists(), "row {stop}"),
                Ok(closed) => {
                    assert_eq!(closed.counted, 14);
                    break;
                }
            }
            broken += 1;
            // A survey that was tallied closes in one go from then on; until then each close comes one row further.
            if broken == 20 {
                break_commit(db);
                assert!(field.app().close(&survey(), true, None).is_err());
                mend_commit(db);
                field.restart();
                assert_eq!((content(db), field.rows("ballot_box")), (vec![], 14));
            }
        }
        // Two states, one row of the record, three tables of 14 and two boxes of 14; and the invitations, in a transaction of their own.
        assert!(broken > 2 + 5 * 14, "{broken} rows were broken off at");
        assert!(tallied >= 1);
        field.app().close(&survey(), true, None).unwrap();
        assert_eq!(content(db), expected);
        let listed = db.read(|tx| answers::receipts(tx, &survey()));
        assert_eq!(listed.iter().map(ToString::to_string).collect::<Vec<_>>(), receipts);
        assert!(!field.folder.path().join("keys/proeve.keys").exists());
        assert_eq!(db.number("SELECT count(*) AS number FROM invitation WHERE token_index IS NOT NULL OR code_index IS NOT NULL"), 0);
    }

    fn killed_between_its_steps_it_is_finished_later(db) {
        let mut field = Field::launch(db, 7, 7);
        field.answer(&field.tokens()[..12]);
        let kept = std::fs::read_dir(field.folder.path().join("keys")).unwrap();
        let kept: Vec<_> = kept.map(|file| file.unwrap().path()).map(|path| (std::fs::read(&path).unwrap(), path)).collect();
        db.write(|tx| surveys::set_state(tx, &survey(), State::Closed));
        field.restart();
        field.app().close(&survey(), true, None).unwrap();
        let first = content(db);
        assert_eq!(first.len(), 24);
        // As if it had been killed before the keys were destroyed.
        for (bytes, path) in kept {
            std::fs::write(path, bytes).unwrap();
        }
        field.restart();
        assert_eq!(field.app().close(&survey(), true, None).unwrap().counted, 12);
        assert_eq!(content(db), first);
        assert_eq!((field.rows("ballot_box"), field.rows("marker")), (0, 0));
        assert!(!field.folder.path().join("keys/proeve.keys").exists());
        let mailings = db.read(|tx| invitations::for_mailing(tx, &survey()));
        assert_eq!(mailings.len(), 14);
        assert_eq!(db.number("SELECT count(*) AS number FROM invitation WHERE token_index IS NOT NULL OR code_index IS NOT NULL"), 0);
    }
}
