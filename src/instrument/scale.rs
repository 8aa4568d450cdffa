//! Scales: several items that measure one thing, scored 0-100.
//!
//! Item score `100 (x - 1) / (m - 1)` on `m` points, `100 - s` if reverse-coded. A person's scale score is the mean of the
//! answered items' scores if at least half of the items *asked* were answered, else missing. Favourable is 4-5 of 5
//! (5-7 of 7) after reversal, unfavourable 1-2 (1-3), neutral the middle.

use crate::base::Text;

use super::{Answers, Instrument, Item, Value};

/// A scale of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Stable name within the template.
    pub code: String,
    /// What people call it.
    pub label: Text,
    /// Questions to talk about, picked by the result.
    pub dialogue: Vec<Text>,
}

/// Where an answer lies on a Likert item, after reversal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Favour {
    /// The lower points.
    Unfavourable,
    /// The middle point.
    Neutral,
    /// The upper points.
    Favourable,
}

/// Score 0-100 of a point (from 0) on a Likert item of `points` points.
pub fn item_score(point: u8, points: usize, reverse: bool) -> f64 {
    let score = 100.0 * f64::from(point) / (points.max(2) - 1) as f64;
    if reverse { 100.0 - score } else { score }
}

/// Which class a point (from 0) falls into.
pub fn favour(point: u8, points: usize, reverse: bool) -> Favour {
    let middle = (points.max(1) - 1) / 2;
    let point = usize::from(point);
    let point = if reverse {
        (points - 1).saturating_sub(point)
    } else {
        point
    };
    match point.cmp(&middle) {
        std::cmp::Ordering::Less => Favour::Unfavourable,
        std::cmp::Ordering::Equal => Favour::Neutral,
        std::cmp::Ordering::Greater => Favour::Favourable,
    }
}

/// A person's score on a scale, 0-100; `None` where fewer than half of the items asked were answered, or none was asked.
/// Only plain Likert items count; piped rows and other kinds do not enter a scale.
pub fn person_score(instrument: &Instrument, scale: usize, answers: &Answers) -> Option<f64> {
    let (mut asked, mut answered, mut sum) = (0_usize, 0_usize, 0.0);
    for (index, item) in scored_items(instrument, scale) {
        match answers.value(index) {
            Value::NotAsked => {}
            Value::Choice(point) => {
                asked += 1;
                answered += 1;
                sum += item_score(*point, item.points().unwrap_or(5), item.reverse);
            }
            _ => asked += 1,
        }
    }
    (answered > 0 && 2 * answered >= asked).then(|| sum / answered as f64)
}

/// The items that enter a scale's score, with their indices.
pub fn scored_items(instrument: &Instrument, scale: usize) -> impl Iterator<Item = (usize, &Item)> {
    instrument
        .items()
        .iter()
        .enumerate()
        .filter(move |(_, item)| {
            item.scale == Some(scale) && item.points().is_some() && item.piping.is_none()
        })
}
