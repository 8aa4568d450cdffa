//! What `pg_dump` (plain format) and `COPY … TO STDOUT` write.

use super::table::{Cell, Place, Row, Table};

/// The tables of a dump, their rows in the dump's order, which is the order in the heap.
pub fn tables(dump: &str) -> Vec<Table> {
    let mut found = Vec::new();
    let mut lines = dump.lines();
    while let Some(line) = lines.next() {
        let Some(head) = line
            .strip_prefix("COPY ")
            .and_then(|rest| rest.strip_suffix(" FROM stdin;"))
        else {
            continue;
        };
        let Some((name, columns)) = head.split_once(" (") else {
            continue;
        };
        let name = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
        let columns: Vec<String> = columns
            .trim_end_matches(')')
            .split(", ")
            .map(|column| column.trim_matches('"').to_owned())
            .collect();
        let rows = lines
            .by_ref()
            .take_while(|line| *line != "\\.")
            .enumerate()
            .map(|(at, line)| Row {
                cells: cells(line),
                place: Place {
                    page: 0,
                    within: u32::try_from(at).unwrap_or(u32::MAX),
                },
                rowid: None,
                transaction: None,
            })
            .collect();
        found.push(Table {
            name: name.to_owned(),
            columns,
            rows,
        });
    }
    found
}

/// The statements of a dump without its data.
pub fn statements(dump: &str) -> Vec<String> {
    let mut bare = String::new();
    let mut lines = dump.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("COPY ") && line.ends_with("FROM stdin;") {
            lines
                .by_ref()
                .take_while(|line| *line != "\\.")
                .for_each(drop);
        } else if !line.starts_with("--") && !line.starts_with('\\') {
            bare.push_str(line);
            bare.push('\n');
        }
    }
    bare.split(';')
        .map(|statement| statement.trim().to_owned())
        .filter(|statement| !statement.is_empty())
        .collect()
}

/// Whether a dump was written to its end.
pub fn is_whole(dump: &str) -> bool {
    dump.trim_end()
        .lines()
        .rev()
        .take(5)
        .any(|line| line.contains("PostgreSQL database dump complete"))
}

/// Rows of `COPY (SELECT xmin, ctid, t.* FROM t t) TO STDOUT`, with so many columns; `None` if a line is none of these.
pub fn rows_with_transactions(text: &str, columns: usize) -> Option<Vec<Row>> {
    text.lines()
        .map(|line| {
            let mut cells = cells(line);
            if cells.len() != columns + 2 {
                return None;
            }
            let rest = cells.split_off(2);
            let [xmin, ctid] = cells.as_slice() else {
                return None;
            };
            let (page, within) = ctid.text()?.trim_matches(['(', ')']).split_once(',')?;
            Some(Row {
                cells: rest,
                place: Place {
                    page: page.parse().ok()?,
                    within: within.parse().ok()?,
                },
                rowid: None,
                transaction: Some(xmin.text()?.parse().ok()?),
            })
        })
        .collect()
}

/// The values of a line.
fn cells(line: &str) -> Vec<Cell> {
    line.split('\t').map(cell).collect()
}

fn cell(field: &str) -> Cell {
    if field == "\\N" {
        return Cell::Null;
    }
    let mut text = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        text.push(match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            (c, false) => c,
        });
    }
    match text.strip_prefix("\\x").and_then(unhex) {
        Some(bytes) => Cell::Bytes(bytes),
        None => Cell::Text(text),
    }
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = digits
        .chars()
        .map(|c| u8::try_from(c.to_digit(16)?).ok())
        .collect();
    let digits = digits?;
    digits.len().is_multiple_of(2).then(|| {
        digits
            .chunks_exact(2)
            .map(|pair| (pair[0] << 4) | pair[1])
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.answer (\n    id text NOT NULL,\n    \
        packed bytea\n);\n\nCOPY public.answer (id, packed) FROM stdin;\na;b\t\\\\x0aff\nto\\tlines\\nhere\t\\N\n\\.\n\n\
        ALTER TABLE ONLY public.answer\n    ADD CONSTRAINT answer_pkey PRIMARY KEY (id);\n";

    #[test]
    fn reads_a_dump() {
        let tables = tables(DUMP);
        assert_eq!(tables.len(), 1);
        let answer = &tables[0];
        assert_eq!(answer.columns, ["id", "packed"]);
        assert!(answer.rows[0].cells == [Cell::Text("a;b".into()), Cell::Bytes(vec![10, 255])]);
        assert!(answer.rows[1].cells == [Cell::Text("to\tlines\nhere".into()), Cell::Null]);
        assert_eq!(statements(DUMP).len(), 2);
    }

    #[test]
    fn reads_transactions() {
        let rows = rows_with_transactions("742\t(3,14)\tx\n743\t(0,1)\ty\n", 1).unwrap();
        assert_eq!(
            (
                rows[0].transaction,
                rows[0].place.page,
                rows[0].place.within
            ),
            (Some(742), 3, 14)
        );
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn what_is_cut_short_is_no_dump_and_no_row() {
        assert!(!is_whole(DUMP));
        assert!(is_whole(&format!(
            "{DUMP}--\n-- PostgreSQL database dump complete\n--\n\n"
        )));
        assert!(rows_with_transactions("742\t(3,14)\tx\n743\t(0,", 1).is_none());
        assert!(rows_with_transactions("742\t(3,14)\tx\ty\n", 1).is_none());
    }
}
