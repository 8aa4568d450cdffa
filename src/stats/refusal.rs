//! Why nothing is computed, and the checks that most methods share.

/// Why a method gives no figure. Never stands for a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A value is infinite or not a number.
    #[error("a value is infinite or not a number")]
    NotFinite,
    /// Fewer values than the method needs.
    #[error("{found} values, but the method needs {needed}")]
    TooFew {
        /// Least number of values.
        needed: usize,
        /// Number of values given.
        found: usize,
    },
    /// More work than an exact method takes on.
    #[error("too many values for the exact method")]
    TooMany,
    /// All values are alike, so there is no spread to judge by: no spread seen is no proof of certainty.
    #[error("no spread to judge by")]
    NoSpread,
    /// Counts that cannot belong together, such as more answers than members.
    #[error("the counts contradict one another")]
    Impossible,
    /// A level, probability or share outside its range.
    #[error("a level or probability is out of range")]
    OutOfRange,
    /// Lists that belong together differ in length.
    #[error("lists that belong together differ in length")]
    Unequal,
    /// The best fit lies outside what the model allows, or the search for it found no end.
    #[error("the model does not fit: no admissible solution")]
    NoFit,
    /// A hypothesis that is not in the registered family, or stands in it twice.
    #[error("a hypothesis is not in the registered family, or twice")]
    Unregistered,
    /// A hypothesis of the registered family got a second result.
    #[error("a hypothesis has its result already")]
    Decided,
    /// Hypotheses of the registered family have no result yet.
    #[error("{0} hypotheses of the family have no result")]
    Missing(usize),
}

/// Refuses fewer than `needed` values, and values that are not finite.
pub(super) fn check(values: &[f64], needed: usize) -> Result<(), Refusal> {
    if values.len() < needed {
        return Err(Refusal::TooFew {
            needed,
            found: values.len(),
        });
    }
    if values.iter().all(|x| x.is_finite()) {
        Ok(())
    } else {
        Err(Refusal::NotFinite)
    }
}

/// A result that must be finite.
pub(super) fn finite(value: f64) -> Result<f64, Refusal> {
    value.is_finite().then_some(value).ok_or(Refusal::NotFinite)
}

/// Refuses what is not strictly between 0 and 1.
pub(super) fn inside(probability: f64) -> Result<f64, Refusal> {
    (probability > 0.0 && probability < 1.0)
        .then_some(probability)
        .ok_or(Refusal::OutOfRange)
}

/// The probability in each tail outside a two-sided interval: 0.025 at level 0.95.
pub(super) fn tail_of(level: f64) -> Result<f64, Refusal> {
    Ok((1.0 - inside(level)?) / 2.0)
}

/// The mean and the sum of squares about it, of checked values.
pub(super) fn moments(values: &[f64]) -> Result<(f64, f64), Refusal> {
    let mean = finite(values.iter().sum::<f64>() / values.len() as f64)?;
    let squares = finite(values.iter().map(|x| (x - mean).powi(2)).sum())?;
    Ok((mean, squares))
}

/// Whether all values are the same.
pub(super) fn constant(values: &[f64]) -> bool {
    values
        .windows(2)
        .all(|pair| pair[0].total_cmp(&pair[1]).is_eq() || pair[0] - pair[1] == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_name_the_fault() {
        assert_eq!(
            check(&[], 2),
            Err(Refusal::TooFew {
                needed: 2,
                found: 0
            })
        );
        assert_eq!(check(&[1.0, f64::NAN], 2), Err(Refusal::NotFinite));
        assert_eq!(check(&[1.0, 2.0], 2), Ok(()));
        for level in [0.0, 1.0, -1.0, f64::NAN] {
            assert_eq!(tail_of(level), Err(Refusal::OutOfRange));
        }
        assert_eq!(moments(&[f64::MAX, f64::MAX]), Err(Refusal::NotFinite));
    }

    #[test]
    fn constant_is_all_alike() {
        assert!(constant(&[]) && constant(&[3.0, 3.0]) && constant(&[0.0, -0.0]));
        assert!(!constant(&[3.0, 3.0, 4.0]));
    }
}
