//! Numbers: what is left of a group when the groups shown in it are taken away has mean and spread, too, and must be as far from unanimous as a
//! group that is shown.
//!
//! Method: mean, spread and number of answers, as they are rounded, bound the sum and the sum of squares of each group, so also of what is left;
//! both are whole numbers, and below a hundred answers the sum is one.
//! Where `k` of `n` gave another whole number than most, the squares around the mean are at least `k (n - k) / n` (Cauchy and Schwarz); what
//! is left must allow as much. That is needed, not enough: no worlds stand behind numbers.

use crate::disclosure::audit::frame::Family;
use crate::disclosure::document::{Cell, Figure, Figures, Shown};
use crate::disclosure::ends::Ends;

/// Half of the last decimal of a mean.
const MEAN: f64 = 0.005;
/// The last decimal of a spread.
const SPREAD: f64 = 0.0001;

/// What is known of the numbers that some people gave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    n: u32,
    /// Least and greatest sum.
    sum: (f64, f64),
    /// Least and greatest sum of squares.
    squares: (f64, f64),
}

impl Moments {
    /// Of a group that shows mean and spread.
    pub(super) fn new(mean: f64, sd: f64, n: u32) -> Self {
        let count = f64::from(n);
        let sum = whole((mean - MEAN) * count, (mean + MEAN) * count);
        let around = |sd: f64| sd.max(0.0).powi(2) * (count - 1.0).max(0.0);
        let squares = whole(
            around(sd - SPREAD) + least_square(sum) / count,
            around(sd + SPREAD) + sum.0.powi(2).max(sum.1.powi(2)) / count,
        );
        Self { n, sum, squares }
    }

    fn less(self, other: Self) -> Self {
        Self {
            n: self.n.saturating_sub(other.n),
            sum: (self.sum.0 - other.sum.1, self.sum.1 - other.sum.0),
            squares: (
                self.squares.0 - other.squares.1,
                self.squares.1 - other.squares.0,
            ),
        }
    }

    /// Whether these may be numbers of which nothing is told: away from both ends, and not nearly all the same.
    pub(super) fn is_far_from_unanimous(self, (min, max): (i32, i32), ends: Ends) -> bool {
        let count = f64::from(self.n);
        let cap = ends.cap(i64::from(max) - i64::from(min)) as f64;
        let around = self.squares.1 - least_square(self.sum) / count;
        // What rounding of numbers this large may take away.
        let slack = self.squares.1.abs() * 1e-12;
        self.sum.1 > f64::from(min) * count + cap
            && self.sum.0 < f64::from(max) * count - cap
            && around + slack >= least_around(self.n, ends)
    }
}

/// The least squares around the mean of so many whole numbers, if not nearly all are the same.
pub(super) fn least_around(n: u32, ends: Ends) -> f64 {
    let (count, others) = (f64::from(n), f64::from((ends.band + 1).min(n / 2)));
    others * (count - others) / count.max(1.0)
}

/// The whole numbers between two bounds that were rounded.
fn whole(low: f64, high: f64) -> (f64, f64) {
    let (least, most) = ((low - 1e-6).ceil(), (high + 1e-6).floor());
    if least <= most {
        (least, most)
    } else {
        (low, high)
    }
}

/// The least square of a number between these.
fn least_square((low, high): (f64, f64)) -> f64 {
    if low <= 0.0 && high >= 0.0 {
        0.0
    } else {
        low.powi(2).min(high.powi(2))
    }
}

/// Checks what is left of each group of a table of numbers. `ids` says which cell stands at each place of the families, `n` how many answered in
/// each cell.
pub(super) fn remainders(
    cells: &[&Cell],
    n: &[u32],
    ids: &[Option<usize>],
    families: &[Family],
    range: (i32, i32),
    ends: Ends,
) -> Result<(), String> {
    let moments = |place: &usize| {
        let id = (*ids.get(*place)?)?;
        match &cells.get(id)?.figures {
            Shown::Shown(Figures::Number { mean, sd }) => match mean.value {
                Figure::Exact(x) => Some(Moments::new(x, *sd, *n.get(id)?)),
                Figure::AtLeast(_) | Figure::AtMost(_) => None,
            },
            _ => None,
        }
    };
    for family in families {
        let Some(whole) = moments(&family.parent) else {
            continue;
        };
        let inside = family.children.iter().filter_map(moments);
        let left = inside.fold(whole, Moments::less);
        if left.n > 0 && !left.is_far_from_unanimous(range, ends) {
            let id = ids.get(family.parent).copied().flatten();
            let group = id.and_then(|id| cells.get(id)).map(|cell| &cell.group);
            return Err(format!(
                "of group {} what is left when the groups shown in it are taken away gave nearly the same number",
                group.map_or("", String::as_str)
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Moments;
    use crate::base::Entropy;
    use crate::disclosure::ends::Ends;
    use crate::disclosure::numbers::{Values, tells};

    const RANGE: (i32, i32) = (0, 40);

    /// Mean and spread as they are shown.
    fn shown(values: &Values) -> Moments {
        let n: u32 = values.values().sum();
        let each = || values.iter().map(|(v, c)| (f64::from(*v), f64::from(*c)));
        let mean = each().map(|(v, c)| v * c).sum::<f64>() / f64::from(n);
        let around: f64 = each().map(|(v, c)| (v - mean).powi(2) * c).sum();
        let sd = (around / (f64::from(n) - 1.0)).sqrt();
        let rounded = |x: f64, places: f64| (x * places).round() / places;
        Moments::new(rounded(mean, 100.0), rounded(sd, 10_000.0), n)
    }

    fn drawn(
        n: usize,
        entropy: &mut Entropy,
        one: impl Fn(&mut Entropy, usize) -> usize,
    ) -> Values {
        let mut values = Values::new();
        for person in 0..n {
            let value = i32::try_from(one(entropy, person)).unwrap();
            *values.entry(value).or_default() += 1;
        }
        values
    }

    #[test]
    fn what_is_left_passes_if_nothing_is_told_of_it_and_not_if_all_gave_the_same() {
        let mut entropy = Entropy::seeded(9);
        let (mut passed, mut refused) = (0, 0);
        for _ in 0..500 {
            let n = 20 + entropy.below(30);
            let inside = drawn(n, &mut entropy, |entropy, _| entropy.below(41));
            let usual = 4 + entropy.below(30);
            let (odd, far) = (entropy.below(4), entropy.below(2) == 0);
            let left = drawn(20 + entropy.below(20), &mut entropy, |entropy, person| {
                if person >= odd {
                    usual
                } else if far {
                    entropy.below(41)
                } else {
                    usual + 1
                }
            });
            let mut whole = inside.clone();
            for (value, count) in &left {
                *whole.entry(*value).or_default() += count;
            }
            let rest = shown(&whole).less(shown(&inside));
            let may_be = rest.is_far_from_unanimous(RANGE, Ends::default());
            // Nothing that is shown by the rule is refused.
            assert!(may_be || tells(&left, RANGE, Ends::default()), "{left:?}");
            if left.len() == 1 {
                assert!(!may_be, "{left:?} {rest:?}");
                refused += 1;
            }
            passed += usize::from(may_be);
        }
        assert!(passed > 50 && refused > 50, "{passed} {refused}");
    }
}
