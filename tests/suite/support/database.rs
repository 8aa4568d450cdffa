//! A database per test on each back end: a file, and a fresh PostgreSQL database that is dropped afterwards.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The database that a test's program uses.
pub(crate) enum Database {
    /// The embedded default, in the data folder.
    Sqlite,
    /// A PostgreSQL database of its own.
    Postgres { admin: String, name: String },
}

impl Database {
    /// A fresh PostgreSQL database; `None` where no server answers.
    pub(crate) fn postgres() -> Option<Self> {
        let admin = admin_url();
        let mut connection = PgConnection::establish(&admin).ok()?;
        let name = format!(
            "pejling_suite_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        connection
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        Some(Self::Postgres { admin, name })
    }

    /// What `PEJLING_DATABASE_URL` is set to, if anything.
    pub(crate) fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres { admin, name } => {
                let (server, _) = admin.rsplit_once('/')?;
                Some(format!("{server}/{name}"))
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { admin, name } = self
            && let Ok(mut connection) = PgConnection::establish(admin)
        {
            // A leftover database is swept by hand; a test has nothing to gain from failing here.
            drop(connection.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "test support: where PostgreSQL is, the environment says"
)]
fn admin_url() -> String {
    std::env::var("PEJLING_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".into())
}

/// Runs a test once per back end.
pub(crate) fn on_each_backend(test: impl Fn(Database)) {
    test(Database::Sqlite);
    match Database::postgres() {
        Some(database) => test(database),
        None => super::missing("PostgreSQL"),
    }
}
