//! The audit of a publication by alternative worlds.

pub mod block;
pub mod check;
pub mod direction;
pub mod display;
pub mod explain;
pub mod frame;
pub mod ladder;
pub mod model;
pub mod question;
pub mod random;
pub mod search;
pub mod sheet;
pub mod solver;
pub mod target;
pub mod terrain;
pub mod walk;
pub mod world;
