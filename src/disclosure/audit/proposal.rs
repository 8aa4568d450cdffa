//! Which move a walk tries next: who, in which direction, and who the other way.
//!
//! Invariant: a proposal leaves nobody with fewer than no answers, and every atom with its number of answers.

use crate::disclosure::audit::walk::Walk;
use crate::disclosure::audit::who::Who;

impl Walk<'_> {
    pub(crate) fn propose(&mut self) -> Option<(Who, usize)> {
        let stray = self.random.once_in(3);
        let (atom, direction, outside) = if stray { self.stray() } else { self.aim() };
        if !self.fits(atom, direction, 1) {
            return None;
        }
        let mut who = Who::new(atom);
        let alone = self.random.once_in(if self.terrain.loose { 1 } else { 5 });
        if let (false, Some(partner)) = (alone, self.partner(atom, outside)) {
            if partner == atom || !self.fits(partner, direction, -1) {
                return None;
            }
            who.push(partner, -1);
        }
        Some((who, direction))
    }

    /// An atom and a direction that bring a broken row nearer, and the row's span: the partner comes from outside it.
    fn aim(&mut self) -> (usize, usize, Option<usize>) {
        let index = self.broken[self.random.below(self.broken.len())];
        let row = self.terrain.rows[index];
        let form = &self.directions.forms[row.form];
        let useful = if self.values[index] < row.low {
            &form.up
        } else {
            &form.down
        };
        let inside = &self.terrain.inside[row.span];
        let (false, Some(direction)) = (inside.is_empty(), useful.any(&mut self.random)) else {
            return self.stray();
        };
        let atom = inside[self.random.below(inside.len())];
        (atom, direction, Some(row.span))
    }

    /// Any atom and direction.
    fn stray(&mut self) -> (usize, usize, Option<usize>) {
        let peopled = &self.terrain.peopled;
        let atom = peopled[self.random.below(peopled.len())];
        let single = self.random.once_in(1);
        let count = if single {
            self.directions.singles
        } else {
            self.directions.all.len()
        };
        (atom, self.random.below(count), None)
    }

    /// Who moves the other way. Where spans cross, the one of a few that shares most of them.
    pub(crate) fn partner(&mut self, atom: usize, outside: Option<usize>) -> Option<usize> {
        /// So many are looked at.
        const FEW: usize = 6;
        let terrain = &self.terrain;
        let among = outside.map_or(&terrain.peopled, |span| &terrain.outside[span]);
        if among.is_empty() {
            return None;
        }
        let mut best = among[self.random.below(among.len())];
        if terrain.crossing {
            let shared = |other: usize| {
                let spans = terrain.spans[other].iter();
                spans.filter(|span| terrain.is_member(**span, atom)).count()
            };
            let mut most = shared(best);
            for _ in 1..FEW {
                let other = among[self.random.below(among.len())];
                let count = shared(other);
                if count > most && other != atom {
                    (best, most) = (other, count);
                }
            }
        }
        Some(best)
    }

    /// Two more that close a cycle: the third shares with the first what the second does not, the fourth has all that is left, so that
    /// every span of the model is entered as often as it is left.
    pub(crate) fn round(&mut self, first: usize, second: usize) -> Option<(usize, usize)> {
        let terrain = &self.terrain;
        let own = terrain.spans[first].iter().copied();
        let open: Vec<usize> = own
            .filter(|span| *span < terrain.fixed && !terrain.is_member(*span, second))
            .collect();
        let span = *open.get(self.random.below(open.len()))?;
        let inside = &terrain.inside[span];
        let third = inside[self.random.below(inside.len())];
        if third == first {
            return None;
        }
        let mut left: Vec<usize> = Vec::with_capacity(16);
        left.extend(terrain.fixed_spans(second));
        left.extend(terrain.fixed_spans(third));
        for span in terrain.fixed_spans(first) {
            let at = left.iter().position(|other| *other == span)?;
            left.swap_remove(at);
        }
        left.sort_unstable();
        let fourths = terrain.signatures.get(&left)?;
        let fourth = fourths[self.random.below(fourths.len())];
        let apart = ![first, second, third].contains(&fourth);
        (apart && third != second).then_some((third, fourth))
    }

    /// Whether an atom has the people to move, with the direction as it is (1) or the other way (-1).
    pub(crate) fn fits(&self, atom: usize, direction: usize, sign: i64) -> bool {
        let counts = &self.x[atom * self.terrain.categories..];
        let steps = &self.directions.all[direction].steps;
        steps
            .iter()
            .all(|(at, step)| counts[*at] + sign * step >= 0)
    }
}
