//! Sealed ballots.

/// A ballot nobody can read before the tally. The store moves it and understands nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedBallot {
    /// Key of its row: `SHA-256("box", nonce)`; tells nothing without the nonce.
    pub key: [u8; 32],
    /// Tells a repeated request from a second vote: HMAC-SHA-256 of the packed answers, keyed with the nonce.
    pub check: [u8; 32],
    /// Encapsulated key and ciphertext; the same length for every ballot of a survey.
    pub sealed: Vec<u8>,
}
