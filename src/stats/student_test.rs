//! Two means: Welch's test for two groups, the paired test for the same people twice.
//!
//! Two waves of an anonymous survey are answered by largely the same people, but their answers cannot be paired. Where answers persist,
//! Welch's test is then conservative: it finds less than there is.

use super::refusal::{check, constant, finite, moments, tail_of};
use super::tail::t_two_sided;
use super::{Interval, Refusal, t_quantile};

/// A difference of two means, first less second, in the units of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanDifference {
    /// First mean less second.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Difference by standard error.
    pub t: f64,
    /// Degrees of freedom; not whole for Welch's test.
    pub df: f64,
    /// Two-sided probability of a difference as great where there is none.
    pub p: f64,
    /// Student's interval of the difference.
    pub interval: Interval,
}

/// Welch's test (Biometrika 34, 1947; degrees of freedom by Satterthwaite 1946), as R's `t.test`. Refuses a group of fewer than two,
/// two constant groups, and what is not finite.
pub fn welch(first: &[f64], second: &[f64], level: f64) -> Result<MeanDifference, Refusal> {
    check(first, 2)?;
    check(second, 2)?;
    let (a, b) = (spread(first)?, spread(second)?);
    let variance = a.of_mean + b.of_mean;
    if variance <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    let df = variance * variance
        / (a.of_mean * a.of_mean / (first.len() - 1) as f64
            + b.of_mean * b.of_mean / (second.len() - 1) as f64);
    tested(a.mean - b.mean, variance, df, level)
}

/// Student's test on the differences of pairs (R's `t.test(paired = TRUE)`), `n - 1` degrees of freedom. Refuses lists of different
/// length, fewer than two pairs, differences that are all alike, and what is not finite.
pub fn paired(first: &[f64], second: &[f64], level: f64) -> Result<MeanDifference, Refusal> {
    if first.len() != second.len() {
        return Err(Refusal::Unequal);
    }
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    check(&differences, 2)?;
    let found = spread(&differences)?;
    if found.of_mean <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    tested(
        found.mean,
        found.of_mean,
        (differences.len() - 1) as f64,
        level,
    )
}

/// Student's test of a difference of which only its standard error is known, with the degrees of freedom of that. Refuses a standard error
/// or degrees of freedom that are not positive, and what is not finite.
pub fn from_summary(
    difference: f64,
    standard_error: f64,
    df: f64,
    level: f64,
) -> Result<MeanDifference, Refusal> {
    if finite(standard_error)? <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    if finite(df)? <= 0.0 {
        return Err(Refusal::OutOfRange);
    }
    let difference = finite(difference)?;
    tested(difference, standard_error * standard_error, df, level)
}

/// A mean and the variance of that mean.
struct Spread {
    mean: f64,
    of_mean: f64,
}

fn spread(values: &[f64]) -> Result<Spread, Refusal> {
    let (mean, squares) = moments(values)?;
    let n = values.len() as f64;
    Ok(Spread {
        mean,
        of_mean: if constant(values) {
            0.0
        } else {
            squares / (n - 1.0) / n
        },
    })
}

fn tested(difference: f64, variance: f64, df: f64, level: f64) -> Result<MeanDifference, Refusal> {
    let standard_error = finite(variance.sqrt())?;
    let t = finite(difference / standard_error)?;
    let half =
        t_quantile(1.0 - tail_of(level)?, finite(df)?).ok_or(Refusal::OutOfRange)? * standard_error;
    Ok(MeanDifference {
        difference,
        standard_error,
        t,
        df,
        p: t_two_sided(t, df)?,
        interval: Interval {
            low: finite(difference - half)?,
            high: finite(difference + half)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_r() {
        let text = include_str!("../../tests/golden/stats/means.csv");
        for (kind, test) in [
            ("welch", welch as fn(&[f64], &[f64], f64) -> _),
            ("paired", paired),
        ] {
            for case in golden::cases(text, kind) {
                let found: MeanDifference =
                    test(case.list("x"), case.list("y"), case.one("level")).unwrap();
                golden::near(found.difference, case.one("difference"), 1e-9, &case);
                golden::near(found.standard_error, case.one("se"), 1e-9, &case);
                golden::near(found.t, case.one("t"), 1e-9, &case);
                golden::near(found.df, case.one("df"), 1e-9, &case);
                golden::near(found.p, case.one("p"), 1e-9, &case);
                golden::near(found.interval.low, case.one("low"), 1e-9, &case);
                golden::near(found.interval.high, case.one("high"), 1e-9, &case);
                let (error, level) = (found.standard_error, case.one("level"));
                let again = from_summary(found.difference, error, found.df, level).unwrap();
                golden::near(again.p, case.one("p"), 1e-9, &case);
                golden::near(again.interval.high, case.one("high"), 1e-9, &case);
            }
        }
    }

    #[test]
    fn refuses_what_cannot_be_tested() {
        assert!(matches!(
            welch(&[1.0], &[1.0, 2.0], 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(welch(&[1.0; 3], &[2.0; 3], 0.95), Err(Refusal::NoSpread));
        assert_eq!(
            welch(&[1.0, f64::NAN], &[2.0; 3], 0.95),
            Err(Refusal::NotFinite)
        );
        assert_eq!(welch(&[1.0, 2.0], &[2.0; 3], 0.0), Err(Refusal::OutOfRange));
        assert_eq!(paired(&[1.0], &[1.0, 2.0], 0.95), Err(Refusal::Unequal));
        assert_eq!(
            paired(&[1.0, 2.0], &[2.0, 3.0], 0.95),
            Err(Refusal::NoSpread)
        );
        assert!(matches!(
            paired(&[], &[], 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(from_summary(1.0, 0.0, 5.0, 0.95), Err(Refusal::NoSpread));
        assert_eq!(from_summary(1.0, 1.0, 0.0, 0.95), Err(Refusal::OutOfRange));
        assert_eq!(
            from_summary(f64::NAN, 1.0, 5.0, 0.95),
            Err(Refusal::NotFinite)
        );
        // One constant group leaves the other's spread, and its degrees of freedom.
        let one_sided = welch(&[1.0, 2.0, 4.0], &[2.0; 3], 0.95).unwrap();
        assert!((one_sided.df - 2.0).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn turning_the_groups_turns_the_sign(a in prop::collection::vec(0.0_f64..100.0, 2..12), b in prop::collection::vec(0.0_f64..100.0, 2..12)) {
            prop_assume!(!constant(&a) || !constant(&b));
            let (ab, ba) = (welch(&a, &b, 0.9).unwrap(), welch(&b, &a, 0.9).unwrap());
            prop_assert!((ab.difference + ba.difference).abs() < 1e-9 && (ab.p - ba.p).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&ab.p));
            // The interval leaves out zero exactly where the test says so.
            prop_assert_eq!(ab.p < 0.1, ab.interval.low > 0.0 || ab.interval.high < 0.0);
            let least = (a.len().min(b.len()) - 1) as f64;
            prop_assert!(ab.df >= least - 1e-6 && ab.df <= (a.len() + b.len() - 2) as f64 + 1e-6);
        }
    }
}
