//! The random number under which a browser casts its ballot.

use std::fmt;

use zeroize::Zeroizing;

use crate::base::{Digest, Entropy};

/// 256 random bits made by the respondent's browser, never derived from the token. Whoever holds it can find the receipt, so it is
/// kept only inside the sealed ballot. In the blind-signed protocol it is also the message's random prefix.
pub struct Nonce(Zeroizing<[u8; 32]>);

impl Nonce {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        Digest::from_hex(text).map(|digest| Self(Zeroizing::new(*digest.bytes())))
    }

    /// A fresh one, where there is no browser: demonstrations and tests.
    pub fn random(entropy: &mut Entropy) -> Self {
        Self(Zeroizing::new(entropy.bytes()))
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Says nothing.
impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[nonce]")
    }
}
