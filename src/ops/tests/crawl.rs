//! Somebody of HR exports all there is to see on every day of a field phase, and knows who does not answer on which day. What the
//! exports of two days differ in is a word about a group, never about a person.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::support::{Browser, Field, answers, first, survey};
use crate::ops::{Credential, OpError, Whom};
use crate::store::tests::on_each_backend;

/// One day's export: each page and list by its name.
type Export = BTreeMap<&'static str, String>;

fn export(field: &Field<'_>) -> Export {
    let (app, code) = (field.app(), survey());
    let refused = |error: OpError| error.to_string();
    let files = |folder| fs::read_dir(field.folder.path().join(folder)).map_or(0, Iterator::count);
    BTreeMap::from([
        ("surveys", format!("{:?}", app.surveys().unwrap())),
        ("notes", app.notes(&code).unwrap().len().to_string()),
        ("questionnaire", app.questionnaire(&code).unwrap()),
        ("manifest", app.manifest(&code).unwrap()),
        ("anonymity", app.anonymity_page().unwrap()),
        ("check", app.check_page(&code).unwrap()),
        ("bulletin", format!("{:?}", app.bulletin(&code).unwrap())),
        ("keys", format!("{:?}", app.check_keys().unwrap())),
        ("mails", format!("{:?}", app.mails().unwrap())),
        (
            "release",
            app.publish(&code, |_, _| ())
                .map(|_| ())
                .map_err(refused)
                .unwrap_err(),
        ),
        (
            "report",
            app.present(&code, |_, _| ())
                .map(|_| ())
                .map_err(refused)
                .unwrap_err(),
        ),
        ("files", (files("releases") + files("reports")).to_string()),
        ("response", response(field)),
    ])
}

fn response(field: &Field<'_>) -> String {
    let groups = field.app().response(&survey()).unwrap();
    let lines = groups
        .iter()
        .map(|group| format!("{}: {}", group.label, group.told));
    lines.collect::<Vec<_>>().join(
        "
",
    )
}

/// What is wrong with what a day's list says, line by line.
fn faults(response: &str, invited: &BTreeMap<String, u32>) -> Vec<String> {
    let bands = ["under 40%", "40-69%", "70% or more"];
    let mut found = Vec::new();
    for line in response.lines() {
        let (group, told) = line.split_once(": ").unwrap_or((line, ""));
        let told = told.split(':').next().unwrap_or(told);
        let Some(invited) = invited.get(group) else {
            found.push(format!("not a group: {group}"));
            continue;
        };
        let rate = told
            .strip_suffix('%')
            .and_then(|rate| rate.parse::<u32>().ok());
        let fine = match rate {
            Some(rate) => *invited >= 10 && rate > 0 && rate < 100,
            None if *invited < 10 => bands.contains(&told) || told == "not told",
            None => ["fewer than 5 answers", "all but fewer than 5", "not told"].contains(&told),
        };
        if !fine {
            found.push(format!("{group} of {invited}: {told}"));
        }
    }
    found
}

/// The credentials of each network.
fn by_network(field: &Field<'_>) -> BTreeMap<String, Vec<Credential>> {
    let mut networks: BTreeMap<String, Vec<Credential>> = BTreeMap::new();
    for credential in field.tokens() {
        let context = field.app().context(&survey(), &credential).unwrap();
        networks.entry(context.group).or_default().push(credential);
    }
    networks
}

fn answer(field: &Field<'_>, credential: &Credential, seed: u64) {
    let browser = Browser::open(field.app(), credential, seed);
    let signature = browser.signature(field.app());
    browser.receipt(
        field.app(),
        &signature,
        answers(i64::try_from(seed % 5).unwrap() + 1),
    );
}

/// Words by which a person is known: name, address and code.
fn persons(people: usize) -> Vec<String> {
    let of = |person| {
        [
            format!("Person {person}"),
            format!("p{person}@by.example"),
            format!("\"p{person}\""),
        ]
    };
    (0..people).flat_map(of).collect()
}

on_each_backend! {
    fn the_exports_of_any_two_days_differ_in_words_about_groups_alone(db) {
        let mut field = Field::launch(db, 12, 7);
        field.mail_to_memory();
        field.app().deliver(|_| ()).unwrap();
        let networks = by_network(&field);
        let mut invited: BTreeMap<String, u32> = networks.iter().map(|(group, who)| (group.clone(), u32::try_from(who.len()).unwrap())).collect();
        assert_eq!(invited.values().copied().collect::<Vec<_>>(), [12, 7]);
        invited.insert("Alle".into(), 19);
        // One a day from the large network, one every other day from the small one: all of both in the end.
        let (large, small) = (&networks["Nord"], &networks["Syd"]);
        let mut exports: Vec<Export> = Vec::new();
        let mut seed = 0;
        for day in 0..15 {
            field.calendar.set(first().plus(day));
            let morning = export(&field);
            let day = usize::try_from(day).unwrap();
            for credential in large.get(day).into_iter().chain(small.get(day / 2).filter(|_| day % 2 == 1)) {
                seed += 1;
                answer(&field, credential, seed);
                assert_eq!(export(&field), morning, "nothing moves but once a day");
            }
            if day == 6 {
                field.app().remind(&survey(), Whom::Missing, |_, _| panic!("the missing have no bar")).unwrap();
                assert_eq!(export(&field), morning);
            }
            exports.push(morning);
        }
        let names = persons(19);
        for (day, export) in exports.iter().enumerate() {
            assert_eq!(faults(&export["response"], &invited), [""; 0], "day {day}");
            for (what, said) in export {
                assert!(*what == "response" || said == &exports[0][what], "{what} of day {day}");
                assert!(!names.iter().any(|name| said.contains(name)), "{what} of day {day} names somebody");
            }
        }
        // The list has moved, through every word, and each word for several numbers of answers.
        let told: BTreeSet<&str> = exports.iter().map(|export| export["response"].as_str()).collect();
        assert!(told.len() >= 6, "{told:#?}");
        for word in ["Nord: fewer than 5 answers", "Nord: 50%", "Nord: all but fewer than 5", "Syd: under 40%", "Syd: 40-69%", "Syd: 70% or more"] {
            assert!(exports.iter().any(|export| export["response"].contains(word)), "{word}: {told:#?}");
        }

        // The control: an exact number of a small group, a total that gives it, and a line about somebody are each found.
        for (line, fault) in [
            ("Syd: 43%", "Syd of 7: 43%"),
            ("Alle: 100%", "Alle of 19: 100%"),
            ("Nord: 0%", "Nord of 12: 0%"),
            ("Person 3: answered", "not a group: Person 3"),
        ] {
            assert_eq!(faults(line, &invited), [fault]);
        }
        assert!(names.iter().any(|name| "who: Person 3".contains(name)));
    }

    fn what_is_published_after_the_close_names_nobody(db) {
        let field = Field::launch(db, 12, 7);
        for (credential, seed) in field.tokens().iter().take(17).zip(1..) {
            answer(&field, credential, seed);
        }
        field.app().close(&survey(), true, None).unwrap();
        field.app().publish(&survey(), |_, _| ()).unwrap();
        field.app().present(&survey(), |_, _| ()).unwrap();
        let mut folders = vec![field.folder.path().join("releases"), field.folder.path().join("reports")];
        let mut read = 0;
        let names = persons(19);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                // A PDF and a workbook pack their words; they hold those of the page beside them (`render::pdf::tests`, `render::export`).
                let said = fs::read(&path).unwrap();
                let said = String::from_utf8_lossy(&said);
                assert!(!names.iter().any(|name| said.contains(name)), "{}", path.display());
                read += 1;
            }
        }
        assert!(read > 5, "{read} files");
        let closed: Result<_, OpError> = field.app().response(&survey());
        assert!(closed.is_err(), "the exact numbers stand in the release alone");
    }
}
