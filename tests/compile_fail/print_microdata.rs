//! Microdata cannot be printed.
use pejling::disclosure::Microdata;

fn print(microdata: &Microdata) -> String {
    format!("{microdata:?}")
}

fn main() {}
