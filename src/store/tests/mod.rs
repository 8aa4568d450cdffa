//! The store on both back ends. Without a PostgreSQL the second half says that it is skipped; with `CI` set it fails.

mod aggregates;
mod ballots;
mod catalogue;
mod opening;
mod schema;
pub(crate) mod support;

/// Makes two tests of one: `name::sqlite` and `name::postgres`, each on a database of its own.
macro_rules! on_each_backend {
    ($($(#[$doc:meta])* fn $name:ident($db:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn check($db: &$crate::store::tests::support::TestDb) $body

            #[test]
            fn sqlite() {
                check(&$crate::store::tests::support::TestDb::sqlite());
            }

            #[test]
            fn postgres() {
                if let Some(db) = $crate::store::tests::support::TestDb::postgres() {
                    check(&db);
                }
            }
        }
    )*};
}
pub(crate) use on_each_backend;
