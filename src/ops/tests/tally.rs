//! A tally that is broken off anywhere leaves the box as it was, and comes to the same answers when it is repeated.

use super::support::{Field, survey};
use crate::fieldwork::State;
use crate::store::tests::on_each_backend;
use crate::store::tests::support::TestDb;
use crate::store::{answers, invitations, surveys};

/// Every statement of the tally's transaction, by table.
const STATEMENTS: [(&str, &str); 7] = [
    ("UPDATE", "survey"),
    ("UPDATE", "public_record"),
    ("INSERT", "answer"),
    ("INSERT", "comment"),
    ("INSERT", "bulletin"),
    ("DELETE", "ballot_box"),
    ("DELETE", "marker"),
];

/// Makes a statement fail.
fn break_at(db: &TestDb, what: &str, table: &str) {
    if db.is_sqlite() {
        db.run(&format!(
            "CREATE TRIGGER broken BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        ));
    } else {
        db.run(&format!(
            "CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''broken''; END';
             CREATE TRIGGER broken BEFORE {what} ON {table} EXECUTE FUNCTION broken()"
        ));
    }
}

fn mend(db: &TestDb, table: &str) {
    if db.is_sqlite() {
        db.run("DROP TRIGGER broken");
    } else {
        db.run(&format!("DROP TRIGGER broken ON {table}"));
    }
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
    fn broken_off_at_every_statement_it_can_be_repeated(db) {
        let mut field = Field::launch(db, 7, 7);
        let mut receipts = field.answer(&field.tokens()[..12]);
        receipts.sort();
        for (what, table) in STATEMENTS {
            break_at(db, what, table);
            assert!(field.app().close(&survey(), true, None).is_err(), "{what} {table}");
            mend(db, table);
            field.restart();
            assert_eq!((field.rows("ballot_box"), field.rows("marker")), (12, 12), "{what} {table}");
            assert!(content(db).is_empty() && field.rows("bulletin") == 0, "{what} {table}");
        }
        field.app().close(&survey(), true, None).unwrap();
        assert_eq!(content(db).len(), 24);
        let listed = db.read(|tx| answers::receipts(tx, &survey()));
        assert_eq!(listed.iter().map(ToString::to_string).collect::<Vec<_>>(), receipts);
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
