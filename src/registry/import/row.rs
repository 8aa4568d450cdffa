//! One row, read field by field; every fault is noted with its place and reading goes on.

use super::columns::Header;
use super::sheet::SheetRow;
use super::{Cause, RowFault};
use crate::base::{Day, Text, id::BadCode};

const LONGEST_TEXT: usize = 200;

/// A cell that need not be filled.
#[derive(Clone, Copy)]
pub(super) enum Field<T> {
    /// The file has no such column, or a fault was noted.
    Absent,
    /// Nothing stands there.
    Blank,
    /// A value.
    Value(T),
}

impl<T> Field<T> {
    /// A column that the file lacks leaves the value as it is; a blank cell gives the default.
    pub(super) fn settle(self, value: &mut T)
    where
        T: Default,
    {
        match self {
            Self::Absent => {}
            Self::Blank => *value = T::default(),
            Self::Value(new) => *value = new,
        }
    }

    /// A column that the file lacks leaves what is known; a blank cell gives nothing.
    pub(super) fn or_known(self, known: Option<T>) -> Option<T> {
        match self {
            Self::Absent => known,
            Self::Blank => None,
            Self::Value(new) => Some(new),
        }
    }
}

/// A row and the list its faults go to.
pub(super) struct RowReader<'a> {
    row: &'a SheetRow,
    header: &'a Header,
    faults: &'a mut Vec<RowFault>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(
        row: &'a SheetRow,
        header: &'a Header,
        faults: &'a mut Vec<RowFault>,
    ) -> Self {
        let stray = row
            .cells
            .iter()
            .enumerate()
            .find(|(index, cell)| !cell.is_empty() && !header.covers(*index));
        if let Some((index, _)) = stray {
            faults.push(RowFault {
                row: row.number,
                column: (index + 1).to_string(),
                cause: Cause::NoHeader,
            });
        }
        Self {
            row,
            header,
            faults,
        }
    }

    /// The row's number in its file.
    pub(super) fn number(&self) -> u64 {
        self.row.number
    }

    /// Notes a fault of one column.
    pub(super) fn fault(&mut self, column: &str, cause: Cause) {
        self.faults.push(RowFault {
            row: self.row.number,
            column: self
                .header
                .place(column)
                .map_or(column, |(_, name)| name)
                .to_owned(),
            cause,
        });
    }

    /// The cell of a column, "" if blank; `None` if the file has no such column.
    pub(super) fn cell(&self, column: &str) -> Option<&'a str> {
        let (index, _) = self.header.place(column)?;
        Some(self.row.cells.get(index).map_or("", String::as_str))
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, column: &str) -> Option<String> {
        let text = self.short(column)?;
        if text.is_empty() {
            self.fault(column, Cause::Blank);
            return None;
        }
        Some(text)
    }

    /// A text that may be blank; `None` if the file has no such column.
    pub(super) fn short(&mut self, column: &str) -> Option<String> {
        let text = self.cell(column)?;
        if text.chars().count() > LONGEST_TEXT {
            self.fault(column, Cause::TooLong(LONGEST_TEXT));
            return None;
        }
        if text.chars().any(char::is_control) {
            self.fault(column, Cause::LineBreak);
            return None;
        }
        Some(text.to_owned())
    }

    /// A code that must be there.
    pub(super) fn code<T>(
        &mut self,
        column: &str,
        parse: fn(&str) -> Result<T, BadCode>,
    ) -> Option<T> {
        let text = self.text(column)?;
        let code = parse(&text).ok();
        if code.is_none() {
            self.fault(column, Cause::BadCode);
        }
        code
    }

    /// A day.
    pub(super) fn day(&mut self, column: &str) -> Field<Day> {
        self.maybe(column, Day::parse, || Cause::BadDay)
    }

    /// A value that may be blank, with the fault for a text that is none.
    pub(super) fn maybe<T>(
        &mut self,
        column: &str,
        parse: impl Fn(&str) -> Option<T>,
        cause: impl Fn() -> Cause,
    ) -> Field<T> {
        match self.cell(column) {
            None => Field::Absent,
            Some("") => Field::Blank,
            Some(text) => parse(text).map_or_else(
                || {
                    self.fault(column, cause());
                    Field::Absent
                },
                Field::Value,
            ),
        }
    }

    /// One of some words, whatever their case.
    pub(super) fn word<T: Copy>(
        &mut self,
        column: &str,
        words: &[(&str, T)],
        allowed: &Text,
    ) -> Field<T> {
        let find = |text: &str| {
            let text = text.to_lowercase();
            words
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(_, value)| *value)
        };
        self.maybe(column, find, || Cause::BadWord {
            allowed: allowed.clone(),
        })
    }
}
