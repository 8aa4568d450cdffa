//! Bounds of means where people are told apart: by writing down every way to answer, no display tells of any part by itself, and it is complete.

use std::collections::BTreeMap;

use pejling::disclosure::audit::display::{Display, Level, rating, rating_facts};
use pejling::disclosure::audit::question::{Kind, Role, form};
use pejling::disclosure::audit::tails::Tails;
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::ends::Ends;

use super::brute::compositions;

/// Answers of all of a group, and of a part of it.
type Way = (Vec<u32>, Vec<u32>);

fn ways(n: u32, part: u32) -> Vec<Way> {
    let mut ways = Vec::new();
    for inside in compositions(part, 5) {
        for outside in compositions(n - part, 5) {
            let all = inside.iter().zip(&outside).map(|(a, b)| a + b);
            ways.push((all.collect(), inside.clone()));
        }
    }
    ways
}

/// Displays that tell of a part of so many people what the rules forbid, straight from their wording.
fn told(n: u32, part: u32, show: &dyn Fn(&[u32]) -> Display) -> usize {
    let kind = Kind::rating(5, false);
    let mut fibres: BTreeMap<String, Vec<Vec<u32>>> = BTreeMap::new();
    for (all, inside) in ways(n, part) {
        fibres
            .entry(format!("{:?}", show(&all)))
            .or_default()
            .push(inside);
    }
    let tells = |fibre: &Vec<Vec<u32>>| {
        kind.measures.iter().any(|measure| {
            let values = fibre.iter().map(|counts| form(&measure.weights, counts));
            let (low, high) = (values.clone().min().unwrap(), values.max().unwrap());
            let certain = measure.role != Role::Sum && low > (i64::from(part) - 2).max(0);
            let width = match measure.role {
                Role::Point => 0,
                Role::Sum => 2,
                _ => 1,
            };
            let pointed = measure.role == Role::Unfavourable && low > 0;
            certain || (part < 5 && (high - low < width || pointed))
        })
    };
    fibres.values().filter(|fibre| tells(fibre)).count()
}

#[test]
fn no_display_tells_of_a_part_by_itself() {
    let mut plain = 0;
    for parts in [
        vec![1, 4],
        vec![2, 3],
        vec![1, 1, 4],
        vec![2, 5],
        vec![3, 3],
    ] {
        let n = parts.iter().sum();
        let tails = Tails::new(&parts, 5, &Thresholds::default());
        for part in parts {
            assert_eq!(
                told(n, part, &|counts| tails.show(counts)),
                0,
                "{part} of {n}"
            );
            plain += told(n, part, &|counts| rating(counts, Level::Small, false));
        }
    }
    // The control: with the cap alone some do.
    assert!(plain > 5, "{plain}");
}

#[test]
fn the_facts_of_a_bounded_display_are_those_of_it_alone() {
    let kind = Kind::rating(5, false);
    let parts = [2, 4];
    let tails = Tails::new(&parts, 5, &Thresholds::default());
    let all = compositions(6, 5);
    let mut bounded = 0;
    for truth in &all {
        let display = tails.show(truth);
        bounded += usize::from(display != rating(truth, Level::Small, false));
        let facts = rating_facts(&display, Level::Small, 6, &kind, Ends::against(1));
        for other in &all {
            let obeys = facts.iter().all(|fact| fact.holds(other));
            assert_eq!(obeys, tails.show(other) == display, "{truth:?} {other:?}");
        }
    }
    assert!(bounded > 0);
}
