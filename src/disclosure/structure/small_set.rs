//! The proof of stage A: no set of one to k - 1 answers can be worked out from what is shown.
//!
//! A set can be worked out if its 0/1 vector is a combination of the vectors of shown groups, with whatever factors. In reduced echelon form
//! such a combination is fixed by its values at the pivots, and those are 0 or 1 because the vector's are. So every set that can be
//! worked out is a choice of pivots whose basis vectors add up to zeros and ones; and because every class has an answer, a
//! small set has at most k - 1 of them. The search goes through the choices that can still come right: where a sum is not
//! zero or one, or a class in it too large, another pivot that changes that very row must be chosen.
//!
//! This covers every rational combination, thus all of those with factors -1, 0, 1, for which [`super::milp`] is the second opinion.
//!
//! The same search with signs finds small *contrasts*: the difference of two sets that together have fewer than k answers. "One more in favour
//! here than there" says what both answered if each is one person. Stage A guards them like sets.
//!
//! # Invariants
//! - `None` is a proof; what is found is exact; a search cut short is `Unknown`, never `None`.
//! - The limit is a number of steps, not a time: the same input gives the same answer on every machine.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::classes::Classes;
use super::elimination::Span;
use super::modular::Residue;
use super::sparse::SparseVector;

/// The outcome of a search for sets of classes, or for contrasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search<T = Vec<usize>> {
    /// There is none.
    None,
    /// These can be worked out. There may be more.
    Found(Vec<T>),
    /// Not finished. Counts as unsafe.
    Unknown,
}

/// Classes, ascending, each counted as it is (true) or subtracted (false). The first is not subtracted.
pub type Contrast = Vec<(usize, bool)>;

/// More than this are not collected at once: they are guarded and the search is repeated anyway.
const ENOUGH: usize = 256;

/// The span of the shown groups. Small ones are taken first, which keeps the basis sparse; ties are broken by the classes, so that the
/// basis does not depend on the order of the input.
pub fn span_of(classes: &Classes, shown: &[bool]) -> Span {
    let mut groups: Vec<&Vec<usize>> = classes
        .groups()
        .iter()
        .zip(shown)
        .filter(|(_, shown)| **shown)
        .map(|(rows, _)| rows)
        .collect();
    groups.sort_by(|a, b| (a.len(), *a).cmp(&(b.len(), *b)));
    let mut span = Span::new(classes.rows());
    for rows in groups {
        span.insert(&SparseVector::indicator(rows.iter().copied()));
    }
    span
}

/// Looks for sets of one to `most` answers that follow from the shown groups.
pub fn search(classes: &Classes, shown: &[bool], most: u64, budget: u64) -> Search {
    match hunt(classes, shown, most, budget, &[true]) {
        Search::None => Search::None,
        Search::Unknown => Search::Unknown,
        Search::Found(sets) => {
            let rows = |set: Contrast| set.into_iter().map(|(row, _)| row).collect();
            Search::Found(sets.into_iter().map(rows).collect())
        }
    }
}

/// Contrasts of more people than this are not looked for: they say for certain what somebody answered only where all on either side
/// answered alike, and the search grows fast with the number.
pub const CONTRAST: u64 = 4;

/// What of one to `most` answers follows from the shown groups: sets, and where there are none, contrasts of up to [`CONTRAST`].
pub fn all(classes: &Classes, shown: &[bool], most: u64, budget: u64) -> Search<Contrast> {
    match hunt(classes, shown, most, budget, &[true]) {
        Search::None => contrasts(classes, shown, most.min(CONTRAST), budget),
        other => other,
    }
}

/// Looks for contrasts of two to `most` answers in all, sets among them.
pub fn contrasts(classes: &Classes, shown: &[bool], most: u64, budget: u64) -> Search<Contrast> {
    hunt(classes, shown, most, budget, &[true, false])
}

fn hunt(
    classes: &Classes,
    shown: &[bool],
    most: u64,
    budget: u64,
    signs: &[bool],
) -> Search<Contrast> {
    // Whatever follows holds at least one class whole.
    if classes.answers().iter().all(|answers| *answers > most) {
        return Search::None;
    }
    let span = span_of(classes, shown);
    let mut hunt = Hunt::new(classes.answers(), &span, (most, budget), signs);
    let starts: Vec<usize> = hunt.basis.keys().copied().collect();
    for start in starts {
        let sum = hunt.basis[&start].clone();
        hunt.seen.clear();
        hunt.explore(&[(start, true)], &sum, classes.answers()[start]);
        if hunt.is_over() {
            break;
        }
    }
    // What a search cut short did find is not told: what is guarded must not depend on how far a search got.
    match (hunt.spent > budget, hunt.found.is_empty()) {
        (true, _) => Search::Unknown,
        (false, true) => Search::None,
        (false, false) => Search::Found(hunt.found.into_iter().collect()),
    }
}

struct Hunt<'a> {
    answers: &'a [u64],
    most: u64,
    budget: u64,
    spent: u64,
    /// The signs a class may have.
    signs: &'a [bool],
    /// Small pivots, with the rest of their basis vectors.
    basis: BTreeMap<usize, SparseVector>,
    /// Per row, the small pivots whose vectors hold it, ascending.
    holders: BTreeMap<usize, Vec<usize>>,
    seen: HashSet<Contrast>,
    found: BTreeSet<Contrast>,
}

/// What a sum of basis vectors looks like.
enum State {
    /// Values that are allowed, few enough answers: these rows.
    Right(Contrast),
    /// One of these pivots must be chosen as well.
    Needs(Vec<usize>),
}

impl<'a> Hunt<'a> {
    fn new(answers: &'a [u64], span: &Span, (most, budget): (u64, u64), signs: &'a [bool]) -> Self {
        let mut basis = BTreeMap::new();
        let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (pivot, vector) in span.basis().filter(|(pivot, _)| answers[*pivot] <= most) {
            let rest = vector.plus(-Residue::ONE, &SparseVector::indicator([pivot]));
            for (row, _) in rest.entries() {
                holders.entry(*row).or_default().push(pivot);
            }
            basis.insert(pivot, rest);
        }
        let (seen, found) = (HashSet::new(), BTreeSet::new());
        Self {
            answers,
            most,
            budget,
            spent: 0,
            signs,
            basis,
            holders,
            seen,
            found,
        }
    }

    fn is_over(&self) -> bool {
        self.spent > self.budget || self.found.len() >= ENOUGH
    }

    /// `chosen` ascending, its first the smallest pivot of what is sought; `answers` those of the chosen pivots.
    fn explore(&mut self, chosen: &[(usize, bool)], sum: &SparseVector, answers: u64) {
        self.spent += 1;
        if self.is_over() {
            return;
        }
        match self.state(chosen, sum, answers) {
            State::Right(mut rows) => {
                rows.extend_from_slice(chosen);
                rows.sort_unstable();
                // A contrast and its opposite are one.
                if !rows.first().is_some_and(|(_, sign)| *sign) {
                    for (_, sign) in &mut rows {
                        *sign = !*sign;
                    }
                }
                self.found.insert(rows);
            }
            State::Needs(pivots) => {
                for pivot in pivots {
                    for &sign in self.signs {
                        let mut next = chosen.to_vec();
                        next.push((pivot, sign));
                        next.sort_unstable();
                        if self.seen.insert(next.clone()) {
                            let sum = sum.plus(Residue::sign(sign), &self.basis[&pivot]);
                            self.explore(&next, &sum, answers + self.answers[pivot]);
                        }
                    }
                }
            }
        }
    }

    fn state(&self, chosen: &[(usize, bool)], sum: &SparseVector, answers: u64) -> State {
        let left = self.most - answers;
        let is_new = |pivot: usize| chosen.binary_search_by_key(&pivot, |(at, _)| *at).is_err();
        let allowed =
            |pivot: &usize| *pivot > chosen[0].0 && self.answers[*pivot] <= left && is_new(*pivot);
        let choices = |row: usize| -> Vec<usize> {
            let holders = self.holders.get(&row).map_or(&[][..], Vec::as_slice);
            holders.iter().copied().filter(allowed).collect()
        };
        let mut right = Vec::new();
        let mut total = 0;
        let mut narrowest: Option<Vec<usize>> = None;
        for (row, value) in sum.entries() {
            let sign = self
                .signs
                .iter()
                .find(|sign| *value == Residue::sign(**sign));
            if let Some(sign) = sign.filter(|_| self.answers[*row] <= left) {
                right.push((*row, *sign));
                total += self.answers[*row];
                continue;
            }
            let ways = choices(*row);
            let dead = ways.is_empty();
            if narrowest
                .as_ref()
                .is_none_or(|best| ways.len() < best.len())
            {
                narrowest = Some(ways);
            }
            if dead {
                break;
            }
        }
        match narrowest {
            Some(ways) => State::Needs(ways),
            None if total <= left => State::Right(right),
            // Allowed values, but too many answers: one of the rows must be undone.
            None => {
                let ways: BTreeSet<usize> =
                    right.iter().flat_map(|(row, _)| choices(*row)).collect();
                State::Needs(ways.into_iter().collect())
            }
        }
    }
}
