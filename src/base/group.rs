//! The reporting groups of a survey: one tree, frozen at launch.
//!
//! A ballot carries the index of exactly one group, its stratum; every other cut is an ancestor of that group. Groups say
//! nothing of persons: who stands in which group is the registry's business and ends at the invitation.

use super::{Digest, Facts, GroupCode};

/// What sort of group it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKind {
    /// Everybody invited.
    Whole,
    /// A unit of the organisation.
    Unit,
    /// All networks of one level, for example top leaders.
    Level,
    /// One network.
    Network,
    /// A group made after launch, of groups of the tree taken together; never in the tree itself.
    Cut,
}

impl GroupKind {
    /// The word used in files: `whole`, `unit`, `level`, `network`, `cut`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Unit => "unit",
            Self::Level => "level",
            Self::Network => "network",
            Self::Cut => "cut",
        }
    }

    /// Reads the word used in files.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Whole,
            Self::Unit,
            Self::Level,
            Self::Network,
            Self::Cut,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// One reporting group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Stable name, unique in its tree.
    pub code: GroupCode,
    /// What people call it.
    pub label: String,
    /// What sort of group it is.
    pub kind: GroupKind,
    /// Index of the group that contains it; `None` for the whole only.
    pub parent: Option<usize>,
    /// Invitations in this group and everything below it.
    pub invited: u32,
    /// What is known of it at launch.
    pub facts: Facts,
}

/// All reporting groups of a survey. The whole has index 0 and every parent stands before its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTree(Vec<Group>);

/// Why a list of groups is not a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeFault {
    /// The first group must be the whole, without a parent, and the only such group.
    #[error("the first group must be the whole, and no other group may be without a parent")]
    NoWhole,
    /// A group stands before its parent, or its parent does not exist.
    #[error("group {0} does not stand after its parent")]
    Order(GroupCode),
    /// Two groups share a code.
    #[error("group {0} stands twice")]
    Twice(GroupCode),
    /// A cut crosses the tree, so it has no place in it.
    #[error("group {0} is a cut, which has no place in the tree of groups")]
    Cut(GroupCode),
}

impl GroupTree {
    /// Checks that the groups form a tree in the order described above.
    pub fn new(groups: Vec<Group>) -> Result<Self, TreeFault> {
        let mut seen = std::collections::BTreeSet::new();
        for (index, group) in groups.iter().enumerate() {
            match group.parent {
                None if index == 0 => {}
                Some(parent) if parent < index => {}
                None => return Err(TreeFault::NoWhole),
                Some(_) => return Err(TreeFault::Order(group.code.clone())),
            }
            if (index == 0) != (group.kind == GroupKind::Whole) {
                return Err(TreeFault::NoWhole);
            }
            if group.kind == GroupKind::Cut {
                return Err(TreeFault::Cut(group.code.clone()));
            }
            if !seen.insert(&group.code) {
                return Err(TreeFault::Twice(group.code.clone()));
            }
        }
        if groups.is_empty() {
            Err(TreeFault::NoWhole)
        } else {
            Ok(Self(groups))
        }
    }

    /// Digest of the whole tree: codes, names, kinds, places, sizes and facts. Whoever has it sees any group that was changed, moved, added or
    /// taken out since.
    pub fn digest(&self) -> Digest {
        let parts: Vec<Vec<u8>> = self
            .0
            .iter()
            .flat_map(|group| {
                let parent = group.parent.and_then(|at| self.0.get(at));
                let facts: Vec<(&str, &str)> = group.facts.iter().collect();
                let listed = facts.iter().flat_map(|(name, value)| [*name, *value]);
                [
                    group.code.as_str().to_owned(),
                    group.label.clone(),
                    group.kind.word().to_owned(),
                    parent.map_or_else(String::new, |parent| parent.code.as_str().to_owned()),
                    group.invited.to_string(),
                    facts.len().to_string(),
                ]
                .into_iter()
                .chain(listed.map(str::to_owned))
                .map(String::into_bytes)
                .collect::<Vec<_>>()
            })
            .collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        Digest::of("pejling groups/1", &parts)
    }

    /// The groups, the whole first, parents before children.
    pub fn groups(&self) -> &[Group] {
        &self.0
    }

    /// One group by index.
    pub fn get(&self, index: usize) -> Option<&Group> {
        self.0.get(index)
    }

    /// Index of the group with this code.
    pub fn position(&self, code: &GroupCode) -> Option<usize> {
        self.0.iter().position(|group| group.code == *code)
    }

    /// Indices of the groups directly inside this one.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        self.0
            .iter()
            .enumerate()
            .filter(move |(_, group)| group.parent == Some(parent))
            .map(|(index, _)| index)
    }

    /// Invitations directly in this group, in none of those inside it: the stratum whose ballots carry its code.
    pub fn direct(&self, index: usize) -> u32 {
        let inside: u32 = self
            .children(index)
            .filter_map(|child| Some(self.0.get(child)?.invited))
            .sum();
        self.0
            .get(index)
            .map_or(0, |group| group.invited.saturating_sub(inside))
    }

    /// This group and its ancestors, from the inside out.
    pub fn path(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(index), |at| {
            self.0.get(*at).and_then(|group| group.parent)
        })
    }
}
