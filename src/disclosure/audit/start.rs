//! Where a walk starts when no world is known: a guess from head counts and known columns.
//!
//! Invariants: every atom has its number of answers; if the columns are known and add up, the guess has these columns.

use crate::disclosure::audit::terrain::Terrain;

/// A first guess: everybody's answers dealt out in proportion, from the known columns if there are any, else evenly.
pub(crate) fn deal(terrain: &Terrain) -> Vec<i64> {
    let m = terrain.categories;
    let total: i64 = terrain.n.iter().copied().map(i64::from).sum();
    let mut left = match &terrain.columns {
        Some(columns) if columns.iter().sum::<i64>() == total => columns.clone(),
        _ => spread(total, &vec![1; m]),
    };
    let mut x = Vec::with_capacity(terrain.n.len() * m);
    for n in &terrain.n {
        let row = spread(i64::from(*n), &left);
        for (rest, count) in left.iter_mut().zip(&row) {
            *rest -= count;
        }
        x.extend(row);
    }
    x
}

/// So many people over categories in proportion to what is left, never more than is left if enough is.
fn spread(n: i64, left: &[i64]) -> Vec<i64> {
    let total: i64 = left.iter().sum::<i64>().max(1);
    let mut row: Vec<i64> = left.iter().map(|rest| rest * n / total).collect();
    let mut open = n - row.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..left.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(left[*at] * n % total));
    // The remainders add up to the open places, so one more each suffices.
    for at in order {
        if open > 0 {
            row[at] += 1;
            open -= 1;
        }
    }
    row
}
