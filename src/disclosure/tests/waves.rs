//! Joiners and leavers: the rule against counting out every way that people can have answered, person by person.

use std::collections::BTreeSet;

use crate::disclosure::audit::display::{Level, rating};
use crate::disclosure::audit::target::Thresholds;
use crate::disclosure::audit::wave::{Members, Rule, Side, Split};

type Counts = [u32; 3];

/// All counts of so many people on three points.
fn all(n: u32) -> Vec<Counts> {
    (0..=n)
        .flat_map(|low| (0..=n - low).map(move |middle| [low, middle, n - low - middle]))
        .collect()
}

fn plus(a: Counts, b: Counts) -> Counts {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn side(counts: Counts) -> Side {
    Side {
        n: counts.iter().sum(),
        level: Level::Small,
        display: rating(&counts, Level::Small, false),
    }
}

/// Whoever stayed, left and joined, in every way that gives the display `before` and one of `now`, if told.
fn ways(before: Option<&Side>, now: Option<&[&Side]>, split: Split) -> Vec<[Counts; 3]> {
    let mut found = Vec::new();
    for stay in all(split.stayed) {
        for leave in all(split.left) {
            if before.is_some_and(|before| side(plus(stay, leave)) != *before) {
                continue;
            }
            for join in all(split.joined) {
                let fits = now.is_none_or(|now| now.contains(&&side(plus(stay, join))));
                if fits {
                    found.push([stay, leave, join]);
                }
            }
        }
    }
    found
}

/// What nobody may know of a set of `n` people and yet follows: the rules in words, on three points of which one is unfavourable and one
/// favourable.
fn told(n: u32, possible: &BTreeSet<Counts>) -> BTreeSet<&'static str> {
    let spread = |value: &dyn Fn(&Counts) -> u32| {
        let values = || possible.iter().map(value);
        values().max().unwrap() - values().min().unwrap()
    };
    let but = if n == 1 { 1 } else { 2 };
    let nearly_all = |point: usize| possible.iter().all(|x| n - x[point] < but);
    let small = n < 5;
    let facts = [
        ("all low", nearly_all(0)),
        ("all middle", nearly_all(1)),
        ("all high", nearly_all(2)),
        ("how many low", small && spread(&|x| x[0]) < 1),
        ("how many high", small && spread(&|x| x[2]) < 1),
        ("the sum", small && spread(&|x| x[1] + 2 * x[2]) < 2),
        (
            "somebody is low",
            small && possible.iter().all(|x| x[0] > 0),
        ),
    ];
    let facts = facts.into_iter().filter(|(_, told)| n > 0 && *told);
    facts.map(|(fact, _)| fact).collect()
}

/// Whether the two waves tell more than each by itself.
fn pinned(before: &Side, now: &[&Side], split: Split) -> bool {
    let Split {
        stayed,
        left,
        joined,
    } = split;
    let together = ways(Some(before), Some(now), split);
    let first = ways(Some(before), None, split);
    let second = ways(None, Some(now), split);
    if together.is_empty() {
        return false;
    }
    let set = |ways: &[[Counts; 3]], parts: &[usize]| -> BTreeSet<Counts> {
        let sum = |way: &[Counts; 3]| parts.iter().fold([0; 3], |sum, at| plus(sum, way[*at]));
        ways.iter().map(sum).collect()
    };
    let sets: [(u32, &[usize], bool, bool); 5] = [
        (stayed, &[0], true, true),
        (left, &[1], true, false),
        (joined, &[2], false, true),
        (stayed + left, &[0, 1], true, false),
        (stayed + joined, &[0, 2], false, true),
    ];
    sets.into_iter().any(|(n, parts, earlier, later)| {
        let mut more = told(n, &set(&together, parts));
        for (ways, speaks) in [(&first, earlier), (&second, later)] {
            if speaks {
                let by_itself = told(n, &set(ways, parts));
                more.retain(|fact| !by_itself.contains(fact));
            }
        }
        !more.is_empty()
    })
}

#[test]
fn the_rule_withholds_what_counting_out_every_way_finds_telling() {
    let (mut seen, mut told, mut blurred) = (0, 0, 0);
    for (stayed, left, joined) in [
        (4, 1, 1),
        (5, 1, 0),
        (5, 0, 1),
        (5, 1, 1),
        (6, 2, 0),
        (7, 1, 0),
        // More moved than are compared where a policy does not ask for it.
        (4, 2, 1),
        (3, 2, 2),
        (2, 3, 3),
    ] {
        let split = Split {
            stayed,
            left,
            joined,
        };
        let earlier: Vec<Side> = distinct(stayed + left);
        let later: Vec<Side> = distinct(stayed + joined);
        let mut rule = Rule::new(3, false, Thresholds::default());
        for before in &earlier {
            let bad: Vec<&Side> = later
                .iter()
                .filter(|now| pinned(before, &[*now], split))
                .collect();
            let together = pinned(before, &bad, split);
            for now in &later {
                let possible = !ways(Some(before), Some(&[now]), split).is_empty();
                let expected = possible && (together || bad.contains(&now));
                let found = rule.withholds(before, now, &[split]);
                assert_eq!(found, expected, "{before:?} {now:?} {split:?}");
                seen += usize::from(possible);
                told += usize::from(bad.contains(&now));
                blurred += usize::from(expected && !bad.contains(&now));
            }
        }
    }
    assert!(
        seen > 100 && told > 20 && told < seen && blurred > 0,
        "{seen} pairs, {told} telling, {blurred} more withheld"
    );
}

fn distinct(n: u32) -> Vec<Side> {
    let mut sides = Vec::new();
    for counts in all(n) {
        let side = side(counts);
        if !sides.contains(&side) {
            sides.push(side);
        }
    }
    sides
}

#[test]
fn who_may_have_moved_is_counted_from_lists_and_numbers_of_answers_alone() {
    // By drawing: who of so many invited answered, every way.
    for (before, now, both) in [(6, 6, 5), (7, 6, 6), (5, 7, 5), (6, 6, 6)] {
        let members = Members { before, now, both };
        let (gone, new) = (before - both, now - both);
        for answered in 3..=before {
            for answers in 3..=now {
                let mut possible = BTreeSet::new();
                let subsets = |n: u32| 0..1_u32 << n;
                for first in subsets(both) {
                    for second in subsets(both) {
                        let rest = |n: u32, subset: u32| n.checked_sub(subset.count_ones());
                        let fits = rest(answered, first).is_some_and(|rest| rest <= gone)
                            && rest(answers, second).is_some_and(|rest| rest <= new);
                        if fits {
                            possible.insert((first & second).count_ones());
                        }
                    }
                }
                let expected: Vec<u32> = possible
                    .into_iter()
                    .filter(|stayed| (1..=2).contains(&(answered + answers - 2 * stayed)))
                    .collect();
                let found = members.splits(answered, answers, 2);
                let found: Vec<u32> = found.iter().map(|split| split.stayed).collect();
                assert_eq!(found, expected, "{members:?} {answered} {answers}");
            }
        }
    }
}
