//! What can be seen at all: power, the smallest detectable difference, and the answers it takes.

use super::noncentral_t::noncentral_t_below;
use super::refusal::{finite, inside, tail_of};
use super::tail::normal_below;
use super::{Refusal, normal_quantile, t_quantile};

/// Two groups to be compared by Student's t test, and how sure one wants to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Standard deviation of the values in each group, in their units.
    pub sd: f64,
    /// Answers in the first group.
    pub first: u64,
    /// Answers in the second group.
    pub second: u64,
    /// Level of the two-sided test, 0.95 for a probability of 0.05.
    pub level: f64,
}

impl Comparison {
    /// The probability that the test finds a difference of this size, in its direction (R's `power.t.test`, which leaves out the other
    /// tail): non-central t with `n1 + n2 - 2` degrees of freedom about `difference / (sd sqrt(1/n1 + 1/n2))`. Refuses an empty group,
    /// fewer than three answers in all, an `sd` that is not positive, and what is not finite.
    pub fn power(&self, difference: f64) -> Result<f64, Refusal> {
        let (scale, df) = self.scale()?;
        power_of(finite(difference)?.abs() / scale, df, self.level)
    }

    /// The smallest difference, in the units of the values, that the test finds with this power (more than the test's own error).
    /// Refuses as [`Self::power`], and a power that is not strictly between half the test's error and 1.
    pub fn smallest_detectable(&self, power: f64) -> Result<f64, Refusal> {
        let (scale, df) = self.scale()?;
        if inside(power)? <= tail_of(self.level)? {
            return Err(Refusal::OutOfRange);
        }
        let sought = |away: f64| Ok::<_, Refusal>(power_of(away, df, self.level)? >= power);
        let (mut low, mut high) = (0.0, 1.0);
        while !sought(high)? {
            low = high;
            high *= 2.0;
            if high > 1e6 {
                return Err(Refusal::NoFit);
            }
        }
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if sought(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        finite(high * scale)
    }

    /// The standard error of the difference, and the degrees of freedom.
    fn scale(&self) -> Result<(f64, f64), Refusal> {
        let answers = self.first.saturating_add(self.second);
        if self.first == 0 || self.second == 0 {
            return Err(Refusal::Impossible);
        }
        if answers < 3 {
            return Err(Refusal::TooFew {
                needed: 3,
                found: 2,
            });
        }
        if finite(self.sd)? <= 0.0 {
            return Err(Refusal::NoSpread);
        }
        let (n, m) = (self.first as f64, self.second as f64);
        Ok((self.sd * (1.0 / n + 1.0 / m).sqrt(), n + m - 2.0))
    }
}

fn power_of(away: f64, df: f64, level: f64) -> Result<f64, Refusal> {
    let line = t_quantile(1.0 - tail_of(level)?, df).ok_or(Refusal::OutOfRange)?;
    Ok(1.0 - noncentral_t_below(line, df, away)?)
}

/// Answers a group that the t test needs to find a difference of `effect` standard deviations with this power, not rounded (R's
/// `power.t.test`). Refuses an effect that is 0 or not finite, and a power that is not strictly between half the test's error and 1.
pub fn answers_needed(effect: f64, power: f64, level: f64) -> Result<f64, Refusal> {
    let effect = finite(effect)?.abs();
    let tail = tail_of(level)?;
    if effect <= 0.0 || inside(power)? <= tail {
        return Err(Refusal::OutOfRange);
    }
    let reached = |n: f64| {
        Ok::<_, Refusal>(power_of(effect * (n / 2.0).sqrt(), 2.0 * n - 2.0, level)? >= power)
    };
    let (mut low, mut high) = (1.5, 4.0);
    if reached(low)? {
        return Ok(low);
    }
    while !reached(high)? {
        low = high;
        high *= 2.0;
        if high > 1e9 {
            return Err(Refusal::NoFit);
        }
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if reached(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

/// The probability of finding that two shares differ, with `n` answers a group, by the normal test of two shares (R's `power.prop.test`):
/// `P(Z < (sqrt(n)|p-q| - z sqrt((p+q)(1 - (p+q)/2))) / sqrt(p(1-p) + q(1-q)))`. Refuses `n = 0`, shares outside 0 to 1 or both at the same
/// end, and a level that is not strictly between 0 and 1.
pub fn share_power(n: u64, first: f64, second: f64, level: f64) -> Result<f64, Refusal> {
    let z = normal_quantile(1.0 - tail_of(level)?).ok_or(Refusal::OutOfRange)?;
    if !(0.0..=1.0).contains(&first) || !(0.0..=1.0).contains(&second) {
        return Err(Refusal::OutOfRange);
    }
    if n == 0 {
        return Err(Refusal::Impossible);
    }
    let spread = first * (1.0 - first) + second * (1.0 - second);
    if spread <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    let both = first + second;
    let pooled = (both * (1.0 - both / 2.0)).sqrt();
    Ok(normal_below(
        ((n as f64).sqrt() * (first - second).abs() - z * pooled) / spread.sqrt(),
    ))
}

/// The smallest share above `from` that [`share_power`] finds with this power and `n` answers a group. Refuses as [`share_power`], a power
/// that is not strictly between 0 and 1 or is reached without a difference, and [`Refusal::NoFit`] where not even everybody would do.
pub fn smallest_detectable_share(
    n: u64,
    from: f64,
    power: f64,
    level: f64,
) -> Result<f64, Refusal> {
    inside(power)?;
    inside(from)?;
    if share_power(n, from, from, level)? >= power {
        return Err(Refusal::OutOfRange);
    }
    if share_power(n, from, 1.0, level)? < power {
        return Err(Refusal::NoFit);
    }
    let (mut low, mut high) = (from, 1.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if share_power(n, from, middle, level)? >= power {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

/// The half-width of Student's interval of a mean with `n` answers and this standard deviation, in its units. Refuses `n` below 2, an
/// `sd` that is not positive or not finite, and a level that is not strictly between 0 and 1.
pub fn half_width(sd: f64, n: u64, level: f64) -> Result<f64, Refusal> {
    if n < 2 {
        return Err(Refusal::TooFew {
            needed: 2,
            found: usize::from(n == 1),
        });
    }
    if finite(sd)? <= 0.0 {
        return Err(Refusal::NoSpread);
    }
    let t = t_quantile(1.0 - tail_of(level)?, (n - 1) as f64).ok_or(Refusal::OutOfRange)?;
    finite(t * sd / (n as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const POWER: &str = include_str!("../../tests/golden/stats/power.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(POWER, "t") {
            let found = Comparison {
                sd: case.one("sd"),
                first: case.count("n"),
                second: case.count("n"),
                level: case.one("level"),
            };
            golden::near(
                found.power(case.one("delta")).unwrap(),
                case.one("power"),
                1e-9,
                &case,
            );
            let least = found.smallest_detectable(0.8).unwrap();
            golden::near(least, case.one("least"), 1e-7, &case);
        }
        for case in golden::cases(POWER, "n") {
            let found =
                answers_needed(case.one("effect"), case.one("power"), case.one("level")).unwrap();
            golden::near(found, case.one("n"), 1e-7, &case);
        }
        for case in golden::cases(POWER, "share") {
            let found = share_power(case.count("n"), case.one("p"), case.one("q"), 0.95).unwrap();
            golden::near(found, case.one("power"), 1e-9, &case);
        }
        for case in golden::cases(POWER, "rise") {
            let found =
                smallest_detectable_share(case.count("n"), case.one("from"), 0.8, 0.95).unwrap();
            golden::near(found, case.one("to"), 1e-9, &case);
        }
    }

    #[test]
    fn precision_at_the_size_of_a_network() {
        // Standard deviation 18 on a scale of 100 points.
        for (n, points) in [(5, 22.0), (6, 19.0), (7, 17.0), (8, 15.0)] {
            assert!((half_width(18.0, n, 0.95).unwrap() - points).abs() < 0.51);
        }
        for (n, points) in [(6, 32.0), (26, 14.0), (764, 2.6)] {
            let found = Comparison {
                sd: 18.0,
                first: n,
                second: n,
                level: 0.95,
            };
            let least = found.smallest_detectable(0.8).unwrap();
            assert!((least / points - 1.0).abs() < 0.02, "{least} {points}");
        }
    }

    #[test]
    fn refuses_what_has_no_power() {
        let good = Comparison {
            sd: 18.0,
            first: 6,
            second: 6,
            level: 0.95,
        };
        assert_eq!(
            Comparison { sd: 0.0, ..good }.power(1.0),
            Err(Refusal::NoSpread)
        );
        assert_eq!(
            Comparison { first: 0, ..good }.power(1.0),
            Err(Refusal::Impossible)
        );
        assert!(matches!(
            Comparison {
                first: 1,
                second: 1,
                ..good
            }
            .power(1.0),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(good.power(f64::NAN), Err(Refusal::NotFinite));
        assert_eq!(good.smallest_detectable(0.02), Err(Refusal::OutOfRange));
        assert_eq!(answers_needed(0.0, 0.8, 0.95), Err(Refusal::OutOfRange));
        assert_eq!(share_power(0, 0.1, 0.2, 0.95), Err(Refusal::Impossible));
        assert_eq!(share_power(5, 0.0, 1.0, 0.95), Err(Refusal::NoSpread));
        let of_six = |from, power| smallest_detectable_share(6, from, power, 0.95);
        assert_eq!(of_six(0.8, 0.8), Err(Refusal::NoFit));
        assert_eq!(of_six(0.0, 0.8), Err(Refusal::OutOfRange));
        assert_eq!(of_six(0.5, 0.01), Err(Refusal::OutOfRange));
        assert!(matches!(
            half_width(18.0, 1, 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert_eq!(half_width(f64::NAN, 5, 0.95), Err(Refusal::NotFinite));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn more_answers_see_smaller_differences(n in 3_u64..60, sd in 1.0_f64..40.0) {
            let of = |n| Comparison { sd, first: n, second: n, level: 0.95 };
            let (few, many) = (of(n).smallest_detectable(0.8).unwrap(), of(n + 5).smallest_detectable(0.8).unwrap());
            prop_assert!(many < few);
            prop_assert!((of(n).power(few).unwrap() - 0.8).abs() < 1e-9);
            prop_assert!(half_width(sd, n + 1, 0.95).unwrap() < half_width(sd, n, 0.95).unwrap());
        }
    }
}
