//! HMAC-SHA-256 (RFC 2104) with a domain label, so that a code made for one purpose can never stand in for another.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroize as _;

/// HMAC over length-prefixed parts (8 bytes, big endian) after the domain label.
pub(super) fn mac(key: &[u8; 32], domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    // A key shorter than SHA-256's block is padded with zeros by definition; padding it here makes the call unable to fail.
    let mut block = [0_u8; 64];
    block[..32].copy_from_slice(key);
    let mut hmac = Hmac::<Sha256>::new((&block).into());
    block.zeroize();
    for part in std::iter::once(domain.as_bytes()).chain(parts.iter().copied()) {
        hmac.update(&(part.len() as u64).to_be_bytes());
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_domains_and_borders_between_parts_matter() {
        let code = mac(&[1; 32], "a", &[b"xy", b"z"]);
        assert_eq!(code, mac(&[1; 32], "a", &[b"xy", b"z"]));
        assert_ne!(code, mac(&[2; 32], "a", &[b"xy", b"z"]));
        assert_ne!(code, mac(&[1; 32], "b", &[b"xy", b"z"]));
        assert_ne!(code, mac(&[1; 32], "a", &[b"x", b"yz"]));
    }

    #[test]
    fn is_hmac_sha256() {
        // Computed with Python: hmac.new(bytes([1]*32), (1).to_bytes(8,"big")+b"a", "sha256").hexdigest()
        let expected = "a98e60f1ee06593cf30a10cf342fc2fad99eaf877bb75233c86ca7ef4dcbfca7";
        assert_eq!(
            crate::base::Digest::from_hex(expected).map(|digest| *digest.bytes()),
            Some(mac(&[1; 32], "a", &[]))
        );
    }
}
