//! Arithmetic modulo an RSA modulus that everybody knows: the public half of RSA, and bytes to integers and back.
//!
//! Generic in the number of machine words, because RFC 9474's own vectors use 4096 bits and our keys 2048.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{NonZero, Odd, RandomMod as _, Uint};
use zeroize::Zeroizing;

use crate::base::Entropy;

/// 65537 = 2^16 + 1: sixteen squarings and one multiplication.
const SQUARINGS: u32 = 16;

/// An odd modulus of full length, with what Montgomery multiplication needs to know of it.
#[derive(Clone)]
pub(super) struct Modulus<const F: usize> {
    params: FixedMontyParams<F>,
}

impl<const F: usize> Modulus<F> {
    /// Takes a modulus; `None` unless it is odd and its highest bit is set.
    pub(super) fn new(n: Uint<F>) -> Option<Self> {
        let full = n.bits_vartime() == Uint::<F>::BITS;
        let odd: Option<Odd<Uint<F>>> = Odd::new(n).into();
        odd.filter(|_| full).map(|n| Self {
            params: FixedMontyParams::new_vartime(n),
        })
    }

    /// The modulus.
    pub(super) fn n(&self) -> &Uint<F> {
        self.params.modulus().as_ref()
    }

    /// `a · b mod n`, in constant time.
    pub(super) fn times(&self, a: &Uint<F>, b: &Uint<F>) -> Uint<F> {
        (FixedMontyForm::new(a, &self.params) * FixedMontyForm::new(b, &self.params)).retrieve()
    }

    /// `m^65537 mod n`, in constant time.
    pub(super) fn public_power(&self, m: &Uint<F>) -> Uint<F> {
        let base = FixedMontyForm::new(m, &self.params);
        (base.square_repeat_vartime(SQUARINGS) * base).retrieve()
    }

    /// `a^-1 mod n` in constant time; `None` where `a` shares a factor with `n`.
    pub(super) fn inverse(&self, a: &Uint<F>) -> Option<Uint<F>> {
        a.invert_odd_mod(self.params.modulus()).into()
    }

    /// A unit modulo `n`, drawn evenly, and its inverse.
    pub(super) fn random_unit(&self, entropy: &mut Entropy) -> [Zeroizing<Uint<F>>; 2] {
        let bound: &NonZero<Uint<F>> = self.params.modulus().as_nz_ref();
        loop {
            let r = Zeroizing::new(Uint::random_mod_vartime(entropy.rng(), bound));
            if let Some(inverse) = self.inverse(&r) {
                return [r, Zeroizing::new(inverse)];
            }
        }
    }

    /// Reads a number that may be signed or be a signature: exactly as long as the modulus, and above 1 and below `n - 1`.
    ///
    /// 0, 1 and `n - 1` are their own signatures under every key; `n` and above are not numbers modulo `n`.
    pub(super) fn read(&self, bytes: &[u8]) -> Option<Uint<F>> {
        let value = read(bytes)?;
        (value > Uint::ONE && value < self.n().wrapping_sub(&Uint::ONE)).then_some(value)
    }
}

/// Reads big-endian bytes of exactly the right length.
pub(super) fn read<const F: usize>(bytes: &[u8]) -> Option<Uint<F>> {
    (bytes.len() == Uint::<F>::BYTES).then(|| Uint::from_be_slice(bytes))
}

/// Big-endian bytes. `N` is the integer's length in bytes.
pub(super) fn write<const F: usize, const N: usize>(value: &Uint<F>) -> [u8; N] {
    let mut bytes = [0; N];
    for (to, from) in bytes.iter_mut().zip(value.to_be_bytes().as_ref()) {
        *to = *from;
    }
    bytes
}
