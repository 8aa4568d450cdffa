//! The complement rule: what is not shown below a shown group must be nothing, or come from at least two groups and enough answers;
//! otherwise subtraction would give it away, and the smallest shown child is hidden as well.
//!
//! Why it suffices along a tree: hidden groups hide everything below them, so the shown groups form a tree of their own, and every
//! set of people that adding and subtracting shown groups can single out is a union of the parents' remainders. Each remainder
//! is empty or large enough. The decision reads numbers of answers, never answers.

use crate::base::GroupTree;

use super::document::Reason;

/// A number of answers that nothing which could be worked out may have too few of.
pub(in crate::disclosure) struct Guarded<'a> {
    /// Per group, everything below it included.
    pub(in crate::disclosure) total: &'a [u32],
    /// Per group, directly in it.
    pub(in crate::disclosure) own: &'a [u32],
    /// Fewest answers of a group that is shown.
    pub(in crate::disclosure) minimum: u32,
    /// Fewest answers of a remainder that is not empty: `minimum` or more.
    pub(in crate::disclosure) remainder: u32,
}

/// What the tree says of each group, whatever was answered.
pub(in crate::disclosure) struct Shape {
    children: Vec<Vec<usize>>,
    /// Invited directly in a group, not in any group below it.
    direct: Vec<u32>,
    /// Invited, but its ballots lost its code at the tally (or there were none).
    vanished: Vec<bool>,
}

impl Shape {
    /// `ballots` per group, everything below it included.
    pub(in crate::disclosure) fn new(tree: &GroupTree, ballots: &[u32]) -> Self {
        let groups = tree.groups();
        let mut children = vec![Vec::new(); groups.len()];
        let mut direct: Vec<u32> = groups.iter().map(|group| group.invited).collect();
        for (index, group) in groups.iter().enumerate() {
            if let Some(parent) = group.parent {
                children[parent].push(index);
                direct[parent] = direct[parent].saturating_sub(group.invited);
            }
        }
        let vanished = groups
            .iter()
            .zip(ballots)
            .map(|(group, ballots)| group.invited > 0 && *ballots == 0)
            .collect();
        Self {
            children,
            direct,
            vanished,
        }
    }

    /// Invited directly in a group.
    pub(in crate::disclosure) fn direct(&self, group: usize) -> u32 {
        self.direct[group]
    }
}

/// Hides what must be hidden besides. `hidden` holds the primary reasons per group and is completed in place; the first of
/// `guarded` decides which child is smallest (ties: by code).
pub(in crate::disclosure) fn complement(
    tree: &GroupTree,
    shape: &Shape,
    guarded: &[Guarded<'_>],
    hidden: &mut [Option<Reason>],
) {
    for parent in 0..tree.groups().len() {
        if hidden[parent].is_some() {
            for child in &shape.children[parent] {
                hidden[*child].get_or_insert(Reason::WithinHidden);
            }
            continue;
        }
        while guarded
            .iter()
            .any(|numbers| !is_safe(shape, numbers, hidden, parent))
        {
            let smallest = shape.children[parent]
                .iter()
                .copied()
                .filter(|child| hidden[*child].is_none())
                .min_by_key(|child| {
                    let sizes: Vec<u32> = guarded
                        .iter()
                        .map(|numbers| numbers.total[*child])
                        .collect();
                    (sizes, tree.groups().get(*child).map(|group| &group.code))
                });
            match smallest {
                Some(child) => hidden[child] = Some(Reason::ProtectsAnother),
                None => break,
            }
        }
    }
}

/// Whether what is not shown below a shown parent is nothing, or at least two groups with enough answers. People invited directly in
/// the parent are no hidden group: if nothing else is left over, enough answers suffice.
fn is_safe(shape: &Shape, numbers: &Guarded<'_>, hidden: &[Option<Reason>], parent: usize) -> bool {
    let children = &shape.children[parent];
    let shown: u32 = children
        .iter()
        .filter(|child| hidden[**child].is_none())
        .map(|child| numbers.total[*child])
        .sum();
    let rest = numbers.total[parent].saturating_sub(shown);
    if rest == 0 {
        return true;
    }
    let hidden_groups = children
        .iter()
        .filter(|child| hidden[**child].is_some() && numbers.total[**child] > 0)
        .count();
    let vanished = children
        .iter()
        .filter(|child| shape.vanished[**child])
        .count();
    let direct = usize::from(shape.direct[parent] > 0);
    if rest < numbers.remainder {
        return false;
    }
    if hidden_groups == 0 && vanished == 0 {
        return true;
    }
    let own = usize::try_from(numbers.own[parent]).unwrap_or(usize::MAX);
    hidden_groups + own.min(vanished + direct) >= 2
}
