//! Another solver of last resort: `HiGHS`, written in C++ by other people. Only in a program built with the feature `highs`.
//!
//! It is there so that verdicts do not rest on one solver alone: tests hold each against the other. Invariants: those of the default
//! ([`super::solver`]): a limit on nodes decides before the clock does, whatever is not clearly yes or no is [`Outcome::TimedOut`], and a
//! world is a claim that the audit checks in integers. Each model is solved on the thread that asks.

use std::time::Duration;

use highs::{Col, HighsModelStatus, Model as Posed, RowProblem, Sense, TrySetOptionError};

use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::solver::{FAR, Outcome, Solver, facts, rounded, terms};
use crate::disclosure::audit::world::World;

/// The solver in C++.
#[derive(Clone, Copy, Debug)]
pub struct Highs {
    /// Nodes of branch and bound.
    pub nodes: i32,
    /// Guard against a hang.
    pub clock: Duration,
}

impl Default for Highs {
    fn default() -> Self {
        Self {
            nodes: 2_000,
            clock: Duration::from_secs(10),
        }
    }
}

impl Highs {
    fn limited(&self, posed: &mut Posed) -> Result<(), TrySetOptionError> {
        posed.make_quiet();
        posed.try_set_option("threads", 1)?;
        posed.try_set_option("parallel", "off")?;
        posed.try_set_option("mip_max_nodes", self.nodes)?;
        posed.try_set_option("time_limit", self.clock.as_secs_f64())
    }
}

impl Solver for Highs {
    fn feasible(&self, model: &Model, wish: Option<&Span>) -> Outcome {
        let m = model.categories;
        let mut problem = RowProblem::default();
        let mut variables: Vec<Col> = Vec::with_capacity(model.n.len() * m);
        for n in &model.n {
            let all = f64::from(*n);
            let row: Vec<Col> = (0..m)
                .map(|_| problem.add_integer_column(0.0, 0.0..=all))
                .collect();
            problem.add_row(all..=all, row.iter().map(|variable| (*variable, 1.0)));
            variables.extend(row);
        }
        for (span, fact) in facts(model, wish) {
            let terms = terms(&variables, m, span, fact);
            if terms.is_empty() {
                if !(fact.low..=fact.high).contains(&0) {
                    return Outcome::None;
                }
                continue;
            }
            let bound = |bound: i64, far: f64| if bound.abs() < FAR { bound as f64 } else { far };
            let low = bound(fact.low, f64::NEG_INFINITY);
            problem.add_row(low..=bound(fact.high, f64::INFINITY), terms);
        }
        if variables.is_empty() {
            return Outcome::World(World(Vec::new()));
        }
        let Ok(mut posed) = problem.try_optimise(Sense::Minimise) else {
            return Outcome::TimedOut;
        };
        if self.limited(&mut posed).is_err() {
            return Outcome::TimedOut;
        }
        let Ok(solved) = posed.try_solve() else {
            return Outcome::TimedOut;
        };
        match solved.status() {
            HighsModelStatus::Infeasible => Outcome::None,
            HighsModelStatus::Optimal => {
                let solution = solved.get_solution();
                let counts = solution.columns().iter().map(|value| rounded(*value));
                let counts: Option<Vec<u32>> = counts.collect();
                counts.map_or(Outcome::TimedOut, |counts| Outcome::World(World(counts)))
            }
            _ => Outcome::TimedOut,
        }
    }
}
