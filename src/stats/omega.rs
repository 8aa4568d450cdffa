//! Omega of a scale with one factor.

use super::Refusal;
use super::refusal::{check, finite};
use super::reliability::{at_least, correlations};

/// A scale as one factor sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct OneFactor {
    /// Loadings of the standardized items, in the order given; their sum is positive.
    pub loadings: Vec<f64>,
    /// Omega, the share of the sum's variance that is the factor's; 0 to 1.
    pub omega: f64,
}

/// Omega `(sum l)^2 / ((sum l)^2 + sum (1 - l^2))` of standardized loadings (`McDonald` 1999). Refuses fewer than two loadings, loadings
/// outside -1 to 1, and loadings that are all zero.
pub fn omega_of(loadings: &[f64]) -> Result<f64, Refusal> {
    check(loadings, 2)?;
    if loadings.iter().any(|l| l.abs() > 1.0) {
        return Err(Refusal::OutOfRange);
    }
    let common = loadings.iter().sum::<f64>().powi(2);
    let own: f64 = loadings.iter().map(|l| 1.0 - l * l).sum();
    if loadings.iter().all(|l| *l == 0.0) {
        return Err(Refusal::NoSpread);
    }
    finite(common / (common + own)).map_err(|_| Refusal::NoSpread)
}

/// Rounds of the search at most.
const ROUNDS: usize = 20_000;

/// One factor fitted by minimum residuals (Harman and Jones 1966; R's `psych::fa(nfactors = 1, fm = "minres")`): the loadings for which
/// the squares of what is left of the correlations off the diagonal are least, found item by item until none moves; then omega by
/// [`omega_of`]. `items` holds one list an item, each with one value a respondent. Refuses fewer than three items (fewer do not
/// determine a factor), what [`super::cronbach_alpha`] refuses, and a fit in which an item has no variance of its own (a Heywood case).
pub fn one_factor(items: &[Vec<f64>]) -> Result<OneFactor, Refusal> {
    at_least(items.len(), 3)?;
    let correlations = correlations(items)?;
    let mut loadings = start(&correlations);
    let mut settled = false;
    for _ in 0..ROUNDS {
        let mut moved = 0.0_f64;
        for own in 0..loadings.len() {
            let (mut products, mut squares) = (0.0, 0.0);
            for (other, loading) in loadings.iter().enumerate().filter(|(at, _)| *at != own) {
                products += correlations[own][other] * loading;
                squares += loading * loading;
            }
            if squares <= 0.0 {
                return Err(Refusal::NoFit);
            }
            let next = products / squares;
            moved = moved.max((next - loadings[own]).abs());
            loadings[own] = next;
        }
        if moved < 1e-14 {
            settled = true;
            break;
        }
    }
    if !settled || loadings.iter().any(|l| !l.is_finite() || l.abs() >= 1.0) {
        return Err(Refusal::NoFit);
    }
    if loadings.iter().sum::<f64>() < 0.0 {
        for loading in &mut loadings {
            *loading = -*loading;
        }
    }
    let omega = omega_of(&loadings)?;
    Ok(OneFactor { loadings, omega })
}

/// Where the search starts: signs as the item has them that goes most with the others.
fn start(correlations: &[Vec<f64>]) -> Vec<f64> {
    correlations
        .iter()
        .max_by(|a, b| weight(a).total_cmp(&weight(b)))
        .into_iter()
        .flatten()
        .map(|r| if *r < 0.0 { -0.5 } else { 0.5 })
        .collect()
}

fn weight(row: &[f64]) -> f64 {
    row.iter().map(|r| r * r).sum()
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;

    const RELIABILITY: &str = include_str!("../../tests/golden/stats/reliability.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(RELIABILITY, "omega") {
            let found = one_factor(&case.columns("item")).unwrap();
            for (found, expected) in found.loadings.iter().zip(case.list("loadings")) {
                golden::near(*found, *expected, 1e-7, &case);
            }
            golden::near(found.omega, case.one("omega"), 1e-7, &case);
            // psych stops its own search early.
            golden::near(found.omega, case.one("psych"), 1e-4, &case);
        }
    }

    #[test]
    fn of_loadings_is_the_formula() {
        assert!((omega_of(&[0.7, 0.7, 0.7]).unwrap() - 4.41 / 5.94).abs() < 1e-12);
        assert!((omega_of(&[0.9, 0.7, 0.5]).unwrap() - 4.41 / 5.86).abs() < 1e-12);
    }

    #[test]
    fn refuses_what_has_no_factor() {
        assert_eq!(omega_of(&[0.0, 0.0]), Err(Refusal::NoSpread));
        assert_eq!(omega_of(&[0.5, 1.5]), Err(Refusal::OutOfRange));
        assert_eq!(omega_of(&[0.5, f64::NAN]), Err(Refusal::NotFinite));
        let two = [vec![1.0, 2.0, 4.0], vec![1.0, 3.0, 2.0]];
        assert!(matches!(one_factor(&two), Err(Refusal::TooFew { .. })));
        let twins = [
            vec![1.0, 2.0, 4.0, 3.0, 9.0],
            vec![1.0, 2.0, 4.0, 3.0, 9.0],
            vec![2.0, 1.0, 5.0, 9.0, 9.0],
        ];
        assert_eq!(one_factor(&twins), Err(Refusal::NoFit));
    }

    #[test]
    fn a_heywood_case_is_no_fit() {
        for case in golden::cases(RELIABILITY, "heywood") {
            assert_eq!(one_factor(&case.columns("item")), Err(Refusal::NoFit));
        }
    }

    #[test]
    fn an_item_that_runs_against_the_others_loads_negatively() {
        for case in golden::cases(RELIABILITY, "omega") {
            let mut items = case.columns("item");
            for answer in &mut items[2] {
                *answer = 6.0 - *answer;
            }
            let found = one_factor(&items).unwrap();
            for (at, (found, expected)) in
                found.loadings.iter().zip(case.list("loadings")).enumerate()
            {
                let sign = if at == 2 { -1.0 } else { 1.0 };
                golden::near(*found, sign * expected, 1e-7, &case);
            }
        }
    }
}
