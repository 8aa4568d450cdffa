//! What can go wrong with the store. Messages name the place and never a value; the cause is kept for the log.

use diesel::result::{DatabaseErrorKind, Error as Diesel};

/// Boxed cause of an error.
pub(super) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database address is none: for the operator.
    #[error(transparent)]
    Address(#[from] super::AddressFault),
    /// The database cannot be reached or used: for the operator.
    #[error("the database {place} cannot be used: {problem}")]
    Unavailable {
        /// Path, or user, host, port and database; never a password.
        place: String,
        /// What is wrong and what to do.
        problem: String,
        /// What the library said.
        #[source]
        source: Option<Cause>,
    },
    /// The tables are older or newer than this program: for the operator.
    #[error("the tables of the database do not fit this program: {0}")]
    Schema(String),
    /// No such thing.
    #[error("there is no {what} {code}")]
    NotFound {
        /// What sort of thing.
        what: &'static str,
        /// Which one.
        code: String,
    },
    /// It stands already, something else depends on it, or it has moved on meanwhile.
    #[error("{0}")]
    Conflict(String),
    /// Others were in the way too long; trying again later helps.
    #[error("the database is busy: try again in a moment")]
    Busy(#[source] Option<Cause>),
    /// What is stored cannot be what was written.
    #[error("the database is damaged: {what} {problem}")]
    Corrupt {
        /// Which column.
        what: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Anything else the database refused.
    #[error("the database refused a query")]
    Query(#[source] Cause),
}

/// An error that can tell whether the transaction it ended deserves another try. [`super::Store::write`] gives it that.
pub trait TxError: From<StoreError> {
    /// Whether others were in the way.
    fn is_busy(&self) -> bool;
}

impl TxError for StoreError {
    fn is_busy(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

impl StoreError {
    /// Something stored that cannot be read back.
    pub(super) fn corrupt(what: &'static str, problem: &(impl ToString + ?Sized)) -> Self {
        Self::Corrupt {
            what,
            problem: problem.to_string(),
        }
    }

    /// Something that is not there.
    pub(super) fn not_found(what: &'static str, code: &impl ToString) -> Self {
        Self::NotFound {
            what,
            code: code.to_string(),
        }
    }
}

impl From<Diesel> for StoreError {
    fn from(error: Diesel) -> Self {
        let says = |info: &dyn diesel::result::DatabaseErrorInformation, part: &str| {
            info.message().contains(part)
        };
        match &error {
            Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Busy(Some(error.into()))
            }
            Diesel::DatabaseError(DatabaseErrorKind::Unknown, info)
                if ["is locked", "deadlock detected", "lock timeout"]
                    .iter()
                    .any(|part| says(&**info, part)) =>
            {
                Self::Busy(Some(error.into()))
            }
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::Conflict("it stands already".to_owned())
            }
            Diesel::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => {
                Self::Conflict("it depends on something that is not there".to_owned())
            }
            Diesel::DatabaseError(DatabaseErrorKind::Unknown, info)
                if says(&**info, "no such table") || says(&**info, "does not exist") =>
            {
                Self::Schema("a table is missing; run `pejling migrate`".to_owned())
            }
            Diesel::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => Self::Unavailable {
                place: "in use".to_owned(),
                problem: "it closed the connection".to_owned(),
                source: Some(error.into()),
            },
            Diesel::DeserializationError(_) => Self::corrupt("a column", "has another type"),
            _ => Self::Query(error.into()),
        }
    }
}
