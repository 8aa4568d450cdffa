//! The operator's master key: on the disk the keys of a survey stand wrapped under it, so that a copy of the disk without it opens nothing.

use std::fmt;

use zeroize::Zeroizing;

use crate::base::{Digest, Entropy, SurveyCode};

use super::aead;

/// 256 bits, best kept off the disk that holds the surveys' keys. Neither `Clone` nor `Display`; its `Debug` says nothing.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// A fresh one.
    pub fn generate(entropy: &mut Entropy) -> Self {
        Self(Zeroizing::new(entropy.bytes()))
    }

    /// Reads 64 hexadecimal digits, forgiving space around them; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        Digest::from_hex(text.trim()).map(|key| Self(Zeroizing::new(*key.bytes())))
    }

    /// The key as 64 hexadecimal digits.
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            for half in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(u32::from(half), 16));
            }
        }
        text
    }

    /// Wraps the keys of a survey. `None` only for keys of absurd length.
    pub fn wrap(&self, survey: &SurveyCode, keys: &[u8], entropy: &mut Entropy) -> Option<Vec<u8>> {
        aead::lock(&self.0, &place(survey), keys, entropy)
    }

    /// Unwraps them; `None` if they were wrapped under another key, for another survey, or altered.
    pub fn unwrap(&self, survey: &SurveyCode, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        aead::unlock(&self.0, &place(survey), wrapped)
    }
}

fn place(survey: &SurveyCode) -> Vec<u8> {
    format!("pejling keystore/2|{survey}").into_bytes()
}

/// Says nothing.
impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[master key]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(MasterKey: Clone, fmt::Display);

    #[test]
    fn wraps_for_one_survey_and_survives_its_text_form() {
        let mut entropy = Entropy::seeded(1);
        let survey = |code| SurveyCode::parse(code).unwrap();
        let key = MasterKey::generate(&mut entropy);
        let wrapped = key.wrap(&survey("s"), b"keys", &mut entropy).unwrap();
        let again = MasterKey::parse(&format!(" {}\n", *key.text())).unwrap();
        assert_eq!(
            again.unwrap(&survey("s"), &wrapped).as_deref(),
            Some(&b"keys".to_vec())
        );
        assert_eq!(again.unwrap(&survey("t"), &wrapped), None);
        let other = MasterKey::generate(&mut entropy);
        assert_eq!(other.unwrap(&survey("s"), &wrapped), None);
        assert!(MasterKey::parse("ab").is_none());
        assert_eq!(format!("{key:?}"), "[master key]");
    }
}
