//! The manifest of a survey: what was promised at launch, public and frozen, and its fingerprint.
//!
//! Everybody gets the same bytes, or their fingerprints differ: a server that wanted to mark one person with a key of their own
//! would need a manifest of their own, and colleagues who compare sixteen symbols would see it.
//!
//! # Invariants
//! - The bytes follow from the content alone: JSON as RFC 8785 (JCS) writes it, keys sorted, no spaces, integers only.
//! - No stratum has fewer invited than results are shown from; no group, no key and no name stands twice: `ballot.js` refuses
//!   a manifest in which one does, for it could hold a key for each person.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use crate::base::label::sameness;
use crate::base::{Day, Digest, GroupCode, SurveyCode, base32};

use super::base64url;

/// One reporting group that ballots can count in, and the name of the key that signs its ballots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The group's code.
    pub code: GroupCode,
    /// What people call it.
    pub label: String,
    /// How many were invited whose ballots carry this group, those of smaller groups inside it not counted: one answers as one of so many.
    pub invited: u32,
    /// Whether there are smaller groups inside it, so that these are the others.
    pub others: bool,
    /// SHA-256 of the modulus of its key.
    pub kid: Digest,
}

/// From how many answers on a question is shown, by how sensitive it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Ordinary questions.
    pub ordinary: u32,
    /// Sensitive ones.
    pub sensitive: u32,
    /// The most sensitive.
    pub most_sensitive: u32,
    /// So many may lay their own answers together.
    pub coalition: u32,
    /// From how many answers on what is left of shown groups may follow.
    pub differences: u32,
}

#[cfg(test)]
impl Thresholds {
    /// Those of the ordinary policy.
    pub(crate) const ORDINARY: Self = Self {
        ordinary: 5,
        sensitive: 10,
        most_sensitive: 20,
        coalition: 1,
        differences: 5,
    };
}

/// What a manifest is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestParts {
    /// The survey.
    pub survey: SurveyCode,
    /// Digest of the instrument.
    pub questionnaire: Digest,
    /// From how many answers on anything is shown.
    pub minimum: u32,
    /// From how many answers on each class of questions is shown; the first is `minimum` again.
    pub policy: Thresholds,
    /// Digest of the whole tree of groups, those without ballots of their own too: each one's place in it and its size.
    pub groups: Digest,
    /// First day.
    pub opens: Day,
    /// Last day.
    pub closes: Day,
    /// The public key under which ballots are sealed (X25519).
    pub seal_key: [u8; 32],
    /// The strata, in the order of the group tree.
    pub strata: Vec<Stratum>,
    /// The scripts that the respondent's page loads: file name (ASCII) and SHA-256 of the file.
    pub scripts: BTreeMap<String, Digest>,
}

/// A frozen manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    parts: ManifestParts,
    json: String,
}

/// Why a survey cannot be launched with these groups.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// Nobody is invited.
    #[error("the survey has no group to answer in")]
    Empty,
    /// Two strata share a code or a key.
    #[error("group {0} or its key stands twice")]
    Twice(GroupCode),
    /// Two strata have names that look alike.
    #[error(
        "two groups look alike by their names, {0} and {1}: give one of them another name before launch"
    )]
    Alike(GroupCode, GroupCode),
    /// The group is too small to hide anybody.
    #[error(
        "group {code} has {invited} invited, but results are shown from {minimum}: merge it with another before launch"
    )]
    TooSmall {
        /// The group.
        code: GroupCode,
        /// How many were invited.
        invited: u32,
        /// From how many answers on anything is shown.
        minimum: u32,
    },
}

impl Manifest {
    /// Checks the parts and freezes them.
    pub fn freeze(parts: ManifestParts) -> Result<Self, ManifestFault> {
        let (mut codes, mut kids, mut names) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        if parts.strata.is_empty() {
            return Err(ManifestFault::Empty);
        }
        for stratum in &parts.strata {
            if !codes.insert(&stratum.code) || !kids.insert(stratum.kid) {
                return Err(ManifestFault::Twice(stratum.code.clone()));
            }
            if let Some(other) = names.insert(sameness(&stratum.label), &stratum.code) {
                return Err(ManifestFault::Alike(other.clone(), stratum.code.clone()));
            }
            if stratum.invited < parts.minimum {
                return Err(ManifestFault::TooSmall {
                    code: stratum.code.clone(),
                    invited: stratum.invited,
                    minimum: parts.minimum,
                });
            }
        }
        let json = canonical(&parts);
        Ok(Self { parts, json })
    }

    /// What it says.
    pub fn parts(&self) -> &ManifestParts {
        &self.parts
    }

    /// The canonical JSON, byte for byte what the server publishes.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Its fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.json.as_bytes())
    }

    /// The stratum whose ballots this key signs.
    pub fn stratum(&self, kid: &Digest) -> Option<&Stratum> {
        self.parts.strata.iter().find(|stratum| stratum.kid == *kid)
    }
}

/// The SHA-256 of a manifest's bytes. Its first 80 bits stand in every mail and wherever the survey is announced: enough against another
/// manifest for a given fingerprint, not against whoever makes two manifests at once (2^40 tries). So links carry all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(Digest);

impl Fingerprint {
    /// The fingerprint of a manifest's bytes.
    pub fn of(manifest: &[u8]) -> Self {
        Self(Digest::plain(manifest))
    }

    /// All of it, in 64 hexadecimal digits as `sha256sum` prints it, and as it stands in a link.
    pub fn digest(&self) -> String {
        self.0.to_string()
    }
}

/// As people compare it, the first 80 bits: `XXXX-XXXX-XXXX-XXXX`.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbols: String = base32::encode(self.0.bytes()).chars().take(16).collect();
        for (place, symbol) in symbols.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_char('-')?;
            }
            f.write_char(symbol)?;
        }
        Ok(())
    }
}

/// The keys of every object stand in the order of RFC 8785.
fn canonical(parts: &ManifestParts) -> String {
    let scripts = list(parts.scripts.iter(), |(name, digest)| {
        format!("{}:\"{digest}\"", text(name))
    });
    let strata = list(parts.strata.iter(), |stratum| {
        format!(
            "{{\"code\":{},\"invited\":{},\"kid\":\"{}\",\"label\":{},\"others\":{}}}",
            text(stratum.code.as_str()),
            stratum.invited,
            stratum.kid,
            text(&stratum.label),
            stratum.others,
        )
    });
    format!(
        "{{\"closes\":\"{}\",\"format\":\"pejling manifest/1\",\"groups\":\"{}\",\"minimum\":{},\"opens\":\"{}\",\
         \"policy\":{{\"coalition\":{},\"differences\":{},\"most_sensitive\":{},\"ordinary\":{},\"sensitive\":{}}},\"questionnaire\":\"{}\",\
         \"scripts\":{{{scripts}}},\"seal_key\":\"{}\",\"strata\":[{strata}],\"survey\":{}}}",
        parts.closes,
        parts.groups,
        parts.minimum,
        parts.opens,
        parts.policy.coalition,
        parts.policy.differences,
        parts.policy.most_sensitive,
        parts.policy.ordinary,
        parts.policy.sensitive,
        parts.questionnaire,
        base64url::encode(&parts.seal_key),
        text(parts.survey.as_str()),
    )
}

fn list<T>(items: impl Iterator<Item = T>, write: impl Fn(T) -> String) -> String {
    items.map(write).collect::<Vec<_>>().join(",")
}

/// A JSON string with the escapes of RFC 8785, 3.2.2.2, and no others.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.extend(format!("\\u{:04x}", u32::from(c)).chars()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts() -> ManifestParts {
        let stratum = |code: &str, label: &str, invited| Stratum {
            code: GroupCode::parse(code).unwrap(),
            label: label.to_owned(),
            invited,
            others: invited == 5,
            kid: Digest::plain(code.as_bytes()),
        };
        ManifestParts {
            survey: SurveyCode::parse("demo-2026").unwrap(),
            questionnaire: Digest::plain(b"q"),
            minimum: 5,
            policy: Thresholds::ORDINARY,
            groups: Digest::plain(b"groups"),
            opens: Day::new(2026, 3, 2).unwrap(),
            closes: Day::new(2026, 3, 20).unwrap(),
            seal_key: [0xfb; 32],
            strata: vec![
                stratum("NET-2", "Netværk \"2\"", 7),
                stratum("NET-1", "Børn\tog unge", 5),
            ],
            scripts: BTreeMap::from([("ballot.js".to_owned(), Digest::plain(b"abc"))]),
        }
    }

    #[test]
    fn is_written_in_one_way_only() {
        let manifest = Manifest::freeze(parts()).unwrap();
        // Written by hand; the digests with sha256sum.
        let expected = concat!(
            r#"{"closes":"2026-03-20","format":"pejling manifest/1","groups":"@3","minimum":5,"opens":"2026-03-02","#,
            r#""policy":{"coalition":1,"differences":5,"most_sensitive":20,"ordinary":5,"sensitive":10},"#,
            r#""questionnaire":"8e35c2cd3bf6641bdb0e2050b76932cbb2e6034a0ddacc1d9bea82a6ba57f7cf","#,
            r#""scripts":{"ballot.js":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},"#,
            r#""seal_key":"-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s","strata":["#,
            r#"{"code":"NET-2","invited":7,"kid":"@2","label":"Netværk \"2\"","others":false},"#,
            r#"{"code":"NET-1","invited":5,"kid":"@1","label":"Børn\tog unge","others":true}],"survey":"demo-2026"}"#,
        )
        .replace("@1", &Digest::plain(b"NET-1").to_string())
        .replace("@2", &Digest::plain(b"NET-2").to_string())
        .replace("@3", &Digest::plain(b"groups").to_string());
        assert_eq!(manifest.json(), expected);
        assert_eq!(
            manifest.stratum(&Digest::plain(b"NET-1")).unwrap().invited,
            5
        );
        assert_eq!(manifest.stratum(&Digest::plain(b"NET-3")), None);
    }

    #[test]
    fn another_key_or_number_gives_another_fingerprint() {
        let of = |parts| Manifest::freeze(parts).unwrap().fingerprint();
        let print = of(parts());
        let bytes = Digest::plain(Manifest::freeze(parts()).unwrap().json().as_bytes());
        assert_eq!(print.digest(), bytes.to_string());
        assert_eq!(
            base32::decode(&print.to_string()).unwrap(),
            bytes.bytes()[..10]
        );
        assert_eq!(print.to_string().len(), 19);
        let (mut key, mut size, mut script) = (parts(), parts(), parts());
        key.strata[0].kid = Digest::plain(b"other");
        size.minimum = 4;
        script.scripts.clear();
        let (mut groups, mut policy) = (parts(), parts());
        groups.groups = Digest::plain(b"others");
        policy.policy.most_sensitive = 10;
        for changed in [key, size, script, groups, policy] {
            assert_ne!(of(changed), print);
        }
    }

    #[test]
    fn a_group_that_hides_nobody_is_refused() {
        let refused = |change: fn(&mut ManifestParts)| {
            let mut parts = parts();
            change(&mut parts);
            Manifest::freeze(parts).err()
        };
        let code = |code| GroupCode::parse(code).unwrap();
        assert_eq!(refused(|_| ()), None);
        assert_eq!(
            refused(|parts| parts.strata.clear()),
            Some(ManifestFault::Empty)
        );
        assert_eq!(
            refused(|parts| parts.minimum = 6),
            Some(ManifestFault::TooSmall {
                code: code("NET-1"),
                invited: 5,
                minimum: 6
            })
        );
        assert_eq!(
            refused(|parts| parts.strata[1].kid = parts.strata[0].kid),
            Some(ManifestFault::Twice(code("NET-1")))
        );
        assert_eq!(
            refused(|parts| parts.strata[1].code = parts.strata[0].code.clone()),
            Some(ManifestFault::Twice(code("NET-2")))
        );
        assert_eq!(
            refused(|parts| parts.strata[1].label = " netværk\u{200b}  2".to_owned()),
            Some(ManifestFault::Alike(code("NET-2"), code("NET-1")))
        );
    }

    proptest! {
        #[test]
        fn strings_are_those_of_a_json_reader(value: String) {
            prop_assert_eq!(serde_json::from_str::<String>(&text(&value)).unwrap(), value.clone());
            // serde_json escapes as RFC 8785 asks.
            prop_assert_eq!(serde_json::to_string(&value).unwrap(), text(&value));
        }
    }
}
