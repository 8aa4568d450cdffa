//! The audit of publications by alternative worlds, from outside: against enumeration, against planted leaks, against lying solvers and
//! damaged proofs.

mod brute;
mod crossed;
mod doubles;
mod instance;
mod ladder;
mod leaks;
mod reference;
mod shown;
mod tampering;
