//! Two-way frequency tables as suppression problems: cells over inner cells, and the order of candidates the R packages use.

use pejling::disclosure::structure::sparse::SparseVector;
use pejling::disclosure::structure::suppression::{Fate, suppress};

/// A table: what each published cell is the sum of, and the inner counts.
pub(crate) struct Table {
    pub(crate) cells: Vec<Vec<usize>>,
    pub(crate) inner: Vec<u64>,
}

impl Table {
    /// Crosses the groupings of two dimensions: rows by columns, inner cell `row * columns + column`. Cells are numbered as R does:
    /// the first dimension slowest.
    pub(crate) fn crossed(
        rows: &[Vec<usize>],
        columns: &[Vec<usize>],
        inner: &[u64],
        width: usize,
    ) -> Self {
        let mut cells = Vec::new();
        for row_set in rows {
            for column_set in columns {
                let cell = row_set
                    .iter()
                    .flat_map(|row| column_set.iter().map(move |column| row * width + column));
                let mut cell: Vec<usize> = cell.collect();
                cell.sort_unstable();
                cells.push(cell);
            }
        }
        Self {
            cells,
            inner: inner.to_vec(),
        }
    }

    pub(crate) fn count(&self, cell: usize) -> u64 {
        self.cells[cell].iter().map(|row| self.inner[*row]).sum()
    }

    /// Cells of at most this count.
    pub(crate) fn primary(&self, most: u64) -> Vec<usize> {
        (0..self.cells.len())
            .filter(|cell| self.count(*cell) <= most)
            .collect()
    }

    /// Descending by count, then as they come.
    pub(crate) fn plain_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.cells.len()).collect();
        order.sort_by_key(|cell| std::cmp::Reverse(self.count(*cell)));
        order
    }

    /// The order of `GaussSuppression`: empty cells first; descending by count plus one, cells of equal count by the overlapping counts.
    pub(crate) fn peer_order(&self) -> Vec<usize> {
        let weight: Vec<f64> = (0..self.cells.len())
            .map(|cell| (self.count(cell) + 1) as f64)
            .collect();
        let mut over = vec![0.0; self.inner.len()];
        for (cell, rows) in self.cells.iter().enumerate() {
            for row in rows {
                over[*row] += weight[cell];
            }
        }
        let overlap: Vec<f64> = self
            .cells
            .iter()
            .map(|rows| rows.iter().map(|row| over[*row]).sum())
            .collect();
        let most = overlap.iter().copied().fold(0.0, f64::max);
        let key = |cell: usize| weight[cell] + 0.99 * overlap[cell] / most;
        let mut order: Vec<usize> = (0..self.cells.len()).collect();
        order.sort_by(|a, b| {
            let empty = |cell: usize| self.count(cell) == 0;
            empty(*b).cmp(&empty(*a)).then(key(*b).total_cmp(&key(*a)))
        });
        order
    }

    /// Suppressed cells, numbered from one as in R; `extra` are sums of inner cells to protect besides.
    pub(crate) fn suppressed(
        &self,
        primary: &[usize],
        order: &[usize],
        extra: &[Vec<usize>],
    ) -> Vec<usize> {
        let mut targets: Vec<Vec<usize>> = primary
            .iter()
            .map(|cell| self.cells[*cell].clone())
            .collect();
        targets.extend_from_slice(extra);
        let open: Vec<usize> = order
            .iter()
            .copied()
            .filter(|cell| !primary.contains(cell))
            .collect();
        let candidates: Vec<&[usize]> = open
            .iter()
            .map(|cell| self.cells[*cell].as_slice())
            .collect();
        let targets: Vec<SparseVector> = targets.into_iter().map(SparseVector::indicator).collect();
        let pass = suppress(self.inner.len(), &targets, &[], &candidates);
        let mut hidden: Vec<usize> = primary.to_vec();
        hidden.extend(
            open.iter()
                .zip(&pass.fates)
                .filter(|(_, fate)| **fate != Fate::Shown)
                .map(|(cell, _)| *cell),
        );
        hidden.sort_unstable();
        hidden.iter().map(|cell| cell + 1).collect()
    }
}

/// One grouping of all of `0..count`, then each alone.
pub(crate) fn total_and_each(count: usize) -> Vec<Vec<usize>> {
    std::iter::once((0..count).collect())
        .chain((0..count).map(|one| vec![one]))
        .collect()
}
