//! The bulletin: what it proves, and to whom.

use super::support::{Browser, Field, answers, parsed, survey};
use crate::ballot::Ballot;
use crate::fieldwork::State;
use crate::ops::{OpError, Receipt};
use crate::store::tests::on_each_backend;
use crate::store::{answers as stored, ballot_box};

/// The audit of one who has receipts: every one stands in the list once, the list is sorted, and it is as long as it says.
fn audit(field: &Field<'_>, receipts: &[String]) -> Result<(), String> {
    let bulletin = field.app().bulletin(&survey()).unwrap().unwrap();
    let listed: Vec<&str> = bulletin.receipts.iter().map(Receipt::as_str).collect();
    if !listed.is_sorted_by(|a, b| a < b) || listed.len() != bulletin.total {
        return Err("not in order".into());
    }
    for receipt in receipts {
        if !listed.contains(&receipt.as_str()) {
            return Err(format!("{receipt} is missing"));
        }
    }
    if usize::try_from(bulletin.issued).unwrap() != bulletin.total {
        return Err(format!("{} of {} cast", bulletin.total, bulletin.issued));
    }
    Ok(())
}

on_each_backend! {
    fn every_receipt_stands_in_it_once(db) {
        let field = Field::launch(db, 7, 7);
        let receipts = field.answer(&field.tokens()[..11]);
        assert_eq!(field.app().bulletin(&survey()).unwrap(), None);
        field.app().close(&survey(), true, None).unwrap();
        audit(&field, &receipts).unwrap();
        assert_eq!(db.read(|tx| stored::load(tx, &survey())).len(), 11);
        // Closing again says the same.
        assert_eq!(field.app().close(&survey(), true, None).unwrap().counted, 11);
    }

    fn a_step_that_another_close_took_in_the_meantime_is_no_fault_and_any_other_is(db) {
        let field = Field::launch(db, 7, 7);
        field.answer(&field.tokens()[..11]);
        let app = field.app();
        let fault = || OpError::Damaged("it was read as still open".into());
        // Nobody else has closed it.
        let alone = app.step(&survey(), State::Open, || Err::<(), _>(fault()));
        assert!(matches!(alone, Err(OpError::Damaged(_))));
        // Another close comes through between the reading and the step.
        let late = app.step(&survey(), State::Open, || {
            app.close(&survey(), true, None)?;
            Err::<(), _>(fault())
        });
        assert!(matches!(late, Ok(None)));
    }

    fn a_ballot_that_is_taken_out_is_missed(db) {
        let field = Field::launch(db, 7, 7);
        let receipts = field.answer(&field.tokens()[..11]);
        let one = if db.is_sqlite() { "hex(ballot_key)" } else { "encode(ballot_key, 'hex')" };
        let victim = &db.lines(&format!("SELECT {one} AS line FROM ballot_box"))[4];
        db.run(&format!("DELETE FROM ballot_box WHERE {one} = '{victim}'"));
        field.app().close(&survey(), true, None).unwrap();
        let missed = receipts.iter().filter(|receipt| audit(&field, std::slice::from_ref(receipt)).unwrap_err().contains("missing"));
        assert_eq!(missed.count(), 1);
        assert_eq!(audit(&field, &[]), Err("10 of 11 cast".into()));
    }

    fn a_ballot_that_is_put_in_is_left_out_and_told(db) {
        let field = Field::launch(db, 7, 7);
        let receipts = field.answer(&field.tokens()[..9]);
        // What whoever can write into the database can do: the key that seals is public. The signature must be somebody else's.
        let live = field.app().live(&survey()).unwrap();
        let browser = Browser::open(field.app(), &field.tokens()[9], 70);
        let signature = browser.signature(field.app());
        let raw = live.instrument.validate(&live.groups.groups()[1].facts, &answers(5)).unwrap();
        let stuffed = Ballot {
            stratum: 1,
            nonce: parsed(&[9; 32]),
            signature,
            answers: live.instrument.pack(&raw),
        };
        let mut entropy = crate::base::Entropy::seeded(1);
        let sealed = live.keys.seal(&survey(), &stuffed, live.instrument.packed_limit(), &mut entropy).unwrap();
        db.write(|tx| ballot_box::cast(tx, &survey(), &sealed));
        drop(live);
        let closed = field.app().close(&survey(), true, None).unwrap();
        assert_eq!((closed.counted, closed.refused, closed.unsigned), (9, 1, 1));
        assert_eq!(db.read(|tx| stored::load(tx, &survey())).len(), 9);
        assert_eq!(audit(&field, &receipts), Err("9 of 10 cast".into()));
    }
}
