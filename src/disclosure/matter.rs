//! What the tables of a release are about: of a question its kind and how sensitive it is, of a scale the questions that make it.
//!
//! It follows from the questionnaire alone. A certificate states it, so that a release can be checked without the questionnaire; whoever has the
//! questionnaire checks it, too, for the release names its digest.
//!
//! Invariants: one entry per table of a release, in the same order; a scale is made of ratings of whole items, and no rating is in two.

use serde::{Deserialize, Serialize};

use crate::instrument::scale::scored_items;
use crate::instrument::{Instrument, Piping, Sensitivity, Variable};

use super::document::{PolicyFacts, Subject};
use super::tabulate::Measure;

/// What sort of question: decides how counts are displayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A rating on so many points.
    Rating {
        /// Points.
        points: usize,
        /// Reverse-coded.
        reverse: bool,
    },
    /// One of so many options.
    Single(usize),
    /// Any of so many options.
    Several(usize),
    /// Ranks.
    Ranks {
        /// Options.
        options: usize,
        /// Places.
        places: usize,
    },
    /// Recommendation 0-10.
    Recommendation,
    /// A number.
    Number {
        /// Smallest allowed.
        min: i32,
        /// Largest allowed.
        max: i32,
    },
}

impl Sort {
    /// The sort of a measure.
    pub(in crate::disclosure) fn of(measure: Measure, reverse: bool) -> Self {
        match measure {
            Measure::Points(points) => Self::Rating { points, reverse },
            Measure::Single(options) => Self::Single(options),
            Measure::Several(options) => Self::Several(options),
            Measure::Ranks { options, places } => Self::Ranks { options, places },
            Measure::Recommendation => Self::Recommendation,
            Measure::Number { min, max } => Self::Number { min, max },
        }
    }

    /// What is counted of it, and whether it is reverse-coded.
    pub(in crate::disclosure) fn measure(self) -> (Measure, bool) {
        match self {
            Self::Rating { points, reverse } => (Measure::Points(points), reverse),
            Self::Single(options) => (Measure::Single(options), false),
            Self::Several(options) => (Measure::Several(options), false),
            Self::Ranks { options, places } => (Measure::Ranks { options, places }, false),
            Self::Recommendation => (Measure::Recommendation, false),
            Self::Number { min, max } => (Measure::Number { min, max }, false),
        }
    }
}

/// How sensitive a question is: decides for how many answers it is shown at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Ordinary.
    Ordinary,
    /// Sensitive.
    Sensitive,
    /// Most sensitive: for the whole only.
    MostSensitive,
}

impl Class {
    /// The class of an item. One that is not anonymous never enters a ballot; should it, it counts as most sensitive.
    pub(in crate::disclosure) fn of(sensitivity: Sensitivity) -> Self {
        match sensitivity {
            Sensitivity::Ordinary => Self::Ordinary,
            Sensitivity::Sensitive => Self::Sensitive,
            Sensitivity::MostSensitive | Sensitivity::Named => Self::MostSensitive,
        }
    }

    /// Fewest answers that it is shown for.
    pub(in crate::disclosure) fn minimum(self, policy: &PolicyFacts) -> u32 {
        match self {
            Self::Ordinary => policy.ordinary,
            Self::Sensitive => policy.sensitive,
            Self::MostSensitive => policy.most_sensitive,
        }
    }
}

/// What a table is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Matter {
    /// A question, or one row of it.
    Question {
        /// What sort.
        sort: Sort,
        /// How sensitive.
        class: Class,
    },
    /// A scale, made of the ratings in these tables.
    Scale(Vec<usize>),
}

/// What the release of an instrument has tables about, in their order.
pub(in crate::disclosure) fn matters(instrument: &Instrument) -> Vec<(Subject, Matter)> {
    let mut items = Vec::new();
    let mut matters: Vec<(Subject, Matter)> = Vec::new();
    for variable in instrument.variables() {
        let item = instrument.items().get(variable.item);
        let measured = item.and_then(|item| Some((item, Measure::of(item)?)));
        let (Some((item, measure)), Some(subject)) = (measured, subject(instrument, variable))
        else {
            continue;
        };
        items.push(variable.item);
        let sort = Sort::of(measure, item.reverse);
        let class = Class::of(item.sensitivity);
        matters.push((subject, Matter::Question { sort, class }));
    }
    for (index, scale) in instrument.scales().iter().enumerate() {
        let mut scored = scored_items(instrument, index).peekable();
        if scored.peek().is_some() {
            let tables =
                scored.filter_map(|(index, _)| items.iter().position(|item| *item == index));
            let about = Subject::Scale(scale.code.clone());
            matters.push((about, Matter::Scale(tables.collect())));
        }
    }
    matters
}

/// What a variable's table says that it is about; `None` if the instrument has no such item.
pub(in crate::disclosure) fn subject(
    instrument: &Instrument,
    variable: Variable,
) -> Option<Subject> {
    let items = instrument.items();
    let item = items.get(variable.item)?;
    let Some(row) = variable.row else {
        return Some(Subject::Item(item.id.clone()));
    };
    let source = match &item.piping {
        Some(Piping::Rows { from, .. } | Piping::OnlyChosen { from }) => items.get(*from),
        None => None,
    };
    let choice = source.and_then(|source| source.choices().get(row));
    let code = choice.map_or_else(|| row.to_string(), |choice| choice.code.clone());
    Some(Subject::Row(item.id.clone(), code))
}

/// What is wrong with statements of what these tables are about; `None` if nothing is.
pub(in crate::disclosure) fn misfit(
    about_tables: &[&Subject],
    matters: &[Matter],
) -> Option<String> {
    if matters.len() != about_tables.len() {
        return Some("it does not say of each table of the release what it is about".to_owned());
    }
    let mut taken = vec![false; matters.len()];
    for (place, (about, matter)) in about_tables.iter().zip(matters).enumerate() {
        match (about, matter) {
            (Subject::Item(_) | Subject::Row(..), Matter::Question { .. }) => {}
            (Subject::Scale(code), Matter::Scale(tables)) => {
                if tables.is_empty() {
                    return Some(format!("it names nothing that makes scale {code}"));
                }
                for table in tables {
                    let may = is_rating(matters.get(*table))
                        && matches!(about_tables.get(*table), Some(Subject::Item(_)));
                    let free = taken.get_mut(*table).filter(|taken| may && !**taken);
                    let Some(taken) = free else {
                        return Some(format!(
                            "it makes scale {code} of table {table}, which is no rating that a scale can be made of"
                        ));
                    };
                    *taken = true;
                }
            }
            (Subject::Scale(code), Matter::Question { .. }) => {
                return Some(format!("it does not say what scale {code} is made of"));
            }
            (_, Matter::Scale(_)) => {
                return Some(format!(
                    "it makes a scale of table {place}, which is about a question"
                ));
            }
        }
    }
    None
}

fn is_rating(matter: Option<&Matter>) -> bool {
    matches!(
        matter,
        Some(Matter::Question {
            sort: Sort::Rating { .. },
            ..
        })
    )
}
