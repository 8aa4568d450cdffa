//! The protocol on both back ends: once only, nothing lost, nothing left.

mod bound;
mod bulletin;
mod bundle;
mod correct;
mod crawl;
mod follow;
mod protocol;
mod races;
mod remains;
mod reminders;
mod support;
mod tally;
mod texts;
