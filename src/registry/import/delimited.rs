//! CSV as Danish offices write it: UTF-8 with or without a byte order mark, or Windows-1252; semicolon or comma.

use super::ImportFault;
use super::sheet::{MOST_COLUMNS, MOST_ROWS};

/// The records with the line each begins on, the header included.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, ImportFault> {
    let text = decode(bytes)?;
    let delimiter = delimiter(&text);
    if let Some(line) = unclosed_quote(&text, char::from(delimiter)) {
        return Err(ImportFault::Csv { line });
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
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

/// The line on which a quoted field begins that never ends: the csv crate would take the rest of the file into it, and rows
/// must not vanish that way. A quotation mark inside a field is a letter like others.
fn unclosed_quote(text: &str, delimiter: char) -> Option<u64> {
    let (mut line, mut opened, mut field_start) = (1_u64, None, true);
    let mut symbols = text.chars().peekable();
    while let Some(symbol) = symbols.next() {
        line += u64::from(symbol == '\n');
        match (symbol, opened) {
            ('"', Some(_)) if symbols.peek() == Some(&'"') => drop(symbols.next()),
            ('"', Some(_)) => opened = None,
            ('"', None) if field_start => opened = Some(line),
            _ => {}
        }
        field_start = opened.is_none() && (symbol == delimiter || symbol == '\n');
    }
    opened
}
