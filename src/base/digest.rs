//! SHA-256 with a domain, so that a digest made for one purpose can never stand in for another.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 digest of length-prefixed parts under a domain label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Digests `parts` for one purpose. Each part is preceded by its length (8 bytes, big endian), so no two lists of parts collide by concatenation.
    pub fn of(domain: &str, parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in std::iter::once(domain.as_bytes()).chain(parts.iter().copied()) {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The plain SHA-256 of some bytes, as `sha256sum` prints it: for files that others verify with their own tools.
    pub fn plain(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A digest that was made before.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// 64 lower-case hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_is_what_sha256sum_prints() {
        // FIPS 180-4, the one-block example "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::plain(b"abc").to_string(), expected);
        assert_eq!(Digest::from_hex(expected), Some(Digest::plain(b"abc")));
        assert_eq!(Digest::from_hex("ab"), None);
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(
            Digest::of("x", &[b"ab", b"c"]),
            Digest::of("x", &[b"a", b"bc"])
        );
        assert_ne!(Digest::of("x", &[b"a"]), Digest::of("y", &[b"a"]));
    }
}
