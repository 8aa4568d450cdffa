//! `pejling release cut` on what the demonstration published: from the command to files that are checked, attacked and read.

use std::path::Path;

use serde_json::Value;

use crate::demo::demo;
use crate::support::program::{Ran, bare, files, finish};

/// A copy of the demonstration's data, to publish more from.
pub(crate) fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files(demo()) {
        let place = folder.path().join(file.strip_prefix(demo()).unwrap());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::copy(&file, &place).unwrap();
    }
    folder
}

pub(crate) fn run(data: &Path, arguments: &[&str]) -> Ran {
    finish(
        bare(data)
            .args(arguments)
            .env("PEJLING_DATA", data)
            .env_remove("PEJLING_DATABASE_URL"),
    )
}

/// Asks for a cut of the networks' survey.
fn cut(data: &Path, arguments: &[&str]) -> Ran {
    let named = [&["release", "cut", "aalborg-2010"], arguments].concat();
    run(data, &named)
}

#[test]
fn a_cut_is_published_checked_attacked_and_reported() {
    let folder = copy();
    let data = folder.path();
    let base = std::fs::read_to_string(data.join("releases/aalborg-2010.json")).unwrap();
    let wanted = ["--groups", "led-1,top-1", "--reason", "HR asks", "--json"];
    let named = ["--label", "Første hold", "--label-en", "First teams"];
    let told = cut(data, &[&wanted[..], &named].concat()).ok();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["release"], 2);
    let made = &told["cuts"][0];
    assert_eq!(made["code"], "cut-2-1");
    assert_eq!(made["label"]["en"], "First teams");
    assert_eq!(made["members"], serde_json::json!(["led-1", "top-1"]));
    assert_eq!(
        (&made["answered"], &made["shown"]),
        (&12.into(), &true.into())
    );
    assert!(made["tables_shown"].as_u64().unwrap() > 5, "{told}");

    let second = "releases/aalborg-2010+2.json";
    let proof = ["--certificate", "certificates/aalborg-2010+2.json"];
    let with = ["--with", "releases/aalborg-2010.json"];
    let verify = ["verify", "release", second];
    let told = run(data, &[&verify[..], &proof, &with].concat()).ok();
    assert!(told.contains("scores worked out again"), "{told}");
    let asked = |template| [&verify[..], &proof, &with, &["--template", template]].concat();
    let told = run(data, &asked("laeringsrum")).ok();
    assert!(told.contains("are those of laeringsrum"), "{told}");
    run(data, &asked("vitalisering")).refused(&["another questionnaire"]);
    run(data, &[&verify[..], &proof].concat()).refused(&["give each of them"]);
    let attack = ["attack", "release", second];
    let alone = run(data, &attack);
    assert_eq!(alone.code, Some(2), "{}", alone.err);
    let both = run(
        data,
        &[&attack[..], &["releases/aalborg-2010.json"]].concat(),
    )
    .ok();
    assert!(both.contains("Nothing was found."), "{both}");

    let report = ["report", "write", "aalborg-2010", "--release"];
    run(data, &[&report[..], &["2"]].concat()).ok();
    let page =
        std::fs::read_to_string(data.join("reports/aalborg-2010+2/cut-2-1.en.html")).unwrap();
    assert!(page.contains("First teams"));
    run(data, &[&report[..], &["3"]].concat()).refused(&["2 releases, and none with number 3"]);
    let page = data.join("reports/aalborg-2010/cut-2-1.html");
    assert!(!page.exists());

    // What was out before is out as it was, and is written anew with what was added.
    let file = data.join(second);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    run(data, &["release", "make", "aalborg-2010"]).ok();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let first = data.join("releases/aalborg-2010.json");
    assert_eq!(std::fs::read_to_string(first).unwrap(), base);
}

#[test]
fn what_is_no_cut_is_refused_with_what_to_do_and_publishes_nothing() {
    let folder = copy();
    let data = folder.path();
    let before = files(data);
    let reason = ["--reason", "HR asks", "--label", "x"];
    for (arguments, told) in [
        (
            ["--groups", "led-2,top-1"],
            "count in niveau-ledere: leave it out",
        ),
        (["--groups", "alle"], "these groups are everybody"),
        (
            ["--groups", "niveau-ledere"],
            "groups of the survey already",
        ),
        (["--groups", "led-9"], "the survey has no group led-9"),
    ] {
        cut(data, &[&arguments[..], &reason].concat()).refused(&[told]);
    }
    let same = ["--by", "facilitator", "--reason", "HR asks"];
    cut(data, &same).refused(&["the same for all groups"]);
    cut(data, &["--by", "level", "--reason", "x"]).refused(&["groups of the survey already"]);
    cut(data, &["--by", "age", "--reason", "x"]).refused(&["facts known at launch: facilitator"]);
    cut(
        data,
        &["--groups", "led-1,top-1", "--label", "x", "--reason", " "],
    )
    .refused(&["needs a reason"]);
    for unclear in [
        &["--groups", "led-1,top-1", "--label", "x"][..],
        &["--groups", "led-1,top-1", "--reason", "x"],
        &[
            "--by", "type", "--groups", "led-1", "--label", "x", "--reason", "x",
        ],
        &["--reason", "x"],
    ] {
        assert_eq!(cut(data, unclear).code, Some(2), "{unclear:?}");
    }
    assert_eq!(files(data), before);
}
