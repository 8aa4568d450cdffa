//! Later releases of a survey: cuts, decided and audited together with all that went before.
//!
//! ```text
//! microdata ─ tabulate: groups and cuts ─┬─ what is out: decided again as it was then, must be what was published, figure by figure
//!                                        └─ the cuts asked for ─ joint: structure ─ audit ─ document ─ verify ─ ledger
//! ```
//!
//! # Invariants
//! - What is out is never altered, and never made anew from other answers: if the stored answers do not give it, nothing is added.
//! - A later release repeats of an earlier one the figures of the whole, and nothing else.
//! - It stands in the ledger with its reason before anyone can hold it.

pub(in crate::disclosure) mod audit;
pub(in crate::disclosure) mod differences;
pub(in crate::disclosure) mod joint;
pub mod proof;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::{Digest, GroupKind, GroupTree};
use crate::instrument::Instrument;

use super::cells::{Frame, Tables};
use super::complement::Shape;
use super::cut::{Cut, CutOrder};
use super::document::{FORMAT, Reason, ReleasedGroup, Shown, Size, Table};
use super::ledger::is_mark;
use super::microdata::Microdata;
use super::proved::Along;
use super::tabulate::{RawTables, tabulate_with};
use super::verify::asks;
use super::{Certificate, Ledger, Refusal, Release, ReleaseDocument, Terms};
use audit::{CutAuditor, Joined};
use joint::Joint;

/// What is asked for.
pub struct Request<'a> {
    /// Every release of the survey so far, its first first.
    pub earlier: &'a [Release],
    /// The cuts.
    pub order: &'a CutOrder,
    /// Why; stands in the ledger for good.
    pub reason: &'a str,
}

/// Makes a later release of a survey: its cuts, as far as they can be shown with all that is out already. On refusal the ledger is unchanged.
///
/// The caller stores the release and [`Ledger::newest`] in one transaction.
#[expect(
    clippy::needless_pass_by_value,
    reason = "microdata ends here: nobody can protect the same answers twice"
)]
pub fn supplement(
    microdata: Microdata,
    instrument: &Instrument,
    tree: &GroupTree,
    request: &Request<'_>,
    terms: &Terms<'_>,
    ledger: &mut Ledger,
) -> Result<(Release, Certificate), Refusal> {
    let survey = microdata.survey().clone();
    let reason = request.reason.trim();
    // Such words in the ledger mark a publication of texts, or a correction.
    if reason.is_empty() || is_mark(reason) {
        return Err(Refusal::NoReason);
    }
    if !terms.waves.is_empty() {
        return Err(Refusal::NotAudited(
            "cuts of surveys that follow one another".to_owned(),
        ));
    }
    let out: Vec<&ReleaseDocument> = request.earlier.iter().map(Release::document).collect();
    let base = *out
        .first()
        .ok_or_else(|| Refusal::NotYetReleased(survey.clone()))?;
    super::protect::check(&microdata, instrument, terms.policy, &base.survey)?;
    let digests: Vec<Digest> = request.earlier.iter().map(|one| *one.digest()).collect();
    ledger.admits_after(&survey, &digests)?;
    let mut releases = Vec::new();
    let (raw, cuts) = tabulate_with(&microdata, instrument, tree, |own| {
        let mut cuts: Vec<Cut> = Vec::new();
        for document in out.iter().skip(1) {
            let more = Cut::of_document(document, tree)?;
            releases.push(after(tree, cuts.len(), more.len()));
            cuts.extend(more);
        }
        let more = request.order.cuts(tree, own, out.len() + 1)?;
        new_ones(&cuts, &more)?;
        releases.push(after(tree, cuts.len(), more.len()));
        cuts.extend(more);
        Ok(cuts)
    })?;
    let made = Made {
        tree,
        cuts: &cuts,
        releases: &releases,
        raw: &raw,
    };
    let (made_tables, groups, strata) = made.tables(instrument, &out, terms)?;
    let Tables {
        all: tables,
        about,
        proofs,
        scores,
    } = made_tables;
    let seen = made.same_as(&out, &tables, &groups);
    if !seen {
        return Err(Refusal::NotAsPublished(survey));
    }
    let fresh = made.fresh();
    let with_whole = |table: Table, whole: &Table| Table {
        cells: whole
            .cells
            .iter()
            .take(1)
            .chain(&table.cells[fresh.clone()])
            .cloned()
            .collect(),
        about: table.about,
    };
    let release = Release::seal(ReleaseDocument {
        format: FORMAT.to_owned(),
        survey: base.survey.clone(),
        policy: base.policy.clone(),
        adds_to: digests.iter().map(ToString::to_string).collect(),
        groups: base
            .groups
            .iter()
            .take(1)
            .chain(&groups[fresh.clone()])
            .cloned()
            .collect(),
        tables: tables
            .into_iter()
            .zip(&base.tables)
            .map(|(table, whole)| with_whole(table, whole))
            .collect(),
        digest: String::new(),
    })?;
    let certificate = Certificate {
        format: String::new(),
        release: release.digest().to_string(),
        coalition: terms.policy.coalition(),
        strata,
        about,
        tables: proofs,
        scores,
        digest: String::new(),
    }
    .sealed()?;
    asks(release.document(), &certificate, instrument)?;
    proof::verify_with(release.document(), &out, &certificate)?;
    ledger.append_for(survey, *release.digest(), terms.day, reason.to_owned());
    Ok((release, certificate))
}

/// The places of `more` cuts after the tree and `before` others.
pub(in crate::disclosure) fn after(tree: &GroupTree, before: usize, more: usize) -> Range<usize> {
    let start = tree.groups().len() + before;
    start..start + more
}

/// Refused if everything asked for was asked for before.
pub(in crate::disclosure) fn new_ones(before: &[Cut], asked: &[Cut]) -> Result<(), Refusal> {
    let known = |cut: &Cut| before.iter().any(|other| other.members == cut.members);
    if asked.iter().all(known) {
        Err(Refusal::NoCut(
            "all of this was released before, shown or hidden".to_owned(),
        ))
    } else {
        Ok(())
    }
}

/// Groups and cuts, counted.
struct Made<'a> {
    tree: &'a GroupTree,
    cuts: &'a [Cut],
    /// Per later release the places of its cuts; the last is the one in question.
    releases: &'a [Range<usize>],
    raw: &'a RawTables,
}

impl Made<'_> {
    fn fresh(&self) -> Range<usize> {
        self.releases.last().cloned().unwrap_or(0..0)
    }

    /// Tables and groups, those of the tree first, then all cuts; and codes of the strata.
    fn tables(
        &self,
        instrument: &Instrument,
        out: &[&ReleaseDocument],
        terms: &Terms<'_>,
    ) -> Result<(Tables, Vec<ReleasedGroup>, Vec<String>), Refusal> {
        let (tree, raw, policy) = (self.tree, self.raw, terms.policy);
        for (group, answered) in tree.groups().iter().zip(&raw.ballots) {
            if *answered > group.invited {
                return Err(Refusal::MoreAnswersThanInvited(group.code.clone()));
            }
        }
        let shape = Shape::new(tree, &raw.ballots);
        let along = || Along {
            tree,
            shape: &shape,
        };
        let joint = Joint::new(along(), self.cuts, self.releases)?;
        let hidden = joint.survey(self.cuts, policy, &raw.ballots, &raw.own)?;
        if self.fresh().all(|cut| hidden[cut].is_some()) {
            return Err(Refusal::NothingToShow);
        }
        let joined = Joined::new(tree, &raw.own, self.cuts, self.releases)?;
        let (questions, blocks) = terms.threads.divided(raw.tables.len());
        let auditor = CutAuditor {
            joined: &joined,
            fresh: self.fresh(),
            solver: terms.solver,
            threads: blocks,
            decoys: terms.decoys,
        };
        let published = self.published(out);
        let frame = Frame {
            instrument,
            tree,
            cuts: self.cuts,
            shape: &shape,
            guard: &joint,
            published: &published,
            policy,
            raw,
            survey: &hidden,
        };
        let tables = frame.tables(&auditor, questions, terms.progress)?;
        let strata = joined.strata.iter().filter_map(|group| tree.get(*group));
        let strata = strata.map(|group| group.code.to_string()).collect();
        Ok((tables, self.groups(&hidden), strata))
    }

    /// Per variable and group or cut, why it is hidden in what is out.
    fn published(&self, out: &[&ReleaseDocument]) -> Vec<Vec<Option<Reason>>> {
        let all = self.tree.groups().len() + self.cuts.len();
        (0..self.raw.tables.len())
            .map(|place| {
                let mut hidden = vec![None; all];
                for (at, document) in out.iter().enumerate() {
                    let cells = document.tables.get(place).map(|table| &table.cells);
                    let (range, skip) = self.range(at);
                    let cells = cells.into_iter().flatten().skip(skip);
                    for (slot, cell) in hidden[range].iter_mut().zip(cells) {
                        if let Shown::Hidden(reason) = cell.figures {
                            *slot = Some(reason);
                        }
                    }
                }
                hidden
            })
            .collect()
    }

    /// The places of what an earlier release adds, and how many of its groups stand before that.
    fn range(&self, release: usize) -> (Range<usize>, usize) {
        let later = release.checked_sub(1).and_then(|at| self.releases.get(at));
        match later {
            Some(range) => (range.clone(), 1),
            None => (0..self.tree.groups().len(), 0),
        }
    }

    fn groups(&self, hidden: &[Option<Reason>]) -> Vec<ReleasedGroup> {
        let (tree, ballots) = (self.tree, &self.raw.ballots);
        let code = |at: usize| tree.get(at).map(|group| group.code.to_string());
        let trunk = tree.groups().iter().enumerate().map(|(index, group)| {
            super::protect::released(tree, group, hidden[index], ballots[index])
        });
        let cuts = (tree.groups().len()..).zip(self.cuts);
        let cuts = cuts.map(|(index, cut)| ReleasedGroup {
            id: cut.code.to_string(),
            label: cut.label.da.clone(),
            label_en: Some(cut.label.en.clone()),
            kind: GroupKind::Cut.word().to_owned(),
            parent: code(0),
            members: Some(cut.members.iter().filter_map(|at| code(*at)).collect()),
            size: match hidden[index] {
                Some(reason) => Shown::Hidden(reason),
                None => Shown::Shown(Size {
                    invited: cut.invited(self.tree),
                    answered: ballots[index],
                }),
            },
            facts: BTreeMap::new(),
        });
        trunk.chain(cuts).collect()
    }

    /// Whether the stored answers give all that is out.
    fn same_as(
        &self,
        out: &[&ReleaseDocument],
        tables: &[Table],
        groups: &[ReleasedGroup],
    ) -> bool {
        out.iter().enumerate().all(|(at, document)| {
            let (range, skip) = self.range(at);
            document.tables.len() == tables.len()
                && document
                    .groups
                    .iter()
                    .take(skip)
                    .eq(groups.iter().take(skip))
                && document.groups[skip..] == groups[range.clone()]
                && document.tables.iter().zip(tables).all(|(then, now)| {
                    then.about == now.about
                        && then.cells.len() == skip + range.len()
                        && then.cells[..skip] == now.cells[..skip]
                        && then.cells[skip..] == now.cells[range.clone()]
                })
        })
    }
}
