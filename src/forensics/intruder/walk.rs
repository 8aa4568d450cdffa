//! Other tables without the solver: from a table that fits, one person at a time changes the answer until a sum is less and every row fits
//! again.
//!
//! Local search with a short memory (tabu search, Glover 1989): of a row that does not fit, the change that mends most of all rows together is
//! made, and not undone at once. Where nothing mends, what does not fit counts more from then on (breakout, Morris 1993). It proves nothing;
//! what it finds is a table checked against every row, so it can only acquit.

use crate::forensics::intruder::integer::{Objective, total};
use crate::forensics::intruder::short::Short;

/// How long a walk is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamina {
    /// Changes that are made before it is given up.
    steps: usize,
    /// Atoms of a row whose changes are looked at in one step.
    looks: usize,
}

/// Changes for each unknown: in a small block the solver settles sooner what so many do not find.
const STEPS: usize = 4;

impl Stamina {
    /// No longer than a block of so many unknowns is worth.
    pub(crate) fn for_unknowns(self, unknowns: usize) -> Self {
        Self {
            steps: self.steps.min(STEPS * unknowns),
            ..self
        }
    }
}

/// For a first try.
pub(crate) const SHORT: Stamina = Stamina {
    steps: 3_000,
    looks: 16,
};

/// For what the solver did not settle at a glance.
pub(crate) const LONG: Stamina = Stamina {
    steps: 6_000,
    looks: 48,
};

/// What a block's walks need besides its rows.
#[derive(Debug)]
pub(crate) struct Ground {
    /// Per variable, the rows it stands in, ascending.
    uses: Vec<Vec<(usize, i64)>>,
    /// Per row and last the goal, the greatest multiplier.
    scale: Vec<i64>,
    /// State of the chance.
    state: u64,
}

/// One change: a variable that loses one, a variable that gains one.
type Change = (Option<usize>, Option<usize>);

/// A table on its way.
struct Walk<'a> {
    short: &'a Short,
    ground: &'a mut Ground,
    table: Vec<i64>,
    sums: Vec<i64>,
    /// How much each row counts that does not fit.
    weight: Vec<i64>,
    /// Rows that do not fit, and where each stands among them.
    wrong: Vec<usize>,
    place: Vec<Option<usize>>,
    /// The goal's multiplier per variable.
    goal: Vec<i64>,
    most: i64,
    /// Until which step a variable may not go up, or down.
    barred: [Vec<usize>; 2],
}

impl Ground {
    /// The ground of a block.
    pub(crate) fn new(short: &Short) -> Self {
        let mut uses = vec![Vec::new(); short.range.len()];
        for (at, row) in short.rows.iter().enumerate() {
            for (var, w) in &row.terms {
                uses[*var].push((at, *w));
            }
        }
        let scale = short.rows.iter().map(|row| {
            let sizes = row.terms.iter().map(|(_, w)| w.abs());
            sizes.max().unwrap_or(1).max(1)
        });
        Self {
            uses,
            scale: scale.collect(),
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
        short: &Short,
        start: &[i64],
        objective: &Objective,
        most: i64,
        stamina: Stamina,
    ) -> Option<Vec<i64>> {
        let mut goal = vec![0; short.range.len()];
        for (var, w) in objective {
            goal[*var] += w;
        }
        let sums = short.rows.iter().map(|row| total(&row.terms, start));
        let sums: Vec<i64> = sums.chain([total(objective, start)]).collect();
        let mut walk = Walk {
            weight: vec![1; sums.len()],
            wrong: Vec::new(),
            place: vec![None; sums.len()],
            table: start.to_vec(),
            barred: [vec![0; goal.len()], vec![0; goal.len()]],
            sums,
            short,
            ground: self,
            goal,
            most,
        };
        for row in 0..walk.sums.len() {
            walk.note(row);
        }
        for step in 1..=stamina.steps {
            if walk.wrong.is_empty() {
                return Some(walk.table);
            }
            let pick = walk.ground.below(walk.wrong.len());
            let row = walk.wrong[pick];
            // What may not be changed back yet may be so in a few steps.
            let Some((gain, change)) = walk.best(row, objective, (step, stamina.looks)) else {
                continue;
            };
            if gain >= 0 {
                for wrong in &walk.wrong {
                    walk.weight[*wrong] += 1;
                }
            }
            walk.make(change, step);
        }
        walk.wrong.is_empty().then_some(walk.table)
    }
}

impl Walk<'_> {
    /// How far a sum is from what its row allows: negative if it must rise.
    fn off(&self, row: usize, sum: i64) -> i64 {
        let (low, high) = match self.short.rows.get(row) {
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
            off => {
                let scale = self.ground.scale.get(row).copied().unwrap_or(1);
                self.weight[row] * (20 + 100 * off / scale)
            }
        }
    }

    /// Notes whether a row fits now.
    fn note(&mut self, row: usize) {
        let fits = self.off(row, self.sums[row]) == 0;
        match (fits, self.place[row]) {
            (false, None) => {
                self.place[row] = Some(self.wrong.len());
                self.wrong.push(row);
            }
            (true, Some(at)) => {
                self.wrong.swap_remove(at);
                if let Some(moved) = self.wrong.get(at) {
                    self.place[*moved] = Some(at);
                }
                self.place[row] = None;
            }
            _ => {}
        }
    }

    /// What a change does to each row it touches, the goal last.
    fn moved(&self, change: Change, mut tell: impl FnMut(usize, i64)) {
        let uses = |var: Option<usize>| var.map_or(&[][..], |var| &self.ground.uses[var]);
        let (mut down, mut up) = (uses(change.0), uses(change.1));
        loop {
            match (down.first(), up.first()) {
                (Some((a, w)), Some((b, x))) if a == b => {
                    if x != w {
                        tell(*a, x - w);
                    }
                    (down, up) = (&down[1..], &up[1..]);
                }
                (Some((a, w)), other) if other.is_none_or(|(b, _)| a < b) => {
                    tell(*a, -w);
                    down = &down[1..];
                }
                (_, Some((b, x))) => {
                    tell(*b, *x);
                    up = &up[1..];
                }
                (_, None) => break,
            }
        }
        let aim = |var: Option<usize>| var.map_or(0, |var| self.goal[var]);
        let aim = aim(change.1) - aim(change.0);
        if aim != 0 {
            tell(self.short.rows.len(), aim);
        }
    }

    /// The change that mends most, among people of a row that does not fit; and by how much the rest is worse.
    fn best(
        &mut self,
        row: usize,
        objective: &Objective,
        (step, looks): (usize, usize),
    ) -> Option<(i64, Change)> {
        let rises = self.off(row, self.sums[row]) < 0;
        let terms = self.short.rows.get(row).map_or(objective, |row| &row.terms);
        let width = self.short.width;
        let mut atoms: Vec<usize> = terms.iter().map(|(var, _)| var / width).collect();
        atoms.dedup();
        while atoms.len() > looks {
            let out = self.ground.below(atoms.len());
            atoms.swap_remove(out);
        }
        let mut best: Option<(i64, usize, Change)> = None;
        for atom in atoms {
            let given = self.short.answers[atom].is_some();
            let open = atom * width..(atom + 1) * width - usize::from(given);
            let vars = || open.clone().map(Some);
            let alone = (!given).then_some(None);
            for from in vars().chain(alone) {
                for to in vars().chain(alone) {
                    if from == to || !self.may(from, to, step) {
                        continue;
                    }
                    let (mut own, mut gain) = (0, 0);
                    self.moved((from, to), |at, by| {
                        if at == row {
                            own = by;
                        }
                        let sum = self.sums[at];
                        gain += self.cost(at, sum + by) - self.cost(at, sum);
                    });
                    if own == 0 || (own > 0) != rises {
                        continue;
                    }
                    let chance = self.ground.below(1000);
                    if best.is_none_or(|(least, other, _)| (gain, chance) < (least, other)) {
                        best = Some((gain, chance, (from, to)));
                    }
                }
            }
        }
        best.map(|(gain, _, change)| (gain, change))
    }

    fn may(&self, from: Option<usize>, to: Option<usize>, step: usize) -> bool {
        from.is_none_or(|var| {
            self.table[var] > self.short.range[var].0 && self.barred[1][var] < step
        }) && to.is_none_or(|var| {
            self.table[var] < self.short.range[var].1 && self.barred[0][var] < step
        })
    }

    fn make(&mut self, change: Change, step: usize) {
        let mut moved = Vec::new();
        self.moved(change, |row, by| moved.push((row, by)));
        for (row, by) in moved {
            self.sums[row] += by;
            self.note(row);
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
