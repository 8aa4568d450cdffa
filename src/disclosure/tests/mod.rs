//! Tests of the enclave as a whole.

mod complement;
mod differences;
mod release;
mod schema;
mod tabulate;
mod tally;
mod unanimity;
