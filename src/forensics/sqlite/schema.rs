//! The catalogue, and tables read by it.

use super::page::walk;
use super::{Database, Unreadable, record};
use crate::forensics::table::{Cell, Row, Table};

/// A table of the catalogue.
pub(super) struct Entry {
    pub(super) name: String,
    root: u32,
    sql: String,
}

/// The name under which the catalogue's own tree is listed.
pub(super) const CATALOGUE: &str = "sqlite_schema";

/// The catalogue's entries as they stand on their pages.
pub(super) fn cells(database: &Database) -> Result<Vec<Vec<u8>>, Unreadable> {
    let mut found = Vec::new();
    walk(database, 1, &mut |leaf| {
        found.extend(leaf.cells);
        Ok(())
    })?;
    Ok(found)
}

fn catalogue(database: &Database) -> Result<Vec<Vec<Cell>>, Unreadable> {
    let mut rows = Vec::new();
    walk(database, 1, &mut |leaf| {
        for entry in leaf.entries {
            rows.push(record::values(&entry.payload)?);
        }
        Ok(())
    })?;
    Ok(rows)
}

/// The application's tables.
pub(super) fn entries(database: &Database) -> Result<Vec<Entry>, Unreadable> {
    let mut found = Vec::new();
    for row in catalogue(database)? {
        match row.as_slice() {
            [
                Cell::Text(kind),
                Cell::Text(name),
                _,
                Cell::Number(root),
                Cell::Text(sql),
            ] if kind == "table" => {
                if !name.starts_with("sqlite_") {
                    found.push(Entry {
                        name: name.clone(),
                        root: page_number(*root)?,
                        sql: sql.clone(),
                    });
                }
            }
            [Cell::Text(kind), _, _, _, _]
                if ["index", "trigger", "view"].contains(&kind.as_str()) => {}
            _ => {
                return Err(Unreadable::Malformed(
                    "an entry of the catalogue is not understood",
                ));
            }
        }
    }
    Ok(found)
}

/// Roots of all trees with the table they belong to; an index belongs to its table.
pub(super) fn roots(database: &Database) -> Result<Vec<(String, u32)>, Unreadable> {
    let mut found = vec![(CATALOGUE.to_owned(), 1)];
    for row in catalogue(database)? {
        if let [_, _, Cell::Text(table), Cell::Number(root), ..] = row.as_slice()
            && *root > 0
        {
            found.push((table.clone(), page_number(*root)?));
        }
    }
    Ok(found)
}

/// All statements of the catalogue.
pub(super) fn definitions(database: &Database) -> Result<Vec<String>, Unreadable> {
    Ok(catalogue(database)?
        .iter()
        .filter_map(|row| row.get(4)?.text().map(str::to_owned))
        .collect())
}

fn page_number(root: i64) -> Result<u32, Unreadable> {
    u32::try_from(root).map_err(|_| Unreadable::Malformed("a root has an impossible number"))
}

/// A table with its rows.
pub(super) fn read(database: &Database, entry: &Entry) -> Result<Table, Unreadable> {
    let (columns, keys, row_number) = columns(&entry.sql);
    let bare = without_rowid(&entry.sql);
    if columns.is_empty() || (bare && keys.is_empty()) {
        return Err(Unreadable::Malformed(
            "a table's statement is not understood",
        ));
    }
    // Without row numbers the key's columns come first in the record, in the key's order.
    let mut stored: Vec<usize> = Vec::new();
    if bare {
        stored.extend(keys.iter().copied());
    }
    stored.extend((0..columns.len()).filter(|column| !bare || !keys.contains(column)));
    let mut rows = Vec::new();
    walk(database, entry.root, &mut |leaf| {
        for found in leaf.entries {
            let mut cells = vec![Cell::Null; columns.len()];
            // Fewer values than columns: the table has grown since. More: this is no row of it.
            for (at, value) in record::values(&found.payload)?.into_iter().enumerate() {
                let column = stored
                    .get(at)
                    .ok_or(Unreadable::Malformed("a row has too many values"))?;
                cells[*column] = value;
            }
            if let (Some(column), Some(rowid)) = (row_number, found.rowid) {
                cells[column] = Cell::Number(rowid);
            }
            rows.push(Row {
                cells,
                place: found.place,
                rowid: found.rowid,
                transaction: None,
            });
        }
        Ok(())
    })?;
    let first = |row: &Row| -> Vec<Cell> {
        stored
            .iter()
            .filter_map(|column| row.cells.get(*column).cloned())
            .collect()
    };
    if bare {
        // Entries on inner pages stand between their children; sorting by the key puts all in reading order.
        rows.sort_by_key(first);
    }
    Ok(Table {
        name: entry.name.clone(),
        columns,
        rows,
    })
}

/// Whether a statement makes a table.
pub(super) fn is_table(sql: &str) -> bool {
    sql.trim_start().to_uppercase().starts_with("CREATE TABLE")
}

/// Whether a table has no row numbers.
pub(super) fn without_rowid(sql: &str) -> bool {
    let after = sql.rsplit_once(')').map_or(sql, |(_, after)| after);
    let after = after.to_uppercase();
    let words: Vec<&str> = after.split_whitespace().collect();
    words.join(" ").contains("WITHOUT ROWID")
}

/// The name in a statement that makes a table.
pub(super) fn table_name(sql: &str) -> String {
    let head = sql.split_once('(').map_or(sql, |(head, _)| head);
    unquoted(head.split_whitespace().last().unwrap_or(head))
}

fn unquoted(name: &str) -> String {
    name.trim_matches(['"', '`', '[', ']', '\'']).to_owned()
}

/// Names of the columns, indices of the key's columns, and the column that is the row number.
fn columns(sql: &str) -> (Vec<String>, Vec<usize>, Option<usize>) {
    let (mut names, mut keys, mut row_number) = (Vec::new(), Vec::new(), None);
    let mut key_names: Vec<String> = Vec::new();
    for part in parts(sql) {
        let upper = part.to_uppercase();
        let words: Vec<&str> = upper.split_whitespace().collect();
        // The whole word: `check_mac` is a column, `CHECK(` is none.
        let first = upper.split_once(|c: char| c.is_whitespace() || c == '(');
        match first.map_or(upper.as_str(), |(word, _)| word) {
            "PRIMARY" | "CONSTRAINT" => {
                if let Some((_, list)) = part.split_once('(')
                    && upper.contains("PRIMARY")
                {
                    let list = list.split_once(')').map_or(list, |(list, _)| list);
                    key_names = list.split(',').map(|name| unquoted(name.trim())).collect();
                }
            }
            "UNIQUE" | "FOREIGN" | "CHECK" => {}
            _ => {
                if upper.contains("PRIMARY KEY") {
                    keys.push(names.len());
                    if words.get(1) == Some(&"INTEGER") {
                        row_number = Some(names.len());
                    }
                }
                names.extend(part.split_whitespace().next().map(unquoted));
            }
        }
    }
    if keys.is_empty() {
        keys = key_names
            .iter()
            .filter_map(|key| names.iter().position(|name| name == key))
            .collect();
    }
    (names, keys, row_number)
}

/// The parts between the outer brackets, split at outer commas, without comments.
fn parts(sql: &str) -> Vec<String> {
    let bare: String = sql
        .lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n");
    let (mut depth, mut part, mut found) = (0_u32, String::new(), Vec::new());
    for c in bare.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match (c, depth) {
            ('(', 1) | (_, 0) if part.is_empty() => {}
            (',', 1) | (')', 0) => found.push(std::mem::take(&mut part).trim().to_owned()),
            (_, 0) => {}
            _ => part.push(c),
        }
    }
    found.retain(|part| !part.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_statements() {
        let sql = "CREATE TABLE \"box\" (\n a TEXT NOT NULL, -- a, b (c\n b BLOB CHECK (length(b) IN (1, 2)),\n c TEXT,\n PRIMARY KEY (c, a)\n) WITHOUT  ROWID";
        let (names, keys, row_number) = columns(sql);
        assert_eq!(
            (names.join(" ").as_str(), keys, row_number),
            ("a b c", vec![2, 0], None)
        );
        assert!(without_rowid(sql));
        assert_eq!(table_name(sql), "box");
        let sql = "CREATE TABLE t (check_mac BLOB, unique_id TEXT, CHECK(check_mac > 1), UNIQUE (unique_id), primary_x TEXT)";
        assert_eq!(columns(sql).0, ["check_mac", "unique_id", "primary_x"]);
        let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)";
        assert_eq!(columns(sql).2, Some(0));
        assert!(!without_rowid(sql));
    }
}
