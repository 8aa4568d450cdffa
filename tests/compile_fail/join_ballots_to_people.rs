//! Sealed ballots cannot be joined to people.
use diesel::prelude::*;
use pejling::store::schema::{ballot_box, person};

fn join() {
    let _ = ballot_box::table.inner_join(person::table);
}

fn main() {}
