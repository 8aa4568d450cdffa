//! What must be refused, on both sides of a blind signature.

use std::collections::BTreeSet;

use static_assertions::assert_not_impl_any;

use crate::ballot::Nonce;
use crate::base::{Digest, Entropy, GroupCode, SurveyCode};

use super::client::{self, Pending};
use super::vectors::KEYS;
use super::{
    BYTES, BadKey, BadSignature, BlindSigner as _, BlindVerifier as _, Prepared, PublicKey,
    SignRefusal, StratumKey,
};

assert_not_impl_any!(StratumKey: Clone, std::fmt::Display, PartialEq);
assert_not_impl_any!(Prepared: Clone, std::fmt::Display);
assert_not_impl_any!(Pending: Clone, std::fmt::Debug);

fn prepared(survey: &str, stratum: &str, kid: &Digest, nonce: &str) -> Prepared {
    Prepared::new(
        &SurveyCode::parse(survey).unwrap(),
        &GroupCode::parse(stratum).unwrap(),
        kid,
        &Nonce::parse(&nonce.repeat(64)).unwrap(),
    )
}

fn ballot(key: &PublicKey) -> Prepared {
    prepared("s", "g", key.kid(), "a")
}

fn signed(key: &StratumKey, entropy: &mut Entropy) -> [u8; BYTES] {
    let pending = client::blind(key.public(), ballot(key.public()), entropy);
    let reply = key.blind_sign(pending.blinded(), entropy).unwrap();
    pending.finalize(key.public(), &reply).unwrap()
}

/// `n` plus a small number, as bytes.
fn beside_modulus(key: &PublicKey, change: i16) -> [u8; BYTES] {
    let mut bytes = *key.to_bytes();
    let mut carry = change;
    for byte in bytes.iter_mut().rev() {
        let sum = i16::from(*byte) + carry;
        *byte = u8::try_from(sum.rem_euclid(256)).unwrap();
        carry = sum.div_euclid(256);
    }
    assert_eq!(carry, 0);
    bytes
}

/// 0, 1, n - 1, n, n + 1 and the largest number of this length.
fn senseless(key: &PublicKey) -> [[u8; BYTES]; 6] {
    let mut one = [0; BYTES];
    one[BYTES - 1] = 1;
    [
        [0; BYTES],
        one,
        beside_modulus(key, -1),
        *key.to_bytes(),
        beside_modulus(key, 1),
        [0xff; BYTES],
    ]
}

#[test]
fn senseless_numbers_are_neither_signed_nor_accepted() {
    let key = &KEYS[0];
    let mut entropy = Entropy::seeded(1);
    for number in senseless(key.public()) {
        assert_eq!(
            key.blind_sign(&number, &mut entropy),
            Err(SignRefusal::OutOfRange)
        );
        let verdict = key.public().verify(&ballot(key.public()), &number);
        assert_eq!(verdict, Err(BadSignature));
    }
    // Control: the neighbours inside the range are signed.
    let mut two = [0; BYTES];
    two[BYTES - 1] = 2;
    for number in [two, beside_modulus(key.public(), -2)] {
        assert!(key.blind_sign(&number, &mut entropy).is_ok());
    }
}

#[test]
fn a_signature_holds_for_one_ballot_survey_stratum_and_key() {
    let (key, other) = (&KEYS[0], &KEYS[1]);
    let mut entropy = Entropy::seeded(2);
    let signature = signed(key, &mut entropy);
    let kid = key.public().kid();
    let check = |verifier: &StratumKey, prepared: &Prepared, signature: &[u8]| {
        verifier.public().verify(prepared, signature)
    };
    assert_eq!(check(key, &ballot(key.public()), &signature), Ok(()));
    for (verifier, message) in [
        (other, ballot(key.public())),
        (other, ballot(other.public())),
        (key, ballot(other.public())),
        (key, prepared("t", "g", kid, "a")),
        (key, prepared("s", "h", kid, "a")),
        (key, prepared("s", "g", kid, "b")),
    ] {
        assert_eq!(check(verifier, &message, &signature), Err(BadSignature));
    }
    let mut long = signature.to_vec();
    long.push(0);
    let shifted = [&[0], &signature[..]].concat();
    for wrong in [&signature[..255], &long, &shifted, &[]] {
        assert_eq!(
            check(key, &ballot(key.public()), wrong),
            Err(BadSignature),
            "{} bytes",
            wrong.len()
        );
    }
}

#[test]
fn ten_thousand_flipped_bits_are_refused() {
    let key = &KEYS[0];
    let mut entropy = Entropy::seeded(3);
    let signature = signed(key, &mut entropy);
    let message = ballot(key.public());
    for round in 0..10_000 {
        // First every single bit once, then two to five bits at random places.
        let mut altered = signature;
        let bits: BTreeSet<usize> = if round < 8 * BYTES {
            [round].into()
        } else {
            (0..2 + round % 4)
                .map(|_| entropy.below(8 * BYTES))
                .collect()
        };
        for bit in &bits {
            altered[bit / 8] ^= 1 << (bit % 8);
        }
        let verdict = key.public().verify(&message, &altered);
        assert_eq!(verdict, Err(BadSignature), "bits {bits:?}");
    }
}

#[test]
fn a_fault_in_the_calculation_releases_nothing() {
    let mut key = StratumKey::from_bytes(&KEYS[0].to_bytes()).unwrap();
    let mut entropy = Entropy::seeded(4);
    let pending = client::blind(key.public(), ballot(key.public()), &mut entropy);
    // Control: before the fault it signs.
    assert!(key.blind_sign(pending.blinded(), &mut entropy).is_ok());
    key.damage();
    for _ in 0..20 {
        let pending = client::blind(key.public(), ballot(key.public()), &mut entropy);
        assert_eq!(
            key.blind_sign(pending.blinded(), &mut entropy),
            Err(SignRefusal::Miscalculated)
        );
    }
}

#[test]
fn asking_again_gives_the_same_and_starting_again_gives_another() {
    let key = &KEYS[0];
    let pending = |seed| {
        client::blind(
            key.public(),
            ballot(key.public()),
            &mut Entropy::seeded(seed),
        )
    };
    let (first, second) = (pending(5), pending(6));
    let sign = |pending: &Pending, seed| {
        key.blind_sign(pending.blinded(), &mut Entropy::seeded(seed))
            .unwrap()
    };
    assert_eq!(sign(&first, 7), sign(&first, 8));
    // The same ballot blinded twice: neither request, reply nor signature tells that they belong together.
    assert_ne!(first.blinded(), second.blinded());
    assert_ne!(sign(&first, 7), sign(&second, 7));
    assert_ne!(
        first.finalize(key.public(), &sign(&first, 7)).unwrap(),
        second.finalize(key.public(), &sign(&second, 7)).unwrap()
    );
}

#[test]
fn a_reply_under_another_key_or_to_another_request_is_refused() {
    let (key, other) = (&KEYS[0], &KEYS[1]);
    let mut entropy = Entropy::seeded(9);
    let pending = client::blind(key.public(), ballot(key.public()), &mut entropy);
    let foreign = client::blind(key.public(), ballot(key.public()), &mut entropy);
    let reply = key.blind_sign(pending.blinded(), &mut entropy).unwrap();
    assert!(pending.finalize(key.public(), &reply).is_ok());
    assert!(foreign.finalize(key.public(), &reply).is_err());
    assert!(pending.finalize(other.public(), &reply).is_err());
    assert!(pending.finalize(key.public(), pending.blinded()).is_err());
    assert!(pending.finalize(key.public(), &reply[1..]).is_err());
    // The other key may find the request out of its range; if it signs, the reply is refused.
    if let Ok(reply) = other.blind_sign(pending.blinded(), &mut entropy) {
        assert!(pending.finalize(key.public(), &reply).is_err());
    }
}

#[test]
fn stored_keys_sign_the_same_and_damage_is_seen() {
    let key = &KEYS[0];
    let bytes = key.to_bytes();
    let again = StratumKey::from_bytes(&bytes).unwrap();
    assert_eq!(again.public(), key.public());
    assert_ne!(KEYS[1].public(), key.public());
    for at in (0..bytes.len()).step_by(7) {
        let mut altered = bytes.to_vec();
        altered[at] ^= 1;
        assert_eq!(StratumKey::from_bytes(&altered).err(), Some(BadKey), "{at}");
    }
    for wrong in [&bytes[1..], &[0; 288], &[]] {
        assert_eq!(StratumKey::from_bytes(wrong).err(), Some(BadKey));
    }
    let public = key.public();
    assert_eq!(
        PublicKey::from_bytes(public.to_bytes()).as_ref(),
        Ok(public)
    );
    for wrong in [&[0xff; 255][..], &[0xfe; 256], &[0x7f; 256], &[]] {
        assert_eq!(PublicKey::from_bytes(wrong), Err(BadKey));
    }
    assert_eq!(*public.kid(), Digest::plain(public.to_bytes()));
}

#[test]
fn secrets_stay_mute() {
    let key = &KEYS[0];
    let kid = key.public().kid();
    assert_eq!(format!("{key:?}"), format!("[signing key {kid}]"));
    assert_eq!(format!("{:?}", ballot(key.public())), "[prepared message]");
}
