//! The tally: what it keeps, what it refuses, what it forgets.

use std::collections::BTreeMap;

use crate::ballot::blind::BYTES;
use crate::ballot::{Ballot, Nonce};
use crate::base::{Entropy, Facts};
use crate::disclosure::fixture::{Case, answers, signed};
use crate::disclosure::{Tallied, TallyFault, tally};
use crate::instrument::{RawAnswer, RawAnswers, Value};

const BALLOTS: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

fn groups(tallied: &Tallied) -> BTreeMap<String, usize> {
    let mut groups = BTreeMap::new();
    for answer in &tallied.answers {
        *groups.entry(answer.group.to_string()).or_default() += 1;
    }
    groups
}

#[test]
fn small_groups_lose_their_code() {
    let tallied = Case::new(&BALLOTS, 1, 2).tally(1);
    // Alone under its level, m2 would still be told apart: the smallest of its siblings joins it.
    let expected = [("m1", 6), ("m3", 8), ("mid", 9), ("t1", 6), ("t2", 7)];
    assert_eq!(
        groups(&tallied),
        expected.map(|(code, n)| (code.to_owned(), n)).into()
    );
    // A level of 4 in all folds into the whole, and the other level with it.
    let tallied = Case::new(&[0, 0, 0, 2, 2, 6, 6, 0, 0], 1, 2).tally(1);
    let expected = [("all", 16)];
    assert_eq!(
        groups(&tallied),
        expected.map(|(code, n)| (code.to_owned(), n)).into()
    );
    assert!(
        tallied
            .comments
            .iter()
            .all(|comment| comment.group.as_str() != "t1")
    );
}

#[test]
fn texts_leave_the_answers_and_each_other() {
    let case = Case::new(&BALLOTS, 1, 2);
    let tallied = case.tally(1);
    assert_eq!((tallied.answers.len(), tallied.comments.len()), (36, 36));
    for answer in &tallied.answers {
        let answers = case.instrument.unpack(&answer.packed).unwrap();
        assert!(
            answers
                .values()
                .iter()
                .all(|value| !matches!(value, Value::Text(_)))
        );
    }
    assert!(tallied.answers.is_sorted_by(|a, b| a.id < b.id));
    assert!(tallied.comments.is_sorted_by(|a, b| a.id < b.id));
    assert!(tallied.receipts.is_sorted());
}

#[test]
fn the_same_box_gives_the_same_content_under_other_ids() {
    let case = Case::new(&BALLOTS, 1, 2);
    let content = |seed| {
        let tallied = case.tally(seed);
        let mut answers: Vec<_> = tallied
            .answers
            .iter()
            .map(|a| (a.group.clone(), a.packed.clone()))
            .collect();
        let mut texts: Vec<_> = tallied
            .comments
            .iter()
            .map(|c| (c.group.clone(), c.item.clone(), c.text.clone()))
            .collect();
        answers.sort();
        texts.sort();
        let ids: Vec<_> = tallied.answers.into_iter().map(|a| a.id).collect();
        ((answers, texts, tallied.receipts), ids)
    };
    let ((first, first_ids), (second, second_ids)) = (content(1), content(2));
    assert!(first == second);
    assert_ne!(first_ids, second_ids);
}

#[test]
fn what_does_not_belong_in_the_box_is_refused_and_counted() {
    let mut case = Case::new(&BALLOTS, 1, 2);
    let mut entropy = Entropy::seeded(9);
    let mut seal = |ballot: &Ballot| {
        let padded = case.instrument.packed_limit();
        case.keys
            .seal(&case.survey.code, ballot, padded, &mut entropy)
            .unwrap()
    };
    let mut raw = answers(3, &mut Entropy::seeded(1), &mut Entropy::seeded(1));
    let pack = |raw: &RawAnswers| {
        let answers = case.instrument.validate(&Facts::none(), raw);
        answers.map(|answers| case.instrument.pack(&answers))
    };
    let good = pack(&raw).unwrap();
    // Somebody who was invited may cast anything: numbers beyond those of the case.
    let issued = |number, packed: Vec<u8>| signed(&case.keys, 3, number, packed);
    let nowhere = Ballot {
        stratum: 99,
        ..issued(90, good.clone())
    };
    let mut strangers = vec![
        seal(&nowhere),
        seal(&issued(91, b"no answers".to_vec())),
        case.sealed[0].clone(),
    ];
    let mut altered = seal(&issued(92, good.clone()));
    altered.sealed[40] ^= 1;
    strangers.push(altered);
    // An answer that is not anonymous never enters a ballot; where the questionnaire lets one be packed, the tally refuses it.
    raw.insert("N".into(), RawAnswer::Text("Jeg er Bo".into()));
    if let Ok(packed) = pack(&raw) {
        strangers.push(seal(&issued(93, packed)));
    }
    // Stuffed: the key that seals is public, so anybody who can write into the database can do all but sign.
    let stuffed = [
        Ballot {
            signature: [0; BYTES],
            ..issued(94, good.clone())
        },
        Ballot {
            nonce: Nonce::random(&mut Entropy::seeded(3)),
            ..issued(95, good.clone())
        },
        Ballot {
            stratum: 4,
            ..issued(96, good)
        },
    ];
    strangers.extend(stuffed.iter().map(seal));
    let expected = u32::try_from(strangers.len()).unwrap();
    case.sealed.extend(strangers);
    let tallied = case.tally(1);
    assert_eq!((tallied.refused, tallied.answers.len()), (expected, 36));
    assert_eq!(tallied.unsigned, 3);
    assert!(tallied.comments.iter().all(|comment| comment.item != "N"));
}

#[test]
fn more_ballots_than_invitations_stop_the_tally() {
    let case = Case::new(&[0, 0, 0, 6, 7, 7, 4, 8, 5], 1, 2);
    let closed = case.survey.closed().unwrap();
    let result = tally(
        &closed,
        &case.keys.box_key(None).unwrap(),
        &case.instrument,
        &case.tree,
        &case.policy,
        case.sealed.clone(),
        &mut Entropy::seeded(1),
    );
    assert!(matches!(
        result.err(),
        Some(TallyFault::MoreBallotsThanInvited(group)) if group.as_str() == "m1"
    ));
}
