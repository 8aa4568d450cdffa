//! What an attacker who knows every head count finds in a municipality whose groups cross, and in the same with a leak.
//!
//! `crossed QUESTIONS DEPARTMENTS SEED`: through the whole engine, a release and two cuts over whole networks, by level and by type.
//! `all`, `whole` or `strata QUESTIONS`: the instance of the audit (`benches/audit.rs`), whose groups cross by persons, as the ladder leaves it.
//! `open-all`, `open-whole`, `open-strata`: as a control, the same without audit and ladder.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark that prints, with the support of the tests"
)]

#[path = "../tests/suite/audit"]
mod audit {
    #[expect(dead_code, reason = "shared with the tests")]
    #[path = "crossed.rs"]
    pub(crate) mod crossed;
    #[expect(dead_code, reason = "shared with the tests")]
    #[path = "instance.rs"]
    pub(crate) mod instance;
}

#[path = "../tests/suite/intruder"]
mod intruder {
    #[path = "crossings.rs"]
    pub(crate) mod crossings;
    #[expect(dead_code, reason = "shared with the tests")]
    #[path = "publisher.rs"]
    pub(crate) mod publisher;
}

#[path = "../tests/suite/municipality"]
mod municipality {
    #[expect(dead_code, reason = "shared with the tests")]
    #[path = "town.rs"]
    pub(crate) mod town;
    #[path = "union.rs"]
    pub(crate) mod union;
}

use std::time::Duration;

use audit::crossed::{Plan, crossed};
use intruder::crossings::{levels, publication};
use municipality::town::{Likeness, Municipality};
use municipality::union::{Leak, Union, attacked};
use pejling::forensics::intruder::attack::{Progress, attack_families};
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::report::Outcome;
use pejling::forensics::intruder::verdict::Kind;

fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// What came out, in one paragraph.
fn tell(name: &str, outcome: &Outcome, seconds: f64) {
    let counts = outcome.counts();
    let of = |kind| counts.get(&kind).copied().unwrap_or(0);
    let others: usize =
        outcome.finds.len() - of(Kind::Exact) - of(Kind::Attribute) - of(Kind::FingerPointing);
    println!(
        "{name}: exact {}, everybody's answer known {}, finger-pointing {}, others {others}; bounds undone {}, not settled {}; {seconds:.1} s CPU; {:?}",
        of(Kind::Exact),
        of(Kind::Attribute),
        of(Kind::FingerPointing),
        outcome.noted.len(),
        outcome.not_tried.len(),
        outcome.tried
    );
    for find in outcome.finds.iter().take(20) {
        println!(
            "  {}: {}, {}: {}",
            find.kind.word(),
            find.question,
            find.who,
            find.says
        );
    }
    for open in outcome.unfinished.iter().take(20) {
        println!("  open: {open}");
    }
    if outcome.unfinished.len() > 20 {
        println!("  … {} open in all", outcome.unfinished.len());
    }
}

/// With more departments than these a leak takes long to be proven, and tells no more.
const CONTROL: usize = 3;

fn town(questions: usize, departments: usize, seed: u64) -> Municipality {
    let likeness = Likeness {
        departments,
        questions,
        least: 60,
        scale: false,
        crossed: true,
    };
    Municipality::like(likeness, seed)
}

/// The same with leaks, in fewer departments: what an attack that finds nothing is worth.
fn controls(departments: usize, seed: u64) {
    let municipality = town(2, departments.min(CONTROL), seed);
    let releases = municipality.with_cuts(&["level", "type"]);
    let union = Union {
        municipality: &municipality,
        releases: &releases,
    };
    let knowledge = municipality.head_counts();
    for leak in [Leak::Cap, Leak::Cut] {
        let start = cpu();
        let (documents, network) = union.leaking(leak);
        let outcome = attacked(&documents, &knowledge, &mut |_| ());
        tell(
            &format!("control, {leak:?} of {network}"),
            &outcome,
            cpu() - start,
        );
        let attributes = outcome
            .finds
            .iter()
            .filter(|find| find.kind == Kind::Attribute);
        let known = attributes
            .filter(|find| find.who.contains(&network))
            .count();
        println!("control, {leak:?}: {known} finds of everybody's answer in {network}");
    }
}

fn engine(questions: usize, departments: usize, seed: u64) {
    let start = cpu();
    let municipality = town(questions, departments, seed);
    let releases = municipality.with_cuts(&["level", "type"]);
    println!(
        "{departments} departments of 12 networks, {questions} questions, {} ballots; release and two cuts made and proved in {:.1} s CPU",
        municipality.ballots[0],
        cpu() - start
    );
    let union = Union {
        municipality: &municipality,
        releases: &releases,
    };
    let knowledge = municipality.head_counts();
    let start = cpu();
    let mut last = start;
    let mut progress = |progress: Progress<'_>| {
        println!(
            "  {:.1} s; {} ({} of {})",
            cpu() - last,
            progress.question,
            progress.done,
            progress.total
        );
        last = cpu();
    };
    let outcome = attacked(&union.documents(), &knowledge, &mut progress);
    tell("release and two cuts", &outcome, cpu() - start);
    controls(departments, seed);
}

fn person(plan: Plan, questions: usize, ladder: bool) {
    let made = crossed(plan, questions, 1);
    let patience = Patience {
        run: Duration::from_secs(20),
        all: Duration::from_hours(10),
        deep: 0,
    };
    let mut all = Outcome::default();
    let mut seconds = 0.0;
    for question in 0..questions {
        let asked = made.asked(question);
        let levels = levels(&made, &asked, question, ladder);
        let published = publication(&made, &asked, &levels);
        let start = cpu();
        let families = [published.family];
        let outcome = attack_families(&published.documents, &families, patience, &mut |_| ());
        seconds += cpu() - start;
        tell(
            &format!("{plan:?}, ladder {ladder}, question {question}"),
            &outcome,
            cpu() - start,
        );
        all.finds.extend(outcome.finds);
        all.unfinished.extend(outcome.unfinished);
    }
    tell(
        &format!("{plan:?}, ladder {ladder}, {questions} questions"),
        &all,
        seconds,
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let number = |at: usize, default: usize| {
        arguments
            .get(at)
            .map_or(default, |text| text.parse().unwrap())
    };
    match arguments.first().map(String::as_str) {
        Some("all") => person(Plan::All, number(1, 1), true),
        Some("whole") => person(Plan::Whole, number(1, 1), true),
        Some("strata") => person(Plan::Strata, number(1, 1), true),
        Some("open-all") => person(Plan::All, number(1, 1), false),
        Some("open-whole") => person(Plan::Whole, number(1, 1), false),
        Some("open-strata") => person(Plan::Strata, number(1, 1), false),
        _ => engine(number(1, 40), number(2, 10), number(3, 2) as u64),
    }
}
