//! The only home of SQL: diesel over SQLite and PostgreSQL, one query layer for both.
//!
//! [`Store::read`] and [`Store::write`] hand out a transaction; the modules below hold the queries, one per aggregate, as
//! functions over it. Rows are private; what goes in and out are the core's own types.
//!
//! # Invariants
//! - [`dialect`] (with its file-level part [`sqlite`]) is the only place that knows which back end it speaks to.
//! - A write transaction is alone (`BEGIN IMMEDIATE`, `SERIALIZABLE`) and is tried again when others were in the way.
//! - Tables of answers have no foreign key, time, sequence, rowid or index besides their key, and [`schema`] lets no query
//!   join them with people.
//! - No error repeats a value.

mod address;
pub mod answers;
pub mod ballot_box;
mod column;
mod connection;
mod dialect;
mod error;
pub mod frames;
pub mod invitations;
pub mod keystore;
pub mod master;
pub mod moderation;
pub mod notes;
pub mod outbox;
mod pool;
pub mod public_record;
pub mod registry;
pub mod releases;
pub mod schema;
mod sqlite;
pub mod surveys;
pub mod tally;
pub mod waves;

#[cfg(test)]
pub(crate) mod tests;

use std::time::{Duration, Instant};

use diesel::connection::{Connection, TransactionManager};

pub use address::{AddressFault, DatabaseUrl};
pub use error::{StoreError, TxError};

use connection::Conn;
use dialect::Step;
use pool::{Lease, Pool};

/// How long a write is tried before others are said to be in the way.
const PATIENCE: Duration = Duration::from_secs(30);

/// A database, ready for use by many threads.
pub struct Store {
    pool: Pool,
}

/// A transaction. It ends with the closure that was given it.
pub struct Tx<'a> {
    conn: &'a mut Conn,
}

impl Store {
    /// Opens a database and its first connection. The tables may still be missing: see [`Store::migrate`].
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Pool::open(url).map(|pool| Self { pool })
    }

    /// Reads one state of the database. Writing in it is an error on both back ends.
    pub fn read<T, E: TxError>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.attempt(dialect::begin_read, &mut work)
    }

    /// Writes all or nothing. The closure may run several times, so its only effect must be what it writes; an error it
    /// returns undoes everything.
    pub fn write<T, E: TxError>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (started, mut pause) = (Instant::now(), 1);
        loop {
            match self.attempt(dialect::begin_write, &mut work) {
                Err(error) if error.is_busy() && started.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(pause));
                    pause = (pause * 2).min(32);
                }
                outcome => return outcome,
            }
        }
    }

    fn attempt<T, E: TxError>(
        &self,
        begin: fn(&mut Conn) -> Result<(), StoreError>,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lease = self.pool.lend_begun(begin)?;
        let conn = lease.conn()?;
        let outcome = work(&mut Tx { conn });
        finish(lease, outcome)
    }

    /// Brings the tables up to this program's version, all or nothing; returns the version.
    pub fn migrate(&self) -> Result<String, StoreError> {
        self.step(&Step::Up)?;
        self.check_schema()
    }

    fn step(&self, step: &Step) -> Result<Vec<String>, StoreError> {
        self.write(|tx| {
            dialect::lock_schema(tx.conn)?;
            let known = dialect::known_versions()?;
            let stands = dialect::migrate(tx.conn, None)?;
            if let Some(newer) = stands.iter().find(|version| !known.contains(version)) {
                return Err(StoreError::Schema(format!(
                    "they are of version {newer}, which is newer; use a newer program"
                )));
            }
            dialect::migrate(tx.conn, Some(step))
        })
    }

    /// The newest version of the tables; `None` in an empty database.
    pub fn schema_version(&self) -> Result<Option<String>, StoreError> {
        self.write(|tx| Ok(dialect::migrate(tx.conn, None)?.pop()))
    }

    /// Refuses tables that are older or newer than this program; returns their version.
    pub fn check_schema(&self) -> Result<String, StoreError> {
        let newest = dialect::known_versions()?.pop();
        let stands = self.schema_version()?;
        match stands {
            Some(version) if Some(&version) == newest.as_ref() => Ok(version),
            None => Err(StoreError::Schema(
                "there are none yet; run `pejling migrate`".to_owned(),
            )),
            Some(version) => Err(StoreError::Schema(format!(
                "they are of version {version}; run `pejling migrate` with the newest program"
            ))),
        }
    }

    /// Removes every trace of deleted rows. To be called after [`tally::finish`], [`invitations::clear_tokens`] and [`moderation::forget`]; may be
    /// repeated. [`StoreError::Busy`] if somebody, such as a backup, looks at the old rows for more than 20 seconds.
    pub fn scrub(&self) -> Result<(), StoreError> {
        let mut lease = self.pool.lend()?;
        dialect::scrub(lease.conn()?)?;
        lease.give_back();
        Ok(())
    }
}

/// Commits or rolls back. A connection on which that fails is closed.
fn finish<T, E: TxError>(mut lease: Lease<'_>, outcome: Result<T, E>) -> Result<T, E> {
    let conn = lease.conn()?;
    match outcome {
        Ok(value) => {
            Manager::commit_transaction(conn).map_err(StoreError::from)?;
            lease.give_back();
            Ok(value)
        }
        Err(error) => {
            if Manager::rollback_transaction(conn).is_ok() {
                lease.give_back();
            }
            Err(error)
        }
    }
}

type Manager = <Conn as Connection>::TransactionManager;
