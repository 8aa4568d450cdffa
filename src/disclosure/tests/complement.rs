//! The complement rule against brute force, on random trees.

use proptest::prelude::*;

use crate::base::{Facts, Group, GroupCode, GroupKind, GroupTree};
use crate::disclosure::Policy;
use crate::disclosure::complement::{Guarded, Shape, complement};
use crate::disclosure::document::Reason;
use crate::disclosure::primary;

const K: u32 = 5;

/// A tree of up to eight groups with ballots directly in them, folded as the tally folds.
#[derive(Clone, Debug)]
struct Answered {
    tree: GroupTree,
    own: Vec<u32>,
    total: Vec<u32>,
}

fn answered() -> impl Strategy<Value = Answered> {
    prop::collection::vec((any::<prop::sample::Index>(), 0_u32..9, 0_u32..4), 1..8).prop_map(
        |groups| {
            let mut own = vec![groups[0].1];
            let mut spare = vec![groups[0].2];
            let mut parents: Vec<Option<usize>> = vec![None];
            for (parent, ballots, more) in &groups[1..] {
                parents.push(Some(parent.index(parents.len())));
                own.push(*ballots);
                spare.push(*more);
            }
            let sums = |direct: &[u32]| {
                let mut sums = direct.to_vec();
                for child in (1..sums.len()).rev() {
                    if let Some(parent) = parents[child] {
                        sums[parent] += sums[child];
                    }
                }
                sums
            };
            let direct: Vec<u32> = own.iter().zip(&spare).map(|(a, b)| a + b).collect();
            let invited = sums(&direct);
            let total = sums(&own);
            for child in (1..own.len()).rev() {
                if total[child] < K
                    && let Some(parent) = parents[child]
                {
                    own[parent] += std::mem::take(&mut own[child]);
                }
            }
            let total = sums(&own);
            let group = |index: usize| Group {
                code: GroupCode::parse(&format!("g{index}")).unwrap(),
                label: String::new(),
                kind: if index == 0 {
                    GroupKind::Whole
                } else {
                    GroupKind::Unit
                },
                parent: parents[index],
                invited: invited[index],
                facts: Facts::none(),
            };
            Answered {
                tree: GroupTree::new((0..own.len()).map(group).collect()).unwrap(),
                own,
                total,
            }
        },
    )
}

fn hide(case: &Answered) -> Vec<Option<Reason>> {
    let policy = Policy::preset("ordinary").unwrap();
    let shape = Shape::new(&case.tree, &case.total);
    let mut hidden = primary::survey(&case.tree, &case.total, &policy);
    let guarded = [Guarded {
        total: &case.total,
        own: &case.own,
        minimum: K,
        remainder: K,
    }];
    complement(&case.tree, &shape, &guarded, &mut hidden);
    hidden
}

/// Whether any sum of shown groups, each taken once positively, once negatively or not at all, singles out a set of 1 to k - 1 answers.
fn small_set(case: &Answered, hidden: &[Option<Reason>]) -> Option<Vec<i32>> {
    let groups = case.tree.groups().len();
    let shown: Vec<usize> = (0..groups).filter(|g| hidden[*g].is_none()).collect();
    let combinations = 3_usize.pow(u32::try_from(shown.len()).unwrap());
    for combination in 0..combinations {
        let mut factors = vec![0_i32; groups];
        let mut rest = combination;
        for group in &shown {
            factors[*group] = [0, 1, -1][rest % 3];
            rest /= 3;
        }
        // Each group's directly attached answers are one atom: how often does the sum count it?
        let mut answers = 0;
        let mut is_a_set = true;
        for atom in (0..groups).filter(|atom| case.own[*atom] > 0) {
            match case
                .tree
                .path(atom)
                .map(|group| factors[group])
                .sum::<i32>()
            {
                0 => {}
                1 => answers += case.own[atom],
                _ => is_a_set = false,
            }
        }
        if is_a_set && (1..K).contains(&answers) {
            return Some(factors);
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_small_set_can_be_singled_out(case in answered()) {
        let hidden = hide(&case);
        prop_assert_eq!(small_set(&case, &hidden), None);
        for (group, parent) in case.tree.groups().iter().map(|g| g.parent).enumerate() {
            if let Some(parent) = parent {
                prop_assert!(hidden[parent].is_none() || hidden[group].is_some(), "shown within hidden");
            }
        }
    }

    #[test]
    fn what_stays_hidden_below_a_shown_group_is_two_groups_or_more(case in answered()) {
        let hidden = hide(&case);
        for parent in 0..case.tree.groups().len() {
            let protects = case.tree.children(parent).any(|c| hidden[c] == Some(Reason::ProtectsAnother));
            if hidden[parent].is_none() && protects && case.tree.children(parent).any(|c| hidden[c].is_none()) {
                let sources = case.tree.children(parent).filter(|c| hidden[*c].is_some()).count()
                    + usize::from(case.own[parent] > 0);
                prop_assert!(sources >= 2);
            }
        }
    }
}

#[test]
fn without_the_rule_the_search_finds_small_sets() {
    // The positive control: a parent of 12 with one hidden child of 4 and one shown of 8.
    let group = |code: &str, parent: Option<usize>, invited| Group {
        code: GroupCode::parse(code).unwrap(),
        label: String::new(),
        kind: if parent.is_none() {
            GroupKind::Whole
        } else {
            GroupKind::Unit
        },
        parent,
        invited,
        facts: Facts::none(),
    };
    let case = Answered {
        tree: GroupTree::new(vec![
            group("a", None, 15),
            group("b", Some(0), 7),
            group("c", Some(0), 8),
        ])
        .unwrap(),
        own: vec![4, 0, 8],
        total: vec![12, 0, 8],
    };
    let primary_only = vec![None, Some(Reason::TooFewAnswers), None];
    assert!(small_set(&case, &primary_only).is_some());
    let hidden = hide(&case);
    assert_eq!(
        hidden,
        [
            None,
            Some(Reason::TooFewAnswers),
            Some(Reason::ProtectsAnother)
        ]
    );
}
