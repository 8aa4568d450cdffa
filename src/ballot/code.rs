//! The code that stands in a letter, or in a mail whose link got mangled: 70 bits and two check symbols, to be typed.
//!
//! Sixteen Crockford symbols, shown `XXXX-XXXX-XXXX-XXXX`. The last two make the whole a word of a Reed-Solomon code over the field
//! of 32 elements (modulus x^5 + x^2 + 1, roots α and α²). Its distance is three: every error in one or two symbols is found,
//! neighbours that changed places included. The browser checks the same, so a slip of the finger never reaches the server.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::base::base32;

const SYMBOLS: usize = 16;
const CHECKS: usize = 2;
/// Bytes that sixteen symbols fill exactly.
const BYTES: usize = 10;

/// A typed code: opens one invitation like its token, and like it is derived and stored nowhere.
/// Neither `Clone` nor `Display`: to print it one must ask for [`TypedCode::text`].
pub struct TypedCode(Zeroizing<[u8; BYTES]>);

/// Why a text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTypedCode {
    /// Not sixteen symbols.
    #[error("the code has 16 letters and digits")]
    Length,
    /// A symbol that no code contains.
    #[error("the code contains a sign that no code has")]
    Symbol,
    /// Mistyped.
    #[error("the code contains a typing error")]
    Check,
}

impl TypedCode {
    /// The code of the first 70 of these 72 bits.
    pub(super) fn from_bits(bits: &[u8; 9]) -> Self {
        let mut symbols = Zeroizing::new([0_u8; SYMBOLS]);
        for (place, symbol) in symbols.iter_mut().take(SYMBOLS - CHECKS).enumerate() {
            let at = 5 * place;
            let pair = [bits.get(at / 8), bits.get(at / 8 + 1)]
                .map(|byte| u16::from(byte.copied().unwrap_or(0)));
            *symbol = ((((pair[0] << 8) | pair[1]) >> (11 - at % 8)) & 31) as u8;
        }
        let checks = remainder(&symbols[..SYMBOLS - CHECKS]);
        symbols[SYMBOLS - CHECKS..].copy_from_slice(&checks);
        let mut packed = 0_u128;
        for symbol in symbols.iter() {
            packed = (packed << 5) | u128::from(*symbol);
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        bytes.copy_from_slice(&packed.to_be_bytes()[16 - BYTES..]);
        packed.zeroize();
        Self(bytes)
    }

    /// Reads what a person typed, forgiving case, hyphens, spaces and look-alikes, and tells what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, BadTypedCode> {
        let typed: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| *c != '-' && !c.is_whitespace())
                .take(SYMBOLS + 1)
                .collect(),
        );
        if typed.chars().count() != SYMBOLS {
            return Err(BadTypedCode::Length);
        }
        let bytes = Zeroizing::new(base32::decode(&typed).ok_or(BadTypedCode::Symbol)?);
        let code = Self(Zeroizing::new(
            bytes
                .as_slice()
                .try_into()
                .map_err(|_| BadTypedCode::Symbol)?,
        ));
        let symbols = code.symbols();
        let (data, checks) = symbols.split_at(SYMBOLS - CHECKS);
        if remainder(data) == checks {
            Ok(code)
        } else {
            Err(BadTypedCode::Check)
        }
    }

    /// As it is printed: `XXXX-XXXX-XXXX-XXXX`.
    pub fn text(&self) -> Zeroizing<String> {
        let plain = Zeroizing::new(base32::encode(self.0.as_slice()));
        let mut text = Zeroizing::new(String::with_capacity(SYMBOLS + 3));
        for (place, symbol) in plain.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            text.push(symbol);
        }
        text
    }

    pub(super) fn bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    fn symbols(&self) -> Zeroizing<[u8; SYMBOLS]> {
        let packed = self
            .0
            .iter()
            .fold(0_u128, |packed, byte| packed << 8 | u128::from(*byte));
        let mut symbols = Zeroizing::new([0; SYMBOLS]);
        for (place, symbol) in symbols.iter_mut().rev().enumerate() {
            *symbol = ((packed >> (5 * place)) & 31) as u8;
        }
        symbols
    }
}

/// In constant time.
impl PartialEq for TypedCode {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for TypedCode {}

/// Says nothing.
impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[typed code]")
    }
}

/// The two check symbols: the remainder of the data, moved up two places, on division by (x - α)(x - α²) = x² + 6x + 8.
fn remainder(data: &[u8]) -> [u8; CHECKS] {
    data.iter().fold([0; CHECKS], |[high, low], symbol| {
        let lead = symbol ^ high;
        [low ^ times(lead, 6), times(lead, 8)]
    })
}

/// Product in the field of 32 elements.
fn times(a: u8, b: u8) -> u8 {
    (0..5).rev().fold(0, |product, bit| {
        let doubled = product << 1;
        let reduced = doubled ^ if doubled & 32 == 0 { 0 } else { 0b10_0101 };
        reduced ^ if (b >> bit) & 1 == 0 { 0 } else { a }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Entropy;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(TypedCode: Clone, fmt::Display);

    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    fn plain(entropy: &mut Entropy) -> Vec<u8> {
        let code = TypedCode::from_bits(&entropy.bytes());
        code.text().replace('-', "").into_bytes()
    }

    fn verdict(text: &[u8]) -> Option<BadTypedCode> {
        TypedCode::parse(str::from_utf8(text).unwrap()).err()
    }

    #[test]
    fn the_field_has_inverses_and_alpha_makes_all_of_it() {
        let mut power = 1;
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..31 {
            assert!(seen.insert(power));
            power = times(power, 2);
        }
        assert_eq!(power, 1);
        // (x - α)(x - α²): sum and product of its roots 2 and 4.
        assert_eq!((2 ^ 4, times(2, 4)), (6, 8));
    }

    #[test]
    fn every_single_error_and_every_swap_of_neighbours_is_found() {
        let mut entropy = Entropy::seeded(1);
        let mut swaps = 0;
        for _ in 0..200 {
            let code = plain(&mut entropy);
            assert_eq!(verdict(&code), None);
            for place in 0..SYMBOLS {
                for symbol in ALPHABET.iter().filter(|s| **s != code[place]) {
                    let mut typed = code.clone();
                    typed[place] = *symbol;
                    assert_eq!(verdict(&typed), Some(BadTypedCode::Check));
                }
                if place + 1 < SYMBOLS && code[place] != code[place + 1] {
                    let mut typed = code.clone();
                    typed.swap(place, place + 1);
                    assert_eq!(verdict(&typed), Some(BadTypedCode::Check));
                    swaps += 1;
                }
            }
        }
        assert!(swaps > 2_500);
    }

    #[test]
    fn double_errors_are_found() {
        let mut entropy = Entropy::seeded(2);
        let mut tried = 0;
        for _ in 0..20_000 {
            let code = plain(&mut entropy);
            let mut typed = code.clone();
            for _ in 0..2 {
                typed[entropy.below(SYMBOLS)] = ALPHABET[entropy.below(32)];
            }
            if typed != code {
                assert_eq!(verdict(&typed), Some(BadTypedCode::Check));
                tried += 1;
            }
        }
        assert!(tried > 15_000);
    }

    #[test]
    fn survives_being_typed() {
        let code = TypedCode::from_bits(&[0b0000_0000, 0b0100_0000, 0, 0xff, 7, 8, 9, 10, 11]);
        let text = code.text();
        assert_eq!(text.len(), 19);
        let typed = text.to_lowercase().replace('0', "o").replace('1', "l");
        assert_eq!(
            TypedCode::parse(&format!(" {} ", typed.replace('-', " "))),
            Ok(code)
        );
        for (bad, cause) in [
            ("", BadTypedCode::Length),
            ("ABCD-ABCD-ABCD-ABC", BadTypedCode::Length),
            ("ABCD-ABCD-ABCD-ABCDE", BadTypedCode::Length),
            ("ABCD-ABCD-ABCD-ABC*", BadTypedCode::Symbol),
            ("ABCD-ABCD-ABCD-ABCÅ", BadTypedCode::Symbol),
            ("ABCD-ABCD-ABCD-ABCD", BadTypedCode::Check),
        ] {
            assert_eq!(TypedCode::parse(bad), Err(cause), "{bad}");
        }
    }
}
