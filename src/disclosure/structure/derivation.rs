//! How a set of people is worked out from shown groups, for a person to follow.
//!
//! # Invariants
//! - A derivation adds up: checked in integers over every class before it is handed out.

use std::fmt::Write as _;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::classes::Classes;
use super::elimination::Span;
use super::milp::{self, SignedSearch};
use super::modular::Residue;
use super::small_set::Contrast;
use super::sparse::SparseVector;
use super::targets::{Target, named};

/// A sum of multiples of shown groups that gives a set of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// Group, and what it is multiplied by, divided by [`Self::divisor`]. Ascending by group; none zero.
    pub terms: Vec<(usize, i64)>,
    /// Usually one.
    pub divisor: i64,
    /// The classes that are worked out, or the difference of classes.
    pub found: Contrast,
    /// How many answers they hold in all.
    pub answers: u64,
}

/// The largest numerator and denominator looked for.
const LIMIT: u32 = 1_000;

/// How this set of classes follows from the shown groups; `None` if it does not. The shortest way if it is found in time.
pub fn derive(
    classes: &Classes,
    shown: &[bool],
    rows: &[usize],
    limit: Duration,
) -> Option<Derivation> {
    let set: Contrast = rows.iter().map(|row| (*row, true)).collect();
    let found = derive_contrast(classes, shown, &set)?;
    // The groups the first way uses, and all that touch the same classes, are where a shorter way is looked for.
    let near = neighbourhood(classes, shown, &found.terms);
    match milp::shortest(classes, &near, rows, limit) {
        SignedSearch::Found { factors, .. }
            if factors.len() < found.terms.len() || found.divisor != 1 =>
        {
            let terms = factors
                .into_iter()
                .map(|(group, factor)| (group, i64::from(factor)))
                .collect();
            checked(classes, terms, 1, &set)
        }
        _ => Some(found),
    }
}

/// How this difference of classes follows from the shown groups, by elimination in which every vector remembers what it was made of.
pub fn derive_contrast(classes: &Classes, shown: &[bool], found: &Contrast) -> Option<Derivation> {
    let count = classes.rows();
    let mut span = Span::tagged(count, shown.len());
    let mut order: Vec<usize> = (0..shown.len()).filter(|group| shown[*group]).collect();
    order.sort_by_key(|group| classes.groups()[*group].len());
    for group in order {
        let tagged = classes.groups()[group]
            .iter()
            .copied()
            .chain([count + group]);
        span.insert(&SparseVector::indicator(tagged));
    }
    let terms = found.iter().map(|(row, sign)| (*row, Residue::sign(*sign)));
    let left = span.reduce(&SparseVector::sum(terms.collect()));
    let mut fractions = Vec::new();
    for (row, value) in left.entries() {
        let group = row.checked_sub(count)?;
        fractions.push((group, (-*value).fraction(LIMIT)?));
    }
    let divisor = fractions.iter().fold(1, |all, (_, (_, denominator))| {
        lowest_common(all, *denominator)
    });
    let terms = fractions
        .iter()
        .map(|(group, (top, bottom))| (*group, top * (divisor / bottom)))
        .collect();
    checked(classes, terms, divisor, found)
}

fn checked(
    classes: &Classes,
    terms: Vec<(usize, i64)>,
    divisor: i64,
    found: &Contrast,
) -> Option<Derivation> {
    let mut sum = vec![0_i64; classes.rows()];
    for (group, factor) in &terms {
        for row in &classes.groups()[*group] {
            sum[*row] += factor;
        }
    }
    for (row, sign) in found {
        sum[*row] -= if *sign { divisor } else { -divisor };
    }
    let rows: Vec<usize> = found.iter().map(|(row, _)| *row).collect();
    let answers = classes.answers_in(&rows);
    sum.iter().all(|left| *left == 0).then(|| Derivation {
        terms,
        divisor,
        found: found.clone(),
        answers,
    })
}

fn neighbourhood(classes: &Classes, shown: &[bool], terms: &[(usize, i64)]) -> Vec<bool> {
    let mut near = vec![false; shown.len()];
    for (group, _) in terms {
        for row in &classes.groups()[*group] {
            for around in classes.groups_of(*row) {
                near[*around] = shown[*around];
            }
        }
    }
    near
}

fn lowest_common(a: i64, b: i64) -> i64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}

impl Derivation {
    /// The atoms it is about, ascending.
    pub fn atoms(&self, classes: &Classes) -> Vec<usize> {
        classes.atoms_of(&self.found.iter().map(|(row, _)| *row).collect::<Vec<_>>())
    }

    /// The derivation in words: what is added, what is subtracted, and what is left.
    pub fn describe(&self, classes: &Classes, name: impl Fn(usize) -> String) -> String {
        let mut text = String::new();
        for (sign, word) in [(1, "take"), (-1, "subtract")] {
            for (group, factor) in self
                .terms
                .iter()
                .filter(|(_, factor)| factor.signum() == sign)
            {
                let times = match factor.abs() {
                    1 => String::new(),
                    more => format!("{more} times "),
                };
                let answers = classes.group_answers()[*group];
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{word} {times}{} ({answers} answers)", name(*group));
            }
        }
        if self.divisor != 1 {
            let _ = writeln!(text, "divide by {}", self.divisor);
        }
        let _ = write!(text, "left: {} answers, ", self.answers);
        let _ = match named(classes, &self.found) {
            Target::Contrast { plus, minus } => write!(
                text,
                "those of atoms {plus:?} less those of atoms {minus:?}"
            ),
            _ => write!(text, "those of atoms {:?}", self.atoms(classes)),
        };
        text
    }
}
