//! A release cannot be put together by hand.
use pejling::disclosure::Release;

fn forge() -> Release {
    Release {
        corrections: Vec::new(),
    }
}

fn main() {}
