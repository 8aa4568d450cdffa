//! The audit of publications by alternative worlds, from outside: against enumeration, against planted leaks, against lying solvers and
//! damaged proofs.

mod block_of_seven;
mod brute;
#[expect(dead_code, reason = "shared with a benchmark")]
pub(crate) mod crossed;
mod doubles;
#[expect(dead_code, reason = "shared with a benchmark")]
pub(crate) mod instance;
mod ladder;
mod leaks;
mod monotone;
mod reference;
#[cfg(feature = "highs")]
mod second_solver;
mod shown;
mod spread;
mod tails;
mod tampering;
mod weaving;
