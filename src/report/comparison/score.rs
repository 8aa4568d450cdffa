//! One scale in one group of one release, as far as a comparison needs it: all of it stands in the document.

use std::collections::BTreeSet;

use crate::disclosure::ReleaseDocument;
use crate::disclosure::document::{
    Cell, Figure, Figures, Mean, PolicyFacts, Reason, Shown, Subject,
};
use crate::instrument::scale::scored_items;
use crate::instrument::{Instrument, Item, Sensitivity};
use crate::stats::borrowed_spread::Spread;

use super::super::words::value;

/// Classes are shown from so many answers on.
const CLASSES: u32 = 10;
/// Half a unit of the decimals that means of ratings carry: two where all points are shown, else one. Scores are rounded alike.
const ONE_DECIMAL: f64 = 0.05;
const TWO_DECIMALS: f64 = 0.005;

/// A score that is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Score<'a> {
    /// 0-100.
    pub(super) mean: Mean,
    /// The fewest answers that may stand behind it: where the base is an upper bound, as many as what is shown of the items needs.
    pub(super) least: u32,
    /// The most.
    pub(super) most: u32,
    /// How far it may lie from what it was rounded from, in points; nothing for a bound, which is rounded to its safe side.
    pub(super) rounding: f64,
    /// The spread between persons, where it is published.
    pub(super) spread: Option<Spread>,
    /// The items it rests on.
    pub(super) items: BTreeSet<&'a str>,
}

/// What a release says of a scale in a group.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told<'a> {
    /// The score.
    Score(Score<'a>),
    /// It is not shown.
    Hidden(Reason),
    /// There is no such figure.
    Nothing,
}

/// Reads the scale with this index in the group with this index.
pub(super) fn score<'a>(
    instrument: &'a Instrument,
    document: &ReleaseDocument,
    scale: usize,
    group: usize,
) -> Told<'a> {
    let cell = |about: &dyn Fn(&Subject) -> bool| {
        let table = document.tables.iter().find(|table| about(&table.about))?;
        table.cells.get(group)
    };
    let Some(code) = instrument.scales().get(scale).map(|scale| &scale.code) else {
        return Told::Nothing;
    };
    let own = cell(&|about| matches!(about, Subject::Scale(own) if own == code));
    let (base, mean, sd) = match own.map(|cell| (&cell.base, &cell.figures)) {
        Some((Shown::Shown(base), Shown::Shown(Figures::Score { mean, sd, .. }))) => {
            (*base, *mean, *sd)
        }
        Some((Shown::Hidden(why), _) | (_, Shown::Hidden(why))) => return Told::Hidden(*why),
        _ => return Told::Nothing,
    };
    let items: Vec<Shape<'a>> = scored_items(instrument, scale)
        .filter_map(|(_, item)| {
            let id = |about: &Subject| matches!(about, Subject::Item(id) if *id == item.id);
            shape(item, cell(&id)?, &document.policy)
        })
        .collect();
    let most = count(base);
    let least = least(base, items.iter().map(|item| item.least));
    // Only scores of persons come with their exact number; all others are made of the displayed means of the items.
    let rounding = match (mean.value, base) {
        (Figure::Exact(_), Figure::Exact(_)) => TWO_DECIMALS,
        (Figure::Exact(_), _) => {
            let of_items: f64 = items.iter().map(|item| item.rounding).sum();
            ONE_DECIMAL + of_items / items.len().max(1) as f64
        }
        _ => 0.0,
    };
    Told::Score(Score {
        mean,
        least,
        most,
        rounding,
        spread: sd.map(|sd| Spread {
            sd,
            df: u64::from(least.saturating_sub(1)),
        }),
        items: items.iter().map(|item| item.id).collect(),
    })
}

/// The fewest answers that may stand behind a score with this base, made of these items as its group shows them.
pub(in crate::report) fn fewest<'a>(
    base: Figure,
    items: impl Iterator<Item = (&'a Item, &'a Cell)>,
    policy: &PolicyFacts,
) -> u32 {
    let shapes = items.filter_map(|(item, cell)| shape(item, cell, policy));
    least(base, shapes.map(|shape| shape.least))
}

/// The same, of the fewest answers of each item.
fn least(base: Figure, items: impl Iterator<Item = u32>) -> u32 {
    let most = count(base);
    match base {
        Figure::AtMost(_) => items.min().unwrap_or(1).min(most),
        Figure::Exact(_) | Figure::AtLeast(_) => most,
    }
}

/// What a displayed rating says of itself.
struct Shape<'a> {
    id: &'a str,
    /// No cell shown so has fewer answers.
    least: u32,
    /// How far its mean may lie from what it was rounded from, in points of 0-100.
    rounding: f64,
}

fn shape<'a>(item: &'a Item, cell: &Cell, policy: &PolicyFacts) -> Option<Shape<'a>> {
    let (Shown::Shown(base), Shown::Shown(figures)) = (&cell.base, &cell.figures) else {
        return None;
    };
    let promised = match item.sensitivity {
        Sensitivity::Ordinary => policy.ordinary,
        Sensitivity::Sensitive => policy.sensitive,
        Sensitivity::MostSensitive | Sensitivity::Named => policy.most_sensitive,
    };
    let (least, rounding) = match figures {
        Figures::Small { .. } => (promised, ONE_DECIMAL),
        Figures::Classes { .. } => (promised.max(CLASSES), ONE_DECIMAL),
        Figures::Rating { .. } => (count(*base), TWO_DECIMALS),
        _ => return None,
    };
    let steps = item.points()?.max(2) - 1;
    Some(Shape {
        id: &item.id,
        least,
        rounding: 100.0 * rounding / steps as f64,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of respondents, stored as a figure"
)]
fn count(base: Figure) -> u32 {
    value(base).max(0.0).round() as u32
}
