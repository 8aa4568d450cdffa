//! Networks of leaders, across units.

use std::collections::BTreeSet;
use std::fmt;

use crate::base::{Day, NetworkCode, Text};

/// What brings the members together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkKind {
    /// One profession ("faglig").
    #[default]
    Professional,
    /// Several professions ("tværfaglig").
    CrossProfessional,
}

/// Who leads the meetings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Facilitator {
    /// Somebody from outside the organisation.
    External,
    /// Somebody from within it.
    Internal,
    /// Nobody.
    #[default]
    None,
}

macro_rules! words {
    ($name:ident: $($variant:ident = $word:literal, $da:literal, $en:literal;)*) => {
        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word kept in the store.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads the word kept in the store.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }

            /// What people call it.
            pub fn label(self) -> Text {
                match self { $(Self::$variant => Text::new($da, $en)),* }
            }
        }
    };
}

words! { NetworkKind:
    Professional = "professional", "faglig", "professional";
    CrossProfessional = "cross", "tværfaglig", "cross-professional";
}

words! { Facilitator:
    External = "external", "ekstern", "external";
    Internal = "internal", "intern", "internal";
    None = "none", "ingen", "none";
}

/// Which of the seven purposes of KL's guide to leader networks a network pursues, each 1 to 7.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purposes(BTreeSet<u8>);

impl Purposes {
    /// Reads `1,3,5`; comma, semicolon, full stop (what a spreadsheet makes of `1,3`) and white space part the numbers.
    /// `None` if anything else stands there, or a number that is not 1 to 7.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(|c: char| ",;.".contains(c) || c.is_whitespace())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok().filter(|number| (1..=7).contains(number)))
            .collect::<Option<_>>()
            .map(Self)
    }

    /// The numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u8> {
        self.0.iter().copied()
    }
}

/// `1,3,5`
impl fmt::Display for Purposes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.iter().map(|number| number.to_string()).collect();
        f.write_str(&numbers.join(","))
    }
}

/// A network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// What HR calls it.
    pub code: NetworkCode,
    /// What people call it.
    pub label: String,
    /// What brings the members together.
    pub kind: NetworkKind,
    /// Whether its members must take part.
    pub obligatory: bool,
    /// Which purposes it pursues.
    pub purposes: Purposes,
    /// Who leads the meetings.
    pub facilitator: Facilitator,
    /// First day.
    pub start: Option<Day>,
    /// Last day of the trial.
    pub trial_end: Option<Day>,
    /// Day planned for its evaluation.
    pub planned_evaluation: Option<Day>,
    /// How often it meets, in HR's own words.
    pub rhythm: String,
    /// The level of leaders it gathers, such as "Topledere"; networks of one level are reported together too.
    pub level: Option<String>,
}

impl Network {
    /// A network of which no more is known than its names.
    pub fn named(code: NetworkCode, label: String) -> Self {
        Self {
            code,
            label,
            kind: NetworkKind::default(),
            obligatory: false,
            purposes: Purposes::default(),
            facilitator: Facilitator::default(),
            start: None,
            trial_end: None,
            planned_evaluation: None,
            rhythm: String::new(),
            level: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_one_to_seven() {
        let written = |text| Purposes::parse(text).map(|purposes| purposes.to_string());
        assert_eq!(written("5, 1;3").as_deref(), Some("1,3,5"));
        assert_eq!(written("1.3").as_deref(), Some("1,3"));
        assert_eq!(written("").as_deref(), Some(""));
        for bad in ["0", "8", "1-3", "alle"] {
            assert_eq!(written(bad), None, "{bad}");
        }
    }
}
