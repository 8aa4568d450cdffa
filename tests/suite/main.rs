//! The integration tests: the program as its users meet it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod accessible;
mod anonymity;
mod audit;
mod chromium;
mod cli;
mod comparisons;
mod correct_command;
mod crash;
mod cuts;
mod cuts_command;
mod demo;
mod disclosure;
mod exports;
mod intruder;
mod municipality;
mod plan;
mod readme;
mod reports;
mod requests;
mod respondent;
mod support;
mod unusual;
mod waves;
