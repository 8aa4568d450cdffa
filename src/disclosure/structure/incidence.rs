//! Who is in which published group: the atoms and the groups over them.
//!
//! An *atom* is a class of respondents that every published group holds whole or not at all (the ballots standing directly in one
//! stratum). A *group* is a union of atoms that has a row in the publication.
//!
//! # Invariants
//! - Each group is a non-empty ascending list of atoms that exist, each once.
//! - No two groups have the same id. Ids, not places in a list, break ties, so decisions do not depend on the order of the input.
//! - The groups of a *family* are nested or disjoint, never crossing.

use std::ops::Range;

/// A row of the publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Stable name of the group for ties and reasons.
    pub id: u64,
    /// Lower is dearer: of two groups that cannot both be shown, the one with the higher number is hidden.
    pub priority: u32,
    /// The family of nested or disjoint groups (a tree, a cut) it belongs to; none for one that may cross everything.
    pub family: Option<u32>,
    /// Its atoms.
    pub atoms: Vec<usize>,
}

/// Atoms and groups, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incidence {
    atoms: usize,
    groups: Vec<Group>,
}

/// A tree of groups as incidence, and where each node's own atoms are.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Group `i` is node `i`, its priority its depth, its family 0.
    pub incidence: Incidence,
    /// The atoms directly in each node.
    pub own: Vec<Range<usize>>,
}

/// Why atoms and groups do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IncidenceFault {
    /// A group names an atom that does not exist.
    #[error("group {group} names atom {atom}, of {atoms}")]
    UnknownAtom {
        /// Place of the group.
        group: usize,
        /// The atom.
        atom: usize,
        /// Number of atoms.
        atoms: usize,
    },
    /// A group has no atom.
    #[error("group {group} has no atom")]
    EmptyGroup {
        /// Place of the group.
        group: usize,
    },
    /// Two groups have one id.
    #[error("groups {first} and {second} have the same id")]
    SameId {
        /// Place of one.
        first: usize,
        /// Place of the other.
        second: usize,
    },
    /// Two groups of a family cross.
    #[error("group {group} crosses another of family {family}")]
    Crossing {
        /// Place of the group.
        group: usize,
        /// The family.
        family: u32,
    },
    /// A node names a parent that does not exist.
    #[error("node {node} has parent {parent}, which does not exist")]
    UnknownParent {
        /// The node.
        node: usize,
        /// The parent it names.
        parent: usize,
    },
    /// A node is its own ancestor.
    #[error("node {node} is its own ancestor")]
    Cycle {
        /// The node.
        node: usize,
    },
    /// A cut is the union of a group that does not exist.
    #[error("a cut names group {group}, of {groups}")]
    UnknownGroup {
        /// The group.
        group: usize,
        /// Number of groups.
        groups: usize,
    },
    /// Lists that must be of equal length are not.
    #[error("{given} entries given, {expected} expected")]
    Length {
        /// Entries given.
        given: usize,
        /// Entries expected.
        expected: usize,
    },
}

impl Incidence {
    /// Checks and keeps groups over atoms `0..atoms`. Atoms of a group may be given in any order and more than once.
    pub fn new(atoms: usize, mut groups: Vec<Group>) -> Result<Self, IncidenceFault> {
        for (place, group) in groups.iter_mut().enumerate() {
            group.atoms.sort_unstable();
            group.atoms.dedup();
            match group.atoms.last() {
                None => return Err(IncidenceFault::EmptyGroup { group: place }),
                Some(&atom) if atom >= atoms => {
                    return Err(IncidenceFault::UnknownAtom {
                        group: place,
                        atom,
                        atoms,
                    });
                }
                Some(_) => {}
            }
        }
        distinct_ids(&groups)?;
        uncrossed(atoms, &groups)?;
        Ok(Self { atoms, groups })
    }

    /// A tree of groups: `parent[i]` of node `i`, and how many strata hold ballots directly in it.
    pub fn from_tree(parent: &[Option<usize>], own: &[usize]) -> Result<Tree, IncidenceFault> {
        if own.len() != parent.len() {
            return Err(IncidenceFault::Length {
                given: own.len(),
                expected: parent.len(),
            });
        }
        let mut ranges = Vec::with_capacity(own.len());
        let mut atoms = 0;
        for count in own {
            ranges.push(atoms..atoms + count);
            atoms += count;
        }
        let mut groups: Vec<Group> = Vec::with_capacity(parent.len());
        for (node, id) in (0..parent.len()).zip(0_u64..) {
            groups.push(Group {
                id,
                priority: 0,
                family: Some(0),
                atoms: Vec::new(),
            });
            let mut at = node;
            while let Some(above) = parent[at] {
                if above >= parent.len() {
                    return Err(IncidenceFault::UnknownParent {
                        node: at,
                        parent: above,
                    });
                }
                groups[node].priority += 1;
                if usize::try_from(groups[node].priority).is_ok_and(|depth| depth > parent.len()) {
                    return Err(IncidenceFault::Cycle { node });
                }
                at = above;
            }
        }
        for (node, range) in ranges.iter().enumerate() {
            let mut at = Some(node);
            while let Some(place) = at {
                groups[place].atoms.extend(range.clone());
                at = parent[place];
            }
        }
        Ok(Tree {
            incidence: Self::new(atoms, groups)?,
            own: ranges,
        })
    }

    /// The same with further groups.
    pub fn with_groups(mut self, further: Vec<Group>) -> Result<Self, IncidenceFault> {
        self.groups.extend(further);
        Self::new(self.atoms, self.groups)
    }

    /// The same with a cut: each of its groups the union of groups already there, with ids counted up from `first_id`.
    pub fn with_cut(
        self,
        first_id: u64,
        priority: u32,
        family: Option<u32>,
        unions: &[Vec<usize>],
    ) -> Result<Self, IncidenceFault> {
        let mut further = Vec::with_capacity(unions.len());
        for (id, union) in (first_id..).zip(unions) {
            let mut atoms = Vec::new();
            for &group in union {
                let found = self.groups.get(group);
                let found = found.ok_or(IncidenceFault::UnknownGroup {
                    group,
                    groups: self.groups.len(),
                })?;
                atoms.extend_from_slice(&found.atoms);
            }
            further.push(Group {
                id,
                priority,
                family,
                atoms,
            });
        }
        self.with_groups(further)
    }

    /// The same with only these groups, in the order given.
    pub fn restricted_to(&self, keep: &[usize]) -> Result<Self, IncidenceFault> {
        let groups = keep
            .iter()
            .map(|&group| {
                let found = self.groups.get(group);
                found.cloned().ok_or(IncidenceFault::UnknownGroup {
                    group,
                    groups: self.groups.len(),
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        Self::new(self.atoms, groups)
    }

    /// Number of atoms.
    pub fn atoms(&self) -> usize {
        self.atoms
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
}

fn distinct_ids(groups: &[Group]) -> Result<(), IncidenceFault> {
    let mut places: Vec<usize> = (0..groups.len()).collect();
    places.sort_by_key(|place| groups[*place].id);
    match places
        .windows(2)
        .find(|pair| groups[pair[0]].id == groups[pair[1]].id)
    {
        Some(pair) => Err(IncidenceFault::SameId {
            first: pair[0],
            second: pair[1],
        }),
        None => Ok(()),
    }
}

/// Largest first, all atoms of a group must lie in the same smallest group so far.
fn uncrossed(atoms: usize, groups: &[Group]) -> Result<(), IncidenceFault> {
    let mut places: Vec<(u32, usize)> = groups
        .iter()
        .enumerate()
        .filter_map(|(place, group)| group.family.map(|family| (family, place)))
        .collect();
    places.sort_by_key(|(family, place)| {
        (
            *family,
            std::cmp::Reverse(groups[*place].atoms.len()),
            *place,
        )
    });
    let mut around: Vec<Option<(u32, usize)>> = vec![None; atoms];
    for (family, place) in places {
        let outer = |atom: &usize| around[*atom].filter(|(of, _)| *of == family);
        let list = &groups[place].atoms;
        let first = list.first().and_then(outer);
        if list.iter().any(|atom| outer(atom) != first) {
            return Err(IncidenceFault::Crossing {
                group: place,
                family,
            });
        }
        for atom in list {
            around[*atom] = Some((family, place));
        }
    }
    Ok(())
}
