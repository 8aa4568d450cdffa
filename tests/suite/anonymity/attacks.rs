//! The attacks, scored against the truth. The same functions run on the leaky design and on ours.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pejling::base::base32;
use pejling::forensics::linking::{self, Linked, Stratum, changes};
use pejling::forensics::needle::Needles;
use pejling::forensics::order::Order;
use pejling::forensics::table::{Row, Table};

use super::person::Person;

/// Who stands behind a row: known to the test, not to the attacker.
pub(crate) struct Truth {
    owners: BTreeMap<Vec<u8>, usize>,
    networks: Vec<String>,
}

impl Truth {
    pub(crate) fn new(people: &[Person]) -> Self {
        let mut truth = Self {
            owners: BTreeMap::new(),
            networks: people.iter().map(|person| person.network.clone()).collect(),
        };
        for person in people {
            truth.learn(person.comment.as_bytes(), person.number);
            truth.learn(&person.comment.as_bytes()[..32], person.number);
        }
        truth
    }

    /// This value belongs to this person.
    pub(crate) fn learn(&mut self, value: &[u8], person: usize) {
        self.owners.insert(value.to_vec(), person);
    }

    /// Number of the person whose row this is.
    pub(crate) fn owner(&self, row: &Row) -> Option<usize> {
        row.cells
            .iter()
            .find_map(|cell| self.owners.get(cell.bytes()).copied())
    }
}

/// What every stored order of a table says of the order in which people answered.
pub(crate) fn orders(table: &Table, truth: &Truth) -> Vec<(String, Order)> {
    let places = |rows: &[&Row]| -> Vec<usize> {
        rows.iter().map(|row| truth.owner(row).unwrap()).collect()
    };
    let mut found: Vec<(String, Order)> = table
        .orders()
        .iter()
        .map(|(name, rows)| (format!("{} {name}", table.name), Order::of(&places(rows))))
        .collect();
    let pages: Vec<Vec<usize>> = table.pages().iter().map(|page| places(page)).collect();
    found.push((
        format!("{} inside pages", table.name),
        Order::within(&pages),
    ));
    found
}

/// An outsider saw in which order people answered, and matches it with each stored order of a table, group by group, forwards and
/// backwards. With a `size`, only in groups of which so many answered.
pub(crate) fn link_by_order(
    table: &Table,
    truth: &Truth,
    size: Option<usize>,
) -> Vec<(String, Linked)> {
    let group = table.column("group_code").unwrap();
    let groups: Vec<String> = table.rows.iter().map(|row| text(row, group)).collect();
    let mut made = Vec::new();
    for (name, rows) in table.orders() {
        let mut strata: BTreeMap<String, Stratum<usize>> = BTreeMap::new();
        for row in rows {
            let code = text(row, group);
            let stratum = strata.entry(code.clone()).or_insert_with(|| Stratum {
                // Whoever has no rows under their own network must be among those above it.
                known: (0..truth.networks.len())
                    .filter(|person| {
                        let own = &truth.networks[*person];
                        *own == code || (!truth.networks.contains(&code) && !groups.contains(own))
                    })
                    .collect(),
                stored: Vec::new(),
            });
            stratum.stored.push(truth.owner(row));
        }
        let mut strata: Vec<Stratum<usize>> = strata.into_values().collect();
        strata.retain(|stratum| size.is_none_or(|size| stratum.known.len() == size));
        for direction in ["forwards", "backwards"] {
            let name = format!("{} {name}, {direction}", table.name);
            made.push((name, linking::by_order(&strata)));
            for stratum in &mut strata {
                stratum.stored.reverse();
            }
        }
    }
    made
}

/// The best of several ways.
pub(crate) fn best(made: &[(String, Linked)]) -> Linked {
    made.iter()
        .map(|(_, linked)| *linked)
        .max_by_key(|linked| linked.right)
        .unwrap()
}

/// Dumps before and after every answer: how often a row about a person changed together with a new row that is theirs, or with any
/// new row where nobody can tell whose it is.
pub(crate) fn link_by_diff(dumps: &[Vec<Table>], people: &[&str], truth: &Truth) -> usize {
    dumps
        .windows(2)
        .filter(|pair| {
            let changed = changes(&pair[0], &pair[1]);
            let (theirs, others): (Vec<_>, Vec<_>) = changed
                .iter()
                .partition(|change| people.contains(&change.table.as_str()));
            // Readable new rows are a find even when no person's row moves: who answered just now is known from outside.
            let readable = others.iter().flat_map(|change| &change.new).any(|cells| {
                cells
                    .iter()
                    .any(|cell| truth.owners.contains_key(cell.bytes()))
            });
            readable || (!theirs.is_empty() && others.iter().any(|change| !change.new.is_empty()))
        })
        .count()
}

/// Rows of people's tables and of answers' tables that share their transaction, over all pairs.
pub(crate) fn link_by_transaction(tables: &[Table], people: &[&str], answers: &[&str]) -> usize {
    let side = |names: &[&str]| -> Vec<&Table> {
        tables
            .iter()
            .filter(|table| names.contains(&table.name.as_str()))
            .collect()
    };
    let mut most = 0;
    for left in side(people) {
        for right in side(answers) {
            most = most.max(linking::by_transaction(left, right).len());
        }
    }
    most
}

/// Lengths of the values of a column.
pub(crate) fn lengths(table: &Table, column: &str) -> Vec<usize> {
    let mut found: Vec<usize> = table
        .values(column)
        .iter()
        .map(|cell| cell.bytes().len())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What people wrote: the first words of each text.
pub(crate) fn comments(people: &[Person]) -> Needles {
    let mut needles = Needles::new();
    for person in people {
        needles.text(
            &format!("comment of {}", person.number),
            &person.comment[..32],
        );
    }
    needles
}

/// Links and nonces.
pub(crate) fn credentials(people: &[Person]) -> Needles {
    let mut needles = Needles::new();
    for person in people {
        needles.text(&format!("token of {}", person.number), &person.token);
        let bits = base32::decode(&person.token).unwrap();
        needles.binary(
            &format!("bytes of the token of {}", person.number),
            &bits[..16],
        );
        needles.binary(&format!("nonce of {}", person.number), &person.nonce);
    }
    needles
}

/// Different secrets found in some bytes.
pub(crate) fn found(needles: &Needles, hay: &[u8]) -> usize {
    let mut names: Vec<String> = needles
        .search(hay)
        .into_iter()
        .map(|hit| hit.secret)
        .collect();
    names.sort();
    names.dedup();
    names.len()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub(crate) fn text(row: &Row, column: usize) -> String {
    row.cells[column].text().unwrap().to_owned()
}
