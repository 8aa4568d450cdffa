//! One connection type over both back ends.

use diesel::{PgConnection, SqliteConnection};

/// A connection to either back end. Which one it is, only [`super::dialect`] asks.
#[derive(diesel::MultiConnection)]
pub(super) enum Conn {
    Pg(PgConnection),
    Sqlite(SqliteConnection),
}
