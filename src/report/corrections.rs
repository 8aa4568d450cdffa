//! What was said of a release after it came out: the reader of an older report is told what is called otherwise now, and why.
//!
//! The notes themselves stand on every page already: they are notes of the document as it is presented.

use std::collections::BTreeMap;

use crate::base::Lang;
use crate::disclosure::correction::document::NewName;
use crate::disclosure::document::ReleasedGroup;
use crate::disclosure::{Correction, Release};

use super::model::{Block, Report};
use super::words::{group_name, pick, quoted};

/// Adds the corrections of the release to the method of the report.
pub(super) fn tell(report: &mut Report, release: &Release) {
    let lang = report.lang;
    let mut named: BTreeMap<&str, ReleasedGroup> = release
        .document()
        .groups
        .iter()
        .map(|group| (group.id.as_str(), group.clone()))
        .collect();
    for correction in release.corrections() {
        let said = said(lang, correction, &mut named);
        for block in &mut report.blocks {
            if let Block::Method(terms) = block {
                terms.push(said.clone());
            }
        }
    }
}

fn said(
    lang: Lang,
    correction: &Correction,
    named: &mut BTreeMap<&str, ReleasedGroup>,
) -> (String, String) {
    let day = correction.day().written(lang);
    let document = correction.document();
    let mut sentences: Vec<String> = document
        .names()
        .iter()
        .filter_map(|name| {
            let group = named.get_mut(name.group.as_str())?;
            Some(renamed(lang, group, name))
        })
        .collect();
    sentences.extend(document.note().map(|note| note.get(lang).to_owned()));
    let reason = document.reason.get(lang);
    sentences.push(match lang {
        Lang::Da => format!("Grund: {reason}"),
        Lang::En => format!("Reason: {reason}"),
    });
    let term = match lang {
        Lang::Da => format!("Rettelse {day}"),
        Lang::En => format!("Correction of {day}"),
    };
    let sentences: Vec<String> = sentences.into_iter().map(ended).collect();
    (term, sentences.join(" "))
}

fn renamed(lang: Lang, group: &mut ReleasedGroup, name: &NewName) -> String {
    let before = quoted(lang, group_name(lang, group));
    group.label.clone_from(&name.label);
    group.label_en.clone_from(&name.label_en);
    let now = quoted(lang, group_name(lang, group));
    if before == now {
        // Only the name in the other language is another.
        return match lang {
            Lang::Da => format!("{now} har fået et andet navn på engelsk."),
            Lang::En => format!("{now} has another name in Danish."),
        };
    }
    format!(
        "{before} {} {now}.",
        pick(lang, "hedder nu", "is now called")
    )
}

/// As a sentence with an end.
fn ended(mut sentence: String) -> String {
    if !sentence.ends_with(['.', '!', '?', '…']) {
        sentence.push('.');
    }
    sentence
}
