//! Nor answers to invitations, not even by a condition of one's own.
use diesel::prelude::*;
use pejling::store::schema::{answer, invitation};

fn join() {
    let _ = answer::table.inner_join(invitation::table.on(invitation::id.eq(answer::id)));
}

fn main() {}
