//! What the database says is not believed where the survey's keys or its manifest say otherwise: somebody may have written into it.

use super::support::{Browser, Field, survey};
use crate::ops::{ContextState, Credential, IssueOutcome, NoteOutcome};
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
}
