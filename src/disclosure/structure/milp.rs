//! The second opinion on small sets, by a different road: an integer programme for factors -1, 0, 1.
//!
//! Variables: a factor per shown group and a 0/1 per class; the factors' sum over the groups of a class is its 0/1; the set has from one to
//! `most` answers. It covers fewer combinations than [`super::small_set`] and takes far longer, but shares no step with
//! it: neither elimination nor a prime. It also finds the shortest way to work a known set out.
//!
//! # Invariants
//! - Floating point is believed only after a check in integers; a solver's failure or a time limit is `Unknown`.

use std::time::Duration;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::classes::Classes;

/// The outcome of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedSearch {
    /// No set, by the solver's word.
    None,
    /// A set of classes, and the shown groups it is the sum or difference of.
    Found {
        /// The classes, ascending.
        rows: Vec<usize>,
        /// Groups with factor 1 or -1, ascending.
        factors: Vec<(usize, i8)>,
    },
    /// Not finished, or an answer that did not stand the check. Counts as unsafe.
    Unknown,
}

/// Looks for a set of one to `most` answers that is a sum and difference of shown groups, each used at most once.
pub fn search(classes: &Classes, shown: &[bool], most: u64, limit: Duration) -> SignedSearch {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    problem.set_time_limit(limit);
    let model = Model::new(
        &mut problem,
        classes,
        shown,
        |answers| answers <= most,
        |_| 0.0,
    );
    let head: Vec<(Variable, f64)> = model
        .members
        .iter()
        .map(|(row, variable)| (*variable, float(classes.answers()[*row])))
        .collect();
    if head.is_empty() {
        return SignedSearch::None;
    }
    problem.add_constraint(head.as_slice(), ComparisonOp::Ge, 1.0);
    problem.add_constraint(head.as_slice(), ComparisonOp::Le, float(most));
    match problem.solve() {
        Err(Error::Infeasible) => SignedSearch::None,
        Ok(SolveOutcome::Solution(solution)) => {
            let factors = model.factors(|variable| solution.var_value(variable));
            checked(classes, factors, |rows| {
                (1..=most).contains(&classes.answers_in(rows))
            })
        }
        Ok(SolveOutcome::Interrupted(_)) | Err(_) => SignedSearch::Unknown,
    }
}

/// The fewest sums and differences of shown groups, each used at most once, that give this set of classes.
pub fn shortest(
    classes: &Classes,
    shown: &[bool],
    rows: &[usize],
    limit: Duration,
) -> SignedSearch {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    problem.set_time_limit(limit);
    let model = Model::new(&mut problem, classes, shown, |_| true, |_| 1.0);
    for (row, variable) in &model.members {
        let value = if rows.binary_search(row).is_ok() {
            1.0
        } else {
            0.0
        };
        problem.add_constraint([(*variable, 1.0)].as_slice(), ComparisonOp::Eq, value);
    }
    match problem.solve() {
        Err(Error::Infeasible) => SignedSearch::None,
        Ok(SolveOutcome::Solution(solution)) => {
            let factors = model.factors(|variable| solution.var_value(variable));
            checked(classes, factors, |found| found == rows)
        }
        Ok(SolveOutcome::Interrupted(_)) | Err(_) => SignedSearch::Unknown,
    }
}

struct Model {
    /// Group, variable of +1, variable of -1.
    signs: Vec<(usize, Variable, Variable)>,
    /// Class and its 0/1 variable; classes that may not be in the set have none.
    members: Vec<(usize, Variable)>,
}

impl Model {
    fn new(
        problem: &mut Problem,
        classes: &Classes,
        shown: &[bool],
        may_be_in: impl Fn(u64) -> bool,
        cost: impl Fn(usize) -> f64,
    ) -> Self {
        let mut signs = Vec::new();
        let mut balance: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); classes.rows()];
        for (group, rows) in classes.groups().iter().enumerate() {
            if shown[group] && !rows.is_empty() {
                let (plus, minus) = (
                    problem.add_binary_var(cost(group)),
                    problem.add_binary_var(cost(group)),
                );
                signs.push((group, plus, minus));
                for row in rows {
                    balance[*row].extend([(plus, 1.0), (minus, -1.0)]);
                }
            }
        }
        let mut members = Vec::new();
        for (row, mut terms) in balance.into_iter().enumerate() {
            if may_be_in(classes.answers()[row]) {
                let member = problem.add_binary_var(0.0);
                members.push((row, member));
                terms.push((member, -1.0));
            }
            if !terms.is_empty() {
                problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, 0.0);
            }
        }
        Self { signs, members }
    }

    fn factors(&self, value: impl Fn(Variable) -> f64) -> Vec<(usize, i8)> {
        let on = |variable: Variable| i8::from(value(variable) > 0.5);
        self.signs
            .iter()
            .map(|(group, plus, minus)| (*group, on(*plus) - on(*minus)))
            .filter(|(_, factor)| *factor != 0)
            .collect()
    }
}

/// Adds the groups up in integers.
fn checked(
    classes: &Classes,
    factors: Vec<(usize, i8)>,
    accepted: impl Fn(&[usize]) -> bool,
) -> SignedSearch {
    let mut sum = vec![0_i64; classes.rows()];
    for (group, factor) in &factors {
        for row in &classes.groups()[*group] {
            sum[*row] += i64::from(*factor);
        }
    }
    let rows: Vec<usize> = (0..sum.len()).filter(|row| sum[*row] == 1).collect();
    if sum.iter().all(|value| (0..=1).contains(value)) && accepted(&rows) {
        SignedSearch::Found { rows, factors }
    } else {
        SignedSearch::Unknown
    }
}

/// Numbers of answers are far below 2^53.
fn float(answers: u64) -> f64 {
    answers as f64
}
