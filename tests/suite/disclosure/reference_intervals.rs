//! The intervals an intruder can give for the hidden cells of the reference tables, by linear programmes.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::support::published::{microdata1, z1};
use super::support::table::Table;

/// The least and the most a cell can be, given the cells that are not hidden (numbered from one).
fn interval(table: &Table, hidden: &[usize], cell: usize) -> (f64, f64) {
    let bound = |direction| {
        let mut problem = Problem::new(direction);
        let sought = |row: usize| {
            if table.cells[cell - 1].contains(&row) {
                1.0
            } else {
                0.0
            }
        };
        let inner: Vec<Variable> = (0..table.inner.len())
            .map(|row| problem.add_var(sought(row), (0.0, f64::INFINITY)))
            .collect();
        for shown in (0..table.cells.len()).filter(|shown| !hidden.contains(&(shown + 1))) {
            let terms: Vec<(Variable, f64)> = table.cells[shown]
                .iter()
                .map(|row| (inner[*row], 1.0))
                .collect();
            problem.add_constraint(
                terms.as_slice(),
                ComparisonOp::Eq,
                table.count(shown) as f64,
            );
        }
        problem
            .solve()
            .unwrap()
            .into_solution()
            .unwrap()
            .objective()
    };
    (
        bound(OptimizationDirection::Minimize).round(),
        bound(OptimizationDirection::Maximize).round(),
    )
}

#[test]
fn in_z1_each_primary_cell_can_be_anything_from_none_to_six() {
    let hidden = [12, 13, 22, 23, 42, 43];
    for cell in [13, 23, 43] {
        assert_eq!(interval(&z1(), &hidden, cell), (0.0, 6.0), "cell {cell}");
    }
}

#[test]
fn in_microdata1_the_primary_cell_has_the_intervals_of_the_literature() {
    assert_eq!(interval(&microdata1(), &[5, 6, 11, 12], 6), (0.0, 623.0));
    assert_eq!(interval(&microdata1(), &[5, 6, 14, 15], 6), (0.0, 930.0));
}

#[test]
fn a_cell_alone_in_its_row_is_pinned() {
    // The positive control: only the primary cell hidden.
    assert_eq!(interval(&microdata1(), &[6], 6), (137.0, 137.0));
}
