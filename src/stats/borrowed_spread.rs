//! Differences of means that are judged by a spread from elsewhere: what is left to do where of a small group nothing but its mean is known.
//!
//! Invariant: nothing here asks for the values, or for a spread of the group's own.

use super::noncentral_t::noncentral_t_below;
use super::refusal::{finite, inside, tail_of};
use super::tail::t_two_sided;
use super::{Interval, Refusal, t_quantile};

/// A standard deviation between persons, and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Standard deviation (n - 1), in the units of the values.
    pub sd: f64,
    /// Degrees of freedom: answers that it was taken from, less one.
    pub df: u64,
}

/// How sure the difference of two means is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judge {
    standard_error: f64,
    df: f64,
}

impl Judge {
    /// For the mean of a part less that of the whole it belongs to. With `f = n/N` the whole is `f` part and `1 - f` rest, so the difference
    /// is `(1 - f)` times that of part and rest, whose variance is `sigma^2 (1/n + 1/(N - n))`; together `sigma^2 (1/n - 1/N)`. If the parts
    /// do not differ, this over its standard error lies within Student's t on `N - 1` degrees of freedom: its spread holds the difference
    /// itself, so it errs on the safe side. Refuses an empty part, one that is not less than the whole, and a spread that is not positive.
    pub fn of_part(spread: Spread, part: u32, whole: u32) -> Result<Self, Refusal> {
        if part == 0 || part >= whole {
            return Err(Refusal::Impossible);
        }
        let variance = variance(spread)?;
        let share = 1.0 / f64::from(part) - 1.0 / f64::from(whole);
        Ok(Self {
            standard_error: finite((variance * share).sqrt())?,
            df: spread.df as f64,
        })
    }

    /// For the mean of one group less that of another, each with as many answers as stand beside its spread: variance `s^2/n` each, degrees
    /// of freedom by Satterthwaite (Biometrics Bulletin 2, 1946) from those of the two spreads. With spreads of the groups' own this is
    /// Welch's test. Refuses a group without answers, and a spread that is not positive.
    pub fn of_two(first: (Spread, u32), second: (Spread, u32)) -> Result<Self, Refusal> {
        if first.1 == 0 || second.1 == 0 {
            return Err(Refusal::Impossible);
        }
        let of_mean =
            |(spread, n): (Spread, u32)| Ok::<_, Refusal>(variance(spread)? / f64::from(n));
        let (a, b) = (of_mean(first)?, of_mean(second)?);
        let both = a + b;
        let df = both * both / (a * a / first.0.df as f64 + b * b / second.0.df as f64);
        Ok(Self {
            standard_error: finite(both.sqrt())?,
            df: finite(df)?,
        })
    }

    /// For the mean of a group with as many answers as stand beside its spread, less a line that is known: variance `s^2/n`. With a spread of
    /// the group's own this is Student's test. Refuses a group without answers, and a spread that is not positive.
    pub fn of_one((spread, n): (Spread, u32)) -> Result<Self, Refusal> {
        if n == 0 {
            return Err(Refusal::Impossible);
        }
        Ok(Self {
            standard_error: finite((variance(spread)? / f64::from(n)).sqrt())?,
            df: spread.df as f64,
        })
    }

    /// The standard error, in the units of the values.
    pub fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// Degrees of freedom.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// Student's interval of a difference. Refuses a difference that is not finite, and a level that is not strictly between 0 and 1.
    pub fn interval(&self, difference: f64, level: f64) -> Result<Interval, Refusal> {
        let half = self.line(level)? * self.standard_error;
        Ok(Interval {
            low: finite(difference - half)?,
            high: finite(difference + half)?,
        })
    }

    /// Two-sided probability of a difference as great where there is none. Refuses a difference that is not finite.
    pub fn p(&self, difference: f64) -> Result<f64, Refusal> {
        t_two_sided(finite(difference / self.standard_error)?, self.df)
    }

    /// The smallest difference that the test at this level finds with this power, in its direction, by the non-central t. Refuses a level
    /// that is not strictly between 0 and 1, and a power that is not strictly between half the test's error and 1.
    pub fn smallest_detectable(&self, power: f64, level: f64) -> Result<f64, Refusal> {
        if inside(power)? <= tail_of(level)? {
            return Err(Refusal::OutOfRange);
        }
        let line = self.line(level)?;
        let found =
            |away: f64| Ok::<_, Refusal>(1.0 - noncentral_t_below(line, self.df, away)? >= power);
        let (mut low, mut high) = (0.0, 1.0);
        while !found(high)? {
            low = high;
            high *= 2.0;
            if high > 1e6 {
                return Err(Refusal::NoFit);
            }
        }
        for _ in 0..50 {
            let middle = f64::midpoint(low, high);
            if found(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        finite(high * self.standard_error)
    }

    /// What the difference over its standard error must pass.
    fn line(&self, level: f64) -> Result<f64, Refusal> {
        t_quantile(1.0 - tail_of(level)?, self.df).ok_or(Refusal::OutOfRange)
    }
}

fn variance(spread: Spread) -> Result<f64, Refusal> {
    if spread.df == 0 {
        return Err(Refusal::TooFew {
            needed: 2,
            found: 1,
        });
    }
    if finite(spread.sd)? <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    finite(spread.sd * spread.sd)
}

#[cfg(test)]
mod tests {
    use super::super::{golden, welch};
    use super::*;
    use proptest::prelude::*;

    const DIFFERENCES: &str = include_str!("../../tests/golden/comparisons/differences.csv");

    fn spread(case: &golden::Case, which: &str) -> Spread {
        Spread {
            sd: case.one(&format!("sd{which}")),
            df: case.count(&format!("df{which}")),
        }
    }

    fn answers(case: &golden::Case, which: &str) -> u32 {
        u32::try_from(case.count(which)).unwrap()
    }

    #[track_caller]
    fn agrees(found: Judge, case: &golden::Case) {
        let (difference, level) = (case.one("difference"), case.one("level"));
        golden::near(found.standard_error(), case.one("se"), 1e-12, case);
        golden::near(found.df(), case.one("df"), 1e-12, case);
        let interval = found.interval(difference, level).unwrap();
        golden::near(interval.low, case.one("low"), 1e-9, case);
        golden::near(interval.high, case.one("high"), 1e-9, case);
        golden::near(found.p(difference).unwrap(), case.one("p"), 1e-9, case);
        let least = found.smallest_detectable(0.8, level).unwrap();
        golden::near(least, case.one("least"), 1e-7, case);
    }

    #[test]
    fn agrees_with_scipy() {
        for case in golden::cases(DIFFERENCES, "part") {
            let (part, whole) = (answers(&case, "part"), answers(&case, "whole"));
            agrees(
                Judge::of_part(spread(&case, "1"), part, whole).unwrap(),
                &case,
            );
        }
        for case in golden::cases(DIFFERENCES, "two") {
            let first = (spread(&case, "1"), answers(&case, "n1"));
            let second = (spread(&case, "2"), answers(&case, "n2"));
            agrees(Judge::of_two(first, second).unwrap(), &case);
        }
    }

    #[test]
    fn with_their_own_spreads_two_groups_are_welchs() {
        let (a, b) = (
            [55.0, 70.0, 62.5, 41.0, 80.0],
            [50.0, 66.0, 91.0, 70.5, 58.0, 62.0],
        );
        let test = welch(&a, &b, 0.95).unwrap();
        let own = |values: &[f64]| {
            let n = u32::try_from(values.len()).unwrap();
            let sd = super::super::sd(values).unwrap();
            (
                Spread {
                    sd,
                    df: u64::from(n) - 1,
                },
                n,
            )
        };
        let judge = Judge::of_two(own(&a), own(&b)).unwrap();
        assert!((judge.df() - test.df).abs() < 1e-9);
        assert!((judge.p(test.difference).unwrap() - test.p).abs() < 1e-12);
    }

    #[test]
    fn refuses_what_cannot_be_judged() {
        let good = Spread { sd: 18.0, df: 763 };
        let flat = Spread { sd: 0.0, ..good };
        assert_eq!(Judge::of_part(good, 0, 9), Err(Refusal::Impossible));
        assert_eq!(Judge::of_part(good, 9, 9), Err(Refusal::Impossible));
        assert_eq!(Judge::of_part(flat, 5, 9), Err(Refusal::NoSpread));
        assert_eq!(Judge::of_two((good, 6), (flat, 6)), Err(Refusal::NoSpread));
        assert_eq!(
            Judge::of_two((good, 0), (good, 6)),
            Err(Refusal::Impossible)
        );
        let alone = Spread { df: 0, ..good };
        assert!(matches!(
            Judge::of_part(alone, 5, 9),
            Err(Refusal::TooFew { .. })
        ));
        let judge = Judge::of_part(good, 6, 764).unwrap();
        assert_eq!(judge.p(f64::NAN), Err(Refusal::NotFinite));
        assert_eq!(judge.interval(f64::INFINITY, 0.95), Err(Refusal::NotFinite));
        assert_eq!(judge.interval(1.0, 1.0), Err(Refusal::OutOfRange));
        assert_eq!(
            judge.smallest_detectable(0.01, 0.95),
            Err(Refusal::OutOfRange)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn turns_with_the_sign_and_fewer_answers_are_less_sure(sd in 1.0_f64..40.0, n in 5_u32..60, more in 1_u32..20, d in -60.0_f64..60.0) {
            let spread = Spread { sd, df: 500 };
            for judge in [|s, n| Judge::of_part(s, n, 501).unwrap(), |s, n| Judge::of_two((s, n), (s, 30)).unwrap()] {
                let (few, many) = (judge(spread, n), judge(spread, n + more));
                prop_assert!(many.standard_error() < few.standard_error());
                let (one, other) = (few.interval(d, 0.95).unwrap(), few.interval(-d, 0.95).unwrap());
                prop_assert!((one.low + other.high).abs() < 1e-9 && (one.high + other.low).abs() < 1e-9);
                prop_assert!((few.p(d).unwrap() - few.p(-d).unwrap()).abs() < 1e-12);
                prop_assert!(many.p(d).unwrap() <= few.p(d).unwrap() + 1e-9);
                // The interval leaves out nothing exactly where the test finds a difference.
                prop_assert_eq!(one.low > 0.0 || one.high < 0.0, few.p(d).unwrap() < 0.05);
                let (wide, sure) = (few.smallest_detectable(0.8, 0.95).unwrap(), many.smallest_detectable(0.8, 0.95).unwrap());
                prop_assert!(sure < wide && wide > (one.high - one.low) / 2.0);
                prop_assert!(few.smallest_detectable(0.8, 0.99).unwrap() > wide);
            }
        }
    }
}
