//! From texts that were read to published lists.

use std::collections::BTreeMap;

use crate::base::{Day, Digest, Entropy, GroupTree};
use crate::disclosure::{Decision, Ledger, Policy, Refusal, Release, StoredDecision};
use crate::instrument::Instrument;

use super::blank::blank;
use super::document::{Entry, FORMAT, TextList, TextsDocument, TextsGroup, TextsQuestion};
use super::{TextsRelease, WordingList, Wordings, minimum, published};

/// What texts are published beside: the survey's own questionnaire, groups, thresholds and figures.
pub struct Beside<'a> {
    /// The questionnaire.
    pub instrument: &'a Instrument,
    /// The groups.
    pub groups: &'a GroupTree,
    /// The thresholds.
    pub policy: &'a Policy,
    /// The figures.
    pub release: &'a Release,
}

/// Publishes the texts of a survey as they were decided on, and enters them into the ledger. Refused while one waits, and a second
/// time; on refusal the ledger is unchanged.
///
/// The caller stores the release and [`Ledger::newest`] in one transaction, and takes the originals out in the same.
#[expect(
    clippy::needless_pass_by_value,
    reason = "texts end here: nobody can publish the same ones twice"
)]
pub fn publish(
    wordings: Wordings,
    decisions: Vec<StoredDecision>,
    beside: &Beside<'_>,
    day: Day,
    entropy: &mut Entropy,
    ledger: &mut Ledger,
) -> Result<TextsRelease, Refusal> {
    let survey = &wordings.survey;
    ledger.admits_texts(survey)?;
    if !ledger.knows(survey.as_str(), beside.release.digest()) {
        return Err(Refusal::NotInLedger);
    }
    if wordings.lists.is_empty() {
        return Err(Refusal::TooFewTexts(survey.clone()));
    }
    let decided: BTreeMap<&str, &Decision> = decisions
        .iter()
        .map(|stored| (stored.id.as_str(), &stored.decision))
        .collect();
    let waiting = wordings
        .lists
        .iter()
        .flat_map(|list| &list.wordings)
        .filter(|wording| !decided.contains_key(wording.id.as_str()))
        .count();
    if waiting > 0 {
        return Err(Refusal::TextsWaiting {
            survey: survey.clone(),
            waiting,
        });
    }
    let questions = beside
        .instrument
        .items()
        .iter()
        .filter(|item| published(item))
        .map(|item| {
            // The key of this question's order is forgotten when its lists stand.
            let key = entropy.bytes::<32>();
            TextsQuestion {
                item: item.id.clone(),
                asked: item.text.clone(),
                minimum: minimum(beside.policy, item),
                lists: wordings
                    .lists
                    .iter()
                    .filter(|list| list.item == item.id)
                    .filter_map(|list| {
                        let group = beside.groups.get(list.group)?.code.to_string();
                        let texts = shuffled(list, &decided, &key);
                        Some(TextList { group, texts })
                    })
                    .collect(),
            }
        })
        .collect();
    let figures = beside.release.document();
    let texts = TextsRelease::seal(TextsDocument {
        format: FORMAT.to_owned(),
        survey: figures.survey.clone(),
        policy: figures.policy.clone(),
        release: figures.digest.clone(),
        groups: groups(beside.groups),
        questions,
        digest: String::new(),
    })?;
    ledger.append_texts(survey.clone(), *texts.digest(), day);
    Ok(texts)
}

/// The entries of a list in the order that the key gives.
fn shuffled(list: &WordingList, decided: &BTreeMap<&str, &Decision>, key: &[u8; 32]) -> Vec<Entry> {
    let place = |id: &str| Digest::of("pejling order of texts/1", &[key, id.as_bytes()]);
    let mut wordings: Vec<_> = list.wordings.iter().collect();
    wordings.sort_by_key(|wording| place(wording.id.as_str()));
    wordings
        .into_iter()
        .filter_map(|wording| {
            Some(match decided.get(wording.id.as_str())? {
                Decision::Keep => Entry::Text(wording.text.clone()),
                Decision::Redact(text) => Entry::Text(blank(text)),
                Decision::Drop(_) => Entry::LeftOut,
            })
        })
        .collect()
}

fn groups(tree: &GroupTree) -> Vec<TextsGroup> {
    tree.groups()
        .iter()
        .enumerate()
        .map(|(index, group)| TextsGroup {
            id: group.code.to_string(),
            label: group.label.clone(),
            kind: group.kind.word().to_owned(),
            parent: group
                .parent
                .and_then(|parent| tree.get(parent))
                .map(|parent| parent.code.to_string()),
            direct: tree.direct(index) > 0,
        })
        .collect()
}
