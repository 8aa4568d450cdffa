//! Who exists: units, networks, people, memberships, the import of staff files, and the frozen frame of a survey.
//!
//! Invariants: one root unit; every parent, unit, person and network that is named exists; no two people share an e-mail
//! address. [`import::plan`] holds them; a [`Roster`] that was filled only through it obeys them.

pub mod frame;
mod grouping;
pub mod import;
pub mod membership;
mod merging;
mod naming;
pub mod network;
pub mod person;
pub mod roster;
pub mod unit;

pub use frame::{Frame, FrameFault, Invitee, Scope};
pub use import::{Changes, ImportFault, RowFault, Sheet, SheetKind};
pub use membership::Membership;
pub use network::{Facilitator, Network, NetworkKind, Purposes};
pub use person::Person;
pub use roster::Roster;
pub use unit::Unit;
