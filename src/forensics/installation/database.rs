//! Attacks on what the database holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Attack, Failed, Place};
use crate::forensics::lint::{ANSWERS, PEOPLE, lint};
use crate::forensics::postgres::Server;
use crate::forensics::sqlite::{Database, Remains, Unreadable, Wal};
use crate::forensics::table::{Cell, Table};
use crate::forensics::{dump, linking};

/// Fewer answers than this under one group tell who gave them, whatever the survey promised.
const FEWEST: usize = 3;
/// From this many rows on, ids that begin alike are no coincidence.
const ENOUGH: usize = 16;
/// Columns that hold what was answered; what people write may well begin alike.
const CONTENT: [&str; 3] = ["sealed", "packed", "body"];

/// What the attacks read by name. A database without these is not ours, and nothing could be concluded from it.
const EXPECTED: [(&str, &[&str]); 12] = [
    ("survey", &["code", "state"]),
    ("marker", &["survey"]),
    ("ballot_box", &["survey", "sealed"]),
    ("answer", &["survey", "group_code"]),
    ("comment", &["survey", "group_code", "body"]),
    ("bulletin", &["survey"]),
    ("note", &["body"]),
    ("person", &["email"]),
    ("membership", &[]),
    ("invitation", &[]),
    ("outbox", &[]),
    ("public_record", &[]),
];

/// A database as an attacker reads it.
pub(super) struct Seen {
    tables: Vec<Table>,
    statements: Vec<String>,
    file: Option<Bytes>,
}

/// What an SQLite file gives beyond its rows; each may be damaged by itself.
struct Bytes {
    /// Earlier states that the log still holds, and frames of the log older than these.
    history: Result<(Vec<Vec<Table>>, usize), Unreadable>,
    /// What deleted rows left.
    remains: Result<Remains, Unreadable>,
}

fn history(path: &Path) -> Result<(Vec<Vec<Table>>, usize), Unreadable> {
    let states = Database::history(path)?;
    let states: Result<_, _> = states.iter().map(Database::tables).collect();
    let older = Wal::beside(path)?.map_or(0, |log| log.older_frames());
    Ok((states?, older))
}

impl Seen {
    /// Reads all of it.
    pub(super) fn of(place: &Place) -> Result<Self, Failed> {
        let seen = match place {
            Place::File(path) => {
                let newest = Database::open(path)?;
                Self {
                    tables: newest.tables()?,
                    statements: newest.definitions()?,
                    file: Some(Bytes {
                        history: history(path),
                        remains: newest.remains(),
                    }),
                }
            }
            Place::Server(url) => {
                let server = Server::new(url.expose());
                Self {
                    tables: server.tables()?,
                    statements: dump::statements(&server.dump()?),
                    file: None,
                }
            }
        };
        for (name, columns) in EXPECTED {
            let table = seen.table(name);
            let table = table.ok_or_else(|| Failed::Foreign(format!("table {name}")))?;
            for column in columns {
                if table.column(column).is_none() {
                    return Err(Failed::Foreign(format!("column {name}.{column}")));
                }
            }
        }
        Ok(seen)
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The texts of a column, in the order of the rows. Those that look like bytes in a dump are texts too.
    pub(super) fn texts(&self, name: &str, column: &str) -> Result<Vec<String>, Failed> {
        let place = format!("{name}.{column}");
        let table = self.table(name);
        let table = table.ok_or_else(|| Failed::Foreign(format!("table {name}")))?;
        table
            .values(column)
            .into_iter()
            .map(|cell| match cell {
                Cell::Text(text) => Ok(text.clone()),
                Cell::Bytes(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
                Cell::Null | Cell::Number(_) => Err(Failed::Value(place.clone())),
            })
            .collect()
    }

    fn side(&self, names: &[&str]) -> impl Iterator<Item = &Table> {
        let names: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        self.tables
            .iter()
            .filter(move |table| names.contains(&table.name))
    }
}

/// All attacks on the database.
pub(super) fn attacks(seen: &Seen) -> Vec<Attack> {
    let mut made = vec![
        columns(seen),
        lengths(seen),
        values(seen),
        ids(seen),
        order(seen),
        small_groups(seen),
    ];
    match &seen.file {
        Some(bytes) => made.extend([
            match &bytes.history {
                Ok((history, older)) => diff(history, *older),
                Err(why) => Attack::not_read("log", LOG, why),
            },
            match &bytes.remains {
                Ok(remains) => left_behind(remains),
                Err(why) => Attack::not_read("remains", REMAINS, why),
            },
        ]),
        None => made.push(transactions(seen)),
    }
    made
}

fn columns(seen: &Seen) -> Attack {
    let found = lint(&seen.statements, seen.file.is_some());
    Attack::new(
        "columns",
        "look for times, counters, row numbers, triggers and links to people in the tables of answers",
        found
            .iter()
            .map(|telling| format!("{}: {}", telling.place, telling.fault))
            .collect(),
    )
}

fn lengths(seen: &Seen) -> Attack {
    let mut found = Vec::new();
    if let Some(table) = seen.table("ballot_box") {
        let mut lengths: BTreeMap<&[u8], BTreeSet<usize>> = BTreeMap::new();
        for (survey, sealed) in table.values("survey").iter().zip(table.values("sealed")) {
            lengths
                .entry(survey.bytes())
                .or_default()
                .insert(sealed.bytes().len());
        }
        found.extend(
            lengths
                .iter()
                .filter(|(_, all)| all.len() > 1)
                .map(|(survey, all)| {
                    format!(
                        "sealed ballots of survey {} have {} different lengths",
                        String::from_utf8_lossy(survey),
                        all.len()
                    )
                }),
        );
    }
    Attack::new(
        "lengths",
        "tell long answers from short ones by the length of the sealed ballots",
        found,
    )
}

fn values(seen: &Seen) -> Attack {
    let mut found = Vec::new();
    let answers: Vec<&Table> = seen.side(&ANSWERS).collect();
    for (at, right) in answers.iter().enumerate() {
        let others = seen
            .tables
            .iter()
            .filter(|left| !ANSWERS.contains(&left.name.as_str()));
        // A decision names the text it is on; it tells of nobody, and goes no further than the text.
        let decided = |left: &&Table| left.name == "moderation" && right.name == "comment";
        for left in others
            .filter(|left| !decided(left))
            .chain(answers.iter().take(at).copied())
        {
            found.extend(linking::by_value(left, right).into_iter().map(|joinable| {
                format!(
                    "{} values stand both in {} and in {}",
                    joinable.values, joinable.left, joinable.right
                )
            }));
        }
    }
    Attack::new(
        "shared values",
        "join every column of every table with every column of the tables of answers",
        found,
    )
}

fn ids(seen: &Seen) -> Attack {
    let mut found = Vec::new();
    for table in seen.side(&ANSWERS) {
        for column in &table.columns {
            let starts: Vec<&[u8]> = table
                .values(column)
                .iter()
                .filter_map(|value| value.bytes().get(..4))
                .collect();
            let distinct: BTreeSet<&[u8]> =
                table.values(column).iter().map(|v| v.bytes()).collect();
            let same: BTreeSet<&[u8]> = starts.iter().copied().collect();
            let names_rows =
                distinct.len() == table.rows.len() && !CONTENT.contains(&column.as_str());
            if names_rows && starts.len() >= ENOUGH && same.len() == 1 {
                found.push(format!(
                    "{}.{column}: all {} begin alike, as ids made from a clock or a counter do",
                    table.name,
                    starts.len()
                ));
            }
        }
    }
    Attack::new("ids", "read time or order from the ids of answers", found)
}

fn order(seen: &Seen) -> Attack {
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    for table in seen.side(&ANSWERS) {
        let rank: BTreeMap<_, _> = table
            .rows
            .iter()
            .enumerate()
            .map(|(at, row)| (row.place, at))
            .collect();
        let places = |rows: &[&crate::forensics::table::Row]| -> Vec<usize> {
            rows.iter()
                .filter_map(|row| rank.get(&row.place).copied())
                .collect()
        };
        let mut said = Vec::new();
        if seen.file.is_some() {
            // Rows written in key order lie in key order, but for one seam where a page was filled up from its neighbour. Anything else
            // is the order in which they came.
            let pages = table.pages();
            let unsorted = pages
                .iter()
                .filter(|page| runs(&places(page)) > 2)
                .map(Vec::len)
                .sum::<usize>();
            if unsorted > 0 {
                said.push(format!(
                    "{}: the pages show in which order {unsorted} rows were written",
                    table.name
                ));
            }
        }
        if table.rows.iter().any(|row| row.rowid.is_some()) {
            said.push(format!(
                "{}: row numbers show the order of writing",
                table.name
            ));
        }
        let writers = per_survey(table);
        if let Some(most) = writers.values().max().filter(|most| **most > 1) {
            said.push(format!(
                "{}: {most} transactions wrote the rows of one survey, in an order that shows",
                table.name
            ));
        }
        if ["marker", "ballot_box"].contains(&table.name.as_str()) {
            notes.extend(
                said.into_iter()
                    .map(|line| line + "; they are sealed and go when the survey closes"),
            );
        } else {
            found.extend(said);
        }
    }
    Attack::new(
        "order",
        "find the order in which people answered: row numbers, place in the page, transactions",
        found,
    )
    .noting(notes)
}

/// How many ascending runs a list falls into.
fn runs(places: &[usize]) -> usize {
    1 + places.windows(2).filter(|pair| pair[0] > pair[1]).count()
}

/// How many transactions wrote the rows of each survey.
fn per_survey(table: &Table) -> BTreeMap<&[u8], usize> {
    let mut writers: BTreeMap<&[u8], BTreeSet<u64>> = BTreeMap::new();
    let survey = table.column("survey");
    for row in &table.rows {
        if let (Some(survey), Some(transaction)) = (survey, row.transaction) {
            writers
                .entry(row.cells[survey].bytes())
                .or_default()
                .insert(transaction);
        }
    }
    writers
        .into_iter()
        .map(|(survey, all)| (survey, all.len()))
        .collect()
}

fn small_groups(seen: &Seen) -> Attack {
    let mut found = Vec::new();
    if let Some(table) = seen.table("answer") {
        let mut counts: BTreeMap<(&[u8], &[u8]), usize> = BTreeMap::new();
        for (survey, group) in table
            .values("survey")
            .iter()
            .zip(table.values("group_code"))
        {
            *counts.entry((survey.bytes(), group.bytes())).or_default() += 1;
        }
        found.extend(counts.iter().filter(|(_, rows)| **rows < FEWEST).map(
            |((survey, group), rows)| {
                format!(
                    "survey {}: {rows} answers stand alone under group {}",
                    String::from_utf8_lossy(survey),
                    String::from_utf8_lossy(group)
                )
            },
        ));
    }
    Attack::new(
        "small groups",
        format!("find answers stored under a group with fewer than {FEWEST} of them"),
        found,
    )
}

const LOG: &str = "compare the states that the write-ahead log still holds, each with the next";
const REMAINS: &str = "read what deleted rows left in free pages and between rows";

fn diff(history: &[Vec<Table>], older: usize) -> Attack {
    let (mut found, mut singles) = (BTreeSet::new(), 0);
    for pair in history.windows(2) {
        let changes = linking::changes(&pair[0], &pair[1]);
        let of = |names: &[&str]| -> Vec<&linking::Change> {
            changes
                .iter()
                .filter(|change| names.contains(&change.table.as_str()))
                .collect()
        };
        let answers: Vec<_> = of(&ANSWERS)
            .into_iter()
            .filter(|change| !change.new.is_empty())
            .collect();
        for person in of(&PEOPLE) {
            for answer in &answers {
                found.insert(format!(
                    "{} changed in the same transaction that wrote to {}",
                    person.table, answer.table
                ));
            }
        }
        singles +=
            usize::from(answers.len() > 1 && answers.iter().all(|change| change.new.len() == 1));
    }
    let states = history.len().saturating_sub(1);
    let mut notes = Vec::new();
    if singles > 0 {
        notes.push(format!(
            "{singles} transactions in the log wrote one used-marker and one sealed ballot; without the survey's key neither names anybody"
        ));
    }
    if older > 0 {
        notes.push(format!(
            "{older} pages of earlier rounds of the log cannot be laid over the file as it was then; they were searched for links only"
        ));
    }
    let tried = format!("{LOG} ({states} here)");
    Attack::new("log", tried, found.into_iter().collect()).noting(notes)
}

fn left_behind(remains: &Remains) -> Attack {
    let mut found = Vec::new();
    if remains.free_pages_with_content > 0 {
        found.push(format!(
            "{} free pages of the file still hold what was deleted",
            remains.free_pages_with_content
        ));
    }
    if remains.orphans_with_content > 0 {
        found.push(format!(
            "{} pages of the file belong to no table and hold something",
            remains.orphans_with_content
        ));
    }
    if remains.behind_the_end > 0 {
        found.push(format!(
            "{} bytes stand behind the file's last page",
            remains.behind_the_end
        ));
    }
    let mut notes = Vec::new();
    if remains.schema_copies > 0 {
        notes.push(format!(
            "{} bytes between the entries of the catalogue repeat statements that stand there still: the text that made the tables",
            remains.schema_copies
        ));
    }
    for (table, bytes) in &remains.between_cells {
        let line = format!("{bytes} bytes between rows of {table} are left over from earlier ones");
        match table.as_str() {
            // What the catalogue holds beyond copies of its own entries nobody can explain.
            "answer" | "comment" | "bulletin" | "sqlite_schema" => found.push(line),
            "marker" | "ballot_box" => {
                notes.push(line + "; they are sealed, and the close of the survey removes them");
            }
            _ => notes.push(line + "; no answers stand there"),
        }
    }
    Attack::new("remains", REMAINS, found).noting(notes)
}

fn transactions(seen: &Seen) -> Attack {
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    let answers: Vec<&Table> = seen.side(&ANSWERS).collect();
    for (at, right) in answers.iter().enumerate() {
        for left in seen.side(&PEOPLE) {
            let links = linking::by_transaction(left, right).len();
            if links > 0 {
                found.push(format!(
                    "{links} rows of {} and {} were written together",
                    left.name, right.name
                ));
            }
        }
        for left in answers.iter().take(at) {
            let links = linking::by_transaction(left, right).len();
            if links > 0 {
                notes.push(format!(
                    "{links} rows of {} and {} were written together; without the survey's key neither names anybody",
                    left.name, right.name
                ));
            }
        }
    }
    Attack::new(
        "transactions",
        "join people's tables with tables of answers by the transaction that wrote each row",
        found,
    )
    .noting(notes)
}
