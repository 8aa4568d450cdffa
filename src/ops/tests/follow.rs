//! A survey that repeats an earlier one: what is kept of who was asked both times, and that its release meets the earlier one.

use super::support::{Field, order, survey};
use crate::base::SurveyCode;
use crate::disclosure::Ledger;
use crate::disclosure::audit::wave::Members;
use crate::instrument::built_in;
use crate::ops::{LaunchOrder, OpError, follow};
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
