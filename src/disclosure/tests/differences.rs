//! Subtraction of shown groups from the group around them: what is left over must be large enough for what is learnt of it.

use crate::disclosure::document::{Figures, Shown};
use crate::disclosure::fixture::Case;
use crate::disclosure::primary::{CLASSES, Detail, FULL};
use crate::disclosure::tabulate::{Counts, Measure, tabulate};

/// A whole of 36, a level of 13 with networks of 6 and 7, and one of 23.
const BALLOTS: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

/// Each group with the groups directly in it.
const FAMILIES: [(usize, std::ops::Range<usize>); 3] = [(0, 1..3), (1, 3..5), (2, 5..9)];

/// Numbers of answers, fewer than `enough`, of which subtraction gives a detail, where `shows` says which groups show it.
fn differences(counts: &[Counts], enough: u32, shows: impl Fn(usize) -> bool) -> Vec<u32> {
    FAMILIES
        .into_iter()
        .filter(|(parent, _)| shows(*parent))
        .map(|(parent, children)| {
            let taken = children.filter(|child| shows(*child));
            counts[parent].base - taken.map(|child| counts[child].base).sum::<u32>()
        })
        .filter(|rest| (1..enough).contains(rest))
        .collect()
}

fn detail(figures: &Shown<Figures>) -> Option<Detail> {
    match figures {
        Shown::Shown(Figures::Small { .. }) => Some(Detail::Small),
        Shown::Shown(Figures::Classes { .. }) => Some(Detail::Classes),
        Shown::Shown(Figures::Rating { .. }) => Some(Detail::Full),
        _ => None,
    }
}

#[test]
fn no_points_or_classes_of_a_small_remainder() {
    let (mut by_cell, mut answers_told) = (0, 0);
    for seed in 0..20 {
        let case = Case::new(&BALLOTS, seed, seed);
        let release = case.release();
        let raw = tabulate(&case.microdata(), &case.instrument, &case.tree)
            .unwrap_or_else(|refusal| panic!("{refusal}"));
        for (table, counted) in release.document().tables.iter().zip(&raw.tables) {
            if !matches!(counted.measure, Measure::Points(_)) {
                continue;
            }
            for (wanted, enough) in [(Detail::Classes, CLASSES), (Detail::Full, FULL)] {
                let shows = |group: usize| {
                    detail(&table.cells[group].figures).is_some_and(|detail| detail >= wanted)
                };
                let found = differences(&counted.groups, enough, shows);
                assert!(found.is_empty(), "{:?}, {wanted:?}: {found:?}", table.about);
                // The control: each cell by its own number of answers.
                let alone = |group: usize| {
                    detail(&table.cells[group].figures).is_some()
                        && Detail::of(counted.groups[group].base) >= wanted
                };
                by_cell += differences(&counted.groups, enough, alone).len();
            }
            // Nor who did not answer, of fewer than 20.
            for (parent, children) in FAMILIES {
                let tells = |group: usize| table.cells[group].no_answer.is_some();
                let taken = children.filter(|child| tells(*child));
                let rest = raw.ballots[parent] - taken.map(|child| raw.ballots[child]).sum::<u32>();
                answers_told += usize::from(tells(parent));
                assert!(
                    !tells(parent) || rest == 0 || rest >= FULL,
                    "{:?}",
                    table.about
                );
            }
        }
    }
    assert!(by_cell >= 20, "the control found only {by_cell}");
    assert!(answers_told > 0);
}
