//! Anonymity at collection: tokens, typed codes, used-markers, blind signatures, sealed ballots, receipts, the manifest, and the
//! keys of one survey.
//!
//! Three layers, none of which relies on the others: answers are sealed in memory before they touch the disk; "this
//! invitation is used" is an opaque keyed marker; and a ballot carries no identity, only its stratum
//! and a signature given blindly.
//!
//! # Invariants
//! - Everything that could name a person (tokens, their indices, markers) is derived from the survey's keys. Destroy the keys
//!   and none of it can be derived again, and no sealed ballot can be opened.
//! - All sealed ballots of a survey have one length.
//! - A ballot is counted only with a signature of its stratum, checked when it is cast and again when the box is opened.
//! - The nonce comes from the browser and is never derived from the token.
//!
//! # What must not exist
//! - A bare hash of answers: they are few enough to guess. The check value is keyed with the nonce, which is never stored in clear.
//! - A `Clone` or a speaking `Debug` of a token or of keys.

mod aead;
pub mod base64url;
pub mod blind;
pub mod code;
pub mod keys;
mod mac;
pub mod manifest;
pub mod master;
pub mod nonce;
pub mod receipt;
pub mod sealed;
pub mod stored_keys;
pub mod tag;
pub mod token;
pub mod trustee;

pub use code::{BadTypedCode, TypedCode};
pub use keys::{BoxKey, SurveyKeys};
pub use manifest::{Fingerprint, Manifest, ManifestFault, ManifestParts, Stratum, Thresholds};
pub use master::MasterKey;
pub use nonce::Nonce;
pub use receipt::{Receipt, receipt};
pub use sealed::{Ballot, SealFault, SealedBallot};
pub use stored_keys::BadKeys;
pub use tag::TAG;
pub use token::Token;
pub use trustee::PassphraseFault;
