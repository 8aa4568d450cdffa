//! `pejling release correct` on what the demonstration published: recorded, shown, verified, and attacked together with the releases.

use std::path::Path;

use pejling::forensics::intruder::correction::{attack, read_unsealed};
use pejling::forensics::intruder::report::Outcome;
use pejling::forensics::intruder::verdict::Kind;
use serde_json::{Value, json};

use crate::demo::demo;
use crate::support::program::{Ran, bare, files, finish};

/// A copy of the demonstration's data, to correct.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files(demo()) {
        let place = folder.path().join(file.strip_prefix(demo()).unwrap());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::copy(&file, &place).unwrap();
    }
    folder
}

fn run(data: &Path, arguments: &[&str]) -> Ran {
    finish(
        bare(data)
            .args(arguments)
            .env("PEJLING_DATA", data)
            .env_remove("PEJLING_DATABASE_URL"),
    )
}

const WHY: [&str; 4] = ["--reason", "Tastefejl", "--reason-en", "A typing error"];
const RELEASE: &str = "releases/aalborg-2010.json";
const CORRECTION: &str = "releases/aalborg-2010+correction-1.json";

fn correct(data: &Path, arguments: &[&str]) -> Ran {
    let named = [&["release", "correct", "aalborg-2010"], arguments, &WHY].concat();
    run(data, &named)
}

#[test]
fn a_correction_is_recorded_shown_verified_and_attacked() {
    let folder = copy();
    let data = folder.path();
    let released = std::fs::read(data.join(RELEASE)).unwrap();
    let note = [
        "--note",
        "Et navn var forkert.",
        "--note-en",
        "A name was wrong.",
    ];
    let name = [
        "--name",
        "led-1=Netværk Fjorden",
        "--name-en",
        "led-1=The Fjord",
    ];
    let told = correct(data, &[&note[..], &name, &["--json"]].concat()).ok();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (&told["correction"], &told["release"]),
        (&1.into(), &1.into())
    );
    assert!(!data.join("reports/aalborg-2010").exists());
    run(data, &["report", "write", "aalborg-2010"]).ok();
    let page =
        |name: &str| std::fs::read_to_string(data.join("reports/aalborg-2010").join(name)).unwrap();
    assert!(page("led-1.html").contains("<h1>Netværk Fjorden</h1>"));
    assert!(page("led-1.en.html").contains("<h1>The Fjord</h1>"));
    assert!(page("top-1.html").contains("Et navn var forkert."));
    assert_eq!(std::fs::read(data.join(RELEASE)).unwrap(), released);

    let verify = ["verify", "correction", CORRECTION, "--release", RELEASE];
    let told = run(data, &verify).ok();
    assert!(told.contains("A typing error"), "{told}");
    let other = [
        "verify",
        "correction",
        CORRECTION,
        "--release",
        "releases/kl-2008.json",
    ];
    run(data, &other).refused(&["about another release"]);
    run(
        data,
        &[
            "verify",
            "release",
            RELEASE,
            "--certificate",
            "certificates/aalborg-2010.json",
        ],
    )
    .ok();
    let both = run(data, &["attack", "release", RELEASE, CORRECTION]).ok();
    assert!(
        both.contains("aalborg-2010 (correction)") && both.contains("Nothing was found."),
        "{both}"
    );
    let alone = run(
        data,
        &["attack", "release", CORRECTION, "releases/kl-2008.json"],
    );
    assert_eq!(alone.code, Some(2), "{}", alone.err);
    let file = data.join(CORRECTION);
    let altered = std::fs::read_to_string(&file)
        .unwrap()
        .replacen("Fjorden", "Havnen", 1);
    std::fs::write(&file, altered).unwrap();
    run(data, &verify).refused(&["altered"]);
    let attacked = run(data, &["attack", "release", RELEASE, CORRECTION]);
    assert_eq!(attacked.code, Some(2), "{}", attacked.err);
    // What stands in the ledger is written anew.
    run(data, &["release", "make", "aalborg-2010"]).ok();
    run(data, &verify).ok();

    // Withdrawn, it has no report any more, and cuts are audited with it still.
    correct(data, &["--withdraw"]).ok();
    assert!(!data.join("reports/aalborg-2010").exists());
    run(data, &["report", "write", "aalborg-2010"]).refused(&["withdrawn", "A typing error"]);
    let cut = [
        "release",
        "cut",
        "aalborg-2010",
        "--groups",
        "led-1,top-1",
        "--label",
        "Hold",
        "--reason",
        "HR asks",
    ];
    run(data, &cut).ok();
    let second: Value =
        serde_json::from_slice(&std::fs::read(data.join("releases/aalborg-2010+2.json")).unwrap())
            .unwrap();
    let first: Value = serde_json::from_slice(&released).unwrap();
    assert_eq!(second["adds_to"], json!([first["digest"]]));
    assert_eq!(std::fs::read(data.join(RELEASE)).unwrap(), released);
}

#[test]
fn what_may_not_be_said_is_refused_and_changes_nothing() {
    let folder = copy();
    let data = folder.path();
    let before = files(data);
    for (arguments, told) in [
        (&["--name", "led-9=Nord"][..], "no group led-9"),
        (&["--name", "led-1=Nord, tlf. 20304050"], "telephone"),
        (&["--note", "7 svarede", "--note-en", "x"], "a number"),
        (&["--release", "2", "--withdraw"], "none with number 2"),
        (&[], "it says nothing"),
        (
            &["--name", "led-1=Nord", "--name-en", "led-2=North"],
            "no Danish one",
        ),
    ] {
        correct(data, arguments).refused(&[told]);
    }
    for unclear in [
        &["--name", "led-1"][..],
        &["--note", "x"],
        &["--withdraw", "--name", "led-1=Nord"],
    ] {
        assert_eq!(correct(data, unclear).code, Some(2), "{unclear:?}");
    }
    let silent = run(data, &["release", "correct", "aalborg-2010", "--withdraw"]);
    assert_eq!(silent.code, Some(2));
    assert_eq!(files(data), before);
}

fn made_by_hand(note: &str, label: &str) -> Vec<Kind> {
    let document = json!({
        "format": "pejling.correction/1", "survey": "s", "release": "", "day": "2026-04-09",
        "reason": {"da": "Tastefejl i 2026", "en": "Typing error"},
        "says": {"amended": {"note": {"da": note, "en": "x"}, "names": [{"group": "n1", "label": label}]}},
        "digest": "",
    });
    let correction = read_unsealed(&document.to_string()).unwrap();
    let mut outcome = Outcome::default();
    attack(&[correction], &mut outcome);
    outcome.finds.iter().map(|find| find.kind).collect()
}

#[test]
fn the_intruder_finds_a_figure_in_the_words_of_a_correction() {
    assert_eq!(made_by_hand("Spørgsmål B08 var forkert.", "Hold 3"), []);
    let found = [Kind::RuleBroken];
    assert_eq!(made_by_hand("5 af 6 var uenige.", "Hold 3"), found);
    assert_eq!(made_by_hand("Skriv til a@by.dk", "Hold 3"), found);
    assert_eq!(made_by_hand("Et navn var forkert.", "Nord 3,7 (6)"), found);
    assert_eq!(made_by_hand("Et navn var forkert.", "Nord 50 %"), found);
    assert_eq!(made_by_hand("Et navn var forkert.", "Nord 20304050"), found);
}
