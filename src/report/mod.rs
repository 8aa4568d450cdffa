//! The report model, made from a release only.
//!
//! A [`Report`] is what one reader is told about one group, in one language: plain words and displayed figures. It can be made
//! only by [`compose()`], which takes a [`crate::disclosure::Release`], and perhaps the survey's [`crate::disclosure::TextsRelease`]; whatever prints or draws takes a `Report`.
//! No figure is invented here: every number is a displayed one, or follows from displayed ones.

mod action_plan;
mod audience;
mod card;
#[cfg(test)]
mod card_tests;
mod compose;
mod cover;
mod dialogue;
mod findings;
mod funnel;
mod groups;
mod heat_map;
mod method;
pub mod model;
mod order;
pub mod overview;
mod points;
#[cfg(test)]
mod points_tests;
mod priorities;
#[cfg(test)]
pub(crate) mod sample;
mod sentences;
mod verbatim;
pub mod words;
mod yardstick;

pub use compose::{ComposeError, compose, compose_with_texts};
pub use model::{
    Block, Chapter, Finding, GroupRow, OpenQuestion, OptionRow, Question, RankedOption, Report,
    ScoreRow, Withheld,
};
pub use overview::Audience;
