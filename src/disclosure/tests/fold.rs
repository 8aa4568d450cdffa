//! Folding: against a slow and plain way of doing the same, on trees drawn at random.

use std::collections::BTreeMap;

use crate::base::{Entropy, Facts, Group, GroupCode, GroupKind, GroupTree};
use crate::disclosure::fold::{fold, folded, within};

fn drawn(chance: &mut Entropy) -> GroupTree {
    let count = 1 + chance.below(14);
    let groups = (0..count).map(|index| Group {
        // Codes do not stand in the order of the groups.
        code: GroupCode::parse(&format!("g{}", (index * 7 + 3) % 16)).unwrap(),
        label: String::new(),
        kind: if index == 0 {
            GroupKind::Whole
        } else {
            GroupKind::Unit
        },
        parent: (index > 0).then(|| chance.below(index)),
        invited: 100,
        facts: Facts::none(),
    });
    GroupTree::new(groups.collect()).unwrap()
}

/// Counts everything anew at every step.
fn plain(tree: &GroupTree, own: &BTreeMap<usize, u32>, minimum: u32) -> BTreeMap<usize, usize> {
    let ballots = |group: usize| -> u32 {
        own.iter()
            .filter(|(stratum, _)| tree.path(**stratum).any(|at| at == group))
            .map(|(_, count)| count)
            .sum()
    };
    let mut places: BTreeMap<usize, usize> = own
        .keys()
        .map(|stratum| {
            let enough = |group: &usize| *group == 0 || ballots(*group) >= minimum;
            (*stratum, tree.path(*stratum).find(enough).unwrap())
        })
        .collect();
    for group in (0..tree.groups().len()).rev() {
        loop {
            let count = |of: &dyn Fn(usize) -> bool| -> u32 {
                let here = places.iter().filter(|(_, place)| of(**place));
                here.map(|(stratum, _)| own[stratum]).sum()
            };
            let direct = count(&|place| place == group);
            if direct == 0 || direct >= minimum {
                break;
            }
            let smallest = tree
                .children(group)
                .map(|child| {
                    let inside = count(&|place| tree.path(place).any(|at| at == child));
                    (inside, &tree.get(child).unwrap().code, child)
                })
                .filter(|(inside, ..)| *inside > 0)
                .min();
            let (joins, to) = match (smallest, tree.get(group).unwrap().parent) {
                (Some((.., child)), _) => (child, group),
                (None, Some(parent)) => (group, parent),
                (None, None) => break,
            };
            for place in places.values_mut() {
                if tree.path(*place).any(|at| at == joins) {
                    *place = to;
                }
            }
        }
    }
    places
}

#[test]
fn folding_is_what_counting_anew_at_every_step_gives_and_leaves_no_small_stratum() {
    let mut chance = Entropy::seeded(5);
    let mut moved = 0;
    for _ in 0..2_000 {
        let tree = drawn(&mut chance);
        let own: Vec<u32> = (0..tree.groups().len())
            .map(|_| u32::try_from(chance.below(13)).unwrap().saturating_sub(4))
            .collect();
        let minimum = [3, 5, 10][chance.below(3)];
        let places = fold(&tree, &own, minimum);
        let sparse: BTreeMap<usize, u32> = own
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, own)| *own > 0)
            .collect();
        for (stratum, place) in plain(&tree, &sparse, minimum) {
            assert_eq!(places[stratum], place, "{tree:?} {own:?} {minimum}");
            moved += u32::from(stratum != place);
        }
        let after = folded(&own, &places);
        assert_eq!(within(&tree, &after)[0], within(&tree, &own)[0]);
        for (group, count) in after.iter().enumerate().skip(1) {
            assert!(*count == 0 || *count >= minimum, "{group} {own:?}");
        }
    }
    assert!(moved > 2_000, "{moved}");
}
