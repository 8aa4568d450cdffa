//! CSV as Danish offices write it: UTF-8 with or without a byte order mark, or Windows-1252; semicolon or comma.

use super::ImportFault;
use super::sheet::{MOST_COLUMNS, MOST_ROWS};

/// The records with the line each begins on, the header included.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, ImportFault> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| ImportFault::Csv {
            line: error.position().map_or(0, csv::Position::line),
        })?;
        if rows.len() > MOST_ROWS || record.len() > MOST_COLUMNS {
            return Err(ImportFault::TooManyCells);
        }
        let line = record.position().map_or(0, csv::Position::line);
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    if ends_inside_quotes(&text) {
        return Err(ImportFault::Csv {
            line: rows.last().map_or(1, |(line, _)| *line),
        });
    }
    Ok(rows)
}

/// What is valid UTF-8 is UTF-8: Windows-1252 text with a Danish letter in it hardly ever is.
fn decode(bytes: &[u8]) -> Result<String, ImportFault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(ImportFault::NotText);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    };
    // The csv crate counts the line of a record wrongly after CR LF.
    Ok(text.replace("\r\n", "\n"))
}

/// The more frequent of semicolon and comma in the header, outside quotes.
fn delimiter(text: &str) -> u8 {
    let (mut quoted, mut commas, mut semicolons) = (false, 0_u32, 0_u32);
    let header = text.trim_start().lines().next().unwrap_or("");
    for symbol in header.chars() {
        match symbol {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            ';' if !quoted => semicolons += 1,
            _ => {}
        }
    }
    if semicolons >= commas { b';' } else { b',' }
}

/// The csv crate takes the rest of the file into a field whose closing quote is missing; rows must not vanish that way.
fn ends_inside_quotes(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}
