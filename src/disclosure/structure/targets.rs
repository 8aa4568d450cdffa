//! What must not follow from a publication: the sets of people too small to be told of.
//!
//! Before anything is shown these are the hidden groups, the classes of atoms with fewer than k answers, and the differences of two
//! nested groups with fewer than k. More come to light while groups are chosen: remainders, and sets the proof finds.
//!
//! # Invariants
//! - A target has at least one answer.
//! - No set of people, and no difference of sets, is a target twice.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::classes::Classes;
use super::modular::Residue;
use super::small_set::Contrast;
use super::sparse::SparseVector;

/// A set of people too small to be told of, by the way it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A hidden group.
    Group(usize),
    /// A class of atoms with few answers.
    Atoms(Vec<usize>),
    /// What one group has beyond another inside it.
    Difference {
        /// The larger group.
        outer: usize,
        /// The one inside it.
        inner: usize,
    },
    /// What the shown groups of a family leave over of a shown group.
    Remainder {
        /// The group they are inside.
        outer: usize,
        /// The family.
        family: u32,
    },
    /// A set the proof found.
    Set(Vec<usize>),
    /// The difference of two sets, which the proof found.
    Contrast {
        /// The atoms counted.
        plus: Vec<usize>,
        /// The atoms subtracted.
        minus: Vec<usize>,
    },
}

/// A list of targets, each with the classes it consists of.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    list: Vec<Target>,
    vectors: Vec<SparseVector>,
    known: HashSet<SparseVector>,
}

impl Targets {
    /// The targets known before anything is shown. `hidden` says of each group whether it is hidden from the start: its result
    /// must then not follow either, whatever its size.
    pub fn initial(classes: &Classes, hidden: &[bool], threshold: u64) -> Self {
        let mut targets = Self::default();
        for (group, rows) in classes.groups().iter().enumerate() {
            if hidden[group] {
                targets.add(Target::Group(group), rows);
            }
        }
        for (row, answers) in classes.answers().iter().enumerate() {
            if *answers < threshold {
                targets.add(Target::Atoms(classes.atoms_of(&[row])), &[row]);
            }
        }
        for (inner, rows) in classes.groups().iter().enumerate() {
            if !hidden[inner] {
                targets.add_differences(classes, hidden, threshold, inner, rows);
            }
        }
        targets
    }

    /// Adds a set unless it is empty or known; tells whether it was added.
    pub fn add(&mut self, target: Target, rows: &[usize]) -> bool {
        self.add_vector(target, SparseVector::indicator(rows.iter().copied()))
    }

    /// Adds a small set or difference that was found; tells whether it is new.
    pub fn add_found(&mut self, classes: &Classes, contrast: &Contrast) -> bool {
        let terms = contrast
            .iter()
            .map(|(row, sign)| (*row, Residue::sign(*sign)));
        self.add_vector(named(classes, contrast), SparseVector::sum(terms.collect()))
    }

    fn add_vector(&mut self, target: Target, vector: SparseVector) -> bool {
        if vector.is_zero() || !self.known.insert(vector.clone()) {
            return false;
        }
        self.list.push(target);
        self.vectors.push(vector);
        true
    }

    /// The vector of each target.
    pub fn vectors(&self) -> &[SparseVector] {
        &self.vectors
    }

    /// A target by number.
    pub fn get(&self, number: usize) -> Option<&Target> {
        self.list.get(number)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Groups around `inner` that have fewer than `threshold` answers beyond it. Numbers of answers first: the sets themselves
    /// are compared only for the few pairs close enough in size.
    fn add_differences(
        &mut self,
        classes: &Classes,
        hidden: &[bool],
        threshold: u64,
        inner: usize,
        rows: &[usize],
    ) {
        let sizes = classes.group_answers();
        let Some(rarest) = rows.iter().min_by_key(|row| classes.groups_of(**row).len()) else {
            return;
        };
        for &outer in classes.groups_of(*rarest) {
            let close = sizes[outer] > sizes[inner] && sizes[outer] - sizes[inner] < threshold;
            let around = &classes.groups()[outer];
            if close && !hidden[outer] && is_subset(rows, around) {
                let beyond = around.iter().filter(|row| rows.binary_search(row).is_err());
                let beyond: Vec<usize> = beyond.copied().collect();
                self.add(Target::Difference { outer, inner }, &beyond);
            }
        }
    }
}

impl Target {
    /// The same target, groups being numbered as in `places`.
    #[must_use]
    pub fn placed(self, places: &[usize]) -> Self {
        match self {
            Self::Group(group) => Self::Group(places[group]),
            Self::Difference { outer, inner } => Self::Difference {
                outer: places[outer],
                inner: places[inner],
            },
            Self::Remainder { outer, family } => Self::Remainder {
                outer: places[outer],
                family,
            },
            Self::Atoms(_) | Self::Set(_) | Self::Contrast { .. } => self,
        }
    }
}

/// What was found, by its atoms.
pub fn named(classes: &Classes, contrast: &Contrast) -> Target {
    let of = |wanted: bool| -> Vec<usize> {
        contrast
            .iter()
            .filter(|(_, sign)| *sign == wanted)
            .map(|(row, _)| *row)
            .collect()
    };
    let (plus, minus) = (classes.atoms_of(&of(true)), classes.atoms_of(&of(false)));
    if minus.is_empty() {
        Target::Set(plus)
    } else {
        Target::Contrast { plus, minus }
    }
}

/// Whether one ascending list lies in another.
pub fn is_subset(inner: &[usize], outer: &[usize]) -> bool {
    inner.len() <= outer.len() && inner.iter().all(|row| outer.binary_search(row).is_ok())
}
