//! What is known of a share: a beta distribution, before and after counts.

use super::refusal::{finite, tail_of};
use super::tail::beta_below;
use super::{Interval, Refusal, beta_quantile};

/// A beta distribution of a share: as if `favourable` of `favourable + other` answers had been seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaShare {
    favourable: f64,
    other: f64,
}

impl BetaShare {
    /// From its two shapes. Refuses shapes that are not positive and finite.
    pub fn new(favourable: f64, other: f64) -> Result<Self, Refusal> {
        if finite(favourable)? <= 0.0 || finite(other)? <= 0.0 {
            return Err(Refusal::OutOfRange);
        }
        Ok(Self { favourable, other })
    }

    /// The shapes, favourable first.
    pub fn shapes(&self) -> [f64; 2] {
        [self.favourable, self.other]
    }

    /// What it becomes after `x` favourable of `n` answers. Refuses `x > n`.
    pub fn after(&self, x: u64, n: u64) -> Result<Self, Refusal> {
        let rest = n.checked_sub(x).ok_or(Refusal::Impossible)?;
        Self::new(self.favourable + x as f64, self.other + rest as f64)
    }

    /// Its mean, 0 to 1.
    pub fn mean(&self) -> f64 {
        self.favourable / (self.favourable + self.other)
    }

    /// The interval with this probability, half of the rest on each side. Refuses a level that is not strictly between 0 and 1.
    pub fn interval(&self, level: f64) -> Result<Interval, Refusal> {
        let tail = tail_of(level)?;
        let end = |p| beta_quantile(p, self.favourable, self.other).ok_or(Refusal::OutOfRange);
        Ok(Interval {
            low: end(tail)?,
            high: end(1.0 - tail)?,
        })
    }

    /// The probability that the share lies below a line. Refuses a line outside 0 to 1.
    pub fn below(&self, line: f64) -> Result<f64, Refusal> {
        beta_below(line, self.favourable, self.other)
    }

    /// The probability that the share lies above a line. Refuses a line outside 0 to 1.
    pub fn above(&self, line: f64) -> Result<f64, Refusal> {
        beta_below(1.0 - line, self.other, self.favourable)
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_r() {
        let text = include_str!("../../tests/golden/stats/shrinkage.csv");
        for case in golden::cases(text, "beta") {
            let found = BetaShare::new(case.one("a"), case.one("b"))
                .unwrap()
                .after(case.count("x"), case.count("n"))
                .unwrap();
            let interval = found.interval(0.95).unwrap();
            golden::near(found.mean(), case.one("mean"), 1e-9, &case);
            golden::near(interval.low, case.one("low"), 1e-9, &case);
            golden::near(interval.high, case.one("high"), 1e-9, &case);
            golden::near(found.below(0.5).unwrap(), case.one("below"), 1e-9, &case);
            golden::near(
                found.above(0.5).unwrap(),
                1.0 - case.one("below"),
                1e-9,
                &case,
            );
        }
    }

    #[test]
    fn refuses_what_is_no_share() {
        assert_eq!(BetaShare::new(0.0, 1.0), Err(Refusal::OutOfRange));
        assert_eq!(BetaShare::new(1.0, f64::NAN), Err(Refusal::NotFinite));
        let some = BetaShare::new(1.0, 1.0).unwrap();
        assert_eq!(some.after(3, 2), Err(Refusal::Impossible));
        assert_eq!(some.below(1.1), Err(Refusal::OutOfRange));
        assert_eq!(some.interval(0.0), Err(Refusal::OutOfRange));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn answers_draw_it_to_them_and_order_is_nothing(a in 0.1_f64..20.0, b in 0.1_f64..20.0, n in 1_u64..30, draw in 0_u64..30) {
            let (x, before) = (draw % (n + 1), BetaShare::new(a, b).unwrap());
            let after = before.after(x, n).unwrap();
            let share = x as f64 / n as f64;
            prop_assert!(after.mean() >= share.min(before.mean()) - 1e-12 && after.mean() <= share.max(before.mean()) + 1e-12);
            let in_two = before.after(x, x).unwrap().after(0, n - x).unwrap();
            prop_assert!((in_two.mean() - after.mean()).abs() < 1e-12);
            prop_assert!((after.below(0.5).unwrap() + after.above(0.5).unwrap() - 1.0).abs() < 1e-10);
            let (wide, narrow) = (after.interval(0.95).unwrap(), after.interval(0.8).unwrap());
            prop_assert!(wide.low < narrow.low && narrow.high < wide.high);
        }
    }
}
