//! Receipts: they prove *that* a ballot was counted, not *what* it said.

/// A receipt as people see it: `XXXX-XXXX-XXXX-XXXX`, Crockford base 32 of 80 bits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt(String);

impl Receipt {
    /// Reads a receipt that was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The receipt as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
