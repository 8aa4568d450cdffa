//! A report as delimited text: one line per figure, whatever block it stands in.
//!
//! UTF-8 with a byte order mark, lines ending in CR LF. Danish: semicolons and decimal commas; English: commas and points. Invariants: every line
//! has a status, so that a bound, a hidden figure and a text are never taken for each other; a hidden figure has its reason and no value; no cell
//! is read as a formula. `docs/exports.md` says what each column means.

use super::table::{self, Key, Row, Sheet, Table, Unit, Value};
use crate::base::Lang;
use crate::render::RenderError;
use crate::report::Report;
use crate::report::model::Figure;
use crate::report::words::pick;

/// Without it, spreadsheets take UTF-8 for an older code page.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The columns of every file, in both languages.
const COLUMNS: [(&str, &str); 16] = [
    ("undersøgelse", "survey"),
    ("gruppe", "group"),
    ("blok", "block"),
    ("del", "part"),
    ("kode", "code"),
    ("emne", "subject"),
    ("stillet til", "put to"),
    ("svarmulighed", "option"),
    ("mål", "measure"),
    ("status", "status"),
    ("tal", "value"),
    ("fra", "low"),
    ("til", "high"),
    ("enhed", "unit"),
    ("grund", "reason"),
    ("ord", "words"),
];

/// One line.
#[derive(Default)]
struct Line {
    measure: String,
    status: &'static str,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
    unit: &'static str,
    /// Why there is no value.
    reason: String,
    words: String,
}

impl Line {
    fn text(lang: Lang, measure: &str, words: &str) -> Self {
        Self {
            measure: measure.to_owned(),
            status: pick(lang, "tekst", "text"),
            words: words.to_owned(),
            ..Self::default()
        }
    }
}

/// The file.
pub(super) fn csv(report: &Report, sheets: &[Sheet]) -> Result<Vec<u8>, RenderError> {
    let lang = report.lang();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(match lang {
            Lang::Da => b';',
            Lang::En => b',',
        })
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let mut write = |cells: [String; 16]| writer.write_record(cells);
    let fault = |error: csv::Error| RenderError::Export("CSV", error.to_string());
    write(COLUMNS.map(|(da, en)| pick(lang, da, en).to_owned())).map_err(fault)?;
    for (term, words) in facts(report) {
        let line = Line::text(lang, term, &words);
        write(cells(report, ("report", report.title()), [""; 4], &line)).map_err(fault)?;
    }
    for sheet in sheets {
        for note in &sheet.notes {
            let line = Line::text(lang, "", note);
            write(cells(report, (sheet.kind, &sheet.name), [""; 4], &line)).map_err(fault)?;
        }
        for table in &sheet.tables {
            for row in &table.rows {
                let keys = keys(table, row);
                for (at, value) in row.values.iter().enumerate() {
                    let Some(line) = told(lang, table, at, value) else {
                        continue;
                    };
                    let part = (sheet.kind, sheet.name.as_str());
                    write(cells(report, part, keys, &line)).map_err(fault)?;
                }
            }
        }
    }
    writer
        .into_inner()
        .map_err(|error| RenderError::Export("CSV", error.to_string()))
}

/// What the report is, and the notes that stand on every page.
pub(super) fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let lang = report.lang();
    let mut facts = vec![
        (
            pick(lang, "Undersøgelse", "Survey"),
            report.survey().to_owned(),
        ),
        (pick(lang, "Titel", "Title"), report.title().to_owned()),
        (pick(lang, "Gruppe", "Group"), report.group().to_owned()),
    ];
    let notes = report.notes().iter();
    facts.extend(notes.map(|note| (pick(lang, "Bemærk", "Note"), note.clone())));
    facts
}

/// The four columns that name a row.
fn keys<'a>(table: &'a Table, row: &'a Row) -> [&'a str; 4] {
    [Key::Code, Key::Subject, Key::Asked, Key::Choice].map(|wanted| {
        let mut named = table.keys.iter().zip(&row.keys);
        let found = named.find(|((key, _), _)| *key == wanted);
        found.map_or("", |(_, text)| text.as_str())
    })
}

fn told(lang: Lang, table: &Table, at: usize, value: &Value) -> Option<Line> {
    let measure = table.measures.get(at)?;
    let unit = match measure.shape {
        table::Shape::Words => Unit::Number,
        table::Shape::Number(unit)
        | table::Shape::Figure(unit)
        | table::Shape::Spread(unit)
        | table::Shape::Shaded(unit) => unit,
    };
    let mut line = Line {
        measure: measure.name.clone(),
        ..Line::default()
    };
    match value {
        Value::Blank => return None,
        Value::Words(words) => line = Line::text(lang, &measure.name, words),
        Value::Hidden(reason) => {
            line.status = pick(lang, "skjult", "hidden");
            line.reason.clone_from(reason);
        }
        Value::Within(reason, _) => {
            line.status = pick(lang, "interval", "interval");
            line.reason.clone_from(reason);
        }
        Value::Number(number) => {
            line.status = table::sign(lang, Figure::Exact(*number));
            line.value = Some(*number);
        }
        Value::Figure(figure) | Value::Spread(figure, _) | Value::Shaded(figure, _) => {
            line.status = table::sign(lang, *figure);
            line.value = Some(table::number(*figure, unit));
        }
    }
    match value {
        Value::Spread(_, Some(interval)) | Value::Within(_, interval) => {
            line.interval = Some((interval.low, interval.high));
        }
        Value::Spread(_, None) => no_spread(lang).clone_into(&mut line.words),
        Value::Shaded(_, shade) => table::shade(lang, *shade).clone_into(&mut line.words),
        _ => {}
    }
    if line.value.is_some() || line.interval.is_some() {
        line.unit = match unit {
            Unit::Number => pick(lang, "antal", "number"),
            Unit::Share => pick(lang, "andel 0-1", "share 0-1"),
            Unit::Points(_) => pick(lang, "point", "points"),
        };
    }
    Some(line)
}

/// Why a figure has no interval.
pub(super) fn no_spread(lang: Lang) -> &'static str {
    pick(
        lang,
        "uden interval: alle svar har ingen spredning",
        "no interval: all answers have no spread",
    )
}

fn cells(
    report: &Report,
    (kind, part): (&str, &str),
    keys: [&str; 4],
    line: &Line,
) -> [String; 16] {
    let lang = report.lang();
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| written(lang, value));
    let [code, subject, asked, choice] = keys.map(harmless);
    [
        harmless(report.survey()),
        harmless(report.group()),
        kind.to_owned(),
        harmless(part),
        code,
        subject,
        asked,
        choice,
        harmless(&line.measure),
        line.status.to_owned(),
        number(line.value),
        number(line.interval.map(|(low, _)| low)),
        number(line.interval.map(|(_, high)| high)),
        line.unit.to_owned(),
        harmless(&line.reason),
        harmless(&line.words),
    ]
}

/// A number with all its digits, so that nothing is lost, and the decimal mark of the language.
fn written(lang: Lang, value: f64) -> String {
    // Negative zero is zero.
    let digits = (value + 0.0).to_string();
    match lang {
        Lang::Da => digits.replace('.', ","),
        Lang::En => digits,
    }
}

/// A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front, also behind blanks.
pub(super) fn harmless(text: &str) -> String {
    const BEGINS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let formula = text.trim_start().starts_with(BEGINS);
    if formula || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
