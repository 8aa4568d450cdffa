//! Items: what is asked, and what kind of answer each takes.

use crate::base::{Facts, Text};

use super::routing::Condition;

/// Name of an item within its template, for example `A01`: a letter, then letters, digits or underscores.
pub type ItemId = String;

/// How sensitive an answer is; decides the minimum group it is shown for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// Ordinary.
    Ordinary,
    /// Sensitive: higher threshold.
    Sensitive,
    /// Special category or very identifying: highest threshold, the whole organisation only, never crossed.
    MostSensitive,
    /// Not anonymous, and said so beside the field; kept apart from the answers.
    Named,
}

/// One option of a closed question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Stable name within the item.
    pub code: String,
    /// What the respondent reads.
    pub label: Text,
}

/// What an item asks for. Choices are referred to by their index in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A rating on 5 or 7 points; one label per point, from lowest to highest.
    Likert {
        /// Labels, 5 or 7 of them. Seven-point items may leave the labels between the ends empty.
        anchors: Vec<Text>,
    },
    /// How likely one is to recommend, 0-10.
    Recommendation,
    /// One of several.
    Single {
        /// The options.
        choices: Vec<Choice>,
    },
    /// Several of several.
    Multi {
        /// The options.
        choices: Vec<Choice>,
        /// At most so many.
        max: usize,
        /// An option that excludes all others, such as "none".
        exclusive: Option<usize>,
    },
    /// The most important ones, in order.
    Rank {
        /// The options.
        choices: Vec<Choice>,
        /// How many places there are.
        top: usize,
    },
    /// A whole number.
    Number {
        /// Smallest allowed.
        min: i32,
        /// Largest allowed.
        max: i32,
    },
    /// Free text.
    Text {
        /// Longest allowed, in characters.
        max_chars: usize,
    },
}

/// How an item follows the choices made in an earlier multiple-choice item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piping {
    /// One row per choice: the item is asked once for each (Likert only). `rows` are indices of the source's choices that can become rows.
    Rows {
        /// Index of the source item in the template.
        from: usize,
        /// Choices of the source that can become rows.
        rows: Vec<usize>,
    },
    /// Only what was chosen there can be chosen here (Single only); this item's choices carry the source's codes.
    OnlyChosen {
        /// Index of the source item in the template.
        from: usize,
    },
}

/// Other words for the same item where a condition on the group's facts holds, for example "I …" instead of "My leader …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stem {
    /// Condition on facts only.
    pub when: Condition,
    /// The words to use.
    pub text: Text,
}

/// One item of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Name.
    pub id: ItemId,
    /// The question or statement.
    pub text: Text,
    /// A hint under it; text items always carry one on not naming anybody.
    pub hint: Option<Text>,
    /// Other words under a condition; the first that holds is used.
    pub stems: Vec<Stem>,
    /// What kind of answer it takes.
    pub kind: ItemKind,
    /// Whether and how it follows an earlier item's choices.
    pub piping: Option<Piping>,
    /// Index of the scale it belongs to, in the template's list.
    pub scale: Option<usize>,
    /// Reverse-coded before scoring (Likert only).
    pub reverse: bool,
    /// Asked only where this holds; everyone where absent.
    pub route: Option<Condition>,
    /// How sensitive the answer is.
    pub sensitivity: Sensitivity,
    /// "Don't know / not relevant" is offered, apart from the scale.
    pub may_not_know: bool,
    /// "Prefer not to answer" is offered.
    pub may_refuse: bool,
}

impl Item {
    /// The words of this item for a group.
    pub fn text_for(&self, facts: &Facts) -> &Text {
        self.stems
            .iter()
            .find(|stem| stem.when.holds_for_facts(facts))
            .map_or(&self.text, |stem| &stem.text)
    }

    /// The options of a closed item; empty for the others.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            ItemKind::Single { choices }
            | ItemKind::Multi { choices, .. }
            | ItemKind::Rank { choices, .. } => choices,
            _ => &[],
        }
    }

    /// Points of a Likert item: 5 or 7.
    pub fn points(&self) -> Option<usize> {
        match &self.kind {
            ItemKind::Likert { anchors } => Some(anchors.len()),
            _ => None,
        }
    }
}
