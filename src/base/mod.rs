//! Values that everyone needs: identifiers, days, chance, digests, redacted personal data, texts in two languages.
//!
//! Invariant: nothing here reads a clock, an environment or a random device unless its caller asked for exactly that
//! by name ([`clock::SystemClock`], [`entropy::Entropy::system`]), and no thread is started but by [`threads`].

pub mod base32;
pub mod clock;
pub mod digest;
pub mod email_address;
pub mod entropy;
pub mod facts;
pub mod group;
pub mod id;
pub mod label;
pub mod redact;
pub mod text;
pub mod threads;

pub use clock::{Clock, Day, SetClock, SystemClock};
pub use digest::Digest;
pub use email_address::EmailAddress;
pub use entropy::Entropy;
pub use facts::Facts;
pub use group::{Group, GroupKind, GroupTree};
pub use id::{
    GroupCode, InvitationId, NetworkCode, PersonCode, RowId, SurveyCode, TemplateCode, UnitCode,
};
pub use redact::Redacted;
pub use text::{Lang, Text};
pub use threads::Threads;
