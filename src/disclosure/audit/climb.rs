//! Who goes up the ladder: in what order groups give way, and which of them where something is given away.
//!
//! Source: rule R10 of the design page: what crosses gives way before the tree does. So the tree is settled first, with nothing published
//! of what crosses it; then what crosses is added, each rank by itself and in the end all together, and only what crosses can give way any
//! more: at worst all of it, which leaves the tree as it was settled. Invariants: a step up is never taken back; within a phase what is
//! published only gets less; the last phase is silent about nothing. Without units there is one phase, and whole blocks go up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::disclosure::audit::block::{Blocks, split};
use crate::disclosure::audit::ladder::{Case, Unit};
use crate::disclosure::audit::question::Question;
use crate::disclosure::audit::sheet::{Published, Sheet};
use crate::disclosure::audit::target::Thresholds;

/// A part of the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Phase {
    /// Ranks of which nothing is published.
    silent: BTreeSet<u8>,
    /// Ranks that may go up; none where there are no units.
    free: BTreeSet<u8>,
}

/// How far up each group is.
pub(super) struct Climb<'a> {
    case: &'a Case<'a>,
    pub(super) steps: Vec<u8>,
    /// Groups by unit.
    units: BTreeMap<Unit, Vec<usize>>,
    phase: Phase,
}

impl<'a> Climb<'a> {
    pub(super) fn new(case: &'a Case<'a>) -> Self {
        let groups = case.frame.groups().len();
        let mut units: BTreeMap<Unit, Vec<usize>> = BTreeMap::new();
        for group in 0..groups {
            if let Some(unit) = case.steps.unit(group) {
                units.entry(unit).or_default().push(group);
            }
        }
        Self {
            case,
            steps: vec![0; groups],
            units,
            phase: Phase::default(),
        }
    }

    /// The whole way.
    pub(super) fn phases(&self) -> Vec<Phase> {
        let ranks: BTreeSet<u8> = self.units.keys().map(|unit| unit.rank).collect();
        let crossing: BTreeSet<u8> = ranks.iter().copied().filter(|rank| *rank > 0).collect();
        if crossing.is_empty() {
            return vec![Phase {
                silent: BTreeSet::new(),
                free: ranks,
            }];
        }
        let mut phases = vec![Phase {
            silent: crossing.clone(),
            free: &ranks - &crossing,
        }];
        for rank in &crossing {
            let free = BTreeSet::from([*rank]);
            phases.push(Phase {
                silent: &crossing - &free,
                free,
            });
        }
        if crossing.len() > 1 {
            phases.push(Phase {
                silent: BTreeSet::new(),
                free: crossing,
            });
        }
        phases
    }

    pub(super) fn enter(&mut self, phase: Phase) {
        self.phase = phase;
    }

    fn row(&self, group: usize) -> Option<Published> {
        let unit = self.case.steps.unit(group);
        if unit.is_some_and(|unit| self.phase.silent.contains(&unit.rank)) {
            return None;
        }
        self.case.steps.row(group, self.steps[group])
    }

    pub(super) fn blocks(&self, thresholds: &Thresholds) -> Blocks {
        let sheet = Sheet {
            frame: self.case.frame,
            kind: Arc::clone(&self.case.kind),
            n: self.case.n,
            published: (0..self.steps.len()).map(|group| self.row(group)).collect(),
        };
        split(&sheet, thresholds)
    }

    /// Whether groups that go first stand in a block.
    pub(super) fn is_crossed(&self, block: &Question) -> bool {
        let mut units = block
            .groups
            .iter()
            .filter_map(|group| self.case.steps.unit(group.id));
        units.any(|unit| unit.rank > 0)
    }

    /// For each set of people that something is given away of, up goes what stands near it. `block` is where to look if nothing does.
    pub(super) fn climb_near(&mut self, block: &Question, sets: &[Vec<usize>]) -> bool {
        if self.units.is_empty() {
            return self.climb(block);
        }
        let next: BTreeMap<Unit, u8> = (self.units.iter())
            .filter(|(unit, _)| self.phase.free.contains(&unit.rank))
            .filter_map(|(unit, members)| Some((*unit, self.next(members)?)))
            .collect();
        let mut chosen = BTreeMap::new();
        for people in sets {
            let near = next.iter().filter(|(unit, _)| self.share(unit, people) > 0);
            chosen.extend(self.yielding(near, people));
        }
        if chosen.is_empty() && !self.phase.free.contains(&0) {
            let ids: BTreeSet<usize> = block.groups.iter().map(|group| group.id).collect();
            let stands = |unit: &Unit| self.members(unit).any(|group| ids.contains(&group));
            chosen = self.yielding(next.iter().filter(|(unit, _)| stands(unit)), &[]);
            if chosen.is_empty() {
                chosen = self.yielding(next.iter(), &[]);
            }
        }
        for (unit, step) in &chosen {
            for group in self.units.get(unit).into_iter().flatten() {
                self.steps[*group] = self.steps[*group].max(*step);
            }
        }
        !chosen.is_empty() || (self.phase.free.contains(&0) && self.climb(block))
    }

    /// Of some units those of the highest rank, of these those that lose least; of the tree only the one that has most of these people.
    fn yielding<'b>(
        &self,
        units: impl Iterator<Item = (&'b Unit, &'b u8)> + Clone,
        people: &[usize],
    ) -> BTreeMap<Unit, u8> {
        let rank = units.clone().map(|(unit, _)| unit.rank).max();
        let of_rank = units.filter(|(unit, _)| Some(unit.rank) == rank);
        let least = of_rank.clone().map(|(_, step)| *step).min();
        let those = of_rank.filter(|(_, step)| Some(**step) == least);
        let those = those.map(|(unit, step)| (*unit, *step));
        if rank == Some(0) {
            let most =
                |(unit, _): &(Unit, u8)| (self.share(unit, people), std::cmp::Reverse(unit.family));
            return those.max_by_key(most).into_iter().collect();
        }
        those.collect()
    }

    fn members(&self, unit: &Unit) -> impl Iterator<Item = usize> {
        self.units.get(unit).into_iter().flatten().copied()
    }

    /// How many of some people stand in a unit, those in several of its groups once for each.
    fn share(&self, unit: &Unit, people: &[usize]) -> u32 {
        let groups = self.case.frame.groups();
        let atoms = self.members(unit).flat_map(|group| &groups[group]);
        let shared = atoms.filter(|atom| people.contains(atom));
        shared.map(|atom| self.case.n[*atom]).sum()
    }

    /// The next step at which some of these groups show less.
    fn next(&self, members: &[usize]) -> Option<u8> {
        let from = members.iter().map(|group| self.steps[*group]).max()?;
        (from + 1..=self.case.steps.last()).find(|step| {
            let mut groups = members.iter();
            groups.any(|group| {
                self.case.steps.row(*group, *step)
                    != self.case.steps.row(*group, self.steps[*group])
            })
        })
    }

    /// One step up for the groups of a block.
    pub(super) fn climb(&mut self, block: &Question) -> bool {
        let groups: Vec<usize> = block.groups.iter().map(|group| group.id).collect();
        self.raise(&groups)
    }

    /// One step up for those of some groups that are furthest up and not at the end, until something is shown coarser. False if nothing
    /// can be.
    fn raise(&mut self, groups: &[usize]) -> bool {
        let last = self.case.steps.last();
        loop {
            let open: Vec<usize> = (groups.iter().copied())
                .filter(|group| self.steps[*group] < last)
                .collect();
            let Some(most) = open.iter().map(|group| self.steps[*group]).max() else {
                return false;
            };
            let mut coarser = false;
            for group in open {
                if self.steps[group] == most {
                    let before = self.case.steps.row(group, most);
                    self.steps[group] += 1;
                    coarser |= self.case.steps.row(group, most + 1) != before;
                }
            }
            if coarser {
                return true;
            }
        }
    }
}
