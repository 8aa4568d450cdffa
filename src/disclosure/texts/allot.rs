//! Where the answers to one open question are published: each at exactly one group.
//!
//! From the innermost group outwards, a group that is shown has a list once what has come together in it is enough; too little moves up.
//! Where a group further in has a list, what is left over must not be the texts of one group alone: it comes from at least two, or from
//! those who stand directly in the group. Where it does not, or is too little, the smallest of the lists further in joins it, and so on.
//!
//! # Invariants
//! - Only numbers of texts, the tree and which groups are shown are read, never a text.
//! - Every list has at least the minimum, and no text stands in two of them.
//! - No list is what remains of a single group without a list.
//! - Texts that are together enough in the whole all stand in some list.
//!
//! Those who stand directly in a group are never fewer than two groups, if they are enough for a list: the tally folds a group only where it
//! has too few ballots for its own name, see [`super::super::fold`].

use crate::base::GroupTree;

/// What has come together in one group on the way up.
#[derive(Clone, Copy, Default)]
struct Gathered {
    texts: u32,
    /// Groups further in that the texts are from, each without a list.
    groups: u32,
    /// A group further in has a list, so this is a remainder.
    cut: bool,
}

/// For each group, the group that the texts directly in it are published at; `None` where they are too few even in the whole.
///
/// `own` are the texts directly in each group; `shown` whether a list may stand there, which it may not in a group around which it may not;
/// `minimum` the fewest texts of a list. The whole is always shown.
pub(in crate::disclosure) fn allot(
    tree: &GroupTree,
    own: &[u32],
    shown: &[bool],
    minimum: u32,
) -> Vec<Option<usize>> {
    let mut gathered = vec![Gathered::default(); own.len()];
    // The size of each list.
    let mut lists: Vec<Option<u32>> = vec![None; own.len()];
    // Parents stand before their children: from the innermost outwards.
    for group in (0..own.len()).rev() {
        let parent = tree.get(group).and_then(|group| group.parent);
        let mut here = gathered[group];
        here.texts += own[group];
        if (shown[group] || parent.is_none()) && here.texts > 0 {
            if here.cut && own[group] > 0 && here.groups > 0 {
                here.groups += 1;
            }
            lists[group] = list(tree, group, here, &mut lists, minimum);
        }
        let Some(above) = parent else { continue };
        if lists[group].is_some() || here.cut {
            gathered[above].cut = true;
        } else if here.texts > 0 {
            gathered[above].texts += here.texts;
            gathered[above].groups += 1;
        }
    }
    (0..own.len())
        .map(|group| tree.path(group).find(|at| lists[*at].is_some()))
        .collect()
}

/// The size of a group's list, if it is to have one; the lists further in that join it are taken away.
fn list(
    tree: &GroupTree,
    group: usize,
    gathered: Gathered,
    lists: &mut [Option<u32>],
    minimum: u32,
) -> Option<u32> {
    let Gathered {
        mut texts,
        mut groups,
        cut,
    } = gathered;
    let mut remainder = cut;
    // Of no group further in: those who stand directly in it.
    let direct = groups == 0;
    while texts < minimum || (remainder && groups < 2 && !direct) {
        let inside = |list: &usize| tree.path(*list).skip(1).any(|at| at == group);
        // One with another list around it would only move there.
        let outermost = |list: &usize| {
            let mut around = tree.path(*list).skip(1).take_while(|at| *at != group);
            around.all(|at| lists[at].is_none())
        };
        let smallest = (group + 1..lists.len())
            .filter(|list| inside(list) && outermost(list))
            .filter_map(|list| Some((lists[list]?, &tree.get(list)?.code, list)))
            .min();
        match smallest {
            Some((more, _, list)) => {
                lists[list] = None;
                texts += more;
                groups += 1;
            }
            None if remainder => remainder = false,
            None => return None,
        }
    }
    Some(texts)
}
