//! The tables: the same on both back ends and in `schema.rs`, reversible, and without what must not exist.

use std::collections::{BTreeMap, BTreeSet};

use super::on_each_backend;
use super::support::TestDb;
use crate::store::dialect::{self, Step};
use crate::store::{Store, StoreError};

/// Tables of answers.
const PROTECTED: [&str; 7] = [
    "marker",
    "ballot_box",
    "answer",
    "comment",
    "moderation",
    "bulletin",
    "note",
];
/// What no column of them is called after.
const FORBIDDEN: [&str; 20] = [
    "time", "day", "date", "seq", "row", "person", "invit", "token", "used", "ip", "locale",
    "mail", "serial", "opened", "created", "agent", "version", "order", "number", "status",
];
const SCHEMA: &str = include_str!("../schema.rs");

/// The columns of `schema.rs` in the words of the catalogue.
fn declared() -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    for block in SCHEMA.split("diesel::table! {").skip(1) {
        let (head, body) = block.trim_start().split_once(") {").unwrap();
        let (table, keys) = head.split_once(" (").unwrap();
        let keys: Vec<&str> = keys.split(", ").collect();
        for line in body.lines().map(str::trim).take_while(|line| *line != "}") {
            let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") else {
                continue;
            };
            let inner = kind
                .strip_prefix("Nullable<")
                .and_then(|kind| kind.strip_suffix('>'));
            let mut line = format!("{table}.{column} {}", inner.unwrap_or(kind));
            if inner.is_some() {
                line.push_str(" null");
            }
            if let Some(place) = keys.iter().position(|key| *key == column) {
                line.extend([" key ".to_owned(), (place + 1).to_string()]);
            }
            columns.insert(line);
        }
    }
    columns
}

fn protected(line: &str) -> bool {
    PROTECTED.iter().any(|table| {
        line.starts_with(&format!("{table}.")) || line.starts_with(&format!("{table} "))
    })
}

on_each_backend! {
    fn columns_are_as_declared(db) {
        assert_eq!(db.columns(), declared());
    }

    fn migrations_can_be_undone_and_redone(db) {
        let up = db.catalogue();
        assert!(up.len() > 70);
        assert!(db.store.step(&Step::Down).unwrap().is_empty());
        assert!(db.catalogue().is_empty());
        assert!(matches!(db.store.check_schema(), Err(StoreError::Schema(_))));
        db.store.migrate().unwrap();
        assert_eq!(db.catalogue(), up);
        db.store.migrate().unwrap();
    }

    fn a_newer_schema_is_refused(db) {
        assert_eq!(db.store.schema_version().unwrap(), dialect::known_versions().unwrap().pop());
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
        diesel::connection::SimpleConnection::batch_execute(&mut db.conn(), newer).unwrap();
        for outcome in [db.store.migrate(), db.store.check_schema()] {
            assert!(matches!(outcome, Err(StoreError::Schema(_))));
        }
    }

    fn tables_of_answers_tell_nothing_but_answers(db) {
        let lines = db.columns();
        let columns: Vec<&String> = lines.iter().filter(|line| protected(line)).collect();
        let tables: BTreeSet<&str> = columns.iter().filter_map(|line| line.split('.').next()).collect();
        assert_eq!(tables.len(), PROTECTED.len());
        for line in columns {
            // No number and no time of any kind; a key is a survey and something random or keyed; nothing is made by the database.
            let kind = line.split(' ').nth(1).unwrap();
            assert!(["Text", "Binary"].contains(&kind), "{line}");
            assert!(!line.contains("default") && !line.contains(" null"), "{line}");
            for word in FORBIDDEN {
                let column = line.split(['.', ' ']).nth(1).unwrap();
                assert!(!column.contains(word) || column == "receipt", "{line}");
            }
        }
        for line in db.references() {
            assert!(!protected(&line), "{line}");
            assert!(!PROTECTED.iter().any(|table| line.contains(&format!("-> {table}."))), "{line}");
        }
        assert!(!db.indexes().iter().any(|line| protected(line)));
        let others = if db.is_sqlite() {
            "SELECT count(*) AS number FROM sqlite_master WHERE type IN ('trigger', 'view')"
        } else {
            "SELECT count(*) AS number FROM pg_class WHERE relkind IN ('S', 'v', 'm') AND relnamespace = current_schema()::regnamespace"
        };
        assert_eq!(db.number(others), 0);
        if db.is_sqlite() {
            let without = db.lines("SELECT name AS line FROM pragma_table_list WHERE wr = 1 AND schema = 'main'");
            assert_eq!(without.into_iter().collect::<BTreeSet<_>>(), PROTECTED.map(str::to_owned).into());
        }
    }

    fn invitations_do_not_say_who_answered(db) {
        let lines = db.columns();
        let of = |table: &str| -> Vec<&str> {
            let inside = lines.iter().filter_map(|line| line.strip_prefix(table)?.strip_prefix('.'));
            inside.filter_map(|line| line.split(' ').next()).collect()
        };
        // Whoever adds a column here has to think about what it tells.
        assert_eq!(of("invitation"), ["code_index", "generation", "id", "person", "stratum", "survey", "token_index"]);
        assert_eq!(of("marker"), ["mark", "request", "survey"]);
        assert_eq!(of("ballot_box"), ["ballot_key", "check_mac", "sealed", "survey", "tag"]);
        // Nor does any other table of people: no column of a state or a time but those of a mail that still waits.
        for line in lines.iter().filter(|line| !protected(line)) {
            let column = line.split(['.', ' ']).nth(1).unwrap();
            let (table, _) = line.split_once('.').unwrap();
            if ["person", "membership", "invitation", "outbox", "reporting_group"].contains(&table) {
                for word in ["used", "opened", "answered", "response", "cast", "issued", "seen", "created", "updated", "sent", "ip", "agent", "locale"] {
                    assert!(!column.split('_').any(|part| part == word), "{line}");
                }
            }
            assert!(!column.contains("time") && (!column.contains("seconds") || line.starts_with("outbox.due_seconds ")), "{line}");
        }
    }

    fn every_column_has_a_declared_visibility(db) {
        let mut table = "";
        let mut visible: BTreeMap<String, &str> = BTreeMap::new();
        for line in include_str!("../visibility.toml").lines() {
            if let Some(name) = line.strip_prefix('[') {
                table = name.trim_end_matches(']');
            } else if let Some((column, word)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                let word = word.trim_matches('"');
                assert!(["personal", "confidential", "operational", "public"].contains(&word), "{line}");
                assert!(visible.insert(format!("{table}.{column}"), word).is_none(), "{line}");
            }
        }
        let lines = db.columns();
        let columns: BTreeSet<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(columns, visible.keys().map(String::as_str).collect());
    }
}

#[test]
fn both_back_ends_have_the_same_schema() {
    if let Some(postgres) = TestDb::postgres() {
        assert_eq!(TestDb::sqlite().catalogue(), postgres.catalogue());
    }
}

#[test]
fn both_back_ends_have_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(folder);
        let entries: Vec<_> = std::fs::read_dir(root)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for entry in &entries {
            let down = std::fs::read_to_string(entry.path().join("down.sql")).unwrap();
            assert!(down.contains("DROP"), "{}", entry.path().display());
        }
        entries
            .iter()
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert_eq!(
        names("sqlite").len(),
        dialect::known_versions().unwrap().len()
    );
}

#[test]
fn no_query_may_hold_answers_and_people() {
    let permitted: String = SCHEMA.split("diesel::joinable!").skip(1).collect();
    for table in PROTECTED {
        let named = |part: &str| part.trim() == table;
        let mut words = permitted.split(|c: char| !c.is_alphanumeric() && c != '_');
        assert!(!words.any(named), "{table}");
    }
}

#[test]
fn stores_are_shared_between_threads() {
    static_assertions::assert_impl_all!(Store: Send, Sync);
}
