//! Which group's code the ballots of a small group take instead of its own.
//!
//! Ballots that stand directly at a group are told apart from those of its children, so they must be enough for a group of
//! their own: where they are not, the smallest child joins them, as the rule of complements would hide it anyway, and where
//! there is no child left they move up together.
//!
//! # Invariants
//! - Only numbers of ballots and the tree are read.
//! - Afterwards a group that directly holds any ballots holds at least the minimum, unless it is the whole.

use crate::base::GroupTree;

/// For each group, where the ballots that stand directly in it go: to the nearest group around it with enough ballots, at last to the whole.
/// `own` are those ballots, per group.
pub(in crate::disclosure) fn fold(tree: &GroupTree, own: &[u32], minimum: u32) -> Vec<usize> {
    let ballots = within(tree, own);
    let enough = |group: &usize| *group == 0 || ballots[*group] >= minimum;
    let places: Vec<usize> = (0..own.len())
        .map(|stratum| tree.path(stratum).find(enough).unwrap_or(0))
        .collect();
    let joined = join(tree, folded(own, &places), minimum);
    let parent = |group: usize| tree.get(group).and_then(|group| group.parent);
    places
        .into_iter()
        .map(|place| {
            let outermost = tree.path(place).filter(|group| joined[*group]).last();
            outermost.and_then(parent).unwrap_or(place)
        })
        .collect()
}

/// The groups whose ballots, and those of the groups below, count at their parent.
fn join(tree: &GroupTree, mut standing: Vec<u32>, minimum: u32) -> Vec<bool> {
    let groups = tree.groups();
    let mut children = vec![Vec::new(); groups.len()];
    for (index, group) in groups.iter().enumerate() {
        if let Some(parent) = group.parent {
            children[parent].push(index);
        }
    }
    let mut inside = within(tree, &standing);
    let mut joined = vec![false; groups.len()];
    // From the innermost group outwards: joining one child never makes a group further in too small.
    for (index, group) in groups.iter().enumerate().rev() {
        while (1..minimum).contains(&standing[index]) {
            let smallest = children[index]
                .iter()
                .copied()
                .filter(|child| inside[*child] > 0)
                .min_by_key(|child| (inside[*child], &groups[*child].code));
            let (from, to) = match (smallest, group.parent) {
                (Some(child), _) => (child, index),
                (None, Some(parent)) => (index, parent),
                (None, None) => break,
            };
            standing[to] += inside[from];
            if from == index {
                standing[from] = 0;
            }
            inside[from] = 0;
            joined[from] = true;
        }
    }
    joined
}

/// Ballots directly in each group after folding.
pub(in crate::disclosure) fn folded(own: &[u32], places: &[usize]) -> Vec<u32> {
    let mut standing = vec![0; own.len()];
    for (place, ballots) in places.iter().zip(own) {
        standing[*place] += ballots;
    }
    standing
}

/// Ballots in each group and everything below it.
pub(in crate::disclosure) fn within(tree: &GroupTree, own: &[u32]) -> Vec<u32> {
    let mut ballots = own.to_vec();
    // Parents stand before their children.
    for group in (1..ballots.len()).rev() {
        if let Some(parent) = tree.get(group).and_then(|group| group.parent) {
            ballots[parent] += ballots[group];
        }
    }
    ballots
}
