//! The private half of RSA: a power modulo two secret primes, put together by the Chinese remainder theorem.
//!
//! # Invariants
//! - No result leaves before its public power has been compared with the input. A fault in one of the two halves would
//!   otherwise hand out the primes (Boneh and others, "On the importance of checking cryptographic protocols for faults", 1997).
//! - Every input is multiplied by a fresh random power first (base blinding), so that time and power consumption tell nothing
//!   about the key even where a multiplication should not be constant in time after all.
//! - The primes and exponents are wiped when the key is dropped.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{NonZero, Odd, Uint};
use crypto_primes::hazmat::{SetBits, SmallFactorsSieveFactory};
use crypto_primes::{Flavor, is_prime, sieve_and_find};
use zeroize::{Zeroize as _, Zeroizing};

use crate::base::Entropy;

use super::modulus::Modulus;

/// The public exponent.
const E: u32 = 65_537;

/// Two primes of `H` words each and what follows from them; the modulus has `F = 2 H` words.
pub(super) struct PrivateKey<const H: usize, const F: usize> {
    modulus: Modulus<F>,
    p: Half<H>,
    q: Half<H>,
    q_inverse: Uint<H>,
}

/// One prime and the private exponent modulo that prime less one.
struct Half<const H: usize> {
    prime: FixedMontyParams<H>,
    exponent: Uint<H>,
}

/// The calculation went wrong: nothing may be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Miscalculated;

impl<const H: usize, const F: usize> PrivateKey<H, F> {
    /// Two fresh primes, far enough from each other (FIPS 186-5, A.1.3) and with the two highest bits set, so that the modulus has full length.
    pub(super) fn generate(entropy: &mut Entropy) -> Self {
        loop {
            let primes = (random_prime(entropy), random_prime(entropy));
            if let (Some(p), Some(q)) = primes
                && far_apart(&p, &q)
                && let Some(key) = Self::from_primes(&p, &q)
            {
                return key;
            }
        }
    }

    /// The key of two primes. `None` if they cannot be the primes of an RSA key with the exponent 65537 and a modulus of full length.
    /// Does not test whether they are prime: a key made of other numbers never signs, because its results fail the check.
    pub(super) fn from_primes(p: &Uint<H>, q: &Uint<H>) -> Option<Self> {
        let (lo, hi) = p.widening_mul(q);
        let modulus = Modulus::new(lo.concat_resize(&hi))?;
        let p = Half::new(p)?;
        let q_inverse: Option<Uint<H>> = q.invert_odd_mod(p.prime.modulus()).into();
        Some(Self {
            modulus,
            q: Half::new(q)?,
            q_inverse: q_inverse?,
            p,
        })
    }

    /// The public half.
    pub(super) fn modulus(&self) -> &Modulus<F> {
        &self.modulus
    }

    /// The two primes.
    pub(super) fn primes(&self) -> [&Uint<H>; 2] {
        [self.p.value(), self.q.value()]
    }

    /// `c^d mod n`, checked.
    pub(super) fn power(
        &self,
        c: &Uint<F>,
        entropy: &mut Entropy,
    ) -> Result<Uint<F>, Miscalculated> {
        let [r, r_inverse] = self.modulus.random_unit(entropy);
        let blinded = self.modulus.times(c, &self.modulus.public_power(&r));
        let s = self.modulus.times(&self.unchecked(&blinded), &r_inverse);
        if self.modulus.public_power(&s) == *c {
            Ok(s)
        } else {
            Err(Miscalculated)
        }
    }

    /// The power by the Chinese remainder theorem (Garner's form). Either half would betray the primes: both are wiped.
    fn unchecked(&self, c: &Uint<F>) -> Uint<F> {
        let s_p = self.p.power(c);
        let s_q = Zeroizing::new(self.q.power(c).retrieve());
        let q_inverse = Zeroizing::new(FixedMontyForm::new(&self.q_inverse, &self.p.prime));
        let difference = Zeroizing::new(*s_p - *self.p.reduce(&s_q));
        let h = Zeroizing::new((*difference * *q_inverse).retrieve());
        let (lo, hi) = h.widening_mul(self.q.value());
        lo.concat_resize::<H, F>(&hi).wrapping_add(&s_q.resize())
    }

    /// Damages the key as a fault in the machine would, for tests.
    #[cfg(test)]
    pub(super) fn damage(&mut self) {
        self.p.exponent = self.p.exponent.wrapping_add(&Uint::ONE);
    }
}

impl<const H: usize> Half<H> {
    fn new(prime: &Uint<H>) -> Option<Self> {
        let odd: Option<Odd<Uint<H>>> = Odd::new(*prime).into();
        let less_one: Option<NonZero<Uint<H>>> =
            NonZero::new(prime.wrapping_sub(&Uint::ONE)).into();
        let exponent: Option<Uint<H>> = Uint::from_u32(E).invert_mod(&less_one?).into();
        Some(Self {
            prime: FixedMontyParams::new(odd?),
            exponent: exponent?,
        })
    }

    fn value(&self) -> &Uint<H> {
        self.prime.modulus().as_ref()
    }

    /// `c` modulo this half's prime, in constant time.
    fn reduce<const F: usize>(&self, c: &Uint<F>) -> Zeroizing<FixedMontyForm<H>> {
        let reduced = Zeroizing::new(c.rem(self.prime.modulus().as_nz_ref()));
        Zeroizing::new(FixedMontyForm::new(&reduced, &self.prime))
    }

    /// `c` to this half's exponent, modulo its prime, in constant time.
    fn power<const F: usize>(&self, c: &Uint<F>) -> Zeroizing<FixedMontyForm<H>> {
        Zeroizing::new(self.reduce(c).pow(&self.exponent))
    }
}

impl<const H: usize, const F: usize> Drop for PrivateKey<H, F> {
    fn drop(&mut self) {
        self.q_inverse.zeroize();
        for half in [&mut self.p, &mut self.q] {
            half.prime.zeroize();
            half.exponent.zeroize();
        }
    }
}

/// A prime with its two highest bits set.
fn random_prime<const H: usize>(entropy: &mut Entropy) -> Option<Zeroizing<Uint<H>>> {
    let sieve =
        SmallFactorsSieveFactory::new(Flavor::Any, Uint::<H>::BITS, SetBits::TwoMsb).ok()?;
    sieve_and_find(entropy.rng(), sieve, |_, candidate| {
        is_prime(Flavor::Any, candidate)
    })
    .ok()
    .flatten()
    .map(Zeroizing::new)
}

/// Whether the two differ in their highest 100 bits.
fn far_apart<const H: usize>(p: &Uint<H>, q: &Uint<H>) -> bool {
    let distance = if p > q {
        p.wrapping_sub(q)
    } else {
        q.wrapping_sub(p)
    };
    distance.bits() > Uint::<H>::BITS - 100
}
