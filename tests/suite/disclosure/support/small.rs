//! Small publications, drawn at random, and the truth about them by trying everything.

use pejling::disclosure::structure::classes::Classes;
use pejling::disclosure::structure::decision::{
    Case, Proof, Standing, Structure, decide, decide_proved,
};
use pejling::disclosure::structure::incidence::{Group, Incidence};
use pejling::disclosure::structure::small_set::Contrast;
use proptest::prelude::*;

use super::rational;

pub(crate) const BUDGET: u64 = 200_000;

/// A small publication with numbers of answers.
#[derive(Clone, Debug)]
pub(crate) struct Small {
    pub(crate) incidence: Incidence,
    pub(crate) answers: Vec<u32>,
}

/// Up to 8 atoms of up to 6 answers, up to 7 groups anyhow.
pub(crate) fn crossing() -> impl Strategy<Value = Small> {
    (2_usize..=8).prop_flat_map(|atoms| {
        let group = (
            proptest::collection::btree_set(0..atoms, 1..=atoms),
            0_u32..3,
        );
        let groups = proptest::collection::vec(group, 1..=7);
        (groups, proptest::collection::vec(0_u32..=6, atoms)).prop_map(move |(groups, answers)| {
            let groups = (0_u64..)
                .zip(groups)
                .map(|(id, (list, priority))| Group {
                    id,
                    priority,
                    family: None,
                    atoms: list.into_iter().collect(),
                })
                .collect();
            Small {
                incidence: Incidence::new(atoms, groups).unwrap(),
                answers,
            }
        })
    })
}

/// A tree of 2 to 10 nodes in which any node may hold ballots of its own.
pub(crate) fn tree() -> impl Strategy<Value = Small> {
    (2_usize..=10).prop_flat_map(|nodes| {
        let parents: Vec<_> = (0..nodes).map(|node| 0..node.max(1)).collect();
        let answers = proptest::collection::vec(0_u32..=7, nodes);
        (parents, answers).prop_map(move |(parents, answers)| {
            let parent: Vec<Option<usize>> = parents
                .into_iter()
                .enumerate()
                .map(|(node, above)| (node > 0).then_some(above))
                .collect();
            let tree = Incidence::from_tree(&parent, &vec![1; nodes]).unwrap();
            Small {
                incidence: tree.incidence,
                answers,
            }
        })
    })
}

pub(crate) fn open(incidence: &Incidence) -> Vec<Standing> {
    vec![Standing::Open; incidence.groups().len()]
}

pub(crate) fn decided(small: &Small, threshold: u32) -> Structure {
    let standing = open(&small.incidence);
    decide(&Case {
        incidence: &small.incidence,
        answers: &small.answers,
        threshold,
        standing: &standing,
    })
    .unwrap()
}

pub(crate) fn proved(small: &Small, threshold: u32) -> Structure {
    let standing = open(&small.incidence);
    let case = Case {
        incidence: &small.incidence,
        answers: &small.answers,
        threshold,
        standing: &standing,
    };
    let (structure, proof) = decide_proved(&case, BUDGET).unwrap();
    assert_eq!(proof, Proof::NoSmallSet);
    structure
}

/// The vectors of groups over the atoms that answered.
pub(crate) fn vectors(small: &Small, of: &[bool]) -> Vec<Vec<i64>> {
    let living: Vec<usize> = (0..small.answers.len())
        .filter(|atom| small.answers[*atom] > 0)
        .collect();
    let vector = |group: &Group| {
        living
            .iter()
            .map(|atom| i64::from(group.atoms.contains(atom)))
            .collect()
    };
    small
        .incidence
        .groups()
        .iter()
        .zip(of)
        .filter(|(_, of)| **of)
        .map(|(group, _)| vector(group))
        .collect()
}

/// All sets of atoms with one to `threshold - 1` answers that follow from the shown groups, by trying every set, in fractions.
pub(crate) fn derivable(small: &Small, shown: &[bool], threshold: u32) -> Vec<Vec<usize>> {
    let living: Vec<usize> = (0..small.answers.len())
        .filter(|atom| small.answers[*atom] > 0)
        .collect();
    let published = vectors(small, shown);
    let mut found = Vec::new();
    for choice in 1_u32..1 << living.len() {
        let vector: Vec<i64> = (0..living.len())
            .map(|bit| i64::from(choice >> bit & 1))
            .collect();
        let set: Vec<usize> = (0..living.len())
            .filter(|bit| vector[*bit] == 1)
            .map(|bit| living[bit])
            .collect();
        let answers: u32 = set.iter().map(|atom| small.answers[*atom]).sum();
        if answers < threshold && rational::contains(&published, &vector) {
            found.push(set);
        }
    }
    found
}

/// All contrasts of fewer than `threshold` answers that follow, by trying every vector of -1, 0, 1 over the classes, in fractions.
pub(crate) fn derivable_contrasts(
    small: &Small,
    classes: &Classes,
    shown: &[bool],
    threshold: u32,
) -> Vec<Contrast> {
    let vectors: Vec<Vec<i64>> = (0..shown.len())
        .filter(|group| shown[*group])
        .map(|group| {
            (0..classes.rows())
                .map(|row| i64::from(classes.groups()[group].contains(&row)))
                .collect()
        })
        .collect();
    assert!(classes.rows() <= small.answers.len());
    let mut found = Vec::new();
    for code in 1..3_u32.pow(u32::try_from(classes.rows()).unwrap()) {
        let digit = |row: usize| i64::from(code / 3_u32.pow(u32::try_from(row).unwrap()) % 3);
        let vector: Vec<i64> = (0..classes.rows())
            .map(|row| [0, 1, -1][usize::try_from(digit(row)).unwrap()])
            .collect();
        let used: Vec<usize> = (0..classes.rows())
            .filter(|row| vector[*row] != 0)
            .collect();
        let few = classes.answers_in(&used) < u64::from(threshold);
        if vector[used[0]] == 1 && few && rational::contains(&vectors, &vector) {
            found.push(used.iter().map(|row| (*row, vector[*row] == 1)).collect());
        }
    }
    found
}
