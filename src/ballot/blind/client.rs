//! The respondent's side of a blind signature, in Rust: for tests, simulations and the demonstration.
//!
//! In the field this runs in the browser (`ballot.js`), and both sides are tested against each other and against RFC 9474's vectors.

use crypto_bigint::Uint;
use zeroize::Zeroizing;

use crate::base::Entropy;

use super::key::FULL;
use super::modulus::{self, Modulus};
use super::{BYTES, BadSignature, BlindVerifier as _, Prepared, PublicKey, pss};

/// A ballot between blinding and its signature. Whoever reads it can tie the blinded request to the ballot.
pub struct Pending {
    prepared: Prepared,
    unblinder: Zeroizing<Uint<FULL>>,
    blinded: [u8; BYTES],
}

/// Blinds a prepared message (RFC 9474, 4.2). Salt and blinding factor are drawn here and depend on nothing else.
pub fn blind(key: &PublicKey, prepared: Prepared, entropy: &mut Entropy) -> Pending {
    loop {
        let salt = Zeroizing::new(entropy.bytes::<{ pss::HASH }>());
        let [r, r_inverse] = key.modulus.random_unit(entropy);
        let blinded = blind_with(&key.modulus, BYTES, prepared.bytes(), salt.as_slice(), &r);
        if let Some(blinded) = blinded {
            return Pending {
                prepared,
                unblinder: r_inverse,
                blinded: modulus::write(&blinded),
            };
        }
    }
}

impl Pending {
    /// What goes to the issuer beside the token. Says nothing of the message.
    pub fn blinded(&self) -> &[u8; BYTES] {
        &self.blinded
    }

    /// The message that is being signed.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// Takes the blinding off the issuer's reply (RFC 9474, 4.4) and checks the signature under `key`. An error means that the issuer misbehaved.
    pub fn finalize(
        &self,
        key: &PublicKey,
        blind_signature: &[u8],
    ) -> Result<[u8; BYTES], BadSignature> {
        let reply = modulus::read(blind_signature).ok_or(BadSignature)?;
        let signature = modulus::write(&key.modulus.times(&reply, &self.unblinder));
        key.verify(&self.prepared, &signature)?;
        Ok(signature)
    }
}

/// Blinding with a given salt and factor. `None` if the encoded message shares a factor with the modulus.
fn blind_with<const F: usize>(
    modulus: &Modulus<F>,
    length: usize,
    prepared: &[u8],
    salt: &[u8],
    r: &Uint<F>,
) -> Option<Uint<F>> {
    let m = modulus::read(&pss::encode(prepared, salt, length)?)?;
    modulus.inverse(&m)?;
    Some(modulus.times(&m, &modulus.public_power(r)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::blind::private::PrivateKey;
    use crate::ballot::blind::vectors;
    use crypto_bigint::{U2048, U4096};

    fn number<const F: usize>(bytes: &[u8]) -> Uint<F> {
        modulus::read(bytes).unwrap()
    }

    #[test]
    fn gives_the_four_variants_of_rfc_9474() {
        let file = vectors::rfc9474();
        let key = PrivateKey::<{ U2048::LIMBS }, { U4096::LIMBS }>::from_primes(
            &number(&file.p),
            &number(&file.q),
        )
        .unwrap();
        let modulus = key.modulus();
        assert_eq!(*modulus.n(), number(&file.n));
        let mut entropy = Entropy::seeded(1);
        for vector in &file.variants {
            let name = &vector.name;
            let unblinder = number(&vector.inv);
            let r = modulus.inverse(&unblinder).unwrap();
            let blinded = blind_with(modulus, 512, &vector.prepared, &vector.salt, &r).unwrap();
            assert_eq!(blinded, number(&vector.blinded), "{name}: blind");
            let reply = key.power(&blinded, &mut entropy).unwrap();
            assert_eq!(reply, number(&vector.blind_sig), "{name}: blind_sign");
            let signature = modulus.times(&reply, &unblinder);
            assert_eq!(signature, number(&vector.sig), "{name}: finalize");
            let encoded: [u8; 512] = modulus::write(&modulus.public_power(&signature));
            let salt = vector.salt.len();
            assert!(pss::verify(&vector.prepared, &encoded, salt), "{name}");
            assert!(
                !pss::verify(&vector.prepared, &encoded, 48 - salt),
                "{name}"
            );
            assert!(
                !pss::verify(&vector.prepared[1..], &encoded, salt),
                "{name}"
            );
        }
        assert_eq!(file.variants.len(), 4);
    }
}
