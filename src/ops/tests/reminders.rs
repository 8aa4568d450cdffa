//! What a reminder tells, and to whom.

use std::collections::BTreeSet;

use super::support::{Field, first, survey};
use crate::ops::{App, OpError, Reminded, Whom};
use crate::registry::SheetKind;
use crate::store::tests::on_each_backend;

on_each_backend! {
    fn how_many_were_missing_is_told_to_nobody(db) {
        let mut field = Field::launch(db, 14, 14);
        let tokens = field.tokens();
        field.answer(&tokens[..9]);
        field.mail_to_memory();
        let app = field.app();
        let reminded = app.remind(&survey(), Whom::Missing, |_, _| panic!("a bar tells it too")).unwrap();
        assert_eq!(reminded, Reminded { told: None });
        assert_eq!(app.transport.kept().len(), 19);
        // The control: of everybody it is no secret.
        field.calendar.set(first().plus(1));
        let mut bar = Vec::new();
        let reminded = field.app().remind(&survey(), Whom::Everybody, |done, of| bar.push((done, of))).unwrap();
        assert_eq!(reminded, Reminded { told: Some((28, 28)) });
        assert_eq!(bar.last(), Some(&(28, 28)));
    }

    fn no_folder_lists_who_is_missing(db) {
        let mut field = Field::launch(db, 7, 7);
        let tokens = field.tokens();
        field.answer(&tokens[..9]);
        let refused = field.app().remind(&survey(), Whom::Missing, |_, _| ()).unwrap_err();
        let OpError::State { cause, .. } = &refused else { panic!("{refused}") };
        assert!(cause.contains("--everyone") && cause.contains("smtp_host"), "{cause}");
        assert!(!field.folder.path().join("mail").exists());
        // It was no reminder: there may be one today.
        field.mail_to_memory();
        field.app().remind(&survey(), Whom::Missing, |_, _| ()).unwrap();
        assert_eq!(field.app().transport.kept().len(), 5);
    }

    fn nobody_gets_the_link_of_another_by_giving_them_their_own_address(db) {
        let mut field = Field::launch(db, 7, 7);
        field.mail_to_memory();
        // Person 3 gets the address of whoever keeps the register; person 4 another name only.
        let sheet = "code,name,email,unit,language\np3,Person 3,hr@by.example,by,da\n";
        let name = "code,name,email,unit,language\np4,Et andet navn,p4@by.example,by,da\n";
        let import = |app: &App, sheet: &str, apply| app.import(SheetKind::People, "fil.csv", sheet.as_bytes(), apply);
        let app = field.app();
        let refused = import(app, sheet, true).unwrap_err().to_string();
        assert!(refused.contains("p3") && refused.contains("proeve") && refused.contains("open"), "{refused}");
        assert!(!refused.contains('@'), "{refused}");
        assert_eq!(import(app, sheet, false).unwrap().changed, 1, "to look at it is no harm");
        assert_eq!(import(app, name, true).unwrap().changed, 1);
        app.remind(&survey(), Whom::Everybody, |_, _| ()).unwrap();
        let to: BTreeSet<String> = app.transport.kept().iter().map(|mail| mail.to.expose().to_owned()).collect();
        assert!(to.contains("p3@by.example") && !to.contains("hr@by.example"));
        // The control: when the survey has closed, nothing goes to anybody any more.
        app.close(&survey(), true, None).unwrap();
        assert_eq!(import(app, sheet, true).unwrap().changed, 1);
    }

    fn every_wave_has_message_ids_of_its_own(db) {
        let mut field = Field::launch(db, 7, 7);
        field.mail_to_memory();
        field.app().deliver(|_| ()).unwrap();
        for day in [0, 1, 5] {
            field.calendar.set(first().plus(day));
            field.app().remind(&survey(), Whom::Everybody, |_, _| ()).unwrap();
        }
        let kept = field.app().transport.kept();
        let ids: BTreeSet<_> = kept.iter().map(|mail| mail.id.to_string()).collect();
        assert_eq!((kept.len(), ids.len()), (4 * 14, 4 * 14));
    }
}
