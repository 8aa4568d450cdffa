//! The keys of a survey as bytes, for the keystore.
//!
//! Version (1 byte); keys for tokens, indices, markers and tags (32 each); the manifest's digest, or zeros (32); public half of the
//! pair that seals (32); its private half, bare (0 and 32 bytes) or under a passphrase (1 and 88 bytes); number of strata (4); for each its code, length first (2), and its key (288).

use hpke::{Deserializable as _, Kem as _, Serializable as _};
use zeroize::Zeroizing;

use crate::base::{Digest, GroupCode};

use super::blind::{BYTES, StratumKey};
use super::keys::{Kem, Secret, SurveyKeys};
use super::trustee;

const VERSION: u8 = 3;
/// Two primes and a digest.
const STRATUM: usize = BYTES + 32;

/// Stored keys that are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the survey's key file is damaged: restore it from the keystore's own backup")]
pub struct BadKeys;

impl SurveyKeys {
    /// The keys as the keystore keeps them.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let most = 512 + self.strata.len() * (STRATUM + 256);
        // Never grown, so that no copy is left behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(most));
        bytes.push(VERSION);
        for key in [&self.tokens, &self.indices, &self.markers, &self.tags] {
            bytes.extend_from_slice(key.as_slice());
        }
        let manifest = self.manifest.map_or([0; 32], |digest| *digest.bytes());
        bytes.extend_from_slice(&manifest);
        bytes.extend_from_slice(&self.seal_key());
        match &self.secret {
            Secret::Bare(secret) => {
                bytes.push(0);
                bytes.extend_from_slice(secret.as_slice());
            }
            Secret::Entrusted(locked) => {
                bytes.push(1);
                bytes.extend_from_slice(locked);
            }
        }
        // A tree has far fewer groups, and a code far fewer bytes, than these can count.
        let count = u32::try_from(self.strata.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&count.to_be_bytes());
        for (code, key) in &self.strata {
            let code = code.as_str().as_bytes();
            let length = u16::try_from(code.len()).unwrap_or(u16::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(code);
            bytes.extend_from_slice(&key.to_bytes());
        }
        bytes
    }

    /// Reads what [`SurveyKeys::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadKeys> {
        let mut rest = Reader(bytes);
        if rest.take(1)? != [VERSION] {
            return Err(BadKeys);
        }
        let [tokens, indices, markers, tags] = [rest.key()?, rest.key()?, rest.key()?, rest.key()?];
        let manifest = Some(Digest::from_bytes(rest.array()?));
        let manifest = manifest.filter(|digest| digest.bytes() != &[0; 32]);
        let public = <Kem as hpke::Kem>::PublicKey::from_bytes(rest.take(32)?);
        let public = public.map_err(|_| BadKeys)?;
        let secret = match rest.take(1)? {
            [0] => {
                let bare = rest.key()?;
                let pair = <Kem as hpke::Kem>::PrivateKey::from_bytes(bare.as_slice());
                let pair = Kem::sk_to_pk(&pair.map_err(|_| BadKeys)?);
                if pair.to_bytes() != public.to_bytes() {
                    return Err(BadKeys);
                }
                Secret::Bare(bare)
            }
            [1] => Secret::Entrusted(rest.take(trustee::LOCKED)?.to_vec()),
            _ => return Err(BadKeys),
        };
        let count = u32::from_be_bytes(rest.array()?);
        let mut strata = Vec::new();
        for _ in 0..count {
            let length = usize::from(u16::from_be_bytes(rest.array()?));
            let code = str::from_utf8(rest.take(length)?).map_err(|_| BadKeys)?;
            let code = GroupCode::parse(code).map_err(|_| BadKeys)?;
            let key = StratumKey::from_bytes(rest.take(STRATUM)?).map_err(|_| BadKeys)?;
            strata.push((code, key));
        }
        if !rest.0.is_empty() {
            return Err(BadKeys);
        }
        Ok(Self {
            tokens,
            indices,
            markers,
            tags,
            manifest,
            secret,
            public,
            strata,
        })
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], BadKeys> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BadKeys)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BadKeys> {
        self.take(N)?.try_into().map_err(|_| BadKeys)
    }

    fn key(&mut self) -> Result<Zeroizing<[u8; 32]>, BadKeys> {
        self.array().map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::PassphraseFault;
    use crate::base::{Entropy, InvitationId, SurveyCode};

    fn strata() -> [GroupCode; 2] {
        ["børn", "unge"].map(|code| GroupCode::parse(code).unwrap())
    }

    #[test]
    fn stored_keys_do_the_same_and_damage_is_seen() {
        let mut made = Vec::new();
        let mut keys = SurveyKeys::generate(&strata(), &mut Entropy::seeded(1), |n| made.push(n));
        assert_eq!(made, [1, 2]);
        assert_eq!(
            SurveyKeys::from_bytes(&keys.to_bytes()).unwrap().pinned(),
            None
        );
        keys.pin(Digest::plain(b"manifest"));
        let bytes = keys.to_bytes();
        let again = SurveyKeys::from_bytes(&bytes).unwrap();
        assert!(*again.to_bytes() == *bytes);
        let survey = SurveyCode::parse("s").unwrap();
        let invitation = InvitationId::from_stored("a".into());
        assert_eq!(
            keys.token(&survey, &invitation, &strata()[0], 0),
            again.token(&survey, &invitation, &strata()[0], 0)
        );
        assert_eq!(again.pinned(), Some(Digest::plain(b"manifest")));
        for stratum in &strata() {
            assert_eq!(keys.kid(stratum), again.kid(stratum));
        }
        assert!(again.kid(&GroupCode::parse("ukendt").unwrap()).is_none());
        let refused = |bytes: &[u8]| SurveyKeys::from_bytes(bytes).err() == Some(BadKeys);
        assert!(refused(&[]) && refused(&bytes[..bytes.len() - 1]));
        assert!(refused(&[bytes.as_slice(), &[0]].concat()));
        // Version, pair, kind of secret, and a prime.
        for at in [0, 172, 193, 202, bytes.len() - 100] {
            let mut altered = bytes.to_vec();
            altered[at] ^= 4;
            assert!(refused(&altered), "byte {at}");
        }
    }

    #[test]
    fn entrusted_keys_open_the_box_with_the_passphrase_only() {
        let mut entropy = Entropy::seeded(1);
        let mut keys = SurveyKeys::generate(&[], &mut entropy, |_| ());
        let bare = keys.to_bytes();
        let secret = &bare[194..226];
        assert!(keys.box_key(None).is_ok() && !keys.is_entrusted());
        assert_eq!(
            keys.entrust("kort", &mut entropy),
            Err(PassphraseFault::Short)
        );
        keys.entrust("seks ord som ingen gætter", &mut entropy)
            .unwrap();
        let stored = keys.to_bytes();
        assert!(!stored.windows(32).any(|part| part == secret));
        let keys = SurveyKeys::from_bytes(&stored).unwrap();
        assert!(keys.is_entrusted());
        let refused = |words| keys.box_key(words).err();
        assert_eq!(refused(None), Some(PassphraseFault::Missing));
        assert_eq!(
            refused(Some("fem ord som ingen gætter")),
            Some(PassphraseFault::Wrong)
        );
        assert_eq!(refused(Some("seks ord som ingen gætter")), None);
    }
}
