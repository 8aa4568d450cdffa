//! The groups of a publication over its atoms, the same for every question: who is inside whom, and what crosses.
//!
//! Invariants: a group's atoms are sorted and without repeats; `within` is the transpose of `groups`; a group is laminar if every other
//! group contains it, is inside it or shares nobody with it.

use thiserror::Error;

/// A parent whose rows can be compared with those of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The group around.
    pub parent: usize,
    /// Its parts, without overlap.
    pub children: Vec<usize>,
}

/// Why groups are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FrameFault {
    /// A group names an atom that is not there.
    #[error("group {group} names atom {atom}, which does not exist")]
    Atom {
        /// The group.
        group: usize,
        /// What it names.
        atom: usize,
    },
    /// A group has nobody.
    #[error("group {0} has no atom")]
    Empty(usize),
    /// A family names a group that is not there.
    #[error("a family names group {0}, which does not exist")]
    Family(usize),
}

/// Groups over atoms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    atoms: usize,
    groups: Vec<Vec<usize>>,
    within: Vec<Vec<usize>>,
    nested: Vec<(usize, usize)>,
    overlapping: Vec<(usize, usize)>,
    laminar: Vec<bool>,
    families: Vec<Family>,
}

impl Frame {
    /// Checks and prepares.
    pub fn new(
        atoms: usize,
        mut groups: Vec<Vec<usize>>,
        families: Vec<Family>,
    ) -> Result<Self, FrameFault> {
        let mut within = vec![Vec::new(); atoms];
        for (index, group) in groups.iter_mut().enumerate() {
            group.sort_unstable();
            group.dedup();
            if group.is_empty() {
                return Err(FrameFault::Empty(index));
            }
            for atom in group.iter() {
                within
                    .get_mut(*atom)
                    .ok_or(FrameFault::Atom {
                        group: index,
                        atom: *atom,
                    })?
                    .push(index);
            }
        }
        for family in &families {
            for group in std::iter::once(&family.parent).chain(&family.children) {
                if *group >= groups.len() {
                    return Err(FrameFault::Family(*group));
                }
            }
        }
        let Relations {
            nested,
            overlapping,
            laminar,
        } = relations(&groups, &within);
        Ok(Self {
            atoms,
            groups,
            within,
            nested,
            overlapping,
            laminar,
            families,
        })
    }

    /// Number of atoms.
    pub fn atoms(&self) -> usize {
        self.atoms
    }

    /// The atoms of each group.
    pub fn groups(&self) -> &[Vec<usize>] {
        &self.groups
    }

    /// The groups of each atom.
    pub fn within(&self) -> &[Vec<usize>] {
        &self.within
    }

    /// All pairs of a group and another one inside it, groups with the same people not among them.
    pub fn nested(&self) -> &[(usize, usize)] {
        &self.nested
    }

    /// All pairs of groups that share some of their people, each having others besides.
    pub fn overlapping(&self) -> &[(usize, usize)] {
        &self.overlapping
    }

    /// Whether no group crosses this one.
    pub fn is_laminar(&self, group: usize) -> bool {
        self.laminar.get(group).copied().unwrap_or(false)
    }

    /// The families.
    pub fn families(&self) -> &[Family] {
        &self.families
    }
}

/// How groups stand to each other.
struct Relations {
    nested: Vec<(usize, usize)>,
    overlapping: Vec<(usize, usize)>,
    laminar: Vec<bool>,
}

fn relations(groups: &[Vec<usize>], within: &[Vec<usize>]) -> Relations {
    let (mut nested, mut overlapping) = (Vec::new(), Vec::new());
    let mut laminar = vec![true; groups.len()];
    let mut shared = vec![0_usize; groups.len()];
    for (index, group) in groups.iter().enumerate() {
        let mut met = Vec::new();
        for atom in group {
            for other in &within[*atom] {
                if shared[*other] == 0 {
                    met.push(*other);
                }
                shared[*other] += 1;
            }
        }
        for other in met {
            let common = std::mem::take(&mut shared[other]);
            if common == groups[other].len() {
                if common < group.len() {
                    nested.push((index, other));
                }
            } else if common < group.len() {
                laminar[index] = false;
                overlapping.push((index, other));
            }
        }
    }
    Relations {
        nested,
        overlapping,
        laminar,
    }
}
