//! Stage A with a part left out: each time the proof must find what leaks, and tell how.

use std::time::Duration;

use pejling::disclosure::structure::classes::Classes;
use pejling::disclosure::structure::derivation::{derive, derive_contrast};
use pejling::disclosure::structure::incidence::{Group, Incidence};
use pejling::disclosure::structure::milp::{self, SignedSearch};
use pejling::disclosure::structure::small_set::{self, Search};
use pejling::disclosure::structure::sparse::SparseVector;
use pejling::disclosure::structure::suppression::{Fate, suppress};

use super::support::instance::{Instance, m1, m1x};
use super::support::small::{BUDGET, Small, decided, proved};

const LIMIT: Duration = Duration::from_secs(20);

/// Hides the primaries, and protects only the targets given; no remainder rule, no proof.
fn careless(classes: &Classes, threshold: u64, targets: &[Vec<usize>]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..classes.groups().len())
        .filter(|group| classes.group_answers()[*group] >= threshold)
        .collect();
    order.sort_by_key(|group| std::cmp::Reverse(classes.group_answers()[*group]));
    let candidates: Vec<&[usize]> = order
        .iter()
        .map(|group| classes.groups()[*group].as_slice())
        .collect();
    let targets: Vec<SparseVector> = targets
        .iter()
        .map(|rows| SparseVector::indicator(rows.iter().copied()))
        .collect();
    let pass = suppress(classes.rows(), &targets, &[], &candidates);
    let mut shown = vec![false; classes.groups().len()];
    for (group, fate) in order.iter().zip(pass.fates) {
        shown[*group] = fate == Fate::Shown;
    }
    shown
}

fn primaries(classes: &Classes, threshold: u64) -> Vec<Vec<usize>> {
    let small = |group: &usize| (1..threshold).contains(&classes.group_answers()[*group]);
    (0..classes.groups().len())
        .filter(small)
        .map(|group| classes.groups()[group].clone())
        .collect()
}

/// What the proof finds first, in words.
fn leak(
    classes: &Classes,
    shown: &[bool],
    most: u64,
    name: impl Fn(usize) -> String,
) -> Option<String> {
    match small_set::search(classes, shown, most, BUDGET) {
        Search::None => None,
        Search::Unknown => panic!("not finished"),
        Search::Found(sets) => {
            let derivation =
                derive(classes, shown, &sets[0], LIMIT).expect("what follows can be derived");
            assert!((1..=most).contains(&derivation.answers));
            Some(derivation.describe(classes, name))
        }
    }
}

fn department(networks: &[u32]) -> Small {
    let parent: Vec<Option<usize>> = (0..=networks.len())
        .map(|node| (node > 0).then_some(0))
        .collect();
    let own: Vec<usize> = parent
        .iter()
        .map(|parent| usize::from(parent.is_some()))
        .collect();
    Small {
        incidence: Incidence::from_tree(&parent, &own).unwrap().incidence,
        answers: networks.to_vec(),
    }
}

fn classes(small: &Small) -> Classes {
    Classes::new(&small.incidence, &small.answers).unwrap()
}

fn letter(group: usize) -> String {
    if group == 0 {
        "the department".into()
    } else {
        format!("network {group}")
    }
}

#[test]
fn without_the_remainder_rule_two_small_networks_together_are_worked_out() {
    let small = department(&[2, 2, 6, 7, 8]);
    let classes = classes(&small);
    let shown = careless(&classes, 5, &primaries(&classes, 5));
    let text = leak(&classes, &shown, 4, letter).expect("the mutant is caught");
    println!("{text}");
    assert_eq!(
        text,
        "take the department (25 answers)\nsubtract network 3 (6 answers)\nsubtract network 4 (7 answers)\n\
         subtract network 5 (8 answers)\nleft: 4 answers, those of atoms [0, 1]"
    );
    assert_eq!(
        leak(&classes, &decided(&small, 5).shown(), 4, letter),
        None,
        "with it nothing is"
    );
}

#[test]
fn without_targets_the_only_small_network_is_worked_out() {
    let small = department(&[3, 6, 7]);
    let classes = classes(&small);
    let text =
        leak(&classes, &careless(&classes, 5, &[]), 4, letter).expect("the mutant is caught");
    assert!(
        text.ends_with("left: 3 answers, those of atoms [0]"),
        "{text}"
    );
}

#[test]
fn without_atoms_as_targets_ballots_directly_in_a_department_are_worked_out() {
    let tree = Incidence::from_tree(&[None, Some(0), Some(0)], &[1, 1, 1]).unwrap();
    let small = Small {
        incidence: tree.incidence,
        answers: vec![3, 9, 8],
    };
    let classes = classes(&small);
    let shown = careless(&classes, 5, &primaries(&classes, 5));
    assert!(
        leak(&classes, &shown, 4, letter)
            .expect("the mutant is caught")
            .contains("atoms [0]")
    );
    assert_eq!(leak(&classes, &decided(&small, 5).shown(), 4, letter), None);
}

#[test]
fn with_a_number_of_answers_one_too_high_the_true_one_is_worked_out() {
    let truth = department(&[4, 6, 7]);
    let wrong = department(&[5, 6, 7]);
    let shown = decided(&wrong, 5).shown();
    let text = leak(&classes(&truth), &shown, 4, letter).expect("the mutant is caught");
    assert!(text.contains("take network 1 (4 answers)"), "{text}");
}

#[test]
fn a_threshold_looked_up_a_step_too_low_is_caught() {
    let small = department(&[4, 6, 7]);
    assert!(leak(&classes(&small), &decided(&small, 4).shown(), 4, letter).is_some());
}

#[test]
fn a_cut_decided_by_itself_is_caught_when_it_is_put_beside_the_tree() {
    // A department by network and by level, each safe alone: 12 = 6 + 6 and 12 = 5 + 7; one network is nearly one level.
    let group = |id: u64, family, atoms: &[usize]| Group {
        id,
        priority: 0,
        family: Some(family),
        atoms: atoms.to_vec(),
    };
    let all = group(0, 0, &[0, 1, 2]);
    let tree = vec![all.clone(), group(1, 0, &[0, 1]), group(2, 0, &[2])];
    let cut = vec![group(3, 1, &[0]), group(4, 1, &[1, 2])];
    let answers = vec![5, 1, 6];
    let alone = |groups: Vec<Group>| {
        let small = Small {
            incidence: Incidence::new(3, groups).unwrap(),
            answers: answers.clone(),
        };
        assert!(
            decided(&small, 5).shown().iter().all(|shown| *shown),
            "safe alone"
        );
    };
    alone(tree.clone());
    alone(std::iter::once(all).chain(cut.clone()).collect());
    let both = Small {
        incidence: Incidence::new(3, [tree, cut].concat()).unwrap(),
        answers: answers.clone(),
    };
    let classes = classes(&both);
    let text = leak(&classes, &[true; 5], 4, |group| format!("group {group}"))
        .expect("the mutant is caught");
    assert!(
        text.ends_with("left: 1 answers, those of atoms [1]"),
        "{text}"
    );
    assert_eq!(
        leak(&classes, &proved(&both, 5).shown(), 4, |group| format!(
            "group {group}"
        )),
        None
    );
}

fn naive(instance: &Instance) -> (Classes, Vec<bool>) {
    let classes = Classes::new(&instance.incidence, &instance.answers).unwrap();
    let shown = careless(&classes, 5, &[]);
    (classes, shown)
}

#[test]
fn on_m1_and_m1x_hiding_what_is_small_and_no_more_is_caught() {
    for instance in [m1(), m1x()] {
        let (classes, shown) = naive(&instance);
        let text = leak(&classes, &shown, 4, |group| instance.names[group].clone())
            .expect("the mutant is caught");
        println!("{text}\n");
    }
}

#[test]
fn the_second_opinion_finds_the_leak_of_m1_too_and_believes_no_leak_where_it_is_mended() {
    let instance = m1();
    let (classes, shown) = naive(&instance);
    assert!(matches!(
        milp::search(&classes, &shown, 4, LIMIT),
        SignedSearch::Found { .. }
    ));
    let mended = proved(
        &Small {
            incidence: instance.incidence,
            answers: instance.answers,
        },
        5,
    )
    .shown();
    assert!(!matches!(
        milp::search(&classes, &mended, 4, LIMIT),
        SignedSearch::Found { .. }
    ));
}

#[test]
fn two_networks_that_differ_in_one_person_each_way_are_not_both_shown() {
    // Atoms: only A (1), both (6), only B (1).
    let group = |id: u64, atoms: &[usize]| Group {
        id,
        priority: 0,
        family: None,
        atoms: atoms.to_vec(),
    };
    let incidence = Incidence::new(3, vec![group(0, &[0, 1]), group(1, &[1, 2])]).unwrap();
    let small = Small {
        incidence,
        answers: vec![1, 6, 1],
    };
    let classes = classes(&small);
    assert_eq!(
        small_set::search(&classes, &[true; 2], 4, BUDGET),
        Search::None,
        "no set follows"
    );
    let Search::Found(found) = small_set::contrasts(&classes, &[true; 2], 4, BUDGET) else {
        panic!("the difference follows");
    };
    let text = derive_contrast(&classes, &[true; 2], &found[0])
        .unwrap()
        .describe(&classes, |group| format!("network {group}"));
    assert_eq!(
        text,
        "take network 0 (7 answers)\nsubtract network 1 (7 answers)\nleft: 2 answers, those of atoms [0] less those of atoms [2]"
    );
    assert_eq!(proved(&small, 5).shown(), [true, false]);
}
