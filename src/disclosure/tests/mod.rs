//! Tests of the enclave as a whole.

mod complement;
mod release;
mod tally;
mod unanimity;
