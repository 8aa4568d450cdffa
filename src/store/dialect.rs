//! Everything in which the two back ends differ: the only file that asks which one it is, and the only one with raw SQL.

use diesel::connection::{AnsiTransactionManager, Connection as _, SimpleConnection as _};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::address::{Kind, Server};
use super::connection::Conn;
use super::{DatabaseUrl, StoreError, sqlite};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Compiles one diesel expression for both back ends: for what the common connection type cannot express.
macro_rules! each {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx.conn {
            $crate::store::connection::Conn::Pg($conn) => $body,
            $crate::store::connection::Conn::Sqlite($conn) => $body,
        }
    };
}

/// Inserts many rows in the order given, in batches that stay below 32,766 bind values.
macro_rules! insert_many {
    ($tx:expr, $table:expr, $rows:expr) => {
        $rows.chunks(1000).try_for_each(|rows| {
            $crate::store::dialect::each!($tx, conn => {
                diesel::insert_into($table).values(rows).execute(conn).map(drop)
            })
        })
    };
}

/// Inserts a row unless its key stands already; whether it was inserted.
macro_rules! insert_if_absent {
    ($tx:expr, $table:expr, $row:expr) => {
        $crate::store::dialect::each!($tx, conn => {
            diesel::insert_into($table)
                .values($row)
                .on_conflict_do_nothing()
                .execute(conn)
                .map(|rows| rows == 1)
        })
    };
}

/// Inserts a row, or brings the one with its key up to date.
macro_rules! upsert {
    ($tx:expr, $table:expr, $key:expr, $row:expr) => {
        $crate::store::dialect::each!($tx, conn => {
            diesel::insert_into($table)
                .values($row)
                .on_conflict($key)
                .do_update()
                .set($row)
                .execute(conn)
                .map(drop)
        })
    };
}

pub(super) use {each, insert_if_absent, insert_many, upsert};

/// Opens a connection and sets it up.
pub(super) fn open(url: &DatabaseUrl) -> Result<Conn, StoreError> {
    match url.kind() {
        Kind::Sqlite(path) => sqlite::open(path).map(Conn::Sqlite),
        Kind::Postgres(server) => open_server(server).map(Conn::Pg),
    }
}

fn open_server(server: &Server) -> Result<PgConnection, StoreError> {
    let fault = |problem: String, source| StoreError::Unavailable {
        place: server.place.clone(),
        problem,
        source,
    };
    if let Some(host) = &server.remote {
        let problem = format!(
            "{host} is another machine, and this program's PostgreSQL library speaks no TLS: use a tunnel to localhost, \
             or allow plain text if the network between them is yours"
        );
        return Err(fault(problem, None));
    }
    let mut conn = PgConnection::establish(server.url.expose()).map_err(|error| {
        let said = error.to_string();
        let problem = match () {
            () if said.contains("authentication failed") || said.contains("no password") => {
                "the server refused user or password"
            }
            () if said.contains("role \"") => "the server knows no such user",
            () if said.contains("database \"") => {
                "the server has no such database: create it first"
            }
            () if said.contains("translate host name") => "the host is not known",
            () => "the server cannot be reached: check host and port, and that it runs",
        };
        fault(problem.to_owned(), Some(error.into()))
    })?;
    conn.batch_execute("SET lock_timeout = '30s'; SET client_min_messages = warning; SET application_name = 'pejling'")?;
    Ok(conn)
}

/// Begins a transaction that sees one state throughout and may change nothing.
pub(super) fn begin_read(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => {
            conn.batch_execute("PRAGMA query_only = ON")?;
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")?;
        }
        Conn::Pg(conn) => AnsiTransactionManager::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )?,
    }
    Ok(())
}

/// Begins a transaction that writes as if it were alone. On SQLite the write lock is taken at once: a lock taken late fails
/// without waiting.
pub(super) fn begin_write(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => {
            conn.batch_execute("PRAGMA query_only = OFF")?;
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?;
        }
        Conn::Pg(conn) => {
            AnsiTransactionManager::begin_transaction_sql(
                conn,
                "BEGIN ISOLATION LEVEL SERIALIZABLE",
            )?;
        }
    }
    Ok(())
}

/// Keeps others from migrating at the same time; on SQLite the write lock does.
pub(super) fn lock_schema(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Pg(conn) => Ok(conn.batch_execute("SELECT pg_advisory_xact_lock(7350546)")?),
    }
}

/// What can be done with migrations.
pub(super) enum Step {
    /// Run all that are pending.
    Up,
    /// Undo all.
    #[cfg(test)]
    Down,
}

/// Runs or undoes migrations; returns the versions that stand afterwards, oldest first.
pub(super) fn migrate(conn: &mut Conn, step: Option<&Step>) -> Result<Vec<String>, StoreError> {
    match conn {
        Conn::Sqlite(conn) => run(conn, SQLITE, step),
        Conn::Pg(conn) => run(conn, POSTGRES, step),
    }
}

fn run<DB: diesel::backend::Backend>(
    conn: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
    step: Option<&Step>,
) -> Result<Vec<String>, StoreError> {
    match step {
        None => {}
        Some(Step::Up) => drop(
            conn.run_pending_migrations(migrations)
                .map_err(StoreError::Query)?,
        ),
        #[cfg(test)]
        Some(Step::Down) => drop(
            conn.revert_all_migrations(migrations)
                .map_err(StoreError::Query)?,
        ),
    }
    let mut versions: Vec<String> = conn
        .applied_migrations()
        .map_err(StoreError::Query)?
        .iter()
        .map(ToString::to_string)
        .collect();
    versions.sort();
    Ok(versions)
}

/// The versions this program knows, oldest first. Both folders hold the same, which a test checks.
pub(super) fn known_versions() -> Result<Vec<String>, StoreError> {
    use diesel::migration::{Migration, MigrationSource as _};
    let migrations: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> =
        SQLITE.migrations().map_err(StoreError::Query)?;
    let mut versions: Vec<String> = migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    versions.sort();
    Ok(versions)
}

/// Leaves no trace of what was deleted.
///
/// SQLite: rewrites the file, then empties the write-ahead log. PostgreSQL: rewrites the tables, once nobody can see the deleted
/// rows any more. It keeps each row's `xmin`: the tally wrote all rows of a survey in one transaction and in key order, so
/// that tells nothing. (Copying them into fresh tables would: a transaction begun before would find them empty.)
pub(super) fn scrub(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => sqlite::scrub(conn),
        Conn::Pg(conn) => {
            wait_for_older(conn)?;
            for table in REWRITTEN {
                conn.batch_execute(&format!("VACUUM (FULL) {table}"))?;
            }
            Ok(())
        }
    }
}

/// Tables from which the tally, a tally that had to be tried again, or the publication of texts removes rows.
const REWRITTEN: [&str; 7] = [
    "marker",
    "ballot_box",
    "answer",
    "comment",
    "moderation",
    "bulletin",
    "invitation",
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// Waits until every transaction of this database that began before now has ended: until then the server keeps deleted rows
/// for them. A backup that runs for long is [`StoreError::Busy`].
#[expect(
    clippy::disallowed_methods,
    reason = "the server's own catalogue has no table in the schema"
)]
fn wait_for_older(conn: &mut PgConnection) -> Result<(), StoreError> {
    let now: Line =
        diesel::sql_query("SELECT pg_current_xact_id()::text AS line").get_result(conn)?;
    let now: u64 = super::column::read("pg_current_xact_id", now.line.parse::<u64>())?;
    let older = format!(
        "SELECT count(*)::text AS line FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND greatest(age(backend_xmin), age(backend_xid)) > age('{}'::xid)",
        now % (1 << 32)
    );
    for _ in 0..1000 {
        let waiting: Line = diesel::sql_query(&older).get_result(conn)?;
        if waiting.line == "0" {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Err(StoreError::Busy(None))
}
