//! Secret boxes: XChaCha20-Poly1305 with a random nonce in front. Altered, moved to another place or opened with another key, they
//! do not open.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::base::Entropy;

const NONCE: usize = 24;
/// By how much a secret box is longer than what is in it.
pub(super) const OVERHEAD: usize = NONCE + 16;

/// Locks `plain` for one `place`. `None` only for texts longer than the cipher's limit of 256 GB.
pub(super) fn lock(
    key: &[u8; 32],
    place: &[u8],
    plain: &[u8],
    entropy: &mut Entropy,
) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE] = entropy.bytes();
    let payload = Payload {
        msg: plain,
        aad: place,
    };
    let locked = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), payload)
        .ok()?;
    Some([nonce.as_slice(), &locked].concat())
}

/// Opens what [`lock`] made with this key for this place.
pub(super) fn unlock(key: &[u8; 32], place: &[u8], locked: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, locked) = locked.split_first_chunk::<NONCE>()?;
    let payload = Payload {
        msg: locked,
        aad: place,
    };
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), payload)
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_xchacha20poly1305() {
        // draft-irtf-cfrg-xchacha-03, appendix A.3.1.
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len() / 2)
                .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
                .collect()
        };
        let mut key = [0; 32];
        key.iter_mut().zip(0x80..).for_each(|(byte, n)| *byte = n);
        let locked = hex(concat!(
            "404142434445464748494a4b4c4d4e4f5051525354555657",
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb",
            "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452",
            "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9",
            "21f9664c97637da9768812f615c68b13b52e",
            "c0875924c1c7987947deafd8780acf49"
        ));
        let plain = unlock(&key, &hex("50515253c0c1c2c3c4c5c6c7"), &locked).unwrap();
        assert!(plain.starts_with(b"Ladies and Gentlemen of the class of '99"));
    }

    #[test]
    fn opens_only_with_its_key_at_its_place_unaltered() {
        let mut entropy = Entropy::seeded(1);
        let locked = lock(&[1; 32], b"here", b"secret", &mut entropy).unwrap();
        assert_eq!(locked.len(), 6 + OVERHEAD);
        assert_eq!(
            unlock(&[1; 32], b"here", &locked).as_deref(),
            Some(&b"secret".to_vec())
        );
        assert_eq!(unlock(&[2; 32], b"here", &locked), None);
        assert_eq!(unlock(&[1; 32], b"there", &locked), None);
        assert_eq!(unlock(&[1; 32], b"here", &locked[..20]), None);
        for at in 0..locked.len() {
            let mut altered = locked.clone();
            altered[at] ^= 1;
            assert_eq!(unlock(&[1; 32], b"here", &altered), None, "byte {at}");
        }
        assert_ne!(
            locked,
            lock(&[1; 32], b"here", b"secret", &mut entropy).unwrap()
        );
    }
}
