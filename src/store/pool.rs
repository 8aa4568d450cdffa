//! A small pool: connections are opened when needed, up to a limit, and come back only if they are clean.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::connection::Conn;
use super::{DatabaseUrl, StoreError, TxError as _, dialect};

const MOST: usize = 8;
const PATIENCE: Duration = Duration::from_secs(30);

/// The connections of one store.
pub(super) struct Pool {
    url: DatabaseUrl,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

struct Shelf {
    idle: Vec<Conn>,
    open: usize,
}

/// A connection on loan. It is closed when dropped, unless [`Lease::give_back`] says that it is clean.
pub(super) struct Lease<'a> {
    pool: &'a Pool,
    conn: Option<Conn>,
    fresh: bool,
}

impl Pool {
    /// Opens the first connection, so that a wrong address is known at once.
    pub(super) fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let first = dialect::open(url)?;
        Ok(Self {
            url: url.clone(),
            shelf: Mutex::new(Shelf {
                idle: vec![first],
                open: 1,
            }),
            returned: Condvar::new(),
        })
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // The shelf is never left half changed, so a panic elsewhere does no harm to it.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, waiting for one if all are out.
    pub(super) fn lend(&self) -> Result<Lease<'_>, StoreError> {
        let stock = self.shelf();
        let full = |shelf: &mut Shelf| shelf.idle.is_empty() && shelf.open >= MOST;
        let (mut stock, waited) = self
            .returned
            .wait_timeout_while(stock, PATIENCE, full)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(StoreError::Busy(None));
        }
        let conn = stock.idle.pop();
        let mut lease = Lease {
            pool: self,
            fresh: conn.is_none(),
            conn,
        };
        if lease.fresh {
            stock.open += 1;
            drop(stock);
            // If this fails, dropping the lease gives the place back.
            lease.conn = Some(dialect::open(&self.url)?);
        }
        Ok(lease)
    }

    /// A connection on which `begin` succeeded. One that broke while it lay idle is replaced.
    pub(super) fn lend_begun(
        &self,
        begin: fn(&mut Conn) -> Result<(), StoreError>,
    ) -> Result<Lease<'_>, StoreError> {
        loop {
            let mut lease = self.lend()?;
            match begin(lease.conn()?) {
                Ok(()) => return Ok(lease),
                Err(error) if lease.fresh || error.is_busy() => return Err(error),
                Err(_) => {}
            }
        }
    }
}

impl Lease<'_> {
    /// The connection.
    pub(super) fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        self.conn.as_mut().ok_or(StoreError::Busy(None))
    }

    /// Puts a clean connection, without an open transaction, back on the shelf.
    pub(super) fn give_back(mut self) {
        self.pool.shelf().idle.extend(self.conn.take());
        self.pool.returned.notify_one();
        std::mem::forget(self);
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.conn = None;
        self.pool.shelf().open -= 1;
        self.pool.returned.notify_one();
    }
}
