//! The frozen frame of a survey: who is invited, and each one's one stratum.
//!
//! Invariant: people and groups meet here and in the invitation, and nowhere after. A ballot knows its stratum, not its person.
//! Every group has at least the minimum of invitations, and so has every stratum: those who stand in a group but in none below it. A
//! smaller one is merged before anybody is invited, so that no ballot ever carries its name. No two groups have names that look alike.

use crate::base::group::TreeFault;
use crate::base::{Day, Facts, GroupTree, NetworkCode, PersonCode, UnitCode};
use crate::registry::{Roster, grouping};

/// One invitation to be: a person and the index of the one group whose ballot they cast. A member of two networks stands here twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invitee {
    /// Who.
    pub person: PersonCode,
    /// Index of the stratum in the frame's groups.
    pub stratum: usize,
}

/// Whom a survey is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody in a unit and the units below it, reported by unit.
    Units {
        /// The uppermost unit.
        root: UnitCode,
    },
    /// The members of networks, reported by network and, where networks name one, by level.
    Networks {
        /// These networks; all if `None`.
        only: Option<Vec<NetworkCode>>,
    },
}

/// Who is invited, and the groups that will be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    groups: GroupTree,
    invitees: Vec<Invitee>,
    merged: Vec<(String, String)>,
}

/// Why there is no frame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// No such unit.
    #[error("there is no unit {0}: import it first, or check the code")]
    UnknownUnit(UnitCode),
    /// No such network.
    #[error("there is no network {0}: import it first, or check the code")]
    UnknownNetwork(NetworkCode),
    /// Nobody is in the scope on that day.
    #[error(
        "nobody would be invited: no people in these units, or no active members in these networks, on that day"
    )]
    Empty,
    /// So few that nothing could ever be reported.
    #[error(
        "only {invited} would be invited, and the smallest group that is reported is {minimum}: widen the survey"
    )]
    TooFew {
        /// How many invitations there would be.
        invited: u32,
        /// How many there must be.
        minimum: u32,
    },
    /// Units inside each other: none of them is the outer one, so nobody's place is certain.
    #[error("the units form a circle: {0}; give one of them another parent")]
    Cycle(String),
    /// The groups form no tree; the register breaks its own rules.
    #[error("the register is not in order: {0}")]
    Tree(#[from] TreeFault),
    /// A level or group whose name gives no code.
    #[error("\"{0}\" gives no code for a group: use letters or digits in it")]
    Name(String),
}

impl Frame {
    /// Freezes the frame of a survey: who is in the scope today, and the group each one's ballot will carry.
    ///
    /// `minimum` is the smallest number of invitations a group may have. `survey_facts` stand on every group; networks add
    /// `network_type`, `network_level`, `facilitator` and `purpose_1` to `purpose_7`, and a group that holds several networks has those that all of them have.
    /// A person in two networks is invited once for each; if both were merged into the same group, once.
    pub fn freeze(
        roster: &Roster,
        scope: &Scope,
        survey_facts: &Facts,
        today: Day,
        minimum: u32,
    ) -> Result<Self, FrameFault> {
        let mut draft = match scope {
            Scope::Units { root } => grouping::by_unit(roster, root, survey_facts, minimum)?,
            Scope::Networks { only } => {
                grouping::by_network(roster, only.as_deref(), survey_facts, today, minimum)?
            }
        };
        draft.merge_small_strata(minimum);
        draft.tell_apart();
        let invited = draft.groups.first().map_or(0, |whole| whole.invited);
        if invited == 0 {
            return Err(FrameFault::Empty);
        }
        if invited < minimum {
            return Err(FrameFault::TooFew { invited, minimum });
        }
        let mut invitees: Vec<Invitee> = draft
            .invitees
            .into_iter()
            .map(|(person, stratum)| Invitee { person, stratum })
            .collect();
        invitees.sort();
        Ok(Self {
            groups: GroupTree::new(draft.groups)?,
            invitees,
            merged: draft.merged,
        })
    }

    /// The reporting groups.
    pub fn groups(&self) -> &GroupTree {
        &self.groups
    }

    /// The invitations to be, by person and stratum.
    pub fn invitees(&self) -> &[Invitee] {
        &self.invitees
    }

    /// The units and networks that were too small for a group of their own, and those who stood directly in a group but were too few for a
    /// stratum, each with the group that took them in, by label.
    pub fn merged(&self) -> &[(String, String)] {
        &self.merged
    }
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
