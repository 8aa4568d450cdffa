//! Which columns of a workbook the keys and measures of a table take.
//!
//! A figure takes two: its status in words, and its value, in which nothing but numbers stands, so that it can be sorted and nobody adds bounds up
//! unseen; an interval takes two more. What is hidden in every row for one reason takes none: a sentence says so. Where a chart draws intervals,
//! their lengths to both sides stand at the right end, because spreadsheets draw them from lengths.

use std::collections::BTreeMap;

use super::cell::lines;
use super::table::{Plot, Row, Shape, Table, Value};
use crate::base::Lang;
use crate::report::words::{pick, quoted};

/// The columns of one table.
#[derive(Default)]
pub(super) struct Columns {
    /// Headings, from the first column on.
    pub(super) headings: Vec<String>,
    /// Widths in letters.
    pub(super) widths: Vec<f64>,
    /// Of a measure whose intervals are drawn, the columns of their lengths below and above.
    pub(super) whiskers: BTreeMap<usize, (u16, u16)>,
    /// What takes no column: its measures and the reason, one sentence each.
    pub(super) left_out: Vec<String>,
    statuses: BTreeMap<usize, u16>,
    values: BTreeMap<usize, u16>,
}

impl Columns {
    pub(super) fn of(lang: Lang, table: &Table) -> Self {
        let mut columns = Self::default();
        for (key, name) in &table.keys {
            columns.add(name.clone(), key.width());
        }
        let mut nowhere: Vec<(&str, Vec<String>)> = Vec::new();
        for (at, measure) in table.measures.iter().enumerate() {
            let name = &measure.name;
            if let Some(reason) = hidden_everywhere(table, at) {
                let name = quoted(lang, name);
                match nowhere.iter_mut().find(|(other, _)| *other == reason) {
                    Some((_, names)) => names.push(name),
                    None => nowhere.push((reason, vec![name])),
                }
                continue;
            }
            if let Some(width) = status_width(table, at) {
                let status = pick(lang, "status", "status");
                columns.statuses.insert(at, columns.next());
                columns.add(format!("{name}: {status}"), width);
            }
            columns.values.insert(at, columns.next());
            let width = match measure.shape {
                Shape::Words if table.measures.len() > 1 => 30.0,
                Shape::Words => 80.0,
                _ => 13.0,
            };
            columns.add(name.clone(), width);
            match measure.shape {
                Shape::Spread(_) => {
                    for end in [pick(lang, "fra", "low"), pick(lang, "til", "high")] {
                        columns.add(format!("{name}: {end}"), 9.0);
                    }
                }
                Shape::Shaded(_) => {
                    let reading = pick(lang, "læses", "reads");
                    columns.add(format!("{name}: {reading}"), 20.0);
                }
                Shape::Words | Shape::Number(_) | Shape::Figure(_) => {}
            }
        }
        for (at, measure) in table.measures.iter().enumerate() {
            let drawn = table.plots.iter().any(|plot| plot.draws_intervals_of(at));
            if drawn && matches!(measure.shape, Shape::Spread(_)) {
                let below = columns.next();
                for end in [pick(lang, "under", "below"), pick(lang, "over", "above")] {
                    let chart = pick(lang, "til diagrammet", "for the chart");
                    columns.add(format!("{}: {end} ({chart})", measure.name), 12.0);
                }
                columns.whiskers.insert(at, (below, below + 1));
            }
        }
        let sentence = |(reason, names): (&str, Vec<String>)| {
            format!("{}: {}.", names.join(", "), reason.trim_end_matches('.'))
        };
        columns.left_out = nowhere.into_iter().map(sentence).collect();
        columns
    }

    fn add(&mut self, heading: String, width: f64) {
        self.headings.push(heading);
        self.widths.push(width);
    }

    fn next(&self) -> u16 {
        u16::try_from(self.headings.len()).unwrap_or(u16::MAX)
    }

    /// The column in which the status of a measure stands.
    pub(super) fn status(&self, at: usize) -> Option<u16> {
        self.statuses.get(&at).copied()
    }

    /// How many lines the texts of a row take where they take most.
    pub(super) fn lines(&self, row: &Row) -> u32 {
        let width = |at: usize| self.widths.get(at).copied().unwrap_or(12.0);
        let keys = row.keys.iter().enumerate();
        let keys = keys.map(|(at, key)| lines(key, width(at)));
        let values = row.values.iter().enumerate().map(|(at, value)| {
            let place = |column: Option<u16>| column.map(|at| width(usize::from(at)));
            let (words, place) = match value {
                Value::Words(words) => (words, place(self.value(at))),
                Value::Hidden(words) | Value::Within(words, _) => {
                    (words, place(self.status(at).or(self.value(at))))
                }
                _ => return 1,
            };
            place.map_or(1, |place| lines(words, place))
        });
        keys.chain(values).max().unwrap_or(1)
    }

    /// How many lines the headings take.
    pub(super) fn heading_lines(&self) -> u32 {
        let each = self.headings.iter().zip(&self.widths);
        // Bold letters are wider, and long words are broken.
        each.map(|(heading, width)| lines(heading, width - 2.0))
            .max()
            .unwrap_or(1)
    }

    /// The column in which the value of a measure stands; `None` where it is left out.
    pub(super) fn value(&self, at: usize) -> Option<u16> {
        self.values.get(&at).copied()
    }
}

/// The widths of the columns of a sheet, on which several tables may stand.
pub(super) fn widths(tables: &[(&Table, Columns)]) -> Vec<f64> {
    let mut widths: Vec<f64> = Vec::new();
    for (_, columns) in tables {
        for (at, width) in columns.widths.iter().enumerate() {
            match widths.get_mut(at) {
                Some(wider) => *wider = wider.max(*width),
                None => widths.push(*width),
            }
        }
    }
    widths
}

/// How wide the column of a measure's status is: as its words need. Words have none, nor have numbers of which none is hidden.
fn status_width(table: &Table, at: usize) -> Option<f64> {
    let shape = table.measures.get(at)?.shape;
    let mut values = table.rows.iter().filter_map(|row| row.values.get(at));
    let hidden = values.any(|value| matches!(value, Value::Hidden(_) | Value::Within(..)));
    match shape {
        Shape::Words => None,
        Shape::Number(_) => hidden.then_some(24.0),
        Shape::Figure(_) | Shape::Spread(_) | Shape::Shaded(_) => {
            Some(if hidden { 24.0 } else { 10.0 })
        }
    }
}

/// The reason for which a measure that is no text is hidden in every row.
fn hidden_everywhere(table: &Table, at: usize) -> Option<&str> {
    if table.measures.get(at)?.shape == Shape::Words {
        return None;
    }
    let mut rows = table.rows.iter().map(|row| match row.values.get(at) {
        Some(Value::Hidden(reason)) => Some(reason.as_str()),
        _ => None,
    });
    let reason = rows.next()??;
    rows.all(|other| other == Some(reason)).then_some(reason)
}

impl Plot {
    fn draws_intervals_of(&self, measure: usize) -> bool {
        match self {
            Self::Bars {
                measure: first,
                beside,
                ..
            } => measure == *first || Some(measure) == *beside,
            Self::Cross { across, up, .. } => measure == *across || measure == *up,
            Self::Stacked { .. } | Self::Funnel { .. } => false,
        }
    }
}
