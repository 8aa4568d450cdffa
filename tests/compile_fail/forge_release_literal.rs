//! A release cannot be put together by hand.
use pejling::disclosure::{Release, ReleaseDocument};

fn forge(document: ReleaseDocument) -> Release {
    Release { sealed: document }
}

fn main() {}
