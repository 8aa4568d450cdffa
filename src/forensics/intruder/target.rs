//! Whom an attacker would like to know about: sets of people that the documents let one speak of.

use std::collections::BTreeSet;

use crate::forensics::intruder::document::Document;
use crate::forensics::intruder::model::System;
use crate::forensics::intruder::people::People;
use crate::forensics::intruder::set::Set;
use crate::forensics::intruder::span::Span;

/// What sort of set it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A group that is hidden here.
    Hidden,
    /// A group that is shown here.
    Shown,
    /// What a shown group holds besides its shown parts.
    Remainder,
    /// People who stand in exactly the same groups.
    Atom,
    /// A shown group without another one that overlaps it.
    Difference,
}

/// A set of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Who.
    pub set: Set,
    /// In words.
    pub name: String,
    /// What sort.
    pub sort: Sort,
    /// Classes of it that are published as a bound.
    pub bounds: Vec<String>,
    /// The attacker's own people were taken out of it.
    pub rest: bool,
}

/// All sets of interest for one question, each once. `nobody`: atoms that certainly hold nobody, which make no difference between sets.
pub fn targets(
    documents: &[Document],
    people: &People,
    system: &System,
    nobody: &Set,
) -> Vec<Target> {
    let known = people.known();
    let mut seen = BTreeSet::new();
    let mut targets = Vec::new();
    let several = people.documents.len() > 1;
    let name = |local: usize, group: usize| {
        let document = &documents[people.documents[local]];
        let id = &document.groups[group].id;
        if several {
            format!("{id} ({})", mark(documents, people, local))
        } else {
            id.clone()
        }
    };
    let mut push = |set: Set, name: String, sort: Sort, bounds: Vec<String>| {
        let rest = set.meets(&known);
        let set = set.without(&known).without(nobody);
        if !set.is_empty() && seen.insert(set.clone()) {
            let name = if rest {
                format!("{name}, the attackers left out")
            } else {
                name
            };
            targets.push(Target {
                set,
                name,
                sort,
                bounds,
                rest,
            });
        }
    };
    let shown: BTreeSet<(usize, usize)> = system
        .shown
        .iter()
        .map(|cell| (cell.local, cell.group))
        .collect();
    for (local, at) in people.documents.iter().enumerate() {
        for group in 0..documents[*at].groups.len() {
            let cell = system
                .shown
                .iter()
                .find(|c| (c.local, c.group) == (local, group));
            let sort = if cell.is_some() {
                Sort::Shown
            } else {
                Sort::Hidden
            };
            let bounds = cell.map_or_else(Vec::new, |cell| cell.bounds.clone());
            push(
                people.members[local][group].clone(),
                name(local, group),
                sort,
                bounds,
            );
        }
    }
    for (local, at) in people.documents.iter().enumerate() {
        let groups = &documents[*at].groups;
        for (index, group) in groups.iter().enumerate() {
            let children = groups.iter().enumerate().filter(|(child, other)| {
                other.parent.as_ref() == Some(&group.id) && shown.contains(&(local, *child))
            });
            let members = &people.members[local];
            let rest = children.fold(members[index].clone(), |rest, (child, _)| {
                rest.without(&members[child])
            });
            let text = format!("{} without its shown parts", name(local, index));
            push(rest, text, Sort::Remainder, Vec::new());
        }
    }
    for (index, atom) in people.atoms.iter().enumerate() {
        let at: Vec<String> = atom
            .at
            .iter()
            .enumerate()
            .map(|(local, group)| match group {
                Some(group) => format!("directly in {}", name(local, *group)),
                None => format!("not in {}", mark(documents, people, local)),
            })
            .collect();
        push(Set::of([index]), at.join(", "), Sort::Atom, Vec::new());
    }
    for (a_local, a) in &shown {
        for (b_local, b) in &shown {
            let (whole, part) = (&people.members[*a_local][*a], &people.members[*b_local][*b]);
            if whole != part && whole.meets(part) && !whole.within(part) {
                let text = format!("{} without {}", name(*a_local, *a), name(*b_local, *b));
                push(whole.without(part), text, Sort::Difference, Vec::new());
            }
        }
    }
    targets
}

/// How a document of a family is named.
pub fn mark(documents: &[Document], people: &People, local: usize) -> String {
    let at = people.documents[local];
    format!("{} [{}]", documents[at].survey.code, at + 1)
}

/// How many sets follow from the published groups by adding and subtracting alone, besides those published.
pub fn linear(people: &People, system: &System, targets: &[Target]) -> usize {
    let shown: Vec<&Set> = system
        .shown
        .iter()
        .map(|cell| &people.members[cell.local][cell.group])
        .collect();
    let span = Span::of(&shown);
    let hidden = targets.iter().filter(|target| {
        !shown.contains(&&target.set)
            && matches!(target.sort, Sort::Hidden | Sort::Remainder | Sort::Atom)
    });
    hidden
        .filter(|target| span.combination(&target.set).is_some())
        .count()
}
