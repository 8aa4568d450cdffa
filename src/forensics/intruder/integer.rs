//! The integer attack: least and greatest of a sum of counts over all tables of whole numbers that fit a block.
//!
//! Invariants: every table kept was checked against every row in whole numbers, so what it shows to be possible is possible; a least or
//! greatest is called proven only if the solver proved it or a table meets the limit that plain reasoning sets. What a time limit cut
//! short is unproven.

use std::collections::HashMap;
use std::time::Duration;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolutionStatus, SolveOptions};

use crate::forensics::intruder::block::{Block, BlockRow, tighten};
use crate::forensics::intruder::patience::Clock;
use crate::forensics::intruder::rating::whole;
use crate::forensics::intruder::short::{Short, row};
use crate::forensics::intruder::walk::{Ground, Stamina};

/// A sum of counts: variables with multipliers, ascending.
pub type Objective = Vec<(usize, i64)>;

/// The least a sum can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    /// The least that a table shows.
    pub value: i64,
    /// No table has less.
    pub proven: bool,
}

/// What the attack on a block has cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Systems solved.
    pub solved: usize,
    /// Tables found without the solver.
    pub walked: usize,
    /// Sums whose least was not proven: time or numbers.
    pub unproven: usize,
}

/// Why a block has no tables to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTable {
    /// No whole numbers fit its rows.
    Contradiction,
    /// The solver found none in time.
    Unfinished,
}

/// A block with the tables found so far.
#[derive(Debug)]
pub struct Search {
    /// The block.
    pub block: Block,
    /// Tables that fit it.
    pub tables: Vec<Vec<i64>>,
    /// What it has cost.
    pub effort: Effort,
    /// Sums of which the least is proven.
    known: HashMap<Objective, i64>,
    /// Sums of which it was tried in vain: with how much patience, and what had been seen.
    tried: HashMap<Objective, (bool, i64)>,
    short: Short,
    ground: Ground,
    clock: Clock,
}

/// What one look for a table with less of a sum came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// There is one; it is kept.
    Less,
    /// There is none: proven.
    None,
    /// Not settled.
    Open,
}

/// How one run of the solver ended.
enum Run {
    Optimal(Vec<i64>),
    Feasible(Vec<i64>),
    Infeasible,
    Unfinished,
}

impl Search {
    /// Finds a first table.
    pub fn new(block: Block, clock: Clock) -> Result<Self, NoTable> {
        let short = Short::new(&block).ok_or(NoTable::Contradiction)?;
        let mut search = Self {
            ground: Ground::new(&short),
            short,
            block,
            tables: Vec::new(),
            effort: Effort::default(),
            known: HashMap::new(),
            tried: HashMap::new(),
            clock,
        };
        search.effort.solved += 1;
        match search.solve(&Objective::new(), None, clock.first()) {
            Run::Optimal(table) | Run::Feasible(table) => {
                search.tables.push(table);
                Ok(search)
            }
            Run::Infeasible => Err(NoTable::Contradiction),
            Run::Unfinished => Err(NoTable::Unfinished),
        }
    }

    /// The least of the tables found so far.
    pub fn seen(&self, objective: &Objective) -> i64 {
        let values = self.tables.iter().map(|table| total(objective, table));
        values.min().unwrap_or(0)
    }

    /// Looks for a table with less than seen so far, without the solver. Whether there was one.
    pub(crate) fn walk(&mut self, objective: &Objective, stamina: Stamina) -> bool {
        let best = self
            .tables
            .iter()
            .min_by_key(|table| total(objective, table));
        let Some(start) = best else {
            return false;
        };
        let most = total(objective, start) - 1;
        // What is settled is not looked for.
        if self.known.get(objective).is_some_and(|least| *least > most) {
            return false;
        }
        let stamina = stamina.for_unknowns(self.short.range.len());
        let found = self
            .ground
            .walk(&self.short, start, objective, most, stamina);
        let found = found.filter(|table| fits(self.block.rows.iter(), table));
        self.effort.walked += usize::from(found.is_some());
        found.map(|table| self.keep(table)).is_some()
    }

    /// The least over all tables. `patient`: with all the time there is for one run, else with a tenth of it.
    pub fn least(&mut self, objective: &Objective, patient: bool) -> Least {
        loop {
            match self.step(objective, patient, true) {
                Step::Less => {}
                step => {
                    return Least {
                        value: self.seen(objective),
                        proven: step == Step::None,
                    };
                }
            }
        }
    }

    /// Looks for a table with less of a sum than seen so far. That the sum must be less cuts off much of what the solver would go through.
    /// `far`: for one with the least, else for any.
    pub(crate) fn step(&mut self, objective: &Objective, patient: bool, far: bool) -> Step {
        let seen = self.seen(objective);
        if self
            .known
            .get(objective)
            .is_some_and(|least| *least <= seen)
        {
            return Step::None;
        }
        if self
            .tried
            .get(objective)
            .is_some_and(|(patience, at)| *at <= seen && (*patience || !patient))
        {
            return Step::Open;
        }
        let floor: i64 = objective
            .iter()
            .map(|(var, w)| {
                let (low, high) = self.short.range[*var];
                if *w > 0 { w * low } else { w * high }
            })
            .sum();
        if seen <= floor {
            self.known.insert(objective.clone(), seen);
            return Step::None;
        }
        let limit = if patient {
            self.clock.run()
        } else {
            self.clock.glance()
        };
        self.effort.solved += 1;
        let nothing = Objective::new();
        let aim = if far { objective } else { &nothing };
        match self.solve(aim, Some((objective, seen - 1)), limit) {
            Run::Optimal(table) | Run::Feasible(table) => {
                self.keep(table);
                Step::Less
            }
            Run::Infeasible => {
                self.known.insert(objective.clone(), seen);
                Step::None
            }
            Run::Unfinished => {
                self.effort.unproven += usize::from(patient);
                self.tried.insert(objective.clone(), (patient, seen));
                Step::Open
            }
        }
    }

    /// One run of the solver on the shortest form, with a sum that must not be more than this.
    fn solve(&self, aim: &Objective, most: Option<(&Objective, i64)>, limit: Duration) -> Run {
        let mut rows: Vec<&BlockRow> = self.short.rows.iter().collect();
        let goal = most.map(|(objective, most)| self.short.reduce(objective, None, Some(most)));
        let goal = goal.map(|(terms, low, high)| row(terms, low, high));
        rows.extend(&goal);
        let run = run(&rows, self.short.range.clone(), aim, limit);
        // The shortest form allows what the block allows; a table is kept only if every row of the block says so, too.
        let fits = |table: &[i64]| {
            let within = most.is_none_or(|(objective, most)| total(objective, table) <= most);
            within && fits(self.block.rows.iter(), table)
        };
        match run {
            Run::Optimal(table) | Run::Feasible(table) if !fits(&table) => Run::Unfinished,
            run => run,
        }
    }

    fn keep(&mut self, table: Vec<i64>) {
        if !self.tables.contains(&table) {
            self.tables.push(table);
        }
    }

    /// The least if only the rows that `keep` are known (indices into the system's rows): for finding those that matter.
    pub fn least_with(&self, keep: &dyn Fn(usize) -> bool, objective: &Objective) -> Option<i64> {
        match minimise(&self.block, keep, objective, self.clock.run()) {
            Run::Optimal(table) => Some(total(objective, &table)),
            _ => None,
        }
    }
}

/// Whether no table fits the rows that `keep` leaves; `None` if that was not settled.
pub fn contradictory(block: &Block, keep: &dyn Fn(usize) -> bool, clock: Clock) -> Option<bool> {
    match minimise(block, keep, &Vec::new(), clock.run()) {
        Run::Optimal(_) | Run::Feasible(_) => Some(false),
        Run::Infeasible => Some(true),
        Run::Unfinished => None,
    }
}

/// A sum in a table.
pub fn total(objective: &Objective, table: &[i64]) -> i64 {
    objective.iter().map(|(var, w)| w * table[*var]).sum()
}

/// Whether a table fits rows.
fn fits<'a>(mut rows: impl Iterator<Item = &'a BlockRow>, table: &[i64]) -> bool {
    table.iter().all(|count| *count >= 0)
        && rows.all(|row| {
            let sum = total(&row.terms, table);
            row.low.is_none_or(|low| sum >= low) && row.high.is_none_or(|high| sum <= high)
        })
}

/// The least of a sum by the rows of a block that `keep` leaves, as they are.
fn minimise(
    block: &Block,
    keep: &dyn Fn(usize) -> bool,
    objective: &Objective,
    limit: Duration,
) -> Run {
    let rows: Vec<&BlockRow> = block.rows.iter().filter(|row| keep(row.row)).collect();
    let range = if rows.len() == block.rows.len() {
        block.range.clone()
    } else {
        vec![(0, 1_000_000); block.range.len()]
    };
    run(&rows, range, objective, limit)
}

/// The least of a sum by these rows.
fn run(
    rows: &[&BlockRow],
    mut range: Vec<(i64, i64)>,
    objective: &Objective,
    limit: Duration,
) -> Run {
    if limit.is_zero() {
        return Run::Unfinished;
    }
    if !tighten(rows, &mut range) {
        return Run::Infeasible;
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut costs = vec![0_i64; range.len()];
    for (var, w) in objective {
        costs[*var] += w;
    }
    let bound = |x: i64| i32::try_from(x).unwrap_or(i32::MAX);
    // What has one value only is no unknown.
    let vars: Vec<Option<microlp::Variable>> = range
        .iter()
        .zip(&costs)
        .map(|((low, high), cost)| {
            let open = low < high;
            open.then(|| problem.add_integer_var(*cost as f64, (bound(*low), bound(*high))))
        })
        .collect();
    for row in rows {
        let mut terms = Vec::new();
        let mut constant = 0;
        for (var, w) in &row.terms {
            match vars[*var] {
                Some(open) => terms.push((open, *w as f64)),
                None => constant += w * range[*var].0,
            }
        }
        if terms.is_empty() {
            continue;
        }
        let (low, high) = (
            row.low.map(|x| x - constant),
            row.high.map(|x| x - constant),
        );
        if let (Some(low), true) = (low, low == high) {
            problem.add_constraint(terms, ComparisonOp::Eq, low as f64);
            continue;
        }
        if let Some(low) = low {
            problem.add_constraint(terms.clone(), ComparisonOp::Ge, low as f64);
        }
        if let Some(high) = high {
            problem.add_constraint(terms, ComparisonOp::Le, high as f64);
        }
    }
    if vars.iter().all(Option::is_none) {
        // Nothing is open, and the rows were looked at when the ranges were.
        let table: Vec<i64> = range.iter().map(|(low, _)| *low).collect();
        return Run::Optimal(table);
    }
    let mut options = SolveOptions::default();
    options.time_limit = Some(limit);
    match problem.solve_with(options) {
        Ok(outcome) => {
            let Ok(solution) = outcome.into_solution() else {
                return Run::Unfinished;
            };
            let table: Vec<i64> = vars
                .iter()
                .zip(&range)
                .map(|(var, (low, _))| var.map_or(*low, |var| whole(solution.var_value(var))))
                .collect();
            if !fits(rows.iter().copied(), &table) {
                Run::Unfinished
            } else if solution.status() == SolutionStatus::Optimal {
                Run::Optimal(table)
            } else {
                Run::Feasible(table)
            }
        }
        Err(Error::Infeasible) => Run::Infeasible,
        Err(_) => Run::Unfinished,
    }
}
