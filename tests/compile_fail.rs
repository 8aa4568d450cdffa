//! Leaks that must not compile: each file in `tests/compile_fail/` tries one, and its `.stderr` holds what the compiler says. Where the
//! compiler would list half the program (serialising microdata, naming two tables in one query), the absence is asserted instead.

use diesel::query_source::TableNotEqual;
use pejling::store::schema::{
    answer, ballot_box, bulletin, comment, invitation, marker, membership, outbox, person,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// No query can name a table of answers together with one of people, with or without a join.
macro_rules! never_in_one_query_with_people {
    ($($table:ident)*) => {$(
        assert_not_impl_any!($table::table:
            TableNotEqual<invitation::table>,
            TableNotEqual<person::table>,
            TableNotEqual<membership::table>,
            TableNotEqual<outbox::table>
        );
    )*};
}

// The control: tables of people may be named together.
assert_impl_all!(invitation::table: TableNotEqual<person::table>, TableNotEqual<outbox::table>);

never_in_one_query_with_people!(marker ballot_box answer comment bulletin);

#[test]
fn leaks_do_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
