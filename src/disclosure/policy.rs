//! Policies: the smallest group that each class of question is shown for. Fixed at launch, shown to respondents, afterwards only raisable.

use crate::base::Text;
use crate::instrument::Sensitivity;

/// Nothing below this is ever allowed: in a group of two each knows the other's answer.
pub const SMALLEST: u32 = 3;

/// Named thresholds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    name: String,
    ordinary: u32,
    sensitive: u32,
    most_sensitive: u32,
}

/// Why there is no such policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// No preset has this name.
    #[error("there is no policy \"{0}\": choose ordinary, sensitive, most-sensitive or aarhus")]
    Unknown(String),
    /// A threshold under 3.
    #[error("a minimum group of {0} protects nobody: {SMALLEST} is the least, 5 is customary")]
    TooLow(u32),
    /// A more sensitive class with a lower threshold.
    #[error(
        "a more sensitive class of questions must not have a lower minimum group than a less sensitive one"
    )]
    NotAscending,
}

const PRESETS: [(&str, u32, u32, u32); 4] = [
    ("ordinary", 5, 10, 20),
    ("sensitive", 10, 10, 20),
    ("most-sensitive", 20, 20, 20),
    ("aarhus", 10, 10, 40),
];

impl Policy {
    /// The preset of this name: `ordinary` 5/10/20, `sensitive` 10/10/20, `most-sensitive` 20/20/20, `aarhus` 10/10/40
    /// (ordinary / sensitive / most sensitive questions).
    pub fn preset(name: &str) -> Result<Self, PolicyFault> {
        PRESETS
            .into_iter()
            .find(|preset| preset.0 == name)
            .ok_or_else(|| PolicyFault::Unknown(name.chars().take(40).collect()))
            .and_then(|(name, ordinary, sensitive, most)| {
                Self::custom(name, ordinary, sensitive, most)
            })
    }

    /// Names of the presets.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.into_iter().map(|preset| preset.0)
    }

    /// Own thresholds, none under [`SMALLEST`] and none lower for a more sensitive class.
    pub fn custom(
        name: &str,
        ordinary: u32,
        sensitive: u32,
        most_sensitive: u32,
    ) -> Result<Self, PolicyFault> {
        let all = [ordinary, sensitive, most_sensitive];
        if let Some(low) = all.into_iter().find(|k| *k < SMALLEST) {
            return Err(PolicyFault::TooLow(low));
        }
        if !all.is_sorted() {
            return Err(PolicyFault::NotAscending);
        }
        Ok(Self {
            name: name.to_owned(),
            ordinary,
            sensitive,
            most_sensitive,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Fewest answers that a question of this class is shown for. Questions that are not anonymous never enter a ballot; should
    /// one be asked for here, it gets the highest threshold.
    pub fn minimum(&self, sensitivity: Sensitivity) -> u32 {
        match sensitivity {
            Sensitivity::Ordinary => self.ordinary,
            Sensitivity::Sensitive => self.sensitive,
            Sensitivity::MostSensitive | Sensitivity::Named => self.most_sensitive,
        }
    }

    /// Whether every threshold is at least that of `other`.
    pub fn at_least_as_strict_as(&self, other: &Self) -> bool {
        self.ordinary >= other.ordinary
            && self.sensitive >= other.sensitive
            && self.most_sensitive >= other.most_sensitive
    }

    /// The promise in a respondent's words.
    pub fn words(&self) -> Text {
        let (k, s, m) = (self.ordinary, self.sensitive, self.most_sensitive);
        if k == s {
            return Text::new(
                format!(
                    "Resultater vises kun for grupper med mindst {k} svar. De mest følsomme spørgsmål vises kun for alle under ét, og kun ved mindst {m} svar."
                ),
                format!(
                    "Results are shown only for groups with at least {k} answers. The most sensitive questions are shown only for everybody together, and only with at least {m} answers."
                ),
            );
        }
        Text::new(
            format!(
                "Resultater vises kun for grupper med mindst {k} svar, følsomme spørgsmål kun ved mindst {s}. De mest følsomme spørgsmål vises kun for alle under ét, og kun ved mindst {m} svar."
            ),
            format!(
                "Results are shown only for groups with at least {k} answers, sensitive questions only with at least {s}. The most sensitive questions are shown only for everybody together, and only with at least {m} answers."
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_what_they_promise() {
        let minima = |name| {
            let policy = Policy::preset(name).unwrap();
            [
                Sensitivity::Ordinary,
                Sensitivity::Sensitive,
                Sensitivity::MostSensitive,
            ]
            .map(|class| policy.minimum(class))
        };
        assert_eq!(minima("ordinary"), [5, 10, 20]);
        assert_eq!(minima("sensitive"), [10, 10, 20]);
        assert_eq!(minima("most-sensitive"), [20, 20, 20]);
        assert_eq!(minima("aarhus"), [10, 10, 40]);
        for name in Policy::presets() {
            let words = Policy::preset(name).unwrap().words();
            for minimum in minima(name) {
                assert!(words.da.contains(&format!("mindst {minimum}")), "{words:?}");
                assert!(
                    words.en.contains(&format!("at least {minimum}")),
                    "{words:?}"
                );
            }
        }
    }

    #[test]
    fn thresholds_that_protect_nobody_are_refused() {
        assert_eq!(Policy::custom("x", 2, 5, 5), Err(PolicyFault::TooLow(2)));
        assert_eq!(Policy::custom("x", 5, 4, 9), Err(PolicyFault::NotAscending));
        assert!(Policy::custom("x", 3, 3, 3).is_ok());
        assert_eq!(
            Policy::preset("none"),
            Err(PolicyFault::Unknown("none".into()))
        );
    }
}
