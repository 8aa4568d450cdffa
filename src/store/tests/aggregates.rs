//! Each aggregate comes out as it went in, and refuses what it must.

use super::on_each_backend;
use super::support::{code, frame, import_files, survey};
use crate::base::{Day, Digest, Entropy, GroupCode, InvitationId, RowId};
use crate::disclosure::LedgerEntry;
use crate::fieldwork::State;
use crate::registry::Frame;
use crate::store::invitations::{Index, NewInvitation};
use crate::store::{
    StoreError, Tx, frames, invitations, notes, outbox, registry, releases, surveys,
};

/// A survey with its frame and one invitation for each invitee; the token index is the invitation's number.
fn launch(tx: &mut Tx<'_>) -> Result<(Frame, Vec<NewInvitation>), StoreError> {
    import_files(tx)?;
    let frame = frame(&registry::load_roster(tx)?);
    let survey = survey("s");
    surveys::insert(tx, &survey)?;
    frames::insert(tx, &survey.code, &frame)?;
    let mut entropy = Entropy::seeded(1);
    let new: Vec<NewInvitation> = frame
        .invitees()
        .iter()
        .zip(0_u8..)
        .map(|(invitee, n)| NewInvitation {
            id: InvitationId::random(&mut entropy),
            person: invitee.person.clone(),
            stratum: frame.groups().get(invitee.stratum).unwrap().code.clone(),
            token_index: [n; 32],
            code_index: [n | 128; 32],
        })
        .collect();
    invitations::insert(tx, &survey.code, &new)?;
    Ok((frame, new))
}

fn entry(sequence: u32, previous: &Digest) -> LedgerEntry {
    let hash = Digest::of("test", &[&sequence.to_be_bytes(), previous.bytes()]);
    LedgerEntry {
        sequence,
        survey: code("s"),
        release: Digest::of("release", &[&sequence.to_be_bytes()]),
        previous: *previous,
        hash,
        day: Day::new(2026, 4, 1).unwrap(),
        reason: "første gang".to_owned(),
    }
}

on_each_backend! {
    fn the_register_and_an_import_repeated(db) {
        assert_eq!(db.write(import_files), 3 + 2 + 4 + 4);
        let roster = db.read(registry::load_roster);
        assert_eq!((roster.units.len(), roster.people.len(), roster.memberships.len()), (3, 4, 4));
        assert_eq!(db.write(import_files), 0);
        assert!(db.read(registry::load_roster) == roster);
        let who = roster.people.values().next().unwrap();
        assert!(db.read(|tx| registry::person(tx, &who.code)) == *who);
    }

    fn an_import_that_fails_midway_leaves_nothing(db) {
        let outcome = db.store.write(|tx| {
            import_files(tx)?;
            Err::<(), _>(StoreError::Conflict("on purpose".to_owned()))
        });
        assert!(matches!(outcome, Err(StoreError::Conflict(_))));
        assert!(db.read(registry::load_roster).units.is_empty());
    }

    fn surveys_and_their_states(db) {
        let new = survey("s");
        db.write(|tx| surveys::insert(tx, &new));
        assert_eq!(db.read(|tx| surveys::get(tx, &new.code)), new);
        let twice = db.store.write(|tx| surveys::insert(tx, &new));
        assert!(matches!(twice, Err(StoreError::Conflict(said)) if said.contains("survey s")));
        let unknown = db.store.read(|tx| surveys::get(tx, &code("x")));
        assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
        let jump = db.store.write(|tx| surveys::set_state(tx, &new.code, State::Tallied));
        assert!(matches!(jump, Err(StoreError::Conflict(_))));
        for state in [State::Closed, State::Tallied, State::Released, State::Released] {
            db.write(|tx| surveys::set_state(tx, &new.code, state));
            assert_eq!(db.read(surveys::list)[0].state, state);
        }
        let back = db.store.write(|tx| surveys::set_state(tx, &new.code, State::Open));
        assert!(matches!(back, Err(StoreError::Conflict(_))));
    }

    fn frames_and_invitations(db) {
        let (frame, new) = db.write(launch);
        let survey = code("s");
        assert_eq!(db.read(|tx| frames::groups(tx, &survey)), *frame.groups());
        assert!(matches!(db.store.read(|tx| frames::groups(tx, &code("x"))), Err(StoreError::NotFound { .. })));
        let find = |survey: &str, index| db.read(|tx| invitations::find(tx, &code(survey), &index));
        let found = find("s", Index::Token([2; 32])).unwrap();
        assert_eq!((&found.id, &found.stratum), (&new[2].id, &new[2].stratum));
        assert_eq!(find("s", Index::Code([130; 32])), Some(found.clone()));
        assert_eq!(db.read(|tx| invitations::get(tx, &new[2].id)), found);
        // A code is no token, and nobody else's survey.
        assert_eq!(find("s", Index::Token([130; 32])), None);
        assert_eq!(find("s", Index::Code([2; 32])), None);
        assert_eq!(find("x", Index::Token([2; 32])), None);
        assert_eq!(db.read(|tx| invitations::for_mailing(tx, &survey)).len(), 4);

        assert_eq!(db.read(|tx| invitations::get(tx, &new[2].id)).generation, 0);
        db.write(|tx| invitations::replace(tx, &new[2].id, 1, &[70; 32], &[71; 32]));
        assert_eq!(db.read(|tx| invitations::get(tx, &new[2].id)).generation, 1);
        assert_eq!(find("s", Index::Token([2; 32])), None);
        assert_eq!(find("s", Index::Code([130; 32])), None);
        assert!(find("s", Index::Token([70; 32])).is_some() && find("s", Index::Code([71; 32])).is_some());

        db.write(|tx| invitations::clear_tokens(tx, &survey));
        assert_eq!(find("s", Index::Token([70; 32])), None);
        assert_eq!(find("s", Index::Code([71; 32])), None);
        assert_eq!(db.number("SELECT count(*) AS number FROM invitation WHERE token_index IS NOT NULL OR code_index IS NOT NULL"), 0);
        let twice = db.store.write(|tx| invitations::insert(tx, &survey, &new[..1]));
        assert!(matches!(twice, Err(StoreError::Conflict(_))));
        let nowhere = NewInvitation {
            id: InvitationId::random(&mut Entropy::seeded(9)),
            stratum: GroupCode::parse("ingen").unwrap(),
            ..new[0].clone()
        };
        let outcome = db.store.write(|tx| invitations::insert(tx, &survey, std::slice::from_ref(&nowhere)));
        assert!(matches!(outcome, Err(StoreError::Conflict(_))));
    }

    fn mails_are_leased_retried_and_forgotten(db) {
        let (_, new) = db.write(launch);
        let survey = code("s");
        let queue = |id: &InvitationId| db.write(|tx| outbox::enqueue(tx, &survey, id, "invitation"));
        assert!(queue(&new[0].id) && queue(&new[1].id));
        assert!(!queue(&new[0].id));
        let elsewhere = db.store.write(|tx| outbox::enqueue(tx, &code("x"), &new[0].id, "invitation"));
        assert!(matches!(elsewhere, Err(StoreError::NotFound { .. })));

        let lease = |now| db.write(|tx| outbox::lease(tx, 10, now));
        let mails = lease(1000);
        assert_eq!(mails.len(), 2);
        assert!(lease(1000).is_empty());
        let (first, second) = (&mails[0].id, &mails[1].id);
        db.write(|tx| outbox::done(tx, first));
        db.write(|tx| outbox::retry(tx, second, 1060, "451"));
        assert!(lease(1059).is_empty());
        let again = lease(1060);
        assert_eq!((again.len(), again[0].attempts), (1, 2));
        // Never settled: it comes back when the lease has run out.
        assert_eq!(lease(1060 + outbox::LEASE_SECONDS).len(), 1);
        db.write(|tx| outbox::dead(tx, second, "550"));
        assert!(lease(i64::MAX / 2).is_empty());
        assert_eq!(db.read(|tx| Ok((outbox::waiting(tx)?, outbox::failed(tx)?))), (0, 1));
    }

    fn the_ledger_only_grows(db) {
        db.write(|tx| surveys::insert(tx, &survey("s")));
        let first = entry(1, &Digest::plain(b""));
        let second = entry(2, &first.hash);
        db.write(|tx| releases::append(tx, "{\"a\":1}", "{\"proof\":1}", &first));
        for wrong in [entry(1, &Digest::plain(b"")), entry(3, &first.hash), entry(2, &second.hash)] {
            let outcome = db.store.write(|tx| releases::append(tx, "{}", "{}", &wrong));
            assert!(matches!(outcome, Err(StoreError::Conflict(_))), "{wrong:?}");
        }
        db.write(|tx| releases::append(tx, "{}", "{}", &second));
        assert_eq!(db.read(releases::ledger), [first.clone(), second]);
        assert_eq!(db.read(|tx| releases::document(tx, &first.release)), "{\"a\":1}");
        let unknown = db.store.read(|tx| releases::document(tx, &Digest::plain(b"x")));
        assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
    }

    fn a_later_release_of_a_survey_stands_beside_its_first_with_its_reason(db) {
        db.write(|tx| surveys::insert(tx, &survey("s")));
        let first = entry(1, &Digest::plain(b""));
        let later = LedgerEntry {
            reason: "HR vil se de tværfaglige netværk".to_owned(),
            ..entry(2, &first.hash)
        };
        db.write(|tx| releases::append(tx, "{\"a\":1}", "{\"proof\":1}", &first));
        db.write(|tx| releases::append(tx, "{\"a\":2}", "{\"proof\":2}", &later));
        assert_eq!(db.read(releases::ledger), [first.clone(), later.clone()]);
        for (entry, number) in [(&first, 1), (&later, 2)] {
            let (document, proof) = db.read(|tx| {
                let document = releases::document(tx, &entry.release)?;
                Ok((document, releases::certificate(tx, &entry.release)?))
            });
            assert_eq!(document, format!("{{\"a\":{number}}}"));
            assert_eq!(proof, format!("{{\"proof\":{number}}}"));
        }
    }

    fn notes_of_a_survey(db) {
        let note = notes::Note {
            id: RowId::random(&mut Entropy::seeded(3)),
            item: "N1".to_owned(),
            group: GroupCode::parse("A").unwrap(),
            text: "Ring til mig, kære HR".to_owned(),
        };
        db.write(|tx| notes::insert(tx, &code("s"), &note));
        assert!(db.read(|tx| notes::list(tx, &code("s"))) == [note.clone()]);
        assert!(db.read(|tx| notes::list(tx, &code("x"))).is_empty());
    }
}
