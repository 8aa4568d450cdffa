//! The mean of a process and of a finite group, plain and in strata, with Student's interval.

use super::refusal::{check, constant, finite, moments, tail_of};
use super::{Interval, Refusal, t_quantile};

/// Which of the two questions an interval answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// What the process behind the answers would give next time: no correction. Decisions rest on this one.
    Process,
    /// What these members think: the finite-population correction `1 - n/N`.
    Members,
}

/// A mean with its uncertainty, in the units of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanEstimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// Student's interval.
    pub interval: Interval,
}

/// The mean of the process that made the values: `s / sqrt(n)`, Student's t with `n - 1` degrees of freedom (R's `t.test`).
/// Refuses fewer than two values, constant values and values that are not finite.
pub fn mean_of_process(values: &[f64], level: f64) -> Result<MeanEstimate, Refusal> {
    check(values, 2)?;
    if constant(values) {
        return Err(Refusal::NoSpread);
    }
    let (mean, squares) = moments(values)?;
    let df = values.len() as u64 - 1;
    let variance = squares / df as f64 / values.len() as f64;
    estimate(mean, variance, df, level)
}

/// The mean of `population` members of whom these answered: `s / sqrt(n) * sqrt(1 - n/N)`, t with `n - 1` degrees of freedom
/// (Cochran 1977, *Sampling Techniques*, 2.8; R's `survey::svymean` with `fpc`). A point if all answered, constant or not.
/// Refuses no values, more values than members, fewer than two or constant values while somebody is missing, and what is not finite.
pub fn mean_of_members(
    values: &[f64],
    population: u64,
    level: f64,
) -> Result<MeanEstimate, Refusal> {
    stratified_mean(&[Stratum { values, population }], Question::Members, level)
}

/// The answers of one stratum.
#[derive(Clone, Copy, Debug)]
pub struct Stratum<'a> {
    /// One value an answer.
    pub values: &'a [f64],
    /// Number of members.
    pub population: u64,
}

/// The mean over strata, each weighing as many as its members: variance `sum W^2 s^2/n`, for [`Question::Members`] each times `1 - n/N`
/// (Cochran 1977, 5.3 and 5.6; R's `survey::svymean`), with Student's t on answers less strata degrees of freedom. Where nobody is missing
/// the members' mean is a point. Refuses no strata, a stratum without answers or with more answers than members, one whose spread is
/// needed and cannot be had (fewer than two values, or all strata constant), and what is not finite.
pub fn stratified_mean(
    strata: &[Stratum<'_>],
    question: Question,
    level: f64,
) -> Result<MeanEstimate, Refusal> {
    check(&[], usize::from(strata.is_empty()))?;
    let total: f64 = strata.iter().map(|s| s.population as f64).sum();
    let (mut mean, mut variance, mut df, mut seen_whole) = (0.0, 0.0, 0, true);
    for stratum in strata {
        check(stratum.values, 1)?;
        let n = stratum.values.len() as u64;
        if n > stratum.population {
            return Err(Refusal::Impossible);
        }
        let missing = match question {
            Question::Process => 1.0,
            Question::Members => (stratum.population - n) as f64 / stratum.population as f64,
        };
        let weight = stratum.population as f64 / total;
        let (centre, squares) = moments(stratum.values)?;
        mean += weight * centre;
        df += n - 1;
        if missing > 0.0 {
            check(stratum.values, 2)?;
            seen_whole = false;
            if !constant(stratum.values) {
                variance += weight * weight * missing * squares / ((n - 1) * n) as f64;
            }
        }
    }
    if seen_whole {
        tail_of(level)?;
        return Ok(MeanEstimate {
            mean: finite(mean)?,
            standard_error: 0.0,
            df,
            interval: Interval {
                low: mean,
                high: mean,
            },
        });
    }
    estimate(mean, variance, df, level)
}

fn estimate(mean: f64, variance: f64, df: u64, level: f64) -> Result<MeanEstimate, Refusal> {
    if variance <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    let t = t_quantile(1.0 - tail_of(level)?, df as f64).ok_or(Refusal::OutOfRange)?;
    let standard_error = finite(variance.sqrt())?;
    Ok(MeanEstimate {
        mean,
        standard_error,
        df,
        interval: Interval {
            low: finite(mean - t * standard_error)?,
            high: finite(mean + t * standard_error)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const MEANS: &str = include_str!("../../tests/golden/stats/means.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(MEANS, "process") {
            let found = mean_of_process(case.list("x"), case.one("level")).unwrap();
            golden::near(found.mean, case.one("mean"), 1e-9, &case);
            golden::near(found.interval.low, case.one("low"), 1e-9, &case);
            golden::near(found.interval.high, case.one("high"), 1e-9, &case);
        }
        for case in golden::cases(MEANS, "survey") {
            let columns = case.columns("x");
            let strata: Vec<_> = columns
                .iter()
                .zip(case.list("population"))
                .map(|(values, population)| Stratum {
                    values,
                    population: format!("{population}").parse().unwrap(),
                })
                .collect();
            for (question, se) in [(Question::Members, "se_fpc"), (Question::Process, "se")] {
                let found = stratified_mean(&strata, question, 0.95).unwrap();
                golden::near(found.mean, case.one("mean"), 1e-9, &case);
                golden::near(found.standard_error, case.one(se), 1e-9, &case);
                assert_eq!(found.df, case.count("df"));
            }
        }
    }

    #[test]
    fn a_census_is_a_point_for_its_members_only() {
        let all = mean_of_members(&[3.0, 3.0, 4.0], 3, 0.95).unwrap();
        assert!(all.standard_error == 0.0 && all.interval.high - all.interval.low == 0.0);
        assert!(
            mean_of_process(&[3.0, 3.0, 4.0], 0.95)
                .unwrap()
                .standard_error
                > 0.0
        );
    }

    #[test]
    fn refuses_what_has_no_interval() {
        assert!(matches!(
            mean_of_process(&[], 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert!(matches!(
            mean_of_process(&[1.0], 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(mean_of_process(&[2.0; 5], 0.95), Err(Refusal::NoSpread));
        assert_eq!(
            mean_of_process(&[1.0, f64::NAN], 0.95),
            Err(Refusal::NotFinite)
        );
        assert_eq!(mean_of_process(&[1.0, 2.0], 1.0), Err(Refusal::OutOfRange));
        assert_eq!(
            mean_of_members(&[1.0, 2.0], 1, 0.95),
            Err(Refusal::Impossible)
        );
        assert_eq!(mean_of_members(&[2.0; 5], 6, 0.95), Err(Refusal::NoSpread));
        assert!(matches!(
            mean_of_members(&[2.0], 6, 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert!(matches!(
            stratified_mean(&[], Question::Process, 0.95),
            Err(Refusal::TooFew { .. })
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn correction_narrows_and_order_is_nothing(values in prop::collection::vec(0.0_f64..100.0, 2..30), missing in 1_u64..50) {
            prop_assume!(!constant(&values));
            let process = mean_of_process(&values, 0.95).unwrap();
            let members = mean_of_members(&values, values.len() as u64 + missing, 0.95).unwrap();
            prop_assert!(members.standard_error < process.standard_error);
            let mut turned = values.clone();
            turned.reverse();
            let again = mean_of_process(&turned, 0.95).unwrap();
            prop_assert!((again.mean - process.mean).abs() < 1e-9 && (again.standard_error - process.standard_error).abs() < 1e-9);
            prop_assert!(mean_of_process(&values, 0.9).unwrap().interval.low >= process.interval.low);
        }
    }
}
