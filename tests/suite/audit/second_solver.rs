//! Two solvers of different people come to the same verdicts: on the blocks of a municipality, on models that cross, and on small ones of which
//! every table of answers is written down. Only in a program built with the feature `highs`.

use std::sync::Arc;

use proptest::prelude::*;

use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::highs::Highs;
use pejling::disclosure::audit::model::{Model, Span};
use pejling::disclosure::audit::question::{Fact, Kind, Question};
use pejling::disclosure::audit::search::{Settings, audit};
use pejling::disclosure::audit::sheet::Sheet;
use pejling::disclosure::audit::solver::{Microlp, Outcome, Solver};
use pejling::disclosure::audit::target::{Need, Thresholds, Want, needs};
use pejling::disclosure::audit::walk::Walker;

use super::brute::{agree, cases};
use super::crossed::{Plan, crossed, open};
use super::instance::{municipalities, sheet};

/// Beyond every sum.
const FAR: i64 = 1 << 50;

/// A row that asks for a world in which the need is met, or for its least or greatest value.
fn wish(block: &Question, need: &Need) -> Span {
    let target = &block.targets[need.target];
    let weights = block.kind.measures[need.measure].weights.clone();
    let known: i64 = target
        .offset
        .iter()
        .zip(&weights)
        .map(|(n, weight)| i64::from(*n) * weight)
        .sum();
    let high = match need.want {
        Want::AtMost(cap) => cap - known,
        Want::Width(_) => 0,
    };
    Span {
        atoms: target.atoms.clone(),
        facts: vec![Fact {
            weights,
            low: -FAR,
            high,
        }],
    }
}

/// Yes, no and undecided answers of both solvers to the same questions.
#[derive(Debug, Default)]
struct Tally {
    yes: usize,
    no: usize,
    undecided: usize,
}

fn compare(sheet: &Sheet<'_>, most: usize) -> Tally {
    let rules = Thresholds::default();
    let (first, second) = (Microlp::default(), Highs::default());
    let mut tally = Tally::default();
    for block in split(sheet, &rules).questions {
        let model = Model::new(&block);
        for need in needs(&block, &rules).iter().take(most) {
            let wish = wish(&block, need);
            let is_world = |outcome: &Outcome| match outcome {
                Outcome::World(world) => {
                    assert!(world.fault(&block).is_none() && model.grants(world, &wish));
                    true
                }
                _ => false,
            };
            let told =
                [&first as &dyn Solver, &second].map(|one| one.feasible(&model, Some(&wish)));
            match [&told[0], &told[1]] {
                [Outcome::TimedOut, _] | [_, Outcome::TimedOut] => tally.undecided += 1,
                [a, b] => {
                    assert_eq!(is_world(a), is_world(b), "{need:?}: {a:?}, {b:?}");
                    tally.yes += usize::from(is_world(a));
                    tally.no += usize::from(!is_world(a));
                }
            }
        }
    }
    tally
}

#[test]
fn both_say_the_same_of_the_blocks_of_a_municipality() {
    let instance = municipalities(1, 1, 5);
    let survey = instance.survey(0);
    let kind = Arc::new(Kind::rating(5, false));
    let sheet = sheet(&instance, &survey, &kind, 0);
    let tally = compare(&sheet, 60);
    assert!(tally.yes > 100 && tally.no > 20, "{tally:?}");
    assert_eq!(tally.undecided, 0, "{tally:?}");
    // And so do the audits that ask them.
    let rules = Thresholds::default();
    for block in split(&sheet, &rules).questions {
        let violations = [&Microlp::default() as &dyn Solver, &Highs::default()].map(|solver| {
            let (mut walker, settings) = (Walker::new(), Settings::default());
            let audit = audit(&block, &rules, &mut walker, solver, &settings, &[]).unwrap();
            audit.violations
        });
        assert_eq!(violations[0], violations[1]);
    }
}

#[test]
fn both_say_the_same_of_a_model_that_crosses() {
    let made = crossed(Plan::Strata, 1, 1);
    let asked = made.asked(0);
    let kind = Arc::new(Kind::rating(5, false));
    let tally = compare(&open(&made, &asked, &kind), 12);
    assert!(tally.yes + tally.no > 6, "{tally:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_second_solver_agrees_with_every_table_written_down(case in cases()) {
        agree(&case, 0, &Highs::default())?;
    }
}
