//! All that is told over a whole field phase, put together by somebody who knows how it is made: what is still open of every group and of
//! everyone who is alone in one? Worked out exactly, over every way in which so many could have answered.

use std::collections::BTreeMap;

use super::*;
use crate::base::{Entropy, Facts, Group, GroupCode, GroupKind};

const MINIMUM: u32 = 5;

/// A tree, from each group's parent and the number who belong to it and to no group inside.
struct World {
    groups: GroupTree,
    /// Group and size of each cell: whoever belongs to a group and to none inside it.
    cells: Vec<(usize, u32)>,
    /// Number of each way to answer, by what is told of it.
    ways: Vec<usize>,
}

type Tell = fn(&GroupTree, &[u32]) -> Vec<ShownResponse>;

fn ours(groups: &GroupTree, answered: &[u32]) -> Vec<ShownResponse> {
    told(groups, answered, MINIMUM)
}

/// Every group by itself, as if nobody could subtract.
fn apart(groups: &GroupTree, answered: &[u32]) -> Vec<ShownResponse> {
    let each = groups.groups().iter().zip(answered);
    each.map(|(group, answered)| {
        Response::new(group.invited, *answered)
            .unwrap()
            .shown(MINIMUM)
    })
    .collect()
}

impl World {
    fn new(shape: &[(Option<usize>, u32)], tell: Tell) -> Self {
        let mut invited: Vec<u32> = shape.iter().map(|(_, own)| *own).collect();
        for (index, (parent, _)) in shape.iter().enumerate().rev() {
            if let Some(parent) = parent {
                invited[*parent] += invited[index];
            }
        }
        let groups =
            shape
                .iter()
                .zip(&invited)
                .enumerate()
                .map(|(index, ((parent, _), invited))| Group {
                    code: GroupCode::parse(&format!("g{index}")).unwrap(),
                    label: format!("Gruppe {index}"),
                    kind: if index == 0 {
                        GroupKind::Whole
                    } else {
                        GroupKind::Unit
                    },
                    parent: *parent,
                    invited: *invited,
                    facts: Facts::none(),
                });
        let mut world = Self {
            groups: GroupTree::new(groups.collect()).unwrap(),
            cells: (shape.iter().enumerate())
                .map(|(index, (_, own))| (index, *own))
                .filter(|(_, own)| *own > 0)
                .collect(),
            ways: Vec::new(),
        };
        let mut names = BTreeMap::new();
        for way in 0..world.count() {
            let answered = world.answered(&world.cell_counts(way));
            let said = format!("{:?}", tell(&world.groups, &answered));
            let next = names.len();
            world.ways.push(*names.entry(said).or_insert(next));
        }
        world
    }

    fn count(&self) -> usize {
        self.cells
            .iter()
            .map(|(_, size)| *size as usize + 1)
            .product()
    }

    /// The number of answers in each cell, of a way by its number.
    fn cell_counts(&self, mut way: usize) -> Vec<u32> {
        let digit = |(_, size): &(usize, u32)| {
            let base = *size as usize + 1;
            let digit = way % base;
            way /= base;
            u32::try_from(digit).unwrap()
        };
        self.cells.iter().map(digit).collect()
    }

    fn way(&self, counts: &[u32]) -> usize {
        let each = self.cells.iter().zip(counts).rev();
        each.fold(0, |way, ((_, size), count)| {
            way * (*size as usize + 1) + *count as usize
        })
    }

    /// The number of answers in each group and everything below it.
    fn answered(&self, counts: &[u32]) -> Vec<u32> {
        let mut answered = vec![0; self.groups.groups().len()];
        for ((group, _), count) in self.cells.iter().zip(counts) {
            for around in self.groups.path(*group) {
                answered[around] += count;
            }
        }
        answered
    }

    /// All ways from which, or to which, answers can only be added; `up` to those with more.
    fn spread(&self, ways: &mut [bool], up: bool) {
        let mut step = 1;
        for (_, size) in &self.cells {
            let base = *size as usize + 1;
            let mut order: Vec<usize> = (0..ways.len()).collect();
            if !up {
                order.reverse();
            }
            for way in order {
                let digit = way / step % base;
                let from = if up {
                    digit.checked_sub(1).map(|_| way - step)
                } else {
                    (digit + 1 < base).then_some(way + step)
                };
                if from.is_some_and(|from| ways[from]) {
                    ways[way] = true;
                }
            }
            step *= base;
        }
    }

    /// Of a history of ways, one a day: those ways that some history has on each day that was told the same all through.
    fn open(&self, history: &[usize]) -> Vec<Vec<bool>> {
        let pass = |days: &mut dyn Iterator<Item = &usize>, up: bool| {
            let mut before = vec![true; self.count()];
            let each = days.map(|truth| {
                self.spread(&mut before, up);
                for (way, possible) in before.iter_mut().enumerate() {
                    *possible &= self.ways[way] == self.ways[*truth];
                }
                before.clone()
            });
            each.collect::<Vec<_>>()
        };
        let forwards = pass(&mut history.iter(), true);
        let mut backwards = pass(&mut history.iter().rev(), false);
        backwards.reverse();
        let both = forwards.iter().zip(&backwards);
        both.map(|(one, other)| one.iter().zip(other).map(|(a, b)| *a && *b).collect())
            .collect()
    }

    /// Cells of which somebody with all that was told knows on some day that nobody, or that everybody, answered.
    fn given_away(&self, history: &[usize]) -> Vec<usize> {
        let mut found = Vec::new();
        for (day, possible) in self.open(history).iter().enumerate() {
            assert!(possible[history[day]], "the truth is possible");
            let mut nobody = vec![true; self.cells.len()];
            let mut everybody = nobody.clone();
            for way in (0..possible.len()).filter(|way| possible[*way]) {
                for (cell, count) in self.cell_counts(way).into_iter().enumerate() {
                    nobody[cell] &= count == 0;
                    everybody[cell] &= count == self.cells[cell].1;
                }
            }
            found.extend((0..self.cells.len()).filter(|cell| nobody[*cell] || everybody[*cell]));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Somebody answers now and then over `days`, until `stop` have not; each person has their own hurry, and each cell too.
    fn history(&self, days: usize, stop: usize, seed: u64) -> Vec<usize> {
        let mut entropy = Entropy::seeded(seed);
        let mut order: Vec<usize> = Vec::new();
        for (cell, (_, size)) in self.cells.iter().enumerate() {
            order.extend(vec![cell; *size as usize]);
        }
        entropy.shuffle(&mut order);
        if seed.is_multiple_of(3) {
            // Group after group.
            order.sort_unstable();
        }
        order.truncate(order.len() - stop);
        let mut counts = vec![0; self.cells.len()];
        let (mut done, mut history) = (0, Vec::new());
        for day in 1..=days {
            let until = order.len() * day / days;
            for cell in &order[done..until] {
                counts[*cell] += 1;
            }
            done = until;
            history.push(self.way(&counts));
        }
        history
    }
}

/// Shapes that occur: networks alone, with somebody in none of them, in two levels; units of ten and more with a director above them.
const SHAPES: &[&[(Option<usize>, u32)]] = &[
    &[(None, 14)],
    &[(None, 0), (Some(0), 7), (Some(0), 7)],
    &[(None, 1), (Some(0), 10), (Some(0), 12)],
    &[
        (None, 1),
        (Some(0), 12),
        (Some(0), 7),
        (Some(0), 5),
        (Some(0), 8),
    ],
    &[
        (None, 1),
        (Some(0), 7),
        (Some(0), 7),
        (Some(0), 7),
        (Some(0), 7),
        (Some(0), 6),
    ],
    &[
        (None, 0),
        (Some(0), 2),
        (Some(1), 5),
        (Some(1), 6),
        (Some(0), 1),
        (Some(4), 5),
        (Some(4), 7),
    ],
    &[(None, 3), (Some(0), 40), (Some(0), 20), (Some(0), 6)],
];

#[test]
fn no_day_by_itself_gives_anybody_away_whatever_happened() {
    let given_away = |world: &World| {
        let mut seen = BTreeMap::new();
        for (way, said) in world.ways.iter().enumerate() {
            let counts = world.cell_counts(way);
            let (least, most) = seen
                .entry(*said)
                .or_insert_with(|| (counts.clone(), counts.clone()));
            for (cell, count) in counts.iter().enumerate() {
                least[cell] = u32::min(least[cell], *count);
                most[cell] = u32::max(most[cell], *count);
            }
        }
        let certain = |(least, most): &&(Vec<u32>, Vec<u32>)| {
            let bounds = least.iter().zip(most).zip(&world.cells);
            bounds
                .into_iter()
                .any(|((least, most), (_, size))| *most == 0 || least == size)
        };
        seen.values().filter(certain).count()
    };
    for shape in SHAPES {
        assert_eq!(given_away(&World::new(shape, ours)), 0, "{shape:?}");
    }
    // The control: groups told without regard to each other give somebody away, and the search finds it.
    let naive: Vec<usize> = SHAPES
        .iter()
        .map(|shape| given_away(&World::new(shape, apart)))
        .collect();
    assert!(naive[1..6].iter().all(|found| *found > 0), "{naive:?}");
}

#[test]
fn all_days_together_give_nobody_away() {
    let (mut tried, mut naive) = (0, 0);
    for shape in SHAPES {
        let (world, control) = (World::new(shape, ours), World::new(shape, apart));
        let rounds: usize = if world.count() > 10_000 { 3 } else { 12 };
        for seed in 0..rounds {
            let stop = [0, 3, 6][seed % 3];
            let history = world.history(14, stop, 100 + seed as u64);
            assert_eq!(world.given_away(&history), [0; 0], "{shape:?} {seed}");
            naive += usize::from(!control.given_away(&history).is_empty());
            tried += 1;
        }
    }
    assert!(naive * 4 > tried, "{naive} of {tried}");
}

#[test]
fn a_survey_of_many_small_groups_has_its_total_told_nearly_always() {
    let mut shape = vec![(None, 0)];
    shape.extend([(Some(0), 7); 17]);
    let groups = World::new(&shape[..3], ours).groups;
    assert_eq!(
        told(&groups, &[8, 4, 4], MINIMUM)[0],
        ShownResponse::Withheld
    );
    // Too many ways to try them all: the tree alone.
    let mut all = groups.groups().to_vec();
    for index in 3..18 {
        let mut group = all[1].clone();
        group.code = GroupCode::parse(&format!("g{index}")).unwrap();
        all.push(group);
    }
    all[0].invited = 17 * 7;
    let groups = GroupTree::new(all).unwrap();
    let total = |each: &[u32]| {
        let mut answered = vec![each.iter().sum()];
        answered.extend_from_slice(each);
        told(&groups, &answered, MINIMUM)[0]
    };
    assert_eq!(
        total(&[0; 17]),
        ShownResponse::Withheld,
        "nobody at all is not told"
    );
    assert_eq!(total(&[7; 17]), ShownResponse::Withheld, "nor everybody");
    for (each, number) in [([1; 17], 17.0), ([6; 17], 102.0)] {
        assert_eq!(total(&each), ShownResponse::Rate(number / 119.0));
    }
}

#[test]
fn a_total_withheld_for_its_number_takes_those_around_it_along() {
    // Two levels of six networks of seven, all of them under 40%: at most two answers in each.
    let mut shape = vec![(None, 0), (Some(0), 0), (Some(0), 0)];
    shape.extend([(Some(1), 7); 6]);
    shape.extend([(Some(2), 7); 6]);
    let all = shape
        .iter()
        .enumerate()
        .map(|(index, (parent, own))| Group {
            code: GroupCode::parse(&format!("g{index}")).unwrap(),
            label: format!("Gruppe {index}"),
            kind: [GroupKind::Whole, GroupKind::Unit][index.min(1)],
            parent: *parent,
            invited: [84, 42, 42].get(index).copied().unwrap_or(*own),
            facts: Facts::none(),
        });
    let groups = GroupTree::new(all.collect()).unwrap();
    let tell = |one: [u32; 6], other: [u32; 6]| {
        let (first, second) = (one.iter().sum::<u32>(), other.iter().sum::<u32>());
        let answered = [&[first + second, first, second][..], &one, &other].concat();
        told(&groups, &answered, MINIMUM)[..3].to_vec()
    };
    let rate = |number: u32, of: u32| ShownResponse::Rate(f64::from(number) / f64::from(of));
    let open = tell([1; 6], [2, 1, 1, 1, 0, 0]);
    assert_eq!(open, [rate(11, 84), rate(6, 42), rate(5, 42)]);
    // One level near nobody and the other near the most its words allow: the whole, by itself, would lie in the middle.
    let held = tell([1, 1, 0, 0, 0, 0], [2, 2, 2, 2, 2, 1]);
    assert_eq!(held, [ShownResponse::Withheld; 3]);
}
