//! The enclave: everything confidential, and the only way out of it.
//!
//! ```text
//! sealed ballots ─ tally ─ stored answers ─ Microdata ─ tabulate ─ raw tables ─┐
//!                                                                               │ structure: primary, asked, complement, proved
//!                     ledger ◄─ Release ◄─ document ◄─ display: figures, score ◄┘
//! ```
//!
//! # Invariants
//! - What is hidden is decided by numbers of answers, the tree and the questionnaire, never by answers. (Two exceptions, both of the kind
//!   that tells no more than a bound would: a *number* that nearly all answered alike is hidden; and a question asked by earlier answers
//!   has a base that follows from them, which is why it is not looked at in groups under 20.)
//! - What is shown follows from a fixed display function of the number of answers; near unanimity a bound stands for the value.
//! - Every number shown is true; nothing is perturbed.
//! - A group hidden for the survey is hidden for every question, and of it stand only name, place and reason.
//! - No remainder below a shown group holds from one to k - 1 answers; below one with three classes from one to 9, below one with all
//!   points from one to 19.
//! - That rule of complements is not taken on trust: after it, for the survey, each question and each degree of detail, every sum and
//!   difference of the groups shown is searched for one of fewer answers. What is found, or not finished, stops the publication.
//! - Scores below 20 answers, intervals and shares are made from displayed values.
//! - A release stands in the ledger before anyone can hold it; a survey has one.
//!
//! # Limits
//! - How much detail a group shows is attacked by subtraction, the *bounds* are not: where a group shows an exact count or mean and all groups
//!   directly in it but one do too, the count or mean of that one follows, and its bound is undone. Where two or more carry a bound, only
//!   their sum follows. The same holds for a group from 20 answers whose near unanimity is shown as classes.
//! - Where a base is shown as an upper bound, a bound near everybody tells whether anybody left the question out, and a mean to one decimal
//!   can rule out some numbers of answers.
//! - Linked tables, waves and free texts are not published at all.
//!
//! # What must not exist
//! - `Debug`, `Clone` or `Serialize` of microdata or of anything that holds answers.
//! - A second way to make a [`Release`].
//! - A reason for hiding that depends on what somebody answered.

mod asked;
mod aspect;
pub mod audit;
mod audited;
mod cells;
pub mod certificate;
mod complement;
mod display;
pub mod document;
pub mod error;
mod figures;
#[cfg(test)]
mod fixture;
mod fold;
pub mod ledger;
pub mod microdata;
mod outlook;
mod plan;
pub mod policy;
mod primary;
pub mod protect;
mod proved;
pub mod release;
mod score;
pub mod stored;
pub mod structure;
mod tabulate;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod verify;

pub use certificate::Certificate;
pub use document::ReleaseDocument;
pub use error::Refusal;
pub use ledger::{Ledger, LedgerEntry};
pub use microdata::Microdata;
pub use outlook::outlook;
pub use policy::{Policy, PolicyFault};
pub use protect::Terms;
pub use protect::protect;
pub use release::Release;
pub use stored::{StoredAnswer, StoredComment};
pub use tally::{Tallied, TallyFault, tally};
