//! Raw tables do not exist outside the enclave.
use pejling::disclosure::tabulate::tabulate;

fn main() {}
