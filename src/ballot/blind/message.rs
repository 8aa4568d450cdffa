//! What a ballot's signature is a signature of.

use std::fmt;

use zeroize::Zeroizing;

use crate::ballot::Nonce;
use crate::base::{Digest, GroupCode, SurveyCode};

/// The message as RFC 9474's Randomized variants prepare it: 32 random bytes and then `ballot/1|survey|stratum|kid`, the key's
/// digest in hexadecimal. No code contains a bar, so no two ballots share a message. The random prefix is the ballot's nonce.
/// Its `Debug` says nothing, for the nonce must stay out of logs.
pub struct Prepared(Zeroizing<Vec<u8>>);

impl Prepared {
    /// The message of one ballot.
    pub fn new(survey: &SurveyCode, stratum: &GroupCode, kid: &Digest, nonce: &Nonce) -> Self {
        let mut bytes = Zeroizing::new(nonce.bytes().to_vec());
        bytes.extend_from_slice(format!("ballot/1|{survey}|{stratum}|{kid}").as_bytes());
        Self(bytes)
    }

    /// The bytes that are signed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Says nothing.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[prepared message]")
    }
}
