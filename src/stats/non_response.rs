//! Those who did not answer: what may be true whatever they think, and rates of response.

use super::refusal::finite;
use super::{Interval, Refusal};

/// The share favourable among `population` members of whom `n` answered and `x` of those were favourable, whatever the others think:
/// `x/N` to `(x + N - n)/N` (Manski 1989). No probability is involved: the share is in it. For small groups it tells insiders what the
/// missing can have said; do not print it there. Refuses `N = 0`, `n > N` and `x > n`; `n = 0` gives 0 to 1.
pub fn share_bounds(x: u64, n: u64, population: u64) -> Result<Interval, Refusal> {
    if population == 0 || x > n || n > population {
        return Err(Refusal::Impossible);
    }
    let all = population as f64;
    Ok(Interval {
        low: x as f64 / all,
        high: (x + (population - n)) as f64 / all,
    })
}

/// The mean among `population` members of whom `n` answered with this mean, whatever the others think, on a scale from `scale.low` to
/// `scale.high`. Refuses `N = 0`, `n > N`, a scale upside down, a mean outside its scale (unless nobody answered), and what is not finite.
pub fn mean_bounds(
    mean: f64,
    n: u64,
    population: u64,
    scale: Interval,
) -> Result<Interval, Refusal> {
    if population == 0 || n > population {
        return Err(Refusal::Impossible);
    }
    let (least, most) = (finite(scale.low)?, finite(scale.high)?);
    finite(mean)?;
    if least > most || (n > 0 && !(least..=most).contains(&mean)) {
        return Err(Refusal::OutOfRange);
    }
    let answered = n as f64 / population as f64;
    let missing = (population - n) as f64 / population as f64;
    let with = |rest: f64| {
        if n == 0 {
            rest
        } else {
            answered * mean + missing * rest
        }
    };
    Ok(Interval {
        low: with(least),
        high: with(most),
    })
}

/// Where an interval lies against a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// All of it on the line or above.
    Above,
    /// All of it below the line.
    Below,
    /// On both sides: a decision by this line hangs on those who did not answer.
    Open,
}

/// Whether a decision by this line is the same at both ends. Refuses a line that is not finite.
pub fn side_of(bounds: Interval, line: f64) -> Result<Side, Refusal> {
    finite(line)?;
    Ok(if bounds.low >= line {
        Side::Above
    } else if bounds.high < line {
        Side::Below
    } else {
        Side::Open
    })
}

/// What became of each invitation (AAPOR, *Standard Definitions*, 10th edition, 2023).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispositions {
    /// Complete answers, `I`.
    pub complete: u64,
    /// Partial answers, `P`.
    pub partial: u64,
    /// Refusals and break-offs, `R`.
    pub refused: u64,
    /// Never reached, `NC`.
    pub not_reached: u64,
    /// Other eligible, `O`.
    pub other: u64,
    /// Not known whether there is anybody eligible, `UH`.
    pub unknown_household: u64,
    /// Unknown otherwise, `UO`.
    pub unknown_other: u64,
}

/// AAPOR's response rates, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResponseRates {
    /// Complete answers among all, the unknown counted as eligible.
    pub rr1: f64,
    /// Complete and partial answers among the same.
    pub rr2: f64,
    /// As RR1, with the share of the unknown that is estimated to be eligible.
    pub rr3: f64,
    /// As RR2, with that share.
    pub rr4: f64,
    /// As RR1, with none of the unknown.
    pub rr5: f64,
    /// As RR2, with none of the unknown.
    pub rr6: f64,
}

/// The six response rates; `eligible` is the share of the unknown that is estimated to be eligible. Refuses nobody known to be
/// eligible and a share outside 0 to 1.
pub fn response_rates(of: Dispositions, eligible: f64) -> Result<ResponseRates, Refusal> {
    if !(0.0..=1.0).contains(&eligible) {
        return Err(Refusal::OutOfRange);
    }
    let answered = of.complete as f64 + of.partial as f64;
    let known = answered + of.refused as f64 + of.not_reached as f64 + of.other as f64;
    let unknown = of.unknown_household as f64 + of.unknown_other as f64;
    if known <= 0.0 {
        return Err(Refusal::Impossible);
    }
    let complete = of.complete as f64;
    Ok(ResponseRates {
        rr1: complete / (known + unknown),
        rr2: answered / (known + unknown),
        rr3: complete / (known + eligible * unknown),
        rr4: answered / (known + eligible * unknown),
        rr5: complete / known,
        rr6: answered / known,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PERCENT: Interval = Interval {
        low: 0.0,
        high: 100.0,
    };

    #[test]
    fn five_of_six_in_seven() {
        let found = share_bounds(5, 6, 7).unwrap();
        assert!((found.low - 5.0 / 7.0).abs() < 1e-15 && (found.high - 6.0 / 7.0).abs() < 1e-15);
        assert_eq!(side_of(found, 0.7), Ok(Side::Above));
        assert_eq!(side_of(found, 0.75), Ok(Side::Open));
        assert_eq!(side_of(found, 0.9), Ok(Side::Below));
        let found = share_bounds(4, 5, 8).unwrap();
        assert!((found.low - 0.5).abs() < 1e-15 && (found.high - 0.875).abs() < 1e-15);
        let found = mean_bounds(60.0, 3, 4, PERCENT).unwrap();
        assert!((found.low - 45.0).abs() < 1e-12 && (found.high - 70.0).abs() < 1e-12);
    }

    #[test]
    fn rates_are_those_of_aapor() {
        let found = response_rates(
            Dispositions {
                complete: 60,
                partial: 5,
                refused: 10,
                not_reached: 20,
                other: 2,
                unknown_household: 2,
                unknown_other: 1,
            },
            0.8,
        )
        .unwrap();
        for (found, expected) in [
            (found.rr1, 0.6),
            (found.rr2, 0.65),
            (found.rr3, 0.603_621_7),
            (found.rr4, 65.0 / 99.4),
            (found.rr5, 0.618_556_7),
            (found.rr6, 0.670_103_1),
        ] {
            assert!((found - expected).abs() < 5e-8, "{found} {expected}");
        }
    }

    #[test]
    fn refuses_impossible_counts() {
        assert_eq!(share_bounds(0, 0, 0), Err(Refusal::Impossible));
        assert_eq!(share_bounds(3, 2, 5), Err(Refusal::Impossible));
        assert_eq!(share_bounds(3, 6, 5), Err(Refusal::Impossible));
        assert_eq!(mean_bounds(101.0, 3, 5, PERCENT), Err(Refusal::OutOfRange));
        assert_eq!(
            mean_bounds(f64::NAN, 3, 5, PERCENT),
            Err(Refusal::NotFinite)
        );
        assert_eq!(mean_bounds(1.0, 6, 5, PERCENT), Err(Refusal::Impossible));
        assert_eq!(side_of(PERCENT, f64::NAN), Err(Refusal::NotFinite));
        assert_eq!(
            response_rates(Dispositions::default(), 1.0),
            Err(Refusal::Impossible)
        );
        let one = Dispositions {
            complete: 1,
            ..Dispositions::default()
        };
        assert_eq!(response_rates(one, 1.1), Err(Refusal::OutOfRange));
    }

    proptest! {
        #[test]
        fn whatever_the_missing_think_is_inside(n in 1_u64..30, missing in 0_u64..30, draws in (0_u64..30, 0_u64..30)) {
            let (x, others) = (draws.0 % (n + 1), draws.1 % (missing + 1));
            let bounds = share_bounds(x, n, n + missing).unwrap();
            let truth = (x + others) as f64 / (n + missing) as f64;
            prop_assert!(bounds.low <= truth && truth <= bounds.high);
            // The share is the mean of a scale from 0 to 1.
            let same = mean_bounds(x as f64 / n as f64, n, n + missing, Interval { low: 0.0, high: 1.0 }).unwrap();
            prop_assert!((same.low - bounds.low).abs() < 1e-12 && (same.high - bounds.high).abs() < 1e-12);
        }
    }
}
