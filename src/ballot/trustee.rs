//! The trustee's passphrase: with one, the operator alone cannot open the box. Off by default, because a passphrase that is lost
//! loses every answer of the survey.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::base::Entropy;

use super::aead;

/// RFC 9106, section 4, the second recommended setting: 64 MiB, 3 passes, 4 lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
const SALT: usize = 16;
/// Fewest characters of a passphrase.
const SHORTEST: usize = 12;
/// Length of a locked key of 32 bytes.
pub(super) const LOCKED: usize = SALT + 32 + aead::OVERHEAD;

/// Why a passphrase cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseFault {
    /// Too easy to guess.
    #[error("the passphrase is too short: use at least 12 characters, better six words")]
    Short,
    /// The box was locked with a passphrase, and none was given.
    #[error(
        "the box of this survey opens only with its trustee's passphrase; if that is lost, the answers can never be opened"
    )]
    Missing,
    /// It is another one.
    #[error("this is not the passphrase the survey was launched with; nothing was changed")]
    Wrong,
}

/// Locks a private key; `place` is what it belongs to.
pub(super) fn lock(
    passphrase: &str,
    place: &[u8],
    key: &[u8; 32],
    entropy: &mut Entropy,
) -> Result<Vec<u8>, PassphraseFault> {
    let passphrase = passphrase.trim();
    if passphrase.chars().count() < SHORTEST {
        return Err(PassphraseFault::Short);
    }
    let salt: [u8; SALT] = entropy.bytes();
    let locked = stretched(passphrase, &salt)
        .and_then(|stretched| aead::lock(&stretched, place, key, entropy))
        .ok_or(PassphraseFault::Wrong)?;
    Ok([salt.as_slice(), &locked].concat())
}

/// Opens what [`lock`] made.
pub(super) fn unlock(
    passphrase: &str,
    place: &[u8],
    locked: &[u8],
) -> Result<Zeroizing<[u8; 32]>, PassphraseFault> {
    let opened = locked.split_first_chunk::<SALT>().and_then(|(salt, rest)| {
        let stretched = stretched(passphrase.trim(), salt)?;
        aead::unlock(&stretched, place, rest)
    });
    opened
        .and_then(|key| key.as_slice().try_into().ok())
        .map(Zeroizing::new)
        .ok_or(PassphraseFault::Wrong)
}

/// Argon2id. `None` for passphrases of 4 GB and more.
fn stretched(passphrase: &str, salt: &[u8; SALT]) -> Option<Zeroizing<[u8; 32]>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_words_open_it() {
        let mut entropy = Entropy::seeded(1);
        let words = "rødgrød med fløde på";
        let locked = lock(words, b"here", &[7; 32], &mut entropy).unwrap();
        assert_eq!(locked.len(), LOCKED);
        let opened = |words, place| unlock(words, place, &locked);
        assert_eq!(
            opened(" rødgrød med fløde på\n", b"here").unwrap()[..],
            [7; 32]
        );
        assert_eq!(
            opened("rødgrød uden fløde", b"here").err(),
            Some(PassphraseFault::Wrong)
        );
        assert_eq!(opened(words, b"there").err(), Some(PassphraseFault::Wrong));
        let short = lock("elleve tegn", b"here", &[7; 32], &mut entropy);
        assert_eq!(short, Err(PassphraseFault::Short));
    }
}
