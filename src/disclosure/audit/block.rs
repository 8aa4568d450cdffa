//! Blocks: parts of a publication that can be audited alone.
//!
//! A group that publishes every count exactly, and that no other group with a row crosses, cuts: to the outside its counts are constants,
//! and its inside is a block of its own. What is left falls apart into the connected components over groups and targets. A set of people
//! that crosses a cut joins nothing: it is [`Spread`] over the blocks in which it stands.
//!
//! Invariants: the worlds of different blocks are independent, and their product is the fibre of the whole; every published group is in
//! exactly one block, every set to protect in exactly one block or spread. Cost: atoms times depth, so that a thousand blocks cost a
//! thousand times one block; where groups cross, also the groups of each atom.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::disclosure::audit::question::{Group, Question};
use crate::disclosure::audit::sheet::{People, Sheet};
use crate::disclosure::audit::spread::{Part, Spread};
use crate::disclosure::audit::target::{Target, Thresholds, nobody};

/// A question in parts that can be audited alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// The blocks, in the order of their keys.
    pub questions: Vec<Question>,
    /// Sets of people who stand in several of them.
    pub spread: Vec<Spread>,
}

/// The blocks of a question.
pub fn split(sheet: &Sheet<'_>, thresholds: &Thresholds) -> Blocks {
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
    for (_, place) in pieces.iter().filter(|(_, place)| !place.crosses) {
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
    let mut loose = Vec::new();
    for (piece, place) in pieces {
        if let Piece::People(index) = piece
            && !union.is_one(&place.atoms)
        {
            loose.push((index, place));
            continue;
        }
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
    let spread = loose
        .into_iter()
        .map(|(index, place)| {
            let parts = parts(&questions, &place.atoms);
            let people = target(sheet, thresholds, &people[index], place.atoms, place.offset);
            Spread { people, parts }
        })
        .collect();
    Blocks { questions, spread }
}

/// Where some atoms stand.
fn parts(questions: &[Question], atoms: &[usize]) -> Vec<Part> {
    let part = |(block, question): (usize, &Question)| {
        let inside = atoms.iter();
        let atoms: Vec<usize> = inside
            .filter_map(|atom| question.atoms.binary_search(atom).ok())
            .collect();
        (!atoms.is_empty()).then_some(Part { block, atoms })
    };
    questions.iter().enumerate().filter_map(part).collect()
}

fn target(
    sheet: &Sheet<'_>,
    thresholds: &Thresholds,
    people: &People,
    atoms: Vec<usize>,
    offset: Vec<u32>,
) -> Target {
    Target {
        origin: people.origin,
        atoms,
        offset,
        n: people.n,
        nobody: nobody(sheet, people, thresholds),
    }
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
    /// It has part of a cut, and others besides.
    crosses: bool,
}

fn assemble(
    sheet: &Sheet<'_>,
    thresholds: &Thresholds,
    people: &[People],
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
            Piece::People(index) => {
                let atoms = local(&place);
                let one = target(sheet, thresholds, &people[index], atoms, place.offset);
                targets.push(one);
            }
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
                row.is_some_and(|row| row.exact.is_some()) && is_uncrossed(sheet, *id)
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
    /// atoms free there.
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
        let mut crosses = false;
        for cut in chains.iter().flatten() {
            let met = std::mem::take(&mut self.met[*cut]);
            crosses |= met > 0 && met < self.sizes[*cut] && met < set.len();
        }
        Place {
            atoms,
            offset,
            crosses,
        }
    }
}

/// Whether every other group with a row contains this one, is inside it or shares nobody with it who answered.
fn is_uncrossed(sheet: &Sheet<'_>, id: usize) -> bool {
    if sheet.frame.is_laminar(id) {
        return true;
    }
    let groups = sheet.frame.groups();
    let is_peopled = |atom: &&usize| sheet.n[**atom] > 0;
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    let mut size = 0;
    for atom in groups[id].iter().filter(is_peopled) {
        size += 1;
        let around = sheet.frame.within()[*atom].iter();
        for other in around.filter(|other| sheet.published[**other].is_some()) {
            *shared.entry(*other).or_default() += 1;
        }
    }
    shared.iter().all(|(other, common)| {
        *common == size || *common == groups[*other].iter().filter(is_peopled).count()
    })
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

    /// Whether all of these are joined.
    fn is_one(&mut self, atoms: &[usize]) -> bool {
        let mut roots = atoms.iter().map(|atom| self.root(*atom));
        let first = roots.next();
        roots.all(|root| Some(root) == first)
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high] = low;
    }
}
