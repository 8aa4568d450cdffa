//! Everything that our program stores, in the field and after the tally, on both back ends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pejling::base::Entropy;
use pejling::forensics::installation::Place;
use pejling::forensics::linking::{by_transaction, by_value, transactions};
use pejling::forensics::lint::{ANSWERS, PEOPLE, lint};
use pejling::forensics::needle::Needles;
use pejling::forensics::order::Order;
use pejling::forensics::postgres::Server;
use pejling::forensics::sqlite::{Database as File, Wal};
use pejling::forensics::table::{Row, Table};
use pejling::instrument::{Instrument, Template, Value, built_in};

use super::attacks::{
    Truth, comments, credentials, found, lengths, link_by_diff, link_by_order, link_by_transaction,
    links_nobody, orders, tells_nothing,
};
use super::field::{CLOSE, Field, SEVENS, SMALL, Since, files, look, server_files, table};
use super::person::{AGENT, DIGITS, Person, Sent};
use crate::support::database::Database;
use crate::support::missing;
use crate::support::program::{bare, finish};

/// Nothing is shown of fewer.
const MINIMUM: usize = 5;
/// Dumps are taken after each of the first answers.
const DUMPED: usize = 21;

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
struct Run {
    field: Field,
    people: Vec<Person>,
    sent: Vec<Sent>,
    truth: Truth,
}

fn run(database: Database, seed: u64) {
    let since = database.url().and_then(|url| Since::now(&url));
    let field = Field::launch(database);
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
    run.small_groups_are_gone();
    run.the_command_finds_nothing();
    run.nothing_kept_helps_with_what_is_left(&before);
    run.no_key_is_left(&last, since.as_ref());
}

impl Run {
    fn data(&self) -> std::path::PathBuf {
        self.field.program.data()
    }

    fn url(&self) -> Option<String> {
        self.field.program.database.url()
    }

    fn tables(&self) -> Vec<Table> {
        look(&self.field.place())
    }

    /// The bytes of every file: below the folder but the mails, whose links belong there, and of the PostgreSQL server.
    fn everything(&self, since: Option<&Since>) -> Vec<(String, Vec<u8>)> {
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

    /// 13.
    fn no_secret_in_any_file(&self, since: Option<&Since>) {
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
    fn ballots_have_one_length(&self) {
        let tables = self.tables();
        assert_eq!(table(&tables, "ballot_box").rows.len(), self.people.len());
        assert_eq!(lengths(table(&tables, "ballot_box"), "sealed").len(), 1);
        let sizes = |of: fn(&Sent) -> usize| self.sent.iter().map(of).collect::<BTreeSet<_>>();
        assert_eq!(sizes(|sent| sent.size), BTreeSet::from([self.field.padded]));
        // The control: without padding the lengths tell people apart.
        assert!(sizes(|sent| sent.plain).len() > 10);
    }

    /// 15, from dumps and, on SQLite, from the log alone.
    fn no_dump_differs_in_people_and_answers(&self, dumps: &[Vec<Table>]) {
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
    fn no_transaction_ties_people_to_answers(&self) {
        let tables = self.tables();
        // People answered one after the other, so marker and ballot of one person stand in transactions of their own.
        let (marker, ballots) = (table(&tables, "marker"), table(&tables, "ballot_box"));
        assert_eq!(by_transaction(marker, ballots).len(), 0);
        assert_eq!(by_value(marker, ballots), []);
        assert_eq!(link_by_transaction(&tables, &PEOPLE, &ANSWERS), 0);
    }

    /// `pejling attack storage`, as an operator runs it.
    fn the_command_finds_nothing(&self) {
        let ran = self.field.program.run(&["attack", "storage"]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }

    /// What an administrator may have kept from the last day of the field: the whole data folder, keys included.
    fn keep_the_last_dump(&self) -> tempfile::TempDir {
        let kept = tempfile::tempdir().unwrap();
        copy(&self.data(), &kept.path().join("data"));
        if let Some(url) = self.url() {
            std::fs::write(
                kept.path().join("dump.sql"),
                Server::new(&url).dump().unwrap(),
            )
            .unwrap();
        }
        kept
    }

    /// Whose each stored answer is, by the digits that only the test knows how to read.
    fn learn_whose_answers(&mut self) {
        let instrument = instrument();
        for row in &table(&self.tables(), "answer").rows {
            let packed = row
                .cells
                .iter()
                .rfind(|cell| !cell.bytes().is_empty())
                .unwrap()
                .bytes();
            let answers = instrument.unpack(packed).unwrap();
            let digit = |item: &&str| match answers.value(instrument.item(item).unwrap().0) {
                Value::Choice(point) => usize::from(*point),
                _ => unreachable!("everybody answers {item}"),
            };
            let person = DIGITS
                .iter()
                .rev()
                .map(digit)
                .fold(0, |sum, digit| sum * 5 + digit);
            // 21: ratings and words stand apart.
            assert!(
                !answers
                    .values()
                    .iter()
                    .any(|value| matches!(value, Value::Text(_)))
            );
            self.truth.learn(packed, person);
        }
    }

    /// 16, 19, 20 and 30.
    fn no_order_is_left(&self) {
        let tables = self.tables();
        for name in ["answer", "comment", "bulletin"] {
            let stored = table(&tables, name);
            assert_eq!(stored.rows.len(), self.people.len(), "{name}");
            for (name, order) in orders(stored, &self.truth) {
                println!("19: {name}: {order}");
                assert!(tells_nothing(&order), "{name}: {order}");
            }
            if name != "bulletin" {
                let linked = link_by_order(stored, &self.truth);
                println!("30: {name}: {linked}");
                assert!(links_nobody(&linked), "{name}: {linked}");
            }
            assert!(transactions(stored) <= 1, "20: {name}");
        }
        // Nor do two tables stand in one order: words must not lead to ratings, nor a receipt to either.
        for (left, right) in [
            ("answer", "comment"),
            ("answer", "bulletin"),
            ("comment", "bulletin"),
        ] {
            let owners = |name: &str| -> Vec<usize> {
                let rows = &table(&tables, name).rows;
                rows.iter()
                    .map(|row| self.truth.owner(row).unwrap())
                    .collect()
            };
            let places: BTreeMap<usize, usize> = owners(left)
                .into_iter()
                .enumerate()
                .map(|(place, owner)| (owner, place))
                .collect();
            let order = Order::of(
                &owners(right)
                    .iter()
                    .map(|owner| places[owner])
                    .collect::<Vec<_>>(),
            );
            println!("21: {left} against {right}: {order}");
            assert!(tells_nothing(&order), "{left} against {right}: {order}");
        }
        assert_eq!(link_by_transaction(&tables, &PEOPLE, &ANSWERS), 0);
        for name in ["marker", "ballot_box"] {
            assert!(table(&tables, name).rows.is_empty());
        }
        if let Some(url) = self.url() {
            self.long_texts_are_in_no_order(&Server::new(&url));
        }
    }

    /// 19: PostgreSQL keeps long values in a table of their own, numbered as they come.
    fn long_texts_are_in_no_order(&self, server: &Server) {
        let apart = server
            .copy("SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'comment'::regclass")
            .unwrap();
        let chunks = server
            .copy(&format!(
                "SELECT encode(chunk_data, 'escape') FROM {} WHERE chunk_seq = 0 ORDER BY chunk_id",
                apart.trim()
            ))
            .unwrap();
        let order: Vec<usize> = chunks
            .lines()
            .filter_map(|chunk| {
                let owner = |person: &&Person| chunk.contains(&person.comment[..32]);
                Some(self.people.iter().find(owner)?.number)
            })
            .collect();
        println!("19: {} long texts kept apart", order.len());
        if order.len() > 1 {
            let order = Order::of(&order);
            assert!(tells_nothing(&order), "{order}");
        }
    }

    /// 21.
    fn words_stand_among_comments_only(&self, since: Option<&Since>) {
        let texts = comments(&self.people);
        let tables = self.tables();
        let mut per_group: BTreeMap<String, usize> = BTreeMap::new();
        for stored in &tables {
            for row in &stored.rows {
                let here: usize = row
                    .cells
                    .iter()
                    .map(|cell| found(&texts, cell.bytes()))
                    .sum();
                assert_eq!(
                    here,
                    usize::from(stored.name == "comment"),
                    "{}",
                    stored.name
                );
                if stored.name == "comment" {
                    let group = super::attacks::text(row, stored.column("group_code").unwrap());
                    *per_group.entry(group).or_default() += 1;
                }
            }
        }
        assert!(
            per_group.values().all(|rows| *rows >= MINIMUM),
            "{per_group:?}"
        );
        // In files: once each in the database, and nowhere else. (PostgreSQL's own logs hold the tally itself, see docs/attacks.md.)
        for file in files(self.field.folder(), &[]) {
            let hits = texts.search(&std::fs::read(&file).unwrap()).len();
            let database = file.ends_with("pejling.db");
            assert_eq!(
                hits,
                if database { self.people.len() } else { 0 },
                "{}",
                file.display()
            );
        }
        // Who may answer and what was sent are nowhere even now.
        let credentials = credentials(&self.people);
        for (name, bytes) in self.everything(since) {
            assert_eq!(found(&credentials, &bytes), 0, "{name}");
        }
    }

    /// 22.
    fn nothing_deleted_is_left(&self) {
        if let Place::File(path) = self.field.place() {
            let mut remains = File::open(&path).unwrap().remains().unwrap();
            // Elsewhere VACUUM itself may leave a second copy of what it moved from page to page, such as the schema's own text.
            remains
                .between_cells
                .retain(|table, _| ANSWERS.contains(&table.as_str()));
            assert_eq!(
                (remains.free_pages, remains.between_cells),
                (0, BTreeMap::new())
            );
            assert!(Wal::beside(&path).unwrap().is_none(), "the log is empty");
            let statements = File::open(&path).unwrap().definitions().unwrap();
            assert_eq!(lint(&statements, true), []);
        } else if let Some(url) = self.url() {
            let statements =
                pejling::forensics::dump::statements(&Server::new(&url).dump().unwrap());
            assert!(statements.len() > 20);
            assert_eq!(lint(&statements, false), []);
        }
    }

    /// 24.
    fn small_groups_are_gone(&self) {
        let tables = self.tables();
        let small: Vec<String> = (0..SMALL)
            .map(|network| format!("n{:02}", SEVENS + network))
            .collect();
        for name in ["answer", "comment"] {
            let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
            for group in table(&tables, name).values("group_code") {
                *rows.entry(group.text().unwrap()).or_default() += 1;
            }
            assert!(
                !small.iter().any(|code| rows.contains_key(code.as_str())),
                "{name}"
            );
            println!("24: {name}: {rows:?}");
            assert!(
                rows.values().all(|rows| *rows >= MINIMUM),
                "{name}: {rows:?}"
            );
        }
        for name in ANSWERS {
            let hit = |row: &Row| {
                row.cells
                    .iter()
                    .any(|cell| small.iter().any(|code| cell.bytes() == code.as_bytes()))
            };
            assert!(!table(&tables, name).rows.iter().any(hit), "{name}");
        }
    }

    /// 30: dumps of the field kept for ever, beside what is left after it.
    fn nothing_kept_helps_with_what_is_left(&self, before: &[Table]) {
        let now = self.tables();
        for old in ["marker", "ballot_box", "invitation", "outbox", "person"] {
            for new in ["answer", "comment", "bulletin"] {
                assert_eq!(
                    by_value(table(before, old), table(&now, new)),
                    [],
                    "{old}, {new}"
                );
                assert_eq!(
                    by_transaction(table(before, old), table(&now, new)).len(),
                    0
                );
            }
        }
    }

    /// 23, and its control: with the key file of that day the same dump opens.
    fn no_key_is_left(&self, last: &tempfile::TempDir, since: Option<&Since>) {
        let mut keys = Needles::new();
        // The master key stays: it wraps the keys of other surveys. What it wrapped for this one must be gone.
        let kept = files(&last.path().join("data/keys"), &["master.key"]);
        assert!(!kept.is_empty());
        for file in &kept {
            let bytes = std::fs::read(file).unwrap();
            for part in bytes.chunks_exact(32) {
                keys.binary("a part of a key file", part);
            }
            assert!(!keys.search(&bytes).is_empty());
        }
        for (name, bytes) in self.everything(since) {
            assert_eq!(keys.search(&bytes), [], "{name}");
        }
        assert!(files(&self.data().join("keys"), &["master.key"]).is_empty());

        // The last dump beside what is left now.
        let restored = tempfile::tempdir().unwrap();
        let data = restored.path().join("data");
        copy(&self.data(), &data);
        let database = self.url().map(|_| Database::postgres().unwrap());
        if let Some(url) = database.as_ref().and_then(Database::url) {
            let file = last.path().join("dump.sql");
            let mut psql = std::process::Command::new("psql");
            let ran = finish(
                psql.args(["-Xq", "-v", "ON_ERROR_STOP=1", "-d", &url, "-f"])
                    .arg(file),
            );
            assert_eq!(ran.code, Some(0), "{}", ran.err);
        } else {
            for end in ["", "-wal"] {
                let name = format!("pejling.db{end}");
                std::fs::copy(last.path().join("data").join(&name), data.join(&name)).unwrap();
            }
        }
        let close = || {
            let mut command = bare(restored.path());
            command.env("PEJLING_DATA", &data).args(CLOSE);
            if let Some(url) = database.as_ref().and_then(Database::url) {
                command.env("PEJLING_DATABASE_URL", url);
            }
            finish(&mut command)
        };
        let place = match database.as_ref().and_then(Database::url) {
            Some(url) => Place::Server(pejling::base::Redacted::new(url)),
            None => Place::File(data.join("pejling.db")),
        };
        close().refused(&["is not there"]);
        assert!(
            table(&look(&place), "answer").rows.is_empty(),
            "no ballot was opened"
        );

        copy(&last.path().join("data/keys"), &data.join("keys"));
        let said = close().ok();
        assert!(
            said.contains(&format!("{} answers", self.people.len())),
            "control: {said}"
        );
    }
}

fn instrument() -> Instrument {
    let source = built_in()
        .iter()
        .find(|(name, _)| name.starts_with("netvaerksevaluering"))
        .unwrap()
        .1;
    Template::parse(source)
        .unwrap_or_else(|_| unreachable!())
        .field(None)
        .unwrap()
}

/// Copies a folder with its permissions.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
