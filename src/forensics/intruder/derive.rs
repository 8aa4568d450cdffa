//! Why a bound holds, so that a person can follow it.
//!
//! First choice: published figures with multipliers. Added up they give the bound, because no count is negative. The multipliers come
//! from a linear program and are checked in whole numbers, so the derivation does not rest on the solver. Second choice, where only whole
//! numbers make the bound: the figures that together leave no other way, found by leaving out one after the other; an exhaustive search
//! of its own then goes through all cases where they are few enough.

use microlp::{ComparisonOp, OptimizationDirection, Problem};

use crate::forensics::intruder::block::{Block, BlockRow, tighten};
use crate::forensics::intruder::integer::{Objective, Search, contradictory};
use crate::forensics::intruder::patience::Clock;
use crate::forensics::intruder::rating::whole;
use crate::forensics::intruder::span::Fraction;

/// How sure a derivation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// Adding up gives it; checked in whole numbers.
    Sum,
    /// All cases were gone through in whole numbers.
    Cases,
    /// The solver says so; not checked in another way.
    Solver,
}

/// The figures a bound follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// How sure.
    pub proof: Proof,
    /// Rows of the system, with multipliers where it is a sum.
    pub rows: Vec<(Option<Fraction>, usize)>,
}

/// Cases an exhaustive search goes through before it gives up.
const CASES: usize = 20_000;

/// The same where the figures of a few people alone are tried.
const FEW_CASES: usize = 300;

/// How far to look for a derivation where no sum gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The figures of these people alone.
    Own,
    /// All figures, by going through cases.
    Cases,
    /// All figures, with runs of the solver.
    Solver,
}

/// Blocks with more rows than this are not gone through case by case.
const MANY_ROWS: usize = 400;

/// Why `objective >= value` holds for all tables of the block.
pub fn why(search: &Search, objective: &Objective, value: i64, depth: Depth) -> Why {
    if let Some(rows) = sum(&search.block, objective, value) {
        return Why {
            proof: Proof::Sum,
            rows,
        };
    }
    let everybody = depth > Depth::Own && search.block.rows.len() <= MANY_ROWS;
    let own = cases(&search.block, objective, value, false);
    let all = || {
        everybody
            .then(|| cases(&search.block, objective, value, true))
            .flatten()
    };
    if let Some(rows) = own.or_else(all) {
        return Why {
            proof: Proof::Cases,
            rows,
        };
    }
    if depth < Depth::Solver {
        return Why {
            proof: Proof::Solver,
            rows: Vec::new(),
        };
    }
    let mut kept: Vec<usize> = search.block.rows.iter().map(|row| row.row).collect();
    kept.sort_unstable();
    kept.dedup();
    let still = |rows: &[usize]| {
        search
            .least_with(&|row| rows.binary_search(&row).is_ok(), objective)
            .is_some_and(|least| least >= value)
    };
    thin(&mut kept, still);
    let mut rows: Vec<BlockRow> = rows_of(&search.block, &kept);
    rows.push(less_than(objective, value));
    let proof = if impossible(&rows, search.block.range.len(), CASES) {
        Proof::Cases
    } else {
        Proof::Solver
    };
    Why {
        proof,
        rows: kept.into_iter().map(|row| (None, row)).collect(),
    }
}

/// The figures of these people alone, or of everybody, if they leave no other whole numbers: all cases are gone through.
fn cases(
    block: &Block,
    objective: &Objective,
    value: i64,
    everybody: bool,
) -> Option<Vec<(Option<Fraction>, usize)>> {
    let atom = |var: usize| var / block.width;
    let people = |var: usize| objective.iter().any(|(own, _)| atom(*own) == atom(var));
    let mut kept: Vec<usize> = block
        .rows
        .iter()
        .filter(|row| everybody || row.terms.iter().all(|(var, _)| people(*var)))
        .map(|row| row.row)
        .collect();
    kept.sort_unstable();
    kept.dedup();
    let still = |kept: &[usize]| {
        let mut rows = rows_of(block, kept);
        rows.push(less_than(objective, value));
        impossible(&rows, block.range.len(), FEW_CASES)
    };
    if !still(&kept) {
        return None;
    }
    thin(&mut kept, still);
    Some(kept.into_iter().map(|row| (None, row)).collect())
}

/// That the objective is less than the value.
fn less_than(objective: &Objective, value: i64) -> BlockRow {
    BlockRow {
        terms: objective.clone(),
        low: None,
        high: Some(value - 1),
        row: usize::MAX,
        rule: false,
        less: Vec::new(),
    }
}

/// The rows of a block that together allow no table.
pub fn conflict(block: &Block, clock: Clock) -> Why {
    // That nothing is at least one can only be added up from rows that contradict each other.
    if let Some(rows) = sum(block, &Objective::new(), 1) {
        return Why {
            proof: Proof::Sum,
            rows,
        };
    }
    let mut kept: Vec<usize> = block.rows.iter().map(|row| row.row).collect();
    kept.sort_unstable();
    kept.dedup();
    let still = |rows: &[usize]| {
        contradictory(block, &|row| rows.binary_search(&row).is_ok(), clock) == Some(true)
    };
    thin(&mut kept, still);
    let rows = rows_of(block, &kept);
    let proof = if impossible(&rows, block.range.len(), CASES) {
        Proof::Cases
    } else {
        Proof::Solver
    };
    Why {
        proof,
        rows: kept.into_iter().map(|row| (None, row)).collect(),
    }
}

fn rows_of(block: &Block, kept: &[usize]) -> Vec<BlockRow> {
    let chosen = block
        .rows
        .iter()
        .filter(|row| kept.binary_search(&row.row).is_ok());
    chosen.cloned().collect()
}

/// Leaves out what is not needed, in pieces that get smaller.
fn thin(kept: &mut Vec<usize>, still: impl Fn(&[usize]) -> bool) {
    let mut piece = kept.len().div_ceil(2);
    while piece > 0 {
        let mut at = 0;
        while at < kept.len() {
            let end = (at + piece).min(kept.len());
            let fewer: Vec<usize> = kept[..at].iter().chain(&kept[end..]).copied().collect();
            if still(&fewer) {
                *kept = fewer;
            } else {
                at = end;
            }
        }
        piece = if piece == 1 { 0 } else { piece.div_ceil(2) };
    }
}

/// Whether no table of whole numbers fits the rows: by going through all cases.
fn impossible(rows: &[BlockRow], vars: usize, cases: usize) -> bool {
    let rows: Vec<&BlockRow> = rows.iter().collect();
    let mut open = vec![vec![(0_i64, 1_000_000_i64); vars]];
    let mut used: Vec<usize> = rows
        .iter()
        .flat_map(|row| row.terms.iter().map(|(var, _)| *var))
        .collect();
    used.sort_unstable();
    used.dedup();
    for _ in 0..cases {
        let Some(mut range) = open.pop() else {
            return true;
        };
        if !tighten(&rows, &mut range) {
            continue;
        }
        let widest = used.iter().filter(|var| range[**var].0 < range[**var].1);
        let Some(var) = widest
            .min_by_key(|var| range[**var].1 - range[**var].0)
            .copied()
        else {
            return false;
        };
        let (low, high) = range[var];
        let middle = i64::midpoint(low, high);
        let mut upper = range.clone();
        upper[var] = (middle + 1, high);
        range[var] = (low, middle);
        open.push(upper);
        open.push(range);
    }
    false
}

/// Multipliers whose sum gives `objective >= value`, checked exactly: as few and small as possible, figures rather than rules.
fn sum(block: &Block, objective: &Objective, value: i64) -> Option<Vec<(Option<Fraction>, usize)>> {
    let mut costs = vec![0_i64; block.range.len()];
    for (var, w) in objective {
        costs[*var] += w;
    }
    // Anything above the next lower whole number will do, but the value itself has the simpler multipliers.
    [0.0, 0.5, 0.95].into_iter().find_map(|slack| {
        let net = multipliers(block, &costs, value as f64 - slack)?;
        (1..=60_i64).find_map(|d| {
            let scaled: Option<Vec<i64>> = net
                .iter()
                .map(|y| {
                    let times = y * d as f64;
                    ((times - times.round()).abs() < 1e-6).then(|| whole(times))
                })
                .collect();
            let scaled = scaled?;
            if !adds_up(block, &scaled, &costs, i128::from(value), i128::from(d)) {
                return None;
            }
            let used = block.rows.iter().zip(&scaled).filter(|(_, y)| **y != 0);
            used.map(|(row, y)| {
                let times = Fraction::new(i128::from(*y), i128::from(d))?;
                Some((Some(times), row.row))
            })
            .collect()
        })
    })
}

/// Per row a multiplier, positive for its lower end, so that the rows give at least `bound`; the sum of their sizes is least.
fn multipliers(block: &Block, costs: &[i64], bound: f64) -> Option<Vec<f64>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let most = f64::INFINITY;
    let ends: Vec<_> = block
        .rows
        .iter()
        .map(|row| {
            let price = row.terms.iter().map(|(_, w)| w.abs()).max().unwrap_or(1) as f64;
            let price = if row.rule { 2.0 * price } else { price };
            let low = row
                .low
                .map(|low| (problem.add_var(price, (0.0, most)), low));
            let high = row
                .high
                .map(|high| (problem.add_var(price, (0.0, most)), high));
            (low, high)
        })
        .collect();
    let mut columns: Vec<Vec<(microlp::Variable, f64)>> = vec![Vec::new(); costs.len()];
    let mut gain = Vec::new();
    for (row, (low, high)) in block.rows.iter().zip(&ends) {
        gain.extend(low.iter().map(|(y, low)| (*y, *low as f64)));
        gain.extend(high.iter().map(|(y, high)| (*y, -(*high as f64))));
        for (var, w) in &row.terms {
            columns[*var].extend(low.iter().map(|(y, _)| (*y, *w as f64)));
            columns[*var].extend(high.iter().map(|(y, _)| (*y, -(*w as f64))));
        }
    }
    for (column, cost) in columns.iter().zip(costs) {
        if !column.is_empty() {
            problem.add_constraint(column.clone(), ComparisonOp::Le, *cost as f64);
        } else if *cost < 0 {
            return None;
        }
    }
    problem.add_constraint(gain, ComparisonOp::Ge, bound);
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let y = |end: &Option<(microlp::Variable, i64)>| {
        end.map_or(0.0, |(var, _)| solution.var_value(var))
    };
    Some(ends.iter().map(|(low, high)| y(low) - y(high)).collect())
}

/// Whether rows times multipliers over `d` prove that the sum with these costs is more than `value - 1`, all in whole numbers.
fn adds_up(block: &Block, times: &[i64], costs: &[i64], value: i128, d: i128) -> bool {
    let mut columns = vec![0_i128; costs.len()];
    let mut bound = 0_i128;
    for (row, y) in block.rows.iter().zip(times) {
        let y = i128::from(*y);
        let end = if y > 0 { row.low } else { row.high };
        match (y, end) {
            (0, _) => continue,
            (_, Some(end)) => bound += y * i128::from(end),
            (_, None) => return false,
        }
        for (var, w) in &row.terms {
            columns[*var] += y * i128::from(*w);
        }
    }
    let covered = columns
        .iter()
        .zip(costs)
        .all(|(column, cost)| *column <= i128::from(*cost) * d);
    covered && bound > (value - 1) * d
}
