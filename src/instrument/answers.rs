//! Answers that can be trusted: obtainable only from [`super::Instrument::validate`] or from their own packed form.

use std::collections::BTreeMap;

/// What a browser or a program sends, before anything is checked: item name to raw answer.
pub type RawAnswers = BTreeMap<String, RawAnswer>;

/// One raw answer. Choice answers name choice codes; Likert answers are numbers from 1.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RawAnswer {
    /// "Don't know / not relevant".
    DontKnow,
    /// "Prefer not to answer".
    Refused,
    /// Likert point (from 1), recommendation (from 0) or number.
    Number(i64),
    /// A choice code.
    Choice(String),
    /// Choice codes: a set for multiple choice, an order for ranking.
    Choices(Vec<String>),
    /// Choice code of the source item to Likert point, for one row per choice; a missing row is unanswered, `null` is "don't know".
    Rows(BTreeMap<String, Option<i64>>),
    /// Free text.
    Text(String),
}

/// The checked answer to one item. Choices are indices into the item's list, Likert points count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Routing skipped it: never "missing", and no part of any base.
    NotAsked,
    /// Asked, but left empty.
    Unanswered,
    /// "Don't know / not relevant".
    DontKnow,
    /// "Prefer not to answer".
    Refused,
    /// Likert point from 0, or the index of a single choice.
    Choice(u8),
    /// Indices of the chosen options, ascending, at least one.
    Choices(Vec<u8>),
    /// Indices of the ranked options, the most important first, at least one.
    Ranking(Vec<u8>),
    /// A recommendation (0-10) or a number.
    Number(i32),
    /// One per row asked: index of the source's choice, and its answer (`Choice`, `DontKnow` or `Unanswered`).
    Rows(Vec<(u8, Value)>),
    /// Free text; detached from everything else at tally.
    Text(String),
}

/// A complete set of checked answers: one value per item of the instrument, in its order. No `Debug`: answers have no business in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Answers(pub(in crate::instrument) Vec<Value>);

impl Answers {
    /// The value of an item, by its index in the instrument.
    pub fn value(&self, item: usize) -> &Value {
        self.0.get(item).unwrap_or(&Value::NotAsked)
    }

    /// All values, in the order of the instrument's items.
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// Takes the free texts out (item index and text), leaving `Unanswered` in their place, so that a style of writing drags no ratings along.
    pub fn detach_texts(&mut self) -> Vec<(usize, String)> {
        let mut texts = Vec::new();
        for (item, value) in self.0.iter_mut().enumerate() {
            if matches!(value, Value::Text(_))
                && let Value::Text(text) = std::mem::replace(value, Value::Unanswered)
            {
                texts.push((item, text));
            }
        }
        texts
    }
}
