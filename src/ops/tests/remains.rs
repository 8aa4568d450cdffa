//! What is left when a survey is over: with the last copy of the field phase beside it, it opens nothing.

use std::fs;

use super::support::{Field, survey};
use crate::ballot::{MasterKey, SurveyKeys};
use crate::ops::OpError;
use crate::store::ballot_box;
use crate::store::keystore::KeystoreError;
use crate::store::tests::on_each_backend;
use crate::store::tests::support::TestDb;

const TABLES: [&str; 4] = ["ballot_box", "marker", "invitation", "public_record"];

/// Copies the tables of the field phase aside, as a backup would.
fn copy(db: &TestDb) {
    for table in TABLES {
        db.run(&format!(
            "CREATE TABLE copy_of_{table} AS SELECT * FROM {table}"
        ));
    }
}

/// Puts them back.
fn restore(db: &TestDb) {
    // Mails still waiting name their invitations.
    db.run("DELETE FROM outbox");
    for table in TABLES {
        db.run(&format!(
            "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM copy_of_{table}"
        ));
    }
    db.run("UPDATE survey SET state = 'closed'; DELETE FROM answer; DELETE FROM comment; DELETE FROM bulletin");
}

/// How many ballots of the box open with any keys that any file in the folder holds, wrapped or not.
fn opened(field: &Field<'_>) -> usize {
    let mut files = Vec::new();
    let mut folders = vec![field.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(fs::read(path).unwrap());
            }
        }
    }
    let masters: Vec<MasterKey> = files
        .iter()
        .filter_map(|file| MasterKey::parse(str::from_utf8(file).ok()?))
        .collect();
    let unwrapped = files.iter().flat_map(|file| {
        let tries = masters.iter().filter_map(|master| {
            let keys = master.unwrap(&survey(), file.get(1..)?)?;
            SurveyKeys::from_bytes(&keys).ok()
        });
        tries.chain(SurveyKeys::from_bytes(file).ok())
    });
    let found: Vec<_> = unwrapped
        .filter_map(|keys| keys.box_key(None).ok())
        .collect();
    let ballots = field.db.read(|tx| ballot_box::all(tx, &survey()));
    let opens = |ballot: &&_| found.iter().any(|key| key.open(&survey(), ballot).is_ok());
    ballots.iter().filter(opens).count()
}

on_each_backend! {
    fn the_last_copy_of_the_field_phase_opens_nothing(db) {
        let mut field = Field::launch(db, 7, 7);
        field.answer(&field.tokens()[..10]);
        copy(db);
        // The control: while the keys are there, the same search opens everything.
        assert_eq!(opened(&field), 10);
        field.app().close(&survey(), true, None).unwrap();
        restore(db);
        field.restart();
        assert_eq!((field.rows("ballot_box"), opened(&field)), (10, 0));
        let closed = field.app().close(&survey(), true, None);
        assert!(matches!(closed, Err(OpError::Keys(KeystoreError::Missing(_)))));
    }

    fn nothing_sealed_and_no_free_page_is_left(db) {
        let field = Field::launch(db, 7, 7);
        field.answer(&field.tokens()[..10]);
        let ballots = db.read(|tx| ballot_box::all(tx, &survey()));
        field.app().close(&survey(), true, None).unwrap();
        assert_eq!((field.rows("ballot_box"), field.rows("marker")), (0, 0));
        if db.is_sqlite() {
            let path = db.address().replace("sqlite://", "");
            let log = fs::metadata(format!("{path}-wal")).map_or(0, |file| file.len());
            assert_eq!((log, db.number("SELECT freelist_count AS number FROM pragma_freelist_count")), (0, 0));
            let file = fs::read(path).unwrap();
            for ballot in &ballots {
                assert!(!file.windows(32).any(|part| part == ballot.key || part == ballot.check));
            }
        } else {
            assert_eq!(db.number("SELECT pg_relation_size('ballot_box') + pg_relation_size('marker') AS number"), 0);
            assert_eq!(db.number("SELECT count(DISTINCT xmin::text) AS number FROM answer"), 1);
        }
    }
}
