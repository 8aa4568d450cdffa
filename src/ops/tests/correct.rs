//! Corrections from the ledger to the report: the release keeps every byte, and what is said of it is said wherever it is shown.

use std::fs;

use super::bundle::opened;
use super::support::{Field, survey};
use crate::base::{GroupCode, SurveyCode, Text};
use crate::disclosure::correction::document::{Amendment, NewName, Says};
use crate::disclosure::{CorrectionOrder, CutOrder, Ledger, Refusal};
use crate::ops::bundle::bundle_names;
use crate::ops::publish::file_stem;
use crate::ops::{Audience, Edition, OpError};
use crate::store::releases;
use crate::store::tests::on_each_backend;

const NOTE: &str = "Navnet på det nordlige netværk var forkert.";

fn order(says: Says) -> CorrectionOrder {
    CorrectionOrder {
        reason: Text::new("Tastefejl i listen", "A typing error in the list"),
        says,
    }
}

fn renamed(label: &str) -> Says {
    Says::Amended(Amendment {
        note: Some(Text::new(NOTE, "The northern network had a wrong name.")),
        names: vec![NewName {
            group: "n1".into(),
            label: label.into(),
            label_en: None,
        }],
    })
}

#[test]
fn no_file_of_a_release_has_the_name_of_another_survey() {
    let (plain, numbered) = (SurveyCode::parse("trivsel"), SurveyCode::parse("trivsel-2"));
    let (plain, numbered) = (plain.unwrap(), numbered.unwrap());
    assert_eq!(file_stem(&plain, 1), "trivsel");
    let mut names: Vec<String> = bundle_names(&plain, 1).skip(1).collect();
    names.extend(bundle_names(&plain, 2));
    names.push(file_stem(&plain, 2));
    for name in names {
        assert!(
            name.starts_with("trivsel+") && SurveyCode::parse(&name).is_err(),
            "{name}"
        );
    }
    assert_ne!(file_stem(&plain, 2), file_stem(&numbered, 1));
}

on_each_backend! {
    fn a_correction_stands_on_every_report_and_changes_no_release(db) {
        let field = Field::launch(db, 11, 12);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        let early = app.correct(&survey(), 1, &order(Says::Withdrawn));
        assert!(matches!(early, Err(OpError::State { .. })));
        let published = app.publish(&survey(), |_, _| ()).unwrap();
        let released = fs::read(&published.file).unwrap();
        let index = app.present(&survey(), |_, _| ()).unwrap().index;
        let page = |name: &str| fs::read_to_string(index.with_file_name(name)).unwrap();
        // Without a correction nothing of one is said.
        assert!(page("n1.html").contains("<h1>Nord</h1>") && !page("n1.html").contains("Rettelse"));

        // Nobody who was invited is named, nothing is recorded, and the reports stay.
        let refused = app.correct(&survey(), 1, &order(renamed("Netværk Person")));
        assert!(matches!(refused, Err(OpError::Refused(Refusal::NoCorrection(_)))));
        assert!(app.correct(&survey(), 2, &order(renamed("Nordøst"))).is_err());
        assert!(field.rows("ledger") == 1 && index.exists());

        // Two bundles of this release, and what looks like some.
        let reports = field.folder.path().join("reports");
        let managers = Edition { audience: Some(Audience::Manager), ..Edition::of(1) };
        let bundles = [Edition::of(1), managers].map(|edition| app.bundle(&survey(), &edition, None, |_, _| ()).unwrap().file);
        assert_eq!(bundles[1], reports.join("proeve+managers.zip"));
        let others = ["proeve-2.zip", "proeve+2.zip", "proeve-managers.zip", "proeve2.zip"].map(|name| reports.join(name));
        for other in &others {
            fs::write(other, "").unwrap();
        }
        let made = app.correct(&survey(), 1, &order(renamed("Nordøst"))).unwrap();
        assert_eq!((made.number, made.withdrawn), (1, false));
        assert!(made.file.ends_with("proeve+correction-1.json"));
        // Reports that do not say it are gone.
        let [first, second] = &bundles;
        assert_eq!(made.removed, [index.parent().unwrap(), first, second]);
        assert!(made.removed.iter().all(|path| !path.exists()) && others.iter().all(|path| path.exists()));
        // A bundle that is packed now holds the correction.
        let packed = opened(&app.bundle(&survey(), &Edition::of(1), None, |_, _| ()).unwrap().file);
        let found = packed.iter().find(|(name, _)| name == "proeve/release.correction-1.json");
        assert!(found.unwrap().1 == fs::read(&made.file).unwrap());
        assert_eq!(app.present(&survey(), |_, _| ()).unwrap().index, index);
        for name in ["n1.html", "n2.html", "alle.html", "index.html"] {
            assert!(page(name).contains(&format!("Rettelse 2. marts 2026: {NOTE}")), "{name}");
            assert!(page(name).contains("Nordøst") && !page(name).contains(">Nord<"), "{name}");
        }
        assert!(page("n1.html").contains("<h1>Nordøst</h1>"));
        assert!(page("n2.html").contains("»Nord« hedder nu »Nordøst«. ") && page("n2.html").contains("Grund: Tastefejl i listen."));
        assert!(page("n2.en.html").contains("Correction of 2 March 2026: The northern network had a wrong name."));
        assert!(page("n2.en.html").contains("“Nord” is now called “Nordøst”."));

        // The release is what it was, and is written anew with its correction.
        let correction = fs::read(&made.file).unwrap();
        fs::remove_file(&made.file).unwrap();
        let again = app.publish(&survey(), |_, _| ()).unwrap();
        assert_eq!((&again.digest, again.corrections), (&published.digest, vec![made.file.clone()]));
        assert_eq!(fs::read(&published.file).unwrap(), released);
        assert_eq!(fs::read(&made.file).unwrap(), correction);
        let again = app.correct(&survey(), 1, &order(renamed("Nordøst")));
        assert!(matches!(again, Err(OpError::Refused(Refusal::NoCorrection(_)))));
        assert_eq!((field.rows("ledger"), field.rows("release_document"), field.rows("certificate")), (2, 2, 1));
        let entries = db.read(releases::ledger);
        assert!(Ledger::open(entries).is_ok());

        // A correction altered where it is stored is refused, and with it every report.
        let stored = |from: &str, to: &str| db.run(&format!(
            "UPDATE release_document SET document = replace(document, '{from}', '{to}') WHERE document LIKE '%pejling.correction/1%'"
        ));
        stored("Nordøst", "Nordvest");
        let refused = app.present(&survey(), |_, _| ());
        assert!(matches!(refused, Err(OpError::Refused(Refusal::BadCorrection(_)))));
        stored("Nordvest", "Nordøst");
        app.present(&survey(), |_, _| ()).unwrap();
    }

    fn a_withdrawn_release_has_no_reports_and_is_audited_with_still(db) {
        let field = Field::launch(db, 11, 12);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        let published = app.publish(&survey(), |_, _| ()).unwrap();
        let released = fs::read(&published.file).unwrap();
        let index = app.present(&survey(), |_, _| ()).unwrap().index;
        let made = app.correct(&survey(), 1, &order(Says::Withdrawn)).unwrap();
        assert!(made.withdrawn && !index.exists());
        let refused = app.present(&survey(), |_, _| ());
        assert!(matches!(refused, Err(OpError::Refused(Refusal::Withdrawn { .. }))));
        assert!(!index.exists());
        assert!(matches!(
            app.correct(&survey(), 1, &order(renamed("Nordøst"))),
            Err(OpError::Refused(Refusal::Withdrawn { .. }))
        ));
        assert_eq!(field.rows("ledger"), 2);
        // It is out, and stays so: nothing is published in its place, and a cut is decided on with it.
        assert_eq!(app.publish(&survey(), |_, _| ()).unwrap().digest, published.digest);
        assert_eq!(fs::read(&published.file).unwrap(), released);
        let order = CutOrder::Groups {
            codes: vec![GroupCode::parse("n1").unwrap()],
            label: Text::new("Udsnit", "Cut"),
        };
        // A cut cannot pass for a correction.
        let mark = format!("correction of {}", published.digest);
        let refused = app.cut(&survey(), &order, &mark, |_, _| ());
        assert!(matches!(refused, Err(OpError::Refused(Refusal::NoReason))));
        let refused = app.cut(&survey(), &order, "HR spørger", |_, _| ());
        assert!(matches!(refused, Err(OpError::Refused(Refusal::NoCut(_)))), "{refused:?}");
        assert_eq!(app.releases(&survey()).unwrap().len(), 1);
    }
}
