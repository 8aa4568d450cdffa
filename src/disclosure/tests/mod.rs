//! Tests of the enclave as a whole.

mod certificate;
mod complement;
mod differences;
mod fold;
mod linear;
mod outlook;
mod proved;
mod release;
mod schema;
mod tabulate;
mod tally;
mod unanimity;
mod waves;
