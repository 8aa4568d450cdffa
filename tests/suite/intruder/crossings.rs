//! A municipality whose groups cross by persons, as the audit's ladder leaves it, in documents: the tree, and one per dimension and place of
//! the crossing. Documents cannot say who of a network is in which group by level, so the atoms are made here and not read.
//!
//! The audit decides how much each group shows; what that says is read by the intruder from cells of the tests' own publisher.

use std::sync::Arc;

use pejling::disclosure::audit::display::{Display, Figure, Level};
use pejling::disclosure::audit::ladder::{Case, settle};
use pejling::disclosure::audit::question::Kind;
use pejling::disclosure::audit::search::Settings;
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::audit::walk::Walker;
use pejling::forensics::intruder::attack::Family;
use pejling::forensics::intruder::document::Document;
use pejling::forensics::intruder::fact::ClassKind;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::model::{Row, Source};
use pejling::forensics::intruder::people::{Atom, People};
use pejling::forensics::intruder::reading::read_unsealed;
use pejling::forensics::intruder::set::Set;
use serde_json::{Value, json};

use crate::audit::crossed::{Asked, Crossed, Rungs};
use crate::intruder::publisher::{self, Mistake, Totals, cell_at, hidden_cell};

/// One question as published.
pub(crate) struct Publication {
    pub(crate) documents: Vec<Document>,
    pub(crate) family: Family,
}

/// How much each group shows of a question after the ladder; with `ladder` off, as far as the numbers of answers let through.
pub(crate) fn levels(
    made: &Crossed,
    asked: &Asked,
    question: usize,
    ladder: bool,
) -> Vec<Option<Level>> {
    if !ladder {
        return asked.levels.clone();
    }
    let rungs = Rungs {
        crossed: made,
        asked,
    };
    let case = Case {
        frame: &made.instance.frame,
        kind: Arc::new(Kind::rating(5, false)),
        n: &asked.n,
        question,
        steps: &rungs,
        decoy: &|_, _| false,
    };
    let (rules, settings) = (Thresholds::default(), Settings::default());
    let settled = settle(
        &case,
        &rules,
        &mut Walker::new(),
        &Microlp::default(),
        &settings,
    )
    .unwrap();
    let steps = settled.steps.iter().enumerate();
    steps
        .map(|(group, step)| rungs.level(group, *step))
        .collect()
}

/// A group of the instance in a document: under which other one.
type Place = (usize, Option<usize>);

/// Which groups stand in which document: the smallest group around each that the document has.
fn places(made: &Crossed) -> Vec<Vec<Place>> {
    let groups = made.instance.frame.groups();
    let within = |inner: usize, outer: usize| {
        inner != outer
            && groups[inner]
                .iter()
                .all(|atom| groups[outer].binary_search(atom).is_ok())
    };
    let document = |listed: Vec<usize>| -> Vec<Place> {
        let parent = |at: usize| {
            let around = listed[..at]
                .iter()
                .copied()
                .filter(|outer| within(listed[at], *outer));
            around.min_by_key(|outer| groups[*outer].len())
        };
        (0..listed.len())
            .map(|at| (listed[at], parent(at)))
            .collect()
    };
    let rank = |rank: u8| -> Vec<usize> {
        let each = 0..groups.len();
        each.filter(|group| made.units[*group].rank == rank)
            .collect()
    };
    let mut tree = rank(0);
    tree.sort_by_key(|group| std::cmp::Reverse(groups[*group].len()));
    let departments: Vec<usize> = tree
        .iter()
        .copied()
        .filter(|group| *group != 0 && groups[*group].len() > 3)
        .collect();
    let mut documents = vec![document(tree.clone())];
    let mut cuts: Vec<usize> = rank(1)
        .into_iter()
        .map(|at| made.units[at].family)
        .collect();
    cuts.dedup();
    for cut in cuts {
        let whole: Vec<usize> = rank(1)
            .into_iter()
            .filter(|at| made.units[*at].family == cut)
            .collect();
        documents.push(document(std::iter::once(0).chain(whole.clone()).collect()));
        let parity = |at: &usize| (made.units[*at].family + cut).is_multiple_of(2);
        let crossed: Vec<usize> = rank(2).into_iter().filter(parity).collect();
        if !crossed.is_empty() {
            let around = |outer: &[usize]| {
                let all = std::iter::once(0).chain(outer.iter().copied());
                document(all.chain(crossed.iter().copied()).collect())
            };
            documents.push(around(&departments));
            documents.push(around(&whole));
        }
    }
    documents
}

/// The documents and the atoms of one question at these levels.
pub(crate) fn publication(made: &Crossed, asked: &Asked, levels: &[Option<Level>]) -> Publication {
    let groups = made.instance.frame.groups();
    let totals = |group: usize| Totals {
        points: asked.counts[group].clone(),
        none: 0,
    };
    let mut texts: Vec<(Vec<Value>, Vec<Value>)> = Vec::new();
    let mut members = Vec::new();
    for listed in places(made) {
        let told = listed.iter().map(|(group, parent)| {
            let n = asked.group_n[*group];
            let size = match levels[*group] {
                Some(_) => json!({"shown": {"invited": n, "answered": n}}),
                None => json!({"hidden": "within_hidden"}),
            };
            json!({"id": format!("g{group}"), "label": "", "kind": "network", "size": size, "facts": {},
                "parent": parent.map(|parent| format!("g{parent}"))})
        });
        let cells = listed.iter().map(|(group, _)| {
            let code = format!("g{group}");
            let level = match levels[*group] {
                None => return hidden_cell(&code, "within_hidden"),
                Some(Level::Band | Level::Small) => publisher::Level::Small,
                Some(Level::Classes) => publisher::Level::Classes,
                Some(Level::Full) => publisher::Level::Full,
            };
            cell_at(&code, &totals(*group), level, Mistake::None)
        });
        texts.push((told.collect(), cells.collect()));
        let own = |(group, _): &Place| Set::of(groups[*group].iter().copied());
        members.push(listed.iter().map(own).collect());
    }
    // Everybody who stands in the same groups, so that the roster can be told.
    let atoms = 0..made.instance.frame.atoms();
    let hidden = json!("within_hidden");
    let blank = |id: &str| hidden_cell(id, "within_hidden");
    let code = |atom: usize| format!("a{atom}");
    let root = json!({"id": "g0", "label": "", "kind": "whole", "size": {"hidden": hidden}, "facts": {}, "parent": null});
    let told = atoms.clone().map(|atom| {
        json!({"id": code(atom), "label": "", "kind": "network", "size": {"hidden": hidden}, "facts": {}, "parent": "g0"})
    });
    texts.push((
        std::iter::once(root).chain(told).collect(),
        std::iter::once(blank("g0"))
            .chain(atoms.clone().map(|atom| blank(&code(atom))))
            .collect(),
    ));
    members.push(
        std::iter::once(Set::of(atoms.clone()))
            .chain(atoms.clone().map(|atom| Set::of([atom])))
            .collect(),
    );
    let documents: Vec<Document> = texts
        .iter()
        .map(|(groups, cells)| document(groups, cells))
        .collect();
    let last = documents.len() - 1;
    let people = People {
        documents: (0..documents.len()).collect(),
        atoms: atoms
            .clone()
            .map(|atom| Atom {
                at: (0..documents.len())
                    .map(|document| (document == last).then_some(1 + atom))
                    .collect(),
                own: None,
            })
            .collect(),
        members,
    };
    let sizes: Vec<Value> = atoms
        .clone()
        .map(|atom| json!({"survey": "s", "group": code(atom), "answered": asked.n[atom]}))
        .collect();
    let bases: Vec<Value> = atoms
        .map(|atom| json!({"survey": "s", "group": code(atom), "item": "Q1", "answers": asked.n[atom]}))
        .collect();
    let knowledge = json!({"sizes": sizes, "bases": bases, "points": {"Q1": 5}});
    let knowledge = Knowledge::read(&knowledge.to_string()).unwrap();
    let mut family = Family::new(&documents, people, &knowledge);
    other_means(&mut family, made, asked, levels);
    Publication { documents, family }
}

fn document(groups: &[Value], cells: &[Value]) -> Document {
    let text = json!({
        "format": "pejling.release/1",
        "survey": {"code": "s", "title": {"da": "", "en": ""}, "template": "t", "variant": null,
            "instrument": "0", "opened": "2025-01-01", "closed": "2025-02-01", "notes": []},
        "policy": {"name": "ordinary", "ordinary": 5, "sensitive": 10, "most_sensitive": 20, "coalition": 1, "differences": 5},
        "groups": groups, "tables": [{"about": {"item": "Q1"}, "cells": cells}], "digest": "0"
    });
    read_unsealed(&text.to_string()).unwrap()
}

/// The format has no cell for a group that shows its favourable answers only, nor for a mean that is a bound because parts of the group are
/// told apart: their means are taken away here, and what is shown in their place is put in.
fn other_means(family: &mut Family, made: &Crossed, asked: &Asked, levels: &[Option<Level>]) {
    let place = |code: &str| code.strip_prefix('g').and_then(|at| at.parse().ok());
    let is_other = |group: usize| match levels[group] {
        Some(Level::Band) => true,
        Some(Level::Small) => asked.tails[group].is_some(),
        _ => false,
    };
    for system in &mut family.systems {
        let sources = system.sources.clone();
        system.rows.retain(|row| {
            let source = &sources[row.source];
            let other = place(&source.group).is_some_and(is_other);
            !(source.document.is_some() && other && source.text.contains("mean"))
        });
        for shown in &mut system.shown {
            shown.bounds.retain(|name| name != "sum of points");
        }
        let sum = system.question.class(ClassKind::Sum).unwrap();
        let weights = sum.weights.clone();
        for (group, tails) in asked.tails.iter().enumerate() {
            let (Some(tails), Some(Level::Small)) = (tails, levels[group]) else {
                continue;
            };
            let counts = &asked.counts[group];
            let Display::Small { mean, .. } = tails.show(counts) else {
                continue;
            };
            // Of fewer than ten answers a mean in tenths tells the sum.
            let points = (1_i64..).zip(counts);
            let sum = points.map(|(point, count)| point * i64::from(*count)).sum();
            let (low, high) = match mean {
                Figure::Exact(_) => (Some(sum), Some(sum)),
                Figure::AtMost(most) => (None, Some(most)),
                Figure::AtLeast(least) => (Some(least), None),
            };
            system.rows.push(Row {
                set: Set::of(made.instance.frame.groups()[group].iter().copied()),
                weights: weights.clone(),
                low,
                high,
                rule: false,
                source: system.sources.len(),
            });
            system.sources.push(Source {
                document: Some(0),
                group: format!("g{group}"),
                text: format!("mean, as a sum: {mean:?}"),
            });
        }
    }
}
