//! Texts from the close to the report: read by somebody, published once, forgotten as they were written.

use std::fs;

use super::support::{Field, survey};
use crate::disclosure::correction::document::Says;
use crate::disclosure::texts::flag::Hint;
use crate::disclosure::{CorrectionOrder, Decision, Refusal, StoredDecision};
use crate::ops::OpError;
use crate::store::tests::on_each_backend;

const WRITTEN: &str = "Spørg Person Et. Ring på 20 30 40 50, eller skriv til a@by.example.";
const INSTEAD: &str = "Spørg en af de andre.";

on_each_backend! {
    fn texts_are_read_published_once_and_forgotten(db) {
        let field = Field::launch(db, 11, 12);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        // Nothing is read before the figures stand.
        assert!(matches!(app.comments(&survey()), Err(OpError::State { .. })));
        app.publish(&survey(), |_, _| ()).unwrap();
        db.run(&format!(
            "UPDATE comment SET body = '{WRITTEN}' WHERE id = (SELECT min(id) FROM comment)"
        ));

        let comments = app.comments(&survey()).unwrap();
        assert_eq!((comments.waiting.len(), comments.kept, comments.unlisted), (23, 0, 0));
        let n1 = comments.waiting.iter().filter(|text| text.group.0 == "n1").count();
        assert_eq!(n1, 11);
        let flagged: Vec<_> = comments.waiting.iter().filter(|text| !text.flags.is_empty()).collect();
        let [flagged] = flagged.as_slice() else { panic!("one is flagged") };
        assert_eq!(flagged.text, "Spørg Person Et. Ring på [telefon], eller skriv til [e-mail].");
        assert_eq!(flagged.flags[0].hint, Hint::Invited);

        // All or nothing: one decision on a text that is not there undoes the others.
        let keep = |id| StoredDecision { id, decision: Decision::Keep };
        let plain = comments.waiting.iter().filter(|text| text.flags.is_empty());
        let mut decisions: Vec<_> = plain.map(|text| keep(text.id.clone())).collect();
        let strange = [decisions[0].clone(), keep(crate::base::RowId::from_stored("X".into()))];
        assert!(matches!(app.decide(&survey(), &strange), Err(OpError::Input(_))));
        let empty = [StoredDecision { id: flagged.id.clone(), decision: Decision::Redact(" ".into()) }];
        assert!(matches!(app.decide(&survey(), &empty), Err(OpError::Input(_))));
        assert_eq!(field.rows("moderation"), 0);

        app.decide(&survey(), &decisions).unwrap();
        let refused = app.publish_texts(&survey());
        assert!(matches!(
            refused,
            Err(OpError::Refused(Refusal::TextsWaiting { waiting: 1, .. }))
        ));
        assert_eq!((field.rows("comment"), field.rows("ledger")), (23, 1));
        decisions[0].decision = Decision::Drop("siger intet".into());
        decisions.push(StoredDecision {
            id: flagged.id.clone(),
            decision: Decision::Redact(INSTEAD.into()),
        });
        app.decide(&survey(), &decisions).unwrap();
        let comments = app.comments(&survey()).unwrap();
        assert!(comments.waiting.is_empty());
        assert_eq!((comments.kept, comments.redacted, comments.dropped), (21, 1, 1));

        let published = app.publish_texts(&survey()).unwrap();
        assert_eq!((published.lists, published.texts, published.left_out), (2, 22, 1));
        let json = fs::read_to_string(&published.file).unwrap();
        assert!(published.file.ends_with("proeve+texts.json"));
        assert!(json.contains(INSTEAD) && !json.contains("Person") && !json.contains("siger intet"));
        // The texts as they were written are gone; what was decided stays.
        assert_eq!((field.rows("comment"), field.rows("moderation"), field.rows("ledger")), (0, 23, 2));
        fs::remove_file(&published.file).unwrap();
        assert_eq!(app.publish_texts(&survey()).unwrap(), published);
        assert_eq!(field.rows("ledger"), 2);
        assert!(matches!(app.decide(&survey(), &decisions), Err(OpError::Input(_))));

        // The figures are still the figures, and the reports of the two networks show the texts, each its own.
        assert_eq!(app.publish(&survey(), |_, _| ()).unwrap().digest, app.release(&survey()).unwrap().document().digest);
        let index = app.present(&survey(), |_, _| ()).unwrap().index;
        let page = |name: &str| fs::read_to_string(index.with_file_name(name)).unwrap();
        let shown = |name: &str| page(name).matches("class=\"own\"").count();
        assert_eq!(shown("n1.html") + shown("n2.html"), 22);
        assert!(page("n1.html").contains("Med egne ord") && page("n2.en.html").contains("In their own words"));
        let pages = [page("n1.html"), page("n2.html")];
        assert_eq!(pages.iter().filter(|page| page.contains(INSTEAD)).count(), 1);
        let release = app.release(&survey()).unwrap();
        let whole = &release.document().groups[0].id;
        assert_eq!(shown(&format!("{whole}.html")), 0);
    }
}

on_each_backend! {
    fn no_texts_come_out_beside_figures_that_were_withdrawn(db) {
        let field = Field::launch(db, 11, 12);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        app.publish(&survey(), |_, _| ()).unwrap();
        let waiting = app.comments(&survey()).unwrap().waiting.into_iter();
        let keep = |text: crate::ops::Waiting| StoredDecision { id: text.id, decision: Decision::Keep };
        // Nothing but the withdrawal stands in the way.
        app.decide(&survey(), &waiting.map(keep).collect::<Vec<_>>()).unwrap();
        let reason = crate::base::Text::new("Forkert liste", "The wrong list");
        app.correct(&survey(), 1, &CorrectionOrder { reason, says: Says::Withdrawn }).unwrap();
        let refused = app.publish_texts(&survey());
        assert!(matches!(refused, Err(OpError::Refused(Refusal::Withdrawn { .. }))));
        assert_eq!((field.rows("comment"), field.rows("ledger")), (23, 2));
        assert!(app.texts(&survey()).unwrap().is_none());
    }

    fn texts_without_a_list_stay_until_they_are_deleted(db) {
        let field = Field::launch(db, 4, 4);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        // Before the figures stand nobody knows which texts make a list.
        assert!(matches!(app.discard_unlisted(&survey()), Err(OpError::State { .. })));
        app.publish(&survey(), |_, _| ()).unwrap();
        let comments = app.comments(&survey()).unwrap();
        assert_eq!((comments.waiting.len(), comments.unlisted), (0, 8));
        let refused = app.publish_texts(&survey());
        assert!(matches!(refused, Err(OpError::Refused(Refusal::TooFewTexts(_)))));
        assert_eq!(field.rows("comment"), 8);
        assert_eq!(app.discard_unlisted(&survey()).unwrap(), 8);
        assert_eq!((field.rows("comment"), field.rows("answer"), field.rows("ledger")), (0, 8, 1));
        assert_eq!(app.comments(&survey()).unwrap().unlisted, 0);
        assert_eq!(app.discard_unlisted(&survey()).unwrap(), 0);
    }

    fn texts_with_a_list_stay_when_others_are_deleted(db) {
        let field = Field::launch(db, 12, 13);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        app.publish(&survey(), |_, _| ()).unwrap();
        assert_eq!(app.discard_unlisted(&survey()).unwrap(), 0);
        assert_eq!(field.rows("comment"), 25);
        db.run("UPDATE comment SET item = 'B99' WHERE id IN (SELECT min(id) FROM comment)");
        let listed = || {
            let waiting = app.comments(&survey()).unwrap().waiting;
            let mut places: Vec<_> = waiting
                .into_iter()
                .map(|text| (text.group.0, text.id.as_str().to_owned()))
                .collect();
            places.sort();
            places
        };
        let before = listed();
        assert_eq!((before.len(), app.comments(&survey()).unwrap().unlisted), (24, 1));
        assert_eq!(app.discard_unlisted(&survey()).unwrap(), 1);
        assert_eq!((listed(), field.rows("comment")), (before, 24));
    }

    fn a_text_written_twice_is_flagged_in_both_places(db) {
        let field = Field::launch(db, 11, 12);
        field.answer(&field.tokens());
        let app = field.app();
        app.close(&survey(), true, None).unwrap();
        app.publish(&survey(), |_, _| ()).unwrap();
        let twice = |comments: &crate::ops::Comments| {
            let flagged = comments.waiting.iter().filter(|text| {
                text.flags.iter().any(|flag| flag.hint == Hint::Twice)
            });
            flagged.map(|text| text.group.0.clone()).collect::<Vec<_>>()
        };
        // "Ord nummer 3" was written by several, and is too short to tell.
        assert!(twice(&app.comments(&survey()).unwrap()).is_empty());
        for (group, text) in [
            ("n1", "Vi mangler tid til at følge op på det, vi aftaler."),
            ("n2", "vi mangler tid  til at følge op på det vi aftaler"),
        ] {
            db.run(&format!(
                "UPDATE comment SET body = '{text}' WHERE id = (SELECT min(id) FROM comment WHERE group_code = '{group}')"
            ));
        }
        let comments = app.comments(&survey()).unwrap();
        assert_eq!(twice(&comments), ["n1", "n2"]);
        // Once one of them is decided on, the other is still the same text.
        let first = comments.waiting.iter().find(|text| !text.flags.is_empty()).unwrap();
        let keep = StoredDecision { id: first.id.clone(), decision: Decision::Keep };
        app.decide(&survey(), &[keep]).unwrap();
        assert_eq!(twice(&app.comments(&survey()).unwrap()), ["n2"]);
    }
}
