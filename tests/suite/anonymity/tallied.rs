//! What is stored after the tally: order, groups, words, remains.

use std::collections::BTreeMap;

use pejling::forensics::installation::Place;
use pejling::forensics::linking::transactions;
use pejling::forensics::lint::{ANSWERS, PEOPLE, lint};
use pejling::forensics::needle::Needles;
use pejling::forensics::order::Order;
use pejling::forensics::postgres::Server;
use pejling::forensics::sqlite::{Database as File, Remains, Wal};
use pejling::forensics::table::Cell;
use pejling::instrument::{Instrument, Template, Value, built_in};

use super::attacks::{comments, credentials, found, link_by_order, link_by_transaction, orders};
use super::field::{SEVENS, SMALL, Since, files, table};
use super::looks::Looks;
use super::person::{DIGITS, Person, network};
use super::stored::Run;
use super::together::{Cut, rows_with_both, together};

/// Nothing is shown of fewer.
const MINIMUM: usize = 5;

impl Run {
    /// Whose each stored answer is, by the digits that only the test knows how to read.
    pub(super) fn learn_whose_answers(&mut self) {
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
            let code = |one: &&Person| one.code == person;
            let person = self.people.iter().find(code).unwrap();
            self.truth.learn(packed, person.number);
        }
    }

    /// 16, 19, 20 and 30.
    pub(super) fn no_order_is_left(&self) {
        let tables = self.tables();
        let mut looks = Looks::default();
        for name in ["answer", "comment", "bulletin"] {
            let stored = table(&tables, name);
            assert_eq!(stored.rows.len(), self.people.len(), "{name}");
            for (name, order) in orders(stored, &self.truth) {
                looks.order(&format!("19: {name}"), &order);
            }
            if name != "bulletin" {
                // All groups together, and those of seven by themselves.
                for (size, of) in [(None, "all"), (Some(7), "sevens")] {
                    for (name, linked) in link_by_order(stored, &self.truth, size) {
                        looks.linked(&format!("30: {of}: {name}"), &linked);
                    }
                }
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
            looks.order(&format!("21: {left} against {right}"), &order);
        }
        assert_eq!(link_by_transaction(&tables, &PEOPLE, &ANSWERS), 0);
        for name in ["marker", "ballot_box"] {
            assert!(table(&tables, name).rows.is_empty());
        }
        if let Some(url) = self.url() {
            self.long_texts_are_in_no_order(&Server::new(&url), &mut looks);
        }
        looks.verdict();
    }

    /// 19: PostgreSQL keeps long values in a table of their own, numbered as they come.
    fn long_texts_are_in_no_order(&self, server: &Server, looks: &mut Looks) {
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
            looks.order("19: long texts", &Order::of(&order));
        }
    }

    /// 21.
    pub(super) fn words_stand_among_comments_only(&self, since: Option<&Since>) {
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
    pub(super) fn nothing_deleted_is_left(&self) {
        if let Place::File(path) = self.field.place() {
            // Every byte of every page: what belongs to no row repeats, byte for byte, a statement of the schema that stands there
            // still. SQLite leaves such copies when it splits a page of its catalogue, VACUUM included.
            let remains = File::open(&path).unwrap().remains().unwrap();
            let copies = remains.schema_copies;
            let only = Remains {
                schema_copies: copies,
                ..Remains::default()
            };
            assert_eq!(remains, only);
            println!(
                "22: {copies} bytes that belong to no row, all of them copies of the schema's own text"
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

    /// 24: in no row, no dump, no page and no statement does a small group's code stand with an answer or a comment.
    pub(super) fn small_groups_are_gone(&self, since: Option<&Since>) {
        let tables = self.tables();
        let small: Vec<String> = (0..SMALL).map(|at| network(SEVENS + at)).collect();
        for name in ["answer", "comment"] {
            let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
            for group in table(&tables, name).values("group_code") {
                *rows.entry(group.text().unwrap()).or_default() += 1;
            }
            println!("24: {name}: {rows:?}");
            assert!(
                rows.values().all(|rows| *rows >= MINIMUM),
                "{name}: {rows:?}"
            );
        }
        let (mut codes, mut others, mut words) = (Needles::new(), Needles::new(), Needles::new());
        for code in &small {
            codes.text("a small group", code);
        }
        // The control beside it: a group that was large enough stands with its answers in the same places.
        others.text("a large group", &network(SEVENS + SMALL));
        for person in &self.people {
            words.text("a comment", &person.comment[..32]);
        }
        for row in &table(&tables, "answer").rows {
            words.text("an answer's id", row.cells[1].text().unwrap());
        }
        let dump = self.url().map(|url| Server::new(&url).dump().unwrap());
        let dumped = dump.as_deref().map(pejling::forensics::dump::tables);
        for tables in std::iter::once(&tables).chain(&dumped) {
            for name in ANSWERS {
                let rows = std::slice::from_ref(table(tables, name));
                assert_eq!(rows_with_both(rows, &codes, &codes), 0, "{name}");
            }
            assert_eq!(rows_with_both(tables, &codes, &words), 0);
            assert!(rows_with_both(tables, &others, &words) >= 2 * MINIMUM);
            // The code itself is no secret: the register holds it.
            let invited = table(tables, "invitation");
            let of = |cell: &&Cell| cell.text() == Some(&small[0]);
            assert_eq!(invited.values("stratum").into_iter().filter(of).count(), 7);
        }
        let mut controls = 0;
        for (name, bytes) in self.everything(since) {
            let found = together(&bytes, &codes, &words, Cut::of(&name));
            assert_eq!(found.both, 0, "{name}: {found:?}");
            controls += together(&bytes, &others, &words, Cut::of(&name)).both;
        }
        assert!(controls > self.people.len() / 2, "{controls}");
        println!("24: no small group beside an answer; a large one {controls} times");
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
