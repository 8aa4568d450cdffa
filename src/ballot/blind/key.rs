//! The key of one stratum: RSA with 2048 bits and the exponent 65537, used for blind signatures and nothing else.

use std::fmt;

use crypto_bigint::{U1024, U2048};
use zeroize::Zeroizing;

use crate::ballot::base64url;
use crate::base::{Digest, Entropy};

use super::modulus::{self, Modulus};
use super::private::PrivateKey;
use super::{BYTES, BadKey, BadSignature, BlindSigner, BlindVerifier, Prepared, SignRefusal, pss};

/// Machine words of a modulus.
pub(super) const FULL: usize = U2048::LIMBS;
/// Machine words of a prime.
const HALF: usize = U1024::LIMBS;
/// Bytes of a prime.
const PRIME: usize = BYTES / 2;

/// The public key of a stratum. Whoever has it can check ballots.
#[derive(Clone)]
pub struct PublicKey {
    pub(super) modulus: Modulus<FULL>,
    bytes: [u8; BYTES],
    kid: Digest,
}

impl PublicKey {
    fn new(modulus: Modulus<FULL>) -> Self {
        let bytes = modulus::write(modulus.n());
        Self {
            kid: Digest::plain(&bytes),
            modulus,
            bytes,
        }
    }

    /// Reads a modulus: 256 bytes, big endian. Refuses an even one and one of less than 2048 bits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadKey> {
        modulus::read(bytes)
            .and_then(Modulus::new)
            .map(Self::new)
            .ok_or(BadKey)
    }

    /// The modulus, 256 bytes, big endian.
    pub fn to_bytes(&self) -> &[u8; BYTES] {
        &self.bytes
    }

    /// Whether a blinded request is a number that is signed at all: to be asked before an invitation is marked as used for it.
    pub fn may_sign(&self, blinded: &[u8; BYTES]) -> bool {
        self.modulus.read(blinded).is_some()
    }

    /// The modulus as a JSON Web Key writes it (RFC 7518, 6.3.1.1). The exponent beside it is `AQAB`.
    pub fn n_base64url(&self) -> String {
        base64url::encode(&self.bytes)
    }
}

impl BlindVerifier for PublicKey {
    fn kid(&self) -> &Digest {
        &self.kid
    }

    fn verify(&self, prepared: &Prepared, signature: &[u8]) -> Result<(), BadSignature> {
        let s = self.modulus.read(signature).ok_or(BadSignature)?;
        let encoded: [u8; BYTES] = modulus::write(&self.modulus.public_power(&s));
        if pss::verify(prepared.bytes(), &encoded, pss::HASH) {
            Ok(())
        } else {
            Err(BadSignature)
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[public key {}]", self.kid)
    }
}

/// The signing key of a stratum. Neither `Clone` nor serialisable; its `Debug` tells only the public half; wiped when dropped.
pub struct StratumKey {
    private: PrivateKey<HALF, FULL>,
    public: PublicKey,
}

impl StratumKey {
    /// A fresh key.
    pub fn generate(entropy: &mut Entropy) -> Self {
        Self::new(PrivateKey::generate(entropy))
    }

    fn new(private: PrivateKey<HALF, FULL>) -> Self {
        Self {
            public: PublicKey::new(private.modulus().clone()),
            private,
        }
    }

    /// The key as the keystore keeps it: two primes of 128 bytes and the key's digest.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * PRIME + 32));
        for prime in self.private.primes() {
            let prime: Zeroizing<[u8; PRIME]> = Zeroizing::new(modulus::write(prime));
            bytes.extend_from_slice(prime.as_slice());
        }
        bytes.extend_from_slice(self.public.kid.bytes());
        bytes
    }

    /// Reads what [`StratumKey::to_bytes`] wrote; refuses anything else by its digest.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadKey> {
        let (primes, kid) = bytes.split_at_checked(2 * PRIME).ok_or(BadKey)?;
        let (p, q) = primes.split_at(PRIME);
        let read = |prime| modulus::read(prime).map(Zeroizing::new).ok_or(BadKey);
        let key = PrivateKey::from_primes(&*read(p)?, &*read(q)?).ok_or(BadKey)?;
        let key = Self::new(key);
        if key.public.kid.bytes() == kid {
            Ok(key)
        } else {
            Err(BadKey)
        }
    }

    /// Damages the key as a fault in the machine would.
    #[cfg(test)]
    pub(super) fn damage(&mut self) {
        self.private.damage();
    }
}

impl BlindSigner for StratumKey {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn blind_sign(
        &self,
        blinded: &[u8; BYTES],
        entropy: &mut Entropy,
    ) -> Result<[u8; BYTES], SignRefusal> {
        let c = self
            .public
            .modulus
            .read(blinded)
            .ok_or(SignRefusal::OutOfRange)?;
        self.private
            .power(&c, entropy)
            .map(|s| modulus::write(&s))
            .map_err(|_| SignRefusal::Miscalculated)
    }
}

impl fmt::Debug for StratumKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[signing key {}]", self.public.kid)
    }
}
