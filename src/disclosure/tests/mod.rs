//! Tests of the enclave as a whole.

mod about;
mod beside;
mod certainty;
mod certificate;
mod complement;
mod days;
mod differences;
mod fold;
mod forged;
pub(in crate::disclosure) mod linear;
mod outlook;
mod proved;
mod raised;
mod release;
mod schema;
mod supplement;
mod tabulate;
mod tally;
mod threads;
mod unanimity;
mod waves;
