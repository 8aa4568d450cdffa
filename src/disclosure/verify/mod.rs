//! Checks a release document against its certificate: without a solver, without anybody's answers, without the database.
//!
//! What it takes from the certificate are numbers of answers per stratum, how much detail each group's number of answers was found to allow,
//! and what each table is about: the sort of a question, how sensitive it is, what makes a scale. The last of these it need not take: whoever
//! has the questionnaire whose digest the release names checks them with [`asks`].
//!
//! # Invariants
//! - No table is passed over: each is proved, worked out again, or shows nothing, but for numbers, of which only the numbers of answers are
//!   looked at. What passed how is told: [`Verified`].
//! - A question is shown for no fewer answers than its class needs, and a score says no more than the figures of its items.

mod cells;
mod numbers;
mod scores;
pub(in crate::disclosure) mod tables;

use crate::base::{Facts, Group, GroupCode, GroupKind, GroupTree};
use crate::instrument::Instrument;

use super::audited::peopled;
use super::document::{ReleasedGroup, Shown};
use super::matter::matters;
use super::{Certificate, Policy, Refusal, ReleaseDocument};
use tables::{Checker, Whole};

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Tables that worlds stand behind.
    pub tables: usize,
    /// Parts of them that stand by themselves.
    pub blocks: usize,
    /// Worlds published again.
    pub worlds: usize,
    /// Things that nobody may be able to tell, of sets of people and classes of answers.
    pub needs: usize,
    /// Scores worked out again from the means that are shown.
    pub scores: usize,
    /// Scores that are the mean of respondents' own, from 20 answers: held against what the points shown of the items allow.
    pub own_scores: usize,
    /// Tables of numbers that show any. No worlds stand behind these: it was looked at how many answered, and that mean and spread are displayed as
    /// the rules say.
    pub numbers: usize,
}

/// Checks that the certificate proves the document.
pub fn verify(document: &ReleaseDocument, certificate: &Certificate) -> Result<Verified, Refusal> {
    let not = |why: &str| Refusal::NotProven(why.to_owned());
    if certificate.release != document.digest {
        return Err(not("it belongs to another release"));
    }
    if !document.adds_to.is_empty() {
        return Err(not(
            "the release adds to others: it is checked together with them",
        ));
    }
    thresholds(document, certificate)?;
    shape(document)?;
    let tree = tree(document)?;
    let mut own = vec![0; tree.groups().len()];
    for code in &certificate.strata {
        let at = tree
            .groups()
            .iter()
            .position(|group| group.code.as_str() == code);
        let at = at.ok_or_else(|| not("it names a group that the release does not have"))?;
        own[at] = 1;
    }
    let (strata, ids, groups) = peopled(&tree, &own)?;
    if strata.len() != certificate.strata.len() {
        return Err(not("it names a group twice"));
    }
    let ids: Vec<Option<usize>> = ids.into_iter().map(Some).collect();
    let tables: Vec<Whole<'_>> = document
        .tables
        .iter()
        .map(|table| Whole {
            about: &table.about,
            cells: table.cells.iter().collect(),
        })
        .collect();
    let left = |shown: &[bool], answers: &[u32], _, fewest: u32| match small_remainder(
        &tree,
        &certificate.strata,
        shown,
        answers,
        fewest,
    ) {
        None => Ok(()),
        Some(group) => Err(format!(
            "of group {group} less is left than the policy allows when the groups shown in it are taken away"
        )),
    };
    Checker {
        policy: &document.policy,
        certificate,
        sizes: &sizes(&document.groups),
        fresh: 0,
        ids: &ids,
        groups: &groups,
        left: &left,
    }
    .check(&tables)
}

/// Checks that the document is of this questionnaire, and that the certificate says of each table what the questionnaire says of it.
pub fn asks(
    document: &ReleaseDocument,
    certificate: &Certificate,
    instrument: &Instrument,
) -> Result<(), Refusal> {
    if document.survey.instrument != instrument.parts().digest.to_string() {
        return Err(Refusal::NotProven(
            "the release is of another questionnaire: its digest is not that of this one"
                .to_owned(),
        ));
    }
    let asked = matters(instrument);
    let subjects = document.tables.iter().map(|table| &table.about);
    if !subjects.eq(asked.iter().map(|(subject, _)| subject)) {
        return Err(Refusal::NotProven(
            "the release has tables about other things than the questionnaire asks".to_owned(),
        ));
    }
    let mut said = certificate.about.iter();
    for (place, (_, matter)) in asked.iter().enumerate() {
        if said.next() != Some(matter) {
            return Err(Refusal::NotProven(format!(
                "table {place}: it says something else of what this is about than the questionnaire"
            )));
        }
    }
    match said.next() {
        None => Ok(()),
        Some(_) => Err(Refusal::NotProven(
            "it says of more tables what they are about than the questionnaire has".to_owned(),
        )),
    }
}

/// Refuses thresholds that protect nobody or are lower than those of the policy that the release names, and a certificate for another
/// number of people who pool their answers.
pub(in crate::disclosure) fn thresholds(
    document: &ReleaseDocument,
    certificate: &Certificate,
) -> Result<(), Refusal> {
    let facts = &document.policy;
    if certificate.coalition != facts.coalition {
        return Err(Refusal::NotProven(
            "it is for another number of people who pool their answers".to_owned(),
        ));
    }
    let minima = [facts.ordinary, facts.sensitive, facts.most_sensitive];
    let [ordinary, sensitive, most_sensitive] = minima;
    let named = Policy::named(&facts.name);
    // How many may have moved between two surveys stands in the name alone.
    let moved = named.as_ref().map_or(0, Policy::moved);
    let stated = Policy::custom(&facts.name, ordinary, sensitive, most_sensitive)
        .and_then(|policy| policy.with_coalition(facts.coalition))
        .map_err(|fault| Refusal::NotProven(fault.to_string()))?
        .with_differences(facts.differences)
        .with_moved(moved);
    let lower = named.is_ok_and(|named| !stated.at_least_as_strict_as(&named));
    if lower || facts.differences < ordinary {
        return Err(Refusal::NotProven(format!(
            "the release has lower thresholds than its policy {}",
            facts.name
        )));
    }
    Ok(())
}

/// Ballots of each group, where they are shown.
pub(in crate::disclosure) fn sizes(groups: &[ReleasedGroup]) -> Vec<Option<u32>> {
    let answered = groups.iter().map(|group| match group.size {
        Shown::Shown(size) => Some(size.answered),
        Shown::Hidden(_) => None,
    });
    answered.collect()
}

/// Refuses a table that has not one cell per group, in their order, and a group or cut that is shown with too few ballots.
pub(in crate::disclosure) fn shape(document: &ReleaseDocument) -> Result<(), Refusal> {
    let ids = || document.groups.iter().map(|group| &group.id);
    for (place, table) in document.tables.iter().enumerate() {
        if !table.cells.iter().map(|cell| &cell.group).eq(ids()) {
            return Err(Refusal::NotProven(format!(
                "table {place}: it has not one cell per group, in their order"
            )));
        }
    }
    let minimum = document.policy.ordinary;
    for group in &document.groups {
        if let Shown::Shown(size) = group.size
            && size.answered < minimum
        {
            return Err(Refusal::NotProven(format!(
                "group {} is shown with {} ballots, fewer than {minimum}",
                group.id, size.answered
            )));
        }
    }
    Ok(())
}

impl Verified {
    /// Adds one table.
    pub(in crate::disclosure) fn add(&mut self, table: Self) {
        self.tables += table.tables;
        self.blocks += table.blocks;
        self.worlds += table.worlds;
        self.needs += table.needs;
        self.scores += table.scores;
        self.own_scores += table.own_scores;
        self.numbers += table.numbers;
    }
}

/// A group of which, less the groups shown in it, fewer answers are left than `fewest`.
fn small_remainder(
    tree: &GroupTree,
    strata: &[String],
    shown: &[bool],
    answers: &[u32],
    fewest: u32,
) -> Option<String> {
    let groups = tree.groups();
    let mut left = vec![0_u32; groups.len()];
    let mut parted = vec![false; groups.len()];
    for (code, answers) in strata.iter().zip(answers).filter(|(_, n)| **n > 0) {
        let stratum = groups
            .iter()
            .position(|group| group.code.as_str() == code)?;
        let mut around = tree
            .path(stratum)
            .filter(|group| shown.get(*group) == Some(&true));
        if let Some(nearest) = around.next() {
            left[nearest] += answers;
        }
        around.for_each(|group| parted[group] = true);
    }
    let small = |group: &usize| parted[*group] && (1..fewest).contains(&left[*group]);
    let found = (0..groups.len()).find(small)?;
    groups.get(found).map(|group| group.code.to_string())
}

/// The groups of a document as a tree; sizes that are not shown are 0.
pub(in crate::disclosure) fn tree(document: &ReleaseDocument) -> Result<GroupTree, Refusal> {
    let bad = |what: String| Refusal::BadDocument(what);
    let mut groups = Vec::with_capacity(document.groups.len());
    for group in &document.groups {
        let parent = match &group.parent {
            None => None,
            Some(id) => Some(
                document
                    .groups
                    .iter()
                    .position(|other| other.id == *id)
                    .ok_or_else(|| bad(format!("group {id} does not exist")))?,
            ),
        };
        groups.push(Group {
            code: GroupCode::parse(&group.id).map_err(|fault| bad(fault.to_string()))?,
            label: String::new(),
            kind: GroupKind::from_word(&group.kind)
                .ok_or_else(|| bad(format!("there is no kind of group \"{}\"", group.kind)))?,
            parent,
            invited: match group.size {
                Shown::Shown(size) => size.invited,
                Shown::Hidden(_) => 0,
            },
            facts: Facts::none(),
        });
    }
    GroupTree::new(groups).map_err(|fault| bad(fault.to_string()))
}
