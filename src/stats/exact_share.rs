//! What is exact about a share: the interval of Clopper and Pearson, and the binomial test.

use super::refusal::tail_of;
use super::tail::beta_below;
use super::{Interval, Refusal, beta_quantile};

/// The interval of Clopper and Pearson (Biometrika 26, 1934) of `x` out of `n`: `B(a/2; x, n-x+1)` to `B(1-a/2; x+1, n-x)`,
/// where `B` is the beta quantile; 0 at `x = 0`, 1 at `x = n`. It never covers less than its level, and often much more.
/// Refuses `n = 0`, `x > n` and a level that is not strictly between 0 and 1.
pub fn clopper_pearson(x: u64, n: u64, level: f64) -> Result<Interval, Refusal> {
    if n == 0 || x > n {
        return Err(Refusal::Impossible);
    }
    let tail = tail_of(level)?;
    let (yes, no) = (x as f64, (n - x) as f64);
    let end = |p, a, b| beta_quantile(p, a, b).ok_or(Refusal::OutOfRange);
    Ok(Interval {
        low: if x == 0 {
            0.0
        } else {
            end(tail, yes, no + 1.0)?
        },
        high: if x == n {
            1.0
        } else {
            end(1.0 - tail, yes + 1.0, no)?
        },
    })
}

/// The exact two-sided test that the share behind `x` of `n` is `share` (R's `binom.test`): the probability of all outcomes that
/// are no more likely than `x`, with R's slack of one in ten million for ties. Refuses `n = 0`, `x > n`, more than a million trials
/// and a share that is not strictly between 0 and 1.
pub fn binomial_test(x: u64, n: u64, share: f64) -> Result<f64, Refusal> {
    if n == 0 || x > n {
        return Err(Refusal::Impossible);
    }
    if n > 1_000_000 {
        return Err(Refusal::TooMany);
    }
    let share = super::refusal::inside(share)?;
    // The mass at the mean is within reach of floats for any n allowed; the others follow from it by their ratios.
    let log_odds = (share / (1.0 - share)).ln();
    let mut logs = vec![0.0];
    let mut log = 0.0;
    for k in 0..n {
        log += ((n - k) as f64 / (k + 1) as f64).ln() + log_odds;
        logs.push(log);
    }
    let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let masses: Vec<f64> = logs.iter().map(|log| (log - greatest).exp()).collect();
    let own = usize::try_from(x)
        .ok()
        .and_then(|at| masses.get(at))
        .ok_or(Refusal::Impossible)?
        * (1.0 + 1e-7);
    let total: f64 = masses.iter().sum();
    let unlikely: f64 = masses.iter().filter(|mass| **mass <= own).sum();
    Ok((unlikely / total).min(1.0))
}

/// The probability of at least `x` of `n` if each succeeds with this share: `I(share; x, n-x+1)`. 1 at `x = 0`.
/// Refuses `x > n` and a share outside 0 to 1.
pub fn at_least(x: u64, n: u64, share: f64) -> Result<f64, Refusal> {
    if x > n {
        return Err(Refusal::Impossible);
    }
    if !(0.0..=1.0).contains(&share) {
        return Err(Refusal::OutOfRange);
    }
    if x == 0 {
        return Ok(1.0);
    }
    if share >= 1.0 {
        return Ok(1.0);
    }
    beta_below(share, x as f64, (n - x + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const SHARES: &str = include_str!("../../tests/golden/stats/shares.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(SHARES, "exact") {
            let (x, n, level) = (case.count("x"), case.count("n"), case.one("level"));
            let found = clopper_pearson(x, n, level).unwrap();
            golden::near(found.low, case.one("low"), 1e-9, &case);
            golden::near(found.high, case.one("high"), 1e-9, &case);
        }
        for case in golden::cases(SHARES, "binomial") {
            let p = binomial_test(case.count("x"), case.count("n"), case.one("share")).unwrap();
            golden::near(p, case.one("p"), 1e-9, &case);
            let p = at_least(case.count("x"), case.count("n"), case.one("share")).unwrap();
            golden::near(p, case.one("greater"), 1e-9, &case);
        }
    }

    #[test]
    fn the_exact_interval_never_holds_less_than_its_level_and_wilson_does() {
        // By enumeration of the outcomes, over a grid of shares.
        let held = |n: u64, share: f64, holds: &dyn Fn(u64) -> bool| -> f64 {
            (0..=n)
                .filter(|x| holds(*x))
                .map(|x| {
                    let more = if x == n {
                        0.0
                    } else {
                        at_least(x + 1, n, share).unwrap()
                    };
                    at_least(x, n, share).unwrap() - more
                })
                .sum()
        };
        let mut least_of_wilson = 1.0_f64;
        for n in 5..=8 {
            let ends = |of: &dyn Fn(u64) -> Interval| (0..=n).map(of).collect::<Vec<_>>();
            let exact = ends(&|x| clopper_pearson(x, n, 0.95).unwrap());
            let wilson = ends(&|x| super::super::wilson(x, n, 0.95).unwrap());
            for share in (1..50).map(|at| f64::from(at) / 50.0) {
                let inside = |of: &[Interval], x: u64| {
                    let found = of[usize::try_from(x).unwrap()];
                    found.low <= share && share <= found.high
                };
                let rate = held(n, share, &|x| inside(&exact, x));
                assert!(rate >= 0.95 - 1e-12, "{n} {share}: {rate}");
                least_of_wilson = least_of_wilson.min(held(n, share, &|x| inside(&wilson, x)));
            }
        }
        assert!(
            least_of_wilson > 0.8 && least_of_wilson < 0.95,
            "{least_of_wilson}"
        );
    }

    #[test]
    fn refuses_impossible_counts() {
        assert_eq!(clopper_pearson(0, 0, 0.95), Err(Refusal::Impossible));
        assert_eq!(clopper_pearson(3, 2, 0.95), Err(Refusal::Impossible));
        assert_eq!(clopper_pearson(1, 2, f64::NAN), Err(Refusal::OutOfRange));
        assert_eq!(binomial_test(1, 0, 0.5), Err(Refusal::Impossible));
        assert_eq!(binomial_test(1, 2, 1.0), Err(Refusal::OutOfRange));
        assert_eq!(binomial_test(1, 2_000_000, 0.5), Err(Refusal::TooMany));
        assert_eq!(at_least(3, 2, 0.5), Err(Refusal::Impossible));
        assert_eq!(at_least(1, 2, f64::NAN), Err(Refusal::OutOfRange));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_interval_is_mirrored_and_grows_with_x(n in 1_u64..300, draw in 0_u64..300, level in 0.5_f64..0.999) {
            let x = draw % n;
            let (here, next) = (clopper_pearson(x, n, level).unwrap(), clopper_pearson(x + 1, n, level).unwrap());
            prop_assert!(here.low <= next.low && here.high <= next.high);
            let mirror = clopper_pearson(n - x, n, level).unwrap();
            prop_assert!((mirror.low + here.high - 1.0).abs() < 1e-11 && (mirror.high + here.low - 1.0).abs() < 1e-11);
            let wilson = super::super::wilson(x, n, level).unwrap();
            prop_assert!(here.low <= wilson.high && wilson.low <= here.high);
        }

        #[test]
        fn the_test_and_the_interval_ask_the_same_question(n in 1_u64..60, draw in 0_u64..60) {
            let x = draw % (n + 1);
            let found = clopper_pearson(x, n, 0.95).unwrap();
            if found.low > 0.0 {
                prop_assert!((at_least(x, n, found.low).unwrap() - 0.025).abs() < 1e-10);
            }
            prop_assert!(binomial_test(x, n, x as f64 / (n + 1) as f64 + 1e-6).unwrap() <= 1.0);
        }
    }
}
