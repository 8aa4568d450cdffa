//! Crockford's base 32: no I, L, O or U, so that a code read aloud or typed from paper survives.
//!
//! Source: Douglas Crockford, "Base 32" (2019). Bits are taken most significant first; the last symbol is padded with zeros.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Writes bytes as upper-case Crockford base 32: `ceil(8 n / 5)` symbols.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for &byte in bytes {
        buffer = (buffer << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(symbol(buffer >> bits));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(symbol(buffer << (5 - bits)));
    }
    out
}

/// Reads Crockford base 32, forgiving case, hyphens and the look-alikes O, I and L. `None` for any other symbol
/// or for padding bits that are not zero.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for symbol in text.bytes().filter(|b| *b != b'-') {
        buffer = (buffer << 5) | value(symbol)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((buffer >> bits) & 0xff).ok()?);
        }
        buffer &= (1 << bits) - 1;
    }
    (buffer == 0 && bits < 5).then_some(out)
}

fn symbol(value: u32) -> char {
    ALPHABET
        .get((value & 31) as usize)
        .map_or('0', |b| char::from(*b))
}

fn value(symbol: u8) -> Option<u32> {
    let symbol = match symbol.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET
        .iter()
        .position(|s| *s == symbol)
        .and_then(|p| u32::try_from(p).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forgives_what_people_mistype() {
        let code = encode(b"pejling!!!");
        let typed = code.to_lowercase().replace('0', "o").replace('1', "l");
        assert_eq!(decode(&typed).unwrap(), b"pejling!!!");
        assert_eq!(decode("A*"), None);
    }

    proptest! {
        #[test]
        fn round_trip(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
