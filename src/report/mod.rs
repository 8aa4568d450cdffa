//! The report model, made from a release only.
//!
//! A [`Report`] is what one reader is told about one group, in one language: plain words and displayed figures. It can be made
//! only by [`compose()`], which takes [`Sources`]: a [`crate::disclosure::Release`] and what it is shown beside; whatever prints or draws takes a `Report`.
//! No figure is invented here: every number is a displayed one, or follows from displayed ones.

mod action_plan;
mod audience;
mod card;
#[cfg(test)]
mod card_tests;
mod comparison;
mod compose;
mod corrections;
mod cover;
mod dialogue;
mod extremes;
mod findings;
mod funnel;
mod groups;
mod heat_map;
mod method;
pub mod model;
mod order;
pub mod outside;
pub mod overview;
mod points;
#[cfg(test)]
mod points_tests;
mod priorities;
#[cfg(test)]
pub(crate) mod sample;
mod sentences;
pub mod sources;
mod verbatim;
pub mod words;
mod yardstick;

pub use compose::{ComposeError, compose};
pub use model::{
    Block, Chapter, Finding, GroupRow, OpenQuestion, OptionRow, Question, RankedOption, Report,
    ScoreRow, Theme, Withheld,
};
pub use outside::Reference;
pub use overview::Audience;
pub use sources::{Earlier, Sources};
