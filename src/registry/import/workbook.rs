//! XLSX, read cell by cell: a dense grid would let one cell in the far corner take all memory.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};

use super::ImportFault;
use super::sheet::{MOST_COLUMNS, MOST_ROWS};
use crate::base::Day;

const LARGEST_INFLATED: u64 = 64 * 1024 * 1024;
const MOST_ENTRIES: usize = 1000;

/// The rows of the first sheet with their numbers, the header included.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, ImportFault> {
    measure(bytes, LARGEST_INFLATED)?;
    let unreadable = |error: calamine::XlsxError| ImportFault::Xlsx(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let first = book.sheet_names().into_iter().next();
    let first = first.ok_or(ImportFault::Empty)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(unreadable)?;
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let (number, column) = (u64::from(row) + 1, column as usize);
        let value = written(cell.get_value());
        if value.trim().is_empty() {
            continue;
        }
        if column >= MOST_COLUMNS || rows.len() > MOST_ROWS {
            return Err(ImportFault::TooManyCells);
        }
        if rows.last().is_none_or(|(last, _)| *last != number) {
            rows.push((number, Vec::new()));
        }
        if let Some((_, row)) = rows.last_mut() {
            if row.len() <= column {
                row.resize(column + 1, String::new());
            }
            if let Some(place) = row.get_mut(column) {
                *place = value;
            }
        }
    }
    Ok(rows)
}

/// Inflates every entry into nothing and counts: the sizes that an archive declares may be lies.
pub(super) fn measure(bytes: &[u8], limit: u64) -> Result<(), ImportFault> {
    let unreadable = |cause: &dyn std::fmt::Display| ImportFault::Xlsx(cause.to_string());
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(ImportFault::Inflates);
    }
    let mut left = limit;
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|error| unreadable(&error))?;
        let taken = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|error| unreadable(&error))?;
        left = left.checked_sub(taken).ok_or(ImportFault::Inflates)?;
    }
    Ok(())
}

fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            day_of(text).unwrap_or_else(|| text.clone())
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "ja".to_owned(),
        DataRef::Bool(false) => "nej".to_owned(),
        DataRef::DateTime(moment) => day(moment),
        DataRef::Error(error) => error.to_string(),
    }
}

/// The day of `2026-03-01T00:00:00`.
fn day_of(text: &str) -> Option<String> {
    let (day, _) = text.split_once('T')?;
    Day::parse(day).map(|day| day.to_string())
}

/// The day of a spreadsheet's date, without its time; a duration stays a number, which is no day.
fn day(moment: &ExcelDateTime) -> String {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    Day::new(i32::from(year), u32::from(month), u32::from(day))
        .filter(|_| !moment.is_duration())
        .map_or_else(|| moment.as_f64().to_string(), |day| day.to_string())
}
