//! Sparse vectors modulo p.
//!
//! # Invariants
//! - Entries stand in ascending order of row, each row once, none zero.

use super::modular::Residue;

/// A vector of which only the entries that are not zero are kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct SparseVector {
    entries: Vec<(usize, Residue)>,
}

impl SparseVector {
    /// The 0/1 vector of a set of rows.
    pub fn indicator(rows: impl IntoIterator<Item = usize>) -> Self {
        let mut entries: Vec<_> = rows.into_iter().map(|row| (row, Residue::ONE)).collect();
        entries.sort_unstable_by_key(|(row, _)| *row);
        entries.dedup_by_key(|(row, _)| *row);
        Self { entries }
    }

    /// The sum of entries given in any order, a row perhaps more than once.
    pub fn sum(mut entries: Vec<(usize, Residue)>) -> Self {
        entries.sort_unstable_by_key(|(row, _)| *row);
        let mut summed: Vec<(usize, Residue)> = Vec::with_capacity(entries.len());
        for (row, value) in entries {
            match summed.last_mut() {
                Some((last, total)) if *last == row => *total = *total + value,
                _ => summed.push((row, value)),
            }
        }
        summed.retain(|(_, value)| !value.is_zero());
        Self { entries: summed }
    }

    /// Rows and values, ascending by row.
    pub fn entries(&self) -> &[(usize, Residue)] {
        &self.entries
    }

    /// Whether nothing is left of it.
    pub fn is_zero(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value at a row.
    pub fn at(&self, row: usize) -> Residue {
        self.entries
            .binary_search_by_key(&row, |(at, _)| *at)
            .map_or(Residue::ZERO, |index| self.entries[index].1)
    }

    /// `self * factor`.
    #[must_use]
    pub fn scaled(mut self, factor: Residue) -> Self {
        if factor.is_zero() {
            return Self::default();
        }
        for (_, value) in &mut self.entries {
            *value = *value * factor;
        }
        self
    }

    /// `self + factor * other`.
    #[must_use]
    pub fn plus(&self, factor: Residue, other: &Self) -> Self {
        let mut entries = Vec::with_capacity(self.entries.len() + other.entries.len());
        let (mut left, mut right) = (
            self.entries.iter().peekable(),
            other.entries.iter().peekable(),
        );
        loop {
            match (left.peek(), right.peek()) {
                (Some(&&(a, x)), Some(&&(b, y))) if a == b => {
                    let value = x + factor * y;
                    if !value.is_zero() {
                        entries.push((a, value));
                    }
                    left.next();
                    right.next();
                }
                (Some(&&(a, x)), Some(&&(b, _))) if a < b => {
                    entries.push((a, x));
                    left.next();
                }
                (Some(&&(a, x)), None) => {
                    entries.push((a, x));
                    left.next();
                }
                (_, Some(&&(b, y))) => {
                    let value = factor * y;
                    if !value.is_zero() {
                        entries.push((b, value));
                    }
                    right.next();
                }
                (None, None) => return Self { entries },
            }
        }
    }

    /// Whether one is a multiple of the other, neither being zero.
    pub fn is_multiple_of(&self, other: &Self) -> bool {
        let (Some((_, first)), Some((_, second))) = (self.entries.first(), other.entries.first())
        else {
            return false;
        };
        // Cross-multiplied, so that nothing need be inverted.
        self.entries.len() == other.entries.len()
            && self
                .entries
                .iter()
                .zip(&other.entries)
                .all(|((a, x), (b, y))| a == b && *x * *second == *y * *first)
    }
}
