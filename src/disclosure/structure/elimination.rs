//! The growing span of what is published, in reduced echelon form, and the vectors watched while it grows.
//!
//! Method: exact Gaussian elimination modulo a prime. Every vector of the basis has a *pivot* row of its own, with the value one there
//! and zero in every other basis vector and every watched residual. So a vector is reduced by one pass over its entries, without
//! cascades; and the reduced form keeps the basis of nested groups as sparse as the groups themselves: a municipality given
//! after its region leaves "the municipality" and "the rest of the region" behind, not two overlapping sums.
//!
//! # Invariants
//! - Reduced form, as above, after every insertion; what is contained in the span does not depend on the order of insertion.
//! - A watched vector is in the span exactly when its residual is zero.
//! - `holders[row]` names every vector that has the row (and perhaps some that no longer have it).

use super::modular::Residue;
use super::sparse::SparseVector;

/// Where a vector came to lie when it was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It follows from what is there already.
    Implied,
    /// It was taken in.
    Taken,
    /// It was not taken in: with it, this watched vector would follow.
    Reveals(usize),
}

/// A linear span that grows.
#[derive(Clone, Debug)]
pub struct Span {
    vectors: Vec<SparseVector>,
    watched: Vec<usize>,
    watch_of: Vec<Option<usize>>,
    basis_of_row: Vec<Option<usize>>,
    holders: Vec<Vec<usize>>,
    pivots_below: usize,
}

impl Span {
    /// The span of nothing, in a space of so many rows.
    pub fn new(rows: usize) -> Self {
        Self::tagged(rows, 0)
    }

    /// The same, each vector carrying entries in `tags` further rows, which are never pivots: they record how a vector came about.
    pub fn tagged(rows: usize, tags: usize) -> Self {
        Self {
            vectors: Vec::new(),
            watched: Vec::new(),
            watch_of: Vec::new(),
            basis_of_row: vec![None; rows + tags],
            holders: vec![Vec::new(); rows + tags],
            pivots_below: rows,
        }
    }

    /// Follows what is left of a vector from now on; returns its number. Numbers count up from zero.
    pub fn watch(&mut self, vector: &SparseVector) -> usize {
        let residual = self.reduce(vector);
        let number = self.watched.len();
        let index = self.push(residual, Some(number));
        self.watched.push(index);
        number
    }

    /// Whether a watched vector follows from the span.
    pub fn follows(&self, watch: usize) -> bool {
        self.watched
            .get(watch)
            .is_some_and(|index| self.vectors[*index].is_zero())
    }

    /// What is left of a vector when everything that follows from the span is taken off it.
    pub fn reduce(&self, vector: &SparseVector) -> SparseVector {
        let mut terms: Vec<(usize, Residue)> = vector.entries().to_vec();
        for (row, value) in vector.entries() {
            if let Some(basis) = self.basis_of_row[*row] {
                let factor = -*value;
                let entries = self.vectors[basis].entries();
                terms.extend(entries.iter().map(|(at, x)| (*at, factor * *x)));
            }
        }
        if terms.len() == vector.entries().len() {
            return vector.clone();
        }
        SparseVector::sum(terms)
    }

    /// Whether a vector follows from the span.
    pub fn contains(&self, vector: &SparseVector) -> bool {
        self.reduce(vector).is_zero()
    }

    /// Takes a vector in unless a watched vector would follow with it.
    pub fn offer(&mut self, vector: &SparseVector) -> Offer {
        let residual = self.reduce(vector);
        if self.pivot(&residual).is_none() {
            return Offer::Implied;
        }
        if let Some(watch) = self.revealed_by(&residual) {
            return Offer::Reveals(watch);
        }
        self.take(residual);
        Offer::Taken
    }

    /// Takes a vector in, whatever follows with it.
    pub fn insert(&mut self, vector: &SparseVector) {
        let residual = self.reduce(vector);
        self.take(residual);
    }

    /// The dimension of the span.
    pub fn rank(&self) -> usize {
        self.vectors.len() - self.watched.len()
    }

    /// The basis: pivot row and vector, ascending by row.
    pub fn basis(&self) -> impl Iterator<Item = (usize, &SparseVector)> {
        self.basis_of_row
            .iter()
            .enumerate()
            .filter_map(|(row, basis)| basis.map(|index| (row, &self.vectors[index])))
    }

    /// The row of a residual that fewest other vectors hold: elimination with it fills in least.
    fn pivot(&self, residual: &SparseVector) -> Option<usize> {
        residual
            .entries()
            .iter()
            .map(|(row, _)| *row)
            .filter(|row| *row < self.pivots_below)
            .min_by_key(|row| (self.holders[*row].len(), *row))
    }

    /// Adding a residual makes a watched vector follow exactly if that one's residual is a multiple of it.
    fn revealed_by(&self, residual: &SparseVector) -> Option<usize> {
        let row = self.pivot(residual)?;
        self.holders[row]
            .iter()
            .filter_map(|index| self.watch_of[*index].map(|watch| (watch, *index)))
            .filter(|(_, index)| self.vectors[*index].is_multiple_of(residual))
            .map(|(watch, _)| watch)
            .min()
    }

    fn take(&mut self, residual: SparseVector) {
        let Some(row) = self.pivot(&residual) else {
            return;
        };
        let Some(inverse) = residual.at(row).inverse() else {
            return;
        };
        let normal = residual.scaled(inverse);
        let mut touched = std::mem::take(&mut self.holders[row]);
        touched.sort_unstable();
        touched.dedup();
        for index in touched {
            let value = self.vectors[index].at(row);
            if value.is_zero() {
                continue;
            }
            let reduced = self.vectors[index].plus(-value, &normal);
            for (at, _) in normal.entries() {
                if *at != row && self.vectors[index].at(*at).is_zero() {
                    self.holders[*at].push(index);
                }
            }
            self.vectors[index] = reduced;
        }
        let index = self.push(normal, None);
        self.basis_of_row[row] = Some(index);
    }

    fn push(&mut self, vector: SparseVector, watch: Option<usize>) -> usize {
        let index = self.vectors.len();
        for (row, _) in vector.entries() {
            self.holders[*row].push(index);
        }
        self.vectors.push(vector);
        self.watch_of.push(watch);
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_two_sums_is_in_their_span_and_no_other_set_is() {
        let mut span = Span::new(3);
        span.insert(&SparseVector::indicator([0, 1, 2]));
        span.insert(&SparseVector::indicator([0, 1]));
        assert_eq!(span.rank(), 2);
        assert!(span.contains(&SparseVector::indicator([2])));
        assert!(!span.contains(&SparseVector::indicator([0])));
    }

    #[test]
    fn a_vector_that_would_reveal_a_watched_one_is_not_taken() {
        let mut span = Span::new(3);
        let watch = span.watch(&SparseVector::indicator([2]));
        assert_eq!(
            span.offer(&SparseVector::indicator([0, 1, 2])),
            Offer::Taken
        );
        assert_eq!(
            span.offer(&SparseVector::indicator([0, 1])),
            Offer::Reveals(watch)
        );
        assert_eq!(span.offer(&SparseVector::indicator([0])), Offer::Taken);
        assert_eq!(span.offer(&SparseVector::indicator([1, 2])), Offer::Implied);
        assert!(!span.follows(watch));
        span.insert(&SparseVector::indicator([0, 1]));
        assert!(span.follows(watch), "positive control");
    }

    #[test]
    fn tags_tell_how_a_vector_came_about() {
        let mut span = Span::tagged(2, 2);
        let tagged = |rows: &[usize], tag: usize| {
            SparseVector::indicator(rows.iter().copied().chain([2 + tag]))
        };
        span.insert(&tagged(&[0, 1], 0));
        span.insert(&tagged(&[0], 1));
        let left = span.reduce(&SparseVector::indicator([1]));
        assert_eq!(
            left.entries(),
            &[(2, Residue::signed(-1)), (3, Residue::ONE)]
        );
    }
}
