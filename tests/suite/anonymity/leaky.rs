//! The usual design, which leaks: a hashed token with a flag, a decoupled table of answers, on both back ends.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use pejling::base::{Entropy, Redacted};
use pejling::forensics::installation::Place;
use pejling::forensics::table::Table;

use super::attacks::hex;
use super::field::{Since, look};
use super::person::{Person, network as code};
use crate::support::database::Database;

/// Made-up people, without a program: eight networks of seven.
pub(crate) fn people() -> Vec<Person> {
    let mut entropy = Entropy::seeded(11);
    let mut networks: Vec<usize> = (0..56).map(|person| person / 7).collect();
    entropy.shuffle(&mut networks);
    networks
        .iter()
        .enumerate()
        .map(|(number, network)| {
            let token = pejling::base::base32::encode(&entropy.bytes::<16>());
            let email = format!("p{number}@by.example");
            Person::new(number, &email, &code(*network), &token, &mut entropy)
        })
        .collect()
}

/// A database of the usual design, filled by `people` one after the other.
pub(crate) struct Leaky {
    pub(crate) place: Place,
    /// The tables after each answer.
    pub(crate) dumps: Vec<Vec<Table>>,
    /// PostgreSQL: where its logs stood before.
    pub(crate) since: Option<Since>,
    _folder: tempfile::TempDir,
    _database: Database,
}

pub(crate) const PEOPLE: [&str; 1] = ["ticket"];
pub(crate) const ANSWERS: [&str; 3] = ["reply", "reply_by_number", "sealed_reply"];

impl Leaky {
    pub(crate) fn sqlite(people: &[Person]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leaky.db");
        let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        conn.batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 0",
        )
        .unwrap();
        let place = Place::File(path);
        let dumps = fill(
            &mut conn,
            &place,
            people,
            "BLOB",
            "INTEGER PRIMARY KEY",
            "WITHOUT ROWID",
            "x'",
            "'",
        );
        // Left open until here, the log would go with its last connection; a copy keeps what a crash or a backup keeps.
        let Place::File(path) = &place else {
            unreachable!()
        };
        let kept = folder.path().join("kept.db");
        for end in ["", "-wal"] {
            let with = |path: &std::path::Path| format!("{}{end}", path.display());
            std::fs::copy(with(path), with(&kept)).unwrap();
        }
        Self {
            place: Place::File(kept),
            dumps,
            since: None,
            _folder: folder,
            _database: Database::Sqlite,
        }
    }

    /// `None` where PostgreSQL is not to be had.
    pub(crate) fn postgres(people: &[Person]) -> Option<Self> {
        let database = Database::postgres()?;
        let url = database.url()?;
        let mut conn = PgConnection::establish(&url).unwrap();
        conn.batch_execute("SET log_statement = 'all'").unwrap();
        let since = Since::now(&url);
        let place = Place::Server(Redacted::new(url));
        let dumps = fill(
            &mut conn,
            &place,
            people,
            "BYTEA",
            "SERIAL PRIMARY KEY",
            "",
            "'\\x",
            "'",
        );
        Some(Self {
            place,
            dumps,
            since,
            _folder: tempfile::tempdir().unwrap(),
            _database: database,
        })
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the words in which the two back ends differ"
)]
fn fill(
    conn: &mut impl SimpleConnection,
    place: &Place,
    people: &[Person],
    bytes: &str,
    counter: &str,
    without: &str,
    open: &str,
    close: &str,
) -> Vec<Vec<Table>> {
    conn.batch_execute(&format!(
        "CREATE TABLE ticket (email TEXT PRIMARY KEY, token_hash TEXT, used INTEGER);
         CREATE TABLE reply (id {bytes} PRIMARY KEY, group_code TEXT, body TEXT) {without};
         CREATE TABLE reply_by_number (number {counter}, group_code TEXT, body TEXT);
         CREATE TABLE sealed_reply (id {bytes} PRIMARY KEY, sealed {bytes});"
    ))
    .unwrap();
    for person in people {
        conn.batch_execute(&format!(
            "INSERT INTO ticket VALUES ('{}', '{}', 0)",
            person.email, person.token
        ))
        .unwrap();
    }
    let mut dumps = vec![look(place)];
    for person in people {
        // Sealed by adding one to every byte: unreadable, but as long as what was written.
        let sealed: Vec<u8> = person.comment.bytes().map(|byte| byte + 1).collect();
        let (id, body, group) = (
            hex(&person.nonce[..16]),
            &person.comment[..32],
            &person.network,
        );
        conn.batch_execute(&format!(
            "BEGIN;
             UPDATE ticket SET used = 1 WHERE email = '{}';
             INSERT INTO reply VALUES ({open}{id}{close}, '{group}', '{body}');
             INSERT INTO reply_by_number (group_code, body) VALUES ('{group}', '{body}');
             INSERT INTO sealed_reply VALUES ({open}{id}{close}, {open}{}{close});
             COMMIT;",
            person.email,
            hex(&sealed)
        ))
        .unwrap();
        if dumps.len() < 22 {
            dumps.push(look(place));
        }
    }
    dumps
}
