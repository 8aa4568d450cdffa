//! The generated instances: their size, and what stage A makes of them, as regression values.

use pejling::disclosure::structure::closed::decide_closed;
use pejling::disclosure::structure::decision::{Case, Proof, Verdict, decide, decide_proved};
use pejling::disclosure::structure::incidence::Incidence;

use super::support::instance::{Instance, Shape, by_question, generate, m1, m1x};
use super::support::small::open;

/// Groups, answers, primary, secondary.
fn figures(instance: &Instance) -> (usize, u32, usize, usize) {
    let standing = open(&instance.incidence);
    let case = Case {
        incidence: &instance.incidence,
        answers: &instance.answers,
        threshold: 5,
        standing: &standing,
    };
    let (structure, proof) = decide_proved(&case, 1_000_000).unwrap();
    assert_eq!(proof, Proof::NoSmallSet);
    assert!(structure.breaches.is_empty());
    let primary = structure
        .verdicts
        .iter()
        .filter(|verdict| **verdict == Verdict::Primary)
        .count();
    (
        structure.verdicts.len(),
        instance.answers.iter().sum(),
        primary,
        structure.secondary(),
    )
}

#[test]
fn the_same_seed_gives_the_same_instance_and_the_same_figures() {
    assert_eq!(figures(&m1()), (131, 674, 24, 2));
    assert_eq!(figures(&m1()), figures(&m1()));
}

#[test]
fn crossing_keeps_the_people_and_costs_groups() {
    assert_eq!(
        m1().answers.iter().sum::<u32>(),
        m1x().answers.iter().sum::<u32>()
    );
    assert_eq!(figures(&m1x()), (207, 674, 25, 26));
}

#[test]
fn eight_municipalities_are_eight_trees_under_one_root() {
    let eight = generate(Shape {
        municipalities: 8,
        crossed: false,
        linked: false,
        seed: 1,
    });
    assert_eq!(figures(&eight), (1_049, 5_410, 190, 17));
}

#[test]
fn in_the_hierarchy_elimination_and_remainder_rule_need_no_help_from_the_proof() {
    let instance = m1();
    let standing = open(&instance.incidence);
    let case = Case {
        incidence: &instance.incidence,
        answers: &instance.answers,
        threshold: 5,
        standing: &standing,
    };
    let (proved, _) = decide_proved(&case, 1_000_000).unwrap();
    assert_eq!(decide(&case).unwrap().shown(), proved.shown());
}

#[test]
fn the_hierarchy_of_an_instance_is_the_tree_it_was_made_from() {
    // The same numbers through the other constructor.
    let instance = m1();
    let mut parent = vec![None];
    let mut own = vec![0];
    for department in 0..10 {
        parent.push(Some(0));
        own.push(0);
        for _ in 0..12 {
            parent.push(Some(1 + department * 13));
            own.push(1);
        }
    }
    let tree = Incidence::from_tree(&parent, &own).unwrap().incidence;
    let standing = open(&tree);
    let case = Case {
        incidence: &tree,
        answers: &instance.answers,
        threshold: 5,
        standing: &standing,
    };
    let from_tree = decide(&case).unwrap();
    assert_eq!(from_tree.secondary(), figures(&instance).3);
}

#[test]
fn without_steps_for_the_proof_m1x_shows_only_what_needs_none() {
    let instance = m1x();
    let standing = open(&instance.incidence);
    let case = Case {
        incidence: &instance.incidence,
        answers: &instance.answers,
        threshold: 5,
        standing: &standing,
    };
    let mut before = 0;
    for budget in [0, 10, 100, 1_000_000] {
        let (structure, proof) = decide_closed(&case, budget).unwrap();
        assert_eq!(proof, Proof::NoSmallSet);
        let shown = structure.shown().iter().filter(|shown| **shown).count();
        println!("{budget} steps: {shown} groups");
        assert!(shown >= before);
        before = shown;
    }
    assert_eq!(before, 156);
}

#[test]
fn leaving_questions_out_changes_what_is_hidden_and_nothing_leaks() {
    let instance = m1();
    for answers in by_question(&instance, 5) {
        let question = Instance {
            answers,
            ..instance.clone()
        };
        let (_, answered, _, secondary) = figures(&question);
        assert!(answered < 674 && secondary > 0);
    }
}
