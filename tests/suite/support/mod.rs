//! What the integration tests stand on: the program as a process, a database of its own, a plain HTTP client, a browser.

pub(crate) mod axe;
pub(crate) mod browser;
pub(crate) mod database;
pub(crate) mod http;
pub(crate) mod program;
pub(crate) mod site;
pub(crate) mod voter;

/// Whether a missing component fails the run instead of skipping the test.
#[expect(
    clippy::disallowed_methods,
    reason = "test support: CI says so in the environment"
)]
pub(crate) fn strict() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

/// Skips with a line that says why, or fails where everything must be there.
pub(crate) fn missing(component: &str) {
    assert!(
        !strict(),
        "{component} is not to be had, and CI must have it"
    );
    println!("skipped: {component} is not to be had here");
}
