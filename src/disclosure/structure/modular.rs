//! Arithmetic modulo the prime 2^61 - 1.
//!
//! Elimination of 0/1 vectors over the rationals lets numerators and denominators grow without bound; modulo a large prime it is
//! exact integer arithmetic in one machine word. A set of vectors independent over the rationals can become dependent modulo p
//! only if p divides one particular determinant: about one case in 2^61, and then something is hidden that need not have been.
//!
//! # Invariants
//! - A `Residue` holds the one representative in `0..P`.

use std::ops::{Add, Mul, Neg, Sub};

/// The modulus, a Mersenne prime.
pub const P: u64 = (1 << 61) - 1;

/// An integer modulo [`P`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Residue(u64);

impl Residue {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(1);

    /// The residue of a natural number.
    pub fn new(value: u64) -> Self {
        Self(fold(value))
    }

    /// The residue of an integer.
    pub fn signed(value: i64) -> Self {
        let size = Self::new(value.unsigned_abs());
        if value < 0 { -size } else { size }
    }

    /// One or minus one.
    pub fn sign(positive: bool) -> Self {
        if positive { Self::ONE } else { -Self::ONE }
    }

    /// The representative in `0..P`.
    pub fn value(self) -> u64 {
        self.0
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The multiplicative inverse; zero has none.
    pub fn inverse(self) -> Option<Self> {
        if self.is_zero() {
            return None;
        }
        // Fermat: x^(p-2).
        let mut power = self;
        let mut result = Self::ONE;
        let mut exponent = P - 2;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * power;
            }
            power = power * power;
            exponent >>= 1;
        }
        Some(result)
    }

    /// The fraction `numerator / denominator` with the smallest denominator up to `limit` that this is the residue of, if its
    /// numerator is at most `limit` squared in size.
    pub fn fraction(self, limit: u32) -> Option<(i64, i64)> {
        let bound = u64::from(limit) * u64::from(limit);
        (1..=u64::from(limit)).find_map(|denominator| {
            let numerator = self * Self::new(denominator);
            let negative = -numerator;
            let (size, sign) = if numerator.0 <= negative.0 {
                (numerator.0, 1)
            } else {
                (negative.0, -1)
            };
            if size > bound {
                return None;
            }
            let size = i64::try_from(size).ok()?;
            Some((sign * size, i64::try_from(denominator).ok()?))
        })
    }
}

impl Add for Residue {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let sum = self.0 + other.0;
        Self(if sum >= P { sum - P } else { sum })
    }
}

impl Sub for Residue {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Residue {
    type Output = Self;
    fn neg(self) -> Self {
        Self(if self.0 == 0 { 0 } else { P - self.0 })
    }
}

impl Mul for Residue {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        // 2^64 is 8 modulo p, and the high half is under 2^58, so the three parts add up to less than 2^63.
        let (low, high) = self.0.carrying_mul(other.0, 0);
        Self(fold((low & P) + (low >> 61) + (high << 3)))
    }
}

fn fold(value: u64) -> u64 {
    let once = (value & P) + (value >> 61);
    if once >= P { once - P } else { once }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_product_is_the_one_wide_arithmetic_gives(a in 0..P, b in 0..P) {
            let wide = u128::from(a) * u128::from(b) % u128::from(P);
            prop_assert_eq!(u128::from((Residue::new(a) * Residue::new(b)).value()), wide);
        }

        #[test]
        fn a_number_times_its_inverse_is_one(a in 1..P) {
            let product = Residue::new(a).inverse().map(|inverse| Residue::new(a) * inverse);
            prop_assert_eq!(product, Some(Residue::ONE));
        }

        #[test]
        fn a_small_fraction_is_found_again(top in -500_i64..500, bottom in 1_i64..60) {
            let residue = Residue::signed(bottom).inverse().map(|inverse| Residue::signed(top) * inverse);
            let found = residue.and_then(|residue| residue.fraction(60));
            prop_assert!(found.is_some_and(|(numerator, denominator)| numerator * bottom == top * denominator));
        }
    }

    #[test]
    fn the_edges_of_the_range_are_held() {
        assert_eq!(Residue::new(P), Residue::ZERO);
        assert_eq!(Residue::new(u64::MAX), Residue::new(7));
        assert_eq!(Residue::signed(-1) + Residue::ONE, Residue::ZERO);
        assert_eq!(Residue::signed(-1) * Residue::signed(-1), Residue::ONE);
        assert_eq!(Residue::ZERO.inverse(), None);
        assert_eq!(-Residue::ZERO, Residue::ZERO);
    }
}
