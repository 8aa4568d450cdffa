//! The remainder rule: what the shown groups of a family leave over of a shown group around them is nothing, or large enough.
//!
//! This is what anybody can do with a pencil: take a department, subtract its networks. The elimination protects targets it
//! knows; the remainder of two hidden networks together is a set nobody named before the choice was made.
//!
//! # Invariants
//! - A remainder counts all people of the outer group who are in no *shown* group of the family properly inside it, whatever level
//!   of the family hides them.

use std::collections::BTreeSet;

use super::classes::Classes;
use super::incidence::Incidence;

/// What is left over of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remainder {
    /// The shown group.
    pub outer: usize,
    /// The family whose shown groups were subtracted.
    pub family: u32,
    /// The classes left over.
    pub rows: Vec<usize>,
}

/// The remainders with at least one and fewer than `threshold` answers.
pub fn small(
    incidence: &Incidence,
    classes: &Classes,
    shown: &[bool],
    threshold: u64,
) -> Vec<Remainder> {
    let families: BTreeSet<u32> = incidence
        .groups()
        .iter()
        .filter_map(|group| group.family)
        .collect();
    let mut met = vec![0; shown.len()];
    let mut found = Vec::new();
    for family in families {
        let members: Vec<bool> = incidence
            .groups()
            .iter()
            .zip(shown)
            .map(|(group, shown)| *shown && group.family == Some(family))
            .collect();
        for (outer, rows) in classes.groups().iter().enumerate() {
            if shown[outer] {
                let left = left_over(classes, &members, &mut met, rows);
                if !left.is_empty() && classes.answers_in(&left) < threshold {
                    found.push(Remainder {
                        outer,
                        family,
                        rows: left,
                    });
                }
            }
        }
    }
    found
}

/// The classes in no member that lies wholly inside and is not all of it. `met` is zero before and after: it counts, per
/// member, how many of its classes are here.
fn left_over(classes: &Classes, members: &[bool], met: &mut [usize], rows: &[usize]) -> Vec<usize> {
    let around = |row: usize| {
        classes
            .groups_of(row)
            .iter()
            .copied()
            .filter(|group| members[*group])
    };
    for group in rows.iter().flat_map(|row| around(*row)) {
        met[group] += 1;
    }
    let inside = |group: usize| {
        let size = classes.groups()[group].len();
        size < rows.len() && met[group] == size
    };
    let left = rows
        .iter()
        .copied()
        .filter(|row| !around(*row).any(inside))
        .collect();
    for group in rows.iter().flat_map(|row| around(*row)) {
        met[group] = 0;
    }
    left
}
