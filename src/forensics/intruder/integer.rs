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
    known: HashMap<Objective, (Least, bool)>,
    ground: Ground,
    clock: Clock,
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
        let mut search = Self {
            ground: Ground::new(&block),
            block,
            tables: Vec::new(),
            effort: Effort::default(),
            known: HashMap::new(),
            clock,
        };
        search.effort.solved += 1;
        let first = minimise(&search.block, &|_| true, &Vec::new(), clock.first());
        match first {
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
        let found = self
            .ground
            .walk(&self.block, start, objective, most, stamina);
        self.effort.walked += usize::from(found.is_some());
        found.map(|table| self.keep(table)).is_some()
    }

    /// The least over all tables. `patient`: with all the time there is for one run, else with a tenth of it.
    pub fn least(&mut self, objective: &Objective, patient: bool) -> Least {
        if let Some((known, tried)) = self.known.get(objective)
            && (known.proven || *tried || !patient)
        {
            return Least {
                value: known.value.min(self.seen(objective)),
                ..*known
            };
        }
        let floor: i64 = objective
            .iter()
            .map(|(var, w)| {
                let (low, high) = self.block.range[*var];
                if *w > 0 { w * low } else { w * high }
            })
            .sum();
        let seen = self.seen(objective);
        let least = if seen == floor {
            Least {
                value: seen,
                proven: true,
            }
        } else {
            self.effort.solved += 1;
            match self.run(objective, patient) {
                Run::Optimal(table) => {
                    let value = total(objective, &table);
                    self.keep(table);
                    // A table seen earlier that beats a proven optimum says that the proof is none.
                    let proven = value <= seen;
                    Least {
                        value: value.min(seen),
                        proven,
                    }
                }
                Run::Feasible(table) => {
                    let value = total(objective, &table).min(seen);
                    self.keep(table);
                    Least {
                        value,
                        proven: false,
                    }
                }
                Run::Infeasible | Run::Unfinished => Least {
                    value: seen,
                    proven: false,
                },
            }
        };
        let least = if patient && !least.proven {
            self.beyond(objective)
        } else {
            least
        };
        self.effort.unproven += usize::from(patient && !least.proven);
        self.known.insert(objective.clone(), (least, patient));
        least
    }

    /// Where the least was not proven: asks for any table with less than seen so far, until there is none. That the sum must be
    /// less cuts off much of what the solver had to go through.
    fn beyond(&mut self, objective: &Objective) -> Least {
        for _ in 0..20 {
            let value = self.seen(objective);
            let mut block = self.block.clone();
            block.rows.push(BlockRow {
                terms: objective.clone(),
                low: None,
                high: Some(value - 1),
                row: usize::MAX,
                rule: false,
                less: Vec::new(),
            });
            self.effort.solved += 1;
            match minimise(&block, &|_| true, &Objective::new(), self.clock.run()) {
                Run::Optimal(table) | Run::Feasible(table) => self.keep(table),
                Run::Infeasible => {
                    return Least {
                        value,
                        proven: true,
                    };
                }
                Run::Unfinished => break,
            }
        }
        Least {
            value: self.seen(objective),
            proven: false,
        }
    }

    fn keep(&mut self, table: Vec<i64>) {
        if !self.tables.contains(&table) {
            self.tables.push(table);
        }
    }

    fn run(&self, objective: &Objective, patient: bool) -> Run {
        let limit = if patient {
            self.clock.run()
        } else {
            self.clock.glance()
        };
        minimise(&self.block, &|_| true, objective, limit)
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

fn minimise(
    block: &Block,
    keep: &dyn Fn(usize) -> bool,
    objective: &Objective,
    limit: Duration,
) -> Run {
    if limit.is_zero() {
        return Run::Unfinished;
    }
    let rows: Vec<_> = block.rows.iter().filter(|row| keep(row.row)).collect();
    let all = rows.len() == block.rows.len();
    let mut range = block.range.clone();
    if !all {
        range = vec![(0, 1_000_000); range.len()];
    }
    if !tighten(&rows, &mut range) {
        return Run::Infeasible;
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut costs = vec![0_i64; range.len()];
    for (var, w) in objective {
        costs[*var] += w;
    }
    let bound = |x: i64| i32::try_from(x).unwrap_or(i32::MAX);
    let vars: Vec<_> = range
        .iter()
        .zip(&costs)
        .map(|((low, high), cost)| {
            problem.add_integer_var(*cost as f64, (bound(*low), bound(*high)))
        })
        .collect();
    for row in &rows {
        let terms = || {
            row.terms
                .iter()
                .map(|(var, w)| (vars[*var], *w as f64))
                .collect::<Vec<_>>()
        };
        if let (Some(low), true) = (row.low, row.low == row.high) {
            problem.add_constraint(terms(), ComparisonOp::Eq, low as f64);
            continue;
        }
        if let Some(low) = row.low {
            problem.add_constraint(terms(), ComparisonOp::Ge, low as f64);
        }
        if let Some(high) = row.high {
            problem.add_constraint(terms(), ComparisonOp::Le, high as f64);
        }
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
                .map(|var| whole(solution.var_value(*var)))
                .collect();
            let fits = rows.iter().all(|row| {
                let sum = total(&row.terms, &table);
                row.low.is_none_or(|low| sum >= low) && row.high.is_none_or(|high| sum <= high)
            }) && table.iter().all(|count| *count >= 0);
            if !fits {
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
