//! Everything the register knows.

use std::collections::BTreeMap;

use super::{Membership, Network, Person, Unit};
use crate::base::{NetworkCode, PersonCode, UnitCode};

/// Units, networks, people and memberships, each under its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The units; one tree.
    pub units: BTreeMap<UnitCode, Unit>,
    /// The networks.
    pub networks: BTreeMap<NetworkCode, Network>,
    /// The people.
    pub people: BTreeMap<PersonCode, Person>,
    /// The memberships, by person and network.
    pub memberships: BTreeMap<(PersonCode, NetworkCode), Membership>,
}
