//! The enclave: everything confidential, and the only way out of it.

pub mod document;
pub mod release;

pub use document::ReleaseDocument;
pub use release::Release;
