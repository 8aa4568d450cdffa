//! HTTP: the respondent's pages and, in a demonstration, the reports.
//!
//! Invariants: a GET changes nothing. No request is logged, with or without an address; no body enters an error. The page of
//! a survey is the same bytes for everybody. A token comes in a POST body only, never in a path or a query.

mod connection;
mod headers;
mod identity;
mod limit;
mod packed;
mod pages;
mod problem;
mod public;
mod respondent;
mod server;
mod site;

pub use server::{ServeError, Server};
