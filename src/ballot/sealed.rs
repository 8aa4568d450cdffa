//! Sealed ballots: HPKE (RFC 9180, X25519-HKDF-SHA256, ChaCha20-Poly1305, base mode), opened only at the tally.
//!
//! Plaintext: version (1 byte), stratum (4), nonce (32), signature (256), length of the packed answers (4), answers, zeros up to the
//! survey's one size.
//! The associated data binds survey and row key, so that a ballot moved to another survey or row does not open.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable as _, OpModeR, OpModeS, Serializable as _};
use zeroize::Zeroizing;

use crate::base::{Digest, Entropy, GroupCode, SurveyCode};

use super::blind::{BYTES, BlindVerifier as _, Prepared};
use super::keys::{BoxKey, Kem, SurveyKeys};
use super::mac::mac;
use super::nonce::Nonce;
use super::tag::TAG;

const VERSION: u8 = 2;
const NONCE_AT: usize = 1 + 4;
const SIGNATURE_AT: usize = NONCE_AT + 32;
const LENGTH_AT: usize = SIGNATURE_AT + BYTES;
const HEADER: usize = LENGTH_AT + 4;
const ENCAPSULATED: usize = 32;
const INFO: &[u8] = b"pejling ballot/2";

/// A ballot nobody can read before the tally. The store moves it and understands nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedBallot {
    /// Key of its row: a digest of the nonce; tells nothing without the nonce.
    pub key: [u8; 32],
    /// Says that what is sealed was sealed with this nonce: HMAC-SHA-256 of `sealed`, keyed with the nonce. Nothing of the answers is in it,
    /// so that whoever has both the row and the nonce can try no answers on it.
    pub check: [u8; 32],
    /// Counts it in its group for whoever has the survey's keys; see [`SurveyKeys::counted`].
    pub tag: [u8; TAG],
    /// Encapsulated key and ciphertext; the same length for every ballot of a survey.
    pub sealed: Vec<u8>,
}

/// What is sealed: a stratum, the browser's nonce, the signature that lets it be cast, and packed answers. No `Debug`: answers have no business in a log.
pub struct Ballot {
    /// Index of the one reporting group it counts in.
    pub stratum: usize,
    /// The browser's nonce.
    pub nonce: Nonce,
    /// The stratum's signature on it, given blindly.
    pub signature: [u8; BYTES],
    /// Packed answers; only the enclave unpacks them.
    pub answers: Vec<u8>,
}

/// Why a ballot cannot be sealed or opened. Says nothing of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The answers are longer than this survey's ballots.
    #[error(
        "the answers are longer than any ballot of this survey: the padded size must be the instrument's packed limit"
    )]
    TooLong,
    /// The sealing itself failed.
    #[error("the ballot could not be sealed")]
    NotSealed,
    /// Not sealed for this survey with these keys, or altered since.
    #[error("the ballot does not open: it was sealed for another survey or altered")]
    NotOpened,
}

impl SurveyKeys {
    /// Seals a ballot; every ballot sealed with the same `padded` (the instrument's packed limit) has the same length.
    pub fn seal(
        &self,
        survey: &SurveyCode,
        ballot: &Ballot,
        padded: usize,
        entropy: &mut Entropy,
    ) -> Result<SealedBallot, SealFault> {
        let length = u32::try_from(ballot.answers.len()).map_err(|_| SealFault::TooLong)?;
        if ballot.answers.len() > padded {
            return Err(SealFault::TooLong);
        }
        let stratum = u32::try_from(ballot.stratum).map_err(|_| SealFault::NotSealed)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(HEADER + padded));
        plain.push(VERSION);
        plain.extend_from_slice(&stratum.to_be_bytes());
        plain.extend_from_slice(ballot.nonce.bytes());
        plain.extend_from_slice(&ballot.signature);
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(&ballot.answers);
        plain.resize(HEADER + padded, 0);
        let key = row_key(&ballot.nonce);
        let (encapsulated, ciphertext) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
                &OpModeS::Base,
                &self.public,
                INFO,
                &plain,
                &associated(survey, &key),
                entropy.rng(),
            )
            .map_err(|_| SealFault::NotSealed)?;
        let mut sealed = encapsulated.to_bytes().to_vec();
        sealed.extend_from_slice(&ciphertext);
        let tag = self
            .tag(survey, &key, ballot.stratum, entropy)
            .ok_or(SealFault::NotSealed)?;
        Ok(SealedBallot {
            key,
            tag,
            check: check_value(&ballot.nonce, &sealed),
            sealed,
        })
    }
}

impl BoxKey {
    /// Opens a ballot, and refuses one that was sealed for another survey, with other keys, or altered in any bit.
    ///
    /// Whoever could write into the database could seal a ballot too: what opens is to be [`verified`](Self::verify).
    pub fn open(&self, survey: &SurveyCode, ballot: &SealedBallot) -> Result<Ballot, SealFault> {
        self.decrypt(survey, ballot)
            .and_then(|plain| unframe(&plain))
            .filter(|opened| {
                row_key(&opened.nonce) == ballot.key
                    && check_value(&opened.nonce, &ballot.sealed) == ballot.check
            })
            .ok_or(SealFault::NotOpened)
    }

    /// Whether a ballot carries the signature of `stratum`: whether somebody invited to it got it for this nonce.
    pub fn verify(&self, survey: &SurveyCode, stratum: &GroupCode, ballot: &Ballot) -> bool {
        self.strata
            .iter()
            .find(|(code, _)| code == stratum)
            .is_some_and(|(_, key)| {
                let prepared = Prepared::new(survey, stratum, key.kid(), &ballot.nonce);
                key.verify(&prepared, &ballot.signature).is_ok()
            })
    }

    fn decrypt(&self, survey: &SurveyCode, ballot: &SealedBallot) -> Option<Zeroizing<Vec<u8>>> {
        let (encapsulated, ciphertext) = ballot.sealed.split_at_checked(ENCAPSULATED)?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.secret,
            &encapsulated,
            INFO,
            ciphertext,
            &associated(survey, &ballot.key),
        )
        .ok()
        .map(Zeroizing::new)
    }
}

fn unframe(plain: &[u8]) -> Option<Ballot> {
    let (header, rest) = plain.split_at_checked(HEADER)?;
    let word = |at: usize| -> Option<usize> {
        let bytes: [u8; 4] = header.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    };
    (header.first() == Some(&VERSION)).then_some(())?;
    Some(Ballot {
        stratum: word(1)?,
        nonce: Nonce::from_bytes(header.get(NONCE_AT..SIGNATURE_AT)?.try_into().ok()?),
        signature: header.get(SIGNATURE_AT..LENGTH_AT)?.try_into().ok()?,
        answers: rest.get(..word(LENGTH_AT)?)?.to_vec(),
    })
}

fn row_key(nonce: &Nonce) -> [u8; 32] {
    *Digest::of("pejling box/1", &[nonce.bytes()]).bytes()
}

fn check_value(nonce: &Nonce, sealed: &[u8]) -> [u8; 32] {
    mac(nonce.bytes(), "pejling ballot check/2", &[sealed])
}

fn associated(survey: &SurveyCode, key: &[u8; 32]) -> Vec<u8> {
    let mut data = survey.as_str().as_bytes().to_vec();
    data.push(b'|');
    data.extend_from_slice(key);
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(Ballot: Clone, std::fmt::Debug);
    assert_not_impl_any!(SealedBallot: std::fmt::Debug);

    fn survey(code: &str) -> SurveyCode {
        SurveyCode::parse(code).unwrap()
    }

    fn ballot(digit: &str, answers: &[u8]) -> Ballot {
        Ballot {
            stratum: 3,
            nonce: Nonce::parse(&digit.repeat(64)).unwrap(),
            signature: [5; BYTES],
            answers: answers.to_vec(),
        }
    }

    fn seal(seed: u64, ballot: &Ballot) -> (SurveyKeys, SealedBallot) {
        let mut entropy = Entropy::seeded(seed);
        let keys = SurveyKeys::generate(&[], &mut entropy, |_| ());
        let sealed = keys.seal(&survey("s"), ballot, 100, &mut entropy).unwrap();
        (keys, sealed)
    }

    #[test]
    fn opens_to_what_was_sealed() {
        let (keys, sealed) = seal(1, &ballot("a", b"answers"));
        let opened = keys.box_key(None).unwrap().open(&survey("s"), &sealed);
        let opened = opened.unwrap();
        assert_eq!(
            (opened.stratum, opened.answers.as_slice()),
            (3, &b"answers"[..])
        );
        assert_eq!(opened.nonce.bytes(), ballot("a", b"").nonce.bytes());
        assert_eq!(opened.signature, [5; BYTES]);
        assert_eq!(
            keys.counted(&survey("s"), &sealed.key, &sealed.tag),
            Some(3)
        );
    }

    #[test]
    fn has_one_length_whatever_was_answered() {
        let lengths = [&b""[..], b"x", &[7; 100]]
            .map(|answers| seal(1, &ballot("a", answers)).1.sealed.len());
        assert_eq!(lengths, [lengths[0]; 3]);
        let mut entropy = Entropy::seeded(1);
        let keys = SurveyKeys::generate(&[], &mut entropy, |_| ());
        let long = keys.seal(&survey("s"), &ballot("a", &[7; 101]), 100, &mut entropy);
        assert_eq!(long.err(), Some(SealFault::TooLong));
    }

    #[test]
    fn refuses_every_flipped_bit_another_survey_and_other_keys() {
        let (keys, sealed) = seal(1, &ballot("a", b"answers"));
        let refused = |keys: &SurveyKeys, code: &str, sealed: &SealedBallot| {
            let key = keys.box_key(None).unwrap();
            key.open(&survey(code), sealed).err() == Some(SealFault::NotOpened)
        };
        assert!(refused(&keys, "t", &sealed));
        assert!(refused(&seal(2, &ballot("a", b"")).0, "s", &sealed));
        for at in 0..sealed.sealed.len() {
            let mut altered = sealed.clone();
            altered.sealed[at] ^= 1 << (at % 8);
            assert!(refused(&keys, "s", &altered), "byte {at}");
        }
        for at in 0..32 {
            let (mut key, mut check) = (sealed.clone(), sealed.clone());
            key.key[at] ^= 1;
            check.check[at] ^= 1;
            assert!(refused(&keys, "s", &key) && refused(&keys, "s", &check));
        }
        let mut short = sealed;
        short.sealed.truncate(20);
        assert!(refused(&keys, "s", &short));
    }

    #[test]
    fn a_repeated_request_cannot_be_told_from_a_second_vote() {
        let (_, first) = seal(1, &ballot("a", b"answers"));
        let (_, again) = seal(2, &ballot("a", b"answers"));
        let (_, other) = seal(3, &ballot("a", b"others"));
        assert_eq!((first.key, first.key), (again.key, other.key));
        let rows = [&first, &again, &other];
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            assert_ne!(rows[one].check, rows[other].check);
            assert!(rows[one].sealed != rows[other].sealed);
        }
    }

    #[test]
    fn a_seed_gives_the_same_ballot() {
        assert!(seal(1, &ballot("a", b"x")).1 == seal(1, &ballot("a", b"x")).1);
        assert!(seal(1, &ballot("a", b"x")).1 != seal(2, &ballot("a", b"x")).1);
    }
}
