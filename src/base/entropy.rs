//! Chance as an argument: `ChaCha20`, seeded by the operating system in service and by a number in tests and demonstrations.

use rand::rngs::{ChaCha20Rng, SysRng};
use rand::seq::SliceRandom as _;
use rand::{CryptoRng, Rng as _, RngExt as _, SeedableRng as _, TryRng as _};

/// A cryptographically strong source of chance.
pub struct Entropy(ChaCha20Rng);

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness: nothing secret can be made")]
pub struct NoEntropy;

impl Entropy {
    /// Seeded with 256 bits from the operating system.
    pub fn system() -> Result<Self, NoEntropy> {
        let mut seed = [0_u8; 32];
        SysRng.try_fill_bytes(&mut seed).map_err(|_| NoEntropy)?;
        Ok(Self(ChaCha20Rng::from_seed(seed)))
    }

    /// The same draws for the same seed, on every machine and in every version: for tests and demonstrations only.
    pub fn seeded(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Another source, seeded from this one: for work that should not make others wait for theirs.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self(ChaCha20Rng::from_seed(self.bytes()))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A number in `0..bound`, without modulo bias; 0 if `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 {
            0
        } else {
            self.0.random_range(0..bound)
        }
    }

    /// A number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// Puts a slice into random order (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// The generator itself, for cryptographic libraries.
    pub fn rng(&mut self) -> &mut impl CryptoRng {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_draws() {
        let draw = |seed| Entropy::seeded(seed).bytes::<16>();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let mut system = Entropy::system().unwrap();
        assert_ne!(system.bytes::<32>(), system.bytes::<32>());
    }

    #[test]
    fn below_stays_below() {
        let mut entropy = Entropy::seeded(1);
        assert!((0..1000).all(|_| entropy.below(7) < 7));
        assert_eq!(entropy.below(0), 0);
    }
}
