//! Pearson's chi-square test of a table of counts.

use super::Refusal;
use super::rank_test::ChiSquareTest;
use super::tail::chi_square_above;

/// A test of a table, and how far its approximation carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContingencyTest {
    /// Pearson's statistic against chi-square.
    pub test: ChiSquareTest,
    /// Smallest expected count. Below 5 the approximation is rough: take [`super::fisher()`] for two by two.
    pub least_expected: f64,
}

/// Pearson's chi-square test that rows and columns are independent (Pearson 1900), without Yates's correction (R's
/// `chisq.test(correct = FALSE)`): `sum (O - E)^2 / E` with `(rows - 1)(columns - 1)` degrees of freedom. Refuses fewer than two rows or
/// columns, rows of different length, and a row or column of zeros.
pub fn chi_square(rows: &[&[u64]]) -> Result<ContingencyTest, Refusal> {
    let columns = rows.first().map_or(0, |row| row.len());
    let needed = rows.len().min(columns);
    if needed < 2 {
        return Err(Refusal::TooFew {
            needed: 2,
            found: needed,
        });
    }
    if rows.iter().any(|row| row.len() != columns) {
        return Err(Refusal::Unequal);
    }
    let across: Vec<f64> = rows
        .iter()
        .map(|row| row.iter().map(|cell| *cell as f64).sum())
        .collect();
    let down: Vec<f64> = (0..columns)
        .map(|at| rows.iter().map(|row| row[at] as f64).sum())
        .collect();
    if across.iter().chain(&down).any(|sum| *sum <= 0.0) {
        return Err(Refusal::NoSpread);
    }
    let all: f64 = across.iter().sum();
    let (mut statistic, mut least_expected) = (0.0, f64::INFINITY);
    for (row, across) in rows.iter().zip(&across) {
        for (cell, down) in row.iter().zip(&down) {
            let expected = across * down / all;
            statistic += (*cell as f64 - expected).powi(2) / expected;
            least_expected = least_expected.min(expected);
        }
    }
    let df = ((rows.len() - 1) * (columns - 1)) as u64;
    Ok(ContingencyTest {
        test: ChiSquareTest {
            statistic,
            df,
            p: chi_square_above(statistic, df as f64)?,
        },
        least_expected,
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(include_str!("../../tests/golden/stats/tables.csv"), "chi") {
            let rows: Vec<Vec<u64>> = case
                .columns("row")
                .iter()
                .map(|row| {
                    row.iter()
                        .map(|x| format!("{x}").parse().unwrap())
                        .collect()
                })
                .collect();
            let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
            let found = chi_square(&rows).unwrap();
            golden::near(found.test.statistic, case.one("statistic"), 1e-9, &case);
            golden::near(found.test.p, case.one("p"), 1e-9, &case);
            golden::near(found.least_expected, case.one("expected"), 1e-9, &case);
            assert_eq!(found.test.df, case.count("df"));
        }
    }

    #[test]
    fn refuses_what_cannot_be_tested() {
        assert!(matches!(chi_square(&[]), Err(Refusal::TooFew { .. })));
        assert!(matches!(
            chi_square(&[&[1], &[2]]),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(chi_square(&[&[1, 2], &[2]]), Err(Refusal::Unequal));
        assert_eq!(chi_square(&[&[0, 2], &[0, 3]]), Err(Refusal::NoSpread));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn equal_rows_show_nothing_and_order_is_nothing(row in prop::collection::vec(1_u64..50, 2..5), other in prop::collection::vec(1_u64..50, 5)) {
            let same = chi_square(&[&row, &row, &row]).unwrap().test;
            prop_assert!(same.statistic < 1e-9 && same.p > 1.0 - 1e-6);
            let other = &other[..row.len()];
            let (one, two) = (chi_square(&[&row, other]).unwrap(), chi_square(&[other, &row]).unwrap());
            prop_assert!((one.test.p - two.test.p).abs() < 1e-9);
        }
    }
}
