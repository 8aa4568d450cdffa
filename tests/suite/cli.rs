//! The command line: bad input gets a clear message, the right exit code, and changes nothing.

use std::net::TcpListener;

use crate::support::database::{Database, on_each_backend};
use crate::support::program::{Program, bare, files, finish};

/// Five faults, one of each kind a newcomer makes.
const FIVE_FAULTS: &str = r#"code = "proeve"
version = "1"
title = { da = "Prøve", en = "Trial" }
purpose = { da = "At prøve.", en = "To try." }
thanks = { da = "Tak.", en = "Thanks." }
minutes = 1

[[scale]]
code = "klarhed"
label = { da = "Klarhed", en = "Clarity" }
dialogue = [{ da = "Hvad er uklart?", en = "What is unclear?" }]

[[section]]
title = { da = "Alt", en = "All" }

[[section.item]]
id = "X1"
type = "likert5"
anchors = "agree"
scale = "klarhed"
text = { da = "Jeg ved det", en = "I know it" }

[[section.item]]
id = "X2"
type = "likert5"
anchors = "agree"
scale = "klarhed"
text = { da = "Jeg kan det" }

[[section.item]]
id = "X3"
type = "single"
scale = "klarhed"
route = "X9 = 3"
text = { da = "Hvorfor?", en = "Why?" }
choices = [{ code = "a", da = "A", en = "A" }, { code = "b", da = "B", en = "B" }]

[[section.item]]
id = "X4"
type = "stjerner"
scale = "klarhed"
text = { da = "Hvor mange?", en = "How many?" }

[[section.item]]
id = "X5"
type = "text"
scale = "mening"
colour = "red"
text = { da = "Andet?", en = "Other?" }
"#;

/// Line, item and a word of the cause, of each.
const TOLD: [(u32, &str, &str); 5] = [
    (28, "X2", "\"en\""),
    (34, "X3", "X9"),
    (40, "X4", "stjerner"),
    (47, "X5", "mening"),
    (48, "X5", "colour"),
];

#[test]
fn a_template_with_faults_is_told_all_of_them() {
    let program = Program::new(Database::Sqlite);
    let file = program.write("proeve.toml", FIVE_FAULTS);
    let ran = program.run(&["template", "check", &file]);
    for (line, item, word) in TOLD {
        let place = format!("proeve.toml: line {line}, item {item}: ");
        let told = ran.err.lines().find(|told| told.contains(&place));
        assert!(
            told.is_some_and(|told| told.contains(word)),
            "{place}{word} is not in {}",
            ran.err
        );
    }
    ran.refused(&["5 faults"]);
    assert!(
        !program.data().exists(),
        "checking a template needs no data folder"
    );

    let known = program.run(&["template", "show", "dialogpuls"]).ok();
    let file = program.write("dialogpuls.toml", known);
    program.run(&["template", "check", &file]).ok();
    program
        .run(&["template", "show", "findes-ikke"])
        .refused(&["findes-ikke", "leder-apv"]);
}

#[test]
fn every_template_renders_a_form_to_look_at() {
    let program = Program::new(Database::Sqlite);
    let listed: serde_json::Value =
        serde_json::from_str(&program.run(&["template", "list", "--json"]).ok()).unwrap();
    let codes: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes.len(), 8);
    for code in codes {
        program
            .run(&["template", "preview", code, "--out", "form.html"])
            .ok();
        let form = std::fs::read_to_string(program.folder.path().join("form.html")).unwrap();
        assert!(
            form.contains("<fieldset") && form.contains("lang=\"en\""),
            "{code}"
        );
    }
}

#[test]
fn staff_files_with_faults_change_nothing() {
    on_each_backend(|database| {
        let program = Program::new(database);
        let import = |kind: &str, content: &[u8]| {
            let file = program.write("staff.csv", content);
            program.run(&["import", kind, &file, "--apply"])
        };
        import("units", b"code,name,colour\nby,Byen,red\n").refused(&["colour"]);
        import("units", b"code,name,parent\na,A,b\nb,B,a\n").refused(&["row 2", "circle"]);
        import(
            "units",
            "kode;navn;overordnet\nby;Byen;\nsk\u{f8};Skolen;by\n".as_bytes(),
        )
        .ok();
        import(
            "people",
            b"code,name,email,unit\np1,Anna,anna@by.example,by\np1,Bo,bo@by.example,by\n",
        )
        .refused(&["row 3", "row 2"]);
        import(
            "people",
            b"code,name,email,unit\np1,Anna,anna@by.example,by\np2,Bo,ikke-en-adresse,park\n",
        )
        .refused(&["row 3", "park"]);
        // Nothing of the refused files was kept: the same people are still new.
        let people =
            "code,name,email,unit\np1,Åse,aase@by.example,by\np2,Bo,bo@by.example,sk\u{f8}\n";
        assert!(
            import("people", people.as_bytes())
                .ok()
                .contains("2 new, 0 changed, 0 unchanged")
        );
        assert!(
            import("people", people.as_bytes())
                .ok()
                .contains("0 new, 0 changed, 2 unchanged")
        );
        // Windows-1252 with semicolons, as Danish spreadsheets write it: the same people again.
        let latin = people
            .replace(',', ";")
            .replace('\u{f8}', "\u{1}")
            .replace('Å', "\u{2}");
        let latin: Vec<u8> = latin
            .bytes()
            .map(|b| match b {
                1 => 0xf8,
                2 => 0xc5,
                other => other,
            })
            .collect();
        assert!(
            import("people", &latin)
                .ok()
                .contains("0 new, 0 changed, 2 unchanged")
        );
        import(
            "memberships",
            b"person,network,joined\np1,nordpolen,2024-01-01\n",
        )
        .refused(&["row 2", "nordpolen"]);
        import("networks", b"code,name,type,obligatory,purposes,facilitator,start\nn1,Nord,faglig,nej,9,intern,2024-01-01\n")
            .refused(&["row 2", "from 1 to 7"]);
    });
}

#[test]
fn a_preview_imports_nothing() {
    let program = Program::new(Database::Sqlite);
    let file = program.write("units.csv", "code,name,parent\nby,Byen,\n");
    let said = program.run(&["import", "units", &file]).ok();
    assert!(said.contains("1 new") && said.contains("--apply"), "{said}");
    assert!(
        program
            .run(&["import", "units", &file])
            .ok()
            .contains("1 new")
    );
}

#[test]
fn what_cannot_be_reached_or_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        finish(
            bare(folder.path())
                .args(arguments)
                .envs(variables.iter().copied()),
        )
    };
    run(&["migrate"], &[("PEJLING_DATA", "file/data")]).refused(&["file/data"]);
    run(&["demo", "--data", "file/demo", "--no-serve"], &[]).refused(&["file/demo"]);
    run(
        &["migrate"],
        &[("PEJLING_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x")],
    )
    .refused(&["127.0.0.1:1"]);
    run(&["migrate"], &[("PEJLING_DATABASE_URL", "mysql://x")])
        .refused(&["sqlite://", "postgres://"]);
    run(
        &["migrate"],
        &[("PEJLING_DATABASE_URL", "postgres://u@db.example/x")],
    )
    .refused(&["db.example", "plain text"]);
    std::fs::write(
        folder.path().join("not.db"),
        "this is no database, whatever it is called",
    )
    .unwrap();
    run(&["migrate"], &[("PEJLING_DATABASE_URL", "sqlite://not.db")]).refused(&["not.db"]);
    run(&["check", "--config", "nowhere.toml"], &[]).refused(&["nowhere.toml"]);
    assert!(!folder.path().join("demo").exists());
}

#[test]
fn a_port_in_use_is_named_and_nothing_is_served() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let program = Program::new(Database::Sqlite);
    program
        .run(&["serve", "--listen", &address])
        .refused(&[&address]);
}

#[test]
fn a_launch_that_cannot_be_leaves_no_trace() {
    let program = Program::new(Database::Sqlite);
    let units = program.write("units.csv", "code,name,parent\nby,Byen,\n");
    let people = (0..4).fold("code,name,email,unit\n".to_owned(), |csv, i| {
        csv + &format!("p{i},P {i},p{i}@by.example,by\n")
    });
    let people = program.write("people.csv", people);
    program.run(&["import", "units", &units, "--apply"]).ok();
    program.run(&["import", "people", &people, "--apply"]).ok();
    let launch = |template: &str, extra: &[&str]| {
        let mut arguments = vec![
            "survey",
            "launch",
            "lille",
            "--template",
            template,
            "--unit",
            "by",
            "--closes",
            "2199-01-01",
            "--sender",
            "HR",
        ];
        arguments.extend(extra);
        program.run(&arguments)
    };
    launch("leder-apv", &[]).refused(&["5"]);
    launch("leder-apv", &["--policy", "ingen"]).refused(&["ingen", "ordinary"]);
    launch("leder-apv", &["--policy", "ordinary,coalition=2"])
        .refused(&["5 answers", "who know their own answers"]);
    launch("leder-apv", &["--fact", "vejr=godt"]).refused(&["vejr"]);
    launch("leder-apv", &["--closes", "1999-01-01"])
        .code
        .filter(|code| *code != 0)
        .unwrap();
    launch("findes-ikke", &[]).refused(&["findes-ikke"]);
    assert_eq!(program.run(&["survey", "list", "--json"]).ok().trim(), "[]");
    assert!(
        !program.data().join("keys").exists() || files(&program.data().join("keys")).is_empty()
    );
}

#[test]
fn help_exists_everywhere_and_a_wrong_word_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "demo", "serve", "worker", "migrate", "check", "template", "import", "survey", "release",
        "report", "verify", "attack",
    ] {
        let said = finish(bare(folder.path()).args([command, "--help"])).ok();
        assert!(said.contains("Usage:"), "{command}");
    }
    assert_eq!(finish(bare(folder.path()).arg("fly")).code, Some(2));
}
