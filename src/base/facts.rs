//! What the organiser knows about a group before anyone answers.
//!
//! Routing may ask about these ("has the network a facilitator?") instead of asking the respondent. They belong to groups,
//! never to persons.

use std::collections::BTreeMap;

/// Named values known of a group at launch, for example `facilitator = yes`, `phase = after`. A yes/no fact has the value `yes` or is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<String, String>);

impl Facts {
    /// No facts.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a fact, replacing what was said before under that name.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value of a fact.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All facts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
