//! The eight templates that come with the program.

use std::collections::BTreeMap;

use super::{instrument, template};
use crate::base::{Digest, Text};
use crate::instrument::{ItemKind, Piping, Sensitivity, built_in};

#[test]
fn each_has_the_items_it_should() {
    let expected = [
        ("leder-apv", 35, 8),
        ("netvaerksevaluering", 25, 6),
        ("lederudvikling", 20, 7),
        ("ledersupervision", 27, 6),
        ("vitalisering", 19, 5),
        ("laeringsrum", 27, 6),
        ("ledelsesevaluering", 24, 8),
        ("dialogpuls", 4, 1),
    ];
    assert_eq!(built_in().len(), expected.len());
    for (code, items, minutes) in expected {
        let template = template(code);
        assert_eq!(template.code().as_str(), code);
        assert_eq!(template.minutes(), minutes);
        assert_eq!(instrument(code).items().len(), items, "{code}");
    }
}

#[test]
fn the_trial_variant_drops_four_items_and_adds_four() {
    let template = template("netvaerksevaluering");
    let trial = template.field(Some("proeveperiode")).unwrap();
    let ordinary = template.field(None).unwrap();
    assert_eq!(trial.items().len(), 25);
    for dropped in ["B18", "B19", "B22", "B23"] {
        assert!(trial.item(dropped).is_none() && ordinary.item(dropped).is_some());
    }
    for added in ["BT1", "BT2", "BT3", "BT4"] {
        assert!(trial.item(added).is_some() && ordinary.item(added).is_none());
    }
    assert_ne!(trial.parts().digest, ordinary.parts().digest);
    // The scale of the trial's items exists in the trial only, and indices follow the items that are left.
    assert!(ordinary.scales().iter().all(|scale| scale.code != "proeve"));
    let (bt4, item) = trial.item("BT4").unwrap();
    let (bt3, _) = trial.item("BT3").unwrap();
    assert_eq!(item.route.as_ref().unwrap().items(), [bt3]);
    assert!(
        trial
            .parts()
            .sections
            .iter()
            .any(|section| section.items.contains(&bt4))
    );
    let wrong = template.field(Some("proeve")).unwrap_err();
    assert!(
        wrong.to_string().contains("it has: proeveperiode"),
        "{wrong}"
    );
}

#[test]
fn what_is_sensitive_can_be_refused_and_what_is_named_says_so() {
    let mut per_class = BTreeMap::new();
    for (file, _) in built_in() {
        let instrument = instrument(file.trim_end_matches(".toml"));
        for item in instrument.items() {
            let class = item.sensitivity;
            *per_class.entry(class).or_insert(0) += 1;
            let sensitive = matches!(class, Sensitivity::Sensitive | Sensitivity::MostSensitive);
            assert_eq!(item.may_refuse, sensitive, "{}", item.id);
            if class == Sensitivity::Named {
                let hint = item.hint.as_ref().unwrap();
                assert!(hint.da.contains("ikke anonym") || hint.da.contains("Ikke anonym"));
                assert!(item.text.en.contains("not anonymous"));
            }
            if matches!(item.kind, ItemKind::Text { .. }) {
                assert!(item.hint.is_some(), "{}", item.id);
            }
            for choice in item.choices() {
                for word in ["ved ikke", "ønsker ikke at svare"] {
                    assert_ne!(choice.label.da.to_lowercase(), word, "{}", item.id);
                }
            }
        }
    }
    // Counted in the tables of the questionnaires (the trial variant apart).
    let expected = [
        (Sensitivity::Ordinary, 110),
        (Sensitivity::Sensitive, 63),
        (Sensitivity::MostSensitive, 7),
        (Sensitivity::Named, 1),
    ];
    assert_eq!(per_class, BTreeMap::from(expected));
}

#[test]
fn reverse_coded_items_are_those_of_the_tables() {
    let mut reverse = Vec::new();
    for (file, _) in built_in() {
        let instrument = instrument(file.trim_end_matches(".toml"));
        let items = instrument.items().iter().filter(|item| item.reverse);
        reverse.extend(items.map(|item| item.id.clone()));
    }
    let expected = "A02 A04 A05 A16 A17 A30 B15 B19 D21 E03 E04 E05 G15";
    assert_eq!(reverse.join(" "), expected);
}

#[test]
fn pages_are_short_and_every_scale_has_something_to_talk_about() {
    for (file, _) in built_in() {
        let instrument = instrument(file.trim_end_matches(".toml"));
        let parts = instrument.parts();
        for section in &parts.sections {
            assert!(
                (2..=9).contains(&section.items.len()),
                "{file}: {}",
                section.title.da
            );
        }
        for scale in instrument.scales() {
            assert!(
                (2..=3).contains(&scale.dialogue.len()),
                "{file}: {}",
                scale.code
            );
        }
    }
}

#[test]
fn texts_are_not_the_same_in_both_languages_by_oversight() {
    for (file, _) in built_in() {
        let instrument = instrument(file.trim_end_matches(".toml"));
        let stems = instrument.items().iter().flat_map(|item| {
            let stems = item.stems.iter().map(|stem| &stem.text);
            stems.chain([&item.text])
        });
        let talk = instrument.scales().iter().flat_map(|scale| &scale.dialogue);
        for Text { da, en } in stems.chain(talk) {
            assert_ne!(da, en, "{file}");
        }
    }
}

#[test]
fn piping_follows_the_activities_without_none() {
    let instrument = instrument("lederudvikling");
    let (c05, source) = instrument.item("C05").unwrap();
    assert_eq!(source.choices().len(), 12);
    let (_, c11) = instrument.item("C11").unwrap();
    let rows = (0..11).collect();
    assert_eq!(c11.piping, Some(Piping::Rows { from: c05, rows }));
    let (_, c12) = instrument.item("C12").unwrap();
    assert_eq!(c12.piping, Some(Piping::OnlyChosen { from: c05 }));
    for id in ["C12", "C13"] {
        let (_, item) = instrument.item(id).unwrap();
        assert_eq!(item.choices(), &source.choices()[..11], "{id}");
    }
}

#[test]
fn the_digest_is_of_what_is_asked() {
    let (_, source) = built_in()[7];
    let digest = |source: &str| -> Digest {
        let template = crate::instrument::Template::parse(source).unwrap();
        template.field(None).unwrap().parts().digest
    };
    assert_eq!(
        digest(source),
        digest(&format!("# another comment\n{source}"))
    );
    assert_ne!(digest(source), digest(&source.replace("Måske", "Muligvis")));
    assert_ne!(
        digest(source),
        digest(&source.replace("max_chars = 140", "max_chars = 141"))
    );
}

#[test]
fn the_examples_in_the_documentation_are_templates() {
    let page = include_str!("../../../docs/templates.md");
    let blocks: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let [whole, local] = blocks[..] else {
        panic!("the page has {} examples", blocks.len());
    };
    let parse = |source: &str| match crate::instrument::Template::parse(source) {
        Ok(template) => template.field(None).unwrap(),
        Err(faults) => panic!("{faults:#?}"),
    };
    assert_eq!(parse(whole).items().len(), 4);
    let (_, apv) = built_in()[0];
    let ours = parse(&format!("{apv}\n{local}"));
    assert_eq!(ours.items().len(), 37);
    assert!(ours.item("AL2").is_some());
}
