//! The attackers against the real program: what disk, backups and dumps give away.
//!
//! Respondents with known answers, in a known order, answer through the running server on both back ends. The attacks get files
//! only. Each is first tried on a design built to leak, where it must succeed in at least nine cases of ten; only then does its
//! failure on ours count. Numbers in names are those of the list in the design.

mod attacks;
mod command;
mod controls;
mod field;
mod infield;
mod kept;
mod large;
mod leaky;
mod looks;
mod person;
mod stored;
mod tallied;
mod together;
mod unread;
