//! The intruder: on small documents it must be exact, on planted leaks it must find them, and on what this program publishes nothing.

mod brute;
mod damaged;
mod monotone;
mod mutated;
mod planted;
mod program;
pub(crate) mod publisher;
mod refusals;
#[expect(dead_code, reason = "shared with a benchmark")]
mod table;
mod texts;
