//! The linear attack: which sums follow from published ones by adding and subtracting, in exact fractions.
//!
//! No knowledge of answers is used: if the people of a set are a combination of published groups, everything that those groups publish
//! exactly is known of the set.

use std::collections::BTreeMap;

use crate::forensics::intruder::set::Set;

/// A fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    top: i128,
    bottom: i128,
}

impl Fraction {
    /// The fraction, `None` for a zero denominator or where it overflows.
    pub fn new(top: i128, bottom: i128) -> Option<Self> {
        let divisor = gcd(top.checked_abs()?, bottom.checked_abs()?);
        if bottom == 0 {
            return None;
        }
        let sign = bottom.signum();
        Some(Self {
            top: sign * top / divisor,
            bottom: sign * bottom / divisor,
        })
    }

    /// A whole number.
    pub fn whole(x: i64) -> Self {
        Self {
            top: i128::from(x),
            bottom: 1,
        }
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.top == 0
    }

    /// Numerator and denominator.
    pub fn parts(self) -> (i128, i128) {
        (self.top, self.bottom)
    }

    /// `self + a * b`; `None` if it overflows.
    pub fn plus_product(self, a: Self, b: Self) -> Option<Self> {
        let product = Self::new(a.top.checked_mul(b.top)?, a.bottom.checked_mul(b.bottom)?)?;
        let left = self.top.checked_mul(product.bottom)?;
        let right = product.top.checked_mul(self.bottom)?;
        Self::new(
            left.checked_add(right)?,
            self.bottom.checked_mul(product.bottom)?,
        )
    }

    /// `-self / other`; `None` by zero or if it overflows.
    pub fn minus_over(self, other: Self) -> Option<Self> {
        Self::new(
            self.top.checked_neg()?.checked_mul(other.bottom)?,
            self.bottom.checked_mul(other.top)?,
        )
    }
}

impl std::fmt::Display for Fraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.bottom == 1 {
            write!(f, "{}", self.top)
        } else {
            write!(f, "{}/{}", self.top, self.bottom)
        }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

/// A vector over atoms together with how it was made from the groups put in.
#[derive(Clone, Debug, Default)]
struct Vector {
    entries: BTreeMap<usize, Fraction>,
    made_of: BTreeMap<usize, Fraction>,
}

impl Vector {
    /// Adds `times` the other vector; `None` if a number overflows.
    fn add(&mut self, other: &Self, times: Fraction) -> Option<()> {
        for (mine, theirs) in [
            (&mut self.entries, &other.entries),
            (&mut self.made_of, &other.made_of),
        ] {
            for (at, value) in theirs {
                let sum = mine
                    .get(at)
                    .copied()
                    .unwrap_or(Fraction::whole(0))
                    .plus_product(times, *value)?;
                if sum.is_zero() {
                    mine.remove(at);
                } else {
                    mine.insert(*at, sum);
                }
            }
        }
        Some(())
    }
}

/// Everything that adding and subtracting published groups gives.
#[derive(Clone, Debug, Default)]
pub struct Span {
    pivots: BTreeMap<usize, Vector>,
    overflowed: bool,
}

impl Span {
    /// The span of these groups; a combination names them by their place.
    pub fn of(groups: &[&Set]) -> Self {
        let mut span = Self::default();
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|at| groups[*at].len());
        for at in order {
            let mut vector = Vector {
                entries: groups[at]
                    .iter()
                    .map(|atom| (atom, Fraction::whole(1)))
                    .collect(),
                made_of: BTreeMap::from([(at, Fraction::whole(1))]),
            };
            if span.reduce(&mut vector).is_none() {
                span.overflowed = true;
            } else if let Some(pivot) = vector.entries.keys().next().copied() {
                span.pivots.insert(pivot, vector);
            }
        }
        span
    }

    /// Some group could not be put in, because numbers grew too large: "no" is then no proof.
    pub fn is_incomplete(&self) -> bool {
        self.overflowed
    }

    fn reduce(&self, vector: &mut Vector) -> Option<()> {
        let mut from = 0;
        while let Some((at, value)) = vector.entries.range(from..).next().map(|(at, v)| (*at, *v)) {
            if let Some(pivot) = self.pivots.get(&at) {
                let times = value.minus_over(*pivot.entries.get(&at)?)?;
                vector.add(pivot, times)?;
            }
            from = at + 1;
        }
        Some(())
    }

    /// How the set is made of the groups, if it can be: places with multipliers.
    pub fn combination(&self, set: &Set) -> Option<Vec<(usize, Fraction)>> {
        let mut vector = Vector {
            entries: set.iter().map(|atom| (atom, Fraction::whole(1))).collect(),
            made_of: BTreeMap::new(),
        };
        self.reduce(&mut vector)?;
        if !vector.entries.is_empty() {
            return None;
        }
        let made_of = vector.made_of.into_iter();
        made_of
            .map(|(at, times)| Some((at, times.minus_over(Fraction::whole(1))?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_without_its_other_children_is_the_last_one() {
        let groups = [Set::of([0, 1, 2]), Set::of([0]), Set::of([1])];
        let span = Span::of(&groups.iter().collect::<Vec<_>>());
        let last = span.combination(&Set::of([2]));
        let ones = |x| Fraction::whole(x);
        assert_eq!(last, Some(vec![(0, ones(1)), (1, ones(-1)), (2, ones(-1))]));
        assert_eq!(span.combination(&Set::of([3])), None);
    }

    #[test]
    fn overlaps_that_need_halves_are_found() {
        // Three people, every two of them published: each alone is (a + b - c) / 2.
        let groups = [Set::of([0, 1]), Set::of([1, 2]), Set::of([0, 2])];
        let span = Span::of(&groups.iter().collect::<Vec<_>>());
        let alone = span.combination(&Set::of([0]));
        let half = |x| Fraction::new(x, 2).unwrap();
        assert_eq!(alone, Some(vec![(0, half(1)), (1, half(-1)), (2, half(1))]));
    }
}
