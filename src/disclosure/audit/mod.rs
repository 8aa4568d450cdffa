//! The audit of a publication by alternative worlds.

pub mod block;
pub mod check;
mod climb;
mod direction;
pub mod display;
pub mod divide;
pub mod explain;
pub mod frame;
#[cfg(feature = "highs")]
pub mod highs;
pub mod ladder;
pub mod model;
mod near;
mod part;
mod proposal;
pub mod question;
pub mod random;
mod ranges;
mod reduce;
pub mod search;
pub mod sheet;
pub mod solver;
pub mod spread;
mod start;
pub mod tails;
pub mod target;
mod terrain;
pub mod walk;
pub mod wave;
mod weave;
mod who;
pub mod world;
