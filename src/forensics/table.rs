//! Tables as an attacker sees them: rows with their values and with where and by whom they were put there.

use std::cmp::Ordering;

/// A stored value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// No value.
    Null,
    /// A number. Fractions keep their bits.
    Number(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    /// The bytes of a text or of bytes; numbers and nothing have none.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            Self::Null | Self::Number(_) => &[],
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Where a row lies: on SQLite page and offset in the page, on PostgreSQL the two parts of its `ctid`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Page.
    pub page: u32,
    /// Offset or line in the page.
    pub within: u32,
}

/// A row.
#[derive(Clone)]
pub struct Row {
    /// One value per column of the table.
    pub cells: Vec<Cell>,
    /// Where it lies.
    pub place: Place,
    /// SQLite's hidden row number, where the table has one.
    pub rowid: Option<i64>,
    /// The transaction that wrote it (PostgreSQL's `xmin`), where it is known.
    pub transaction: Option<u64>,
}

/// A table: its rows in the order in which it is read.
#[derive(Clone)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Names of the columns, in the order of [`Row::cells`].
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The values of a column, in reading order; none if there is no such column.
    pub fn values(&self, name: &str) -> Vec<&Cell> {
        let Some(at) = self.column(name) else {
            return Vec::new();
        };
        self.rows
            .iter()
            .filter_map(|row| row.cells.get(at))
            .collect()
    }

    /// Every order in which these rows are stored, with its name: as read, by hidden row number, by position in the file, by transaction.
    pub fn orders(&self) -> Vec<(&'static str, Vec<&Row>)> {
        let mut orders = vec![("as read", self.rows.iter().collect())];
        let mut add = |name, known: &dyn Fn(&Row) -> bool, by: &dyn Fn(&Row, &Row) -> Ordering| {
            if !self.rows.is_empty() && self.rows.iter().all(known) {
                let mut rows: Vec<&Row> = self.rows.iter().collect();
                rows.sort_by(|a, b| by(a, b));
                orders.push((name, rows));
            }
        };
        add("by row number", &|row| row.rowid.is_some(), &|a, b| {
            a.rowid.cmp(&b.rowid)
        });
        add("by position in the file", &|_| true, &|a, b| {
            a.place.cmp(&b.place)
        });
        add(
            "by transaction",
            &|row| row.transaction.is_some(),
            &|a, b| a.transaction.cmp(&b.transaction),
        );
        orders
    }

    /// The rows page by page, each page in the order in which SQLite allocates: from the page's end downwards.
    pub fn pages(&self) -> Vec<Vec<&Row>> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| (row.place.page, std::cmp::Reverse(row.place.within)));
        rows.chunk_by(|a, b| a.place.page == b.place.page)
            .map(<[&Row]>::to_vec)
            .collect()
    }
}
