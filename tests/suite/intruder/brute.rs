//! On documents small enough to go through every table of answers: the attack's least and greatest are those of the tables that publish
//! the same.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::publisher::{Mistake, Own, Totals, cell, document, totals};
use pejling::forensics::intruder::block::{Block, take_apart};
use pejling::forensics::intruder::document::Document;
use pejling::forensics::intruder::field::Field;
use pejling::forensics::intruder::integer::Search;
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::model::systems;
use pejling::forensics::intruder::patience::{Clock, Patience};
use pejling::forensics::intruder::people::{People, families};
use pejling::forensics::intruder::reading::{read_unsealed, together};
use pejling::forensics::intruder::set::Set;
use pejling::forensics::intruder::target::targets;

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

const CODES: [&str; 3] = ["A", "B", "C"];

/// Groups that are nothing but parts of the whole, and cuts made of them: per document that adds to the first, which groups make up each cut.
struct Plan<'a> {
    sizes: &'a [u32],
    cuts: &'a [&'a [&'a [usize]]],
    points: usize,
}

impl Plan<'_> {
    fn groups(&self, parts: &[&Vec<u32>]) -> Vec<Own> {
        let own = |id, parent, counts: &[u32]| Own {
            id,
            parent,
            points: counts[..self.points].to_vec(),
            none: counts[self.points],
            protects: false,
        };
        let mut all = vec![own("all", None, &vec![0; self.points + 1])];
        let parts = CODES.iter().zip(parts);
        all.extend(parts.map(|(id, counts)| own(id, Some("all"), counts)));
        all
    }

    /// Codes and totals of the whole and the cuts of each later document.
    fn later(&self, parts: &[&Vec<u32>]) -> Vec<Vec<(String, Totals)>> {
        let sum = |members: &[usize], at: usize| members.iter().map(|m| parts[*m][at]).sum();
        let total = |members: &[usize]| Totals {
            points: (0..self.points).map(|at| sum(members, at)).collect(),
            none: sum(members, self.points),
        };
        let everybody: Vec<usize> = (0..parts.len()).collect();
        let one = |(document, cuts): (usize, &&[&[usize]])| {
            let whole = ("all".to_owned(), total(&everybody));
            let cuts = cuts.iter().enumerate();
            let cuts = cuts.map(|(at, cut)| (format!("cut-{document}-{at}"), total(cut)));
            std::iter::once(whole).chain(cuts).collect()
        };
        self.cuts.iter().enumerate().map(one).collect()
    }

    /// What is published of the answers: the cells, sizes being known anyway.
    fn published(&self, parts: &[&Vec<u32>]) -> String {
        let groups = self.groups(parts);
        let totals = totals(&groups);
        let hidden = |total: &Totals| (total.ballots() < 5).then_some("too_few_answers");
        let told =
            |id: &str, total: &Totals| cell(id, hidden(total), total, Mistake::None).to_string();
        let first = groups
            .iter()
            .zip(&totals)
            .map(|(group, total)| told(group.id, total));
        let later = self.later(parts);
        let later = later.iter().flatten().map(|(id, total)| told(id, total));
        first.chain(later).collect()
    }

    fn documents(&self, parts: &[&Vec<u32>]) -> Vec<Document> {
        let first = document(
            "s",
            &[("Q1", self.groups(parts))],
            Vec::new(),
            Mistake::None,
        );
        let mut values: Vec<Value> = vec![serde_json::from_str(&first).unwrap()];
        for (at, (groups, cuts)) in self.later(parts).into_iter().zip(self.cuts).enumerate() {
            let mut later = values[0].clone();
            later["digest"] = json!(format!("{}", at + 1));
            later["adds_to"] = values.iter().map(|value| value["digest"].clone()).collect();
            let size = |total: &Totals| {
                let n = total.ballots();
                if n < 5 {
                    json!({"hidden": "too_few_answers"})
                } else {
                    json!({"shown": {"invited": n + 1, "answered": n}})
                }
            };
            let made = groups[1..].iter().zip(*cuts).map(|((id, total), members)| {
                let members: Vec<&str> = members.iter().map(|m| CODES[*m]).collect();
                json!({"id": id, "label": id, "kind": "cut", "parent": "all", "members": members,
                    "size": size(total), "facts": {}})
            });
            later["groups"] = std::iter::once(values[0]["groups"][0].clone())
                .chain(made)
                .collect();
            let cells = groups.iter().map(|(id, total)| {
                let hidden = (total.ballots() < 5).then_some("too_few_answers");
                cell(id, hidden, total, Mistake::None)
            });
            later["tables"][0]["cells"] = cells.collect();
            values.push(later);
        }
        let documents = values
            .iter()
            .map(|value| read_unsealed(&value.to_string()).unwrap());
        let documents: Vec<Document> = documents.collect();
        together(&documents).unwrap();
        documents
    }

    fn knowledge(&self) -> Knowledge {
        let sizes = self.sizes.iter().zip(CODES);
        let sizes = sizes.map(|(n, id)| json!({"survey": "s", "group": id, "answered": n}));
        let sizes: Vec<Value> = sizes.collect();
        let points = self.points;
        Knowledge::read(&json!({"points": {"Q1": points}, "sizes": sizes}).to_string()).unwrap()
    }

    /// Whether some group of ten ballots or more has fewer answers: its cell may have been taken down by the structure, and the attack does not
    /// assume otherwise.
    fn taken_down(&self, parts: &[&Vec<u32>]) -> bool {
        let first = totals(&self.groups(parts));
        let later = self
            .later(parts)
            .into_iter()
            .flatten()
            .map(|(_, total)| total);
        first
            .into_iter()
            .chain(later)
            .any(|total| total.ballots() >= 10 && total.n() < 10)
    }
}

/// Goes through all tables for groups of these sizes and compares some of the publications. Gives how many ends were compared and how many were
/// met exactly.
fn compare(plan: &Plan<'_>, every: usize) -> (usize, usize) {
    let width = plan.points + 1;
    let spread: Vec<Vec<Vec<u32>>> = plan.sizes.iter().map(|n| spreads(*n, width)).collect();
    let mut fibres: BTreeMap<String, Vec<Vec<&Vec<u32>>>> = BTreeMap::new();
    for table in tables(&spread) {
        fibres
            .entry(plan.published(&table))
            .or_default()
            .push(table);
    }
    let (mut compared, mut met) = (0, 0);
    let knowledge = plan.knowledge();
    for tables in fibres.values().step_by(every) {
        let parts = &tables[0];
        if plan.taken_down(parts) {
            continue;
        }
        let documents = plan.documents(parts);
        let family = &families(&documents, &knowledge)[0];
        let people = People::new(&documents, family, &knowledge).unwrap();
        let (systems, _) = systems(&documents, &people, &knowledge);
        let Some(system) = systems.first() else {
            continue;
        };
        let parted = take_apart(system, true, people.atoms.len());
        let contradicted = parted.contradicted.iter().map(|row| {
            let row = &system.rows[*row];
            (row, &system.sources[row.source])
        });
        let contradicted: Vec<_> = contradicted.collect();
        assert!(contradicted.is_empty(), "{parts:?}: {contradicted:?}");
        let place = parted.places(people.atoms.len());
        let clock = Clock::start(Patience {
            run: Duration::from_mins(1),
            ..Patience::default()
        });
        let search = |block: &Block| {
            let found = Search::new(block.clone(), clock);
            Some(found.unwrap_or_else(|fault| panic!("{fault:?}: {parts:?}")))
        };
        let searches = parted.blocks.iter().map(search).collect();
        let mut field = Field {
            parts: parted,
            searches,
            place,
        };
        for target in targets(&documents, &people, system, &Set::of([0])) {
            let within: Vec<bool> = (1..=plan.sizes.len())
                .map(|group| people.members[0][group].within(&target.set))
                .collect();
            for class in &system.question.classes {
                let value = |table: &Vec<&Vec<u32>>| -> i64 {
                    let inside = table.iter().zip(&within).filter(|(_, within)| **within);
                    let each = inside.flat_map(|(counts, _)| counts.iter().zip(&class.weights));
                    each.map(|(n, w)| i64::from(*n) * w).sum()
                };
                let low = tables.iter().map(value).min().unwrap();
                let high = tables.iter().map(value).max().unwrap();
                let (least, greatest) = field.bounds(&target.set, &class.weights, true).unwrap();
                assert!(
                    least <= low && high <= greatest,
                    "{}, {}: {least} to {greatest}, but {low} to {high} occur: {parts:?}",
                    target.name,
                    class.name
                );
                if (least, greatest) != (low, high) {
                    println!(
                        "{}, {}: {least} to {greatest}, but {low} to {high} occur: {parts:?}",
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
        let plan = Plan {
            sizes: &sizes,
            cuts: &[],
            points,
        };
        let (more, exact) = compare(&plan, every);
        println!("{sizes:?}, {points} points: {exact} of {more} ends met");
        compared += more;
        met += exact;
    }
    assert!(compared > 2_000, "{compared}");
    assert_eq!(met, compared);
}

#[test]
fn least_and_greatest_are_those_of_all_tables_where_two_later_cuts_cross() {
    // Each cut takes two of the three groups together, and the two share one.
    let plan = Plan {
        sizes: &[5, 3, 2],
        cuts: &[&[&[0, 1], &[2]], &[&[0], &[1, 2]]],
        points: 3,
    };
    let (compared, met) = compare(&plan, 25);
    println!("{met} of {compared} ends met");
    assert!(compared > 2_000, "{compared}");
    assert_eq!(met, compared);
}

/// Every table of answers.
fn tables(spread: &[Vec<Vec<u32>>]) -> Vec<Vec<&Vec<u32>>> {
    let none = vec![Vec::new()];
    spread.iter().fold(none, |tables, own| {
        let longer = |table: Vec<_>| {
            own.iter().map(move |counts| {
                let mut table = table.clone();
                table.push(counts);
                table
            })
        };
        tables.into_iter().flat_map(longer).collect()
    })
}
