//! The steps in turn: what each gives, refuses and repeats.

use super::support::{Browser, Field, answers, first, last, order, survey};
use crate::ballot::PassphraseFault;
use crate::base::Digest;
use crate::fieldwork::State;
use crate::ops::{Cast, CastOutcome, ContextState, Credential, IssueOutcome, OpError};
use crate::store::ballot_box::Issue;
use crate::store::invitations::{self, Index};
use crate::store::surveys;
use crate::store::tests::on_each_backend;

on_each_backend! {
    fn a_lost_reply_may_be_asked_for_again_at_every_step(db) {
        let mut field = Field::launch(db, 7, 7);
        let tokens = field.tokens();
        let browser = Browser::open(field.app(), &tokens[0], 1);
        assert_eq!(browser.context.state, ContextState::Open);

        // The server dies between the commit and the signature.
        let live = field.app().live(&survey()).unwrap();
        let Some(Index::Token(index)) = crate::ops::issue::index(&live, &tokens[0]) else { panic!("no token") };
        let invitation = db.read(|tx| invitations::find(tx, &survey(), &Index::Token(index))).unwrap();
        let mark = live.keys.marker(&survey(), &invitation.id);
        let request = *Digest::plain(browser.blinded()).bytes();
        drop(live);
        assert_eq!(field.app().writer.issue(&survey(), mark, request).unwrap(), Issue::Marked);
        field.restart();
        let signed = browser.issue(field.app());
        field.restart();
        assert_eq!(browser.issue(field.app()), signed);
        let signature = browser.finalize(&signed);
        assert_eq!(field.app().context(&survey(), &tokens[0]).unwrap().state, ContextState::Used);
        let other = Browser::open(field.app(), &tokens[0], 2);
        assert_eq!(other.issue(field.app()), IssueOutcome::AlreadyUsed);
        assert_eq!((field.rows("marker"), field.rows("ballot_box")), (1, 0));

        let receipt = browser.receipt(field.app(), &signature, answers(4));
        field.restart();
        assert_eq!(browser.receipt(field.app(), &signature, answers(4)), receipt);
        assert_eq!((field.rows("marker"), field.rows("ballot_box")), (1, 1));
    }

    fn a_ballot_that_comes_again_is_told_nothing_of_the_answers_that_stand(db) {
        let mut field = Field::launch(db, 7, 7);
        let tokens = field.tokens();
        // The first says 1; what comes after says the same, or 2 to 5.
        let ballots: Vec<_> = tokens.iter().take(6).zip(1..).map(|(token, n)| {
            let browser = Browser::open(field.app(), token, n);
            let signature = browser.signature(field.app());
            let CastOutcome::Counted(first) = browser.cast(field.app(), &signature, answers(1)) else { panic!("not counted") };
            (browser, signature, first)
        }).collect();
        for restarted in [false, true] {
            if restarted {
                field.restart();
            }
            for (browser, signature, first) in &ballots {
                for point in 1..=5 {
                    let outcome = browser.cast(field.app(), signature, answers(point));
                    assert_eq!(outcome, CastOutcome::Again(first.clone()), "{point}");
                }
            }
        }
        assert_eq!(field.rows("ballot_box"), 6);
        // What was answered first is what is counted.
        let closed = field.app().close(&survey(), true, None).unwrap();
        assert_eq!((closed.counted, closed.refused), (6, 0));
        let texts = db.lines("SELECT body AS line FROM comment");
        assert_eq!(texts, vec!["Ord nummer 1"; 6]);
    }

    fn what_was_made_of_an_open_survey_is_known_to_be_old_when_it_is_closed_early(db) {
        let field = Field::launch(db, 7, 7);
        let app = field.app();
        let (page, closings) = (app.questionnaire(&survey()).unwrap(), app.closings());
        app.forget_closed().unwrap();
        assert_eq!((app.questionnaire(&survey()).unwrap() == page, app.closings()), (true, closings));
        // Closed by another process: found out by the look that a server takes every now and then.
        db.write(|tx| surveys::close(tx, &survey(), first().plus(3)));
        assert_eq!(app.closings(), closings);
        app.forget_closed().unwrap();
        assert_eq!(app.closings(), closings + 1);
        assert!(app.questionnaire(&survey()).unwrap() != page);
    }

    fn a_typed_code_is_the_same_invitation(db) {
        let field = Field::launch(db, 7, 7);
        let (token, code) = field.credentials().swap_remove(3);
        let [by_token, by_code] = [&token, &code].map(|c| field.app().context(&survey(), c).unwrap());
        assert_eq!(by_token, by_code);
        Browser::open(field.app(), &code, 1).signature(field.app());
        assert_eq!(Browser::open(field.app(), &token, 2).issue(field.app()), IssueOutcome::AlreadyUsed);
        for nonsense in [
            Credential::Token(String::new()),
            Credential::Token("0".repeat(26)),
            Credential::Code("0000-0000-0000-0000".into()),
            Credential::Code("x".into()),
        ] {
            assert_eq!(field.app().context(&survey(), &nonsense).unwrap().state, ContextState::Unknown);
            let blinded = [7; 256];
            assert_eq!(field.app().issue(&survey(), &nonsense, &blinded).unwrap(), IssueOutcome::Unknown);
        }
        // What no honest browser sends does not cost the invitation.
        let fresh = &field.tokens()[9];
        let malformed = field.app().issue(&survey(), fresh, &[255; 256]).unwrap();
        assert_eq!(malformed, IssueOutcome::Malformed);
        assert_eq!(field.app().context(&survey(), fresh).unwrap().state, ContextState::Open);
    }

    fn a_ballot_that_was_not_issued_is_not_taken(db) {
        let field = Field::launch(db, 7, 7);
        let browser = Browser::open(field.app(), &field.tokens()[0], 1);
        let signature = browser.signature(field.app());
        let other_group = if browser.context.stratum == "n1" { "n2" } else { "n1" };
        let good = || browser.ballot(&signature, answers(3));
        let (mut bit, mut short) = (signature, good());
        bit[200] ^= 1;
        short.signature.pop();
        let elsewhere = Browser::open(field.app(), &field.tokens()[1], 2);
        for forged in [
            Cast { stratum: other_group.into(), ..good() },
            Cast { stratum: "n3".into(), ..good() },
            Cast { kid: "0".repeat(64), ..good() },
            browser.ballot(&bit, answers(3)),
            browser.ballot(&[0; 256], answers(3)),
            // A signature on somebody else's ballot.
            elsewhere.ballot(&signature, answers(3)),
            short,
        ] {
            assert_eq!(field.app().cast(&survey(), forged).unwrap(), CastOutcome::BadBallot);
        }
        let CastOutcome::Faults(faults) = browser.cast(field.app(), &signature, answers(9)) else { panic!("taken") };
        assert_eq!(faults[0].item, "B08");
        assert_eq!(field.rows("ballot_box"), 0);
        // The ballot is still good.
        browser.receipt(field.app(), &signature, answers(3));
    }

    fn ballots_are_issued_until_the_last_day_and_cast_one_day_longer(db) {
        let field = Field::launch(db, 7, 7);
        let tokens = field.tokens();
        field.answer(&tokens[..9]);
        field.calendar.set(last());
        let late = Browser::open(field.app(), &tokens[10], 50);
        let later = Browser::open(field.app(), &tokens[11], 51);
        let [signature, forgotten] = [&late, &later].map(|browser| browser.signature(field.app()));

        field.calendar.set(last().plus(1));
        assert_eq!(field.app().context(&survey(), &tokens[12]).unwrap().state, ContextState::Closed);
        assert_eq!(late.issue(field.app()), IssueOutcome::Closed);
        late.receipt(field.app(), &signature, answers(1));
        let refused = field.app().close(&survey(), false, None);
        assert!(matches!(refused, Err(OpError::State { cause, .. }) if cause.contains("2026-03-21") && cause.contains("--now")));

        field.calendar.set(last().plus(2));
        assert_eq!(later.cast(field.app(), &forgotten, answers(1)), CastOutcome::Closed);
        let closed = field.app().close(&survey(), false, None).unwrap();
        assert_eq!((closed.issued, closed.counted, closed.refused), (11, 10, 0));
    }

    fn closing_early_must_be_meant(db) {
        let field = Field::launch(db, 7, 7);
        let tokens = field.tokens();
        field.answer(&tokens[..6]);
        let browser = Browser::open(field.app(), &tokens[8], 60);
        let signature = browser.signature(field.app());
        assert!(field.app().close(&survey(), false, None).is_err());
        assert_eq!(field.app().survey(&survey()).unwrap().state, State::Open);
        let meant = field.app().survey(&survey()).unwrap().closes;
        field.app().close(&survey(), true, None).unwrap();
        // What is published says when it closed, not when it was meant to.
        let closed = field.app().survey(&survey()).unwrap().closes;
        assert_eq!((closed, closed < meant), (first(), true));
        assert_eq!(browser.cast(field.app(), &signature, answers(1)), CastOutcome::Closed);
        assert_eq!(browser.issue(field.app()), IssueOutcome::Closed);
    }

    fn a_trustee_opens_the_box_or_nobody(db) {
        let mut field = Field::prepare(db, 7, 7);
        let words = "fire vilde svaner fløj forbi";
        let short = field.app().launch(&order(), Some("svane"), |_, _| ());
        assert!(matches!(short, Err(OpError::Passphrase(PassphraseFault::Short))));
        let mut made = Vec::new();
        field.app().launch(&order(), Some(words), |done, of| made.push((done, of))).unwrap();
        assert_eq!(made, [(1, 2), (2, 2)]);
        field.answer(&field.tokens()[..8]);
        field.restart();
        for (given, fault) in [(None, PassphraseFault::Missing), (Some("tre vilde svaner"), PassphraseFault::Wrong)] {
            let refused = field.app().close(&survey(), true, given);
            assert!(matches!(refused, Err(OpError::Passphrase(cause)) if cause == fault));
            assert_eq!(field.app().survey(&survey()).unwrap().state, State::Open);
        }
        assert_eq!(field.app().close(&survey(), true, Some(words)).unwrap().counted, 8);
    }

    fn the_manifest_stands_in_every_link(db) {
        let field = Field::launch(db, 7, 7);
        let manifest = field.app().manifest(&survey()).unwrap();
        let said: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let context = field.app().context(&survey(), &field.tokens()[0]).unwrap();
        let strata = said["strata"].as_array().unwrap();
        assert!(strata.iter().any(|s| s["kid"] == context.kid && s["code"] == context.stratum && s["invited"] == 7));
        assert_eq!((strata.len(), &said["closes"]), (2, &last().to_string().into()));
        assert_eq!(said["opens"], first().to_string());
        let script = crate::render::assets::find("form.js").unwrap();
        assert_eq!(said["scripts"]["form.js"], Digest::plain(script.bytes).to_string());

        field.app().deliver(|_| ()).unwrap();
        let print = field.app().fingerprint(&survey()).unwrap();
        let (token, code) = field.credentials().swap_remove(0);
        let (Credential::Token(token), Credential::Code(_)) = (token, code) else { panic!("mixed up") };
        let link = format!("https://svar.example/s/proeve#{token}.{}", print.digest());
        let mails = std::fs::read_dir(field.folder.path().join("mail")).unwrap();
        let mails: Vec<String> = mails.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap().replace("=\r\n", "")).collect();
        assert_eq!(mails.iter().filter(|mail| mail.contains(&link)).count(), 1);
        assert!(mails.iter().all(|mail| mail.contains(&print.to_string())));
    }
}
