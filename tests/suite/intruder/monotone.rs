//! Property 3, from the intruder's side: a cell or a document taken away never narrows what it works out of anybody.

use std::cell::Cell;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::publisher::{Mistake, Own, document};
use pejling::forensics::intruder::block::take_apart;
use pejling::forensics::intruder::document::Document;
use pejling::forensics::intruder::field::Field;
use pejling::forensics::intruder::integer::Search;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::model::systems;
use pejling::forensics::intruder::patience::{Clock, Patience};
use pejling::forensics::intruder::people::{People, families};
use pejling::forensics::intruder::reading::read_unsealed;

/// Networks, in two departments; later the first and the third are told together.
const NETWORKS: [&str; 3] = ["A", "B", "C"];
const POINTS: usize = 3;

/// Least and greatest per group of the first document and class of answers.
type Ranges = Vec<(String, (i64, i64))>;

/// Per network how many gave each point, and how many none.
type Answers = Vec<([u32; POINTS], u32)>;

fn answers() -> impl Strategy<Value = Answers> {
    let network = (prop::collection::vec(0..POINTS, 5..=7), 0_u32..=1);
    let counted = network.prop_map(|(given, none)| {
        let mut points = [0; POINTS];
        for point in given {
            points[point] += 1;
        }
        (points, none)
    });
    prop::collection::vec(counted, NETWORKS.len())
}

fn own(id: &'static str, parent: Option<&'static str>, of: Option<&([u32; POINTS], u32)>) -> Own {
    let (points, none) = of.copied().unwrap_or_default();
    Own {
        id,
        parent,
        points: points.to_vec(),
        none,
        protects: false,
    }
}

/// The whole, a department of two networks, and a network beside it.
fn first(answers: &Answers) -> Value {
    let groups = vec![
        own("all", None, None),
        own("D", Some("all"), None),
        own("A", Some("D"), Some(&answers[0])),
        own("B", Some("D"), Some(&answers[1])),
        own("C", Some("all"), Some(&answers[2])),
    ];
    parsed(groups)
}

/// The same people another way: two networks of different departments together.
fn later(answers: &Answers) -> Value {
    let groups = vec![
        own("all", None, Some(&answers[1])),
        own("P", Some("all"), None),
        own("A", Some("P"), Some(&answers[0])),
        own("C", Some("P"), Some(&answers[2])),
    ];
    parsed(groups)
}

fn parsed(groups: Vec<Own>) -> Value {
    let text = document("s", &[("Q1", groups)], Vec::new(), Mistake::None);
    serde_json::from_str(&text).unwrap()
}

/// A document without one cell.
fn without(document: &Value, cell: usize) -> Value {
    let mut less = document.clone();
    let cell = &mut less["tables"][0]["cells"][cell];
    let hidden = json!({"hidden": "protects_another"});
    *cell = json!({"group": cell["group"], "base": hidden, "figures": hidden, "no_answer": null});
    less
}

/// What the intruder works out of every group of the first document. The sizes are known in any case.
fn ranges(documents: &[&Value], answers: &Answers) -> Ranges {
    let sizes = NETWORKS.iter().zip(answers).map(|(group, (points, none))| {
        json!({"survey": "s", "group": group, "answered": points.iter().sum::<u32>() + none})
    });
    let known = json!({"points": {"Q1": POINTS}, "sizes": sizes.collect::<Vec<_>>()});
    let knowledge = Knowledge::read(&known.to_string()).unwrap();
    let documents: Vec<Document> = documents
        .iter()
        .map(|one| read_unsealed(&one.to_string()).unwrap())
        .collect();
    let family = &families(&documents, &knowledge)[0];
    let people = People::new(&documents, family, &knowledge).unwrap();
    let (systems, _) = systems(&documents, &people, &knowledge);
    let system = &systems[0];
    let parts = take_apart(system, true, people.atoms.len());
    assert!(parts.contradicted.is_empty());
    // A busy machine must not make the intruder miss anything.
    let clock = Clock::start(Patience {
        run: Duration::from_mins(1),
        ..Patience::default()
    });
    let searches = parts.blocks.iter();
    let searches = searches.map(|block| Some(Search::new(block.clone(), clock).unwrap()));
    let mut field = Field {
        place: parts.places(people.atoms.len()),
        searches: searches.collect(),
        parts,
    };
    let local = people.documents.iter().position(|at| *at == 0).unwrap();
    let mut ranges = Vec::new();
    for (group, members) in documents[0].groups.iter().zip(&people.members[local]) {
        for class in &system.question.classes {
            let ends = field.bounds(members, &class.weights, true).unwrap();
            ranges.push((format!("{} of {}", class.name, group.id), ends));
        }
    }
    ranges
}

/// How many ranges are narrower with more published, if all lie within those with less.
fn narrowed(less: &Ranges, more: &Ranges) -> Result<usize, String> {
    assert_eq!(less.len(), more.len());
    let mut narrower = 0;
    for ((name, wide), (_, narrow)) in less.iter().zip(more) {
        if wide.0 > narrow.0 || wide.1 < narrow.1 {
            return Err(format!("{name}: {wide:?} with less, {narrow:?} with more"));
        }
        narrower += usize::from(wide != narrow);
    }
    Ok(narrower)
}

#[test]
fn a_cell_or_a_document_taken_away_never_narrows_what_the_intruder_works_out() {
    let (cells, documents, beyond) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let attempt = |answers: Answers| {
        let (first, later) = (first(&answers), later(&answers));
        let alone = ranges(&[&first], &answers);
        let mut less = Vec::new();
        for cell in 0..5 {
            let wider = ranges(&[&without(&first, cell)], &answers);
            let narrower = narrowed(&wider, &alone).map_err(TestCaseError::fail)?;
            cells.set(cells.get() + usize::from(narrower > 0));
            less.push(wider);
        }
        let both = ranges(&[&first, &later], &answers);
        let narrower = narrowed(&alone, &both).map_err(TestCaseError::fail)?;
        documents.set(documents.get() + usize::from(narrower > 0));
        // Of two publications that each lack another cell, neither need say less.
        let crossed = less
            .windows(2)
            .filter(|pair| narrowed(&pair[0], &pair[1]).is_err());
        beyond.set(beyond.get() + crossed.count());
        Ok(())
    };
    let config = ProptestConfig::with_cases(12);
    TestRunner::new(config.clone())
        .run(&answers(), attempt)
        .unwrap();
    // Counted where the same is drawn each time.
    for counted in [&cells, &documents, &beyond] {
        counted.set(0);
    }
    let same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, same)
        .run(&answers(), attempt)
        .unwrap();
    println!(
        "cells that had narrowed something: {}; later documents: {}; pairs of publications that neither contain the other: {}",
        cells.get(),
        documents.get(),
        beyond.get()
    );
    // The controls: more does tell more, and the comparison can fail.
    assert!(cells.get() > 5 && documents.get() > 0 && beyond.get() > 0);
}
