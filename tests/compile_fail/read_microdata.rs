//! Microdata cannot be read outside the enclave.
use pejling::disclosure::Microdata;

fn read(microdata: &Microdata) -> usize {
    microdata.records().len()
}

fn main() {}
