//! Tables with known answers: `z1`, `example1` of 2014 and 2015, `microdata1`.
//!
//! There the counts are the secret, so every inner cell is a row, empty ones too, and the primary cells are given by their counts.

use pejling::disclosure::structure::elimination::Span;
use pejling::disclosure::structure::sparse::SparseVector;

use super::support::published::{example1, microdata1, z1};
use super::support::table::Table;

#[test]
fn z1_in_the_order_of_the_peer_hides_what_the_peer_hides() {
    let table = z1();
    let primary = table.primary(3);
    assert_eq!(
        primary.iter().map(|cell| cell + 1).collect::<Vec<_>>(),
        [13, 23, 43]
    );
    assert_eq!(
        table.suppressed(&primary, &table.peer_order(), &[]),
        [12, 13, 22, 23, 42, 43]
    );
}

#[test]
fn z1_in_plain_order_hides_eight() {
    let table = z1();
    assert_eq!(
        table
            .suppressed(&table.primary(3), &table.plain_order(), &[])
            .len(),
        8
    );
}

#[test]
fn example1_of_2014_hides_eight_cells() {
    // Spain, Iceland, Portugal in the source; here Iceland, Portugal, Spain.
    let table = example1([3, 4, 6], [2, 0, 5]);
    let primary = table.primary(2);
    assert_eq!(
        primary.iter().map(|cell| cell + 1).collect::<Vec<_>>(),
        [15, 16, 17]
    );
    assert_eq!(
        table.suppressed(&primary, &table.peer_order(), &[]),
        [8, 9, 10, 11, 14, 15, 16, 17]
    );
}

#[test]
fn example1_of_2015_without_regard_to_zeros_gives_two_zeros_away() {
    let table = example1([3, 4, 6], [0, 0, 5]);
    let primary = table.primary(2);
    let hidden = table.suppressed(&primary, &table.peer_order(), &[]);
    assert_eq!(hidden, [8, 9, 10, 11, 14, 15, 16, 17]);
    // Young in Iceland and Portugal together: nobody, so neither has anybody.
    assert!(follows(&table, &hidden, &[3, 4]));
}

#[test]
fn example1_of_2015_with_the_sum_of_the_zeros_protected_hides_ten() {
    let table = example1([3, 4, 6], [0, 0, 5]);
    let zeros = vec![vec![3, 4]];
    let hidden = table.suppressed(&table.primary(2), &table.peer_order(), &zeros);
    assert_eq!(hidden, [8, 9, 10, 11, 12, 14, 15, 16, 17, 18]);
    assert!(!follows(&table, &hidden, &[3, 4]));
}

#[test]
fn microdata1_by_descending_value_hides_what_the_optimum_hides() {
    let table = microdata1();
    let primary = vec![5];
    assert_eq!(table.count(5), 137);
    assert_eq!(
        table.suppressed(&primary, &table.plain_order(), &[]),
        [5, 6, 11, 12]
    );
}

/// Whether the sum of these inner cells follows from the cells that are not hidden (numbered from one).
fn follows(table: &Table, hidden: &[usize], sum: &[usize]) -> bool {
    let mut span = Span::new(table.inner.len());
    for (cell, rows) in table.cells.iter().enumerate() {
        if !hidden.contains(&(cell + 1)) {
            span.insert(&SparseVector::indicator(rows.iter().copied()));
        }
    }
    span.contains(&SparseVector::indicator(sum.iter().copied()))
}
