//! Smaller models that settle a wish in a large one where groups cross.
//!
//! [`without`] drops spans and merges the atoms that the rest cannot tell apart: whatever is impossible there is impossible in the whole.
//! [`within`] lets only some atoms change from a known world: whatever is possible there is possible in the whole.
//! Merging loses nothing: counts of merged atoms can be dealt out to atoms of any sizes that add up (a table with given sums of rows and
//! columns always exists). Invariant: an answer carries over in the one direction named; a world is still checked by whoever uses it.

use std::collections::BTreeMap;

use crate::disclosure::audit::model::{Model, Span, shifted};
use crate::disclosure::audit::world::World;

/// A wish, the atoms near it, and the spans that touch these.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    /// Per atom.
    pub(crate) atoms: Vec<bool>,
    /// Spans wholly among the atoms.
    pub(crate) inner: Vec<bool>,
    /// Spans with at least one of them.
    pub(crate) touching: Vec<bool>,
}

impl Around {
    /// The wish's atoms, and those of the smallest spans that touch what is there, as long as it stays below `limit` atoms.
    pub(crate) fn new(model: &Model, wish: &Span, limit: usize) -> Self {
        let mut atoms = vec![false; model.n.len()];
        let mut count = 0;
        for atom in &wish.atoms {
            count += usize::from(!atoms[*atom]);
            atoms[*atom] = true;
        }
        let mut order: Vec<usize> = (0..model.spans.len()).collect();
        order.sort_by_key(|span| (model.spans[*span].atoms.len(), *span));
        loop {
            let next = order.iter().find(|span| {
                let members = &model.spans[**span].atoms;
                let inside = members.iter().filter(|atom| atoms[**atom]).count();
                inside > 0 && inside < members.len() && count + members.len() - inside <= limit
            });
            let Some(span) = next else {
                break;
            };
            for atom in &model.spans[*span].atoms {
                count += usize::from(!atoms[*atom]);
                atoms[*atom] = true;
            }
        }
        let spans = model.spans.iter();
        Self {
            inner: spans
                .clone()
                .map(|span| span.atoms.iter().all(|atom| atoms[*atom]))
                .collect(),
            touching: spans
                .map(|span| span.atoms.iter().any(|atom| atoms[*atom]))
                .collect(),
            atoms,
        }
    }
}

/// The model with only some of its spans, equal atoms merged.
pub(crate) fn without(model: &Model, wish: &Span, keep: &[bool]) -> (Model, Span) {
    let mut signatures: Vec<Vec<usize>> = vec![Vec::new(); model.n.len()];
    let kept = model
        .spans
        .iter()
        .enumerate()
        .filter(|(index, _)| keep[*index]);
    let kept: Vec<&Span> = kept.map(|(_, span)| span).chain([wish]).collect();
    for (index, span) in kept.iter().enumerate() {
        for atom in &span.atoms {
            signatures[*atom].push(index);
        }
    }
    let mut places: BTreeMap<&[usize], usize> = BTreeMap::new();
    let mut n = Vec::new();
    let mut place = Vec::with_capacity(model.n.len());
    for (atom, signature) in signatures.iter().enumerate() {
        if signature.is_empty() {
            place.push(None);
            continue;
        }
        let at = *places.entry(signature).or_insert(n.len());
        if at == n.len() {
            n.push(0);
        }
        n[at] += model.n[atom];
        place.push(Some(at));
    }
    let moved = |span: &Span| {
        let mut atoms: Vec<usize> = span.atoms.iter().filter_map(|atom| place[*atom]).collect();
        atoms.sort_unstable();
        atoms.dedup();
        Span {
            atoms,
            facts: span.facts.clone(),
        }
    };
    let mut spans: Vec<Span> = kept.iter().map(|span| moved(span)).collect();
    let wish = spans.pop().unwrap_or_else(|| moved(wish));
    let model = Model {
        categories: model.categories,
        n,
        spans,
    };
    (model, wish)
}

/// A model in which only some atoms are free, and which they are.
#[derive(Clone, Debug)]
pub(crate) struct Within {
    pub(crate) model: Model,
    pub(crate) wish: Span,
    free: Vec<usize>,
}

/// The model with all but some atoms as in a world.
pub(crate) fn within(model: &Model, wish: &Span, world: &World, atoms: &[bool]) -> Within {
    let free: Vec<usize> = (0..atoms.len()).filter(|atom| atoms[*atom]).collect();
    let narrowed = |span: &Span| {
        let fixed: Vec<usize> = span
            .atoms
            .iter()
            .copied()
            .filter(|atom| !atoms[*atom])
            .collect();
        let offset = world.counts(model.categories, &fixed, &[]);
        Span {
            atoms: span
                .atoms
                .iter()
                .filter_map(|atom| free.binary_search(atom).ok())
                .collect(),
            facts: span
                .facts
                .iter()
                .map(|fact| shifted(fact, &offset))
                .collect(),
        }
    };
    let spans = model.spans.iter().map(narrowed);
    Within {
        wish: narrowed(wish),
        model: Model {
            categories: model.categories,
            n: free.iter().map(|atom| model.n[*atom]).collect(),
            spans: spans.filter(|span| !span.atoms.is_empty()).collect(),
        },
        free,
    }
}

impl Within {
    /// The world with the free atoms as found.
    pub(crate) fn whole(&self, world: &World, found: &World) -> World {
        let m = self.model.categories;
        let mut counts = world.0.clone();
        for (atom, row) in self.free.iter().zip(found.0.chunks_exact(m.max(1))) {
            counts[atom * m..(atom + 1) * m].copy_from_slice(row);
        }
        World(counts)
    }
}
