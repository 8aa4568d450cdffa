//! Tests of the enclave as a whole.

mod certificate;
mod complement;
mod differences;
mod linear;
mod release;
mod schema;
mod tabulate;
mod tally;
mod unanimity;
