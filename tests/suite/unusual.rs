//! Surveys that go as none should, through the whole program with templates that it has never seen: each ends in reports that explain
//! themselves, or in a refusal that does.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::database::Database;
use crate::support::http::post;
use crate::support::program::Ran;
use crate::support::site::Site;
use crate::support::voter::answer;

const HEAD: &str = r#"
code = "proeve-nyt"
version = "1"
minutes = 3
title = { da = "Noget nyt", en = "Something new" }
purpose = { da = "Viser, hvad ingen har spurgt om før.", en = "Shows what nobody asked before." }
thanks = { da = "Tak.", en = "Thank you." }
dialogue = [{ da = "Hvad vil I ændre?", en = "What will you change?" }]

[[scale]]
code = "nytte"
label = { da = "Nytte", en = "Use" }
dialogue = [{ da = "Hvad tager I med hjem?", en = "What do you take home?" }]

[[section]]
title = { da = "Mødet", en = "The meeting" }
"#;

/// One question of every kind, and one that is put to nobody.
const EVERY_KIND: &str = r#"
[[section.item]]
id = "R1"
type = "likert5"
anchors = "agree"
scale = "nytte"
text = { da = "Mødet var nyttigt", en = "The meeting was useful" }

[[section.item]]
id = "R2"
type = "likert7"
anchors = "syv"
scale = "nytte"
text = { da = "Mødet var kort", en = "The meeting was short" }

[[section.item]]
id = "S1"
type = "single"
choices = [{ code = "a", da = "Mandag", en = "Monday" }, { code = "b", da = "Tirsdag", en = "Tuesday" }]
text = { da = "Hvilken dag?", en = "Which day?" }

[[section.item]]
id = "M1"
type = "multi"
max = 2
choices = [{ code = "a", da = "Kaffe", en = "Coffee" }, { code = "b", da = "Te", en = "Tea" }, { code = "c", da = "Vand", en = "Water" }]
text = { da = "Hvad vil du have?", en = "What do you want?" }

[[section.item]]
id = "K1"
type = "rank"
top = 2
choices = [{ code = "a", da = "Ro", en = "Quiet" }, { code = "b", da = "Tempo", en = "Pace" }, { code = "c", da = "Tid", en = "Time" }]
text = { da = "Hvad er vigtigst?", en = "What matters most?" }

[[section.item]]
id = "A1"
type = "recommend"
text = { da = "Vil du anbefale det?", en = "Would you recommend it?" }

[[section.item]]
id = "N1"
type = "number"
min = 0
max = 20
text = { da = "Hvor mange møder?", en = "How many meetings?" }

[[section.item]]
id = "F1"
type = "likert5"
anchors = "agree"
route = "S1 = b"
text = { da = "Hvad skete der tirsdag?", en = "What happened on Tuesday?" }

[[section.item]]
id = "T1"
type = "text"
max_chars = 10000
text = { da = "Hvad skal vi vide?", en = "What should we know?" }
"#;

const SEVEN: &str = r#"
[[anchor]]
name = "syv"
labels = [
  { da = "1", en = "1" }, { da = "2", en = "2" }, { da = "3", en = "3" }, { da = "4", en = "4" },
  { da = "5", en = "5" }, { da = "6", en = "6" }, { da = "7", en = "7" },
]
"#;

fn every_kind() -> String {
    HEAD.replacen("[[scale]]", &format!("{SEVEN}\n[[scale]]"), 1) + EVERY_KIND
}

fn same() -> Value {
    json!({
        "R1": {"number": 5}, "R2": {"number": 7}, "S1": {"choice": "a"}, "M1": {"choices": ["a"]}, "K1": {"choices": ["a", "b"]},
        "A1": {"number": 10}, "N1": {"number": 3},
    })
}

/// A site with a template of its own and networks of seven.
fn open(template: &str, networks: usize) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.toml");
    std::fs::write(&file, template).unwrap();
    Site::launch_many(Database::Sqlite, file.to_str().unwrap(), networks, 7)
}

/// The same, after the first so many have answered and it was closed.
fn closed(template: &str, networks: usize, answers: &[Value]) -> Site {
    let site = open(template, networks);
    for ((token, written), seed) in site.tokens().iter().zip(answers).zip(1..) {
        let (status, said) = answer(&site, token, seed, written);
        assert_eq!(status, 200, "{said}");
    }
    run(&site, &["survey", "close", "proeve", "--now"]).ok();
    site
}

fn run(site: &Site, arguments: &[&str]) -> Ran {
    site.program.run(arguments)
}

/// Publishes, checks the proof and writes the reports. The Danish page of every group, the whole first.
fn pages(site: &Site) -> Vec<String> {
    run(site, &["release", "make", "proeve"]).ok();
    let data = site.program.data();
    let path = |folder: &str| data.join(folder).join("proeve.json").display().to_string();
    let (file, proof) = (path("releases"), path("certificates"));
    run(site, &["verify", "release", &file, "--certificate", &proof]).ok();
    run(site, &["report", "write", "proeve"]).ok();
    let release: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let groups = release["groups"].as_array().unwrap().iter();
    let page = |group: &Value| {
        let name = group["id"].as_str().unwrap();
        let folder = data.join("reports/proeve");
        for other in [
            format!("{name}.en.html"),
            format!("{name}.pdf"),
            format!("{name}.en.pdf"),
        ] {
            let bytes = std::fs::read(folder.join(&other)).unwrap();
            assert!(bytes.len() > 1_000, "{other}");
        }
        std::fs::read_to_string(folder.join(format!("{name}.html"))).unwrap()
    };
    groups.map(page).collect()
}

#[test]
fn a_survey_that_nobody_or_one_answered_is_refused_with_what_to_do() {
    for answers in [vec![], vec![same()]] {
        let site = closed(&every_kind(), 2, &answers);
        run(&site, &["report", "write", "proeve"]).refused(&["pejling release make proeve"]);
        run(&site, &["release", "make", "proeve"])
            .refused(&["fewer than 5 answers", "field it again"]);
        assert!(!site.program.data().join("releases/proeve.json").exists());
    }
}

#[test]
fn five_answers_in_two_networks_are_reported_of_all_together_alone() {
    let mut apart = [same(), same(), same()];
    for (written, point) in apart.iter_mut().zip([1, 3, 4]) {
        written["R1"] = json!({"number": point});
    }
    let site = open(&every_kind(), 2);
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for token in site.tokens() {
        let context = post(site.address, "/s/proeve/context", &json!({"token": token})).json();
        let of = if context["stratum"] == "n1" {
            &mut first
        } else {
            &mut second
        };
        of.push(token);
    }
    assert_eq!((first.len(), second.len()), (7, 7));
    let tokens = first[..3].iter().chain(&second[..2]);
    let last = [same(), same()];
    for ((token, written), seed) in tokens.zip(apart.iter().chain(&last)).zip(1..) {
        let (status, said) = answer(&site, token, seed, written);
        assert_eq!(status, 200, "{said}");
    }
    run(&site, &["survey", "close", "proeve", "--now"]).ok();
    let pages = pages(&site);
    assert!(pages[0].contains("<svg"));
    for page in &pages[1..] {
        assert!(
            page.contains("Hvorfor der ingen tal er") && !page.contains("<svg"),
            "{page}"
        );
    }
}

#[test]
fn a_survey_in_which_all_answer_alike_says_it_of_nobody() {
    let answers = vec![same(); 28];
    let pages = pages(&closed(&every_kind(), 4, &answers));
    for page in &pages[1..] {
        assert!(
            page.contains("Mindst 5 af de 7, der har svaret, er enige i: »Mødet var nyttigt«"),
            "{page}"
        );
    }
    let whole = &pages[0];
    let (_, without) = whole.split_once("Spørgsmål uden tal her").unwrap();
    assert!(
        without.contains("Hvad skete der tirsdag?"),
        "a question that nobody was asked stands with its reason"
    );
}

#[test]
fn two_hundred_questions_make_a_report() {
    let mut template = HEAD.to_owned();
    for item in 0..200 {
        let scale = if item < 5 { "scale = \"nytte\"\n" } else { "" };
        write!(
            template,
            "[[section.item]]\nid = \"Q{item}\"\ntype = \"likert5\"\nanchors = \"agree\"\n{scale}\
             text = {{ da = \"Udsagn nummer {item} af mange\", en = \"Statement number {item} of many\" }}\n"
        )
        .unwrap();
    }
    let answers: Vec<Value> = (0..14)
        .map(|person| {
            let points = (0..200).map(|item| {
                let point = 1 + (person * 7 + item * 3 + person * item) % 5;
                (format!("Q{item}"), json!({"number": point}))
            });
            Value::Object(points.collect())
        })
        .collect();
    let pages = pages(&closed(&template, 2, &answers));
    for item in [0, 99, 199] {
        assert!(pages[0].contains(&format!("Udsagn nummer {item} af mange")));
    }
}

#[test]
fn long_and_foreign_texts_stand_in_the_report_as_they_were_written() {
    let long = "Vi mødes for sjældent. ".repeat(450);
    assert!(long.chars().count() > 10_000);
    let long: String = long.chars().take(9_990).collect();
    let texts = [
        long.trim(),
        "👩‍👩‍👧‍👦 Det går godt 🎉",
        "שלום לכולם, היה טוב",
        "مرحبا، كان الاجتماع مفيدا",
        "Først\nså\n\nså igen",
        "<script>alert('x')</script> & \"citat\"",
        "Ærlig snak om økonomi og årshjul",
        "e\u{301}n streg over",
        "Mere tid",
        "Mindre kaffe",
        "Et rum med dagslys",
        "Kortere dagsorden",
    ];
    let mut answers = Vec::new();
    for text in texts {
        let mut written = same();
        written["T1"] = json!({"text": text});
        answers.push(written);
    }
    let site = closed(&every_kind(), 2, &answers);
    pages(&site);
    run(&site, &["report", "comments", "proeve", "--keep-all"]).ok();
    run(&site, &["release", "texts", "proeve"]).ok();
    run(&site, &["report", "write", "proeve"]).ok();
    let folder = site.program.data().join("reports/proeve");
    let all: String = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "html"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    assert!(all.contains("👩‍👩‍👧‍👦 Det går godt 🎉"));
    assert!(all.contains("שלום לכולם") && all.contains("مرحبا"));
    assert!(!all.contains("<script>alert"), "escaped");
    assert!(all.contains(long.trim()), "the long one is whole");
}

#[test]
fn a_text_longer_than_the_question_allows_is_refused_with_its_reason() {
    let site = open(&every_kind(), 2);
    let mut written = same();
    written["T1"] = json!({"text": "x".repeat(10_001)});
    let (status, said) = answer(&site, &site.tokens()[0], 1, &written);
    assert_eq!(status, 422, "{said}");
    let fault = &said["faults"][0];
    assert_eq!(fault["item"], "T1", "{said}");
    let told = |lang: &str| fault[lang].as_str().unwrap().to_owned();
    assert!(told("da").contains("10001") && told("da").contains("højst 10000"));
    assert!(told("en").contains("at most 10000"), "{said}");
}
