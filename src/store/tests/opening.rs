//! Opening: what can be wrong, and what is set up on every connection.

use super::on_each_backend;
use super::support::TestDb;
use crate::store::{DatabaseUrl, Store, StoreError, surveys};

fn refusal(url: &DatabaseUrl) -> String {
    match Store::open(url).err() {
        Some(error @ StoreError::Unavailable { .. }) => error.to_string(),
        other => panic!("should be unavailable: {other:?}"),
    }
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(
        path("text"),
        "this is not a database, but long enough to be read as one".repeat(20),
    )
    .unwrap();
    std::fs::create_dir(path("folder")).unwrap();
    for (name, problem) in [
        ("missing/p.db", "its folder does not exist"),
        ("text/p.db", "its folder is a file"),
        ("folder", "it is a folder"),
        ("text", "no SQLite database"),
    ] {
        let said = refusal(&DatabaseUrl::file(&path(name)));
        assert!(said.contains(problem) && said.contains(name), "{said}");
    }
    assert!(!path("missing").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_folder_is_named() {
    // Even root may create nothing here.
    let said = refusal(&DatabaseUrl::parse("sqlite:///proc/pejling.db").unwrap());
    assert!(said.contains("/proc/pejling.db"), "{said}");
}

#[test]
fn a_server_that_cannot_be_reached_is_named() {
    let said =
        refusal(&DatabaseUrl::parse("postgres://anna:hemmelig@127.0.0.1:1/pejling").unwrap());
    assert!(
        said.contains("anna@127.0.0.1:1/pejling") && said.contains("cannot be reached"),
        "{said}"
    );
    assert!(!said.contains("hemmelig"), "{said}");
    let said = refusal(&DatabaseUrl::parse("postgres://db.kommune.dk/pejling").unwrap());
    assert!(
        said.contains("db.kommune.dk") && said.contains("TLS"),
        "{said}"
    );
}

#[test]
fn a_server_that_refuses_says_what() {
    if let Some(db) = TestDb::postgres() {
        let wrong = db
            .url
            .to_string()
            .replace("postgres@", "nobody-of-this-name@");
        let said = refusal(&DatabaseUrl::parse(&wrong).unwrap());
        assert!(
            said.contains("nobody-of-this-name@") && said.contains("user"),
            "{said}"
        );
        let wrong = db.url.to_string() + "_of_this_name_there_is_none";
        let said = refusal(&DatabaseUrl::parse(&wrong).unwrap());
        assert!(said.contains("no such database"), "{said}");
    }
}

#[test]
fn every_pooled_connection_is_safe() {
    let db = TestDb::sqlite();
    let pragma = |name: &str| {
        let mut leases: Vec<_> = (0..4).map(|_| db.store.pool.lend().unwrap()).collect();
        let sql = format!("SELECT {name} AS number FROM pragma_{name}");
        let values: Vec<i64> = leases
            .iter_mut()
            .map(|lease| super::support::number(lease.conn().unwrap(), &sql))
            .collect();
        leases
            .into_iter()
            .for_each(crate::store::pool::Lease::give_back);
        values
    };
    for (name, value) in [
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("synchronous", 2),
        ("temp_store", 2),
    ] {
        assert_eq!(pragma(name), [value; 4], "{name}");
    }
    let mode = db.lines("SELECT journal_mode AS line FROM pragma_journal_mode");
    assert_eq!(mode, ["wal"]);
}

#[cfg(unix)]
#[test]
fn a_new_file_is_this_users_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.db");
    let store = Store::open(&DatabaseUrl::file(&path)).unwrap();
    store.migrate().unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

on_each_backend! {
    fn a_reader_cannot_write(db) {
        let survey = super::super::support::survey("s");
        assert!(db.store.read(|tx| surveys::insert(tx, &survey)).is_err());
        assert!(db.read(surveys::list).is_empty());
        db.write(|tx| surveys::insert(tx, &survey));
    }

    fn a_panic_undoes_and_leaves_the_pool_usable(db) {
        let survey = super::super::support::survey("s");
        for _ in 0..20 {
            let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                db.store.write(|tx| -> Result<(), StoreError> {
                    surveys::insert(tx, &survey)?;
                    panic!("on purpose")
                })
            }));
            assert!(caught.is_err());
        }
        assert!(db.read(surveys::list).is_empty());
    }
}
