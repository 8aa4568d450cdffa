//! Who is a member of which network, and when.

use crate::base::{Day, NetworkCode, PersonCode};

/// One person's membership of one network. There is at most one for each pair; who comes back gets new days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person: PersonCode,
    /// Of which network.
    pub network: NetworkCode,
    /// First day as a member; `None` if they always were.
    pub joined: Option<Day>,
    /// Last day as a member, not before `joined`; `None` if they still are.
    pub left: Option<Day>,
}

impl Membership {
    /// Whether the person is a member on this day; the first and the last day count.
    pub fn active(&self, day: Day) -> bool {
        self.joined.is_none_or(|joined| joined <= day) && self.left.is_none_or(|left| day <= left)
    }
}
