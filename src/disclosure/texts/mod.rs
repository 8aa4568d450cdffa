//! Answers in people's own words, from the store to publication.
//!
//! ```text
//! StoredComment ─ Wordings: allot (where), blank (by rule) ─► a reader: flags ─► StoredDecision ─ publish ─► TextsRelease ─► ledger
//! ```
//!
//! # Invariants
//! - A text is published at one group only, in a list of at least [`SMALLEST_LIST`] or the threshold of the question's class, whichever is
//!   higher; see `allot`. A question of the most sensitive class has its list at the whole.
//! - Nobody reads a text that the rules of [`mod@blank`] have not gone over, nor one that will stand in no list.
//! - The order within a list is drawn by chance, for each question anew, and the key is forgotten: nothing ties two answers of one person
//!   together, and no list tells of the order in which anything came.
//! - Texts stand beside no figure, and no number of texts is published of a list under 20 in any other way than by the list itself.
//! - Texts that stand in no list stand in none later, for nobody can answer any more: they may be deleted without changing a list.
//! - A text that its reader has taken out leaves a mark, so that a list shows how many wrote, and a short one is not taken for a small group.
//!
//! # Limits
//! A style, or what only one person can know, may still tell who wrote a text; rules do not see that, its reader must.

mod allot;
pub mod blank;
mod digits;
pub mod document;
mod doubtful;
mod first_names;
pub mod flag;
pub mod publish;
pub mod release;
#[cfg(test)]
pub(in crate::disclosure) mod tests;
pub mod twice;

use std::collections::BTreeMap;

use crate::base::{GroupTree, RowId, SurveyCode};
use crate::fieldwork::ClosedSurvey;
use crate::instrument::{Instrument, Item, ItemKind, Sensitivity};

use super::document::Shown;
use super::{Policy, Refusal, Release, StoredComment};

pub use document::TextsDocument;
pub use publish::publish;
pub use release::TextsRelease;

/// Fewest texts of a list, whatever the thresholds of figures: words tell more of a person than a cross does.
pub const SMALLEST_LIST: u32 = 10;

/// Fewest texts of a list of answers to this question.
fn minimum(policy: &Policy, item: &Item) -> u32 {
    policy.minimum(item.sensitivity).max(SMALLEST_LIST)
}

/// A text on its way to publication, blanked by rule. Reading it is what it is for; it can be neither printed nor serialised by accident.
pub struct Wording {
    /// The id it has in the store: random, made at the tally.
    pub id: RowId,
    /// What was written, with what the rules blank.
    pub text: String,
}

/// The texts that will stand in one list.
pub struct WordingList {
    /// Name of the item they answer.
    pub item: String,
    /// Index of the group whose list it is.
    pub group: usize,
    /// The texts, by id.
    pub wordings: Vec<Wording>,
}

/// The texts of a closed survey, each in the list it belongs to.
pub struct Wordings {
    survey: SurveyCode,
    lists: Vec<WordingList>,
    /// Texts that stand in no list, because there are too few to one question.
    unlisted: Vec<RowId>,
}

impl Wordings {
    /// Puts stored texts into lists. Refused if release, questionnaire or groups are not those of the survey.
    pub fn open(
        closed: &ClosedSurvey<'_>,
        instrument: &Instrument,
        groups: &GroupTree,
        policy: &Policy,
        release: &Release,
        comments: Vec<StoredComment>,
    ) -> Result<Self, Refusal> {
        let survey = closed.survey();
        let document = release.document();
        if document.survey.code != survey.code.as_str() {
            return Err(Refusal::OtherSurvey(survey.code.clone()));
        }
        if instrument.parts().digest != survey.instrument {
            return Err(Refusal::OtherInstrument(survey.code.clone()));
        }
        let shown: BTreeMap<&str, bool> = document
            .groups
            .iter()
            .map(|group| (group.id.as_str(), matches!(group.size, Shown::Shown(_))))
            .collect();
        let shown: Vec<bool> = groups
            .groups()
            .iter()
            .map(|group| shown.get(group.code.as_str()).copied().unwrap_or(false))
            .collect();
        let mut stood: BTreeMap<String, Vec<(usize, Wording)>> = BTreeMap::new();
        for comment in comments {
            let group = groups
                .position(&comment.group)
                .ok_or(Refusal::UnknownGroup(comment.group))?;
            let wording = Wording {
                id: comment.id,
                text: blank::blank(&comment.text),
            };
            stood
                .entry(comment.item)
                .or_default()
                .push((group, wording));
        }
        let (mut lists, mut unlisted) = (Vec::new(), Vec::new());
        let id = |(_, wording): (usize, Wording)| wording.id;
        for item in instrument.items() {
            let Some(wordings) = stood.remove(&item.id) else {
                continue;
            };
            if !published(item) {
                unlisted.extend(wordings.into_iter().map(id));
                continue;
            }
            let mut own = vec![0; shown.len()];
            for (group, _) in &wordings {
                own[*group] += 1;
            }
            let nowhere = vec![false; shown.len()];
            let whole_only = item.sensitivity == Sensitivity::MostSensitive;
            let open = if whole_only { &nowhere } else { &shown };
            let places = allot::allot(groups, &own, open, minimum(policy, item));
            let mut by_group: BTreeMap<usize, Vec<Wording>> = BTreeMap::new();
            for (group, wording) in wordings {
                match places[group] {
                    Some(place) => by_group.entry(place).or_default().push(wording),
                    None => unlisted.push(wording.id),
                }
            }
            lists.extend(by_group.into_iter().map(|(group, wordings)| WordingList {
                item: item.id.clone(),
                group,
                wordings,
            }));
        }
        unlisted.extend(stood.into_values().flatten().map(id));
        Ok(Self {
            survey: survey.code.clone(),
            lists,
            unlisted,
        })
    }

    /// The lists, by question and group.
    pub fn lists(&self) -> &[WordingList] {
        &self.lists
    }

    /// Ids of texts that stand in no list: too few to one question. Nobody reads them.
    pub fn unlisted(&self) -> &[RowId] {
        &self.unlisted
    }
}

/// Whether answers to this item are published as texts.
fn published(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Text { .. }) && item.sensitivity != Sensitivity::Named
}
