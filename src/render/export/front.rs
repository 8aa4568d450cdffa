//! The first sheet of a workbook: what the report is about, how the sheets are read, and which there are.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::cell::{Looks, fitting, heighten, lines};
use super::delimited::facts;
use super::table::{Sheet, Value};
use super::workbook::printed;
use crate::base::Lang;
use crate::report::Report;
use crate::report::words::pick;

/// Widths of the two columns of the first sheet, in letters.
const TERM: f64 = 30.0;
const TEXT: f64 = 100.0;

/// Writes it: `about` stands on it, the others have sheets of their own.
pub(super) fn front<'a>(
    worksheet: &mut Worksheet,
    report: &Report,
    about: impl Iterator<Item = &'a Sheet>,
    others: &[(String, &Sheet)],
    looks: &Looks,
) -> Result<(), XlsxError> {
    worksheet.set_screen_gridlines(false);
    worksheet.set_column_width(0, TERM)?;
    worksheet.set_column_width(1, TEXT)?;
    worksheet.write_string_with_format(0, 0, fitting(report.title()), &looks.title)?;
    let mut row = 2;
    for (term, words) in facts(report) {
        line(worksheet, row, term, &words, looks)?;
        row += 1;
    }
    for (term, words) in reading(report.lang()) {
        line(worksheet, row, term, words, looks)?;
        row += 1;
    }
    row = contents(worksheet, row + 1, report.lang(), others, looks)?;
    for sheet in about {
        row = heading(worksheet, row + 1, [&sheet.name, ""], looks)?;
        for told in sheet.tables.iter().flat_map(|table| &table.rows) {
            if let (Some(term), Some(Value::Words(words))) =
                (told.keys.first(), told.values.first())
            {
                line(worksheet, row, term, words, looks)?;
                row += 1;
            }
        }
    }
    printed(worksheet, report, TERM + TEXT);
    Ok(())
}

/// A line of headings over both columns. Returns the row below.
fn heading(
    worksheet: &mut Worksheet,
    row: u32,
    words: [&str; 2],
    looks: &Looks,
) -> Result<u32, XlsxError> {
    for (at, words) in (0..).zip(words) {
        worksheet.write_string_with_format(row, at, words, &looks.heading)?;
    }
    Ok(row + 1)
}

/// The sheets, each with a link to it. Returns the row below.
fn contents(
    worksheet: &mut Worksheet,
    row: u32,
    lang: Lang,
    sheets: &[(String, &Sheet)],
    looks: &Looks,
) -> Result<u32, XlsxError> {
    let words = [pick(lang, "Ark", "Sheet"), pick(lang, "Indhold", "Content")];
    let mut row = heading(worksheet, row, words, looks)?;
    for (name, sheet) in sheets {
        let place = format!("internal:'{}'!A1", name.replace('\'', "''"));
        worksheet.write_url_with_format(row, 0, Url::new(place).set_text(name), &looks.link)?;
        worksheet.write_string_with_format(row, 1, fitting(&sheet.name), &looks.words)?;
        row += 1;
    }
    Ok(row)
}

fn line(
    worksheet: &mut Worksheet,
    row: u32,
    term: &str,
    words: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    worksheet.write_string_with_format(row, 0, fitting(term), &looks.words)?;
    worksheet.write_string_with_format(row, 1, fitting(words), &looks.words)?;
    heighten(worksheet, row, lines(term, TERM).max(lines(words, TEXT)))
}

/// How the sheets are read.
fn reading(lang: Lang) -> [(&'static str, &'static str); 2] {
    [
        (
            pick(lang, "Grænser", "Signs"),
            pick(
                lang,
                "Til venstre for hvert tal står dets status: præcis, mindst eller højst så meget. Læg ikke tal sammen, der er grænser. Hvor et tal ikke vises, er dets celle tom, og grunden står som status.",
                "To the left of each number stands its status: exactly, at least or at most so much. Do not add numbers that are bounds. Where a number is not shown, its cell is empty and the reason stands as its status.",
            ),
        ),
        (
            pick(lang, "Diagrammer", "Charts"),
            pick(
                lang,
                "Stregerne er 95 %-intervaller. Skraverede søjler er grænser. Hvor neutrale svar ikke vises, er resten af bjælken tom.",
                "The lines are 95% intervals. Hatched bars are bounds. Where neutral answers are not shown, the rest of the bar is empty.",
            ),
        ),
    ]
}
