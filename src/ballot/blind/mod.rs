//! Blind signatures on ballots: RFC 9474, RSABSSA-SHA384-PSS-Randomized, RSA-2048, e = 65537, one key per survey and stratum.
//!
//! The issuer knows who asks and signs a number that tells it nothing. The browser takes the blinding off. The collector gets a
//! ballot whose signature proves that somebody invited to this stratum may cast it, and nothing proves who.
//!
//! # Invariants
//! - A key signs blinded ballots of one stratum and nothing else.
//! - The same blinded request gives the same signature: a lost reply may be asked for again.
//! - Nothing is released before its public power was compared with the request.
//! - 0, 1, `n - 1` and numbers from `n` up are neither signed nor accepted.
//! - A signature is bound to survey, stratum and key by the message: [`Prepared`].
//!
//! # Why a core of our own
//! Tried on 21 November 2026, behind the traits [`BlindSigner`] and [`BlindVerifier`], so that another can take its place:
//! - `blind-rsa-signatures` 0.18.0 (newest) and 0.17.2 do not compile: they ask for `rsa ^0.10.0-rc`, get rc.20, and its traits
//!   have changed since. Pinning `rsa` to rc.18 fails in `pkcs1`.
//! - 0.16.0 compiles today, on that same release candidate, whose interface its own later versions broke on: nothing keeps it
//!   compiling tomorrow. It is out of care (two later lines) and brings about 50 crates.
//! - All of them sign with `rsa`, for which RUSTSEC-2023-0071 (timing of the private operation) lists no repaired version; the
//!   source of rc.20 leaves its intermediate values unwiped.
//! - `crypto-bigint` (constant time by default, audited in an earlier line) and `crypto-primes` bring three crates. What is left
//!   for us is the Chinese remainder theorem, base blinding, the check, and PSS. All four variants of the RFC's vectors, a
//!   browser's `WebCrypto` and OpenSSL check it in the tests. Both are pinned exactly; a new version must pass the same tests.
//!
//! Constant in time: exponentiations, reductions, products and inverses that touch a secret. Not constant, on purpose: drawing
//! primes (at launch, nobody watches), rejection of random numbers out of range, and everything about public values. Copies that
//! the compiler leaves on the stack cannot be wiped from safe Rust; what we hold is.

pub mod client;
#[cfg(test)]
mod interop;
mod key;
mod message;
mod modulus;
mod private;
mod pss;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod vectors;

use crate::base::{Digest, Entropy};

pub use key::{PublicKey, StratumKey};
pub use message::Prepared;

/// Length of a modulus, of a blinded request and of a signature.
pub const BYTES: usize = 256;

/// Bytes that are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a key of a stratum: restore the survey's keystore from its own backup")]
pub struct BadKey;

/// A signature that proves nothing. Says nothing of what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not belong to this ballot, survey, group and key")]
pub struct BadSignature;

/// Why a blinded request was not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignRefusal {
    /// No honest browser sends this number.
    #[error("the blinded ballot is not a number above 1 and below the key's modulus less 1")]
    OutOfRange,
    /// The result did not stand the check and was thrown away.
    #[error(
        "the signature came out wrong and was withheld: check this machine's memory and the survey's keystore"
    )]
    Miscalculated,
}

/// Whoever holds the key of a stratum.
pub trait BlindSigner {
    /// The public half.
    fn public(&self) -> &PublicKey;

    /// Signs a blinded ballot (RFC 9474, 4.3). The entropy blinds the calculation; the result does not depend on it.
    fn blind_sign(
        &self,
        blinded: &[u8; BYTES],
        entropy: &mut Entropy,
    ) -> Result<[u8; BYTES], SignRefusal>;
}

/// Whoever checks ballots. Needs no secret.
pub trait BlindVerifier {
    /// The key's name: SHA-256 of its modulus.
    fn kid(&self) -> &Digest;

    /// Checks a ballot's signature (RFC 9474, 4.5).
    fn verify(&self, prepared: &Prepared, signature: &[u8]) -> Result<(), BadSignature>;
}
