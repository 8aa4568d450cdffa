//! Cells of a workbook: what they hold and how they look.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, Worksheet, XlsxError,
};

use super::columns::Columns;
use super::delimited::no_spread;
use super::table::{self, Shape, Table, Unit, Value};
use crate::base::Lang;
use crate::report::model::{Figure, Interval};
use crate::report::overview::Shade;

/// The longest text that a cell holds, in units of UTF-16.
const LONGEST: usize = 32_767;

/// How wide paragraphs are at least, in letters, if there are columns.
const LINE: f64 = 80.0;
const MUTED: Color = Color::RGB(0x0055_6262);

/// How cells look.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) words: Format,
    pub(super) link: Format,
    told: Format,
    reason: Format,
    /// Signs, which belong to the number at their right.
    status: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            heading: plain()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00c3_ddda))
                .set_border_bottom(FormatBorder::Thin),
            words: plain().set_text_wrap(),
            link: plain()
                .set_underline(FormatUnderline::Single)
                .set_font_color(Color::RGB(0x000f_5b5e)),
            // The numbers at their left end where these begin.
            told: plain()
                .set_align(FormatAlign::Left)
                .set_text_wrap()
                .set_indent(1),
            reason: plain()
                .set_align(FormatAlign::Left)
                .set_text_wrap()
                .set_indent(1)
                .set_italic()
                .set_font_color(MUTED),
            status: plain().set_align(FormatAlign::Right).set_font_color(MUTED),
        }
    }
}

fn number_format(unit: Unit) -> Format {
    let format = match unit {
        Unit::Number | Unit::Points(0) => "0",
        Unit::Share => "0.0%",
        Unit::Points(1) => "0.0",
        Unit::Points(_) => "0.00",
    };
    Format::new()
        .set_align(FormatAlign::Top)
        .set_num_format(format)
}

/// A text that fits a cell.
pub(super) fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    // Half as many letters always fit.
    let start: String = text.chars().take(LONGEST / 2 - 2).collect();
    format!("{start} …")
}

/// How many lines a text takes in a column of so many letters, at a guess.
pub(super) fn lines(text: &str, width: f64) -> u32 {
    let room = (width - 1.0).max(1.0);
    text.lines()
        .map(|line| {
            let mut lines = 1;
            let mut taken = 0.0;
            for word in line.split_whitespace() {
                let long = word.chars().count() as f64 + 1.0;
                if taken > 0.0 && taken + long > room {
                    lines += 1;
                    taken = 0.0;
                }
                taken += long;
            }
            lines
        })
        .sum::<u32>()
        .max(1)
}

/// Makes a row as high as its highest text: not every program does so by itself.
pub(super) fn heighten(worksheet: &mut Worksheet, row: u32, lines: u32) -> Result<(), XlsxError> {
    // Fifteen points a line, and no more than a row can have.
    let lines = lines.min(27);
    if lines > 1 {
        worksheet.set_row_height(row, 15 * lines)?;
    }
    Ok(())
}

/// How many columns a paragraph lies across, and how wide they are together.
pub(super) fn across(widths: &[f64]) -> (u16, f64) {
    let (mut columns, mut wide) = (0, 0.0);
    for width in widths {
        if wide < LINE {
            (columns, wide) = (columns + 1, wide + width);
        }
    }
    (columns, wide)
}

/// Writes a paragraph across some columns. Returns the row below.
pub(super) fn paragraph(
    worksheet: &mut Worksheet,
    row: u32,
    words: &str,
    (columns, wide): (u16, f64),
    looks: &Looks,
) -> Result<u32, XlsxError> {
    if columns < 2 {
        worksheet.write_string_with_format(row, 0, fitting(words), &looks.words)?;
    } else {
        worksheet.merge_range(row, 0, row, columns - 1, &fitting(words), &looks.words)?;
    }
    heighten(worksheet, row, lines(words, wide))?;
    Ok(row + 1)
}

/// Writes what a row says of one measure.
pub(super) fn value(
    worksheet: &mut Worksheet,
    row: u32,
    (table, columns, at): (&Table, &Columns, usize),
    value: &Value,
    lang: Lang,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let unit = match table.measures.get(at).map(|measure| measure.shape) {
        Some(
            Shape::Number(unit) | Shape::Figure(unit) | Shape::Spread(unit) | Shape::Shaded(unit),
        ) => unit,
        Some(Shape::Words) | None => Unit::Number,
    };
    // What is left out is told in a sentence.
    let Some(place) = columns.value(at) else {
        return Ok(());
    };
    let status = columns.status(at);
    let mut told = |figure: Figure, format: &Format| -> Result<(), XlsxError> {
        if let Some(status) = status {
            let words = table::sign(lang, figure);
            worksheet.write_string_with_format(row, status, words, &looks.status)?;
        }
        let number = table::number(figure, unit);
        worksheet.write_number_with_format(row, place, number, format)?;
        Ok(())
    };
    let plain = number_format(unit);
    match value {
        Value::Blank => {}
        Value::Words(words) => {
            worksheet.write_string_with_format(row, place, fitting(words), &looks.told)?;
        }
        Value::Hidden(words) => {
            let place = status.unwrap_or(place);
            worksheet.write_string_with_format(row, place, fitting(words), &looks.reason)?;
        }
        Value::Number(number) => told(Figure::Exact(*number), &plain)?,
        Value::Figure(figure) => told(*figure, &plain)?,
        Value::Shaded(figure, shade) => {
            told(*figure, &plain.set_background_color(shaded(*shade)))?;
            let words = table::shade(lang, *shade);
            worksheet.write_string_with_format(row, place + 1, words, &looks.reason)?;
        }
        Value::Within(words, interval) => {
            let words = fitting(words);
            let status = status.unwrap_or(place);
            worksheet.write_string_with_format(row, status, words, &looks.reason)?;
            ends(worksheet, row, place, *interval, &plain)?;
        }
        Value::Spread(figure, None) => {
            told(*figure, &plain)?;
            worksheet.write_string_with_format(row, place + 1, no_spread(lang), &looks.reason)?;
        }
        Value::Spread(figure, Some(interval)) => {
            told(*figure, &plain)?;
            ends(worksheet, row, place, *interval, &plain)?;
            if let Some((below, above)) = columns.whiskers.get(&at) {
                let number = table::number(*figure, unit);
                let whisker = |length: f64| table::rounded(length.max(0.0), unit);
                let (low, high) = (
                    whisker(number - interval.low),
                    whisker(interval.high - number),
                );
                let faint = plain.set_font_color(MUTED);
                worksheet.write_number_with_format(row, *below, low, &faint)?;
                worksheet.write_number_with_format(row, *above, high, &faint)?;
            }
        }
    }
    Ok(())
}

/// The ends of an interval, at the right of its figure.
fn ends(
    worksheet: &mut Worksheet,
    row: u32,
    place: u16,
    interval: Interval,
    format: &Format,
) -> Result<(), XlsxError> {
    worksheet.write_number_with_format(row, place + 1, interval.low, format)?;
    worksheet.write_number_with_format(row, place + 2, interval.high, format)?;
    Ok(())
}

/// Ground of a cell of the heat map.
fn shaded(shade: Option<Shade>) -> Color {
    Color::RGB(match shade {
        Some(Shade::ProbablyLower) => 0x00f0_d5c5,
        Some(Shade::Untold) | None => 0x00ff_ffff,
        Some(Shade::ProbablyHigher) => 0x00c3_ddda,
    })
}
