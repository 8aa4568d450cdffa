//! The proof after the rule of complements: silent where the rule was kept, and with a derivation where it was not.

use crate::base::{Entropy, Facts, Group, GroupCode, GroupKind, GroupTree};
use crate::disclosure::Refusal;
use crate::disclosure::complement::{Guarded, Shape};
use crate::disclosure::document::Reason;
use crate::disclosure::fold::within;
use crate::disclosure::proved::{protected, prove, prove_differences};

fn tree(parents: &[Option<usize>]) -> GroupTree {
    let groups = parents.iter().enumerate().map(|(index, parent)| Group {
        code: GroupCode::parse(&format!("g{index}")).unwrap(),
        label: ["Everybody", "North", "South", "East", "West"]
            .get(index)
            .map_or_else(|| format!("Group {index}"), |name| (*name).to_owned()),
        kind: match parent {
            None => GroupKind::Whole,
            Some(_) => GroupKind::Network,
        },
        parent: *parent,
        invited: 1_000,
        facts: Facts::none(),
    });
    GroupTree::new(groups.collect()).unwrap()
}

/// As products do that hide groups under the threshold and stop there.
fn hides_small_groups_only(tree: &GroupTree, own: &[u32], minimum: u32) -> Vec<bool> {
    let totals = within(tree, own);
    totals.iter().map(|total| *total >= minimum).collect()
}

fn refusal(tree: &GroupTree, own: &[u32], shown: &[bool]) -> String {
    match prove(tree, own, shown, 5) {
        Err(Refusal::NotAudited(told)) => told,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_the_rule_the_hidden_group_is_worked_out_before_our_eyes() {
    let tree = tree(&[None, Some(0), Some(0), Some(0)]);
    let own = [0, 7, 6, 3];
    let shown = hides_small_groups_only(&tree, &own, 5);
    assert_eq!(shown, [true, true, true, false]);
    assert_eq!(
        refusal(&tree, &own, &shown),
        "from \"Everybody\" take away \"North\", \"South\": what is left are fewer than 5 answers"
    );
}

#[test]
fn ballots_directly_in_a_group_are_found_too_over_two_levels() {
    let tree = tree(&[None, Some(0), Some(0), Some(1), Some(1)]);
    let own = [0, 2, 9, 6, 8];
    let told = refusal(&tree, &own, &[true; 5]);
    assert!(
        told.ends_with("what is left are fewer than 5 answers"),
        "{told}"
    );
    for group in ["East", "West"] {
        assert!(told.contains(group), "{told}");
    }
    // No number of answers is told, only the threshold.
    let digits: String = told.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits, "5");
}

#[test]
fn with_the_rule_nothing_is_found_and_without_it_often() {
    let mut chance = Entropy::seeded(11);
    let (mut leaks, mut between) = (0, 0);
    for _ in 0..300 {
        let count = 4 + chance.below(16);
        let parents: Vec<Option<usize>> = (0..count)
            .map(|index| (index > 0).then(|| chance.below(index)))
            .collect();
        let tree = tree(&parents);
        let own: Vec<u32> = (0..count)
            .map(|_| u32::try_from(chance.below(12)).unwrap().saturating_sub(3))
            .collect();
        let total = within(&tree, &own);
        for minimum in [5, 10, 20] {
            if total[0] < minimum {
                continue;
            }
            let shown = hides_small_groups_only(&tree, &own, minimum);
            leaks += u32::from(prove(&tree, &own, &shown, minimum).is_err());
            let hidden: Vec<Option<Reason>> = shown
                .iter()
                .map(|shown| (!shown).then_some(Reason::TooFewAnswers))
                .collect();
            let shape = Shape::new(&tree, &total);
            for remainder in [minimum, minimum + 8] {
                let guarded = [Guarded {
                    total: &total,
                    own: &own,
                    minimum,
                    remainder,
                }];
                let mut hidden = hidden.clone();
                assert_eq!(
                    protected(&tree, &shape, &guarded, &mut hidden),
                    Ok(()),
                    "{parents:?} {own:?} {minimum} {remainder}"
                );
                assert_eq!(hidden[0], None);
                let shown: Vec<bool> = hidden.iter().map(Option::is_none).collect();
                assert_eq!(small_remainders(&tree, &own, &shown, remainder), 0);
                between += small_remainders(&tree, &own, &shown, minimum + 8);
            }
        }
    }
    assert!(leaks > 300, "{leaks}");
    // With remainders as large as groups alone, many are smaller than that.
    assert!(between > 100, "{between}");
}

/// Shown groups with shown ones inside, of which one to `fewest - 1` answers are left without those, by going down the tree.
fn small_remainders(tree: &GroupTree, own: &[u32], shown: &[bool], fewest: u32) -> usize {
    let total = within(tree, own);
    let parts = |group: usize| -> Vec<usize> {
        let mut parts = Vec::new();
        let mut open: Vec<usize> = tree.children(group).collect();
        while let Some(next) = open.pop() {
            if shown[next] && total[next] > 0 {
                parts.push(next);
            } else {
                open.extend(tree.children(next));
            }
        }
        parts
    };
    (0..own.len())
        .filter(|group| shown[*group])
        .filter(|group| {
            let parts = parts(*group);
            let rest = total[*group] - parts.iter().map(|part| total[*part]).sum::<u32>();
            !parts.is_empty() && (1..fewest).contains(&rest)
        })
        .count()
}

#[test]
fn a_larger_remainder_is_asked_of_differences_and_not_of_groups() {
    let tree = tree(&[None, Some(0), Some(0), Some(0)]);
    // What is left without North and South are seven; groups of seven and six may be shown.
    let own = [7, 7, 6, 0];
    let shown = [true, true, true, false];
    assert_eq!(prove(&tree, &own, &shown, 5), Ok(()));
    assert_eq!(prove_differences(&tree, &own, &shown, 7), Ok(()));
    let Err(Refusal::NotAudited(told)) = prove_differences(&tree, &own, &shown, 8) else {
        panic!("seven are left");
    };
    assert_eq!(
        told,
        "from \"Everybody\" take away \"North\", \"South\": what is left are fewer than 8 answers"
    );
    // With nothing left, groups under eight are no difference.
    assert_eq!(prove_differences(&tree, &[0, 7, 6, 0], &shown, 8), Ok(()));
    // The rule hides the smaller one: thirteen are left.
    let mut hidden = [None, None, None, Some(Reason::TooFewAnswers)];
    let total = within(&tree, &own);
    let guarded = [Guarded {
        total: &total,
        own: &own,
        minimum: 5,
        remainder: 8,
    }];
    let shape = Shape::new(&tree, &total);
    assert_eq!(protected(&tree, &shape, &guarded, &mut hidden), Ok(()));
    assert_eq!(hidden[1], None);
    assert_eq!(hidden[2], Some(Reason::ProtectsAnother));
}
