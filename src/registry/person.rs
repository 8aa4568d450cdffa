//! People in the register.

use crate::base::{EmailAddress, Lang, PersonCode, Redacted, UnitCode};

/// A person. Nobody is here without an e-mail address: who cannot be reached cannot be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What HR's staff file calls them.
    pub code: PersonCode,
    /// Name, for the greeting in the mail.
    pub name: Redacted<String>,
    /// Where the mail goes; no two people share one.
    pub email: EmailAddress,
    /// The language of their mail.
    pub language: Lang,
    /// The unit they work in.
    pub unit: UnitCode,
}
