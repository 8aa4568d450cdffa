//! A model laid out for the walk: rows by number, who is in which span, and one place for a wish.
//!
//! Invariants: spans without facts are left out; the wish, if any, is the last span; a row's form is known to the directions.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::disclosure::audit::direction::Directions;
use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::near::near;

/// A row: a form over a span, within bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) span: usize,
    pub(crate) form: usize,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

impl Row {
    /// How far a value is from being allowed.
    pub(crate) fn miss(&self, value: i64) -> i64 {
        (self.low - value).max(value - self.high).max(0)
    }
}

/// A laid out model.
#[derive(Clone, Debug)]
pub(crate) struct Terrain {
    pub(crate) categories: usize,
    pub(crate) n: Vec<u32>,
    /// Atoms with answers.
    pub(crate) peopled: Vec<usize>,
    pub(crate) rows: Vec<Row>,
    /// Its atoms with answers, and those with answers outside it.
    pub(crate) inside: Vec<Vec<usize>>,
    pub(crate) outside: Vec<Vec<usize>>,
    /// Rows of each span.
    pub(crate) range: Vec<Range<usize>>,
    /// Spans of each atom.
    pub(crate) spans: Vec<Vec<usize>>,
    /// Per span and atom.
    member: Vec<bool>,
    /// The columns, if every category is fixed over everybody.
    pub(crate) columns: Option<Vec<i64>>,
    /// Moves of one atom alone are worth trying often: nothing is fixed over everybody.
    pub(crate) loose: bool,
    /// Some spans share part of their atoms only.
    pub(crate) crossing: bool,
    /// Per atom, others that differ in few spans; only where spans cross.
    pub(crate) near: Vec<Vec<usize>>,
    /// Number of spans without the wish.
    pub(crate) fixed: usize,
    /// Atoms by their spans, the wish not among them; only where spans cross.
    pub(crate) signatures: HashMap<Vec<usize>, Vec<usize>>,
}

impl Terrain {
    pub(crate) fn new(model: &Model, directions: &mut Directions) -> Self {
        let peopled: Vec<usize> = (0..model.n.len())
            .filter(|atom| model.n[*atom] > 0)
            .collect();
        let mut terrain = Self {
            categories: model.categories,
            n: model.n.clone(),
            peopled,
            rows: Vec::new(),
            inside: Vec::new(),
            outside: Vec::new(),
            range: Vec::new(),
            spans: vec![Vec::new(); model.n.len()],
            member: Vec::new(),
            columns: None,
            loose: true,
            crossing: false,
            fixed: 0,
            near: Vec::new(),
            signatures: HashMap::new(),
        };
        let mut columns = BTreeMap::new();
        for span in model.spans.iter().filter(|span| !span.facts.is_empty()) {
            terrain.push(span, directions);
            if terrain.outside.last().is_some_and(Vec::is_empty) {
                for fact in span.facts.iter().filter(|fact| fact.low == fact.high) {
                    terrain.loose = false;
                    if let Some(category) = only_one(&fact.weights) {
                        columns.insert(category, fact.low.max(0));
                    }
                }
            }
        }
        if columns.len() == model.categories {
            terrain.columns = Some(columns.into_values().collect());
        }
        terrain.fixed = terrain.inside.len();
        terrain.crossing = terrain.is_crossing();
        if terrain.crossing {
            terrain.near = near(&terrain.peopled, &terrain.spans, &terrain.inside);
            for atom in &terrain.peopled {
                let spans = terrain.spans[*atom].clone();
                terrain.signatures.entry(spans).or_default().push(*atom);
            }
        }
        terrain
    }

    /// Adds a span.
    pub(crate) fn push(&mut self, span: &Span, directions: &mut Directions) {
        let index = self.inside.len();
        let mut member = vec![false; self.n.len()];
        for atom in &span.atoms {
            member[*atom] = true;
            self.spans[*atom].push(index);
        }
        let side = |inside: bool| -> Vec<usize> {
            self.peopled
                .iter()
                .copied()
                .filter(|atom| member[*atom] == inside)
                .collect()
        };
        self.inside.push(side(true));
        self.outside.push(side(false));
        let first = self.rows.len();
        for fact in &span.facts {
            self.rows.push(Row {
                span: index,
                form: directions.form(&fact.weights),
                low: fact.low,
                high: fact.high,
            });
        }
        self.range.push(first..self.rows.len());
        self.member.extend(member);
    }

    /// Takes the last span away.
    pub(crate) fn pop(&mut self) {
        let Some(range) = self.range.pop() else {
            return;
        };
        self.rows.truncate(range.start);
        self.outside.pop();
        self.inside.pop();
        let last = self.range.len();
        for spans in &mut self.spans {
            if spans.last() == Some(&last) {
                spans.pop();
            }
        }
        self.member.truncate(last * self.n.len());
    }

    /// The spans of an atom, the wish not among them.
    pub(crate) fn fixed_spans(&self, atom: usize) -> impl Iterator<Item = usize> {
        self.spans[atom]
            .iter()
            .copied()
            .filter(|span| *span < self.fixed)
    }

    fn is_crossing(&self) -> bool {
        self.inside.iter().any(|one| {
            let mut shared = vec![0; self.inside.len()];
            for atom in one {
                for span in &self.spans[*atom] {
                    shared[*span] += 1;
                }
            }
            let mut pairs = shared.iter().zip(&self.inside);
            pairs.any(|(count, other)| *count > 0 && *count < one.len() && *count < other.len())
        })
    }

    pub(crate) fn is_member(&self, span: usize, atom: usize) -> bool {
        self.member[span * self.n.len() + atom]
    }
}

/// The category that a form counts, if it counts just one.
fn only_one(weights: &[i64]) -> Option<usize> {
    let mut found = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight != 0);
    match (found.next(), found.next()) {
        (Some((category, 1)), None) => Some(category),
        _ => None,
    }
}
