//! The questionnaire: templates as data, items, routing, scales, and the one evaluator of answers.
//!
//! A [`Template`] is what a file in `survey-templates/` says. Fielded in one of its variants it becomes an [`Instrument`],
//! which alone turns raw answers into [`Answers`]. Skipped by routing is [`Value::NotAsked`], never missing.

pub mod answers;
pub mod fielded;
pub mod item;
pub mod routing;
pub mod scale;

pub use answers::{Answers, RawAnswer, RawAnswers, Value};
pub use fielded::{Instrument, Parts, Section, Variable};
pub use item::{Choice, Item, ItemId, ItemKind, Piping, Sensitivity, Stem};
pub use routing::Condition;
pub use scale::{Favour, Scale};
