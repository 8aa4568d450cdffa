//! The frozen frame of a survey: who is invited, and each one's one stratum.
//!
//! Invariant: people and groups meet here and in the invitation, and nowhere after. A ballot knows its stratum, not its person.

use crate::base::{GroupTree, PersonCode};

/// One invitation to be: a person and the index of the one group whose ballot they cast. A member of two networks stands here twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invitee {
    /// Who.
    pub person: PersonCode,
    /// Index of the stratum in the frame's groups.
    pub stratum: usize,
}

/// Who is invited, and the groups that will be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    groups: GroupTree,
    invitees: Vec<Invitee>,
}

impl Frame {
    /// The reporting groups.
    pub fn groups(&self) -> &GroupTree {
        &self.groups
    }

    /// The invitations to be, by person and stratum.
    pub fn invitees(&self) -> &[Invitee] {
        &self.invitees
    }
}
