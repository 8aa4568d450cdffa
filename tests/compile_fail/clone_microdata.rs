//! Microdata cannot be copied.
use pejling::disclosure::Microdata;

fn copy(microdata: &Microdata) -> Microdata {
    microdata.clone()
}

fn main() {}
