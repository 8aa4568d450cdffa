//! The integration tests: the program as its users meet it.

mod cli;
mod demo;
mod readme;
mod respondent;
mod support;
