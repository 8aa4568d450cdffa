//! Ties people to rows: by order, by transaction, by shared values, by changing together.

use std::collections::{BTreeMap, BTreeSet};

use super::order::SIGMAS;
use super::table::{Cell, Row, Table};

/// How many guesses were right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Linked {
    /// Rows guessed.
    pub tried: usize,
    /// Rows tied to the right person.
    pub right: usize,
    /// How many a blind guesser gets right on average.
    pub by_chance: f64,
}

impl Linked {
    /// The most right guesses that still count as chance: the average and four standard deviations.
    pub fn limit(&self) -> f64 {
        self.by_chance + SIGMAS * self.by_chance.sqrt()
    }

    /// Whether a blind guesser would do as well.
    pub fn is_chance(&self) -> bool {
        self.right as f64 <= self.limit()
    }

    /// Share of right guesses.
    pub fn rate(&self) -> f64 {
        self.right as f64 / usize::max(self.tried, 1) as f64
    }
}

impl std::fmt::Display for Linked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} of {} tied to the right person (chance: {:.1}, at most {:.1})",
            self.right,
            self.tried,
            self.by_chance,
            self.limit()
        )
    }
}

/// One stratum: the people in the order in which an outsider saw them answer, and its rows in stored order, each with the
/// person it truly belongs to (`None` where nobody can say: that guess is wrong).
pub struct Stratum<P> {
    /// People, the first to answer first.
    pub known: Vec<P>,
    /// Rows.
    pub stored: Vec<Option<P>>,
}

/// Keeps the order: the first row to the first person, and so on, spread evenly where there are more people than rows.
pub fn by_order<P: PartialEq>(strata: &[Stratum<P>]) -> Linked {
    let mut linked = Linked::default();
    for stratum in strata {
        let (people, rows) = (stratum.known.len(), stratum.stored.len());
        if people == 0 || rows == 0 {
            continue;
        }
        linked.tried += rows;
        linked.by_chance += rows as f64 / people as f64;
        linked.right += stratum
            .stored
            .iter()
            .enumerate()
            .filter(|(at, owner)| {
                let guess = stratum.known.get(at * people / rows);
                guess.is_some() && owner.as_ref() == guess
            })
            .count();
    }
    linked
}

/// Pairs of rows of two tables that one transaction wrote, where it wrote exactly one row in each: a link without doubt.
pub fn by_transaction<'a>(left: &'a Table, right: &'a Table) -> Vec<(&'a Row, &'a Row)> {
    let left = one_by_one(left);
    let right = one_by_one(right);
    left.into_iter()
        .filter_map(|(transaction, row)| Some((row?, (*right.get(&transaction)?)?)))
        .collect()
}

fn one_by_one(table: &Table) -> BTreeMap<u64, Option<&Row>> {
    let mut rows = BTreeMap::new();
    for row in &table.rows {
        if let Some(transaction) = row.transaction {
            rows.entry(transaction)
                .and_modify(|other| *other = None)
                .or_insert(Some(row));
        }
    }
    rows
}

/// How many transactions wrote a table's rows.
pub fn transactions(table: &Table) -> usize {
    let all: BTreeSet<u64> = table
        .rows
        .iter()
        .filter_map(|row| row.transaction)
        .collect();
    all.len()
}

/// Two columns of different tables that hold the same long value: something to join by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Joinable {
    /// `table.column`.
    pub left: String,
    /// `table.column`.
    pub right: String,
    /// Values that occur in both.
    pub values: usize,
}

/// The shortest value that can name one row among many.
const NAMES_A_ROW: usize = 8;

/// Values of at least eight bytes that two tables share and that name few enough rows to tell one from another.
pub fn by_value(left: &Table, right: &Table) -> Vec<Joinable> {
    let mut found = Vec::new();
    for one in &left.columns {
        let mine = telling(left, one);
        for other in &right.columns {
            let shared = telling(right, other).intersection(&mine).count();
            if shared > 0 {
                found.push(Joinable {
                    left: format!("{}.{one}", left.name),
                    right: format!("{}.{other}", right.name),
                    values: shared,
                });
            }
        }
    }
    found
}

/// Values of a column that are long and rare: not the survey's code, not a group's.
fn telling<'a>(table: &'a Table, column: &str) -> BTreeSet<&'a [u8]> {
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for value in table.values(column) {
        *counts.entry(value.bytes()).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(value, times)| value.len() >= NAMES_A_ROW && *times == 1)
        .map(|(value, _)| value)
        .collect()
}

/// What changed in one table between two states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Table.
    pub table: String,
    /// Contents that were not there before.
    pub new: Vec<Vec<Cell>>,
    /// Contents that are gone.
    pub gone: Vec<Vec<Cell>>,
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{} bytes]", self.bytes().len())
    }
}

/// All tables that differ between two dumps. A row that changed is one gone and one new.
pub fn changes(before: &[Table], after: &[Table]) -> Vec<Change> {
    let mut found = Vec::new();
    for table in after {
        let earlier = before.iter().find(|other| other.name == table.name);
        let old = contents(earlier);
        let now = contents(Some(table));
        let beyond = |these: &BTreeMap<&Vec<Cell>, usize>, those: &BTreeMap<&Vec<Cell>, usize>| {
            these
                .iter()
                .flat_map(|(cells, times)| {
                    let left = times.saturating_sub(those.get(*cells).copied().unwrap_or(0));
                    std::iter::repeat_n((*cells).clone(), left)
                })
                .collect::<Vec<_>>()
        };
        let change = Change {
            table: table.name.clone(),
            new: beyond(&now, &old),
            gone: beyond(&old, &now),
        };
        if !change.new.is_empty() || !change.gone.is_empty() {
            found.push(change);
        }
    }
    found
}

fn contents(table: Option<&Table>) -> BTreeMap<&Vec<Cell>, usize> {
    let mut counts = BTreeMap::new();
    for row in table.into_iter().flat_map(|table| &table.rows) {
        *counts.entry(&row.cells).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Entropy;
    use crate::forensics::table::Place;

    fn table(name: &str, rows: &[(&str, u64)]) -> Table {
        Table {
            name: name.into(),
            columns: vec!["value".into()],
            rows: rows
                .iter()
                .map(|(value, transaction)| Row {
                    cells: vec![Cell::Text((*value).into())],
                    place: Place::default(),
                    rowid: None,
                    transaction: Some(*transaction),
                })
                .collect(),
        }
    }

    #[test]
    fn order_links_what_is_in_order_and_guesses_at_the_rest() {
        let strata = |stored: &dyn Fn(usize) -> Vec<Option<usize>>| -> Vec<Stratum<usize>> {
            (0..40)
                .map(|stratum| Stratum {
                    known: (0..7).collect(),
                    stored: stored(stratum),
                })
                .collect()
        };
        let all = by_order(&strata(&|_| (0..7).map(Some).collect()));
        assert_eq!((all.right, all.tried), (280, 280));
        assert!(!all.is_chance());
        let half = by_order(&strata(&|_| vec![Some(0), Some(2), Some(4)]));
        assert_eq!(half.right, 120);
        let mixed = by_order(&strata(&|stratum| {
            let mut rows: Vec<Option<usize>> = (0..7).map(Some).collect();
            Entropy::seeded(stratum as u64).shuffle(&mut rows);
            rows
        }));
        assert!(mixed.is_chance() && mixed.right > 0, "{mixed}");
        assert!((mixed.by_chance - 40.0).abs() < 1e-9);
    }

    #[test]
    fn a_transaction_links_only_where_it_wrote_one_row_in_each() {
        let left = table("a", &[("x", 1), ("y", 2), ("z", 2), ("w", 3)]);
        let right = table("b", &[("p", 1), ("q", 2), ("r", 4)]);
        assert_eq!(by_transaction(&left, &right).len(), 1);
        assert_eq!(transactions(&left), 3);
    }

    #[test]
    fn shared_values_and_changes_are_seen() {
        let left = table("a", &[("a long enough value", 1), ("short", 2)]);
        let right = table("b", &[("a long enough value", 1), ("short", 2)]);
        assert_eq!(by_value(&left, &right).len(), 1);
        let after = [table("a", &[("another value", 1), ("short", 2)])];
        let seen = changes(std::slice::from_ref(&left), &after);
        assert_eq!((seen[0].new.len(), seen[0].gone.len()), (1, 1));
        assert!(changes(std::slice::from_ref(&left), std::slice::from_ref(&left)).is_empty());
    }
}
