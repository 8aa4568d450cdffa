//! **Pejling** (Danish: taking a bearing): an anonymous survey and evaluation engine for leadership in the public sector.
//!
//! # The one way data flows
//! ```text
//! template ─┐
//! frame ────┼─ launch ─ invitation ─ mail ─ [browser: token → blind-signed ballot → answers] ─ sealed ballot box
//! networks ─┘                                                                                     │ close
//!                                   tally (open, verify, fold, shuffle, write once, destroy keys)
//!                                                                                                 │
//!        report ◄─ compose ◄─ Release ◄─ protect (primary → complement → ledger) ◄─ tabulate ◄─ microdata
//! ```
//! Each arrow is one function; each type is private to its module. Only [`disclosure`] makes a [`disclosure::Release`];
//! everything that prints, draws or exports takes a `Release` or something made from one. There is no second way out.
//!
//! # Layers
//! A module imports only what stands above it here, and each outside crate has one home; `tests/architecture.rs` holds the walls.
//!
//! | layer | module | what it is |
//! |---|---|---|
//! | 0 | [`base`] | identifiers, days, chance, digests, texts in two languages, the tree of reporting groups, work on several threads |
//! | 1 core | [`stats`] | intervals, tests, effect sizes, reliability, families of comparisons, empirical Bayes: pure functions on plain slices |
//! | 1 core | [`instrument`] | templates, items, routing, scales, checked answers |
//! | 1 core | [`registry`] | units, networks, people, memberships, staff-file import, the frozen frame |
//! | 2 core | [`ballot`] | tokens, blind signatures, used-markers, sealing, receipts, the keys and the public record of one survey |
//! | 2 core | [`fieldwork`] | states of a survey, the witness that it is closed, response |
//! | 3 core | [`disclosure`] | the enclave: tally, microdata, tabulation, rules, audit, ledger, release; later cuts, waves, texts |
//! | 4 core | [`report`] | the report model, made from a release only |
//! | 5 shell | [`config`] | settings from file and environment |
//! | 5 shell | [`forensics`] | the attacker: what files alone give away |
//! | 5 shell | [`store`] | diesel over SQLite and PostgreSQL |
//! | 5 shell | [`mail`] | messages and transports |
//! | 5 shell | [`render`] | pages, PDF, workbooks, mails, charts: bytes from models |
//! | 6 shell | [`ops`] | use cases, one transaction each |
//! | 7 shell | [`web`] | HTTP |
//! | 8 shell | [`cli`] | commands, progress, the demonstration |
//!
//! # What must not exist
//! - No time, order, row number, address, user agent, locale or e-mail stands beside an answer.
//! - No column says who answered.
//! - No figure leaves except in a `Release`, and no `Release` is made without the ledger.
//! - No request carries both a token and answers.
//! - A GET changes nothing.

pub mod base;

pub mod instrument;
pub mod registry;
pub mod stats;

pub mod ballot;
pub mod fieldwork;

pub mod disclosure;

pub mod report;

pub mod config;
pub mod forensics;
pub mod mail;
pub mod render;
pub mod store;

pub mod ops;

pub mod web;

pub mod cli;
