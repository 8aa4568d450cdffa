//! Property 3: a row taken away from a publication never narrows what can be the case of any set of people, and makes nothing unsafe that was
//! safe. By writing down every table of answers; the audit's models and verdicts are held against that.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::model::{Model, Span, shifted};
use pejling::disclosure::audit::question::{Fact, Question, form};
use pejling::disclosure::audit::search::{Settings, audit};
use pejling::disclosure::audit::sheet::Sheet;
use pejling::disclosure::audit::solver::{Microlp, Outcome, Solver};
use pejling::disclosure::audit::target::{Origin, Rule, Target};
use pejling::disclosure::audit::walk::Walker;

use super::brute::{Case, Mode, RULES, cases, fibre, sum_over};

/// Least and greatest, per set of atoms and measure.
type Ranges = Vec<((Vec<usize>, usize), (i64, i64))>;

/// Of every set of atoms, over every table that publishes the same.
fn ranges(case: &Case) -> Ranges {
    let m = case.tiny.kind.categories;
    let tables = fibre(case);
    let mut ranges = Vec::new();
    for chosen in 1..1_usize << case.truth.len() {
        let atoms: Vec<usize> = (0..case.truth.len())
            .filter(|atom| chosen & (1 << atom) != 0)
            .collect();
        let sums: Vec<Vec<u32>> = (tables.iter())
            .map(|table| sum_over(table, &atoms, m))
            .collect();
        for (index, measure) in case.tiny.kind.measures.iter().enumerate() {
            let values = || sums.iter().map(|counts| form(&measure.weights, counts));
            let ends = (values().min().unwrap(), values().max().unwrap());
            ranges.push(((atoms.clone(), index), ends));
        }
    }
    ranges
}

/// The same publication without the row of a group.
fn without(case: &Case, group: usize) -> Case {
    let mut less = case.clone();
    less.tiny.modes[group] = Mode::Nothing;
    less
}

fn shown(case: &Case) -> Vec<usize> {
    let modes = case.tiny.modes.iter().enumerate();
    modes
        .filter(|(_, mode)| **mode != Mode::Nothing)
        .map(|(group, _)| group)
        .collect()
}

fn around(wide: (i64, i64), narrow: (i64, i64)) -> bool {
    wide.0 <= narrow.0 && narrow.1 <= wide.1
}

/// How many ranges of the one publication lie within those of the other, and how many of these are narrower there.
fn compared(less: &Ranges, more: &Ranges) -> (usize, usize) {
    let pairs = || less.iter().zip(more);
    let within = pairs().filter(|(wide, narrow)| around(wide.1, narrow.1));
    let strictly = within.clone().filter(|(wide, narrow)| wide.1 != narrow.1);
    (within.count(), strictly.count())
}

fn sheet<'a>(case: &'a Case, n: &'a [u32]) -> Sheet<'a> {
    let m = case.tiny.kind.categories;
    let groups = case.frame.groups().iter().enumerate();
    Sheet {
        frame: &case.frame,
        kind: Arc::new(case.tiny.kind.clone()),
        n,
        published: groups
            .map(|(id, atoms)| case.tiny.row(id, &sum_over(&case.truth, atoms, m)))
            .collect(),
    }
}

/// The audit's own models have the ends of the enumeration, part by part.
fn models_agree(
    block: &Question,
    target: &Target,
    known: &Ranges,
    atoms: &[usize],
) -> Result<(), TestCaseError> {
    let (model, solver) = (Model::new(block), Microlp::default());
    for (index, measure) in block.kind.measures.iter().enumerate() {
        let of_these = known
            .iter()
            .find(|((set, which), _)| set == atoms && *which == index);
        let (least, greatest) = of_these.unwrap().1;
        for (low, high, possible) in [
            (least, least, true),
            (-1, least - 1, false),
            (greatest, greatest, true),
            (greatest + 1, 1_000, false),
        ] {
            let weights = measure.weights.clone();
            let fact = Fact { weights, low, high };
            let wish = Span {
                atoms: target.atoms.clone(),
                facts: vec![shifted(&fact, &target.offset)],
            };
            let outcome = solver.feasible(&model, Some(&wish));
            prop_assert_eq!(matches!(outcome, Outcome::World(_)), possible);
        }
    }
    Ok(())
}

/// What is not safe of which set, and every set looked at, of which R5 excuses nothing.
type Verdicts = (
    BTreeSet<(Vec<usize>, Rule, usize)>,
    BTreeMap<Vec<usize>, Vec<usize>>,
);

fn verdicts(case: &Case, known: &Ranges) -> Result<Verdicts, TestCaseError> {
    let n: Vec<u32> = case.truth.iter().map(|row| row.iter().sum()).collect();
    let sheet = sheet(case, &n);
    let sets: BTreeMap<Origin, Vec<usize>> = sheet
        .people(&RULES)
        .into_iter()
        .map(|people| (people.origin, people.atoms))
        .collect();
    let (mut unsafe_of, mut looked_at) = (BTreeSet::new(), BTreeMap::new());
    let mut walker = Walker::new();
    for block in split(&sheet, &RULES).questions {
        let (solver, settings) = (Microlp::default(), Settings::default());
        let done = audit(&block, &RULES, &mut walker, &solver, &settings, &[]).unwrap();
        for violation in &done.violations {
            let need = violation.need;
            let set = sets[&block.targets[need.target].origin].clone();
            unsafe_of.insert((set, need.rule, need.measure));
        }
        for target in &block.targets {
            let set = &sets[&target.origin];
            looked_at.insert(set.clone(), target.nobody.clone());
        }
        if let Some(target) = block.targets.first() {
            models_agree(&block, target, known, &sets[&target.origin])?;
        }
    }
    Ok((unsafe_of, looked_at))
}

#[test]
fn a_row_taken_away_never_narrows_a_range_and_makes_nothing_unsafe() {
    let (taken, narrowed, settled) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(ProptestConfig::with_cases(100));
    let held = runner.run(&cases(), |case| {
        let with = ranges(&case);
        let (unsafe_with, looked_at_with) = verdicts(&case, &with)?;
        for group in shown(&case) {
            let less = without(&case, group);
            let wider = ranges(&less);
            let (within, strictly) = compared(&wider, &with);
            prop_assert_eq!(within, with.len(), "without group {}", group);
            taken.set(taken.get() + 1);
            narrowed.set(narrowed.get() + usize::from(strictly > 0));
            let (unsafe_without, looked_at) = verdicts(&less, &wider)?;
            for (set, rule, measure) in &unsafe_without {
                // That nobody is unfavourable is excused where the row around says so, and that row may be the one taken away.
                let Some(excused) = looked_at_with.get(set) else {
                    continue;
                };
                if !excused.contains(measure) {
                    let then = (set.clone(), *rule, *measure);
                    prop_assert!(unsafe_with.contains(&then), "{:?} without {}", then, group);
                }
            }
            let both = looked_at
                .keys()
                .filter(|set| looked_at_with.contains_key(*set));
            settled.set(settled.get() + both.count());
        }
        Ok(())
    });
    held.unwrap();
    println!(
        "{} rows taken away, {} had narrowed a range; {} verdicts on the same people",
        taken.get(),
        narrowed.get(),
        settled.get()
    );
    // The control: a row more does narrow, so the ranges are no constants.
    assert!(narrowed.get() > 20, "{}", narrowed.get());
    assert!(settled.get() > 50, "{}", settled.get());
}

#[test]
fn a_row_put_in_the_place_of_another_does_narrow_some_ranges() {
    let (within, beyond) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(ProptestConfig::with_cases(60));
    let drawn = runner.run(&cases(), |case| {
        let rows = shown(&case);
        for pair in rows.windows(2) {
            let (one, other) = (without(&case, pair[0]), without(&case, pair[1]));
            let (one, other) = (ranges(&one), ranges(&other));
            let (same, _) = compared(&one, &other);
            within.set(within.get() + same);
            beyond.set(beyond.get() + one.len() - same);
        }
        Ok(())
    });
    drawn.unwrap();
    assert!(
        beyond.get() > 20 && within.get() > 20,
        "{} ranges within the others, {} not: the comparison cannot fail",
        within.get(),
        beyond.get()
    );
}
