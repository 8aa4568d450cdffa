//! Where the mean of a small group becomes a bound because others tell parts of the group apart.
//!
//! The cap of `display` keeps a mean from telling of the whole group. Where its people fall into parts, mean and favourable answers can
//! still tell of a part: at most two favourable of six and a sum of 22 leave nobody unfavourable, in no part of the six. So for each
//! favourable figure the bounds are moved inwards until no display tells of any part, by itself, what the rules forbid: found by writing
//! down every way to answer. Invariants: the ends follow from numbers of answers alone, so that they tell nothing; a sum is shown exactly
//! or as one of two bounds; the audit still judges what several groups tell together.

use std::collections::BTreeMap;

use crate::disclosure::audit::display::{Display, Figure, Level, cap, rating};
use crate::disclosure::audit::question::{Kind, Role, form};
use crate::disclosure::audit::target::{Need, Origin, Target, Thresholds, needs_of};

/// The ends of a group of fewer than ten, per favourable figure: sums up to the one and from the other on are bounds. None where only the
/// favourable figure can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tails {
    kind: Kind,
    ends: Vec<(Figure, Option<(i64, i64)>)>,
}

/// Least and greatest value of each measure over some people of each part, in some ways to answer.
#[derive(Clone, Debug)]
struct Reach(Vec<Vec<(i64, i64)>>);

impl Reach {
    fn of(kind: &Kind, counts: &[u32], parts: &[u32]) -> Self {
        let range = |weights: &[i64], people: u32| {
            let mut values: Vec<i64> = (weights.iter().zip(counts))
                .flat_map(|(weight, count)| (0..*count).map(|_| *weight))
                .collect();
            values.sort_unstable();
            let people = usize::try_from(people)
                .unwrap_or(usize::MAX)
                .min(values.len());
            let low = values.iter().take(people).sum();
            (low, values.iter().rev().take(people).sum())
        };
        let measures = |people: &u32| {
            let measures = kind.measures.iter();
            measures
                .map(|measure| range(&measure.weights, *people))
                .collect()
        };
        Self(parts.iter().map(measures).collect())
    }

    fn widen(&mut self, other: &Self) {
        let pairs = self.0.iter_mut().flatten().zip(other.0.iter().flatten());
        for (range, other) in pairs {
            *range = (range.0.min(other.0), range.1.max(other.1));
        }
    }

    fn meets(&self, needs: &[Need]) -> bool {
        needs.iter().all(|need| {
            let (low, high) = self.0[need.target][need.measure];
            need.want.met(low, high)
        })
    }
}

impl Tails {
    /// Of a group of these parts, each with so many answers, on a scale of so many points.
    pub fn new(parts: &[u32], points: usize, thresholds: &Thresholds) -> Self {
        let kind = Kind::rating(points, false);
        let n: u32 = parts.iter().sum();
        let mut people: Vec<u32> = parts.iter().copied().chain([n]).collect();
        people.sort_unstable();
        people.dedup();
        let mut needs = Vec::new();
        for (index, n) in people.iter().enumerate() {
            let target = Target {
                origin: Origin::Atom(index),
                atoms: Vec::new(),
                offset: Vec::new(),
                n: *n,
                nobody: Vec::new(),
            };
            needs.extend(needs_of(index, &target, &kind, thresholds));
        }
        let mut ways: Vec<(Figure, BTreeMap<i64, Reach>)> = Vec::new();
        for counts in answers(n, points) {
            let Display::Small { favourable, .. } = rating(&counts, Level::Small, false) else {
                continue;
            };
            let reach = Reach::of(&kind, &counts, &people);
            let at = ways.iter().position(|(figure, _)| *figure == favourable);
            let at = at.unwrap_or_else(|| {
                ways.push((favourable, BTreeMap::new()));
                ways.len() - 1
            });
            let known = ways[at].1.entry(sum(&kind, &counts));
            known.or_insert_with(|| reach.clone()).widen(&reach);
        }
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let caps = (
            i64::from(n) + cap(points),
            whole(points) * i64::from(n) - cap(points),
        );
        let ends = ways.into_iter();
        Self {
            ends: ends
                .map(|(figure, sums)| (figure, moved(&sums, &needs, caps)))
                .collect(),
            kind,
        }
    }

    /// What is shown of these answers.
    pub fn show(&self, counts: &[u32]) -> Display {
        let shown = rating(counts, Level::Small, false);
        let Display::Small { mean, favourable } = shown else {
            return shown;
        };
        let ends = self.ends.iter().find(|(figure, _)| *figure == favourable);
        let Some((_, Some((low, high)))) = ends else {
            return Display::Band { favourable };
        };
        let sum = sum(&self.kind, counts);
        let mean = match mean {
            _ if sum <= *low => Figure::AtMost(*low),
            _ if sum >= *high => Figure::AtLeast(*high),
            exact => exact,
        };
        Display::Small { mean, favourable }
    }
}

/// The ends moved inwards from the caps until every sum between them, and what each bound leaves, meets the needs.
fn moved(
    sums: &BTreeMap<i64, Reach>,
    needs: &[Need],
    (mut low, mut high): (i64, i64),
) -> Option<(i64, i64)> {
    let (first, last) = (*sums.keys().next()?, *sums.keys().next_back()?);
    let meets = |from: i64, to: i64| {
        let mut all = sums.range(from..=to).map(|(_, reach)| reach);
        all.next().is_none_or(|reach| {
            let mut reach = reach.clone();
            all.for_each(|other| reach.widen(other));
            reach.meets(needs)
        })
    };
    while low < high {
        let told = (low + 1..high).find(|sum| !meets(*sum, *sum));
        if let Some(sum) = told {
            // Whatever is nearer to an end goes to that end.
            if sum - first < last - sum {
                low = sum;
            } else {
                high = sum;
            }
        } else if !meets(high, i64::MAX) {
            high -= 1;
        } else if !meets(i64::MIN, low) {
            low += 1;
        } else {
            return Some((low, high));
        }
    }
    None
}

fn sum(kind: &Kind, counts: &[u32]) -> i64 {
    kind.weights(Role::Sum)
        .map_or(0, |weights| form(weights, counts))
}

/// Every way that so many people answer.
fn answers(n: u32, points: usize) -> Vec<Vec<u32>> {
    if points <= 1 {
        return vec![vec![n; points]];
    }
    let mut all = Vec::new();
    for first in 0..=n {
        for rest in answers(n - first, points - 1) {
            all.push([vec![first], rest].concat());
        }
    }
    all
}
