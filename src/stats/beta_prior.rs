//! Empirical Bayes for shares: a beta prior from many units' counts.

use super::Refusal;
use super::beta_share::BetaShare;
use super::refusal::finite;

/// What many units' counts say of the shares behind them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BetaFit {
    /// They differ beyond chance, like this.
    Spread(BetaShare),
    /// They differ no more than by chance: one share behind all, 0 to 1. No unit may be singled out.
    Alike(f64),
}

/// One unit's favourable answers and all its answers.
pub type Counts = (u64, u64);

fn total(units: &[Counts]) -> Result<f64, Refusal> {
    if units.len() < 2 {
        return Err(Refusal::TooFew {
            needed: 2,
            found: units.len(),
        });
    }
    if units.iter().any(|(x, n)| x > n || *n == 0) {
        return Err(Refusal::Impossible);
    }
    if units.iter().any(|(_, n)| *n > 1_000_000) {
        return Err(Refusal::TooMany);
    }
    if units.iter().all(|(_, n)| *n == 1) {
        // A single answer a unit says nothing of how units differ.
        return Err(Refusal::NoFit);
    }
    let (x, n) = units.iter().fold((0.0, 0.0), |(x, n), unit| {
        (x + unit.0 as f64, n + unit.1 as f64)
    });
    if x <= 0.0 || x >= n {
        return Err(Refusal::NoSpread);
    }
    Ok(x / n)
}

/// A beta prior by moments, units weighing as their answers (Kleinman 1973): with `S = sum n (p - m)^2` the correlation within units is
/// `(S / (m(1-m)) - (k-1)) / (N - sum n^2 / N - (k-1))`, and the shapes are `m` and `1-m` times one over it less one. Refuses fewer than two
/// units, counts that contradict one another, more than a million answers in one, one answer a unit, nobody or everybody favourable, and units that are each of one mind.
pub fn beta_by_moments(units: &[Counts]) -> Result<BetaFit, Refusal> {
    let share = total(units)?;
    let k = units.len() as f64;
    let (mut spread, mut all, mut squares) = (0.0, 0.0, 0.0);
    for (x, n) in units {
        let size = *n as f64;
        spread += size * (*x as f64 / size - share).powi(2);
        all += size;
        squares += size * size;
    }
    let within = (spread / (share * (1.0 - share)) - (k - 1.0)) / (all - squares / all - (k - 1.0));
    if finite(within)? <= 0.0 {
        return Ok(BetaFit::Alike(share));
    }
    let weight = 1.0 / within - 1.0;
    if weight <= 0.0 {
        return Err(Refusal::NoFit);
    }
    Ok(BetaFit::Spread(BetaShare::new(
        share * weight,
        (1.0 - share) * weight,
    )?))
}

/// Past this sum of shapes the units are taken as alike: the prior outweighs ten thousand answers.
const GREATEST_WEIGHT: f64 = 1e4;
/// Below this sum of shapes each unit is of one mind, and there is no prior.
const LEAST_WEIGHT: f64 = 1e-3;

/// A beta prior by maximum likelihood of the beta-binomial distribution (Skellam 1948; R's `VGAM::betabinomialff`), by Newton's method on
/// the logarithms of the shapes with sums `sum 1/(a+i)` in place of the digamma function. Refuses as [`beta_by_moments`].
pub fn beta_by_likelihood(units: &[Counts]) -> Result<BetaFit, Refusal> {
    let share = total(units)?;
    let start = match beta_by_moments(units) {
        Ok(BetaFit::Spread(found)) if found.shapes().iter().sum::<f64>() < 100.0 => found,
        _ => BetaShare::new(share * 10.0, (1.0 - share) * 10.0)?,
    };
    let mut logs = start.shapes().map(f64::ln);
    let mut here = Likelihood::at(units, logs);
    for _ in 0..500 {
        let step = here.ascent();
        let mut size = 1.0;
        let next = loop {
            let tried = [logs[0] + size * step[0], logs[1] + size * step[1]];
            let there = Likelihood::at(units, tried);
            if there.value >= here.value {
                break Some((tried, there));
            }
            size /= 2.0;
            if size < 1e-12 {
                break None;
            }
        };
        let Some((tried, there)) = next else { break };
        let moved = (tried[0] - logs[0]).abs().max((tried[1] - logs[1]).abs());
        (logs, here) = (tried, there);
        if logs[0].exp() + logs[1].exp() > GREATEST_WEIGHT {
            return Ok(BetaFit::Alike(share));
        }
        if logs[0].exp() + logs[1].exp() < LEAST_WEIGHT {
            return Err(Refusal::NoFit);
        }
        if moved < 1e-13 {
            break;
        }
    }
    if here.slope.iter().any(|s| s.abs() > 1e-6) {
        return Err(Refusal::NoFit);
    }
    Ok(BetaFit::Spread(BetaShare::new(
        logs[0].exp(),
        logs[1].exp(),
    )?))
}

/// The log-likelihood in the logarithms of the shapes, its slope and its curvature.
struct Likelihood {
    value: f64,
    slope: [f64; 2],
    curve: [[f64; 2]; 2],
}

impl Likelihood {
    fn at(units: &[Counts], logs: [f64; 2]) -> Self {
        let [a, b] = logs.map(f64::exp);
        // Sums of ln(c + i), 1/(c + i) and 1/(c + i)^2 for i below count.
        let sums = |c: f64, count: u64| {
            (0..count).fold([0.0; 3], |s, i| {
                let at = c + i as f64;
                [s[0] + at.ln(), s[1] + 1.0 / at, s[2] + 1.0 / (at * at)]
            })
        };
        let (mut value, mut first, mut second) = (0.0, [0.0; 2], [0.0; 2]);
        let mut mixed = 0.0;
        for (x, n) in units {
            let (yes, no, all) = (sums(a, *x), sums(b, n - x), sums(a + b, *n));
            value += yes[0] + no[0] - all[0];
            first[0] += yes[1] - all[1];
            first[1] += no[1] - all[1];
            second[0] += all[2] - yes[2];
            second[1] += all[2] - no[2];
            mixed += all[2];
        }
        let slope = [a * first[0], b * first[1]];
        Self {
            value,
            slope,
            curve: [
                [a * a * second[0] + slope[0], a * b * mixed],
                [a * b * mixed, b * b * second[1] + slope[1]],
            ],
        }
    }

    /// Newton's step where the likelihood is a hill, the slope itself where it is not; never longer than one.
    fn ascent(&self) -> [f64; 2] {
        let [[p, q], [_, r]] = self.curve;
        let determinant = p * r - q * q;
        let step = if p < 0.0 && determinant > 0.0 {
            [
                -(r * self.slope[0] - q * self.slope[1]) / determinant,
                -(p * self.slope[1] - q * self.slope[0]) / determinant,
            ]
        } else {
            self.slope
        };
        let length = step[0].hypot(step[1]).max(1.0);
        step.map(|s| s / length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const SHRINKAGE: &str = include_str!("../../tests/golden/stats/shrinkage.csv");

    fn near(fit: BetaFit, expected: [f64; 2], tolerance: f64, case: &golden::Case) {
        let BetaFit::Spread(found) = fit else {
            panic!("{case:?}")
        };
        for (found, expected) in found.shapes().iter().zip(expected) {
            golden::near(*found, expected, tolerance, case);
        }
    }

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(SHRINKAGE, "shares") {
            let whole = |x: &f64| format!("{x}").parse().unwrap();
            let units: Vec<Counts> = case
                .list("x")
                .iter()
                .zip(case.list("n"))
                .map(|(x, n)| (whole(x), whole(n)))
                .collect();
            let pair = |name: &str| [case.list(name)[0], case.list(name)[1]];
            near(
                beta_by_moments(&units).unwrap(),
                pair("moments"),
                1e-9,
                &case,
            );
            near(
                beta_by_likelihood(&units).unwrap(),
                pair("likelihood"),
                1e-6,
                &case,
            );
        }
    }

    #[test]
    fn units_that_differ_by_chance_alone_are_alike() {
        let even = [(4, 8), (4, 8), (5, 8), (3, 8), (4, 8)];
        assert!(matches!(beta_by_moments(&even), Ok(BetaFit::Alike(p)) if (p - 0.5).abs() < 1e-12));
        assert!(
            matches!(beta_by_likelihood(&even), Ok(BetaFit::Alike(p)) if (p - 0.5).abs() < 1e-12)
        );
    }

    #[test]
    fn refuses_what_has_no_prior() {
        for fit in [beta_by_moments, beta_by_likelihood] {
            assert!(matches!(fit(&[(1, 2)]), Err(Refusal::TooFew { .. })));
            assert_eq!(fit(&[(3, 2), (1, 2)]), Err(Refusal::Impossible));
            assert_eq!(fit(&[(0, 0), (1, 2)]), Err(Refusal::Impossible));
            assert_eq!(fit(&[(0, 5), (0, 6)]), Err(Refusal::NoSpread));
            assert_eq!(fit(&[(0, 1), (1, 1)]), Err(Refusal::NoFit));
            let of_one_mind = [(0, 6), (6, 6), (0, 6), (6, 6)];
            assert_eq!(fit(&of_one_mind), Err(Refusal::NoFit));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_shapes_nearby_are_likelier(units in prop::collection::vec((0_u64..9, 1_u64..9), 3..12)) {
            let units: Vec<Counts> = units.into_iter().map(|(x, n)| (x % (n + 1), n)).collect();
            if let Ok(BetaFit::Spread(found)) = beta_by_likelihood(&units) {
                let logs = found.shapes().map(f64::ln);
                let best = Likelihood::at(&units, logs).value;
                for (da, db) in [(0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01), (0.05, 0.05), (-0.05, -0.05)] {
                    prop_assert!(Likelihood::at(&units, [logs[0] + da, logs[1] + db]).value <= best + 1e-9);
                }
            }
        }
    }
}
