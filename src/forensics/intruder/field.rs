//! Sums over any set of people, block by block: what tables show, what is proven, and which published figures it follows from.

use crate::forensics::intruder::block::{Fixed, Parts};
use crate::forensics::intruder::derive::{Depth, Proof, why};
use crate::forensics::intruder::integer::{Least, Objective, Search, Step};
use crate::forensics::intruder::model::System;
use crate::forensics::intruder::set::Set;
use crate::forensics::intruder::span::Fraction;
use crate::forensics::intruder::verdict::Side;
use crate::forensics::intruder::walk::Stamina;

/// A system taken apart, with a search per block. Blocks without one could not be attacked.
#[derive(Debug)]
pub struct Field {
    /// Constants and blocks.
    pub parts: Parts,
    /// Per block.
    pub searches: Vec<Option<Search>>,
    /// Per atom, its block and place in it.
    pub place: Vec<(usize, usize)>,
}

/// A sum over a set, block by block.
pub(crate) struct Split {
    constant: i64,
    parts: Vec<(usize, Objective)>,
    fixed: Vec<usize>,
    complete: bool,
}

impl Field {
    pub(crate) fn split(&self, set: &Set, weights: &[i64]) -> Split {
        let mut split = Split {
            constant: 0,
            parts: Vec::new(),
            fixed: Vec::new(),
            complete: true,
        };
        let mut rest = set.clone();
        for (index, group) in self.parts.fixed.iter().enumerate() {
            if group.set.within(&rest) {
                rest = rest.without(&group.set);
                split.fixed.push(index);
                split.constant += weights
                    .iter()
                    .zip(&group.counts)
                    .map(|(w, n)| w * n)
                    .sum::<i64>();
            }
        }
        for atom in rest.iter() {
            let (block, slot) = self.place[atom];
            if self.searches[block].is_none() {
                split.complete = false;
                continue;
            }
            let terms = weights.iter().enumerate().filter(|(_, w)| **w != 0);
            let terms = terms.map(|(category, w)| (slot * weights.len() + category, *w));
            match split.parts.iter_mut().find(|(at, _)| *at == block) {
                Some((_, objective)) => objective.extend(terms),
                None => split.parts.push((block, terms.collect())),
            }
        }
        split
    }

    /// The least of a sum in the tables seen so far; nothing is said where a block could not be attacked.
    pub(crate) fn seen(&self, set: &Set, weights: &[i64]) -> Option<i64> {
        let split = self.split(set, weights);
        let parts = split.parts.iter();
        let sum: i64 = parts
            .filter_map(|(at, o)| self.searches[*at].as_ref().map(|s| s.seen(o)))
            .sum();
        split.complete.then_some(split.constant + sum)
    }

    /// Looks for tables with less of a sum, without the solver. Whether there were any.
    pub(crate) fn walk(&mut self, set: &Set, weights: &[i64], stamina: Stamina) -> bool {
        let split = self.split(set, weights);
        let mut found = false;
        for (at, objective) in &split.parts {
            if let Some(search) = &mut self.searches[*at] {
                found |= search.walk(objective, stamina);
            }
        }
        found
    }

    /// Looks for a table with less of a sum than seen so far, with the solver.
    pub(crate) fn step(&mut self, set: &Set, weights: &[i64], patient: bool) -> Step {
        let split = self.split(set, weights);
        let mut all = if split.complete {
            Step::None
        } else {
            Step::Open
        };
        for (at, objective) in &split.parts {
            if let Some(search) = &mut self.searches[*at] {
                match search.step(objective, patient, false) {
                    Step::Less => return Step::Less,
                    Step::Open => all = Step::Open,
                    Step::None => {}
                }
            }
        }
        all
    }

    /// The least of a sum.
    pub fn least(&mut self, set: &Set, weights: &[i64], patient: bool) -> Least {
        let split = self.split(set, weights);
        let mut least = Least {
            value: split.constant,
            proven: split.complete,
        };
        for (at, objective) in &split.parts {
            if let Some(search) = &mut self.searches[*at] {
                let part = search.least(objective, patient);
                least.value += part.value;
                least.proven &= part.proven;
            }
        }
        least
    }

    /// The least and the greatest of a sum, if both are proven.
    pub fn bounds(&mut self, set: &Set, weights: &[i64], patient: bool) -> Option<(i64, i64)> {
        let low = self.least(set, weights, patient);
        let high = self.least(set, &minus(weights), patient);
        (low.proven && high.proven).then_some((low.value, -high.value))
    }

    /// The least and the greatest that tables show so far.
    pub(crate) fn shown(&self, set: &Set, weights: &[i64]) -> Option<(i64, i64)> {
        Some((self.seen(set, weights)?, -self.seen(set, &minus(weights))?))
    }

    /// Why the sum is not less.
    pub(crate) fn explain(
        &mut self,
        system: &System,
        set: &Set,
        weights: &[i64],
        depth: Depth,
    ) -> Side {
        let split = self.split(set, weights);
        let mut side = Side {
            proof: Proof::Sum,
            rows: Vec::new(),
        };
        let mut rows: Vec<(Option<Fraction>, usize)> = Vec::new();
        for (at, objective) in &split.parts {
            let Some(search) = &mut self.searches[*at] else {
                continue;
            };
            let least = search.least(objective, true).value;
            let why = why(search, objective, least, depth);
            side.proof = side.proof.max(why.proof);
            for (times, row) in why.rows {
                rows.push((times, row));
                let less = search.block.rows.iter().find(|other| other.row == row);
                for fixed in less.iter().flat_map(|row| &row.less) {
                    let own = &system.rows[row].weights;
                    rows.extend(self.parts.fixed[*fixed].said(system, own, times, -1));
                }
            }
        }
        for fixed in &split.fixed {
            let one = Some(Fraction::whole(1));
            rows.extend(self.parts.fixed[*fixed].said(system, weights, one, 1));
        }
        for (times, row) in rows {
            match side.rows.iter_mut().find(|(_, known)| *known == row) {
                Some((known, _)) => {
                    *known = known
                        .zip(times)
                        .and_then(|(a, b)| a.plus_product(b, Fraction::whole(1)));
                }
                None => side.rows.push((times, row)),
            }
        }
        side.rows
            .retain(|(times, _)| times.is_none_or(|times| !times.is_zero()));
        side
    }
}

impl Fixed {
    /// The published rows that give `weights` of this group, each with how often it counts.
    fn said(
        &self,
        system: &System,
        weights: &[i64],
        times: Option<Fraction>,
        sign: i64,
    ) -> Vec<(Option<Fraction>, usize)> {
        let scaled = |w: i64| {
            times
                .and_then(|times| Fraction::whole(0).plus_product(times, Fraction::whole(sign * w)))
        };
        let same = self
            .rows
            .iter()
            .find(|row| system.rows[**row].weights == weights);
        if let Some(row) = same {
            return vec![(scaled(1), *row)];
        }
        let single = |row: &usize| {
            let own = &system.rows[*row].weights;
            let mut counted = (0..own.len()).filter(|at| own[*at] != 0);
            let only = counted.next().filter(|_| counted.next().is_none())?;
            (weights[only] != 0).then(|| (scaled(weights[only]), *row))
        };
        self.rows.iter().filter_map(single).collect()
    }
}

pub(crate) fn minus(weights: &[i64]) -> Vec<i64> {
    weights.iter().map(|w| -w).collect()
}
