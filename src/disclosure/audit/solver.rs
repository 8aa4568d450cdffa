//! A solver of last resort: is there an integer point, yes, no, or no answer in time.
//!
//! Source of the default: the crate microlp (pure Rust branch and bound) in decision form, all costs zero, all coefficients small integers.
//! Invariants: an answer is a function of the model (a limit on nodes decides, not a clock; the clock only guards against a hang);
//! whatever is not clearly yes or no is [`Outcome::TimedOut`]; a world from a solver is a claim, which the audit checks in integers.

use std::time::Duration;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, Variable};

use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::question::Fact;
use crate::disclosure::audit::world::World;

/// What a solver says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Here is one.
    World(World),
    /// There is none.
    None,
    /// It cannot say.
    TimedOut,
}

/// Looks for a world that obeys the model and, besides, a wish. Several threads ask the same one at once.
pub trait Solver: Sync {
    /// Decides.
    fn feasible(&self, model: &Model, wish: Option<&Span>) -> Outcome;
}

/// The pure Rust solver.
#[derive(Clone, Copy, Debug)]
pub struct Microlp {
    /// Nodes of branch and bound for a model of up to 60 variables; fewer for larger ones, by the square, so that no model takes the clock.
    pub nodes: u64,
    /// Guard against a hang.
    pub clock: Duration,
}

impl Default for Microlp {
    fn default() -> Self {
        Self {
            nodes: 2_000,
            clock: Duration::from_secs(10),
        }
    }
}

impl Microlp {
    fn limit(&self, variables: usize) -> u64 {
        /// Never fewer than these, or than asked for.
        const FEW: u64 = 20;
        let times = (variables as u64 / 60).max(1);
        (self.nodes / (times * times)).max(FEW.min(self.nodes))
    }
}

impl Solver for Microlp {
    fn feasible(&self, model: &Model, wish: Option<&Span>) -> Outcome {
        let m = model.categories;
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut variables = Vec::with_capacity(model.n.len() * m);
        for n in &model.n {
            let most = i32::try_from(*n).unwrap_or(i32::MAX);
            let row: Vec<Variable> = (0..m)
                .map(|_| problem.add_integer_var(0.0, (0, most)))
                .collect();
            let terms: Vec<(Variable, f64)> = row.iter().map(|variable| (*variable, 1.0)).collect();
            problem.add_constraint(terms, ComparisonOp::Eq, f64::from(*n));
            variables.extend(row);
        }
        for (span, fact) in facts(model, wish) {
            if !constrain(&mut problem, &variables, m, span, fact) {
                return Outcome::None;
            }
        }
        if variables.is_empty() {
            return Outcome::World(World(Vec::new()));
        }
        let mut options = SolveOptions::default();
        options.time_limit = Some(self.clock);
        options.node_limit = Some(self.limit(variables.len()));
        match problem.solve_with(options) {
            Ok(outcome) => outcome
                .solution()
                .and_then(|solution| {
                    let counts = variables.iter().map(|at| rounded(solution.var_value(*at)));
                    counts.collect::<Option<Vec<u32>>>()
                })
                .map_or(Outcome::TimedOut, |counts| Outcome::World(World(counts))),
            Err(Error::Infeasible) => Outcome::None,
            Err(_) => Outcome::TimedOut,
        }
    }
}

/// Bounds beyond this bind nothing.
pub(super) const FAR: i64 = 1 << 40;

/// Every fact of a model and a wish, with the atoms it is about.
pub(super) fn facts<'a>(
    model: &'a Model,
    wish: Option<&'a Span>,
) -> impl Iterator<Item = (&'a Span, &'a Fact)> {
    let spans = model.spans.iter().chain(wish);
    spans.flat_map(|span| span.facts.iter().map(move |fact| (span, fact)))
}

/// The variables of a fact with their weights, as far as these are not zero.
pub(super) fn terms<V: Copy>(
    variables: &[V],
    categories: usize,
    span: &Span,
    fact: &Fact,
) -> Vec<(V, f64)> {
    let mut terms = Vec::new();
    for atom in &span.atoms {
        let row = &variables[atom * categories..(atom + 1) * categories];
        for (variable, weight) in row.iter().zip(&fact.weights) {
            if *weight != 0 {
                terms.push((*variable, *weight as f64));
            }
        }
    }
    terms
}

/// Adds a row; false if it has no variable and does not hold.
fn constrain(
    problem: &mut Problem,
    variables: &[Variable],
    categories: usize,
    span: &Span,
    fact: &Fact,
) -> bool {
    let terms = terms(variables, categories, span, fact);
    if terms.is_empty() {
        return (fact.low..=fact.high).contains(&0);
    }
    if fact.low == fact.high {
        problem.add_constraint(terms, ComparisonOp::Eq, fact.low as f64);
        return true;
    }
    if fact.low > -FAR {
        problem.add_constraint(terms.clone(), ComparisonOp::Ge, fact.low as f64);
    }
    if fact.high < FAR {
        problem.add_constraint(terms, ComparisonOp::Le, fact.high as f64);
    }
    true
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked just before"
)]
pub(super) fn rounded(value: f64) -> Option<u32> {
    let whole = value.round();
    (0.0..=f64::from(u32::MAX))
        .contains(&whole)
        .then_some(whole as u32)
}
