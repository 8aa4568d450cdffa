//! A sheet: a header and rows of text cells, whatever file they came from.

use super::{ImportFault, delimited, workbook};

const LARGEST_FILE: usize = 16 * 1024 * 1024;
/// More columns than any staff file that means well.
pub(super) const MOST_COLUMNS: usize = 64;
/// More rows than the largest public employer in Denmark has leaders.
pub(super) const MOST_ROWS: usize = 100_000;

/// The cells of a staff file, trimmed. Days from a spreadsheet stand as `2026-03-01`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    pub(super) header: SheetRow,
    pub(super) rows: Vec<SheetRow>,
}

/// One row that is not blank. It may hold names and addresses, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SheetRow {
    pub(super) number: u64,
    pub(super) cells: Vec<String>,
}

/// Says how large it is, not what it holds.
impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sheet of {} rows", self.rows.len())
    }
}

/// Reads a staff file: XLSX by its content, otherwise CSV. An XLSX file is read from its first sheet.
/// `file_name` only decides what to say about a file that is neither.
pub fn read_sheet(bytes: &[u8], file_name: &str) -> Result<Sheet, ImportFault> {
    if bytes.len() > LARGEST_FILE {
        return Err(ImportFault::TooLarge);
    }
    let extension = std::path::Path::new(file_name)
        .extension()
        .map_or_else(String::new, |extension| {
            extension.to_string_lossy().to_lowercase()
        });
    let rows = if bytes.starts_with(b"PK") {
        workbook::rows(bytes)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || extension == "xls" {
        return Err(ImportFault::OldExcel);
    } else if extension == "xlsx" {
        return Err(ImportFault::Xlsx("it is not a zip archive".to_owned()));
    } else {
        delimited::rows(bytes)?
    };
    let mut rows = rows
        .into_iter()
        .map(|(number, cells)| SheetRow {
            number,
            cells: cells.iter().map(|cell| cell.trim().to_owned()).collect(),
        })
        .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    let header = rows.next().ok_or(ImportFault::Empty)?;
    Ok(Sheet {
        header,
        rows: rows.collect(),
    })
}
