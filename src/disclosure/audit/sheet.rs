//! One question over the whole publication: head counts, what is published of each group, and the sets of people to protect.
//!
//! Source: the targets of section 2 of the design page, and besides every shown group that is not published exactly: a bound is a promise
//! that exact rows around it must not break. Invariant: nothing here depends on answers but through the publication.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::disclosure::audit::frame::Frame;
use crate::disclosure::audit::question::{Fact, Kind, Shown};
use crate::disclosure::audit::target::{Origin, Thresholds};

/// What is published of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// What a reader knows from it.
    pub facts: Vec<Fact>,
    /// Every count, where all of them are published exactly.
    pub exact: Option<Vec<u32>>,
    /// The row itself.
    pub shown: Shown,
}

/// One question of a publication.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The groups.
    pub frame: &'a Frame,
    /// Answers and measures.
    pub kind: Arc<Kind>,
    /// Answers per atom.
    pub n: &'a [u32],
    /// Per group of the frame.
    pub published: Vec<Option<Published>>,
}

/// A set of people to protect, in the numbers of the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// Why.
    pub origin: Origin,
    /// Its atoms that have answers.
    pub atoms: Vec<usize>,
    /// Its answers.
    pub n: u32,
}

impl Sheet<'_> {
    /// Answers in some atoms.
    pub fn answers(&self, atoms: &[usize]) -> u32 {
        atoms.iter().map(|atom| self.n[*atom]).sum()
    }

    fn is_shown(&self, group: usize) -> bool {
        self.published.get(group).is_some_and(Option::is_some)
    }

    /// The sets to protect, each once.
    pub fn people(&self, thresholds: &Thresholds) -> Vec<People> {
        let mut found = Found {
            sheet: self,
            sets: BTreeMap::new(),
        };
        let groups = self.frame.groups();
        let answers: Vec<u32> = groups.iter().map(|group| self.answers(group)).collect();
        for (index, group) in groups.iter().enumerate() {
            match &self.published[index] {
                None => found.add(Origin::Hidden(index), group.iter().copied()),
                Some(row) if row.exact.is_none() || answers[index] < thresholds.large => {
                    found.add(Origin::Shown(index), group.iter().copied());
                }
                Some(_) => {}
            }
        }
        for family in self.frame.families() {
            if self.is_shown(family.parent) {
                let shown = family
                    .children
                    .iter()
                    .filter(|child| self.is_shown(**child));
                let mut covered: Vec<usize> =
                    shown.flat_map(|child| &groups[*child]).copied().collect();
                covered.sort_unstable();
                let rest = groups[family.parent]
                    .iter()
                    .copied()
                    .filter(|atom| covered.binary_search(atom).is_err());
                found.add(Origin::Remainder(family.parent), rest);
            }
        }
        let pairs = self.frame.nested().iter().chain(self.frame.overlapping());
        for (outer, inner) in pairs {
            // At least so many are left; all that follows costs more.
            let left = answers[*outer].saturating_sub(answers[*inner]);
            if !self.is_shown(*outer) || !self.is_shown(*inner) || left >= thresholds.minimum {
                continue;
            }
            let inside = &groups[*inner];
            let rest: Vec<usize> = (groups[*outer].iter().copied())
                .filter(|atom| inside.binary_search(atom).is_err())
                .collect();
            if (1..thresholds.minimum).contains(&self.answers(&rest)) {
                found.add(Origin::Difference(*outer, *inner), rest.into_iter());
            }
        }
        for (atom, n) in self.n.iter().enumerate() {
            if (1..thresholds.minimum).contains(n) {
                found.add(Origin::Atom(atom), std::iter::once(atom));
            }
        }
        let mut people: Vec<People> = found
            .sets
            .into_iter()
            .map(|(atoms, origin)| People {
                n: self.answers(&atoms),
                origin,
                atoms,
            })
            .collect();
        people.sort_by_key(|people| people.origin);
        people
    }
}

struct Found<'a> {
    sheet: &'a Sheet<'a>,
    sets: BTreeMap<Vec<usize>, Origin>,
}

impl Found<'_> {
    /// Atoms come sorted. The first reason stays.
    fn add(&mut self, origin: Origin, atoms: impl Iterator<Item = usize>) {
        let atoms: Vec<usize> = atoms.filter(|atom| self.sheet.n[*atom] > 0).collect();
        if !atoms.is_empty() {
            self.sets.entry(atoms).or_insert(origin);
        }
    }
}
