//! Leaks that must not compile: each file in `tests/compile_fail/` tries one, and its `.stderr` holds the errors that the
//! compiler gives, one per line. Where the compiler would list half the program (serialising microdata, naming two tables
//! in one query), the absence is asserted instead.
//!
//! The cases are compiled against the library that `cargo test` has just built, so that nothing is built twice.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diesel::query_source::TableNotEqual;
use pejling::store::schema::{
    answer, ballot_box, bulletin, comment, invitation, marker, membership, moderation, outbox,
    person,
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

never_in_one_query_with_people!(marker ballot_box answer comment moderation bulletin);

/// The folder in which cargo has put this test and the libraries it was linked with.
fn libraries() -> PathBuf {
    std::env::current_exe()
        .unwrap()
        .parent()
        .unwrap()
        .to_owned()
}

/// The newest build of a library: the one that this test was linked with.
fn library(name: &str) -> PathBuf {
    let start = format!("lib{name}-");
    let built = |path: &PathBuf| fs::metadata(path).unwrap().modified().unwrap();
    fs::read_dir(libraries())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "rlib"))
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with(&start)
        })
        .max_by_key(built)
        .unwrap_or_else(|| panic!("{name} is not in {}", libraries().display()))
}

/// Whether a case compiles, and the first line of each error.
fn compile(case: &Path) -> (bool, Vec<String>) {
    let out = tempfile::tempdir().unwrap();
    let libraries = libraries();
    let output = Command::new("rustc")
        .args([
            "--edition=2024",
            "--crate-type=bin",
            "--emit=metadata",
            "--color=never",
            "--cap-lints=allow",
        ])
        .arg("--out-dir")
        .arg(out.path())
        .arg("-L")
        .arg(format!("dependency={}", libraries.display()))
        .args(
            ["pejling", "diesel"]
                .map(|name| format!("--extern={name}={}", library(name).display())),
        )
        .arg(case)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let errors = told
        .lines()
        .filter(|line| line.starts_with("error") && !line.starts_with("error: aborting"))
        .map(str::to_owned)
        .collect();
    (output.status.success(), errors)
}

#[test]
fn leaks_do_not_compile() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_fail");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect();
    cases.sort();
    assert!(cases.len() >= 12, "{cases:?}");
    for case in cases {
        let (compiles, errors) = compile(&case);
        assert!(!compiles, "{} compiles", case.display());
        let expected = fs::read_to_string(case.with_extension("stderr")).unwrap();
        assert_eq!(
            errors,
            expected.lines().collect::<Vec<_>>(),
            "{}",
            case.display()
        );
    }
}

/// The control: the same way of compiling accepts what is no leak.
#[test]
fn what_is_allowed_compiles() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("allowed.rs");
    fs::write(
        &case,
        "use pejling::disclosure::{Release, ReleaseDocument};\n\
         fn read(release: &Release) -> &ReleaseDocument { release.document() }\n\
         fn main() {}\n",
    )
    .unwrap();
    let (compiles, errors) = compile(&case);
    assert!(compiles, "{errors:?}");
}
