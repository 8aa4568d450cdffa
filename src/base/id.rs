//! Identifiers. Codes are chosen by people and appear in files; ids are random and mean nothing.

use std::fmt;

use super::{Entropy, base32};

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a code: use 1 to 64 letters, digits, hyphens, underscores or full stops, beginning with a letter or digit"
)]
pub struct BadCode(String);

fn check_code(text: &str) -> Result<String, BadCode> {
    let text = text.trim();
    let fits = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let starts = text.chars().next().is_some_and(char::is_alphanumeric);
    if starts && text.chars().count() <= 64 && text.chars().all(fits) {
        Ok(text.to_owned())
    } else {
        Err(BadCode(text.chars().take(80).collect()))
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads a code: 1 to 64 letters, digits, `-`, `_` or `.`, beginning with a letter or digit.
            pub fn parse(text: &str) -> Result<Self, BadCode> {
                check_code(text).map(Self)
            }

            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

codes! {
    /// A unit in the organisation's tree, as HR's staff file calls it.
    UnitCode;
    /// A network, as HR calls it.
    NetworkCode;
    /// A person in the register, as HR's staff file calls them. Never stands beside an answer.
    PersonCode;
    /// A survey (one fielding of a template); also the name of its files.
    SurveyCode;
    /// A survey template.
    TemplateCode;
    /// A reporting group of one survey.
    GroupCode;
}

impl From<&UnitCode> for GroupCode {
    fn from(code: &UnitCode) -> Self {
        Self(code.0.clone())
    }
}

impl From<&NetworkCode> for GroupCode {
    fn from(code: &NetworkCode) -> Self {
        Self(code.0.clone())
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// A fresh id of 128 random bits.
            pub fn random(entropy: &mut Entropy) -> Self {
                Self(base32::encode(&entropy.bytes::<16>()))
            }

            /// Reads an id that was stored.
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// The id as text, 26 symbols.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// One person's invitation to one survey.
    InvitationId;
    /// A row that must not tell when it came: answers, comments, sealed ballots.
    RowId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_files_can_hold() {
        for good in ["DAG-01", "børn_unge", "net.3", "7"] {
            assert_eq!(UnitCode::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "../etc", "a b", "a/b", "-x", "a\0"] {
            assert!(UnitCode::parse(bad).is_err(), "{bad:?}");
        }
    }
}
