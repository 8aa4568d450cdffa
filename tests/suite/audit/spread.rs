//! Sets of people who stand in several blocks: decided by their parts exactly as by writing down every table of answers.

use std::sync::Arc;

use proptest::prelude::*;

use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::frame::{Family, Frame};
use pejling::disclosure::audit::question::Kind;
use pejling::disclosure::audit::sheet::Sheet;
use pejling::disclosure::audit::solver::Microlp;

use super::brute::{Case, Mode, RULES, Tiny, agree, sum_over};

/// Two departments that publish every count, with an answer or two in each of four places; around them a whole; in them places that publish
/// something or nothing; and two hidden groups that have part of each department.
fn cases() -> impl Strategy<Value = Case> {
    let within = prop::sample::select(vec![
        Mode::Nothing,
        Mode::First,
        Mode::Last,
        Mode::Sum,
        Mode::RoughSum,
    ]);
    let around = prop::sample::select(vec![Mode::Nothing, Mode::Last, Mode::Counts]);
    let answers = prop::collection::vec(prop::collection::vec(0_usize..3, 1..=2), 4..=4);
    let places = prop::collection::vec(within, 4..=4);
    (answers, places, around, any::<bool>()).prop_map(|(answers, places, around, rated)| {
        let mut truth = vec![vec![0; 3]; 4];
        for (row, answers) in truth.iter_mut().zip(answers) {
            for answer in answers {
                row[answer] += 1;
            }
        }
        let mut sets = vec![vec![0, 1, 2, 3], vec![0, 1], vec![2, 3], vec![1, 2]];
        sets.push(vec![0, 3]);
        sets.extend((0..4).map(|atom| vec![atom]));
        let mut modes = vec![around, Mode::Counts, Mode::Counts];
        modes.extend([Mode::Nothing, Mode::Nothing]);
        modes.extend(places);
        let family = |parent, children: [usize; 2]| Family {
            parent,
            children: children.to_vec(),
        };
        let families = vec![
            family(0, [1, 2]),
            family(0, [3, 4]),
            family(1, [5, 6]),
            family(2, [7, 8]),
        ];
        Case {
            tiny: Tiny {
                kind: if rated {
                    Kind::rating(3, false)
                } else {
                    Kind::choice(3)
                },
                modes,
            },
            frame: Frame::new(4, sets, families).unwrap(),
            truth,
        }
    })
}

/// How many sets stand in several blocks.
fn spread(case: &Case) -> usize {
    let n: Vec<u32> = case.truth.iter().map(|row| row.iter().sum()).collect();
    let groups = case.frame.groups().iter().enumerate();
    let sheet = Sheet {
        frame: &case.frame,
        kind: Arc::new(case.tiny.kind.clone()),
        n: &n,
        published: groups
            .map(|(id, atoms)| case.tiny.row(id, &sum_over(&case.truth, atoms, 3)))
            .collect(),
    };
    split(&sheet, &RULES).spread.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn people_spread_over_blocks_are_judged_as_by_writing_down_all_tables(case in cases()) {
        // The control: both hidden groups are spread, so that it is this that is tried.
        prop_assert_eq!(spread(&case), 2);
        agree(&case, 300, &Microlp::default())?;
    }

    #[test]
    fn without_the_walk_people_spread_over_blocks_are_judged_the_same(case in cases()) {
        agree(&case, 0, &Microlp::default())?;
    }
}
