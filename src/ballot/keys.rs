//! The keys of one survey. They live outside the database and are destroyed after the tally; with them goes every way to derive a
//! token or a marker again, to sign a ballot, and to open a sealed one.

use std::fmt;

use hpke::{Deserializable as _, Kem as _, Serializable as _};
use zeroize::Zeroizing;

use crate::base::{Digest, Entropy, GroupCode, InvitationId, SurveyCode};

use super::blind::{BlindSigner as _, BlindVerifier as _, PublicKey, StratumKey};
use super::code::TypedCode;
use super::mac::mac;
use super::token::Token;
use super::trustee::{self, PassphraseFault};

/// RFC 9180 DHKEM(X25519, HKDF-SHA256).
pub(super) type Kem = hpke::kem::X25519HkdfSha256;

/// Length of each symmetric key, and of either half of the pair that seals.
const KEY: usize = 32;

/// The keys of one survey: for tokens, for their indices, for used-markers, for counting tags; the pair that seals ballots; and one
/// key per stratum that signs them. Neither `Clone` nor serialisable; its `Debug` says nothing; wiped from memory when dropped.
pub struct SurveyKeys {
    pub(super) tokens: Zeroizing<[u8; KEY]>,
    pub(super) indices: Zeroizing<[u8; KEY]>,
    pub(super) markers: Zeroizing<[u8; KEY]>,
    pub(super) tags: Zeroizing<[u8; KEY]>,
    /// SHA-256 of the manifest that was published with these keys.
    pub(super) manifest: Option<Digest>,
    pub(super) secret: Secret,
    pub(super) public: <Kem as hpke::Kem>::PublicKey,
    pub(super) strata: Vec<(GroupCode, StratumKey)>,
}

/// The private half of the pair that seals.
pub(super) enum Secret {
    /// At hand: whoever has the survey's keys can open its box.
    Bare(Zeroizing<[u8; KEY]>),
    /// Under the trustee's passphrase.
    Entrusted(Vec<u8>),
}

/// Opens the box of one survey at its tally, and checks who may be in it. Says nothing; wiped when dropped.
pub struct BoxKey {
    pub(super) secret: <Kem as hpke::Kem>::PrivateKey,
    pub(super) strata: Vec<(GroupCode, PublicKey)>,
}

impl SurveyKeys {
    /// Fresh keys, with one that signs for each stratum. Those take about a tenth of a second each: `made` is told how many are done.
    pub fn generate(
        strata: &[GroupCode],
        entropy: &mut Entropy,
        mut made: impl FnMut(usize),
    ) -> Self {
        let (secret, public) = Kem::gen_keypair_with_rng(entropy.rng());
        let mut bare = Zeroizing::new([0; KEY]);
        secret.write_exact(bare.as_mut_slice());
        let mut keys = Self {
            tokens: Zeroizing::new(entropy.bytes()),
            indices: Zeroizing::new(entropy.bytes()),
            markers: Zeroizing::new(entropy.bytes()),
            tags: Zeroizing::new(entropy.bytes()),
            manifest: None,
            secret: Secret::Bare(bare),
            public,
            strata: Vec::with_capacity(strata.len()),
        };
        for (done, stratum) in (1..).zip(strata) {
            let key = StratumKey::generate(entropy);
            keys.strata.push((stratum.clone(), key));
            made(done);
        }
        keys
    }

    /// Puts the private half of the pair that seals under a passphrase. From then on nobody opens the box without it.
    pub fn entrust(
        &mut self,
        passphrase: &str,
        entropy: &mut Entropy,
    ) -> Result<(), PassphraseFault> {
        if let Secret::Bare(secret) = &self.secret {
            let locked = trustee::lock(passphrase, &self.seal_key(), secret, entropy)?;
            self.secret = Secret::Entrusted(locked);
        }
        Ok(())
    }

    /// Whether the box opens only with the trustee's passphrase.
    pub fn is_entrusted(&self) -> bool {
        matches!(self.secret, Secret::Entrusted(_))
    }

    /// The key that opens the box; with the passphrase, if it was entrusted to anybody.
    pub fn box_key(&self, passphrase: Option<&str>) -> Result<BoxKey, PassphraseFault> {
        let secret = match (&self.secret, passphrase) {
            (Secret::Bare(secret), _) => secret.clone(),
            (Secret::Entrusted(_), None) => return Err(PassphraseFault::Missing),
            (Secret::Entrusted(locked), Some(passphrase)) => {
                trustee::unlock(passphrase, &self.seal_key(), locked)?
            }
        };
        let secret = <Kem as hpke::Kem>::PrivateKey::from_bytes(secret.as_slice())
            .map_err(|_| PassphraseFault::Wrong)?;
        let strata = self.strata();
        Ok(BoxKey {
            secret,
            strata: strata
                .map(|(code, key)| (code.clone(), key.public().clone()))
                .collect(),
        })
    }

    /// The signing keys, in the order they were asked for.
    pub fn strata(&self) -> impl Iterator<Item = (&GroupCode, &StratumKey)> {
        self.strata.iter().map(|(code, key)| (code, key))
    }

    /// The key that signs for a stratum.
    pub fn stratum(&self, code: &GroupCode) -> Option<&StratumKey> {
        self.strata()
            .find_map(|(own, key)| (own == code).then_some(key))
    }

    /// The name of the key that signs for a stratum.
    pub fn kid(&self, code: &GroupCode) -> Option<&Digest> {
        self.stratum(code).map(|key| key.public().kid())
    }

    /// The token of an invitation to the ballot of one stratum: a row that gets another stratum, or another invitation's index, has a
    /// token that is not the one presented. A later generation replaces a lost mail; the token before it opens nothing once its index
    /// is overwritten.
    pub fn token(
        &self,
        survey: &SurveyCode,
        invitation: &InvitationId,
        stratum: &GroupCode,
        generation: u32,
    ) -> Token {
        let code = Zeroizing::new(mac(
            &self.tokens,
            "pejling token/2",
            &[
                survey.as_str().as_bytes(),
                invitation.as_str().as_bytes(),
                stratum.as_str().as_bytes(),
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
        stratum: &GroupCode,
        generation: u32,
    ) -> TypedCode {
        let code = Zeroizing::new(mac(
            &self.tokens,
            "pejling code/2",
            &[
                survey.as_str().as_bytes(),
                invitation.as_str().as_bytes(),
                stratum.as_str().as_bytes(),
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

    /// Notes the SHA-256 of the manifest that names these keys: whoever can write into the database cannot exchange it then.
    pub fn pin(&mut self, manifest: Digest) {
        self.manifest = Some(manifest);
    }

    /// The SHA-256 of the manifest that was published with these keys.
    pub fn pinned(&self) -> Option<Digest> {
        self.manifest
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

/// Says nothing.
impl fmt::Debug for BoxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[box key]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(SurveyKeys: Clone, fmt::Display);
    assert_not_impl_any!(BoxKey: Clone, fmt::Display);
    assert_not_impl_any!(Token: Clone, fmt::Display);

    fn survey(code: &str) -> SurveyCode {
        SurveyCode::parse(code).unwrap()
    }

    fn generated(seed: u64) -> SurveyKeys {
        SurveyKeys::generate(&[], &mut Entropy::seeded(seed), |_| ())
    }

    fn stratum(code: &str) -> GroupCode {
        GroupCode::parse(code).unwrap()
    }

    fn invitation(id: &str) -> InvitationId {
        InvitationId::from_stored(id.to_owned())
    }

    #[test]
    fn tokens_differ_by_survey_person_stratum_generation_and_keys() {
        let keys = generated(1);
        let token = keys.token(&survey("s"), &invitation("a"), &stratum("n"), 0);
        assert_eq!(
            token,
            keys.token(&survey("s"), &invitation("a"), &stratum("n"), 0)
        );
        for other in [
            keys.token(&survey("t"), &invitation("a"), &stratum("n"), 0),
            keys.token(&survey("s"), &invitation("b"), &stratum("n"), 0),
            keys.token(&survey("s"), &invitation("a"), &stratum("m"), 0),
            keys.token(&survey("s"), &invitation("a"), &stratum("n"), 1),
            generated(2).token(&survey("s"), &invitation("a"), &stratum("n"), 0),
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
        let keys = generated(1);
        let code = keys.code(&survey("s"), &invitation("a"), &stratum("n"), 0);
        assert_eq!(TypedCode::parse(&code.text()).as_ref(), Ok(&code));
        assert_eq!(
            code,
            keys.code(&survey("s"), &invitation("a"), &stratum("n"), 0)
        );
        for other in [
            keys.code(&survey("t"), &invitation("a"), &stratum("n"), 0),
            keys.code(&survey("s"), &invitation("b"), &stratum("n"), 0),
            keys.code(&survey("s"), &invitation("a"), &stratum("m"), 0),
            keys.code(&survey("s"), &invitation("a"), &stratum("n"), 1),
            generated(2).code(&survey("s"), &invitation("a"), &stratum("n"), 0),
        ] {
            assert_ne!(code, other);
            assert_ne!(keys.code_index(&code), keys.code_index(&other));
        }
    }

    #[test]
    fn the_text_form_survives_being_typed() {
        let keys = generated(1);
        let token = keys.token(&survey("s"), &invitation("a"), &stratum("n"), 0);
        let text = token.text();
        assert_eq!(text.len(), 26);
        assert_eq!(Token::parse(&text.to_lowercase()), Some(token));
        assert!(Token::parse(&text[..25]).is_none());
        assert!(Token::parse(&format!("{}00", *text)).is_none());
        assert!(Token::parse("").is_none());
    }

    /// Everything a thief of the database could key or feed a function with.
    fn guesses(rows: &[Vec<u8>]) -> Vec<[u8; 32]> {
        let mut all: Vec<Vec<u8>> = rows.to_vec();
        for a in rows {
            for b in rows {
                for joint in [&b""[..], b"|", b":", b"/"] {
                    all.push([a.as_slice(), joint, b].concat());
                }
            }
        }
        let mut keys = vec![[0; 32], [255; 32]];
        for row in rows {
            let mut padded = [0; 32];
            padded
                .iter_mut()
                .zip(row)
                .for_each(|(to, from)| *to = *from);
            keys.extend([padded, *Digest::plain(row).bytes()]);
        }
        let mut found = Vec::new();
        for message in &all {
            found.push(*Digest::plain(message).bytes());
            found.push(*Digest::of("pejling used marker/1", &[message]).bytes());
            for key in &keys {
                for domain in ["", "pejling used marker/1", "pejling token index/1"] {
                    found.push(mac(key, domain, &[message]));
                    found.push(mac(key, domain, &[b"s", message]));
                }
            }
        }
        found
    }

    #[test]
    fn a_marker_cannot_be_made_again_from_what_the_database_holds() {
        let keys = generated(1);
        let (survey, invitation) = (survey("s"), invitation("01ARYZ6S41TSV4RRFFQ69G5FAV"));
        let token = keys.token(&survey, &invitation, &stratum("n1"), 0);
        let code = keys.code(&survey, &invitation, &stratum("n1"), 0);
        let rows = [
            Vec::new(),
            b"s".to_vec(),
            invitation.as_str().as_bytes().to_vec(),
            b"p17".to_vec(),
            b"p17@by.example".to_vec(),
            b"n1".to_vec(),
            keys.token_index(&token).to_vec(),
            keys.code_index(&code).to_vec(),
        ];
        let guesses = guesses(&rows);
        let made = |mark: [u8; 32]| guesses.contains(&mark);
        assert!(!made(keys.marker(&survey, &invitation)));
        // The control: markers of a careless design are found.
        let id = invitation.as_str().as_bytes();
        assert!(made(*Digest::plain(id).bytes()));
        assert!(made(mac(&[0; 32], "pejling used marker/1", &[b"s", id])));
        assert!(made(mac(&keys.token_index(&token), "", &[id])));
        assert!(made(
            *Digest::plain(&[b"s|".as_slice(), id].concat()).bytes()
        ));
    }

    #[test]
    fn secrets_stay_mute() {
        let keys = generated(1);
        assert_eq!(format!("{keys:?}"), "[survey keys]");
        let token = keys.token(&survey("s"), &invitation("a"), &stratum("n"), 0);
        assert_eq!(format!("{token:?}"), "[token]");
    }
}
