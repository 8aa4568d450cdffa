//! What goes over the wire, what is logged of it, and what somebody sees who only looks.
//!
//! Requests are read from a recording between a real browser and the server, never from the page's own words. Every check is also
//! made on something planted, where it must find what it looks for. Numbers in names are those of the list in the design.

mod core;
mod identity;
mod log;
mod proxy;
mod reminders;
mod respondent;
mod same;
mod scanner;
mod wire;
