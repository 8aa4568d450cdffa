//! The personal secret in an invitation's link.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::base::base32;

/// 128 bits that open one invitation. Derived from the survey's keys when a mail is handed over; stored nowhere.
/// Neither `Clone` nor `Display`: to write it into a link one must ask for [`Token::text`].
pub struct Token(pub(super) Zeroizing<[u8; 16]>);

impl Token {
    /// Reads the text form, forgiving case, hyphens and look-alikes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let bytes = Zeroizing::new(base32::decode(text.trim())?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// The text form for a link: 26 Crockford symbols.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(base32::encode(self.0.as_slice()))
    }
}

/// In constant time.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for Token {}

/// Says nothing.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}
