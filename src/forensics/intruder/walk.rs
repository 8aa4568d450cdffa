//! Other tables without the solver: from a table that fits, one person at a time changes the answer until a sum is less and every row fits
//! again.
//!
//! Local search with a short memory (tabu search, Glover 1989): of a row that does not fit, the change that mends most of all rows together is
//! made, and not undone at once. It proves nothing; what it finds is a table checked against every row, so it can only acquit.

use crate::forensics::intruder::block::Block;
use crate::forensics::intruder::integer::{Objective, total};

/// How long a walk is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamina {
    /// Changes that are made before it is given up.
    steps: usize,
    /// Atoms of a row whose changes are looked at in one step.
    looks: usize,
}

/// For a first try.
pub(crate) const SHORT: Stamina = Stamina {
    steps: 250,
    looks: 16,
};

/// For what the solver did not settle at a glance.
pub(crate) const LONG: Stamina = Stamina {
    steps: 1_500,
    looks: 96,
};

/// What a block's walks need besides its rows.
#[derive(Debug)]
pub(crate) struct Ground {
    /// Per variable, the rows it stands in.
    uses: Vec<Vec<(usize, i64)>>,
    /// Per row and last the goal, the greatest multiplier.
    scale: Vec<i64>,
    /// Per atom of the block, whether its number of ballots is given.
    given: Vec<bool>,
    /// State of the chance.
    state: u64,
}

/// One change: a variable that loses one, a variable that gains one.
type Change = (Option<usize>, Option<usize>);

/// A table on its way.
struct Walk<'a> {
    block: &'a Block,
    ground: &'a mut Ground,
    table: Vec<i64>,
    sums: Vec<i64>,
    /// The goal's multiplier per variable.
    goal: Vec<i64>,
    most: i64,
    /// Until which step a variable may not go up, or down.
    barred: [Vec<usize>; 2],
}

impl Ground {
    /// The ground of a block.
    pub(crate) fn new(block: &Block) -> Self {
        let mut uses = vec![Vec::new(); block.range.len()];
        let mut given = vec![false; block.atoms.len()];
        for (at, row) in block.rows.iter().enumerate() {
            for (var, w) in &row.terms {
                uses[*var].push((at, *w));
            }
            let one_atom = row.terms.first().map(|(var, _)| var / block.width);
            let all = row.terms.len() == block.width
                && row
                    .terms
                    .iter()
                    .all(|(var, w)| *w == 1 && Some(var / block.width) == one_atom);
            if let (Some(atom), true) = (one_atom, all && row.low.is_some() && row.low == row.high)
            {
                given[atom] = true;
            }
        }
        let scale = block.rows.iter().map(|row| {
            let sizes = row.terms.iter().map(|(_, w)| w.abs());
            sizes.max().unwrap_or(1).max(1)
        });
        Self {
            uses,
            scale: scale.collect(),
            given,
            state: 1,
        }
    }

    /// A number below `end`, as chance has it (splitmix64): the same in every run.
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % end.max(1) as u64).unwrap_or(0)
    }

    /// A table that fits the block and has at most `most` of the objective; `None` if the walk did not come to one.
    pub(crate) fn walk(
        &mut self,
        block: &Block,
        start: &[i64],
        objective: &Objective,
        most: i64,
        stamina: Stamina,
    ) -> Option<Vec<i64>> {
        let mut goal = vec![0; block.range.len()];
        for (var, w) in objective {
            goal[*var] += w;
        }
        let sums = block.rows.iter().map(|row| total(&row.terms, start));
        let mut walk = Walk {
            sums: sums.chain([total(objective, start)]).collect(),
            table: start.to_vec(),
            barred: [vec![0; goal.len()], vec![0; goal.len()]],
            block,
            ground: self,
            goal,
            most,
        };
        for step in 1..=stamina.steps {
            let wrong: Vec<usize> = (0..walk.sums.len())
                .filter(|row| walk.off(*row, walk.sums[*row]) != 0)
                .collect();
            let pick = walk.ground.below(wrong.len());
            let Some(row) = wrong.get(pick) else {
                return Some(walk.table);
            };
            let change = walk.best(*row, objective, (step, stamina.looks))?;
            walk.make(change, step);
        }
        None
    }
}

impl Walk<'_> {
    /// How far a sum is from what its row allows: negative if it must rise.
    fn off(&self, row: usize, sum: i64) -> i64 {
        let (low, high) = match self.block.rows.get(row) {
            Some(row) => (row.low, row.high),
            None => (None, Some(self.most)),
        };
        match (low, high) {
            (Some(low), _) if sum < low => sum - low,
            (_, Some(high)) if sum > high => sum - high,
            _ => 0,
        }
    }

    fn cost(&self, row: usize, sum: i64) -> i64 {
        match self.off(row, sum).abs() {
            0 => 0,
            off => 20 + 100 * off / self.ground.scale.get(row).copied().unwrap_or(1),
        }
    }

    /// What a change does to each row it touches.
    fn moved(&self, change: Change) -> Vec<(usize, i64)> {
        let mut moved: Vec<(usize, i64)> = Vec::new();
        let goal = self.block.rows.len();
        for (var, sign) in [(change.0, -1), (change.1, 1)] {
            let Some(var) = var else { continue };
            let uses = self.ground.uses[var].iter().copied();
            let aim = (self.goal[var] != 0).then_some((goal, self.goal[var]));
            for (row, w) in uses.chain(aim) {
                match moved.iter_mut().find(|(known, _)| *known == row) {
                    Some((_, by)) => *by += sign * w,
                    None => moved.push((row, sign * w)),
                }
            }
        }
        moved
    }

    /// The change that mends most, among people of a row that does not fit.
    fn best(
        &mut self,
        row: usize,
        objective: &Objective,
        (step, looks): (usize, usize),
    ) -> Option<Change> {
        let rises = self.off(row, self.sums[row]) < 0;
        let terms = self.block.rows.get(row).map_or(objective, |row| &row.terms);
        let width = self.block.width;
        let mut atoms: Vec<usize> = terms.iter().map(|(var, _)| var / width).collect();
        atoms.dedup();
        while atoms.len() > looks {
            let out = self.ground.below(atoms.len());
            atoms.swap_remove(out);
        }
        let mut best: Option<(i64, usize, Change)> = None;
        for atom in atoms {
            let vars = || (atom * width..(atom + 1) * width).map(Some);
            let alone = (!self.ground.given[atom]).then_some(None);
            for from in vars().chain(alone) {
                for to in vars().chain(alone) {
                    if from == to || !self.may(from, to, step) {
                        continue;
                    }
                    let moved = self.moved((from, to));
                    let own = moved
                        .iter()
                        .find(|(at, _)| *at == row)
                        .map_or(0, |(_, by)| *by);
                    if own == 0 || (own > 0) != rises {
                        continue;
                    }
                    let gain: i64 = moved
                        .iter()
                        .map(|(at, by)| {
                            self.cost(*at, self.sums[*at] + by) - self.cost(*at, self.sums[*at])
                        })
                        .sum();
                    let chance = self.ground.below(1000);
                    if best.is_none_or(|(least, other, _)| (gain, chance) < (least, other)) {
                        best = Some((gain, chance, (from, to)));
                    }
                }
            }
        }
        best.map(|(_, _, change)| change)
    }

    fn may(&self, from: Option<usize>, to: Option<usize>, step: usize) -> bool {
        from.is_none_or(|var| {
            self.table[var] > self.block.range[var].0 && self.barred[1][var] < step
        }) && to.is_none_or(|var| {
            self.table[var] < self.block.range[var].1 && self.barred[0][var] < step
        })
    }

    fn make(&mut self, change: Change, step: usize) {
        for (row, by) in self.moved(change) {
            self.sums[row] += by;
        }
        let rest = step + 3 + self.ground.below(8);
        if let Some(var) = change.0 {
            self.table[var] -= 1;
            self.barred[0][var] = rest;
        }
        if let Some(var) = change.1 {
            self.table[var] += 1;
            self.barred[1][var] = rest;
        }
    }
}
