//! Sets of atoms, as bits. An *atom* is everybody who stands in exactly the same published groups.

/// A set of atoms.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set(Vec<u64>);

impl Set {
    /// The set of these atoms.
    pub fn of(atoms: impl IntoIterator<Item = usize>) -> Self {
        let mut set = Self::default();
        for atom in atoms {
            set.insert(atom);
        }
        set
    }

    /// Puts an atom in.
    pub fn insert(&mut self, atom: usize) {
        let word = atom / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (atom % 64);
    }

    /// Whether the atom is in it.
    pub fn contains(&self, atom: usize) -> bool {
        self.0
            .get(atom / 64)
            .is_some_and(|word| word & (1 << (atom % 64)) != 0)
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// How many atoms.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The atoms, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            (0..64)
                .filter(move |bit| word & (1 << bit) != 0)
                .map(move |bit| at * 64 + bit)
        })
    }

    /// Whether all of it is in `other`.
    pub fn within(&self, other: &Self) -> bool {
        self.0
            .iter()
            .enumerate()
            .all(|(at, word)| word & !other.0.get(at).copied().unwrap_or(0) == 0)
    }

    /// Whether the two share an atom.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// What is in this one only.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let words = self.0.iter().enumerate();
        let kept = words.map(|(at, word)| word & !other.0.get(at).copied().unwrap_or(0));
        Self(kept.collect()).trimmed()
    }

    /// What is in either.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let (mut long, short) = if self.0.len() >= other.0.len() {
            (self.clone(), other)
        } else {
            (other.clone(), self)
        };
        for (a, b) in long.0.iter_mut().zip(&short.0) {
            *a |= b;
        }
        long.trimmed()
    }

    /// Equal sets have equal words.
    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }
}
