//! Nor by calling the enclave's own constructor.
use pejling::disclosure::{Release, ReleaseDocument};

fn forge(document: ReleaseDocument) {
    let _ = Release::seal(document);
}

fn main() {}
