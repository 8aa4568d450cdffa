//! A survey that repeats an earlier one: what is kept of who was asked both times, and that its release meets the earlier one.

use super::support::{Field, order, survey};
use crate::base::{SurveyCode, Text};
use crate::disclosure::audit::wave::Members;
use crate::disclosure::correction::document::{Amendment, Says};
use crate::disclosure::{CorrectionOrder, Ledger};
use crate::instrument::built_in;
use crate::ops::{Edition, LaunchOrder, OpError, Outdated, ReferenceFile, follow};
use crate::registry::SheetKind;
use crate::store::tests::on_each_backend;
use crate::store::{releases, waves};

fn code(text: &str) -> SurveyCode {
    SurveyCode::parse(text).unwrap()
}

fn again(name: &str, follows: SurveyCode) -> LaunchOrder {
    LaunchOrder {
        code: code(name),
        follows: Some(follows),
        ..order()
    }
}

on_each_backend! {
    fn who_was_asked_both_times_is_counted_at_launch(db) {
        let field = Field::launch(db, 7, 6);
        // Two leave the northern network, one goes over from the southern one.
        let members = "person,network,joined,left\n\
            p0,n1,2024-01-01,2025-01-01\np1,n1,2024-01-01,2025-01-01\np7,n2,2024-01-01,2025-01-01\np7,n1,2025-01-01,\n";
        field.app().import(SheetKind::Memberships, "fil.csv", members.as_bytes(), true).unwrap();
        field.app().launch(&again("igen", survey()), None, |_, _| ()).unwrap();
        let related = db.read(|tx| waves::related(tx, &code("igen")));
        assert_eq!(related.len(), 1);
        assert_eq!(related[0].survey, survey());
        let of = |group: &str| {
            let found = related[0].members.iter().find(|(code, _)| code.as_str() == group);
            found.map(|(_, members)| *members).unwrap()
        };
        assert_eq!(of("n1"), Members { before: 7, now: 6, both: 5 });
        assert_eq!(of("n2"), Members { before: 6, now: 5, both: 5 });
        assert_eq!(of("alle"), Members { before: 13, now: 11, both: 11 });
        // Seen from the earlier one, the later one was before; and whoever follows the later one follows both.
        let back = db.read(|tx| waves::related(tx, &survey()));
        let north = back[0].members.iter().find(|(code, _)| code.as_str() == "n1").unwrap();
        assert_eq!(*north.1, Members { before: 6, now: 7, both: 5 });
        field.app().launch(&again("tredje", code("igen")), None, |_, _| ()).unwrap();
        assert_eq!(db.read(|tx| waves::earlier(tx, &code("tredje"))), [code("igen"), survey()]);
    }

    fn a_release_is_held_against_those_that_stand_in_the_ledger(db) {
        let field = Field::launch(db, 6, 6);
        field.app().launch(&again("igen", survey()), None, |_, _| ()).unwrap();
        let held = || db.read(|tx| {
            let ledger = Ledger::open(releases::ledger(tx)?).unwrap();
            Ok(follow::released(tx, &code("igen"), &ledger).unwrap().len())
        });
        assert_eq!(held(), 0);
        field.answer(&field.tokens());
        field.app().close(&survey(), true, None).unwrap();
        field.app().publish(&survey(), |_, _| ()).unwrap();
        assert_eq!(held(), 1);
    }

    fn reports_are_held_against_the_newest_released_survey_that_is_followed(db) {
        let field = Field::launch(db, 6, 6);
        let app = field.app();
        app.launch(&again("igen", survey()), None, |_, _| ()).unwrap();
        app.launch(&again("tredje", code("igen")), None, |_, _| ()).unwrap();
        let held = |name: &str| {
            let material = app.material(&code(name), &Edition::of(1)).unwrap();
            let earlier = material.sources().earlier;
            earlier.map(|earlier| earlier.release.document().survey.code.clone())
        };
        let release = |survey: &SurveyCode| {
            field.answer_all_of(survey);
            app.close(survey, true, None).unwrap();
            app.publish(survey, |_, _| ()).unwrap();
        };
        // The third is out before the second: it is held against the first, and against the second once that is out.
        release(&code("tredje"));
        assert_eq!(held("tredje"), None);
        release(&survey());
        assert_eq!(held("tredje").as_deref(), Some("proeve"));
        release(&code("igen"));
        assert_eq!(held("tredje").as_deref(), Some("igen"));
        assert_eq!(held("igen").as_deref(), Some("proeve"));
        assert_eq!(held("proeve"), None);
    }

    fn reports_are_held_against_an_earlier_survey_as_it_was_corrected_and_not_if_it_was_withdrawn(db) {
        let field = Field::launch(db, 11, 12);
        let app = field.app();
        app.launch(&again("igen", survey()), None, |_, _| ()).unwrap();
        for survey in [survey(), code("igen")] {
            field.answer_all_of(&survey);
            app.close(&survey, true, None).unwrap();
            app.publish(&survey, |_, _| ()).unwrap();
        }
        let compared = || {
            let index = app.present(&code("igen"), |_, _| ()).unwrap().index;
            std::fs::read_to_string(index.with_file_name("n1.html")).unwrap().contains("Siden sidst")
        };
        assert!(compared());
        let correct = |says: Says| {
            let reason = Text::new("Tastefejl", "A typing error");
            app.correct(&survey(), 1, &CorrectionOrder { reason, says }).unwrap().later
        };
        let note = Some(Text::new("Et navn var forkert.", "A name was wrong."));
        // What is amended is printed nowhere in a later survey's reports.
        assert_eq!(correct(Says::Amended(Amendment { note, names: Vec::new() })), []);
        assert!(compared());
        // Reports that print figures of what is withdrawn are gone, and whoever withdraws is told which.
        let folder = app.settings.reports().join("igen");
        let bundle = app.bundle(&code("igen"), &Edition::of(1), None, |_, _| ()).unwrap().file;
        let outdated = Outdated { survey: code("igen"), release: 1, removed: vec![folder.clone(), bundle.clone()] };
        assert_eq!(correct(Says::Withdrawn), [outdated]);
        assert!(!folder.exists() && !bundle.exists());
        assert!(!compared());
    }

    fn figures_from_outside_are_checked_before_anything_is_written(db) {
        let field = Field::launch(db, 6, 6);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        app.publish(&survey(), |_, _| ()).unwrap();
        let example = include_str!("../../../docs/examples/reference.toml");
        let given = |text: &str| {
            let file = ReferenceFile { name: "tal.toml", bytes: text.as_bytes() };
            app.material(&survey(), &Edition { outside: Some(file), ..Edition::of(1) }).map(|material| material.sources().outside.cloned())
        };
        assert!(given(example).unwrap().is_some_and(|read| read.scale("rammer").is_some()));
        let wrong = example.replace("code = \"rammer\"", "code = \"ramme\"").replace("n = 2084", "n = 4");
        let refused = given(&wrong).unwrap_err();
        assert!(matches!(&refused, OpError::Input(_)), "{refused:?}");
        let said = refused.to_string();
        assert!(said.lines().count() > 1 && said.lines().all(|line| line.starts_with("tal.toml: line ")), "{said}");
        assert!(said.contains("no scale \"ramme\""), "{said}");
        let file = ReferenceFile { name: "tal.toml", bytes: b"\xff" };
        assert!(app.present_edition(&survey(), &Edition { outside: Some(file), ..Edition::of(1) }, &crate::render::Format::USUAL, |_, _| ()).is_err());
        assert!(!field.folder.path().join("reports").exists());
    }

    fn only_a_survey_of_the_same_template_is_followed(db) {
        let field = Field::launch(db, 6, 6);
        let (_, other) = built_in().iter().find(|(name, _)| name.contains("dialogpuls")).unwrap();
        let order = LaunchOrder { template: (*other).to_owned(), ..again("igen", survey()) };
        let refused = field.app().launch(&order, None, |_, _| ()).unwrap_err();
        assert!(matches!(&refused, OpError::Input(said) if said.contains("same template")), "{refused:?}");
        assert!(field.app().preview_launch(&order).is_err());
        assert!(field.app().launch(&again("igen", code("ingen")), None, |_, _| ()).is_err());
        assert_eq!(field.rows("wave_group"), 0);
    }
}
