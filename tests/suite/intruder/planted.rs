//! Documents with a mistake planted in each: every one is found, with a derivation; documents without one give nothing.

use std::time::Duration;

use super::publisher::{Mistake, Own, document, own};
use pejling::forensics::intruder::attack::attack;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::reading::read_unsealed;
use pejling::forensics::intruder::report::{Find, Outcome};
use pejling::forensics::intruder::verdict::Kind;
use serde_json::json;

fn run(texts: &[String], knowledge: &str) -> Outcome {
    let documents: Vec<_> = texts
        .iter()
        .map(|text| read_unsealed(text).unwrap())
        .collect();
    let outcome = attack(
        &documents,
        &Knowledge::read(knowledge).unwrap(),
        // A busy machine must not make the attacker miss anything.
        Patience {
            run: Duration::from_mins(1),
            ..Patience::default()
        },
        &mut |_| (),
    );
    assert_eq!(outcome.unfinished, Vec::<String>::new());
    outcome
}

fn one(groups: Vec<Own>, mistake: Mistake) -> Outcome {
    run(
        &[document("s", &[("Q1", groups)], Vec::new(), mistake)],
        "{}",
    )
}

fn found<'a>(outcome: &'a Outcome, kind: Kind, who: &str, says: &str) -> &'a Find {
    let find = outcome
        .finds
        .iter()
        .chain(&outcome.noted)
        .find(|f| f.kind == kind && f.who.contains(who) && f.says.contains(says));
    find.unwrap_or_else(|| {
        panic!(
            "no {kind:?} of {who} with {says}:\n{}",
            outcome.words(usize::MAX)
        )
    })
}

fn rests_on(find: &Find, group: &str, text: &str) {
    assert!(
        find.why
            .iter()
            .any(|step| step.group == group && step.text.contains(text)),
        "{group}: {text} is missing in {find:#?}"
    );
}

/// Two departments with two networks each; nobody extreme.
pub(super) fn clean() -> Vec<Own> {
    vec![
        own("all", None, [0; 5]),
        own("A", Some("all"), [0; 5]),
        own("a1", Some("A"), [1, 2, 1, 3, 1]),
        own("a2", Some("A"), [1, 2, 2, 2, 2]),
        own("B", Some("all"), [0; 5]),
        own("b1", Some("B"), [1, 2, 2, 3, 1]),
        own("b2", Some("B"), [2, 1, 1, 3, 1]),
    ]
}

#[test]
fn a_clean_document_gives_nothing() {
    let outcome = one(clean(), Mistake::None);
    assert!(outcome.held(), "{}", outcome.words(9));
    assert!(outcome.tried.sets_and_classes > 50 && outcome.tried.solved > 0);
    assert!(outcome.words(9).contains("Nothing was found."));
}

#[test]
fn a_skipped_remainder_rule_is_found_by_subtraction() {
    let groups = vec![
        own("all", None, [0; 5]),
        own("A", Some("all"), [2, 2, 3, 3, 2]),
        own("B", Some("all"), [1, 3, 3, 2, 2]),
        own("C", Some("all"), [1, 1, 0, 1, 0]),
    ];
    let text = [document("s", &[("Q1", groups)], Vec::new(), Mistake::None)];
    let found_alone = run(&text, "{}");
    found(
        &found_alone,
        Kind::Exact,
        "all without its shown parts",
        "unfavourable is exactly 2",
    );
    // Who knows that nobody stands directly in the whole, knows that they are C.
    let outcome = run(
        &text,
        r#"{"direct": [{"survey": "s", "group": "all", "answered": 0}]}"#,
    );
    let find = found(
        &outcome,
        Kind::Exact,
        "C (hidden)",
        "unfavourable is exactly 2",
    );
    rests_on(find, "all", "unfavourable: 10");
    rests_on(find, "A", "unfavourable: 4");
    assert!(
        find.why
            .iter()
            .any(|step| step.times.as_deref() == Some("-1")),
        "{find:#?}"
    );
    found(
        &outcome,
        Kind::FingerPointing,
        "C (hidden)",
        "at least 2 is known to be unfavourable",
    );
    found(&outcome, Kind::HiddenSize, "C (hidden)", "3 ballots");
}

#[test]
fn groups_that_the_tally_joined_are_hidden_for_too_few_and_no_contradiction() {
    // Nine people whose group is gone: four of C and five of D.
    let mut groups = clean();
    groups[0] = own("all", None, [1, 2, 2, 2, 2]);
    groups.push(own("C", Some("all"), [0; 5]));
    groups.push(own("D", Some("all"), [0; 5]));
    let text = [document("s", &[("Q1", groups)], Vec::new(), Mistake::None)];
    for known in [
        "{}",
        r#"{"direct": [{"survey": "s", "group": "all", "answered": 0}]}"#,
    ] {
        let outcome = run(&text, known);
        assert!(outcome.held(), "{}", outcome.words(9));
    }
}

#[test]
fn a_dropped_cap_is_found() {
    let mut groups = clean();
    groups[2] = own("a1", Some("A"), [0, 0, 0, 1, 7]);
    let outcome = one(groups, Mistake::NoCap);
    found(&outcome, Kind::RuleBroken, "a1", "mean 4.9 is exact");
    let find = found(
        &outcome,
        Kind::Attribute,
        "a1",
        "all 8 answers are known: favourable",
    );
    rests_on(find, "a1", "favourable: 8");
    let mut groups = clean();
    groups[2] = own("a1", Some("A"), [0, 0, 0, 0, 8]);
    found(
        &one(groups, Mistake::NoCap),
        Kind::Attribute,
        "a1",
        "all 8 answers are known: answered 5",
    );
}

#[test]
fn a_wrong_number_of_answers_contradicts_the_rest() {
    let outcome = one(clean(), Mistake::WrongBase);
    let find = found(&outcome, Kind::Contradiction, "all", "cannot all be true");
    rests_on(find, "all", "35 answers");
}

#[test]
fn a_percentage_with_a_decimal_is_an_exact_count() {
    let mut groups = clean();
    groups[2] = own("a1", Some("A"), [1, 1, 3, 1, 1]);
    groups[3] = own("a2", Some("A"), [2, 2, 3, 1, 0]);
    let clean = one(groups.clone(), Mistake::None);
    assert!(clean.held(), "{}", clean.words(9));
    let outcome = one(groups.clone(), Mistake::ExactShare);
    let find = found(&outcome, Kind::BoundUndone, "a1", "favourable is exactly 2");
    rests_on(find, "a1", "its share is 0.286");
    found(&outcome, Kind::RuleBroken, "a1", "its share is 0.286");
    // The interval of the true count says the same.
    let outcome = one(groups, Mistake::TrueInterval);
    let find = found(&outcome, Kind::BoundUndone, "a1", "favourable is exactly 2");
    rests_on(find, "a1", "is that of one count alone");
    found(
        &outcome,
        Kind::RuleBroken,
        "a1",
        "is that of one count alone",
    );
}

#[test]
fn an_index_from_raw_answers_tells_of_the_bounded_item() {
    let mut second = clean();
    second[2] = own("a1", Some("A"), [0, 0, 0, 1, 7]);
    let items = [("Q1", clean()), ("Q2", second)];
    // a1: mean of Q1 is 3.125, of Q2 4.875: scores 53.125 and 96.875.
    let score = |value: serde_json::Value| {
        let cells: Vec<_> = clean()
            .iter()
            .map(|group| {
                let figures = if group.id == "a1" {
                    json!({"shown": {"score": {"mean": {"value": value, "interval": null}, "sd": null, "items": [2, 2]}}})
                } else {
                    json!({"hidden": "larger_groups_only"})
                };
                let base = if group.id == "a1" { json!({"shown": {"at_most": 8}}) } else { json!({"hidden": "larger_groups_only"}) };
                json!({"group": group.id, "base": base, "figures": figures, "no_answer": null})
            })
            .collect();
        vec![json!({"about": {"scale": "x"}, "cells": cells})]
    };
    let knowledge = r#"{"scales": {"x": [{"item": "Q1"}, {"item": "Q2"}]}}"#;
    let raw = document("s", &items, score(json!({"exact": 75.0})), Mistake::None);
    let outcome = run(&[raw], knowledge);
    let find = found(
        &outcome,
        Kind::Index,
        "a1",
        "made from answers that are not shown",
    );
    assert!(
        find.says.contains("sum of 39 to 40 for 8 answers")
            || find.says.contains("sum of 39 to 39"),
        "{}",
        find.says
    );
    rests_on(find, "a1", "Q2: mean at least 4.2");
    // Displayed: 3.1 for Q1 (51.25 to 53.75) and 4.2 or more for Q2 (80 to 100): at least 65.6.
    let displayed = document("s", &items, score(json!({"at_least": 65.6})), Mistake::None);
    let outcome = run(std::slice::from_ref(&displayed), knowledge);
    assert!(
        outcome.finds.iter().all(|find| find.kind != Kind::Index),
        "{}",
        outcome.words(9)
    );
    assert_eq!(outcome.tried.scores, 1);
    let unknown = run(&[displayed], "{}");
    assert!(
        unknown.not_tried[0].contains("which items"),
        "{:?}",
        unknown.not_tried
    );
}

#[test]
fn an_exact_parent_without_exact_siblings_undoes_a_bound() {
    let mut groups = clean();
    groups[2] = own("a1", Some("A"), [0, 0, 1, 4, 3]);
    let outcome = one(groups, Mistake::None);
    let find = found(
        &outcome,
        Kind::Attribute,
        "a1",
        "at most one is not \"favourable\"",
    );
    rests_on(find, "A", "favourable: 11");
    rests_on(find, "a2", "favourable: 4");
    let undone = found(&outcome, Kind::BoundUndone, "a1", "favourable is exactly 7");
    rests_on(undone, "A", "favourable: 11");
}

#[test]
fn a_second_cut_a_month_later_tells_who_came_late() {
    let mut later = clean();
    later[2] = own("a1", Some("A"), [2, 2, 1, 3, 1]);
    let texts = [
        document("s", &[("Q1", later)], Vec::new(), Mistake::None),
        document("s", &[("Q1", clean())], Vec::new(), Mistake::None),
    ];
    let outcome = run(&texts, "{}");
    let find = found(&outcome, Kind::Attribute, "not in s [2]", "answered 1");
    rests_on(find, "all", "answered 1: 6");
    rests_on(find, "all", "answered 1: 5");
    assert!(run(&texts[1..], "{}").held());
}

#[test]
fn one_who_left_between_two_waves_is_the_difference() {
    let mut second = clean();
    second[2] = own("a1", Some("A"), [0, 2, 1, 3, 1]);
    let texts = [
        document("w1", &[("Q1", clean())], Vec::new(), Mistake::None),
        document("w2", &[("Q1", second)], Vec::new(), Mistake::None),
    ];
    assert!(run(&texts, "{}").held());
    let moves = r#"{"waves": [{"first": "w1", "second": "w2", "moves": [{"group": "all", "left": 1, "joined": 0}]}]}"#;
    let outcome = run(&texts, moves);
    let find = found(
        &outcome,
        Kind::Attribute,
        "directly in a1 (w1 [1]), not in w2 [2]",
        "answered 1",
    );
    rests_on(find, "all", "answered 1: 5");
    rests_on(find, "all", "answered 1: 4");
}

#[test]
fn two_who_compare_their_answers_know_the_rest() {
    let mut groups = clean();
    groups[2] = own("a1", Some("A"), [1, 0, 1, 3, 3]);
    let text = [document("s", &[("Q1", groups)], Vec::new(), Mistake::None)];
    let one_of_them = r#"{"own": [{"survey": "s", "group": "a1", "answers": {"Q1": 1}}]}"#;
    let who = "a1, the attackers left out";
    assert!(
        run(&text, one_of_them)
            .finds
            .iter()
            .all(|f| f.kind != Kind::Attribute || f.who != who || f.says.contains("at most one"))
    );
    let both = r#"{"own": [{"survey": "s", "group": "a1", "answers": {"Q1": 1}}, {"survey": "s", "group": "a1", "answers": {"Q1": 3}}]}"#;
    let outcome = run(&text, both);
    found(
        &outcome,
        Kind::Attribute,
        who,
        "all 6 answers are known: favourable",
    );
}

#[test]
fn a_release_is_judged_by_the_coalition_that_its_policy_names() {
    let against_two = |groups, mistake| {
        let text = document("s", &[("Q1", groups)], Vec::new(), mistake);
        let claimed = text.replace("\"coalition\":1", "\"coalition\":2");
        assert_ne!(claimed, text);
        run(&[claimed], "{}")
    };
    // Bounds that begin where they do against one are too late against two.
    let outcome = against_two(clean(), Mistake::None);
    let broken = |find: &&Find| find.kind == Kind::RuleBroken;
    let late = outcome.finds.iter().find(broken).unwrap();
    assert!(
        late.says.contains("is exact, where the rules show a bound"),
        "{late:?}"
    );
    // Six of eight in favour: no one of the others knows of all the rest, but two do.
    let mut groups = clean();
    groups[2] = own("a1", Some("A"), [1, 1, 0, 3, 3]);
    let alone = one(groups.clone(), Mistake::NoCap);
    let known = |find: &&Find| find.kind == Kind::Attribute && find.who == "a1";
    assert_eq!(alone.finds.iter().find(known), None);
    found(
        &against_two(groups, Mistake::NoCap),
        Kind::Attribute,
        "a1",
        "of 8 answers at most 2 are not \"favourable\": those 2 together know of all others",
    );
}

#[test]
fn documents_may_come_in_any_order() {
    let mut later = clean();
    later[2] = own("a1", Some("A"), [2, 2, 1, 3, 1]);
    let mut texts = vec![
        document("s", &[("Q1", later)], Vec::new(), Mistake::None),
        document("s", &[("Q1", clean())], Vec::new(), Mistake::None),
    ];
    let first = run(&texts, "{}");
    texts.reverse();
    let second = run(&texts, "{}");
    assert_eq!(first.counts(), second.counts());
    assert!(!first.finds.is_empty());
}

#[test]
fn a_later_cut_that_leaves_two_people_over_is_found() {
    let coarse = vec![
        own("all", None, [0; 5]),
        own("A", Some("all"), [2, 3, 3, 3, 3]),
        own("B", Some("all"), [2, 3, 3, 3, 2]),
    ];
    let cut = vec![
        own("all", None, [0; 5]),
        own("A", Some("all"), [0, 0, 0, 0, 2]),
        own("B", Some("all"), [2, 3, 3, 3, 2]),
        own("C", Some("A"), [2, 3, 3, 3, 1]),
    ];
    let texts = [
        document("s", &[("Q1", coarse)], Vec::new(), Mistake::None),
        document("s", &[("Q1", cut)], Vec::new(), Mistake::None),
    ];
    assert!(run(&texts[..1], "{}").held());
    let outcome = run(&texts, "{}");
    let find = found(
        &outcome,
        Kind::Attribute,
        "A (s [2]) without its shown parts",
        "all 2 answers are known: answered 5",
    );
    assert!(
        find.why
            .iter()
            .any(|step| step.document.as_deref() == Some("s [1]"))
    );
    assert!(
        find.why
            .iter()
            .any(|step| step.document.as_deref() == Some("s [2]"))
    );
}
