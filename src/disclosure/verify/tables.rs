//! Each table of a release, alone or with those of the releases that it adds to, against its certificate.
//!
//! Every world is published again by the display function and compared with the document, figure by figure; then every need of every
//! target is looked at anew. A scale's scores are worked out again from the tables that make it.

use std::sync::Arc;

use crate::disclosure::aspect::{Aspect, aspects};
use crate::disclosure::audit::check::check;
use crate::disclosure::audit::frame::Frame as Groups;
use crate::disclosure::audit::question::{Publisher, Shown as Bytes};
use crate::disclosure::audit::sheet::{Published, Sheet};
use crate::disclosure::audit::target::Thresholds;
use crate::disclosure::certificate::{Allowed, Certified, Scored};
use crate::disclosure::display::Spread;
use crate::disclosure::document::{Cell, Figure, Figures, PolicyFacts, Shown, Subject};
use crate::disclosure::ends::Ends;
use crate::disclosure::figures::figures;
use crate::disclosure::matter::{Class, Matter, Sort, misfit};
use crate::disclosure::primary::{Detail, FULL, floor};
use crate::disclosure::tabulate::Measure;
use crate::disclosure::{Certificate, Refusal};

use super::Verified;
use super::cells::{Cells, bare};
use super::numbers::remainders;
use super::scores::{Item, Scale};

/// A table, with a cell per group and cut.
pub(in crate::disclosure) struct Whole<'a> {
    /// What it is about.
    pub(in crate::disclosure) about: &'a Subject,
    /// Its cells, those of the release itself last.
    pub(in crate::disclosure) cells: Vec<&'a Cell>,
}

/// Whether, of what is shown in these cells, in numbers of answers per stratum, nothing can be worked out under the fewest of a group, nor
/// under the fewest of a difference but groups shown.
pub(in crate::disclosure) type Left<'a> =
    &'a dyn Fn(&[bool], &[u32], u32, u32) -> Result<(), String>;

/// What it takes to check tables.
pub(in crate::disclosure) struct Checker<'a> {
    /// The thresholds.
    pub(in crate::disclosure) policy: &'a PolicyFacts,
    /// The certificate.
    pub(in crate::disclosure) certificate: &'a Certificate,
    /// Ballots of each group and cut, where they are shown.
    pub(in crate::disclosure) sizes: &'a [Option<u32>],
    /// From which of them on the release itself adds.
    pub(in crate::disclosure) fresh: usize,
    /// Which of them stands at each place of the frame.
    pub(in crate::disclosure) ids: &'a [Option<usize>],
    /// The frame.
    pub(in crate::disclosure) groups: &'a Groups,
    /// What subtraction leaves.
    pub(in crate::disclosure) left: Left<'a>,
}

impl Checker<'_> {
    /// Checks every table.
    pub(in crate::disclosure) fn check(&self, tables: &[Whole<'_>]) -> Result<Verified, Refusal> {
        let matters = &self.certificate.about;
        let about: Vec<&Subject> = tables.iter().map(|table| table.about).collect();
        if let Some(fault) = misfit(&about, matters) {
            return Err(Refusal::NotProven(fault));
        }
        let mut verified = Verified::default();
        let mut proofs = self.certificate.tables.iter().peekable();
        let mut scores = self.certificate.scores.iter().peekable();
        for (place, (table, matter)) in tables.iter().zip(matters).enumerate() {
            let refused = |why: String| Refusal::NotProven(format!("table {place}: {why}"));
            if table.cells.len() != self.sizes.len() {
                return Err(refused("it has not a cell for every group".to_owned()));
            }
            let part = match matter {
                Matter::Question { sort, class } => {
                    match proofs.next_if(|proof| proof.table == place) {
                        Some(proof) => self.question(table, proof, *sort, *class),
                        None => self.nothing(table),
                    }
                }
                Matter::Scale(items) => {
                    let respondents = scores.next_if(|one| one.table == place);
                    self.scale(tables, table, items, respondents)
                }
            };
            verified.add(part.map_err(refused)?);
        }
        if proofs.next().is_some() || scores.next().is_some() {
            return Err(Refusal::NotProven(
                "it has a part on a table that the release does not have".to_owned(),
            ));
        }
        Ok(verified)
    }

    /// A table without proof: the release must show nothing in it.
    fn nothing(&self, table: &Whole<'_>) -> Result<Verified, String> {
        for cell in &table.cells[self.fresh..] {
            bare(cell).map_err(|why| format!("group {} {why}", cell.group))?;
        }
        Ok(Verified::default())
    }

    /// Answers of each group and cut.
    fn answers(&self, strata: &[u32]) -> Result<Vec<u32>, String> {
        if strata.len() != self.groups.atoms() {
            return Err("its part has not the shape of the release".to_owned());
        }
        let mut answers = vec![0; self.sizes.len()];
        for (id, atoms) in self.ids.iter().zip(self.groups.groups()) {
            if let Some(sum) = id.and_then(|id| answers.get_mut(id)) {
                let all: u64 = atoms.iter().map(|atom| u64::from(strata[*atom])).sum();
                *sum = u32::try_from(all)
                    .map_err(|_| "it names more answers than there can be".to_owned())?;
            }
        }
        Ok(answers)
    }

    /// Checks a question: each cell, what subtraction leaves, and the worlds of every aspect.
    fn question(
        &self,
        table: &Whole<'_>,
        proof: &Certified,
        sort: Sort,
        class: Class,
    ) -> Result<Verified, String> {
        let (measure, reverse) = sort.measure();
        let aspects = aspects(measure, reverse);
        let n = self.answers(&proof.answers)?;
        if proof.details.len() != table.cells.len() || proof.aspects.len() != aspects.len() {
            return Err("its part has not the shape of the release".to_owned());
        }
        let details: Vec<Detail> = proof.details.iter().copied().map(Allowed::detail).collect();
        let ends = Ends::against(self.policy.coalition);
        let minimum = class.minimum(self.policy);
        Cells {
            each: &table.cells,
            sizes: self.sizes,
            n: &n,
            details: &details,
            measure,
            class,
            minimum,
            ends,
        }
        .check()?;
        let shown: Vec<bool> = table.cells.iter().map(|cell| is_shown(cell)).collect();
        let fewest = minimum.max(floor(measure));
        let remainder = fewest.max(self.policy.differences);
        (self.left)(&shown, &proof.answers, fewest, remainder)?;
        let mut verified = Verified::default();
        if let Measure::Number { min, max } = measure {
            let families = self.groups.families();
            remainders(&table.cells, &n, self.ids, families, (min, max), ends)?;
        }
        if aspects.is_empty() {
            verified.numbers = usize::from(shown[self.fresh..].contains(&true));
            return Ok(verified);
        }
        verified.tables = 1;
        for (aspect, entries) in aspects.into_iter().zip(&proof.aspects) {
            let view = View {
                cells: &table.cells,
                answers: &proof.answers,
                details: &details,
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
                published: view.published(self.groups.groups()),
            };
            let thresholds = Thresholds {
                minimum,
                coalition: self.policy.coalition,
                ..Thresholds::default()
            };
            let checked =
                check(&sheet, &thresholds, &view, entries).map_err(|fault| fault.to_string())?;
            verified.blocks += checked.blocks;
            verified.worlds += checked.worlds;
            verified.needs += checked.needs;
        }
        Ok(verified)
    }

    /// Checks a scale made of the ratings in `items`.
    fn scale(
        &self,
        tables: &[Whole<'_>],
        table: &Whole<'_>,
        items: &[usize],
        scored: Option<&Scored>,
    ) -> Result<Verified, String> {
        let (mut parts, mut minimum) = (Vec::with_capacity(items.len()), FULL);
        for item in items {
            let known = tables.get(*item).zip(self.certificate.about.get(*item));
            if let Some((table, Matter::Question { sort, class })) = known
                && let Sort::Rating { points, reverse } = *sort
            {
                minimum = minimum.max(class.minimum(self.policy));
                parts.push(Item {
                    points,
                    reverse,
                    cells: &table.cells,
                });
            }
        }
        let answers = scored.map(|scored| self.answers(&scored.answers));
        let scale = Scale {
            cells: &table.cells,
            items: parts,
            sizes: self.sizes,
            minimum,
            answers: answers.transpose()?,
        };
        let own = scale.check()?;
        if let Some(scored) = scored.filter(|_| own[self.fresh..].contains(&true)) {
            let remainder = minimum.max(self.policy.differences);
            (self.left)(&own, &scored.answers, minimum, remainder)?;
        }
        let new = table.cells.iter().zip(&own).skip(self.fresh);
        let new: Vec<bool> = new
            .filter(|(cell, _)| is_shown(cell))
            .map(|(_, own)| *own)
            .collect();
        let own_scores = new.iter().filter(|own| **own).count();
        Ok(Verified {
            scores: new.len() - own_scores,
            own_scores,
            ..Verified::default()
        })
    }
}

fn is_shown(cell: &Cell) -> bool {
    matches!(cell.figures, Shown::Shown(_))
}

/// One aspect of one table.
struct View<'a> {
    cells: &'a [&'a Cell],
    /// Answers per stratum.
    answers: &'a [u32],
    details: &'a [Detail],
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
        Some((self.cells.get(group)?, *self.details.get(group)?))
    }

    fn published(&self, groups: &[Vec<usize>]) -> Vec<Option<Published>> {
        let row = |(place, atoms): (usize, &Vec<usize>)| {
            let (cell, detail) = self.cell(place)?;
            let n = atoms.iter().map(|atom| self.answers[*atom]).sum();
            self.aspect.published(&cell.figures, detail, n, self.ends)
        };
        groups.iter().enumerate().map(row).collect()
    }

    /// The spread that the whole displays.
    fn whole(&self) -> Option<Spread> {
        let cell = self.cells.first()?;
        match (&cell.figures, &cell.base) {
            (Shown::Shown(Figures::Rating { sd, .. }), Shown::Shown(Figure::Exact(_))) => {
                Some(Spread {
                    sd: *sd,
                    n: self.answers.iter().sum(),
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
            Shown::Shown(bound @ Figure::AtMost(_)) => Some(bound.shown()),
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
