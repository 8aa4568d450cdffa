//! Settings from one file and the environment.
//!
//! This is the only module that reads the environment. Everything else receives [`Settings`] as an argument.

mod load;
mod settings;

pub use load::{ConfigError, all_threads, load};
pub use settings::{AuditSolver, MailSettings, MasterKeySource, Settings, Smtp, SmtpTls};
