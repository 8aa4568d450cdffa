//! What the database says is not believed where the survey's keys or its manifest say otherwise: somebody may have written into it.

use super::support::{Browser, Field, survey};
use crate::ops::{ContextState, Credential, IssueOutcome, NoteOutcome, OpError};
use crate::store::invitations;
use crate::store::tests::on_each_backend;
use crate::store::tests::support::TestDb;

/// What a link is good for, and what it gets if it asks for a ballot.
fn told(field: &Field<'_>, credential: &Credential) -> (ContextState, IssueOutcome) {
    let app = field.app();
    let state = app.context(&survey(), credential).unwrap().state;
    let issued = app.issue(&survey(), credential, &[7; 256]).unwrap();
    (state, issued)
}

/// Puts the indices of one row into another, and the other's into the first.
fn swap_indices(db: &TestDb, [one, other]: [&str; 2]) {
    db.run("DROP TABLE IF EXISTS copied");
    db.run("CREATE TABLE copied AS SELECT id, token_index, code_index FROM invitation");
    db.run(&format!(
        "UPDATE invitation SET token_index = NULL, code_index = NULL WHERE id IN ('{one}', '{other}')"
    ));
    for (to, from) in [(one, other), (other, one)] {
        db.run(&format!(
            "UPDATE invitation SET token_index = (SELECT token_index FROM copied WHERE id = '{from}'),
                 code_index = (SELECT code_index FROM copied WHERE id = '{from}') WHERE id = '{to}'"
        ));
    }
}

on_each_backend! {
    fn the_index_of_ones_own_link_in_anothers_row_opens_nothing(db) {
        let field = Field::launch(db, 7, 7);
        let (mine, hers) = (field.credentials().swap_remove(0), field.credentials().swap_remove(1));
        let rows = db.read(|tx| invitations::for_mailing(tx, &survey()));
        let both = [rows[0].id.as_str(), rows[1].id.as_str()];
        Browser::open(field.app(), &hers.0, 1).signature(field.app());

        swap_indices(db, both);
        for shown in [&mine.0, &mine.1, &hers.0, &hers.1] {
            assert_eq!(told(&field, shown), (ContextState::Unknown, IssueOutcome::Unknown));
            let noted = field.app().note(&survey(), shown, "B25", "ord").unwrap();
            assert_eq!(noted, NoteOutcome::Unknown);
        }
        assert_eq!(field.rows("marker"), 1);

        // The control: put back, the same links tell what became of their own invitations.
        swap_indices(db, both);
        for shown in [&mine.0, &mine.1] {
            let context = field.app().context(&survey(), shown).unwrap();
            assert_eq!(context.state, ContextState::Open);
        }
        for shown in [&hers.0, &hers.1] {
            assert_eq!(told(&field, shown), (ContextState::Used, IssueOutcome::AlreadyUsed));
        }
    }

    fn an_invitation_that_was_given_another_group_opens_nothing(db) {
        let field = Field::launch(db, 7, 7);
        let (token, typed) = field.credentials().swap_remove(0);
        let row = db.read(|tx| invitations::for_mailing(tx, &survey())).swap_remove(0);
        let rest = db.read(|tx| invitations::for_mailing(tx, &survey()));
        let other = rest.iter().find(|other| other.stratum != row.stratum).unwrap();
        let give = |stratum: &str| {
            db.run(&format!("UPDATE invitation SET stratum = '{stratum}' WHERE id = '{}'", row.id.as_str()));
        };
        give(other.stratum.as_str());
        for shown in [&token, &typed] {
            assert_eq!(told(&field, shown), (ContextState::Unknown, IssueOutcome::Unknown));
        }
        give(row.stratum.as_str());
        assert_eq!(field.app().context(&survey(), &token).unwrap().state, ContextState::Open);
    }

    fn a_survey_whose_thresholds_groups_or_manifest_were_changed_is_served_to_nobody_and_not_counted(db) {
        let mut field = Field::launch(db, 7, 7);
        let tokens = field.tokens();
        field.answer(&tokens[..12]);
        db.run("CREATE TABLE kept AS SELECT code, parent, invited, label, facts FROM reporting_group");
        db.run("CREATE TABLE pledged AS SELECT manifest FROM public_record");
        let changes = [
            ("UPDATE survey SET policy = 'aarhus'", "UPDATE survey SET policy = 'ordinary'", "thresholds"),
            ("UPDATE survey SET policy = 'most-sensitive'", "UPDATE survey SET policy = 'ordinary'", "thresholds"),
            ("UPDATE survey SET policy = 'ordinary,coalition=2'", "UPDATE survey SET policy = 'ordinary'", "thresholds"),
            ("UPDATE survey SET policy = 'ordinary,differences=6'", "UPDATE survey SET policy = 'ordinary'", "thresholds"),
            ("UPDATE survey SET policy = 'mine'", "UPDATE survey SET policy = 'ordinary'", "policy"),
            (
                "UPDATE reporting_group SET invited = invited + 1 WHERE place > 0",
                "UPDATE reporting_group SET invited = invited - 1 WHERE place > 0",
                "groups",
            ),
            (
                "UPDATE reporting_group SET parent = place - 1 WHERE place > 1",
                "UPDATE reporting_group SET parent = (SELECT parent FROM kept WHERE kept.code = reporting_group.code)",
                "groups",
            ),
            (
                "UPDATE reporting_group SET label = 'Andre' WHERE place > 0",
                "UPDATE reporting_group SET label = (SELECT label FROM kept WHERE kept.code = reporting_group.code)",
                "groups",
            ),
            // With the manifest to match: the fingerprints in the mails would differ, and the keys know it.
            (
                "UPDATE survey SET policy = 'sensitive';
                 UPDATE public_record SET manifest = replace(replace(manifest, '\"ordinary\":5', '\"ordinary\":10'), '\"minimum\":5', '\"minimum\":10')",
                "UPDATE survey SET policy = 'ordinary'; UPDATE public_record SET manifest = (SELECT manifest FROM pledged)",
                "manifest",
            ),
        ];
        for (change, back, word) in changes {
            db.run(change);
            field.restart();
            let app = field.app();
            let refused = |error: Option<OpError>| {
                assert!(matches!(&error, Some(OpError::Damaged(said)) if said.contains(word)), "{change}: {error:?}");
            };
            refused(app.context(&survey(), &tokens[13]).err());
            refused(app.close(&survey(), true, None).err());
            if word != "manifest" {
                refused(app.questionnaire(&survey()).err());
            }
            assert_eq!((field.rows("ballot_box"), field.rows("answer")), (12, 0));
            db.run(back);
        }
        // The control: as it was launched, it is counted and published; changed in between, it is not published.
        field.restart();
        assert_eq!(field.app().close(&survey(), true, None).unwrap().counted, 12);
        db.run("UPDATE survey SET policy = 'aarhus'");
        assert!(matches!(field.app().publish(&survey(), |_, _| ()), Err(OpError::Damaged(said)) if said.contains("thresholds")));
        db.run("UPDATE survey SET policy = 'ordinary'");
        field.app().publish(&survey(), |_, _| ()).unwrap();
    }
}
