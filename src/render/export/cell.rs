//! Cells of a workbook: what they hold and how they look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::columns::Columns;
use super::delimited::no_spread;
use super::table::{self, Shape, Table, Unit, Value};
use crate::base::Lang;
use crate::report::model::{Figure, Interval};
use crate::report::overview::Shade;

/// The longest text that a cell holds, in units of UTF-16.
const LONGEST: usize = 32_767;

/// How cells look.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) words: Format,
    reason: Format,
    /// Signs, which belong to the number at their right.
    sign: Format,
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
            reason: plain()
                .set_text_wrap()
                .set_italic()
                .set_font_color(Color::RGB(0x0055_6262)),
            sign: plain()
                .set_align(FormatAlign::Right)
                .set_font_color(Color::RGB(0x0055_6262)),
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
    let (sign, place) = (columns.measure(at), columns.value(at));
    let mut told = |figure: Figure, format: &Format| -> Result<(), XlsxError> {
        let words = table::sign(lang, figure);
        worksheet.write_string_with_format(row, sign, words, &looks.sign)?;
        let number = table::number(figure, unit);
        worksheet.write_number_with_format(row, place, number, format)?;
        Ok(())
    };
    let plain = number_format(unit);
    match value {
        Value::Blank => {}
        Value::Words(words) => {
            worksheet.write_string_with_format(row, place, fitting(words), &looks.words)?;
        }
        Value::Hidden(words) => {
            worksheet.write_string_with_format(row, place, fitting(words), &looks.reason)?;
        }
        Value::Number(number) => {
            worksheet.write_number_with_format(row, place, *number, &plain)?;
        }
        Value::Figure(figure) => told(*figure, &plain)?,
        Value::Shaded(figure, shade) => {
            told(*figure, &plain.set_background_color(shaded(*shade)))?;
            let words = table::shade(lang, *shade);
            worksheet.write_string_with_format(row, place + 1, words, &looks.reason)?;
        }
        Value::Within(words, interval) => {
            worksheet.write_string_with_format(row, place, fitting(words), &looks.reason)?;
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
                let (low, high) = (number - interval.low, interval.high - number);
                worksheet.write_number_with_format(row, *below, low.max(0.0), &plain)?;
                worksheet.write_number_with_format(row, *above, high.max(0.0), &plain)?;
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
