//! The site that the integration tests stand on: one way to launch, serve and answer for both.

#[path = "../../tests/suite/support/database.rs"]
pub(crate) mod database;
#[path = "../../tests/suite/support/http.rs"]
pub(crate) mod http;
#[path = "../../tests/suite/support/program.rs"]
pub(crate) mod program;
#[path = "../../tests/suite/support/site.rs"]
pub(crate) mod site;
#[path = "../../tests/suite/support/voter.rs"]
pub(crate) mod voter;

/// A benchmark without PostgreSQL measures SQLite alone.
pub(crate) fn missing(_: &str) {}
