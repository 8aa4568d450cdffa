//! Scale scores: is a score the one that the displayed item means give, or was it made from answers that the items do not show?
//!
//! The public rule: from 20 answers, where every item shows all its points, persons' scores may be used. Everywhere else a score is made
//! from displayed means (rounded, or bounds) and says nothing new.

use std::fmt::Write;

use crate::forensics::intruder::document::{Cell, Document, Figure, Figures, Subject, Table};
use crate::forensics::intruder::knowledge::{Knowledge, ScaleItem};
use crate::forensics::intruder::precision::{tolerance, value, words};

/// A score that says more than its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Index of the document.
    pub document: usize,
    /// Scale code.
    pub scale: String,
    /// Group code.
    pub group: String,
    /// What it adds.
    pub what: String,
    /// The published figures used.
    pub figures: Vec<String>,
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreCheck {
    /// Scores that say more.
    pub telling: Vec<Telling>,
    /// Cells checked.
    pub checked: usize,
    /// Scales whose items the attacker does not know.
    pub unknown: Vec<String>,
}

/// What an item's mean lies between, as displayed.
struct Span {
    code: String,
    points: f64,
    reverse: bool,
    figure: Figure,
    base: Figure,
    full: bool,
    low: f64,
    high: f64,
}

/// Checks every score of every document.
pub fn check(documents: &[Document], knowledge: &Knowledge) -> ScoreCheck {
    let mut check = ScoreCheck::default();
    for (at, document) in documents.iter().enumerate() {
        for table in &document.tables {
            let Subject::Scale(code) = &table.about else {
                continue;
            };
            let Some(items) = knowledge.scales.get(code) else {
                if !check.unknown.contains(code) {
                    check.unknown.push(code.clone());
                }
                continue;
            };
            for (group, cell) in table.cells.iter().enumerate() {
                if let Some(Figures::Score { mean, .. }) = cell.figures.shown() {
                    check.checked += 1;
                    let spans = spans(document, items, group, knowledge);
                    if let Some((what, figures)) = tells(mean.value, &spans) {
                        check.telling.push(Telling {
                            document: at,
                            scale: code.clone(),
                            group: cell.group.clone(),
                            what,
                            figures,
                        });
                    }
                }
            }
        }
    }
    check
}

fn spans(
    document: &Document,
    items: &[ScaleItem],
    group: usize,
    knowledge: &Knowledge,
) -> Vec<Span> {
    let table = |item: &ScaleItem| -> Option<&Table> {
        document
            .tables
            .iter()
            .find(|table| table.about == Subject::Item(item.item.clone()))
    };
    items
        .iter()
        .filter_map(|item| {
            let table = table(item)?;
            let cell: &Cell = table.cells.get(group)?;
            let (mean, full) = match cell.figures.shown()? {
                Figures::Rating { mean, .. } => (mean, true),
                Figures::Small { mean, .. } | Figures::Classes { mean, .. } => (mean, false),
                _ => return None,
            };
            let of_points = |cell: &Cell| match cell.figures.shown() {
                Some(Figures::Rating { points, .. }) => Some(points.len()),
                _ => None,
            };
            let points = table.cells.iter().find_map(of_points);
            let points = points
                .or_else(|| knowledge.points.get(&item.item).copied())
                .unwrap_or(5) as f64;
            let half = if full { 0.005 } else { 0.05 };
            let (low, high) = match mean.value {
                Figure::Exact(x) => ((x - half).max(1.0), (x + half).min(points)),
                Figure::AtLeast(x) => (x, points),
                Figure::AtMost(x) => (1.0, x),
            };
            Some(Span {
                code: item.item.clone(),
                points,
                reverse: item.reverse,
                figure: mean.value,
                base: *cell.base.shown()?,
                full,
                low,
                high,
            })
        })
        .collect()
}

impl Span {
    /// From points to 0-100, the scale's way round.
    fn score(&self, mean: f64) -> f64 {
        let score = 100.0 * (mean - 1.0) / (self.points - 1.0);
        if self.reverse { 100.0 - score } else { score }
    }

    fn ends(&self) -> (f64, f64) {
        let (a, b) = (self.score(self.low), self.score(self.high));
        (a.min(b), a.max(b))
    }

    fn mean(&self, score: f64) -> f64 {
        let score = if self.reverse { 100.0 - score } else { score };
        1.0 + score * (self.points - 1.0) / 100.0
    }

    /// Whether the scale's score is known only from below, or above, because of this item.
    fn open(&self) -> (bool, bool) {
        match (self.figure, self.reverse) {
            (Figure::Exact(_), _) => (false, false),
            (Figure::AtLeast(_), false) | (Figure::AtMost(_), true) => (true, false),
            _ => (false, true),
        }
    }
}

/// What a score says beyond the displayed means.
fn tells(score: Figure, spans: &[Span]) -> Option<(String, Vec<String>)> {
    if spans.is_empty() || spans.iter().all(|span| span.full) {
        return None;
    }
    let count = spans.len() as f64;
    let low: f64 = spans.iter().map(|span| span.ends().0 / count).sum();
    let high: f64 = spans.iter().map(|span| span.ends().1 / count).sum();
    let below = spans.iter().any(|span| span.open().0);
    let above = spans.iter().any(|span| span.open().1);
    let expected = match (below, above) {
        (false, false) => Figure::Exact(f64::midpoint(low, high)),
        (true, _) => Figure::AtLeast(low),
        (false, true) => Figure::AtMost(high),
    };
    let same_kind = std::mem::discriminant(&score) == std::mem::discriminant(&expected);
    if same_kind && (value(score) - value(expected)).abs() <= 0.1 + 1e-6 {
        return None;
    }
    let mut what = format!(
        "the score {} is not what the displayed means give ({} to {}, so \"{}\"): it was made from answers that are not shown",
        words(score),
        round(low),
        round(high),
        match expected {
            Figure::Exact(x) => words(Figure::Exact(round(x))),
            Figure::AtLeast(x) => words(Figure::AtLeast(round(x))),
            Figure::AtMost(x) => words(Figure::AtMost(round(x))),
        }
    );
    let mut bounded = spans
        .iter()
        .filter(|span| !matches!(span.figure, Figure::Exact(_)));
    if let (Figure::Exact(x), Some(only), None) = (score, bounded.next(), bounded.next()) {
        let (own_low, own_high) = only.ends();
        let half = tolerance(x);
        let least = (count * (x - half - high) + own_high).max(own_low);
        let most = (count * (x + half - low) + own_low).min(own_high);
        let (a, b) = (only.mean(least), only.mean(most));
        // Writing to a String cannot fail.
        let _ = write!(
            what,
            "; so the mean of {}, shown as \"{}\", lies from {} to {}",
            only.code,
            words(only.figure),
            round(a.min(b)),
            round(a.max(b))
        );
        if let (Figure::Exact(n) | Figure::AtMost(n), true) = (only.base, least <= most) {
            let _ = write!(
                what,
                ", that is a sum of {} to {} for {n} answers",
                (a.min(b) * n - 1e-9).ceil(),
                (a.max(b) * n + 1e-9).floor()
            );
        }
    }
    let figures = spans
        .iter()
        .map(|span| format!("{}: mean {}", span.code, words(span.figure)));
    Some((what, figures.collect()))
}

fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}
