//! A small fixed generator (`SplitMix64`), so that every decision is a function of its seed and nothing else.
//!
//! Source: Steele, Lea, Flood 2014. It steers searches and simulations; nothing secret depends on it.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A stream named by two numbers.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut mixed = Self(seed ^ stream.wrapping_mul(0xA24B_AED4_963E_E407));
        mixed.bits();
        mixed
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A place in a list of so many (0 of none).
    pub fn below(&mut self, count: usize) -> usize {
        let product = (self.bits() >> 32) * (count as u64);
        usize::try_from(product >> 32).unwrap_or(0)
    }

    /// True once in 2 to the power of `power`.
    pub fn once_in(&mut self, power: u32) -> bool {
        self.bits() >> (64 - power.clamp(1, 63)) == 0
    }

    /// Evenly spread in `[0, 1)`, with 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
