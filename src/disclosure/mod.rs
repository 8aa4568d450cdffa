//! The enclave: everything confidential, and the only way out of it.
//!
//! ```text
//! sealed ballots ─ tally ─ stored answers ─ Microdata ─ tabulate ─ raw tables ─┐
//!                                                                               │ structure: primary, asked, complement, proved → plan
//!   ledger ◄─ Release ◄─ document ◄─ verify ◄─ certificate ◄─ audit ◄─ display: figures ◄┘
//! ```
//!
//! # Invariants
//! - What numbers of answers let through is decided by them, the tree and the questionnaire, never by answers: the plan. (Two exceptions,
//!   both of the kind that tells no more than a bound would: a *number* that nearly all of some group answered alike is shown for the whole alone; and a question asked by
//!   earlier answers has a base that follows from them, which is why it is not looked at in groups under 20.)
//! - What is shown follows from a fixed display function of the number of answers; near unanimity a bound stands for the value.
//! - Every number shown is true; nothing is perturbed.
//! - A group hidden for the survey is hidden for every question, and of it stand only name, place and reason.
//! - No remainder below a shown group holds from one to k - 1 answers, or so many fewer than the policy asks of differences; below one with
//!   three classes from one to 9, below one with all points from one to 19.
//! - No display gives anybody away by itself, not even to as many members as the policy says who lay their answers together: gone through
//!   at launch for every set of answers ([`Policy::fits`]).
//! - That rule of complements is not taken on trust: after it, for the survey, each question and each degree of detail, every sum and
//!   difference of the groups shown is searched for one of fewer answers. What is found, or not finished, stops the publication.
//! - Nothing goes out that the audit has not shown to be safe: for whatever nobody may be able to tell of a small or hidden group there is
//!   another set of answers that would have been published the same, and in which it is not so. Where there is none, or none was found
//!   in time, the question is shown for fewer groups. [`verify()`](verify::verify) checks this anew before anything stands in the ledger.
//! - Every table goes through that check: a scale's scores are worked out again from what is shown of its items, and a question is shown for no
//!   fewer answers than its own class needs. What each table is about is said by the certificate and by the questionnaire: [`matter`].
//! - The audit reads numbers of answers and figures, no answers; so does the certificate. Both come out the same for any number of threads.
//! - Scores below 20 answers, intervals and shares are made from displayed values.
//! - A release stands in the ledger before anyone can hold it; a survey has one first release, and one publication of texts.
//! - Later releases add cuts, and only such as are safe together with everything that is out: what is out stands, and is never altered.
//! - What has to be said of a release later is an entry of its own, without figures: [`correction`]. Reports show releases by way of
//!   [`Release::presented`], which knows all of them; a release that was withdrawn is shown no more, and counts as known.
//! - A text stands in one list, of at least ten, and beside no figure; where it stands follows from numbers of texts: [`texts`].
//!
//! # Limits
//! - That a question is missing where its numbers of answers would let it be shown depends on answers: it may mean that somebody stood out in
//!   one of the groups around. Left out without need in a few families of 256, drawn by chance, it is no proof.
//! - A bound that follows more narrowly from other figures stays as it is, if what follows tells of nobody: "at least 5 of 7" may turn out to be
//!   5. That all, or all but one, answered alike follows of no question that is audited.
//! - The audit looks at each question by itself, at each option of several and each place of a ranking by itself, and not at numbers. Scores of
//!   groups from 20 answers are made from persons, and are looked at only as far as the points shown of their items bound them.
//! - Cuts are groups taken together whole: of people known by anything but their group, such as age or sex, none can be made. People whose
//!   ballots joined another group at the tally are in a cut with that group only.
//! - A cut that is refused before publication leaves no trace, so the next one is not decided with it in mind; one that is published hidden is.
//! - Of two cuts that cannot stand together the one that came first stays, even where the other would have told more.
//! - Of a union of small or hidden groups that is not a group, a cut or what is left over of one, the audit looks at its parts only.
//! - Where a base is shown as an upper bound, a mean to one decimal can rule out some numbers of answers.
//! - Waves of one survey are held against each other for ratings only, group by group, and where at most two people joined or left, or as many
//!   of a small group as the policy says: see [`waves`]. Of a survey that follows another no cuts are made.
//! - Linked tables and figures of change between waves are not published at all.
//!
//! # What must not exist
//! - `Debug`, `Clone` or `Serialize` of microdata or of anything that holds answers.
//! - A second way to make a [`Release`].
//! - A reason for hiding that depends on what somebody answered.

mod asked;
mod aspect;
pub mod audit;
mod audited;
mod canonical;
mod cells;
pub mod certainty;
pub mod certificate;
mod complement;
pub mod correction;
pub mod cut;
mod cut_outlook;
mod display;
pub mod document;
pub mod ends;
pub mod error;
mod figures;
#[cfg(test)]
mod fixture;
mod fold;
pub mod ledger;
pub mod matter;
pub mod microdata;
mod numbers;
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
pub mod supplement;
mod tabulate;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod verify;
pub mod waves;

pub use certificate::Certificate;
pub use correction::proof::verify_correction;
pub use correction::{Correction, CorrectionDocument, CorrectionOrder, correct};
pub use cut::CutOrder;
pub use cut_outlook::{CutOutlook, OutlookFault, PartOutlook, cut_outlook};
pub use document::ReleaseDocument;
pub use error::Refusal;
pub use ledger::{Ledger, LedgerEntry};
pub use microdata::Microdata;
pub use outlook::outlook;
pub use policy::{Policy, PolicyFault};
pub use protect::Terms;
pub use protect::protect;
pub use release::Release;
pub use stored::{Decision, StoredAnswer, StoredComment, StoredDecision};
pub use supplement::supplement;
pub use tally::{Tallied, TallyFault, tally};
pub use texts::{TextsDocument, TextsRelease, Wordings};
pub use waves::Wave;
