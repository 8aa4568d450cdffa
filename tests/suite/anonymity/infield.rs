//! What is stored while a survey runs: secrets, lengths, changes from dump to dump, transactions.

use std::collections::BTreeSet;

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
        let mut address = Needles::new();
        address.text("a respondent's address", "127.0.0.1");
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
            // The database server has addresses of its own.
            if name.contains("/log/") || name.contains("/data/pejling") {
                let log = String::from_utf8_lossy(&bytes).replace("@127.0.0.1:5432", "");
                assert_eq!(address.search(log.as_bytes()), [], "{name}");
            }
        }
        assert!(size > 1_000_000);
        println!(
            "13: no secret of {} people in {size} bytes",
            self.people.len()
        );
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
