//! The ladder: coarser where it must be, never finer when the solver fails, decoys by key alone, and the same again every time.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use pejling::base::Threads;
use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::check::check;
use pejling::disclosure::audit::display::{exact, rating, rating_facts};
use pejling::disclosure::audit::frame::{Family, Frame};
use pejling::disclosure::audit::ladder::{Case, LadderFault, Settled, Steps, settle};
use pejling::disclosure::audit::question::{Kind, Publisher, Question, Shown};
use pejling::disclosure::audit::search::{AuditFault, Settings, audit};
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::audit::solver::{Microlp, Solver};
use pejling::disclosure::audit::target::Thresholds;
use pejling::disclosure::audit::walk::Walker;
use pejling::disclosure::ends::Ends;

use super::doubles::{Deaf, Lying, Silent, Tiring};
use super::instance::{Instance, Product, Survey, level, municipalities, sheet};

/// What a survey shows on each step; with `open`, every count of every group on the first one: more than is safe.
pub(crate) struct Ladder<'a> {
    pub(crate) survey: &'a Survey,
    pub(crate) open: bool,
}

impl Ladder<'_> {
    fn show(&self, counts: &[u32], step: u8) -> Option<Published> {
        match (self.open, step) {
            (true, 0) => Some(Published {
                shown: Shown(format!("{counts:?}").into_bytes()),
                exact: Some(counts.to_vec()),
                facts: counts
                    .iter()
                    .enumerate()
                    .map(|(at, count)| pejling::disclosure::audit::question::Fact {
                        weights: pejling::disclosure::audit::question::unit(counts.len(), at),
                        low: i64::from(*count),
                        high: i64::from(*count),
                    })
                    .collect(),
            }),
            (true, step) => Product::row(counts, step - 1),
            (false, step) => Product::row(counts, step),
        }
    }
}

impl Steps for Ladder<'_> {
    fn last(&self) -> u8 {
        5 + u8::from(self.open)
    }

    fn row(&self, group: usize, step: u8) -> Option<Published> {
        if self.survey.hidden[group] || step >= self.last() {
            return None;
        }
        self.show(&self.survey.counts[group], step)
    }
}

/// The publication that a ladder ended with, as the checker needs it.
pub(crate) struct Ended<'a> {
    pub(crate) ladder: &'a Ladder<'a>,
    pub(crate) steps: &'a [u8],
}

impl Publisher for Ended<'_> {
    fn publish(&self, group: usize, counts: &[u32]) -> Shown {
        let row = self.ladder.show(counts, self.steps[group]);
        row.map_or(Shown(Vec::new()), |row| row.shown)
    }
}

fn no_decoy(_: usize, _: usize) -> bool {
    false
}

fn run(
    instance: &Instance,
    ladder: &Ladder<'_>,
    solver: &dyn Solver,
    moves: u32,
    decoy: &dyn Fn(usize, usize) -> bool,
) -> Result<Settled, LadderFault> {
    let case = Case {
        frame: &instance.frame,
        kind: Arc::new(Kind::rating(5, false)),
        n: &ladder.survey.n,
        question: 3,
        steps: ladder,
        decoy,
    };
    let settings = Settings {
        moves,
        first_moves: moves * 7,
        ..Settings::default()
    };
    settle(
        &case,
        &Thresholds::default(),
        &mut Walker::new(),
        solver,
        &settings,
    )
}

fn checked(instance: &Instance, ladder: &Ladder<'_>, settled: &Settled) -> Sheet<'static> {
    let groups = 0..settled.steps.len();
    let frame: &'static Frame = Box::leak(Box::new(instance.frame.clone()));
    let n: &'static [u32] = Box::leak(ladder.survey.n.clone().into_boxed_slice());
    let sheet = Sheet {
        frame,
        kind: Arc::new(Kind::rating(5, false)),
        n,
        published: groups
            .map(|group| ladder.row(group, settled.steps[group]))
            .collect(),
    };
    let ended = Ended {
        ladder,
        steps: &settled.steps,
    };
    check(&sheet, &Thresholds::default(), &ended, &settled.entries).unwrap();
    sheet
}

fn small_instance() -> Instance {
    municipalities(1, 3, 5)
}

#[test]
fn a_safe_publication_stays_as_it_is_and_its_certificate_passes() {
    let instance = small_instance();
    let survey = instance.survey(0);
    let ladder = Ladder {
        survey: &survey,
        open: false,
    };
    let settled = run(&instance, &ladder, &Microlp::default(), 3000, &no_decoy).unwrap();
    assert!(settled.steps.iter().all(|step| *step == 0));
    assert_eq!((settled.fallbacks, settled.decoys), (0, 0));
    checked(&instance, &ladder, &settled);
}

#[test]
fn what_shows_too_much_is_shown_coarser_until_it_is_safe() {
    let instance = small_instance();
    let survey = instance.survey(0);
    let ladder = Ladder {
        survey: &survey,
        open: true,
    };
    let settled = run(&instance, &ladder, &Microlp::default(), 3000, &no_decoy).unwrap();
    assert!(settled.fallbacks > 0);
    // Exact rows leave exact remainders; those and every row with a class of nearly everybody are gone.
    let coarser = settled.steps.iter().filter(|step| **step > 0).count();
    assert!(coarser > 20, "{coarser}");
    checked(&instance, &ladder, &settled);
}

#[test]
fn a_solver_that_fails_anywhere_makes_a_coarser_publication_never_a_finer_one() {
    let instance = small_instance();
    let survey = instance.survey(1);
    for open in [false, true] {
        let ladder = Ladder {
            survey: &survey,
            open,
        };
        // Without the walk, so that everything hangs on the solver.
        let best = run(&instance, &ladder, &Microlp::default(), 0, &no_decoy).unwrap();
        let mut coarser = 0;
        for calls in [0, 1, 5, 20, 60, 100] {
            let tiring = Tiring(AtomicUsize::new(calls));
            let settled = run(&instance, &ladder, &tiring, 0, &no_decoy).unwrap();
            for (least, step) in best.steps.iter().zip(&settled.steps) {
                assert!(step >= least);
            }
            coarser += usize::from(settled.steps != best.steps);
            checked(&instance, &ladder, &settled);
        }
        assert!(coarser > 0);
    }
}

#[test]
fn with_no_answer_at_all_nothing_is_published() {
    let instance = small_instance();
    let survey = instance.survey(1);
    let ladder = Ladder {
        survey: &survey,
        open: false,
    };
    for solver in [&Silent as &dyn Solver, &Lying] {
        let settled = run(&instance, &ladder, solver, 0, &no_decoy).unwrap();
        let sheet = checked(&instance, &ladder, &settled);
        // The whole may still be shown: nothing inside it is.
        assert!(sheet.published.iter().skip(1).all(Option::is_none));
    }
}

#[test]
fn a_world_that_does_not_do_what_it_was_asked_for_does_not_count() {
    let instance = small_instance();
    let survey = instance.survey(1);
    let ladder = Ladder {
        survey: &survey,
        open: false,
    };
    let best = run(&instance, &ladder, &Microlp::default(), 0, &no_decoy).unwrap();
    let deaf = run(&instance, &ladder, &Deaf, 0, &no_decoy).unwrap();
    assert!(deaf.effort.unanswered > 0);
    assert!(
        best.steps
            .iter()
            .zip(&deaf.steps)
            .all(|(least, step)| step >= least)
    );
    checked(&instance, &ladder, &deaf);
}

#[test]
fn decoys_depend_on_block_and_question_alone() {
    let instance = small_instance();
    let chosen = |block: usize, question: usize| block % 3 == 1 && question == 3;
    let mut outcomes = Vec::new();
    for question in 0..2 {
        let mut survey = instance.survey(question);
        // The same head counts, other answers.
        survey.n = instance.survey(0).n;
        if question == 1 {
            let first = instance.survey(0);
            survey = Survey {
                counts: first
                    .counts
                    .iter()
                    .map(|row| row.iter().rev().copied().collect())
                    .collect(),
                ..first
            };
        }
        let ladder = Ladder {
            survey: &survey,
            open: false,
        };
        let settled = run(&instance, &ladder, &Microlp::default(), 3000, &chosen).unwrap();
        assert!(settled.decoys > 0);
        checked(&instance, &ladder, &settled);
        outcomes.push((settled.decoys, settled.steps));
    }
    assert_eq!(outcomes[0], outcomes[1]);
}

#[test]
fn each_step_says_no_more_than_the_one_before() {
    let kind = Kind::rating(5, false);
    for n in [5, 8, 10, 20] {
        let vectors = super::brute::compositions(n, 5);
        let some: Vec<&Vec<u32>> = vectors.iter().step_by(1 + vectors.len() / 150).collect();
        for truth in &some {
            let mut before: Option<Vec<bool>> = None;
            for step in 0..5 {
                let allowed: Vec<bool> = match level(n, step) {
                    None => vec![true; some.len()],
                    Some(level) => {
                        let display = rating(truth, level, false);
                        let facts = rating_facts(&display, level, n, &kind, Ends::default());
                        assert_eq!(
                            exact(&display).is_some(),
                            facts.len() == 5 && facts.iter().all(|fact| fact.low == fact.high)
                        );
                        some.iter()
                            .map(|other| facts.iter().all(|fact| fact.holds(other)))
                            .collect()
                    }
                };
                if let Some(before) = before {
                    assert!(before.iter().zip(&allowed).all(|(was, is)| !was || *is));
                }
                before = Some(allowed);
            }
        }
    }
}

fn audits(
    instance: &Instance,
    survey: &Survey,
) -> Vec<(Question, pejling::disclosure::audit::search::Audit)> {
    let kind = Arc::new(Kind::rating(5, false));
    let sheet = sheet(instance, survey, &kind, 0);
    let rules = Thresholds::default();
    split(&sheet, &rules)
        .questions
        .into_iter()
        .map(|block| {
            let mut walker = Walker::new();
            let solver = Microlp::default();
            let done = audit(
                &block,
                &rules,
                &mut walker,
                &solver,
                &Settings::default(),
                &[],
            )
            .unwrap();
            (block, done)
        })
        .collect()
}

#[test]
fn verdict_and_certificate_are_functions_of_the_publication_not_of_the_answers() {
    let instance = small_instance();
    let survey = instance.survey(2);
    let first = audits(&instance, &survey);
    assert_eq!(first, audits(&instance, &survey));
    // Put another world in the place of the truth: everything stays the same.
    let mut other = survey.clone();
    let mut moved = 0;
    for (block, audit) in &first {
        let world = audit.worlds.last().unwrap();
        for group in &block.groups {
            let counts = world.of(group, 5);
            moved += usize::from(other.counts[group.id] != counts);
            other.counts[group.id] = counts;
        }
    }
    assert!(moved > 30);
    assert_eq!(first, audits(&instance, &other));
}

#[test]
fn a_walker_that_has_walked_elsewhere_finds_the_same_worlds() {
    let instance = small_instance();
    let survey = instance.survey(2);
    let kind = Arc::new(Kind::rating(5, false));
    let sheet = sheet(&instance, &survey, &kind, 0);
    let rules = Thresholds::default();
    let mut blocks = split(&sheet, &rules).questions;
    blocks.reverse();
    let mut walker = Walker::new();
    let solver = Microlp::default();
    let mut found: Vec<_> = blocks
        .iter()
        .map(|block| {
            audit(
                block,
                &rules,
                &mut walker,
                &solver,
                &Settings::default(),
                &[],
            )
            .unwrap()
        })
        .collect();
    found.reverse();
    let alone: Vec<_> = audits(&instance, &survey)
        .into_iter()
        .map(|(_, audit)| audit)
        .collect();
    assert_eq!(found, alone);
}

#[test]
fn any_number_of_threads_settles_the_same() {
    let instance = small_instance();
    let survey = instance.survey(1);
    let mut outcomes = Vec::new();
    for open in [false, true] {
        let ladder = Ladder {
            survey: &survey,
            open,
        };
        let case = Case {
            frame: &instance.frame,
            kind: Arc::new(Kind::rating(5, false)),
            n: &survey.n,
            question: 3,
            steps: &ladder,
            decoy: &no_decoy,
        };
        let settled = |threads: usize| {
            let settings = Settings {
                threads: Threads::new(NonZeroUsize::new(threads).unwrap()),
                ..Settings::default()
            };
            let (rules, solver) = (Thresholds::default(), Microlp::default());
            settle(&case, &rules, &mut Walker::new(), &solver, &settings).unwrap()
        };
        let one = settled(1);
        // Steps, worlds, and what it took.
        for threads in [2, 3, 7] {
            assert!(settled(threads) == one, "open {open}, {threads} threads");
        }
        assert!(one.entries.len() > 5);
        outcomes.push(one);
    }
    // The control: these are not the same.
    assert_ne!(outcomes[0], outcomes[1]);
}

#[test]
fn a_publication_that_contradicts_itself_is_an_error() {
    let frame = Frame::new(
        2,
        vec![vec![0, 1], vec![0]],
        vec![Family {
            parent: 0,
            children: vec![1],
        }],
    )
    .unwrap();
    let mut row = Product::row(&[0, 0, 2, 2, 1], 0).unwrap();
    row.exact = None;
    let published = vec![Product::row(&[10, 10, 10, 0, 0], 0), Some(row)];
    let sheet = Sheet {
        frame: &frame,
        kind: Arc::new(Kind::rating(5, false)),
        n: &[5, 25],
        published,
    };
    let rules = Thresholds::default();
    let block = split(&sheet, &rules).questions.remove(0);
    let solver = Microlp::default();
    let outcome = audit(
        &block,
        &rules,
        &mut Walker::new(),
        &solver,
        &Settings::default(),
        &[],
    );
    assert_eq!(outcome.unwrap_err(), AuditFault::Contradiction(0));
}
