//! Blocks: parts of a publication that can be audited alone.
//!
//! A group that publishes every count exactly, and that no other group crosses, cuts: to the outside its counts are constants, and its
//! inside is a block of its own. What is left falls apart into the connected components over groups and targets.
//!
//! Invariants: the worlds of different blocks are independent, and their product is the fibre of the whole; every published group is in
//! exactly one block, every target too. Cost: atoms times depth, so that a thousand blocks cost a thousand times one block.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::disclosure::audit::question::{Group, Question};
use crate::disclosure::audit::sheet::Sheet;
use crate::disclosure::audit::target::{Target, Thresholds, nobody};

/// The blocks of a question, in the order of their keys.
pub fn split(sheet: &Sheet<'_>, thresholds: &Thresholds) -> Vec<Question> {
    let mut cuts = Cuts::new(sheet);
    let groups = sheet.frame.groups();
    let mut pieces = Vec::new();
    for (id, row) in sheet.published.iter().enumerate() {
        if row.is_some() {
            pieces.push((Piece::Group(id), cuts.place(sheet, &groups[id])));
        }
    }
    let people = sheet.people(thresholds);
    for (index, set) in people.iter().enumerate() {
        pieces.push((Piece::People(index), cuts.place(sheet, &set.atoms)));
    }
    let mut union = Union::new(sheet.n.len());
    for (_, place) in &pieces {
        for pair in place.atoms.windows(2) {
            union.join(pair[0], pair[1]);
        }
    }
    let mut blocks: BTreeMap<usize, (Vec<usize>, Pieces)> = BTreeMap::new();
    for atom in 0..sheet.n.len() {
        blocks.entry(union.root(atom)).or_default().0.push(atom);
    }
    // A group or set of constants only has no atom to hold on to: a block of its own, numbered after the atoms.
    let mut apart = sheet.n.len();
    for (piece, place) in pieces {
        let root = place.atoms.first().map_or(apart, |atom| union.root(*atom));
        apart += usize::from(place.atoms.is_empty());
        blocks.entry(root).or_default().1.push((piece, place));
    }
    let mut questions: Vec<Question> = blocks
        .into_iter()
        .map(|(root, (atoms, pieces))| {
            let mut question = assemble(sheet, thresholds, &people, atoms, pieces);
            let first = question.groups.iter().map(|group| group.id).min();
            question.key = first.unwrap_or(groups.len() + root);
            question
        })
        .collect();
    questions.sort_by_key(|question| question.key);
    questions
}

type Pieces = Vec<(Piece, Place)>;

enum Piece {
    Group(usize),
    People(usize),
}

/// A set of atoms, seen from its block.
struct Place {
    atoms: Vec<usize>,
    offset: Vec<u32>,
}

fn assemble(
    sheet: &Sheet<'_>,
    thresholds: &Thresholds,
    people: &[crate::disclosure::audit::sheet::People],
    atoms: Vec<usize>,
    pieces: Pieces,
) -> Question {
    let local = |place: &Place| -> Vec<usize> {
        let found = place.atoms.iter();
        found
            .filter_map(|atom| atoms.binary_search(atom).ok())
            .collect()
    };
    let (mut groups, mut targets) = (Vec::new(), Vec::new());
    for (piece, place) in pieces {
        match piece {
            Piece::Group(id) => {
                if let Some(row) = &sheet.published[id] {
                    groups.push(Group {
                        id,
                        atoms: local(&place),
                        n: sheet.answers(&sheet.frame.groups()[id]),
                        offset: place.offset,
                        facts: row.facts.clone(),
                        shown: row.shown.clone(),
                    });
                }
            }
            Piece::People(index) => targets.push(Target {
                origin: people[index].origin,
                atoms: local(&place),
                offset: place.offset,
                n: people[index].n,
                nobody: nobody(sheet, &people[index], thresholds),
            }),
        }
    }
    Question {
        key: 0,
        kind: Arc::clone(&sheet.kind),
        n: atoms.iter().map(|atom| sheet.n[*atom]).collect(),
        atoms,
        groups,
        targets,
    }
}

/// The cutting groups as a forest. Atoms without answers are in none.
struct Cuts {
    /// Innermost cut around each atom, as a place in `ids`.
    owner: Vec<Option<usize>>,
    ids: Vec<usize>,
    /// Atoms with answers in each.
    sizes: Vec<usize>,
    parent: Vec<Option<usize>>,
    /// Scratch: atoms of a set in each cut.
    met: Vec<usize>,
}

impl Cuts {
    fn new(sheet: &Sheet<'_>) -> Self {
        let groups = sheet.frame.groups();
        let peopled = |id: usize| groups[id].iter().filter(|atom| sheet.n[**atom] > 0);
        let mut sized: Vec<(usize, usize)> = (0..groups.len())
            .filter(|id| {
                let row = sheet.published[*id].as_ref();
                row.is_some_and(|row| row.exact.is_some()) && sheet.frame.is_laminar(*id)
            })
            .map(|id| (peopled(id).count(), id))
            .collect();
        sized.sort_unstable();
        let mut owner: Vec<Option<usize>> = vec![None; sheet.n.len()];
        let mut top: Vec<Option<usize>> = vec![None; sheet.n.len()];
        let mut parent = vec![None; sized.len()];
        for (cut, (_, id)) in sized.iter().enumerate() {
            for atom in peopled(*id) {
                if let Some(inner) = top[*atom] {
                    parent[inner] = Some(cut);
                }
                owner[*atom].get_or_insert(cut);
                top[*atom] = Some(cut);
            }
        }
        Self {
            owner,
            met: vec![0; sized.len()],
            sizes: sized.iter().map(|(size, _)| *size).collect(),
            ids: sized.into_iter().map(|(_, id)| id).collect(),
            parent,
        }
    }

    fn chain(&self, atom: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.owner[atom], |cut| self.parent[*cut])
    }

    /// The free atoms of a set, and what the greatest cuts strictly inside it say of the others. A set that crosses a cut keeps its
    /// atoms free there, and so ties the two blocks together.
    fn place(&mut self, sheet: &Sheet<'_>, set: &[usize]) -> Place {
        let set: Vec<usize> = set
            .iter()
            .copied()
            .filter(|atom| sheet.n[*atom] > 0)
            .collect();
        let chains: Vec<Vec<usize>> = set.iter().map(|atom| self.chain(*atom).collect()).collect();
        for cut in chains.iter().flatten() {
            self.met[*cut] += 1;
        }
        let mut offset = vec![0; sheet.kind.categories];
        let mut atoms = Vec::new();
        for (atom, chain) in set.iter().zip(&chains) {
            let strictly_inside = |cut: &&usize| {
                self.met[**cut] == self.sizes[**cut] && self.sizes[**cut] < set.len()
            };
            let Some(greatest) = chain.iter().rev().find(strictly_inside) else {
                atoms.push(*atom);
                continue;
            };
            let id = self.ids[*greatest];
            let mut peopled = sheet.frame.groups()[id].iter();
            // Count the constants once, at the first of their atoms.
            if peopled.find(|atom| sheet.n[**atom] > 0) == Some(atom) {
                let exact = sheet.published[id]
                    .as_ref()
                    .and_then(|row| row.exact.as_ref());
                for (sum, count) in offset.iter_mut().zip(exact.into_iter().flatten()) {
                    *sum += count;
                }
            }
        }
        for cut in chains.iter().flatten() {
            self.met[*cut] = 0;
        }
        Place { atoms, offset }
    }
}

struct Union(Vec<usize>);

impl Union {
    fn new(size: usize) -> Self {
        Self((0..size).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high] = low;
    }
}
