//! EMSA-PSS with SHA-384 and MGF1 (RFC 8017, 9.1): how a message becomes the number that is signed.
//!
//! RFC 9474's four variants differ only in the length of the salt (48 or 0) and in whether a random prefix stands before the message.

use sha2::{Digest as _, Sha384};

/// Length of a SHA-384 digest, and of the salt in the variant we use.
pub(super) const HASH: usize = 48;

/// Encodes a message for a modulus of `8 · length` bits. `None` if the salt does not fit.
pub(super) fn encode(message: &[u8], salt: &[u8], length: usize) -> Option<Vec<u8>> {
    let masked = length.checked_sub(HASH + 1)?;
    let zeros = masked.checked_sub(salt.len() + 1)?;
    let hash = Sha384::new()
        .chain_update([0; 8])
        .chain_update(Sha384::digest(message))
        .chain_update(salt)
        .finalize();
    let mut encoded = vec![0; zeros];
    encoded.push(1);
    encoded.extend_from_slice(salt);
    mask(&mut encoded, &hash);
    encoded.extend_from_slice(&hash);
    encoded.push(0xbc);
    Some(encoded)
}

/// Whether this is an encoding of the message with a salt of exactly this length: the salt is read out of it, and encoding the
/// message with that salt must give the same bytes again.
pub(super) fn verify(message: &[u8], encoded: &[u8], salt: usize) -> bool {
    let Some(masked) = encoded.len().checked_sub(HASH + 1) else {
        return false;
    };
    let (Some(data), Some(hash)) = (encoded.get(..masked), encoded.get(masked..masked + HASH))
    else {
        return false;
    };
    let mut data = data.to_vec();
    mask(&mut data, hash);
    masked
        .checked_sub(salt)
        .and_then(|at| encode(message, data.get(at..)?, encoded.len()))
        .is_some_and(|again| again == encoded)
}

/// Covers or uncovers the data block (MGF1, RFC 8017 B.2.1). The encoding has one bit less than the modulus: the first bit is zero.
fn mask(data: &mut [u8], hash: &[u8]) {
    for (counter, block) in (0_u32..).zip(data.chunks_mut(HASH)) {
        let cover = Sha384::new()
            .chain_update(hash)
            .chain_update(counter.to_be_bytes())
            .finalize();
        for (byte, cover) in block.iter_mut().zip(cover) {
            *byte ^= cover;
        }
    }
    if let Some(first) = data.first_mut() {
        *first &= 0x7f;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_belongs_to_one_message_and_one_length_of_salt() {
        let encoded = encode(b"message", &[7; HASH], 256).unwrap();
        assert_eq!(encoded.len(), 256);
        assert!(verify(b"message", &encoded, HASH));
        assert!(!verify(b"massage", &encoded, HASH));
        assert!(!verify(b"message", &encoded, HASH - 1));
        assert!(!verify(b"message", &encoded, 0));
        assert!(!verify(b"message", &encoded[1..], HASH));
        assert!(!verify(b"message", &[], HASH));
        assert_eq!(encode(b"message", &[7; HASH], 97), None);
        assert!(encode(b"message", &[7; HASH], 98).is_some());
    }
}
