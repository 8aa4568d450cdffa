//! Whether two kinds of things stand together in one record: a row, a page, a line, a statement, or close by.
//!
//! What can be tested is the record. In a server's log of statements one statement may follow another that belongs to it; no program that
//! looks up a link and then marks it as used can prevent that, which is why `docs/operations.md` says to switch such logs off.

use pejling::forensics::needle::Needles;
use pejling::forensics::table::Table;

/// What counts as one record.
#[derive(Clone, Copy)]
pub(crate) enum Cut {
    /// Pages, or frames of a log, from `first` on.
    Pages { first: usize, size: usize },
    /// Lines.
    Lines,
    /// PostgreSQL's log: a statement with its parameters.
    Statements,
    /// So many bytes to either side.
    Near(usize),
}

impl Cut {
    /// How a file is cut, by its name.
    pub(crate) fn of(name: &str) -> Self {
        let end = |end: &str| name.strip_suffix(end).is_some();
        if end(".db") {
            Self::Pages {
                first: 0,
                size: 4096,
            }
        } else if end(".db-wal") {
            Self::Pages {
                first: 32,
                size: 24 + 4096,
            }
        } else if name.contains("/base/") {
            Self::Pages {
                first: 0,
                size: 8192,
            }
        } else if name == "pg_dump" {
            Self::Lines
        } else if name == "the server's log" {
            Self::Statements
        } else {
            Self::Near(512)
        }
    }
}

/// What was found in some bytes.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Together {
    /// Places where one of the first kind stands.
    pub(crate) ones: usize,
    /// Places where one of the second kind stands.
    pub(crate) others: usize,
    /// Of these, how many in a record with one of the first kind.
    pub(crate) both: usize,
}

/// Looks for both kinds.
pub(crate) fn together(hay: &[u8], ones: &Needles, others: &Needles, cut: Cut) -> Together {
    let places = |needles: &Needles| -> Vec<usize> {
        let mut places: Vec<usize> = needles.search(hay).iter().map(|hit| hit.at).collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    let (ones, others) = (places(ones), places(others));
    let starts = starts(hay, cut);
    let record = |at: usize| match cut {
        Cut::Pages { first, size } => at.saturating_sub(first) / size,
        _ => starts.partition_point(|start| *start <= at),
    };
    let close = |at: &&usize| {
        if let Cut::Near(distance) = cut {
            let from = ones.partition_point(|one| one + distance < **at);
            ones.get(from).is_some_and(|one| *one <= **at + distance)
        } else {
            let from = ones.partition_point(|one| record(*one) < record(**at));
            ones.get(from)
                .is_some_and(|one| record(*one) == record(**at))
        }
    };
    Together {
        both: others.iter().filter(close).count(),
        ones: ones.len(),
        others: others.len(),
    }
}

fn starts(hay: &[u8], cut: Cut) -> Vec<usize> {
    let lines = || {
        let ends = hay.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        std::iter::once(0).chain(ends.map(|(at, _)| at + 1))
    };
    match cut {
        Cut::Lines => lines().collect(),
        Cut::Statements => lines().filter(|at| begins(&hay[*at..])).collect(),
        Cut::Pages { .. } | Cut::Near(_) => Vec::new(),
    }
}

/// A line of PostgreSQL's log begins with the year; what continues a statement, and its parameters, belong to the line before.
fn begins(line: &[u8]) -> bool {
    let end = line
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(line.len());
    let detail = line[..end].windows(9).any(|part| part == b" DETAIL: ");
    line.starts_with(b"20") && !detail
}

/// Rows that hold both.
pub(crate) fn rows_with_both(tables: &[Table], ones: &Needles, others: &Needles) -> usize {
    let holds = |row: &pejling::forensics::table::Row, needles: &Needles| {
        let found =
            |cell: &pejling::forensics::table::Cell| !needles.search(cell.bytes()).is_empty();
        row.cells.iter().any(found)
    };
    let rows = tables.iter().flat_map(|table| &table.rows);
    rows.filter(|row| holds(row, ones) && holds(row, others))
        .count()
}

#[test]
fn records_end_where_they_end() {
    let (mut ones, mut others) = (Needles::new(), Needles::new());
    ones.text("who", "somebody");
    others.text("what", "something");
    let both = |hay: &[u8], cut| together(hay, &ones, &others, cut).both;
    let text =
        b"2026-11-22 LOG:  somebody\n2026-11-22 DETAIL:  something\n2026-11-22 LOG:  something\n";
    assert_eq!(
        (both(text, Cut::Lines), both(text, Cut::Statements)),
        (0, 1)
    );
    let pages = [*b"somebody  ", *b"something ", *b"          "].concat();
    assert_eq!(both(&pages, Cut::Pages { first: 0, size: 10 }), 0);
    assert_eq!(both(&pages, Cut::Pages { first: 0, size: 20 }), 1);
    assert_eq!(
        (both(&pages, Cut::Near(9)), both(&pages, Cut::Near(10))),
        (0, 1)
    );
}
