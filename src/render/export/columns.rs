//! Which columns of a workbook the keys and measures of a table take.
//!
//! A figure takes two: its sign and its value, so that nobody adds bounds up unseen; an interval two more. Where a chart draws intervals, their
//! lengths to both sides stand at the right end, because spreadsheets draw them from lengths.

use std::collections::BTreeMap;

use super::cell::lines;
use super::table::{Plot, Row, Shape, Table, Value};
use crate::base::Lang;
use crate::report::words::pick;

/// The columns of one table.
pub(super) struct Columns {
    /// Headings, from the first column on.
    pub(super) headings: Vec<String>,
    /// Widths in letters.
    pub(super) widths: Vec<f64>,
    /// First column of each measure.
    measures: Vec<u16>,
    /// Of a measure whose intervals are drawn, the columns of their lengths below and above.
    pub(super) whiskers: BTreeMap<usize, (u16, u16)>,
    values: Vec<u16>,
}

impl Columns {
    pub(super) fn of(lang: Lang, table: &Table) -> Self {
        let mut columns = Self {
            headings: Vec::new(),
            widths: Vec::new(),
            measures: Vec::new(),
            whiskers: BTreeMap::new(),
            values: Vec::new(),
        };
        for (key, name) in &table.keys {
            columns.add(name.clone(), key.width());
        }
        for measure in &table.measures {
            let name = &measure.name;
            columns.measures.push(columns.next());
            let signed = !matches!(measure.shape, Shape::Words | Shape::Number(_));
            if signed {
                let sign = pick(lang, "grænse", "sign");
                columns.add(format!("{name}: {sign}"), 10.0);
            }
            columns.values.push(columns.next());
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
        columns
    }

    fn add(&mut self, heading: String, width: f64) {
        self.headings.push(heading);
        self.widths.push(width);
    }

    fn next(&self) -> u16 {
        u16::try_from(self.headings.len()).unwrap_or(u16::MAX)
    }

    /// First column of a measure.
    pub(super) fn measure(&self, at: usize) -> u16 {
        self.measures.get(at).copied().unwrap_or(0)
    }

    /// How many lines the texts of a row take where they take most.
    pub(super) fn lines(&self, row: &Row) -> u32 {
        let width = |at: usize| self.widths.get(at).copied().unwrap_or(12.0);
        let keys = row.keys.iter().enumerate();
        let keys = keys.map(|(at, key)| lines(key, width(at)));
        let values = row.values.iter().enumerate().map(|(at, value)| {
            let place = width(usize::from(self.value(at)));
            match value {
                Value::Words(words) | Value::Hidden(words) | Value::Within(words, _) => {
                    lines(words, place)
                }
                _ => 1,
            }
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

    /// The column in which a measure's value stands.
    pub(super) fn value(&self, at: usize) -> u16 {
        self.values.get(at).copied().unwrap_or(0)
    }
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
