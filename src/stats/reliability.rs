//! How well the items of a scale hang together: Cronbach's alpha, what each item adds, and the rule of Spearman and Brown.
//!
//! For the whole organisation (a hundred answers or more), never for one network. Alpha is no evidence of one dimension.

use super::refusal::{check, constant, finite, moments, tail_of};
use super::{Interval, Refusal, f_quantile};

/// Cronbach's alpha of a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alpha {
    /// Alpha of the items as they are; 1 at most, below 0 where items run against one another.
    pub raw: f64,
    /// Alpha of standardized items, `k r / (1 + (k - 1) r)` with the mean correlation `r`.
    pub standardized: f64,
    /// Feldt's interval of the raw alpha.
    pub interval: Interval,
}

/// Alpha `k/(k-1) (1 - sum of item variances / variance of the sum)` (Cronbach 1951; R's `psych::alpha`) with the interval of Feldt,
/// Woodruff and Salih (1987): `1 - (1-alpha) F` at F's quantiles with `n-1` and `(n-1)(k-1)` degrees of freedom.
/// `items` holds one list an item, each with one value a respondent, complete answers only. Refuses fewer than two items, fewer than
/// three respondents, lists of different length, a constant item or sum, and what is not finite.
pub fn cronbach_alpha(items: &[Vec<f64>], level: f64) -> Result<Alpha, Refusal> {
    let tail = tail_of(level)?;
    let correlations = correlations(items)?;
    let raw = raw_alpha(&items.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    let (k, n) = (items.len() as f64, items[0].len() as f64);
    let off: f64 = correlations.iter().flatten().sum::<f64>() - k;
    let mean = off / (k * (k - 1.0));
    let end = |p| {
        let quantile = f_quantile(p, n - 1.0, (n - 1.0) * (k - 1.0)).ok_or(Refusal::OutOfRange)?;
        finite(1.0 - (1.0 - raw) * quantile)
    };
    Ok(Alpha {
        raw,
        standardized: finite(k * mean / (1.0 + (k - 1.0) * mean))?,
        interval: Interval {
            low: end(1.0 - tail)?,
            high: end(tail)?,
        },
    })
}

/// What one item is to its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemRest {
    /// Correlation of the item with the sum of the others (corrected item-total correlation).
    pub correlation: f64,
    /// Alpha of the others.
    pub alpha_without: f64,
}

/// Each item against the sum of the others (R's `psych::alpha`: `r.drop` and `alpha.drop`), in the order given. Refuses fewer than three
/// items (for two, see [`spearman_brown`]), and what [`cronbach_alpha`] refuses.
pub fn item_rest(items: &[Vec<f64>]) -> Result<Vec<ItemRest>, Refusal> {
    at_least(items.len(), 3)?;
    correlations(items)?;
    (0..items.len())
        .map(|own| {
            let others: Vec<&[f64]> = items
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != own)
                .map(|(_, item)| item.as_slice())
                .collect();
            Ok(ItemRest {
                correlation: correlation(&items[own], &sums(&others))?,
                alpha_without: raw_alpha(&others)?,
            })
        })
        .collect()
}

/// The reliability of a scale `times` as long, `t r / (1 + (t - 1) r)` (Spearman 1910, Brown 1910). Of two items that correlate `r`, the
/// reliability is that at `times = 2`. Refuses `r` outside -1 to 1, `times` that is not positive, and a result that is not finite.
pub fn spearman_brown(r: f64, times: f64) -> Result<f64, Refusal> {
    if !((-1.0..=1.0).contains(&r) && times.is_finite() && times > 0.0) {
        return Err(Refusal::OutOfRange);
    }
    finite(times * r / (1.0 + (times - 1.0) * r)).map_err(|_| Refusal::NoFit)
}

/// Pearson's correlation. Refuses lists of different length, fewer than three values, a constant list, and what is not finite.
pub fn correlation(x: &[f64], y: &[f64]) -> Result<f64, Refusal> {
    if x.len() != y.len() {
        return Err(Refusal::Unequal);
    }
    check(x, 3)?;
    check(y, 3)?;
    if constant(x) || constant(y) {
        return Err(Refusal::NoSpread);
    }
    let ((a, a_squares), (b, b_squares)) = (moments(x)?, moments(y)?);
    let products: f64 = x.iter().zip(y).map(|(x, y)| (x - a) * (y - b)).sum();
    Ok(finite(products / (a_squares.sqrt() * b_squares.sqrt()))?.clamp(-1.0, 1.0))
}

/// The correlation of each item with each; 1 on the diagonal.
pub(super) fn correlations(items: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Refusal> {
    at_least(items.len(), 2)?;
    let mut found = vec![vec![1.0; items.len()]; items.len()];
    for (i, x) in items.iter().enumerate() {
        for (j, y) in items.iter().enumerate().skip(i + 1) {
            let r = correlation(x, y)?;
            found[i][j] = r;
            found[j][i] = r;
        }
    }
    Ok(found)
}

fn raw_alpha(items: &[&[f64]]) -> Result<f64, Refusal> {
    let k = items.len() as f64;
    let total = sums(items);
    if constant(&total) {
        return Err(Refusal::NoSpread);
    }
    let mut own = 0.0;
    for item in items {
        own += moments(item)?.1;
    }
    finite(k / (k - 1.0) * (1.0 - own / moments(&total)?.1))
}

fn sums(items: &[&[f64]]) -> Vec<f64> {
    let people = items.first().map_or(0, |item| item.len());
    (0..people)
        .map(|at| items.iter().map(|item| item[at]).sum())
        .collect()
}

pub(super) fn at_least(found: usize, needed: usize) -> Result<(), Refusal> {
    if found < needed {
        return Err(Refusal::TooFew { needed, found });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::golden;
    use super::*;
    use proptest::prelude::*;

    const RELIABILITY: &str = include_str!("../../tests/golden/stats/reliability.csv");

    #[test]
    fn agrees_with_r() {
        for case in golden::cases(RELIABILITY, "alpha") {
            let items = case.columns("item");
            let found = cronbach_alpha(&items, 0.95).unwrap();
            golden::near(found.raw, case.one("raw"), 1e-9, &case);
            golden::near(found.standardized, case.one("standardized"), 1e-9, &case);
            golden::near(found.interval.low, case.one("low"), 1e-9, &case);
            golden::near(found.interval.high, case.one("high"), 1e-9, &case);
            if case.has("rest") {
                for (at, item) in item_rest(&items).unwrap().iter().enumerate() {
                    golden::near(item.correlation, case.list("rest")[at], 1e-9, &case);
                    golden::near(item.alpha_without, case.list("without")[at], 1e-9, &case);
                }
            }
        }
    }

    #[test]
    fn two_items_of_equal_spread_are_spearman_and_brown() {
        let items = [vec![1.0, 2.0, 3.0, 4.0], vec![2.0, 1.0, 3.0, 4.0]];
        let r = correlation(&items[0], &items[1]).unwrap();
        let alpha = cronbach_alpha(&items, 0.95).unwrap().raw;
        assert!((spearman_brown(r, 2.0).unwrap() - alpha).abs() < 1e-12);
        assert!((spearman_brown(0.6, 2.0).unwrap() - 0.75).abs() < 1e-12);
        assert!((spearman_brown(0.75, 0.5).unwrap() - 0.6).abs() < 1e-12);
    }

    #[test]
    fn refuses_what_is_no_scale() {
        let items = [
            vec![1.0, 2.0, 4.0],
            vec![3.0, 3.0, 3.0],
            vec![1.0, 2.0, 2.0],
        ];
        assert_eq!(cronbach_alpha(&items, 0.95), Err(Refusal::NoSpread));
        assert_eq!(item_rest(&items), Err(Refusal::NoSpread));
        assert!(matches!(
            cronbach_alpha(&[], 0.95),
            Err(Refusal::TooFew { .. })
        ));
        assert!(matches!(
            item_rest(&items[..2]),
            Err(Refusal::TooFew { .. })
        ));
        let against = [vec![1.0, 2.0, 3.0], vec![3.0, 2.0, 1.0]];
        assert_eq!(cronbach_alpha(&against, 0.95), Err(Refusal::NoSpread));
        assert_eq!(
            correlation(&[1.0, 2.0, 3.0], &[1.0, 2.0]),
            Err(Refusal::Unequal)
        );
        assert_eq!(
            correlation(&[1.0, 2.0, f64::NAN], &[1.0, 2.0, 4.0]),
            Err(Refusal::NotFinite)
        );
        assert_eq!(spearman_brown(-1.0, 2.0), Err(Refusal::NoFit));
        assert_eq!(spearman_brown(1.1, 2.0), Err(Refusal::OutOfRange));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn scale_and_order_are_nothing(answers in prop::collection::vec((1_i32..6, 1_i32..6, 1_i32..6), 4..20)) {
            let column = |pick: fn(&(i32, i32, i32)) -> i32| answers.iter().map(|a| f64::from(pick(a))).collect::<Vec<_>>();
            let items = [column(|a| a.0), column(|a| a.1), column(|a| a.2)];
            let Ok(found) = cronbach_alpha(&items, 0.95) else { return Ok(()) };
            prop_assert!(found.raw <= 1.0 && found.interval.low <= found.interval.high);
            let turned: Vec<Vec<f64>> = items.iter().rev().map(|item| item.iter().rev().map(|x| 25.0 * x - 25.0).collect()).collect();
            let again = cronbach_alpha(&turned, 0.95).unwrap();
            prop_assert!((again.raw - found.raw).abs() < 1e-9 * (1.0 + found.raw.abs()));
            let lengthened = spearman_brown(0.4, 3.0).unwrap();
            prop_assert!((spearman_brown(lengthened, 1.0 / 3.0).unwrap() - 0.4).abs() < 1e-12);
        }
    }
}
