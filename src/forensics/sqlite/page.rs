//! B-tree pages: their cells, where each lies, and the bytes that belong to none.

use std::collections::BTreeSet;

use super::record::{local, next, size, varint};
use super::{Database, Unreadable, be16, be32};
use crate::forensics::table::Place;

const TABLE_INNER: u8 = 5;
const TABLE_LEAF: u8 = 13;
const INDEX_INNER: u8 = 2;
const INDEX_LEAF: u8 = 10;

/// An entry with content.
pub(super) struct Entry {
    pub(super) place: Place,
    pub(super) rowid: Option<i64>,
    pub(super) payload: Vec<u8>,
}

/// A page of a tree, with the entries on it. Inner pages of index trees carry entries too.
pub(super) struct Leaf {
    pub(super) number: u32,
    pub(super) entries: Vec<Entry>,
    /// Every cell as it stands on the page.
    pub(super) cells: Vec<Vec<u8>>,
    /// Pages on which long entries go on.
    pub(super) overflow: Vec<u32>,
    /// Bytes that belong to no cell, piece by piece: what stands between zeros.
    pub(super) stale: Vec<Vec<u8>>,
}

/// Visits every page of a tree in key order as far as pages go.
pub(super) fn walk(
    database: &Database,
    root: u32,
    visit: &mut impl FnMut(Leaf) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(number) = waiting.pop() {
        if !seen.insert(number) {
            return Err(Unreadable::Malformed("a tree bites its tail"));
        }
        let (leaf, children) = page(database, number)?;
        visit(leaf)?;
        waiting.extend(children.into_iter().rev());
    }
    Ok(())
}

fn page(database: &Database, number: u32) -> Result<(Leaf, Vec<u32>), Unreadable> {
    let bytes = database.page(number)?;
    let start = if number == 1 { 100 } else { 0 };
    let kind = *bytes
        .get(start)
        .ok_or(Unreadable::Malformed("a page is empty"))?;
    let inner = matches!(kind, TABLE_INNER | INDEX_INNER);
    if !inner && !matches!(kind, TABLE_LEAF | INDEX_LEAF) {
        return Err(Unreadable::Malformed("a page of a tree has no known kind"));
    }
    let count = usize::from(be16(bytes, start + 3));
    let pointers = start + if inner { 12 } else { 8 };
    let mut used = vec![false; bytes.len()];
    mark(&mut used, 0, pointers + 2 * count);
    mark(&mut used, database.usable(), bytes.len());
    free_blocks(bytes, start, &mut used);
    let end = pointers + 2 * count;
    stale_pointers(bytes, pointers, end, database.usable(), &mut used);
    let mut leaf = Leaf {
        number,
        entries: Vec::new(),
        cells: Vec::new(),
        overflow: Vec::new(),
        stale: Vec::new(),
    };
    let mut children = Vec::new();
    for cell in 0..count {
        let offset = be16(bytes, pointers + 2 * cell);
        let from = usize::from(offset);
        let mut at = from;
        if inner {
            children.push(be32(bytes, at));
            at += 4;
        }
        let mut length = 0;
        if kind != TABLE_INNER {
            let (declared, took) = varint(bytes, at)?;
            length = size(declared)?;
            at += took;
        }
        let mut rowid = None;
        if matches!(kind, TABLE_LEAF | TABLE_INNER) {
            let (number, took) = varint(bytes, at)?;
            rowid = Some(number.cast_signed());
            at += took;
        }
        let mut end = at;
        if kind != TABLE_INNER {
            let here = local(length, database.usable(), kind == TABLE_LEAF);
            let mut payload = bytes
                .get(at..at + here)
                .ok_or(Unreadable::Malformed("a cell leaves its page"))?
                .to_vec();
            end = at + here;
            if here < length {
                overflow(database, be32(bytes, end), length, &mut payload, &mut leaf)?;
                end += 4;
            }
            leaf.entries.push(Entry {
                place: Place {
                    page: number,
                    within: offset.into(),
                },
                rowid,
                payload,
            });
        }
        // No cell is shorter than four bytes: it must leave room for a free block.
        mark(&mut used, from, end.max(from + 4));
        leaf.cells.extend(bytes.get(from..end).map(<[u8]>::to_vec));
    }
    if inner {
        children.push(be32(bytes, start + 8));
    }
    leaf.stale.extend(pieces(bytes, &used));
    Ok((leaf, children))
}

/// The four bytes at the start of each free block are the format's own; its content is not.
fn free_blocks(bytes: &[u8], start: usize, used: &mut [bool]) {
    let mut block = usize::from(be16(bytes, start + 1));
    let mut left = bytes.len();
    while block != 0 && left > 0 {
        mark(used, block, block + 4);
        let following = usize::from(be16(bytes, block));
        left = if following > block { left - 1 } else { 0 };
        block = following;
    }
}

/// After cells moved to another page, their pointers may stand behind the list of those that stayed. They say where in the page something
/// lay, not what.
fn stale_pointers(bytes: &[u8], first: usize, mut at: usize, usable: usize, used: &mut [bool]) {
    // On larger pages two letters of a text could be a pointer too.
    if bytes.len() > 8192 {
        return;
    }
    let end = at;
    while (end..=usable).contains(&usize::from(be16(bytes, at))) && be16(bytes, at) != 0 {
        mark(used, at, at + 2);
        at += 2;
    }
    // Where the list shrank further, zeros may part one from the rest. It counts as one only if a cell lies there now.
    let live: Vec<u16> = (first..end).step_by(2).map(|at| be16(bytes, at)).collect();
    while at + 2 <= usable && (be16(bytes, at) == 0 || live.contains(&be16(bytes, at))) {
        mark(used, at, at + 2);
        at += 2;
    }
}

/// What stands in the unused parts of a page, cut where at least [`APART`] zeros stand.
fn pieces(bytes: &[u8], used: &[bool]) -> Vec<Vec<u8>> {
    let (mut found, mut piece, mut zeros) = (Vec::new(), Vec::new(), 0);
    for (byte, used) in bytes.iter().zip(used) {
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        if *used || zeros >= APART {
            found.push(std::mem::take(&mut piece));
            zeros = 0;
        } else {
            piece.push(*byte);
        }
    }
    found.push(piece);
    for piece in &mut found {
        let end = piece
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |at| at + 1);
        let start = piece.iter().position(|byte| *byte != 0).unwrap_or(end);
        *piece = piece[start..end].to_vec();
    }
    found.retain(|piece| !piece.is_empty());
    found
}

/// Zeros that part two pieces. Records of the catalogue hold no such run.
const APART: usize = 4;

fn mark(used: &mut [bool], from: usize, to: usize) {
    let to = to.min(used.len());
    if let Some(range) = used.get_mut(from..to) {
        range.fill(true);
    }
}

fn overflow(
    database: &Database,
    first: u32,
    length: usize,
    payload: &mut Vec<u8>,
    leaf: &mut Leaf,
) -> Result<(), Unreadable> {
    let mut number = first;
    while payload.len() < length {
        let page = database.page(number)?;
        let content = &page[4..database.usable()];
        let took = content.len().min(length - payload.len());
        payload.extend(&content[..took]);
        leaf.overflow.push(number);
        let mut used = vec![false; page.len()];
        mark(&mut used, 0, 4 + took);
        mark(&mut used, database.usable(), page.len());
        leaf.stale.extend(pieces(page, &used));
        number = next(page);
    }
    if number != 0 {
        return Err(Unreadable::Malformed("a long value goes on behind its end"));
    }
    Ok(())
}
