//! A constructed respondent: answers drawn around an attitude, with the odd item left out.

use crate::base::{Entropy, Facts};
use crate::instrument::{Instrument, Item, ItemKind, RawAnswer, RawAnswers, Sensitivity};

/// How one constructed person answers.
pub(super) struct Person {
    /// -1 (everything is bad) to 1 (everything is good).
    pub(super) attitude: f64,
    /// Chance of leaving an item empty.
    pub(super) skips: f64,
}

impl Person {
    /// A complete set of answers to whatever this person is asked.
    pub(super) fn answers(
        &self,
        instrument: &Instrument,
        facts: &Facts,
        entropy: &mut Entropy,
    ) -> RawAnswers {
        let mut raw = RawAnswers::new();
        for item in instrument.items() {
            if entropy.unit() < self.skips || item.sensitivity == Sensitivity::Named {
                continue;
            }
            if let Some(answer) = self.answer(item, entropy) {
                raw.insert(item.id.clone(), answer);
            }
        }
        keep_what_is_asked(instrument, facts, &mut raw);
        raw
    }

    /// An answer to one item; `None` to what is written, and to what is asked of choices made before.
    pub(super) fn answer(&self, item: &Item, entropy: &mut Entropy) -> Option<RawAnswer> {
        if item.piping.is_some() {
            return None;
        }
        Some(match &item.kind {
            ItemKind::Likert { anchors } => {
                RawAnswer::Number(self.point(anchors.len(), item.reverse, entropy))
            }
            ItemKind::Recommendation => {
                let mood = (self.attitude + spread(entropy)).clamp(-1.0, 1.0);
                RawAnswer::Number(whole(6.5 + 4.0 * mood).clamp(0, 10))
            }
            ItemKind::Single { choices } => {
                RawAnswer::Choice(choices[entropy.below(choices.len())].code.clone())
            }
            ItemKind::Multi {
                choices,
                max,
                exclusive,
            } => {
                let open: Vec<_> = (0..choices.len())
                    .filter(|index| Some(*index) != *exclusive)
                    .collect();
                let wanted = 1 + entropy.below((*max).min(2));
                RawAnswer::Choices(
                    some_of(open, wanted, entropy)
                        .map(|i| choices[i].code.clone())
                        .collect(),
                )
            }
            ItemKind::Rank { choices, top } => {
                let order = some_of((0..choices.len()).collect(), *top, entropy);
                RawAnswer::Choices(order.map(|i| choices[i].code.clone()).collect())
            }
            ItemKind::Number { min, max } => {
                let span = usize::try_from(max - min).unwrap_or(0);
                RawAnswer::Number(
                    i64::from(*min) + i64::try_from(entropy.below(span + 1)).unwrap_or(0),
                )
            }
            ItemKind::Text { .. } => return None,
        })
    }

    /// A Likert point from 1, around the attitude.
    fn point(&self, points: usize, reverse: bool, entropy: &mut Entropy) -> i64 {
        let middle = f64::midpoint(1.0, points as f64);
        let lean = if reverse {
            -self.attitude
        } else {
            self.attitude
        };
        let drawn = middle + (lean + spread(entropy)) * (middle - 1.0);
        whole(drawn).clamp(1, i64::try_from(points).unwrap_or(5))
    }
}

/// Takes out the answers to items that routing does not ask, as the respondent's page does.
pub(super) fn keep_what_is_asked(instrument: &Instrument, facts: &Facts, raw: &mut RawAnswers) {
    // Taking one answer out can close another route: until nothing changes.
    while let Err(faults) = instrument.validate(facts, raw) {
        let before = raw.len();
        for fault in faults {
            raw.remove(&fault.item);
        }
        if raw.len() == before {
            break;
        }
    }
}

/// An index, drawn with these shares; the last one if they do not add up to 1.
pub(super) fn drawn(shares: &[f64], entropy: &mut Entropy) -> usize {
    let mut at = entropy.unit();
    let found = shares.iter().position(|share| {
        at -= share;
        at < 0.0
    });
    found.unwrap_or(shares.len() - 1)
}

/// The choice with this index, as somebody's answer.
pub(super) fn put_choice(raw: &mut RawAnswers, instrument: &Instrument, id: &str, index: usize) {
    if let Some((_, item)) = instrument.item(id)
        && let Some(choice) = item.choices().get(index % item.choices().len().max(1))
    {
        raw.insert(id.into(), RawAnswer::Choice(choice.code.clone()));
    }
}

/// The choices with these indices, in this order, as somebody's answer.
pub(super) fn put_choices(
    raw: &mut RawAnswers,
    instrument: &Instrument,
    id: &str,
    indices: &[usize],
) {
    if let Some((_, item)) = instrument.item(id) {
        let codes = indices
            .iter()
            .filter_map(|i| item.choices().get(*i))
            .map(|c| c.code.clone())
            .collect();
        raw.insert(id.into(), RawAnswer::Choices(codes));
    }
}

/// About normal, standard deviation 0.5.
fn spread(entropy: &mut Entropy) -> f64 {
    (0..3).map(|_| entropy.unit() - 0.5).sum()
}

fn whole(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a point on a short scale")]
    let rounded = value.round() as i64;
    rounded
}

fn some_of(
    mut all: Vec<usize>,
    wanted: usize,
    entropy: &mut Entropy,
) -> impl Iterator<Item = usize> {
    entropy.shuffle(&mut all);
    all.into_iter().take(wanted)
}
