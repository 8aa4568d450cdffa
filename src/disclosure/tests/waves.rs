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

/// Whoever stayed, left and joined, in every way that gives the displays `before` and one of `now`.
fn ways(before: &Side, now: &[&Side], split: Split) -> Vec<[Counts; 3]> {
    let mut found = Vec::new();
    for stay in all(split.stayed) {
        for leave in all(split.left) {
            if side(plus(stay, leave)) != *before {
                continue;
            }
            for join in all(split.joined) {
                if now.contains(&&side(plus(stay, join))) {
                    found.push([stay, leave, join]);
                }
            }
        }
    }
    found
}

/// Whether somebody of a set of `n` people is given away: the rules in words, on three points of which one is unfavourable and one favourable.
fn told(n: u32, possible: &BTreeSet<Counts>) -> bool {
    let all_but_one = (0..3).any(|point| possible.iter().all(|x| n - x[point] < 2));
    let one_value = |value: &dyn Fn(&Counts) -> u32| {
        possible.iter().map(value).max().unwrap() - possible.iter().map(value).min().unwrap()
    };
    let small = n < 5
        && (one_value(&|x| x[0]) < 1
            || one_value(&|x| x[2]) < 1
            || one_value(&|x| x[1] + 2 * x[2]) < 2
            || possible.iter().all(|x| x[0] > 0));
    n > 0 && (if n == 1 { (0..3).any(|point| possible.iter().all(|x| x[point] == 1)) } else { all_but_one } || small)
}

fn pinned(ways: &[[Counts; 3]], split: Split) -> bool {
    let set = |of: &dyn Fn(&[Counts; 3]) -> Counts| ways.iter().map(of).collect::<BTreeSet<_>>();
    let Split {
        stayed,
        left,
        joined,
    } = split;
    !ways.is_empty()
        && (told(stayed, &set(&|way| way[0]))
            || told(left, &set(&|way| way[1]))
            || told(joined, &set(&|way| way[2]))
            || told(stayed + left, &set(&|way| plus(way[0], way[1])))
            || told(stayed + joined, &set(&|way| plus(way[0], way[2]))))
}

#[test]
fn the_rule_withholds_what_counting_out_every_way_finds_telling() {
    let (mut seen, mut told, mut blurred) = (0, 0, 0);
    for (stayed, left, joined) in [(4, 1, 1), (5, 1, 0), (5, 0, 1), (5, 1, 1), (6, 2, 0), (7, 1, 0)] {
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
                .filter(|now| pinned(&ways(before, &[now], split), split))
                .collect();
            let together = pinned(&ways(before, &bad, split), split);
            for now in &later {
                let possible = !ways(before, &[now], split).is_empty();
                let expected = possible && (together || bad.contains(&now));
                let found = rule.withholds(before, now, &[split]);
                assert_eq!(found, expected, "{before:?} {now:?} {split:?}");
                seen += usize::from(possible);
                told += usize::from(bad.contains(&now));
                blurred += usize::from(expected && !bad.contains(&now));
            }
        }
    }
    println!("{seen} pairs, {told} telling, {blurred} more withheld");
    assert!(seen > 100 && told > 20 && told < seen);
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
                let found = members.splits(answered, answers);
                let found: Vec<u32> = found.iter().map(|split| split.stayed).collect();
                assert_eq!(found, expected, "{members:?} {answered} {answers}");
            }
        }
    }
}
