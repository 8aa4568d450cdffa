//! Finds in words.

use crate::forensics::intruder::block::Block;
use crate::forensics::intruder::document::Document;
use crate::forensics::intruder::model::{Source, System};
use crate::forensics::intruder::report::{Find, Step};
use crate::forensics::intruder::span::Fraction;
use crate::forensics::intruder::target::{Sort, Target};
use crate::forensics::intruder::verdict::{Kind, Pinned};

/// A published figure as a step of a derivation.
pub(crate) fn step(documents: &[Document], times: Option<Fraction>, source: &Source) -> Step {
    Step {
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
        Kind::BoundUndone => {
            format!(
                "{} is exactly {value} of {answers} answers, though shown as a bound",
                find.class
            )
        }
        _ => format!("{} is exactly {value} of {answers} answers", find.class),
    };
    let steps = find
        .rows
        .iter()
        .map(|(times, row)| step(documents, *times, &system.sources[system.rows[*row].source]));
    Find {
        kind: find.kind,
        question: system.name.clone(),
        who: format!("{}{sort}", target.name),
        says,
        proof: find.proof,
        why: steps.collect(),
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
