//! Checks a release document against its certificate: without a solver, without anybody's answers, without the database.
//!
//! Every world is published again by the display function and compared with the document, figure by figure; then every need of every
//! target is looked at anew. What it takes from the certificate are numbers of answers per stratum, the sort of each question, and how
//! much detail each group's number of answers was found to allow.

use std::sync::Arc;

use crate::base::{Facts, Group, GroupCode, GroupKind, GroupTree};

use super::aspect::{Aspect, aspects};
use super::audit::check::check;
use super::audit::frame::Frame as Groups;
use super::audit::question::{Publisher, Shown as Bytes};
use super::audit::sheet::Sheet;
use super::audit::target::Thresholds;
use super::audited::peopled;
use super::certificate::Certified;
use super::display::Spread;
use super::document::{Cell, Figure, Figures, Shown, Subject, Table};
use super::ends::Ends;
use super::figures::figures;
use super::policy::COALITIONS;
use super::primary::Detail;
use super::tabulate::Measure;
use super::{Certificate, Refusal, ReleaseDocument};

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Tables; those of scales follow from the others, those of numbers are not looked at.
    pub tables: usize,
    /// Parts of them that stand by themselves.
    pub blocks: usize,
    /// Worlds published again.
    pub worlds: usize,
    /// Things that nobody may be able to tell, of sets of people and classes of answers.
    pub needs: usize,
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
    let coalition = coalition(document, certificate)?;
    sizes(document)?;
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
    let mut verified = Verified::default();
    let mut certified = certificate.tables.iter().peekable();
    for (place, table) in document.tables.iter().enumerate() {
        let Some(proof) = certified.next_if(|proof| proof.table == place) else {
            if needs_no_proof(table) {
                continue;
            }
            return Err(Refusal::NotProven(format!("table {place} has no proof")));
        };
        let prover = Prover {
            cells: table.cells.iter().collect(),
            ids: &ids,
            groups: &groups,
            least: document.policy.ordinary,
            coalition,
        };
        verified.add(prover.prove(proof)?);
        if let Some(group) = small_remainder(&tree, &certificate.strata, table, proof, document) {
            return Err(Refusal::NotProven(format!(
                "table {place}: of group {group} less is left than the policy allows when the groups shown in it are taken away"
            )));
        }
    }
    match certified.next() {
        None => Ok(verified),
        Some(_) => Err(not(
            "it has a part on a table that the release does not have",
        )),
    }
}

/// Against how many who pool their answers document and certificate agree to protect.
pub(in crate::disclosure) fn coalition(
    document: &ReleaseDocument,
    certificate: &Certificate,
) -> Result<u32, Refusal> {
    let coalition = document.policy.coalition;
    if certificate.coalition != coalition || !COALITIONS.contains(&coalition) {
        return Err(Refusal::NotProven(
            "it is for another number of people who pool their answers".to_owned(),
        ));
    }
    Ok(coalition)
}

/// Refuses a group or cut that is shown with too few ballots.
pub(in crate::disclosure) fn sizes(document: &ReleaseDocument) -> Result<(), Refusal> {
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
    }
}

/// One table, and what it takes to check it.
pub(in crate::disclosure) struct Prover<'a> {
    /// A cell per group and cut.
    pub(in crate::disclosure) cells: Vec<&'a Cell>,
    /// Which of them stands at each place of the frame.
    pub(in crate::disclosure) ids: &'a [Option<usize>],
    /// The frame.
    pub(in crate::disclosure) groups: &'a Groups,
    /// Fewest answers of any question.
    pub(in crate::disclosure) least: u32,
    /// Against how many who pool their answers.
    pub(in crate::disclosure) coalition: u32,
}

impl Prover<'_> {
    /// Checks every aspect of the table.
    pub(in crate::disclosure) fn prove(&self, proof: &Certified) -> Result<Verified, Refusal> {
        let place = proof.table;
        let (measure, reverse) = proof.sort.measure();
        let aspects = aspects(measure, reverse);
        if proof.answers.len() != self.groups.atoms()
            || proof.details.len() != self.cells.len()
            || proof.aspects.len() != aspects.len()
            || proof.minimum < self.least
        {
            return Err(Refusal::NotProven(format!(
                "its part on table {place} has not the shape of the release"
            )));
        }
        let mut verified = Verified {
            tables: 1,
            ..Verified::default()
        };
        let ends = Ends::against(self.coalition);
        for (aspect, entries) in aspects.into_iter().zip(&proof.aspects) {
            let view = View {
                cells: &self.cells,
                proof,
                measure,
                reverse,
                aspect,
                ids: self.ids,
                ends,
            };
            let sheet = Sheet {
                frame: self.groups,
                kind: Arc::new(aspect.kind()),
                n: &proof.answers,
                published: view.published(self.groups.groups())?,
            };
            let thresholds = Thresholds {
                minimum: proof.minimum,
                coalition: self.coalition,
                ..Thresholds::default()
            };
            let checked = check(&sheet, &thresholds, &view, entries)
                .map_err(|fault| Refusal::NotProven(format!("table {place}: {fault}")))?;
            verified.blocks += checked.blocks;
            verified.worlds += checked.worlds;
            verified.needs += checked.needs;
        }
        Ok(verified)
    }
}

/// A group of which, less the groups shown in it, fewer answers are left than the policy allows.
fn small_remainder(
    tree: &GroupTree,
    strata: &[String],
    table: &Table,
    proof: &Certified,
    document: &ReleaseDocument,
) -> Option<String> {
    let shown = |group: &usize| {
        let cell = table.cells.get(*group);
        cell.is_some_and(|cell| matches!(cell.figures, Shown::Shown(_)))
    };
    let groups = tree.groups();
    let mut left = vec![0; groups.len()];
    let mut parted = vec![false; groups.len()];
    for (code, answers) in strata.iter().zip(&proof.answers).filter(|(_, n)| **n > 0) {
        let stratum = groups
            .iter()
            .position(|group| group.code.as_str() == code)?;
        let mut around = tree.path(stratum).filter(shown);
        if let Some(nearest) = around.next() {
            left[nearest] += answers;
        }
        around.for_each(|group| parted[group] = true);
    }
    let fewest = document.policy.differences.max(proof.minimum);
    let small = |group: &usize| parted[*group] && (1..fewest).contains(&left[*group]);
    let found = (0..groups.len()).find(small)?;
    groups.get(found).map(|group| group.code.to_string())
}

/// Scores are made from what the other tables show; numbers are not looked at; and what shows nothing needs nothing.
fn needs_no_proof(table: &Table) -> bool {
    matches!(table.about, Subject::Scale(_))
        || table.cells.iter().all(|cell| {
            matches!(
                cell.figures,
                Shown::Hidden(_) | Shown::Shown(Figures::Number { .. })
            )
        })
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

/// One aspect of one table.
struct View<'a> {
    cells: &'a [&'a Cell],
    proof: &'a Certified,
    measure: Measure,
    reverse: bool,
    aspect: Aspect,
    /// The cell at each place of the frame.
    ids: &'a [Option<usize>],
    /// Where bounds begin.
    ends: Ends,
}

impl View<'_> {
    fn cell(&self, place: usize) -> Option<(&Cell, Detail)> {
        let group = (*self.ids.get(place)?)?;
        Some((
            self.cells.get(group)?,
            self.proof.details.get(group)?.detail(),
        ))
    }

    fn published(
        &self,
        groups: &[Vec<usize>],
    ) -> Result<Vec<Option<super::audit::sheet::Published>>, Refusal> {
        groups
            .iter()
            .enumerate()
            .map(|(place, atoms)| {
                let n: u32 = atoms.iter().map(|atom| self.proof.answers[*atom]).sum();
                let Some((cell, detail)) = self.cell(place) else {
                    return Ok(None);
                };
                if let Shown::Shown(Figure::Exact(base)) = cell.base
                    && whole(base) != n
                {
                    let group = &cell.group;
                    return Err(Refusal::NotProven(format!(
                        "group {group} has another number of answers"
                    )));
                }
                Ok(self.aspect.published(&cell.figures, detail, n, self.ends))
            })
            .collect()
    }

    /// The spread that the whole displays.
    fn whole(&self) -> Option<Spread> {
        let cell = self.cells.first()?;
        match (&cell.figures, &cell.base) {
            (Shown::Shown(Figures::Rating { sd, .. }), Shown::Shown(Figure::Exact(_))) => {
                Some(Spread {
                    sd: *sd,
                    n: self.proof.answers.iter().sum(),
                })
            }
            _ => None,
        }
    }
}

impl Publisher for View<'_> {
    fn publish(&self, place: usize, categories: &[u32]) -> Bytes {
        let Some((cell, detail)) = self.cell(place) else {
            return Bytes(Vec::new());
        };
        let counts = self.aspect.counts(self.measure, categories);
        let bound = match cell.base {
            Shown::Shown(Figure::AtMost(bound)) => Some(whole(bound)),
            _ => None,
        };
        let shown = figures(
            self.measure,
            self.reverse,
            &counts,
            detail,
            bound,
            self.whole(),
            self.ends,
        );
        self.aspect.shown(&shown)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of respondents, stored as a figure"
)]
fn whole(base: f64) -> u32 {
    base.max(0.0).round() as u32
}
