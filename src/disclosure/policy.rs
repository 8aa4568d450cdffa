//! Policies: the smallest group that each class of question is shown for, how many people may lay their answers together, and how large
//! what is left over must be. Fixed at launch, shown to respondents, afterwards only raisable.

use std::ops::RangeInclusive;

use crate::base::Text;
use crate::instrument::Sensitivity;

use super::audit::wave::MOVED;
use super::certainty::Breach;

/// Nothing below this is ever allowed: in a group of two each knows the other's answer.
pub const SMALLEST: u32 = 3;

/// How many people may lay their answers together. More would leave next to nothing to show of a small group.
pub const COALITIONS: RangeInclusive<u32> = 1..=2;

/// Named thresholds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    name: String,
    ordinary: u32,
    sensitive: u32,
    most_sensitive: u32,
    coalition: u32,
    differences: u32,
    moved: u32,
}

/// Why there is no such policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// No preset has this name.
    #[error(
        "there is no policy \"{0}\": choose ordinary, sensitive, most-sensitive, aarhus or colleagues"
    )]
    Unknown(String),
    /// A threshold under 3.
    #[error("a minimum group of {0} protects nobody: {SMALLEST} is the least, 5 is customary")]
    TooLow(u32),
    /// A more sensitive class with a lower threshold.
    #[error(
        "a more sensitive class of questions must not have a lower minimum group than a less sensitive one"
    )]
    NotAscending,
    /// A coalition that no display is made for.
    #[error(
        "{0} people who lay their answers together are not provided for: choose 1 or 2, which is coalition=2"
    )]
    Coalition(u32),
    /// Something after the name of a preset that is no setting.
    #[error(
        "\"{0}\" is no setting of a policy: write minimum=7, coalition=2, differences=10 or moved=4 after its name, with commas between"
    )]
    Setting(String),
    /// A setting below that of the preset.
    #[error(
        "policy \"{name}\" has {setting} {least}, and {given} would be less: a setting can only be raised"
    )]
    Lowered {
        /// The preset.
        name: String,
        /// Name of the setting.
        setting: &'static str,
        /// What the preset has.
        least: u32,
        /// What was asked for.
        given: u32,
    },
    /// The display gives somebody away by itself.
    #[error("policy \"{policy}\" gives people away on question {item}: {breach}")]
    Betrays {
        /// The policy.
        policy: String,
        /// The question.
        item: String,
        /// Which answers, and what follows from what is shown of them.
        breach: Box<Breach>,
    },
}

/// Name; fewest answers for ordinary, sensitive and most sensitive questions; coalition.
const PRESETS: [(&str, u32, u32, u32, u32); 5] = [
    ("ordinary", 5, 10, 20, 1),
    ("sensitive", 10, 10, 20, 1),
    ("most-sensitive", 20, 20, 20, 1),
    ("aarhus", 10, 10, 40, 1),
    ("colleagues", 7, 10, 20, 2),
];

impl Policy {
    /// The preset of this name: `ordinary` 5/10/20, `sensitive` 10/10/20, `most-sensitive` 20/20/20, `aarhus` 10/10/40, and `colleagues`
    /// 7/10/20 (ordinary / sensitive / most sensitive questions), which holds against two colleagues who lay their answers together.
    pub fn preset(name: &str) -> Result<Self, PolicyFault> {
        PRESETS
            .into_iter()
            .find(|preset| preset.0 == name)
            .ok_or_else(|| PolicyFault::Unknown(name.chars().take(40).collect()))
            .and_then(|(name, ordinary, sensitive, most, coalition)| {
                Self::custom(name, ordinary, sensitive, most)?.with_coalition(coalition)
            })
    }

    /// A preset, or one with settings raised: `ordinary,minimum=7,coalition=2,differences=10`. `minimum` raises every class that is lower.
    pub fn named(name: &str) -> Result<Self, PolicyFault> {
        let (preset, settings) = match name.split_once(',') {
            Some((preset, settings)) => (preset, Some(settings)),
            None => (name, None),
        };
        let mut policy = Self::preset(preset)?;
        for part in settings.into_iter().flat_map(|all| all.split(',')) {
            let no_setting = || PolicyFault::Setting(part.chars().take(40).collect());
            let (setting, value) = part.split_once('=').ok_or_else(no_setting)?;
            let given: u32 = value.parse().map_err(|_| no_setting())?;
            policy = policy.raised(setting, given).ok_or_else(no_setting)??;
        }
        name.clone_into(&mut policy.name);
        Ok(policy)
    }

    /// With one setting raised; `None` if there is no such setting.
    fn raised(self, setting: &str, given: u32) -> Option<Result<Self, PolicyFault>> {
        let (setting, least) = match setting {
            "minimum" => ("minimum", self.ordinary),
            "coalition" => ("coalition", self.coalition),
            "differences" => ("differences", self.differences),
            "moved" => ("moved", self.moved),
            _ => return None,
        };
        Some(match setting {
            "minimum" if given < SMALLEST => Err(PolicyFault::TooLow(given)),
            _ if given < least => Err(PolicyFault::Lowered {
                name: self.name,
                setting,
                least,
                given,
            }),
            "coalition" => self.with_coalition(given),
            "differences" => Ok(self.with_differences(given)),
            "moved" => Ok(self.with_moved(given)),
            _ => Ok(Self {
                ordinary: given,
                sensitive: self.sensitive.max(given),
                most_sensitive: self.most_sensitive.max(given),
                differences: self.differences.max(given),
                ..self
            }),
        })
    }

    /// Names of the presets.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.into_iter().map(|preset| preset.0)
    }

    /// Own thresholds, none under [`SMALLEST`] and none lower for a more sensitive class; against single members.
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
            coalition: 1,
            differences: ordinary,
            moved: MOVED,
        })
    }

    /// Against so many people who lay their answers together. Whether the display then holds depends on thresholds and questionnaire, too:
    /// see [`Policy::fits`].
    pub fn with_coalition(self, coalition: u32) -> Result<Self, PolicyFault> {
        if COALITIONS.contains(&coalition) {
            Ok(Self { coalition, ..self })
        } else {
            Err(PolicyFault::Coalition(coalition))
        }
    }

    /// With at least so many answers in what is left of a shown group when shown groups in it are taken away.
    #[must_use]
    pub fn with_differences(self, differences: u32) -> Self {
        Self {
            differences: differences.max(self.ordinary),
            ..self
        }
    }

    /// With so many people who joined or left a small group since an earlier survey, taken together, as are protected from whoever thinks that
    /// the others answered as before.
    #[must_use]
    pub fn with_moved(self, moved: u32) -> Self {
        Self {
            moved: moved.max(MOVED),
            ..self
        }
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

    /// People who may lay their own answers together without learning what all the others answered.
    pub fn coalition(&self) -> u32 {
        self.coalition
    }

    /// Fewest answers of what is left of a shown group when shown groups in it are taken away, where groups are shown from `minimum`
    /// answers on.
    pub fn remainder(&self, minimum: u32) -> u32 {
        self.differences.max(minimum)
    }

    /// As many people at most may have joined or left a small group since an earlier survey, taken together, where both are compared.
    pub fn moved(&self) -> u32 {
        self.moved
    }

    /// Whether every threshold is at least that of `other`.
    pub fn at_least_as_strict_as(&self, other: &Self) -> bool {
        self.ordinary >= other.ordinary
            && self.sensitive >= other.sensitive
            && self.most_sensitive >= other.most_sensitive
            && self.coalition >= other.coalition
            && self.differences >= other.differences
            && self.moved >= other.moved
    }

    /// The promise in a respondent's words.
    pub fn words(&self) -> Text {
        let mut words = self.thresholds();
        if self.differences > self.ordinary {
            let d = self.differences;
            words = Text::new(
                format!(
                    "{} Det, der er tilbage, når man trækker viste grupper fra hinanden, er altid mindst {d} svar eller selv viste grupper.",
                    words.da
                ),
                format!(
                    "{} What is left when shown groups are taken away from each other is always at least {d} answers, or shown groups themselves.",
                    words.en
                ),
            );
        }
        if self.coalition > 1 {
            words.da.push_str(
                " Selv hvis to kolleger lægger deres egne svar sammen, kan de ikke se, hvad alle de andre i gruppen svarede.",
            );
            words.en.push_str(
                " Even if two colleagues lay their own answers together, they cannot tell what everybody else in the group answered.",
            );
        }
        if self.moved > MOVED {
            let m = self.moved;
            let (da, en) = (
                format!(
                    " Er I blevet spurgt før, skjules de tal, der sammen med sidste gangs tal kunne røbe op til {m} personer, som er kommet til eller holdt op i en lille gruppe."
                ),
                format!(
                    " If you were asked before, figures are hidden that together with those of last time could give away up to {m} people who have joined or left a small group."
                ),
            );
            words.da.push_str(&da);
            words.en.push_str(&en);
        }
        words
    }

    fn thresholds(&self) -> Text {
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
        assert_eq!(minima("colleagues"), [7, 10, 20]);
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
        for preset in Policy::presets() {
            assert!(
                PolicyFault::Unknown(String::new())
                    .to_string()
                    .contains(preset)
            );
        }
    }

    #[test]
    fn settings_raise_a_preset_and_nothing_lowers_it() {
        let policy = Policy::named("ordinary,minimum=12,differences=15,coalition=2").unwrap();
        assert_eq!(
            policy.name(),
            "ordinary,minimum=12,differences=15,coalition=2"
        );
        assert_eq!(policy.minimum(Sensitivity::Ordinary), 12);
        assert_eq!(policy.minimum(Sensitivity::Sensitive), 12);
        assert_eq!(policy.minimum(Sensitivity::MostSensitive), 20);
        assert_eq!((policy.coalition(), policy.remainder(12)), (2, 15));
        assert_eq!(policy.remainder(20), 20);
        let plain = Policy::named("ordinary").unwrap();
        assert_eq!((plain.coalition(), plain.remainder(5)), (1, 5));
        let moved = Policy::named("ordinary,moved=4").unwrap();
        assert_eq!((plain.moved(), moved.moved()), (2, 4));
        assert!(moved.at_least_as_strict_as(&plain) && !plain.at_least_as_strict_as(&moved));
        assert!(policy.at_least_as_strict_as(&plain) && !plain.at_least_as_strict_as(&policy));
        for weaker in [
            "ordinary,minimum=12,differences=15",
            "ordinary,minimum=12,differences=14,coalition=2",
            "ordinary,minimum=11,differences=15,coalition=2",
        ] {
            let weaker = Policy::named(weaker).unwrap();
            assert!(!weaker.at_least_as_strict_as(&policy), "{weaker:?}");
        }
        for (name, told) in [
            ("ordinary,minimum=2", "a minimum group of 2 protects nobody"),
            ("ordinary,minimum=4", "has minimum 5, and 4 would be less"),
            ("colleagues,coalition=1", "has coalition 2, and 1"),
            ("ordinary,coalition=0", "has coalition 1, and 0"),
            ("ordinary,coalition=3", "3 people who lay"),
            ("ordinary,differences=4", "has differences 5, and 4"),
            ("ordinary,moved=1", "has moved 2, and 1"),
            (
                "ordinary,minimum=9,differences=8",
                "has differences 9, and 8",
            ),
            ("ordinary,minimum", "\"minimum\" is no setting"),
            ("ordinary,minimum=x", "\"minimum=x\" is no setting"),
            ("ordinary,most=9", "\"most=9\" is no setting"),
            ("ordinary,", "\"\" is no setting"),
            ("ordinær,minimum=9", "there is no policy \"ordinær\""),
        ] {
            let fault = Policy::named(name).unwrap_err().to_string();
            assert!(fault.contains(told), "{name}: {fault}");
        }
    }

    #[test]
    fn respondents_read_of_what_goes_beyond_the_thresholds() {
        let words = |name| Policy::named(name).unwrap().words();
        let plain = words("ordinary");
        assert!(!plain.da.contains("kolleger") && !plain.da.contains("trækker"));
        let pair = words("colleagues");
        assert!(pair.da.contains("Selv hvis to kolleger lægger"), "{pair:?}");
        assert!(pair.en.contains("Even if two colleagues"), "{pair:?}");
        let wide = words("ordinary,differences=9");
        assert!(wide.da.contains("altid mindst 9 svar"), "{wide:?}");
        assert!(wide.en.contains("always at least 9 answers"), "{wide:?}");
        let moved = words("ordinary,moved=4");
        assert!(
            moved.da.contains("op til 4 personer") && !plain.da.contains("sidste gang"),
            "{moved:?}"
        );
        assert!(moved.en.contains("up to 4 people"), "{moved:?}");
    }
}
