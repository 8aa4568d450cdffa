//! Corrections from the ledger to the report: the release keeps every byte, and what is said of it is said wherever it is shown.

use std::fs;

use super::support::{Field, survey};
use crate::base::{GroupCode, Text};
use crate::disclosure::correction::document::{Amendment, NewName, Says};
use crate::disclosure::{CorrectionOrder, CutOrder, Ledger, Refusal};
use crate::ops::OpError;
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

        let made = app.correct(&survey(), 1, &order(renamed("Nordøst"))).unwrap();
        assert_eq!((made.number, made.withdrawn), (1, false));
        assert!(made.file.ends_with("proeve-correction-1.json"));
        // Reports that do not say it are gone.
        assert_eq!(made.removed.as_deref(), index.parent());
        assert!(!index.exists());
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
