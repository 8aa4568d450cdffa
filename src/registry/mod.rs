//! Who exists: units, networks, people, memberships, the import of staff files, and the frozen frame of a survey.

pub mod frame;

pub use frame::{Frame, Invitee};
