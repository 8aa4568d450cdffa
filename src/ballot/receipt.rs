//! Receipts: they prove *that* a ballot was counted, not *what* it said. Good against a server that drops ballots, useless for buying votes.

use std::fmt;

use crate::base::{Digest, SurveyCode, base32};

use super::Nonce;

/// A receipt as people see it: `XXXX-XXXX-XXXX-XXXX`, Crockford base 32 of 80 bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt(String);

/// The receipt of the ballot cast under this nonce: the first 80 bits of a digest of survey and nonce.
pub fn receipt(survey: &SurveyCode, nonce: &Nonce) -> Receipt {
    let digest = Digest::of(
        "pejling receipt/1",
        &[survey.as_str().as_bytes(), nonce.bytes()],
    );
    Receipt(grouped(&digest.bytes()[..10]))
}

impl Receipt {
    /// Reads a receipt that was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Reads what a person typed, forgiving case, hyphens and look-alikes; `None` unless it is 16 symbols.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = base32::decode(text.trim())?;
        (bytes.len() == 10).then(|| Self(grouped(&bytes)))
    }

    /// The receipt as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn grouped(bytes: &[u8]) -> String {
    let symbols: Vec<char> = base32::encode(bytes).chars().collect();
    let groups: Vec<String> = symbols
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_from_survey_and_nonce_alone() {
        let survey = |code| SurveyCode::parse(code).unwrap();
        let nonce = |digit: &str| Nonce::parse(&digit.repeat(64)).unwrap();
        let first = receipt(&survey("s1"), &nonce("a"));
        assert_eq!(first, receipt(&survey("s1"), &nonce("a")));
        assert_ne!(first, receipt(&survey("s2"), &nonce("a")));
        assert_ne!(first, receipt(&survey("s1"), &nonce("b")));
        assert_eq!(first.as_str().len(), 19);
        assert_eq!(
            Receipt::parse(&first.as_str().to_lowercase().replace('-', "")),
            Some(first)
        );
        assert_eq!(Receipt::parse("ABCD"), None);
        assert!(Nonce::parse("ab").is_none());
    }
}
