//! How the decision on structure grows: CPU time per instance, with and without the proof, as a table.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "a benchmark prints a table and may stop; the instances are those of the tests"
)]

use std::time::{Duration, Instant};

use pejling::disclosure::structure::classes::Classes;
use pejling::disclosure::structure::closed::decide_closed;
use pejling::disclosure::structure::decision::{Case, Standing, Verdict, decide, decide_proved};
use pejling::disclosure::structure::small_set;

#[path = "../tests/suite/disclosure/support/instance.rs"]
mod instance;

use instance::{Shape, generate};

const THRESHOLD: u32 = 5;
/// Steps allowed to each proof.
const BUDGET: u64 = 5_000_000;

/// CPU seconds of this thread where the system tells, wall time otherwise.
fn cpu() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(Instant::now);
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The mean of enough runs to take about a tenth of a second.
fn timed<T>(work: impl Fn() -> T) -> (T, f64) {
    let before = cpu();
    let mut runs = 0_u32;
    loop {
        let result = work();
        runs += 1;
        let spent = cpu().saturating_sub(before).as_secs_f64();
        if spent > 0.1 || runs == 1_000 {
            return (result, spent / f64::from(runs) * 1e3);
        }
    }
}

fn main() {
    println!("k = {THRESHOLD}; CPU milliseconds");
    println!(
        "| instance | groups | atoms | answers | primary | secondary A | rounds | A ms | secondary proved | A+proof ms | search ms | by level: secondary | by level ms | proof |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (name, municipalities, crossed, linked) in [
        ("M1", 1, false, false),
        ("M8", 8, false, false),
        ("M83", 83, false, false),
        ("M1x", 1, true, false),
        ("M8x", 8, true, false),
        ("M83x", 83, true, false),
        ("M83x linked", 83, true, true),
    ] {
        let made = generate(Shape {
            municipalities,
            crossed,
            linked,
            seed: 1,
        });
        let groups = made.incidence.groups().len();
        let standing = vec![Standing::Open; groups];
        let case = Case {
            incidence: &made.incidence,
            answers: &made.answers,
            threshold: THRESHOLD,
            standing: &standing,
        };
        let (structure, time) = timed(|| decide(&case).unwrap());
        let ((proved, proof), proof_time) = timed(|| decide_proved(&case, BUDGET).unwrap());
        let ((closed, closed_proof), closed_time) = timed(|| decide_closed(&case, BUDGET).unwrap());
        let classes = Classes::new(&made.incidence, &made.answers).unwrap();
        let shown = proved.shown();
        let (_, search_time) =
            timed(|| small_set::all(&classes, &shown, u64::from(THRESHOLD) - 1, BUDGET));
        let primary = structure
            .verdicts
            .iter()
            .filter(|verdict| **verdict == Verdict::Primary)
            .count();
        let answers: u32 = made.answers.iter().sum();
        println!(
            "| {name} | {groups} | {} | {answers} of {} | {primary} | {} | {} | {time:.2} | {} | {proof_time:.2} | {search_time:.2} | {} | {closed_time:.2} | {proof:?}, {closed_proof:?} |",
            made.answers.len(),
            made.invited.iter().sum::<u32>(),
            structure.secondary(),
            structure.rounds,
            proved.secondary(),
            closed.secondary(),
        );
    }
}
