//! What corrections of releases tell: own reading of `pejling.correction/1`, made from its published schema.
//!
//! A correction is no release: it must hold no figure. What is looked for is a figure, or an address, in its words. Names of groups and notes
//! change nothing of what the releases tell, and a release that was withdrawn is known as it was.

use serde::{Deserialize, Serialize};

use crate::base::Digest;
use crate::forensics::intruder::derive::Proof;
use crate::forensics::intruder::document::{Document, Malformed};
use crate::forensics::intruder::report::{Find, Outcome};
use crate::forensics::intruder::verdict::Kind;

/// The only format that is read.
pub const FORMAT: &str = "pejling.correction/1";

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Both {
    pub da: String,
    pub en: String,
}

/// A better name of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Name {
    pub group: String,
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub enum Says {
    Amended {
        note: Option<Both>,
        names: Vec<Name>,
    },
    Withdrawn,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the words of the format")]
pub struct Correction {
    pub format: String,
    pub survey: String,
    pub release: String,
    pub day: String,
    pub reason: Both,
    pub says: Says,
    pub digest: String,
}

/// Whether a file says of itself that it is a correction.
pub fn is_correction(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Header {
        format: String,
    }
    serde_json::from_str::<Header>(text).is_ok_and(|header| header.format == FORMAT)
}

/// Reads one correction.
pub fn read(text: &str) -> Result<Correction, Malformed> {
    let correction = read_unsealed(text)?;
    let unsealed = Correction {
        digest: String::new(),
        ..correction.clone()
    };
    let canonical = serde_json::to_vec(&unsealed).map_err(|f| Malformed::Shape(f.to_string()))?;
    if Digest::plain(&canonical).to_string() == correction.digest {
        Ok(correction)
    } else {
        Err(Malformed::Altered)
    }
}

/// Reads one correction whatever digest it bears: for corrections made by hand.
pub fn read_unsealed(text: &str) -> Result<Correction, Malformed> {
    let correction: Correction =
        serde_json::from_str(text).map_err(|fault| Malformed::Shape(fault.to_string()))?;
    if correction.format == FORMAT {
        Ok(correction)
    } else {
        Err(Malformed::Format(
            correction.format.chars().take(40).collect(),
        ))
    }
}

/// Whether each correction is about one of the documents, and about groups that it has.
pub fn together(corrections: &[Correction], documents: &[Document]) -> Result<(), Malformed> {
    for correction in corrections {
        let about = documents.iter().find(|document| {
            document.digest == correction.release && document.survey.code == correction.survey
        });
        let Some(about) = about else {
            return Err(Malformed::Orphan(
                correction.release.chars().take(64).collect(),
            ));
        };
        let known = |name: &&Name| about.groups.iter().any(|group| group.id == name.group);
        if let Some(name) = names(correction).iter().find(|name| !known(name)) {
            return Err(Malformed::Group {
                group: name.group.clone(),
                what: "a correction names it, and the release does not have it".to_owned(),
            });
        }
    }
    Ok(())
}

/// Looks for figures and addresses in the words of corrections, and adds what is found to an outcome.
pub fn attack(corrections: &[Correction], outcome: &mut Outcome) {
    for correction in corrections {
        outcome
            .documents
            .push(format!("{} (correction)", correction.survey));
        let said = words(correction);
        let found = said.into_iter().filter_map(|(whose, text, label)| {
            let what = tells(text, label)?;
            Some(Find {
                kind: Kind::RuleBroken,
                question: "correction".to_owned(),
                who: whose,
                says: format!("{what} in \"{text}\""),
                proof: Proof::Sum,
                why: Vec::new(),
            })
        });
        outcome.finds.extend(found);
    }
}

fn names(correction: &Correction) -> &[Name] {
    match &correction.says {
        Says::Amended { names, .. } => names,
        Says::Withdrawn => &[],
    }
}

/// Every text of a correction, with where it stands and whether it is a name of a group.
fn words(correction: &Correction) -> Vec<(String, &str, bool)> {
    let note = match &correction.says {
        Says::Amended { note, .. } => note.as_ref(),
        Says::Withdrawn => None,
    };
    let mut words = Vec::new();
    for (what, text) in std::iter::once(("its reason", &correction.reason))
        .chain(note.map(|note| ("its note", note)))
    {
        for said in [&text.da, &text.en] {
            words.push((what.to_owned(), said.as_str(), false));
        }
    }
    for name in names(correction) {
        let whose = || format!("its name of {}", name.group);
        words.push((whose(), name.label.as_str(), true));
        words.extend((name.label_en.as_deref()).map(|label| (whose(), label, true)));
    }
    words
}

/// What a text holds that has no business there. A name of a group may hold a small number, as "Hold 3" does.
fn tells(text: &str, label: bool) -> Option<&'static str> {
    if text.contains('@') {
        return Some("an address");
    }
    let runs = text.split(|c: char| !c.is_numeric());
    let longest = runs.clone().map(|run| run.chars().count()).max();
    let mut parts = text.split(|c: char| !c.is_alphanumeric());
    let number = |part: &str| {
        part.starts_with(char::is_numeric)
            && !part
                .parse()
                .is_ok_and(|year: u32| (1900..2100).contains(&year))
    };
    let figure = text.contains('%')
        || longest > Some(4)
        || (!label && parts.any(number))
        || (label && runs.filter(|run| !run.is_empty()).count() > 1 && text.contains([',', '.']));
    figure.then_some("a figure")
}
