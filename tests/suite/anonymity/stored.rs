//! Everything that our program stores, in the field and after the tally, on both back ends.

use pejling::base::Entropy;
use pejling::forensics::postgres::Server;
use pejling::forensics::table::Table;

use super::attacks::Truth;
use super::field::{Field, Plan, Since, files, look, server_files};
use super::person::{Person, Sent};
use crate::support::database::Database;
use crate::support::missing;

/// Dumps are taken after each of the first answers.
pub(super) const DUMPED: usize = 21;

#[test]
fn nothing_stored_on_sqlite_ties_an_answer_to_a_person() {
    run(Database::Sqlite, 1);
}

#[test]
fn nothing_stored_on_postgresql_ties_an_answer_to_a_person() {
    match Database::postgres() {
        Some(database) => run(database, 2),
        None => missing("PostgreSQL"),
    }
}

/// A survey from its first answer to its close, with everything that was seen on the way.
pub(super) struct Run {
    pub(super) field: Field,
    pub(super) people: Vec<Person>,
    pub(super) sent: Vec<Sent>,
    pub(super) truth: Truth,
}

fn run(database: Database, seed: u64) {
    let since = database.url().and_then(|url| Since::now(&url));
    let field = Field::launch(database, Plan::USUAL);
    let mut entropy = Entropy::seeded(seed);
    let people = field.people(&mut entropy);
    let mut dumps = vec![look(&field.place())];
    let mut sent = Vec::new();
    for person in &people {
        sent.push(person.answer(&field, &mut entropy));
        if sent.len() <= DUMPED {
            dumps.push(look(&field.place()));
        }
    }
    let mut truth = Truth::new(&people);
    for (person, sent) in people.iter().zip(&sent) {
        truth.learn(sent.receipt.as_bytes(), person.number);
        truth.learn(sent.receipt.replace('-', "").as_bytes(), person.number);
    }
    let mut run = Run {
        field,
        people,
        sent,
        truth,
    };

    run.no_secret_in_any_file(since.as_ref());
    run.no_person_stands_with_a_marker(since.as_ref());
    run.ballots_have_one_length();
    run.no_dump_differs_in_people_and_answers(&dumps);
    run.no_transaction_ties_people_to_answers();
    run.the_command_finds_nothing();
    let last = run.keep_the_last_dump();
    let before = look(&run.field.place());

    run.field.close();
    run.learn_whose_answers();
    run.no_order_is_left();
    run.words_stand_among_comments_only(since.as_ref());
    run.nothing_deleted_is_left();
    run.small_groups_are_gone(since.as_ref());
    run.the_command_finds_nothing();
    run.nothing_kept_helps_with_what_is_left(&before);
    run.no_key_is_left(&last, since.as_ref());
}
impl Run {
    pub(super) fn data(&self) -> std::path::PathBuf {
        self.field.program.data()
    }

    pub(super) fn url(&self) -> Option<String> {
        self.field.program.database.url()
    }

    pub(super) fn tables(&self) -> Vec<Table> {
        look(&self.field.place())
    }

    /// The bytes of every file: below the folder but the mails, whose links belong there, and of the PostgreSQL server.
    pub(super) fn everything(&self, since: Option<&Since>) -> Vec<(String, Vec<u8>)> {
        let folder = self.field.folder();
        let mut all: Vec<(String, Vec<u8>)> = files(folder, &["data/mail"])
            .iter()
            .map(|file| (file.display().to_string(), std::fs::read(file).unwrap()))
            .collect();
        if let Some(url) = self.url() {
            all.push((
                "pg_dump".into(),
                Server::new(&url).dump().unwrap().into_bytes(),
            ));
            match since.and_then(|since| server_files(&url, since)) {
                None => missing("the data folder of PostgreSQL"),
                Some(files) => {
                    let log = String::from_utf8_lossy(&files.last().unwrap().1).into_owned();
                    assert!(log.contains("ballot_box"), "statements were logged");
                    all.extend(files);
                }
            }
        }
        all
    }

    /// `pejling attack storage`, as an operator runs it.
    fn the_command_finds_nothing(&self) {
        let ran = self.field.program.run(&["attack", "storage"]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }
}
