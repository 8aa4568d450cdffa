//! Who moves in one step of the walk.

/// Up to four atoms and which way each moves.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    atoms: [(usize, i64); 4],
    count: usize,
}

impl Who {
    pub(crate) fn new(atom: usize) -> Self {
        Self {
            atoms: [(atom, 1); 4],
            count: 1,
        }
    }

    pub(crate) fn push(&mut self, atom: usize, sign: i64) {
        if let Some(place) = self.atoms.get_mut(self.count) {
            *place = (atom, sign);
            self.count += 1;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, i64)> {
        self.atoms.iter().copied().take(self.count)
    }
}
