//! What is stored while a survey runs: secrets, lengths, changes from dump to dump, transactions.

use std::collections::{BTreeMap, BTreeSet};

use pejling::forensics::installation::Place;
use pejling::forensics::linking::{by_transaction, by_value};
use pejling::forensics::lint::{ANSWERS, PEOPLE};
use pejling::forensics::needle::Needles;
use pejling::forensics::sqlite::Database as File;
use pejling::forensics::table::Table;

use super::attacks::{comments, credentials, lengths, link_by_diff, link_by_transaction};
use super::field::{Since, table};
use super::person::{AGENT, Sent};
use super::stored::{DUMPED, Run};
use super::together::{Cut, rows_with_both, together};

impl Run {
    /// 13.
    pub(super) fn no_secret_in_any_file(&self, since: Option<&Since>) {
        let mut secrets = Needles::new();
        for (person, sent) in self.people.iter().zip(&self.sent) {
            for (name, bytes) in &sent.secrets {
                secrets.binary(&format!("{name} of {}", person.number), bytes);
            }
        }
        secrets.text("a browser's name", AGENT);
        let address = address();
        let (texts, credentials) = (comments(&self.people), credentials(&self.people));
        let mut size = 0;
        for (name, bytes) in self.everything(since) {
            size += bytes.len();
            for needles in [&texts, &credentials, &secrets] {
                let hits = needles.search(&bytes);
                assert!(
                    hits.is_empty(),
                    "{name}: {} hits, the first {:?}",
                    hits.len(),
                    hits[0]
                );
            }
            // The database server has addresses of its own, our program's among them; ours names the server's.
            if name != "the server's log" {
                let hits = address.search(&without(&bytes, b"@127.0.0.1:5432"));
                assert_eq!(hits, [], "{name}");
            }
        }
        assert!(size > 1_000_000);
        println!(
            "13: no secret of {} people in {size} bytes",
            self.people.len()
        );
    }

    /// 13: nothing that names a person stands in a row, page, line or statement with anything that says that somebody answered.
    pub(super) fn no_person_stands_with_a_marker(&self, since: Option<&Since>) {
        let tables = self.tables();
        let (mut people, mut marks) = (Needles::new(), Needles::new());
        for person in &self.people {
            people.text("an address", &person.email);
            let digits: String = person.email.chars().filter(char::is_ascii_digit).collect();
            people.text("a person", &format!("borger{digits}"));
        }
        for (name, columns) in [
            ("invitation", ["id", "token_index"]),
            ("marker", ["mark", "request"]),
            ("ballot_box", ["ballot_key", "check_mac"]),
        ] {
            for column in columns {
                let values = table(&tables, name).values(column);
                assert!(values.len() >= self.people.len());
                let needles = if name == "invitation" {
                    &mut people
                } else {
                    &mut marks
                };
                for value in values {
                    needles.binary(&format!("{name}.{column}"), value.bytes());
                }
            }
        }
        assert_eq!(rows_with_both(&tables, &people, &marks), 0);
        let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (name, bytes) in self.everything(since) {
            let found = together(&bytes, &people, &marks, Cut::of(&name));
            assert_eq!(found.both, 0, "{name}: {found:?}");
            if name.contains("/log/") {
                assert_eq!((found.ones, found.others), (0, 0), "{name}");
            }
            for kind in [
                ".db",
                ".db-wal",
                "/base/",
                "/pg_wal/",
                "pg_dump",
                "the server's log",
            ] {
                if name.ends_with(kind) || (kind.ends_with('/') && name.contains(kind)) {
                    let sum = seen.entry(kind).or_default();
                    *sum = (sum.0 + found.ones, sum.1 + found.others);
                }
            }
        }
        println!("13: people and marks by place: {seen:?}");
        // All marks were there to be found, and people too.
        let marks = |kind: &str| seen.get(kind).map_or(0, |sum| sum.1);
        let least = self.people.len();
        assert!(marks(".db") + marks(".db-wal") >= least || marks("pg_dump") >= least);
        assert!(seen.values().map(|sum| sum.0).sum::<usize>() > least);
    }

    /// 14.
    pub(super) fn ballots_have_one_length(&self) {
        let tables = self.tables();
        assert_eq!(table(&tables, "ballot_box").rows.len(), self.people.len());
        let sealed = lengths(table(&tables, "ballot_box"), "sealed");
        assert!(sealed.len() == 1 && sealed[0] > 1000, "{sealed:?}");
        let sizes = |of: fn(&Sent) -> usize| self.sent.iter().map(of).collect::<BTreeSet<_>>();
        assert_eq!(sizes(|sent| sent.size), BTreeSet::from([self.field.padded]));
        // The control: without padding the lengths tell people apart.
        assert!(sizes(|sent| sent.plain).len() > 10);
    }

    /// 15, from dumps and, on SQLite, from the log alone.
    pub(super) fn no_dump_differs_in_people_and_answers(&self, dumps: &[Vec<Table>]) {
        let rows = |dump: &Vec<Table>| table(dump, "ballot_box").rows.len();
        assert_eq!(
            dumps.iter().map(rows).collect::<Vec<_>>(),
            (0..=DUMPED).collect::<Vec<_>>()
        );
        assert_eq!(link_by_diff(dumps, &PEOPLE, &self.truth), 0);
        if let Place::File(path) = self.field.place() {
            let states = File::history(&path).unwrap();
            assert!(states.len() > 2);
            let states: Vec<_> = states.iter().map(|state| state.tables().unwrap()).collect();
            assert_eq!(link_by_diff(&states, &PEOPLE, &self.truth), 0);
            println!(
                "15: {} dumps and {} states of the log: no link",
                dumps.len(),
                states.len()
            );
        }
    }

    /// 16, in the field.
    pub(super) fn no_transaction_ties_people_to_answers(&self) {
        let tables = self.tables();
        // People answered one after the other, so marker and ballot of one person stand in transactions of their own.
        let (marker, ballots) = (table(&tables, "marker"), table(&tables, "ballot_box"));
        assert_eq!(by_transaction(marker, ballots).len(), 0);
        assert_eq!(by_value(marker, ballots), []);
        assert_eq!(link_by_transaction(&tables, &PEOPLE, &ANSWERS), 0);
    }
}

/// Every respondent's address, as text and as the bytes that a socket gives.
pub(super) fn address() -> Needles {
    let mut address = Needles::new();
    address.text("a respondent's address", "127.0.0.1");
    address.binary("a respondent's address", &[0xff, 0xff, 127, 0, 0, 1]);
    address
}

/// Some bytes with a part overwritten wherever it stands.
fn without(bytes: &[u8], part: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while at + part.len() <= bytes.len() {
        if bytes[at..].starts_with(part) {
            bytes[at..at + part.len()].fill(b' ');
        }
        at += 1;
    }
    bytes
}
