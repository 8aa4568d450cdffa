//! The groups of a release in reading order: the whole first, each under the one that contains it.

use std::collections::{BTreeMap, BTreeSet};

use crate::disclosure::document::ReleasedGroup;

/// A group and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Its place in the release document.
    pub(super) at: usize,
    /// How deep it lies in the tree; the whole is 0.
    pub(super) depth: usize,
}

/// Every group once. One whose parents lead nowhere, as in a damaged document, is left out.
pub(super) fn placed(groups: &[ReleasedGroup]) -> Vec<Placed> {
    let mut inside: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        if let Some(parent) = &group.parent {
            inside.entry(parent).or_default().push(at);
        }
    }
    let roots = (0..groups.len()).filter(|at| groups[*at].parent.is_none());
    let mut waiting: Vec<Placed> = roots.map(|at| Placed { at, depth: 0 }).collect();
    waiting.reverse();
    let mut placed: Vec<Placed> = Vec::with_capacity(groups.len());
    let mut seen = vec![false; groups.len()];
    while let Some(next) = waiting.pop() {
        // Two groups of one code would both contain what names it.
        if std::mem::replace(&mut seen[next.at], true) {
            continue;
        }
        placed.push(next);
        let depth = next.depth + 1;
        let children = inside.get(groups[next.at].id.as_str());
        let children = children.into_iter().flatten().rev();
        waiting.extend(children.map(|at| Placed { at: *at, depth }));
    }
    placed
}

/// One group and everything in it, itself first.
pub(super) fn within(groups: &[ReleasedGroup], focus: usize) -> Vec<Placed> {
    let all = placed(groups);
    let from = all.iter().position(|placed| placed.at == focus);
    let mut rest = all.into_iter().skip(from.unwrap_or(usize::MAX));
    let Some(first) = rest.next() else {
        return Vec::new();
    };
    let inside = rest.take_while(|placed| placed.depth > first.depth);
    std::iter::once(first).chain(inside).collect()
}

/// The groups that contain this one, the whole first, then itself and everything in it.
pub(super) fn around(groups: &[ReleasedGroup], focus: usize) -> Vec<Placed> {
    let inside = within(groups, focus);
    let Some(own) = inside.first() else {
        return Vec::new();
    };
    let mut path: Vec<Placed> = Vec::new();
    let mut parent = groups[focus].parent.as_deref();
    // The depth bounds the walk, whatever a damaged document says.
    for depth in (0..own.depth).rev() {
        let Some(at) = groups
            .iter()
            .position(|group| Some(group.id.as_str()) == parent)
        else {
            break;
        };
        path.push(Placed { at, depth });
        parent = groups[at].parent.as_deref();
    }
    path.reverse();
    path.extend(inside);
    path
}

/// The groups of the tree that contain no other: nobody is in two of them. Cuts cross the tree and are none of them, nor is the whole.
pub(super) fn leaves(groups: &[ReleasedGroup]) -> Vec<usize> {
    let parents: BTreeSet<&str> = groups
        .iter()
        .filter_map(|group| group.parent.as_deref())
        .collect();
    let leaf = |group: &ReleasedGroup| {
        group.kind != "whole" && group.kind != "cut" && !parents.contains(group.id.as_str())
    };
    (0..groups.len()).filter(|at| leaf(&groups[*at])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::document;
    use super::*;

    fn group(id: &str, parent: Option<&str>) -> ReleasedGroup {
        ReleasedGroup {
            id: id.to_owned(),
            kind: if parent.is_none() { "whole" } else { "unit" }.to_owned(),
            parent: parent.map(str::to_owned),
            ..document().groups.remove(0)
        }
    }

    #[test]
    fn each_stands_under_the_one_that_contains_it() {
        let groups = [
            group("w", None),
            group("a", Some("w")),
            group("b", Some("w")),
            group("a1", Some("a")),
            group("a2", Some("a")),
        ];
        let told = |placed: Vec<Placed>| -> Vec<(&str, usize)> {
            let of = |p: Placed| (groups[p.at].id.as_str(), p.depth);
            placed.into_iter().map(of).collect()
        };
        assert_eq!(
            told(placed(&groups)),
            [("w", 0), ("a", 1), ("a1", 2), ("a2", 2), ("b", 1)]
        );
        assert_eq!(told(within(&groups, 1)), [("a", 1), ("a1", 2), ("a2", 2)]);
        assert_eq!(told(within(&groups, 2)), [("b", 1)]);
        assert_eq!(within(&groups, 7), []);
        assert_eq!(
            told(around(&groups, 1)),
            [("w", 0), ("a", 1), ("a1", 2), ("a2", 2)]
        );
        assert_eq!(told(around(&groups, 4)), [("w", 0), ("a", 1), ("a2", 2)]);
        assert_eq!(around(&groups, 7), []);
        assert_eq!(leaves(&groups), [2, 3, 4]);
    }

    #[test]
    fn a_damaged_document_ends() {
        // Two that contain each other, one in nothing, and two of one code.
        let groups = [
            group("w", None),
            group("a", Some("b")),
            group("b", Some("a")),
            group("lost", Some("nowhere")),
            group("w", None),
            group("x", Some("w")),
        ];
        let found: Vec<usize> = placed(&groups).iter().map(|placed| placed.at).collect();
        assert_eq!(found, [0, 5, 4]);
    }

    #[test]
    fn neither_the_whole_nor_a_cut_is_a_leaf() {
        let mut alone = vec![group("w", None), group("c", Some("w"))];
        alone[1].kind = "cut".to_owned();
        assert_eq!(leaves(&alone), Vec::<usize>::new());
        alone[1].kind = "network".to_owned();
        assert_eq!(leaves(&alone), [1]);
    }
}
