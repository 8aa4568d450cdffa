//! The intruder: what somebody can work out about people's answers who has nothing but release documents, and perhaps a roster, the own
//! answer, or last year's documents.
//!
//! It shares no code with the program that makes the documents, SHA-256 apart: own reading, own arithmetic of the public rules of display, own
//! solver runs in another form (least and greatest, not "is there another world"), so that a mistake in one is no mistake in the other.
//!
//! | file | what it does |
//! |---|---|
//! | [`document`], [`reading`] | what documents hold; reads them, refuses damaged ones |
//! | [`knowledge`] | what else the attacker knows |
//! | [`people`], [`set`] | who can be told apart by all groups of all documents together |
//! | [`fact`], [`rating`], [`mean`], [`choice`], [`precision`] | what each figure says, with what the public rules imply |
//! | [`asked`], [`roster`], [`model`] | what a table asks, head counts, and one system of rows per survey and item |
//! | [`span`] | linear attack: what follows by adding and subtracting |
//! | [`block`], `short`, [`integer`], `walk` | integer attack: least and greatest over all tables of whole numbers that publish the same |
//! | [`mod@derive`] | why: multipliers checked in exact arithmetic, or the figures that together leave no other way |
//! | [`field`] | sums over any set of people |
//! | [`target`], [`verdict`], [`judge`], [`exempt`] | whom and what is looked at; what counts as a find |
//! | [`scores`] | whether a scale score says more than the items it is made from |
//! | [`texts`] | what lists of texts give away |
//! | [`correction`] | whether a correction holds a figure |
//! | [`attack`], [`patience`], [`wording`], [`report`] | all of it, and the outcome in words and as JSON |
//!
//! # Invariants
//! - A find rests on published figures, the public rules and the given knowledge only; each names the figures it follows from.
//! - What was not finished is told as unfinished, never as held.

pub mod asked;
pub mod attack;
pub mod block;
pub mod choice;
pub mod correction;
pub mod derive;
pub mod document;
pub mod exempt;
pub mod fact;
pub mod field;
pub mod integer;
pub mod judge;
pub mod knowledge;
pub mod mean;
pub mod model;
pub mod patience;
pub mod people;
pub mod precision;
pub mod rating;
pub mod reading;
pub mod report;
pub mod roster;
pub mod scores;
pub mod set;
mod short;
pub mod span;
pub mod target;
pub mod texts;
pub mod verdict;
mod walk;
pub mod wording;
