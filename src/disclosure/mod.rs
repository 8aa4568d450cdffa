//! The enclave: everything confidential, and the only way out of it.

pub mod document;
pub mod ledger;
pub mod release;
pub mod stored;

pub use document::ReleaseDocument;
pub use ledger::LedgerEntry;
pub use release::Release;
pub use stored::{StoredAnswer, StoredComment};
