//! Records: numbers of variable length, types, values.

use super::{Unreadable, be32};
use crate::forensics::table::Cell;

const CUT_SHORT: Unreadable = Unreadable::Malformed("a record is cut short");

/// A number of one to nine bytes, and how many it took.
pub(super) fn varint(bytes: &[u8], at: usize) -> Result<(u64, usize), Unreadable> {
    let mut value = 0_u64;
    for place in 0..9 {
        let byte = *bytes.get(at + place).ok_or(CUT_SHORT)?;
        if place == 8 {
            return Ok(((value << 8) | u64::from(byte), 9));
        }
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Ok((value, place + 1));
        }
    }
    Err(CUT_SHORT)
}

/// A length or position.
pub(super) fn size(value: u64) -> Result<usize, Unreadable> {
    usize::try_from(value).map_err(|_| CUT_SHORT)
}

/// How much of a payload lies in its leaf page; the rest lies on overflow pages.
pub(super) fn local(payload: usize, usable: usize, table_leaf: bool) -> usize {
    let most = if table_leaf {
        usable - 35
    } else {
        (usable - 12) * 64 / 255 - 23
    };
    if payload <= most {
        return payload;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let wanted = least + (payload - least) % (usable - 4);
    if wanted <= most { wanted } else { least }
}

/// The values of a record.
pub(super) fn values(payload: &[u8]) -> Result<Vec<Cell>, Unreadable> {
    let (header, mut at) = varint(payload, 0)?;
    let header = size(header)?;
    let mut body = header;
    let mut cells = Vec::new();
    while at < header {
        let (kind, took) = varint(payload, at)?;
        at += took;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => size(kind)?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return Err(Unreadable::Malformed("a value has an unknown type")),
            other => size((other - 12) / 2)?,
        };
        let bytes = payload
            .get(body..body.checked_add(length).ok_or(CUT_SHORT)?)
            .ok_or(CUT_SHORT)?;
        body += length;
        cells.push(match kind {
            0 => Cell::Null,
            8 => Cell::Number(0),
            9 => Cell::Number(1),
            1..=7 => Cell::Number(integer(bytes)),
            other if other % 2 == 0 => Cell::Bytes(bytes.to_vec()),
            _ => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
        });
    }
    Ok(cells)
}

/// A number of one to eight bytes with its sign.
fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let start = if negative { -1_i64 } else { 0 };
    bytes
        .iter()
        .fold(start, |value, byte| (value << 8) | i64::from(*byte))
}

/// The number of the next overflow page, at the start of one.
pub(super) fn next(page: &[u8]) -> u32 {
    be32(page, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_the_format_gives_them() {
        assert_eq!(varint(&[0x7f], 0).unwrap(), (127, 1));
        assert_eq!(varint(&[0x81, 0x00], 0).unwrap(), (128, 2));
        assert_eq!(varint(&[0xff; 9], 0).unwrap(), (u64::MAX, 9));
        assert!(varint(&[0x80], 0).is_err());
        assert_eq!(integer(&[0xff]), -1);
        assert_eq!(integer(&[0x01, 0x00]), 256);
        assert_eq!(integer(&[0x80, 0, 0, 0, 0, 0, 0, 0]), i64::MIN);
    }
}
