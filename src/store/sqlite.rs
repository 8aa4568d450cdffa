//! Opening and scrubbing an SQLite file.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::StoreError;

/// `secure_delete` and `temp_store`: nothing deleted, and no temporary copy, stays readable on the disk. `synchronous`: what was
/// acknowledged survives a power cut.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000;
    PRAGMA foreign_keys = ON;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;";

#[derive(QueryableByName)]
struct Mode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Opens the file, creating it for this user alone if it is not there.
#[expect(
    clippy::disallowed_methods,
    reason = "part of the dialect: pragmas have no other form"
)]
pub(super) fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    let fault = |problem: &str, source: Option<super::error::Cause>| StoreError::Unavailable {
        place: path.display().to_string(),
        problem: problem.to_owned(),
        source,
    };
    create(path).map_err(|error| {
        let problem = match error.kind() {
            std::io::ErrorKind::NotFound => "its folder does not exist: create it first",
            std::io::ErrorKind::PermissionDenied => "this user may not write there",
            std::io::ErrorKind::IsADirectory => "it is a folder: name a file in it",
            std::io::ErrorKind::NotADirectory => "its folder is a file",
            std::io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
            _ => "the file cannot be opened for writing",
        };
        fault(problem, Some(error.into()))
    })?;
    let name = path
        .to_str()
        .ok_or_else(|| fault("its path is not UTF-8", None))?;
    let mut conn = SqliteConnection::establish(name)
        .map_err(|error| fault("the file cannot be opened", Some(error.into())))?;
    let refused = |error: diesel::result::Error| {
        let said = error.to_string();
        match StoreError::from(error) {
            busy @ StoreError::Busy(_) => busy,
            _ if said.contains("not a database") => fault("the file is no SQLite database", None),
            other => fault("the file cannot be used", Some(other.into())),
        }
    };
    conn.batch_execute(PRAGMAS).map_err(refused)?;
    let mode: Mode = diesel::sql_query("PRAGMA journal_mode = WAL")
        .get_result(&mut conn)
        .map_err(refused)?;
    if mode.journal_mode != "wal" {
        return Err(fault(
            "its file system cannot hold a write-ahead log: use a local disk",
            None,
        ));
    }
    Ok(conn)
}

fn create(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Rewrites the file without free pages and empties the write-ahead log.
#[expect(
    clippy::disallowed_methods,
    reason = "part of the dialect: a checkpoint has no other form"
)]
pub(super) fn scrub(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    conn.batch_execute("PRAGMA query_only = OFF; VACUUM")?;
    let done: Checkpoint = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(conn)?;
    if done.busy != 0 {
        return Err(StoreError::Busy(None));
    }
    Ok(())
}
