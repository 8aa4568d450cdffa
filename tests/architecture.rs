//! The walls of the house: layers, import cycles, one home per outside crate, file sizes, headers and names.
//!
//! A module may import what its row lists, nothing upward and nothing sideways unlisted. Moving a wall means changing this
//! table and the map in `src/lib.rs` together, with the reason.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Module, and the modules of our own it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("stats", &[]),
    ("instrument", &["base"]),
    ("registry", &["base"]),
    ("ballot", &["base", "instrument"]),
    ("fieldwork", &["base", "instrument", "registry"]),
    (
        "disclosure",
        &["base", "stats", "instrument", "ballot", "fieldwork"],
    ),
    ("report", &["base", "stats", "instrument", "disclosure"]),
    ("config", &["base"]),
    // Reads files only, and shares nothing with what it attacks.
    ("forensics", &["base"]),
    ("mail", &["base"]),
    ("render", &["base", "instrument", "disclosure", "report"]),
    (
        "store",
        &[
            "base",
            "instrument",
            "registry",
            "ballot",
            "fieldwork",
            "disclosure",
        ],
    ),
    (
        "ops",
        &[
            "base",
            "instrument",
            "registry",
            "ballot",
            "fieldwork",
            "disclosure",
            "report",
            "config",
            "mail",
            "render",
            "store",
        ],
    ),
    (
        "web",
        &["base", "config", "instrument", "report", "render", "ops"],
    ),
    // The command line prints faults and previews of every kind, and the demonstration constructs answers and votes like a browser.
    (
        "cli",
        &[
            "base",
            "config",
            "forensics",
            "instrument",
            "registry",
            "ballot",
            "disclosure",
            "render",
            "ops",
            "web",
        ],
    ),
];

/// Outside crate, and the modules that may name it. `serde`, `thiserror` and `tracing` carry no power of their own.
const HOMES: &[(&str, &[&str])] = &[
    ("ab_glyph", &["render"]),
    ("actix_web", &["web"]),
    ("argon2", &["ballot"]),
    ("calamine", &["registry"]),
    ("chacha20poly1305", &["ballot"]),
    ("chrono", &["base"]),
    ("clap", &["cli"]),
    ("crypto_bigint", &["ballot"]),
    ("crypto_primes", &["ballot"]),
    // Staff files come in, figures go out.
    ("csv", &["registry", "render"]),
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("encoding_rs", &["registry"]),
    ("flate2", &["web"]),
    ("handlebars", &["render"]),
    ("harfrust", &["render"]),
    ("highs", &["disclosure"]),
    ("hmac", &["ballot"]),
    ("hpke", &["ballot"]),
    ("icu_normalizer", &["base"]),
    ("indicatif", &["cli"]),
    ("krilla", &["render"]),
    ("lettre", &["mail"]),
    ("libsqlite3_sys", &["store"]),
    // The audit looks for other worlds, the intruder for least and greatest: two programs of their own.
    ("microlp", &["disclosure", "forensics"]),
    ("plotters", &["render"]),
    ("plotters_backend", &["render"]),
    ("png", &["render"]),
    ("pq_sys", &["store"]),
    ("rand", &["base"]),
    ("rust_xlsxwriter", &["render"]),
    ("rustix", &["cli"]),
    // The intruder has its own reading of release documents, for it shares nothing with what writes them.
    (
        "serde_json",
        &[
            "disclosure",
            "forensics",
            "render",
            "store",
            "ops",
            "web",
            "cli",
        ],
    ),
    ("sha2", &["base", "ballot"]),
    ("statrs", &["stats"]),
    ("subtle", &["ballot"]),
    ("tiny_skia", &["render"]),
    ("toml", &["instrument", "config", "report"]),
    ("tracing_subscriber", &["main"]),
    ("zeroize", &["ballot"]),
    // What comes in is measured, what goes out is packed.
    ("zip", &["registry", "ops"]),
];

/// The one file of the core that starts threads: they end before it returns, and what comes out is the same for any number of them.
const THREADS: &str = "base/threads.rs";

/// The core does no I/O and keeps no time.
const CORE: &[&str] = &[
    "base",
    "stats",
    "instrument",
    "registry",
    "ballot",
    "fieldwork",
    "disclosure",
    "report",
];

const LONGEST_FILE: usize = 500;
const MEDIAN_FILE: usize = 200;

struct Source {
    path: PathBuf,
    module: String,
    text: String,
    /// Code without its tests and comments.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let inside = path.strip_prefix(&root).unwrap();
            let first = inside.components().next().unwrap();
            let module = Path::new(first.as_os_str())
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let code = bare_code(&text);
            Source {
                path,
                module,
                text,
                code,
            }
        })
        .collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Cuts comments, and everything from the first test module on.
fn bare_code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The own modules that some code names through `crate::`, also inside braces.
fn own_imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(inner) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            let mut expect = true;
            for c in inner.chars() {
                if depth == 1 && expect && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                    continue;
                }
                if !word.is_empty() {
                    found.insert(std::mem::take(&mut word));
                    expect = false;
                }
                match c {
                    '{' => depth += 1,
                    '}' if depth == 1 => break,
                    '}' => depth -= 1,
                    ',' if depth == 1 => expect = true,
                    _ => {}
                }
            }
            if !word.is_empty() {
                found.insert(word);
            }
        } else {
            found.insert(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    let modules: BTreeSet<_> = LAYERS.iter().map(|(name, _)| *name).collect();
    found.retain(|name| modules.contains(name.as_str()));
    found
}

#[test]
fn every_module_imports_only_what_its_layer_allows() {
    let allowed: BTreeMap<_, BTreeSet<_>> = LAYERS
        .iter()
        .map(|(name, may)| (*name, may.iter().copied().collect()))
        .collect();
    let mut faults = Vec::new();
    for source in sources() {
        if source.module == "lib" || source.module == "main" {
            continue;
        }
        let Some(may) = allowed.get(source.module.as_str()) else {
            faults.push(format!(
                "{}: module {} is not in the table",
                source.path.display(),
                source.module
            ));
            continue;
        };
        for import in own_imports(&source.code) {
            if import != source.module && !may.contains(import.as_str()) {
                faults.push(format!("{} imports {import}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_table_itself_has_no_cycle() {
    for (at, (name, may)) in LAYERS.iter().enumerate() {
        for import in *may {
            let stands = LAYERS.iter().position(|(other, _)| other == import);
            assert!(
                stands.is_some_and(|s| s < at),
                "{name} imports {import}, which does not stand above it"
            );
        }
    }
}

#[test]
fn every_outside_crate_has_one_home() {
    let mut faults = Vec::new();
    for source in sources() {
        for (name, homes) in HOMES {
            let named = source.code.contains(&format!("{name}::"))
                || source.code.contains(&format!("use {name};"));
            if named
                && !homes.contains(&source.module.as_str())
                && !mentions_only_longer(&source.code, name)
            {
                faults.push(format!("{} names {name}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// `store::toml::` or `my_csv::` is not the crate.
fn mentions_only_longer(code: &str, name: &str) -> bool {
    let needle = format!("{name}::");
    code.match_indices(&needle).all(|(at, _)| {
        code[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    }) && !code.contains(&format!("use {name};"))
}

#[test]
fn the_list_of_homes_is_the_list_of_dependencies() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let section = manifest
        .split("[dependencies]")
        .nth(1)
        .unwrap()
        .split("[dev-dependencies]")
        .next()
        .unwrap();
    let listed: BTreeSet<String> = section
        .lines()
        .filter(|line| !line.starts_with('#') && line.contains('='))
        .map(|line| line.split(['=', ' ']).next().unwrap().replace('-', "_"))
        .filter(|name| !["serde", "thiserror", "tracing"].contains(&name.as_str()))
        .collect();
    let homes: BTreeSet<String> = HOMES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed, homes);
}

#[test]
fn the_core_touches_neither_disk_nor_net_nor_clock() {
    let mut faults = Vec::new();
    for source in sources()
        .iter()
        .filter(|s| CORE.contains(&s.module.as_str()))
    {
        for word in [
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "SystemTime",
            "Instant",
            "tracing::",
            "println!",
        ] {
            let allowed = word == "std::thread" && source.path.ends_with(THREADS);
            if source.code.contains(word) && !allowed {
                faults.push(format!("{} names {word}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn people_and_ballots_never_meet_in_one_file_of_the_store() {
    let people = [
        "schema::invitation",
        "schema::person",
        "schema::membership",
        "invitation::",
        "person::",
        "membership::",
    ];
    let ballots = ["ballot_box::", "answer::", "marker::", "bulletin::"];
    for source in sources()
        .iter()
        .filter(|s| s.module == "store" && !s.path.ends_with("schema.rs"))
    {
        let named = |words: &[&str]| words.iter().any(|word| source.code.contains(word));
        assert!(
            !(named(&people) && named(&ballots)),
            "{} names both people's tables and ballots' tables",
            source.path.display()
        );
    }
}

#[test]
fn files_are_short_have_a_header_and_a_name_that_says_something() {
    let mut lengths = Vec::new();
    let mut faults = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        let name = source.path.file_stem().unwrap().to_str().unwrap();
        if name != "schema" && lines > LONGEST_FILE {
            faults.push(format!("{} has {lines} lines", source.path.display()));
        }
        if !source.text.starts_with("//!") && name != "schema" {
            faults.push(format!("{} has no header", source.path.display()));
        }
        if [
            "utils", "util", "helpers", "helper", "common", "manager", "misc",
        ]
        .contains(&name)
        {
            faults.push(format!("{}: the name says nothing", source.path.display()));
        }
        lengths.push(lines);
    }
    lengths.sort_unstable();
    assert!(faults.is_empty(), "{faults:#?}");
    let median = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN_FILE, "the median file has {median} lines");
}

#[test]
fn the_scan_sees_what_it_should() {
    let code = "use crate::{base::{Day, Text}, store, web::state};\nuse crate::ops::launch;";
    let found: Vec<String> = own_imports(code).into_iter().collect();
    assert_eq!(found, ["base", "ops", "store", "web"]);
    assert!(mentions_only_longer("crate::csv::x", "csv"));
    assert!(!mentions_only_longer("csv::Reader", "csv"));
}
