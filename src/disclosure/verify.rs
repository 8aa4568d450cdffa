//! Checks a release document against its certificate: without a solver, without anybody's answers, without the database.
//!
//! Every world is published again by the display function and compared with the document, figure by figure; then every need of every
//! target is looked at anew. What it takes from the certificate are numbers of answers per stratum, the sort of each question, and how
//! much detail each group's number of answers was found to allow.

use std::sync::Arc;

use crate::base::{Facts, Group, GroupCode, GroupKind, GroupTree};

use super::aspect::{Aspect, aspects};
use super::audit::check::check;
use super::audit::question::{Publisher, Shown as Bytes};
use super::audit::sheet::Sheet;
use super::audit::target::Thresholds;
use super::audited::peopled;
use super::certificate::Certified;
use super::display::Spread;
use super::document::{Cell, Figure, Figures, Shown, Subject, Table};
use super::figures::figures;
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
    let mut verified = Verified::default();
    let mut certified = certificate.tables.iter().peekable();
    for (place, table) in document.tables.iter().enumerate() {
        let Some(proof) = certified.next_if(|proof| proof.table == place) else {
            if needs_no_proof(table) {
                continue;
            }
            return Err(Refusal::NotProven(format!("table {place} has no proof")));
        };
        let (measure, reverse) = proof.sort.measure();
        if proof.answers.len() != strata.len()
            || proof.details.len() != table.cells.len()
            || proof.aspects.len() != aspects(measure, reverse).len()
            || proof.minimum < document.policy.ordinary
        {
            return Err(Refusal::NotProven(format!(
                "its part on table {place} has not the shape of the release"
            )));
        }
        for (aspect, entries) in aspects(measure, reverse).into_iter().zip(&proof.aspects) {
            let view = View {
                table,
                proof,
                measure,
                reverse,
                aspect,
                ids: &ids,
            };
            let sheet = Sheet {
                frame: &groups,
                kind: Arc::new(aspect.kind()),
                n: &proof.answers,
                published: view.published(groups.groups())?,
            };
            let thresholds = Thresholds {
                minimum: proof.minimum,
                ..Thresholds::default()
            };
            let checked = check(&sheet, &thresholds, &view, entries)
                .map_err(|fault| Refusal::NotProven(format!("table {place}: {fault}")))?;
            verified.blocks += checked.blocks;
            verified.worlds += checked.worlds;
            verified.needs += checked.needs;
        }
        verified.tables += 1;
    }
    match certified.next() {
        None => Ok(verified),
        Some(_) => Err(not(
            "it has a part on a table that the release does not have",
        )),
    }
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
fn tree(document: &ReleaseDocument) -> Result<GroupTree, Refusal> {
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
    table: &'a Table,
    proof: &'a Certified,
    measure: Measure,
    reverse: bool,
    aspect: Aspect,
    /// The group of the document at each place of the frame.
    ids: &'a [usize],
}

impl View<'_> {
    fn cell(&self, place: usize) -> Option<(&Cell, Detail)> {
        let group = *self.ids.get(place)?;
        Some((
            self.table.cells.get(group)?,
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
                Ok(self.aspect.published(&cell.figures, detail, n))
            })
            .collect()
    }

    /// The spread that the whole displays.
    fn whole(&self) -> Option<Spread> {
        let cell = self.table.cells.first()?;
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
