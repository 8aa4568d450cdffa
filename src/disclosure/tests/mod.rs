//! Tests of the enclave as a whole.

mod complement;
mod release;
mod tabulate;
mod tally;
mod unanimity;
