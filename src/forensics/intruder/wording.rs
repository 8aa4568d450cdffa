//! Finds in words.

use crate::forensics::intruder::block::Block;
use crate::forensics::intruder::derive::Proof;
use crate::forensics::intruder::document::Document;
use crate::forensics::intruder::fact::SUM;
use crate::forensics::intruder::model::{Source, System};
use crate::forensics::intruder::report::{Find, Step};
use crate::forensics::intruder::span::Fraction;
use crate::forensics::intruder::target::{Sort, Target};
use crate::forensics::intruder::verdict::{Kind, Pinned, Side};

/// A published figure as a step of a derivation.
pub(crate) fn step(documents: &[Document], times: Option<Fraction>, source: &Source) -> Step {
    Step {
        end: None,
        times: times.map(|times| times.to_string()),
        document: source
            .document
            .map(|at| format!("{} [{}]", documents[at].survey.code, at + 1)),
        group: source.group.clone(),
        text: source.text.clone(),
    }
}

/// A find in words.
pub(crate) fn words(
    documents: &[Document],
    system: &System,
    targets: &[Target],
    find: &Pinned,
) -> Find {
    let target = &targets[find.target];
    let range = |(low, high): (i64, i64)| {
        if low == high {
            format!("{low}")
        } else {
            format!("{low} to {high}")
        }
    };
    let (answers, value) = (range(find.answers), range(find.value));
    let sort = match target.sort {
        Sort::Hidden => " (hidden)",
        _ => "",
    };
    let says = match find.kind {
        Kind::Attribute if find.value.0 >= find.answers.1 => {
            format!("all {answers} answers are known: {}", find.class)
        }
        Kind::Attribute if find.others > 1 => {
            let others = find.others;
            format!(
                "of {answers} answers at most {others} are not \"{}\": those {others} together know of all others",
                find.class
            )
        }
        Kind::Attribute => {
            format!(
                "of {answers} answers at most one is not \"{}\": that one knows of all others",
                find.class
            )
        }
        Kind::FingerPointing => {
            format!(
                "of {answers} answers at least {} is known to be {}",
                find.value.0, find.class
            )
        }
        Kind::HiddenSize => format!("{value} ballots, though hidden"),
        Kind::BoundUndone if find.class == SUM => {
            format!(
                "the points of {answers} answers sum to exactly {value}, though shown as a bound"
            )
        }
        Kind::BoundUndone => {
            format!(
                "{} is exactly {value} of {answers} answers, though shown as a bound",
                find.class
            )
        }
        _ if find.class == SUM => format!("the points of {answers} answers sum to exactly {value}"),
        _ => format!("{} is exactly {value} of {answers} answers", find.class),
    };
    let steps = |rows: &[(Option<Fraction>, usize)], sign: i64, end: Option<&str>| -> Vec<Step> {
        let steps = rows.iter().map(|row| Step {
            end: end.map(str::to_owned),
            ..figure(documents, system, row, sign)
        });
        steps.collect()
    };
    let at_most = format!("that it is at most {}", find.value.1);
    let why = match find.sides.as_slice() {
        // What others answered is at most so many: as it stands.
        [only] if find.kind == Kind::Attribute => steps(&only.rows, -1, None),
        [only] => steps(&only.rows, 1, None),
        [low, high] if mirrored(low, high) => steps(&low.rows, 1, None),
        [low, high] => {
            let at_least = format!("that it is at least {}", find.value.0);
            let mut both = steps(&low.rows, 1, Some(&at_least));
            both.extend(steps(&high.rows, -1, Some(&at_most)));
            both
        }
        _ => Vec::new(),
    };
    let proofs = find.sides.iter().map(|side| side.proof);
    Find {
        kind: find.kind,
        question: system.name.clone(),
        who: format!("{}{sort}", target.name),
        says,
        proof: proofs.max().unwrap_or(Proof::Solver),
        why,
    }
}

/// A row as a step: how often it is added, in the unit of its words.
pub(crate) fn figure(
    documents: &[Document],
    system: &System,
    (times, row): &(Option<Fraction>, usize),
    sign: i64,
) -> Step {
    let row = &system.rows[*row];
    let unit = Fraction::whole(sign * unit(&row.weights));
    let times = times.and_then(|times| Fraction::whole(0).plus_product(times, unit));
    step(documents, times, &system.sources[row.source])
}

/// Whether one derivation is the other with every sign turned: it gives the value itself.
fn mirrored(low: &Side, high: &Side) -> bool {
    let turned = |(times, row): &(Option<Fraction>, usize)| {
        let turned = times.and_then(|t| Fraction::whole(0).plus_product(t, Fraction::whole(-1)));
        low.rows.contains(&(turned, *row))
    };
    low.proof == high.proof && low.rows.len() == high.rows.len() && high.rows.iter().all(turned)
}

/// How many times a row holds what its words say: that a mean is 3.8 of so many answers is written in whole numbers.
fn unit(weights: &[i64]) -> i64 {
    let points = weights.len().saturating_sub(1);
    let mut steps = weights[..points].windows(2).map(|pair| pair[1] - pair[0]);
    match steps.next() {
        Some(step) if step > 1 && steps.all(|other| other == step) => step,
        _ => 1,
    }
}

/// Some of the groups that a block is about.
pub(crate) fn block_name(block: &Block, system: &System) -> String {
    let rows = block
        .rows
        .iter()
        .map(|row| system.sources[system.rows[row.row].source].group.clone());
    let mut names: Vec<String> = rows.collect();
    names.dedup();
    names.truncate(3);
    names.join(", ")
}
