//! Published tables the literature and the tools test themselves with. Numbers only.

use super::table::{Table, total_and_each};

/// `z1` of `SSBtools` (Statistics Norway, MIT): 8 regions by 4 main sources of income (other, work, social assistance, insurance).
pub(crate) fn z1() -> Table {
    let by_source: [[u64; 8]; 4] = [
        [11, 7, 5, 13, 9, 12, 6, 9],
        [11, 1, 8, 2, 14, 9, 4, 3],
        [55, 29, 35, 17, 63, 24, 22, 38],
        [36, 18, 25, 13, 52, 22, 8, 15],
    ];
    let inner: Vec<u64> = (0..8)
        .flat_map(|region| by_source.map(|source| source[region]))
        .collect();
    Table::crossed(&total_and_each(8), &total_and_each(4), &inner, 4)
}

/// `example1` of `SSBtools`: old and young by Iceland, Portugal, Spain; published for the total, the EU, and each country (Iceland being
/// "not EU" as well), in that order: total, EU, Iceland, not EU, Portugal, Spain.
pub(crate) fn example1(old: [u64; 3], young: [u64; 3]) -> Table {
    let inner: Vec<u64> = old.into_iter().chain(young).collect();
    let countries = [
        vec![0, 1, 2],
        vec![1, 2],
        vec![0],
        vec![0],
        vec![1],
        vec![2],
    ];
    Table::crossed(&total_and_each(2), &countries, &inner, 3)
}

/// `microdata1` of sdcTable, as in the test `batch_ex1` of `checkTauArgus`: regions A to D by male, female.
pub(crate) fn microdata1() -> Table {
    Table::crossed(
        &total_and_each(4),
        &total_and_each(2),
        &[895, 137, 753, 973, 569, 486, 540, 793],
        2,
    )
}
