//! The questionnaire: templates as data, items, routing, scales, and the one evaluator of answers.
//!
//! A [`Template`] is what a file in `survey-templates/` says. Fielded in one of its variants it becomes an [`Instrument`],
//! which alone turns raw answers into [`Answers`]. Skipped by routing is [`Value::NotAsked`], never missing.
//!
//! ```text
//! file ── template_reader ─ item_reader ─ kind_reader ─ route_parser ── route_check ─ reachability ──► Template
//!          (every step adds to one list of faults; a Template comes out only if it stays empty)            │ field
//! browser ── RawAnswers ── validate ──► Answers ──► pack ──► bytes ──► unpack ──► Answers           Instrument
//! ```

pub mod answer_fault;
pub mod answers;
mod built_in;
mod canonical;
pub mod fielded;
pub mod item;
mod item_reader;
mod kind_reader;
pub mod packing;
mod reachability;
mod reader;
mod route_check;
mod route_parser;
pub mod routing;
pub mod scale;
pub mod template;
mod template_reader;
pub mod validate;

#[cfg(test)]
mod tests;

pub use answer_fault::{AnswerCause, Expected};
pub use answers::{Answers, RawAnswer, RawAnswers, Value};
pub use built_in::built_in;
pub use fielded::{Instrument, Parts, Section, Variable};
pub use item::{Choice, Item, ItemId, ItemKind, Piping, Sensitivity, Stem};
pub use packing::CorruptAnswers;
pub use reader::TemplateFault;
pub use routing::{Comparison, Condition, Script};
pub use scale::{Favour, Scale};
pub use template::{FactDeclaration, FactFault, Template, UnknownVariant, Variant};
pub use validate::AnswerFault;
