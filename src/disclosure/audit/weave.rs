//! The walk where groups cross: most moves break something, so it anneals, and rows that stay broken weigh more and more.
//!
//! Method: simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) in cycles; at the end of each, the rows that do not hold gain weight
//! (breakout, Morris 1993). A move is aimed at a row that does not hold; the partner stands near (differs in few groups), so that it
//! breaks little; for a wish four move in a cycle that leaves every row of the model as it is. Invariants as for every walk: head counts
//! always hold; the seed alone decides.

use crate::disclosure::audit::walk::Walk;
use crate::disclosure::audit::who::Who;

/// Moves of a cycle and heat at its start: from a guess, and from a world towards a wish.
const FIRST: (u32, f64) = (60_000, 0.8);
/// See [`FIRST`].
const TOWARDS: (u32, f64) = (12_000, 0.5);
/// Heat at the end of a cycle.
const COLD: f64 = 0.2;
/// So many tries for somebody who can move as wanted.
const TRIES: usize = 6;

impl Walk<'_> {
    /// Moves until everything holds or the moves are used up.
    pub(crate) fn weave(&mut self, moves: u32) {
        let wished = self.terrain.inside.len() > self.terrain.fixed;
        let (cycle, hot) = if wished { TOWARDS } else { FIRST };
        self.weights.clear();
        self.weights.resize(self.terrain.rows.len(), 1);
        let mut left = moves;
        while left > 0 && !self.broken.is_empty() {
            let spent = (moves - left) % cycle;
            if spent == 0 && left < moves {
                for index in &self.broken {
                    self.weights[*index] += 1;
                }
            }
            left -= 1;
            let done = f64::from(spent) / f64::from(cycle);
            let heat = hot * (COLD / hot).powf(done);
            let Some((who, direction)) = self.mend() else {
                continue;
            };
            let worse = self.weigh_all(&who, direction);
            if worse <= 0 || self.random.unit() < (-(worse as f64) / heat).exp() {
                self.take(&who, direction);
            }
        }
    }

    /// By how much more the rows would miss, each as it weighs.
    fn weigh_all(&self, who: &Who, direction: usize) -> i64 {
        let mut worse = 0;
        self.touched(who, |index, sign| {
            let row = &self.terrain.rows[index];
            let change = sign * self.directions.forms[row.form].change[direction];
            if change != 0 {
                let value = self.values[index];
                worse += self.weights[index] * (row.miss(value + change) - row.miss(value));
            }
        });
        worse
    }

    /// A move that brings a broken row nearer, and somebody near who moves the other way.
    fn mend(&mut self) -> Option<(Who, usize)> {
        let index = self.broken[self.random.below(self.broken.len())];
        let row = self.terrain.rows[index];
        let low = self.values[index] < row.low;
        let inside = self.terrain.inside[row.span].len();
        if inside == 0 {
            return None;
        }
        let mut found = None;
        for _ in 0..TRIES {
            let form = &self.directions.forms[row.form];
            let useful = if low { &form.up } else { &form.down };
            let direction = useful.any(&mut self.random)?;
            let atom = self.terrain.inside[row.span][self.random.below(inside)];
            if self.fits(atom, direction, 1) {
                found = Some((atom, direction));
                break;
            }
        }
        let (atom, direction) = found?;
        let mut who = Who::new(atom);
        if self.random.once_in(4) {
            return Some((who, direction));
        }
        let partner = self.neighbour(atom, row.span, direction)?;
        who.push(partner, -1);
        // A cycle leaves every row of the model as it is: it serves a wish.
        if row.span >= self.terrain.fixed || self.random.once_in(3) {
            for _ in 0..TRIES {
                if let Some((third, fourth)) = self.round(atom, partner)
                    && (row.span < self.terrain.fixed || !self.terrain.is_member(row.span, third))
                    && self.fits(third, direction, -1)
                    && self.fits(fourth, direction, 1)
                {
                    who.push(third, -1);
                    who.push(fourth, 1);
                    break;
                }
            }
        }
        Some((who, direction))
    }

    /// Somebody outside a span who can move the other way, mostly somebody near.
    fn neighbour(&mut self, atom: usize, span: usize, direction: usize) -> Option<usize> {
        for _ in 0..TRIES {
            let count = self.terrain.near[atom].len();
            let at = self.random.below(count).min(self.random.below(count));
            let Some(other) = self.terrain.near[atom].get(at).copied() else {
                break;
            };
            if !self.terrain.is_member(span, other) && self.fits(other, direction, -1) {
                return Some(other);
            }
        }
        let other = self.partner(atom, Some(span))?;
        self.fits(other, direction, -1).then_some(other)
    }
}
