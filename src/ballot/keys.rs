//! The keys of one survey. They live outside the database and are destroyed after the tally; with them goes every way to derive a
//! token or a marker again, and every way to open a sealed ballot.

use std::fmt;

use hpke::{Deserializable as _, Kem as _, Serializable as _};
use zeroize::Zeroizing;

use crate::base::{Entropy, InvitationId, SurveyCode};

use super::code::TypedCode;
use super::mac::mac;
use super::token::Token;

/// RFC 9180 DHKEM(X25519, HKDF-SHA256).
pub(super) type Kem = hpke::kem::X25519HkdfSha256;

const VERSION: u8 = 1;
const LENGTH: usize = 1 + 4 * 32;

/// The keys of one survey: one for tokens, one for their indices, one for used-markers, and the pair that seals ballots.
/// Neither `Clone` nor serialisable; its `Debug` says nothing; wiped from memory when dropped.
pub struct SurveyKeys {
    tokens: Zeroizing<[u8; 32]>,
    indices: Zeroizing<[u8; 32]>,
    markers: Zeroizing<[u8; 32]>,
    pub(super) secret: <Kem as hpke::Kem>::PrivateKey,
    pub(super) public: <Kem as hpke::Kem>::PublicKey,
}

/// Stored keys that are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the survey's key file is damaged: restore it from the keystore's own backup")]
pub struct BadKeys;

impl SurveyKeys {
    /// Fresh keys.
    pub fn generate(entropy: &mut Entropy) -> Self {
        let (secret, public) = Kem::gen_keypair_with_rng(entropy.rng());
        Self {
            tokens: Zeroizing::new(entropy.bytes()),
            indices: Zeroizing::new(entropy.bytes()),
            markers: Zeroizing::new(entropy.bytes()),
            secret,
            public,
        }
    }

    /// The keys as the keystore keeps them: a version byte and four keys of 32 bytes.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH));
        bytes.push(VERSION);
        for key in [&self.tokens, &self.indices, &self.markers] {
            bytes.extend_from_slice(key.as_slice());
        }
        let mut secret = Zeroizing::new([0_u8; 32]);
        self.secret.write_exact(secret.as_mut_slice());
        bytes.extend_from_slice(secret.as_slice());
        bytes
    }

    /// Reads what [`SurveyKeys::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadKeys> {
        let (Some((&VERSION, keys)), LENGTH) = (bytes.split_first(), bytes.len()) else {
            return Err(BadKeys);
        };
        let key = |at: usize| -> Result<Zeroizing<[u8; 32]>, BadKeys> {
            let part = keys.get(32 * at..32 * (at + 1)).ok_or(BadKeys)?;
            Ok(Zeroizing::new(part.try_into().map_err(|_| BadKeys)?))
        };
        let secret =
            <Kem as hpke::Kem>::PrivateKey::from_bytes(key(3)?.as_slice()).map_err(|_| BadKeys)?;
        Ok(Self {
            tokens: key(0)?,
            indices: key(1)?,
            markers: key(2)?,
            public: Kem::sk_to_pk(&secret),
            secret,
        })
    }

    /// The token of an invitation. A later generation replaces a lost mail; the token before it opens nothing once its index is overwritten.
    pub fn token(&self, survey: &SurveyCode, invitation: &InvitationId, generation: u32) -> Token {
        let code = Zeroizing::new(mac(
            &self.tokens,
            "pejling token/1",
            &[
                survey.as_str().as_bytes(),
                invitation.as_str().as_bytes(),
                &generation.to_be_bytes(),
            ],
        ));
        let mut bytes = Zeroizing::new([0_u8; 16]);
        bytes.copy_from_slice(&code[..16]);
        Token(bytes)
    }

    /// What the invitation's row keeps of its token: enough to find the row, not enough to make the token.
    pub fn token_index(&self, token: &Token) -> [u8; 32] {
        mac(
            &self.indices,
            "pejling token index/1",
            &[token.0.as_slice()],
        )
    }

    /// The typed code of an invitation, for letters and for mails whose links get mangled. Generations as with tokens.
    pub fn code(
        &self,
        survey: &SurveyCode,
        invitation: &InvitationId,
        generation: u32,
    ) -> TypedCode {
        let code = Zeroizing::new(mac(
            &self.tokens,
            "pejling code/1",
            &[
                survey.as_str().as_bytes(),
                invitation.as_str().as_bytes(),
                &generation.to_be_bytes(),
            ],
        ));
        let mut bits = Zeroizing::new([0_u8; 9]);
        bits.copy_from_slice(&code[..9]);
        TypedCode::from_bits(&bits)
    }

    /// What the invitation's row keeps of its typed code.
    pub fn code_index(&self, code: &TypedCode) -> [u8; 32] {
        mac(&self.indices, "pejling code index/1", &[code.bytes()])
    }

    /// The public key under which ballots are sealed, as the manifest shows it.
    pub fn seal_key(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.public.write_exact(&mut bytes);
        bytes
    }

    /// The opaque row that says "this invitation is used". Without the key nobody can tell whose it is.
    pub fn marker(&self, survey: &SurveyCode, invitation: &InvitationId) -> [u8; 32] {
        mac(
            &self.markers,
            "pejling used marker/1",
            &[survey.as_str().as_bytes(), invitation.as_str().as_bytes()],
        )
    }
}

/// Says nothing.
impl fmt::Debug for SurveyKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[survey keys]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(SurveyKeys: Clone, fmt::Display);
    assert_not_impl_any!(Token: Clone, fmt::Display);

    fn survey(code: &str) -> SurveyCode {
        SurveyCode::parse(code).unwrap()
    }

    fn invitation(id: &str) -> InvitationId {
        InvitationId::from_stored(id.to_owned())
    }

    #[test]
    fn tokens_differ_by_survey_person_generation_and_keys() {
        let keys = SurveyKeys::generate(&mut Entropy::seeded(1));
        let token = keys.token(&survey("s"), &invitation("a"), 0);
        assert_eq!(token, keys.token(&survey("s"), &invitation("a"), 0));
        for other in [
            keys.token(&survey("t"), &invitation("a"), 0),
            keys.token(&survey("s"), &invitation("b"), 0),
            keys.token(&survey("s"), &invitation("a"), 1),
            SurveyKeys::generate(&mut Entropy::seeded(2)).token(&survey("s"), &invitation("a"), 0),
        ] {
            assert_ne!(token, other);
            assert_ne!(keys.token_index(&token), keys.token_index(&other));
        }
        assert_ne!(
            keys.marker(&survey("s"), &invitation("a")),
            keys.marker(&survey("s"), &invitation("b"))
        );
    }

    #[test]
    fn typed_codes_are_derived_like_tokens() {
        let keys = SurveyKeys::generate(&mut Entropy::seeded(1));
        let code = keys.code(&survey("s"), &invitation("a"), 0);
        assert_eq!(TypedCode::parse(&code.text()).as_ref(), Ok(&code));
        assert_eq!(code, keys.code(&survey("s"), &invitation("a"), 0));
        for other in [
            keys.code(&survey("t"), &invitation("a"), 0),
            keys.code(&survey("s"), &invitation("b"), 0),
            keys.code(&survey("s"), &invitation("a"), 1),
            SurveyKeys::generate(&mut Entropy::seeded(2)).code(&survey("s"), &invitation("a"), 0),
        ] {
            assert_ne!(code, other);
            assert_ne!(keys.code_index(&code), keys.code_index(&other));
        }
        let again = SurveyKeys::from_bytes(&keys.to_bytes()).unwrap();
        assert_eq!(again.seal_key(), keys.seal_key());
    }

    #[test]
    fn the_text_form_survives_being_typed() {
        let keys = SurveyKeys::generate(&mut Entropy::seeded(1));
        let token = keys.token(&survey("s"), &invitation("a"), 0);
        let text = token.text();
        assert_eq!(text.len(), 26);
        assert_eq!(Token::parse(&text.to_lowercase()), Some(token));
        assert!(Token::parse(&text[..25]).is_none());
        assert!(Token::parse(&format!("{}00", *text)).is_none());
        assert!(Token::parse("").is_none());
    }

    #[test]
    fn stored_keys_derive_the_same_and_damage_is_seen() {
        let keys = SurveyKeys::generate(&mut Entropy::seeded(1));
        let again = SurveyKeys::from_bytes(&keys.to_bytes()).unwrap();
        assert_eq!(
            keys.token(&survey("s"), &invitation("a"), 0),
            again.token(&survey("s"), &invitation("a"), 0)
        );
        assert_eq!(again.public.to_bytes(), keys.public.to_bytes());
        let mut bytes = keys.to_bytes();
        bytes[0] = 9;
        assert_eq!(SurveyKeys::from_bytes(&bytes).err(), Some(BadKeys));
        assert_eq!(SurveyKeys::from_bytes(&bytes[..128]).err(), Some(BadKeys));
        assert_eq!(SurveyKeys::from_bytes(&[]).err(), Some(BadKeys));
    }

    #[test]
    fn secrets_stay_mute() {
        let keys = SurveyKeys::generate(&mut Entropy::seeded(1));
        assert_eq!(format!("{keys:?}"), "[survey keys]");
        let token = keys.token(&survey("s"), &invitation("a"), 0);
        assert_eq!(format!("{token:?}"), "[token]");
    }
}
