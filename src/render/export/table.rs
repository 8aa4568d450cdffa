//! What a block says, as tables: the one form from which workbooks and delimited files are written.
//!
//! Invariants: a bound is never a bare number, it carries its sign; a hidden figure is the reason in words, never 0 and never nothing; no figure
//! is made here.

use std::ops::Range;

use crate::base::Lang;
use crate::report::model::{Figure, Interval};
use crate::report::overview::Shade;
use crate::report::words::pick;

/// One block of a report.
pub(super) struct Sheet {
    /// Kind of block, for machines.
    pub(super) kind: &'static str,
    /// What it is called.
    pub(super) name: String,
    /// How to read it. Paragraphs.
    pub(super) notes: Vec<String>,
    pub(super) tables: Vec<Table>,
}

/// Rows with the same columns.
pub(super) struct Table {
    /// What names a row.
    pub(super) keys: Vec<(Key, String)>,
    pub(super) measures: Vec<Measure>,
    pub(super) rows: Vec<Row>,
    pub(super) plots: Vec<Plot>,
}

/// What a column of names is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Code of a question or a group.
    Code,
    /// A question, scale, group or heading.
    Subject,
    /// Whom a question was put to.
    Asked,
    /// One of several answers.
    Choice,
}

impl Key {
    /// Width of its column, in letters.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Code => 10.0,
            Self::Subject => 48.0,
            Self::Asked => 26.0,
            Self::Choice => 32.0,
        }
    }
}

/// What is told in a column, or in several that belong together.
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) shape: Shape,
}

/// How a measure is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Words.
    Words,
    /// A number that is always exact.
    Number(Unit),
    /// A figure: its sign and its value.
    Figure(Unit),
    /// A figure with its 95 % interval.
    Spread(Unit),
    /// A figure with what it bears.
    Shaded(Unit),
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Answers, people or questions.
    Number,
    /// A share, 0-1.
    Share,
    /// Points, with so many decimals.
    Points(usize),
}

/// One line of a table: a text per key and a value per measure.
pub(super) struct Row {
    pub(super) keys: Vec<String>,
    pub(super) values: Vec<Value>,
}

/// What a row says of one measure.
pub(super) enum Value {
    /// The measure has no meaning here.
    Blank,
    Words(String),
    Number(f64),
    Figure(Figure),
    /// A figure with its interval; without one where the whole shows no spread to make it of.
    Spread(Figure, Option<Interval>),
    /// An interval whose figure is told elsewhere, and where.
    Within(String, Interval),
    /// A figure and what it bears; nothing for the one that others are held against.
    Shaded(Figure, Option<Shade>),
    /// Why nothing is told.
    Hidden(String),
}

/// A chart, by the columns and rows it is drawn from.
pub(super) enum Plot {
    /// A bar per row, with its interval.
    Bars {
        title: String,
        measure: usize,
        /// A second bar per row.
        beside: Option<usize>,
        label: usize,
        rows: Range<usize>,
        /// End of the axis; open where none is given.
        end: Option<f64>,
    },
    /// The parts of a whole, one bar per row: unfavourable, neutral and favourable.
    Stacked {
        title: String,
        measures: [usize; 3],
        label: usize,
        rows: Range<usize>,
    },
    /// A dot per row: across and up, each a figure with its interval.
    Cross {
        title: String,
        across: usize,
        up: usize,
        label: usize,
    },
    /// Dots of this table inside the lines of the next one, both over the same measure across.
    Funnel {
        title: String,
        across: usize,
        up: usize,
        /// Measures of the next table: across, then one line each.
        limits: (usize, Vec<usize>),
    },
}

impl Table {
    /// A table without rows.
    pub(super) fn new(keys: Vec<(Key, &str)>, measures: Vec<(&str, Shape)>) -> Self {
        Self {
            keys: keys
                .into_iter()
                .map(|(key, name)| (key, name.to_owned()))
                .collect(),
            measures: measures
                .into_iter()
                .map(|(name, shape)| Measure {
                    name: name.to_owned(),
                    shape,
                })
                .collect(),
            rows: Vec::new(),
            plots: Vec::new(),
        }
    }

    /// Whether it tells anything but words.
    pub(super) fn has_figures(&self) -> bool {
        let mut measures = self.measures.iter();
        measures.any(|measure| measure.shape != Shape::Words)
    }

    pub(super) fn push(&mut self, keys: Vec<String>, values: Vec<Value>) {
        self.rows.push(Row { keys, values });
    }
}

/// The sign of a figure in words.
pub(super) fn sign(lang: Lang, figure: Figure) -> &'static str {
    match figure {
        Figure::Exact(_) => pick(lang, "præcis", "exactly"),
        Figure::AtLeast(_) => pick(lang, "mindst", "at least"),
        Figure::AtMost(_) => pick(lang, "højst", "at most"),
    }
}

/// The number to print: as it is where it is exact; a bound cut to the decimals shown, to the side on which it stays true.
pub(super) fn number(figure: Figure, unit: Unit) -> f64 {
    let steps = steps(unit);
    match figure {
        Figure::Exact(value) => value,
        // The small shift keeps 57.99999999 from becoming 57.
        Figure::AtLeast(value) => (value * steps + 1e-9).floor() / steps,
        Figure::AtMost(value) => (value * steps - 1e-9).ceil() / steps,
    }
}

/// A number without the dust of floating point, one digit finer than it is shown.
pub(super) fn rounded(number: f64, unit: Unit) -> f64 {
    let steps = 10.0 * steps(unit);
    (number * steps).round() / steps
}

/// How many parts the decimals shown divide one into.
fn steps(unit: Unit) -> f64 {
    10_f64.powi(match unit {
        Unit::Number => 0,
        // One decimal of a percentage.
        Unit::Share => 3,
        Unit::Points(decimals) => i32::try_from(decimals).unwrap_or(2),
    })
}

/// What a shade says.
pub(super) fn shade(lang: Lang, shade: Option<Shade>) -> &'static str {
    let Some(shade) = shade else {
        return pick(lang, "målestok for de andre", "yardstick for the others");
    };
    match shade {
        Shade::ProbablyLower => pick(lang, "sandsynligvis lavere", "probably lower"),
        Shade::Untold => pick(lang, "kan ikke skelnes", "cannot be told apart"),
        Shade::ProbablyHigher => pick(lang, "sandsynligvis højere", "probably higher"),
    }
}

/// The longest runs of rows for which something holds.
pub(super) fn runs(rows: &[Row], holds: impl Fn(&Row) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if !holds(row) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_is_cut_stays_true() {
        let cut = |figure, unit| format!("{}", number(figure, unit));
        assert_eq!(cut(Figure::AtLeast(2.0 / 3.0), Unit::Share), "0.666");
        assert_eq!(cut(Figure::AtMost(1.0 / 3.0), Unit::Share), "0.334");
        assert_eq!(cut(Figure::AtLeast(0.58), Unit::Share), "0.58");
        assert_eq!(cut(Figure::AtMost(66.67), Unit::Points(1)), "66.7");
        assert_eq!(cut(Figure::AtLeast(4.0), Unit::Number), "4");
        let exact = number(Figure::Exact(2.0 / 3.0), Unit::Share);
        assert!(exact.total_cmp(&(2.0 / 3.0)).is_eq());
    }

    #[test]
    fn runs_are_whole_and_in_order() {
        let rows: Vec<Row> = "aabaaab"
            .chars()
            .map(|letter| Row {
                keys: vec![letter.to_string()],
                values: Vec::new(),
            })
            .collect();
        assert_eq!(runs(&rows, |row| row.keys == ["a"]), [0..2, 3..6]);
        assert!(runs(&rows, |row| row.keys == ["c"]).is_empty());
    }
}
