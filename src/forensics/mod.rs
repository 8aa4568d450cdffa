//! The attacker: what can be learnt from files alone, the published ones among them.
//!
//! Everything here works as somebody would who got hold of the disk, a backup or a dump, and nothing else: it reads files
//! and the text that `psql` and `pg_dump` give. It shares no code with the program it attacks, so that a mistake in one is no
//! mistake in the other. The same functions serve `pejling attack` and the tests, where each must succeed on an
//! installation built to leak before its failure on ours counts for anything.
//!
//! | file | what the attacker does |
//! |---|---|
//! | [`sqlite`] | reads an SQLite file page by page: cells and where they lie, free pages, remains, the write-ahead log commit by commit |
//! | [`dump`] | reads what `pg_dump` and `COPY` write |
//! | [`postgres`] | asks `psql` and `pg_dump`, where they are installed |
//! | [`needle`] | looks for a secret in every encoding a program might have left it in |
//! | [`order`] | measures how much of a true order a stored order gives away |
//! | [`linking`] | ties people to rows by order, transaction, shared values or simultaneous change |
//! | [`lint`] | reads table definitions for columns that tell |
//! | [`modes`] | looks who may read a file |
//! | [`installation`] | all of it, against one data folder |
//! | [`intruder`] | works out answers from release documents, with nothing else or with what somebody inside knows |
//!
//! # Invariants
//! - Nothing here writes, and nothing here needs a key.
//! - No text that leaves here repeats a value that was found: it names file, table, column and number. The [`intruder`] alone says what it
//!   found, for it was given nothing but what is published, and its finds are worth nothing unless they can be followed.

pub mod dump;
pub mod installation;
pub mod intruder;
pub mod linking;
pub mod lint;
pub mod modes;
pub mod needle;
pub mod order;
pub mod postgres;
pub mod sqlite;
pub mod table;
