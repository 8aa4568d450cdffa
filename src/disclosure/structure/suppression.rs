//! Secondary suppression: of groups in order, each is shown unless with it one of the targets would follow by adding and subtracting.
//!
//! Method: Gaussian elimination in the manner of Langsrud (2024), on 0/1 vectors of groups, so one pass is valid for every statistic
//! that adds up. Only numbers of answers and memberships are read.
//!
//! # Invariants
//! - No target is in the span of what is shown, unless what had to be shown already gives it away.
//! - What is shown depends on the order of the candidates and the *set* of targets, not on the order of the targets.

use super::elimination::{Offer, Span};
use super::sparse::SparseVector;

/// What becomes of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is shown.
    Shown,
    /// It is not: with it, the target of this number would follow.
    Withheld(usize),
}

/// The result of a pass.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// Per candidate.
    pub fates: Vec<Fate>,
    /// Targets that already follow from what had to be shown.
    pub breached: Vec<usize>,
}

/// Goes through the candidates in order. Groups are sets of rows below `rows`, targets vectors over them; one that is zero is no target.
pub fn suppress(
    rows: usize,
    targets: &[SparseVector],
    forced: &[&[usize]],
    candidates: &[&[usize]],
) -> Suppression {
    let mut span = Span::new(rows);
    // Watch numbers are target numbers.
    for target in targets {
        span.watch(target);
    }
    for group in forced {
        span.insert(&SparseVector::indicator(group.iter().copied()));
    }
    let breached = (0..targets.len())
        .filter(|target| !targets[*target].is_zero() && span.follows(*target))
        .collect();
    let fates = candidates
        .iter()
        .map(
            |group| match span.offer(&SparseVector::indicator(group.iter().copied())) {
                Offer::Implied | Offer::Taken => Fate::Shown,
                Offer::Reveals(target) => Fate::Withheld(target),
            },
        )
        .collect();
    Suppression { fates, breached }
}
