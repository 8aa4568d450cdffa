//! Reads the published vectors of RFC 9474, and makes the keys that tests share.

use std::sync::LazyLock;

use crate::base::Entropy;

use super::StratumKey;

/// RFC 9474, appendix A: one key and four variants.
pub(super) struct Vectors {
    pub(super) p: Vec<u8>,
    pub(super) q: Vec<u8>,
    pub(super) n: Vec<u8>,
    pub(super) variants: Vec<Vector>,
}

/// One variant.
pub(super) struct Vector {
    pub(super) name: String,
    pub(super) prepared: Vec<u8>,
    pub(super) salt: Vec<u8>,
    pub(super) inv: Vec<u8>,
    pub(super) blinded: Vec<u8>,
    pub(super) blind_sig: Vec<u8>,
    pub(super) sig: Vec<u8>,
}

/// The published vectors.
pub(super) fn rfc9474() -> Vectors {
    let text = include_str!("../../../tests/vectors/rfc9474.txt");
    let mut blocks = text.split("\n\n").skip(1);
    let key = blocks.next().unwrap();
    Vectors {
        p: octets(key, "p"),
        q: octets(key, "q"),
        n: octets(key, "n"),
        variants: blocks
            .map(|block| Vector {
                name: field(block, "name").to_owned(),
                prepared: [octets(block, "prefix"), octets(block, "msg")].concat(),
                salt: octets(block, "salt"),
                inv: octets(block, "inv"),
                blinded: octets(block, "blinded"),
                blind_sig: octets(block, "blind_sig"),
                sig: octets(block, "sig"),
            })
            .collect(),
    }
}

fn field<'a>(block: &'a str, name: &str) -> &'a str {
    block
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(" ="))
        .unwrap()
        .trim()
}

fn octets(block: &str, name: &str) -> Vec<u8> {
    unhex(field(block, name))
}

/// Hexadecimal digits to bytes.
pub(super) fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

/// Bytes to hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Two keys, made once for all tests.
pub(super) static KEYS: LazyLock<[StratumKey; 2]> = LazyLock::new(|| {
    let mut entropy = Entropy::seeded(9474);
    [
        StratumKey::generate(&mut entropy),
        StratumKey::generate(&mut entropy),
    ]
});
