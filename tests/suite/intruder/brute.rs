//! On documents small enough to go through every table of answers: the attack's least and greatest are those of the tables that publish
//! the same.

use std::collections::BTreeMap;
use std::time::Duration;

use super::publisher::{Mistake, Own, cell, document, totals};
use pejling::forensics::intruder::block::{Block, take_apart};
use pejling::forensics::intruder::field::Field;
use pejling::forensics::intruder::integer::Search;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::model::systems;
use pejling::forensics::intruder::patience::{Clock, Patience};
use pejling::forensics::intruder::people::{People, families};
use pejling::forensics::intruder::reading::read_unsealed;
use pejling::forensics::intruder::set::Set;
use pejling::forensics::intruder::target::targets;

/// The answers of two groups: people per category.
type Pair<'a> = (&'a Vec<u32>, &'a Vec<u32>);

/// All ways to spread `n` people over `width` categories.
fn spreads(n: u32, width: usize) -> Vec<Vec<u32>> {
    if width == 1 {
        return vec![vec![n]];
    }
    (0..=n)
        .flat_map(|first| {
            spreads(n - first, width - 1)
                .into_iter()
                .map(move |mut rest| {
                    rest.insert(0, first);
                    rest
                })
        })
        .collect()
}

fn groups(parts: &[(&'static str, &Vec<u32>)], points: usize) -> Vec<Own> {
    let own = |id, parent, counts: &[u32]| Own {
        id,
        parent,
        points: counts[..points].to_vec(),
        none: counts[points],
        protects: false,
    };
    let mut all = vec![own("all", None, &vec![0; points + 1])];
    all.extend(
        parts
            .iter()
            .map(|(id, counts)| own(id, Some("all"), counts)),
    );
    all
}

/// What is published of the answers: the cells, sizes being known anyway.
fn published(groups: &[Own]) -> String {
    let totals = totals(groups);
    let cells = groups.iter().zip(&totals).map(|(group, total)| {
        let hidden = (total.ballots() < 5).then_some("too_few_answers");
        cell(group.id, hidden, total, Mistake::None).to_string()
    });
    cells.collect()
}

/// Goes through all tables for two groups of these sizes and compares some of the publications. Gives how many ends were compared and
/// how many were met exactly.
fn compare(sizes: [u32; 2], points: usize, every: usize) -> (usize, usize) {
    let width = points + 1;
    let (first, second) = (spreads(sizes[0], width), spreads(sizes[1], width));
    let mut fibres: BTreeMap<String, Vec<Pair<'_>>> = BTreeMap::new();
    for a in &first {
        for b in &second {
            let text = published(&groups(&[("A", a), ("B", b)], points));
            fibres.entry(text).or_default().push((a, b));
        }
    }
    let (mut compared, mut met) = (0, 0);
    let knowledge = format!(
        r#"{{"points": {{"Q1": {points}}}, "sizes": [{{"survey": "s", "group": "A", "answered": {}}}, {{"survey": "s", "group": "B", "answered": {}}}]}}"#,
        sizes[0], sizes[1]
    );
    let knowledge = Knowledge::read(&knowledge).unwrap();
    for tables in fibres.values().step_by(every) {
        let (a, b) = tables[0];
        // A cell of few answers with more ballots may have been taken down by the structure: the attack does not assume otherwise.
        let answers: u32 = a[..points].iter().chain(&b[..points]).sum();
        if sizes[0] + sizes[1] >= 10 && answers < 10 {
            continue;
        }
        let text = document(
            "s",
            &[("Q1", groups(&[("A", a), ("B", b)], points))],
            Vec::new(),
            Mistake::None,
        );
        let documents = [read_unsealed(&text).unwrap()];
        let family = &families(&documents, &knowledge)[0];
        let people = People::new(&documents, family, &knowledge).unwrap();
        let (systems, _) = systems(&documents, &people, &knowledge);
        let Some(system) = systems.first() else {
            continue;
        };
        let parts = take_apart(system, true, people.atoms.len());
        assert!(parts.contradicted.is_empty());
        let place = parts.places(people.atoms.len());
        let clock = Clock::start(Patience {
            run: Duration::from_mins(1),
            ..Patience::default()
        });
        let search = |block: &Block| {
            let found = Search::new(block.clone(), clock);
            Some(found.unwrap_or_else(|fault| panic!("{fault:?}: {a:?} {b:?}: {text}")))
        };
        let searches = parts.blocks.iter().map(search).collect();
        let mut field = Field {
            parts,
            searches,
            place,
        };
        for target in targets(&documents, &people, system, &Set::of([0])) {
            let within = [people.members[0][1].clone(), people.members[0][2].clone()];
            for class in &system.question.classes {
                let value = |(a, b): &(&Vec<u32>, &Vec<u32>)| -> i64 {
                    let of = |counts: &[u32], group: &Set| -> i64 {
                        if !group.within(&target.set) {
                            return 0;
                        }
                        counts
                            .iter()
                            .zip(&class.weights)
                            .map(|(n, w)| i64::from(*n) * w)
                            .sum()
                    };
                    of(a, &within[0]) + of(b, &within[1])
                };
                let low = tables.iter().map(value).min().unwrap();
                let high = tables.iter().map(value).max().unwrap();
                let (least, greatest) = field.bounds(&target.set, &class.weights, true).unwrap();
                assert!(
                    least <= low && high <= greatest,
                    "{}, {}: {least} to {greatest}, but {low} to {high} occur: {text}",
                    target.name,
                    class.name
                );
                if (least, greatest) != (low, high) {
                    println!(
                        "{}, {}: {least} to {greatest}, but {low} to {high} occur: {a:?} {b:?}",
                        target.name, class.name
                    );
                }
                compared += 2;
                met += usize::from(least == low) + usize::from(greatest == high);
            }
        }
    }
    (compared, met)
}

#[test]
fn least_and_greatest_are_those_of_all_tables_that_publish_the_same() {
    let (mut compared, mut met) = (0, 0);
    for (sizes, points, every) in [
        ([5, 3], 3, 5),
        ([5, 4], 3, 9),
        ([6, 5], 3, 15),
        ([5, 3], 5, 60),
    ] {
        let (more, exact) = compare(sizes, points, every);
        println!("{sizes:?}, {points} points: {exact} of {more} ends met");
        compared += more;
        met += exact;
    }
    assert!(compared > 2_000, "{compared}");
    assert_eq!(met, compared);
}
