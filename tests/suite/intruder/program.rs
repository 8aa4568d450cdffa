//! `pejling attack release`: on what the demonstration published, on a leak, on bad input.

use std::path::Path;

use pejling::base::Digest;
use pejling::forensics::intruder::reading::read_unsealed;
use serde_json::Value;

use super::planted::clean;
use super::publisher::{Mistake, document, own};
use crate::demo::demo;
use crate::support::program::{Ran, bare, finish};

fn attack(folder: &Path, arguments: &[&str]) -> Ran {
    finish(
        bare(folder)
            .args(["attack", "release"])
            .args(arguments)
            .env_remove("PEJLING_DATABASE_URL"),
    )
}

/// With the digest it must bear.
fn sealed(text: &str) -> String {
    let mut document = read_unsealed(text).unwrap();
    document.digest = String::new();
    let compact = serde_json::to_string(&document).unwrap();
    document.digest = Digest::plain(compact.as_bytes()).to_string();
    serde_json::to_string_pretty(&document).unwrap()
}

/// Three networks, one of them of three people: who knows that everybody is in a network, subtracts.
fn leaking() -> String {
    let groups = vec![
        own("all", None, [0; 5]),
        own("A", Some("all"), [2, 2, 3, 3, 2]),
        own("B", Some("all"), [1, 3, 3, 2, 2]),
        own("C", Some("all"), [1, 1, 0, 1, 0]),
    ];
    let text = document("s", &[("Q1", groups)], Vec::new(), Mistake::None);
    sealed(&text)
}

const EVERYBODY_IN_A_NETWORK: &str =
    r#"{"direct": [{"survey": "s", "group": "all", "answered": 0}]}"#;

#[test]
fn what_the_demonstration_published_gives_nobody_away() {
    let folder = tempfile::tempdir().unwrap();
    let file = |survey: &str| {
        let path = demo().join(format!("releases/{survey}.json"));
        path.display().to_string()
    };
    let (kl, aalborg) = (file("kl-2008"), file("aalborg-2010"));
    let words = attack(folder.path(), &[&aalborg, &kl]).ok();
    assert!(words.contains("Nothing was found."), "{words}");
    // Everybody knows that all who were asked are in a network.
    let path = folder.path().join("known.json");
    let known = EVERYBODY_IN_A_NETWORK.replace("\"s\"", "\"aalborg-2010\"");
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(&aalborg).unwrap()).unwrap();
    let whole = whole["groups"][0]["id"].as_str().unwrap();
    std::fs::write(&path, known.replace("\"all\"", &format!("\"{whole}\""))).unwrap();
    let told = attack(
        folder.path(),
        &[&aalborg, "--knowledge", "known.json", "--json"],
    )
    .ok();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["finds"], serde_json::json!([]));
    for tried in ["questions", "sets_and_classes", "solved", "unknowns"] {
        assert!(told["tried"][tried].as_u64().unwrap() > 10, "{told}");
    }
}

#[test]
fn a_leak_is_told_with_the_figures_it_follows_from_and_another_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("leak.json"), leaking()).unwrap();
    std::fs::write(folder.path().join("known.json"), EVERYBODY_IN_A_NETWORK).unwrap();
    let arguments = ["leak.json", "--knowledge", "known.json"];
    let ran = attack(folder.path(), &arguments);
    for told in [
        "C (hidden): unfavourable is exactly 2 of 3 answers",
        "    1 × s [1], all: unfavourable: 10",
        "    -1 × s [1], A: unfavourable: 4",
        "Tried: 2 questions",
    ] {
        assert!(ran.out.contains(told), "{told}\n{}", ran.out);
    }
    ran.refused(&["can be worked out"]);
    let ran = attack(folder.path(), &[&arguments[..], &["--json"]].concat());
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let finds = told["finds"].as_array().unwrap();
    assert!(
        finds
            .iter()
            .any(|find| find["kind"] == "exact" && !find["why"].as_array().unwrap().is_empty()),
        "{told}"
    );
}

#[test]
fn bad_input_is_refused_with_an_exit_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let good = sealed(&document(
        "s",
        &[("Q1", clean())],
        Vec::new(),
        Mistake::None,
    ));
    write("good.json", &good);
    write("cut.json", &good[..good.len() / 2]);
    write(
        "altered.json",
        &good.replacen("\"answered\": 8", "\"answered\": 9", 1),
    );
    write("friends.json", r#"{"friends": 3}"#);
    write(
        "elsewhere.json",
        EVERYBODY_IN_A_NETWORK.replace("all", "alle").as_str(),
    );
    attack(folder.path(), &["good.json"]).ok();
    for (arguments, told) in [
        (vec!["cut.json"], "cut.json: the document is cut short"),
        (
            vec!["good.json", "altered.json"],
            "altered.json: the document was altered",
        ),
        (vec!["none.json"], "none.json"),
        (
            vec!["good.json", "--knowledge", "friends.json"],
            "friends.json: not a knowledge file",
        ),
        (
            vec!["good.json", "--knowledge", "elsewhere.json"],
            "group \"alle\", which stands in none of the documents",
        ),
        (vec![], "FILE"),
    ] {
        let ran = attack(folder.path(), &arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn what_could_not_be_tried_in_time_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("leak.json"), leaking()).unwrap();
    let ran = attack(folder.path(), &["leak.json", "--patience", "0"]);
    assert!(ran.out.contains("Not finished"), "{}", ran.out);
    assert!(ran.out.contains("not begun, time was up"), "{}", ran.out);
    ran.refused(&["not finished"]);
}
