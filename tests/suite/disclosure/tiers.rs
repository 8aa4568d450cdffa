//! Richer statistics at higher thresholds.

use pejling::disclosure::structure::classes::Classes;
use pejling::disclosure::structure::decision::{Proof, StructureFault, Verdict};
use pejling::disclosure::structure::incidence::Incidence;
use pejling::disclosure::structure::small_set::{self, Search};
use pejling::disclosure::structure::tiers::{TierFault, TieredCase, Tiers, decide_tiers};
use proptest::prelude::*;

use super::support::instance::{m1, m1x};
use super::support::small::{crossing, derivable};

fn tiers(incidence: &Incidence, answers: &[u32], thresholds: &[u32]) -> Tiers {
    let groups = incidence.groups().len();
    let (hidden, published) = (vec![false; groups], vec![0; groups]);
    let case = TieredCase {
        incidence,
        answers,
        thresholds,
        hidden: &hidden,
        published: &published,
    };
    decide_tiers(&case, Some(1_000_000)).unwrap()
}

#[test]
fn a_network_of_twenty_in_a_department_of_twenty_seven_shows_no_points_though_it_is_large_enough() {
    let tree = Incidence::from_tree(&[None, Some(0), Some(0)], &[0, 1, 1])
        .unwrap()
        .incidence;
    let tiers = tiers(&tree, &[20, 7], &[5, 10, 20]);
    assert_eq!(
        (0..3).map(|group| tiers.level(group)).collect::<Vec<_>>(),
        [3, 1, 1]
    );
}

#[test]
fn on_m1_and_m1x_no_level_gives_away_a_set_too_small_for_it() {
    for instance in [m1(), m1x()] {
        let tiers = tiers(&instance.incidence, &instance.answers, &[5, 10, 20]);
        let classes = Classes::new(&instance.incidence, &instance.answers).unwrap();
        for ((threshold, structure), proof) in tiers.levels.iter().zip(&tiers.proofs) {
            assert_eq!(*proof, Proof::NoSmallSet, "{threshold}");
            let most = u64::from(*threshold) - 1;
            let found = small_set::search(&classes, &structure.shown(), most, 1_000_000);
            assert_eq!(found, Search::None, "{threshold}");
        }
    }
}

#[test]
fn what_was_published_with_points_stands_with_points() {
    let tree = Incidence::from_tree(&[None, Some(0), Some(0)], &[0, 1, 1])
        .unwrap()
        .incidence;
    let (hidden, published) = (vec![false; 3], vec![0, 3, 0]);
    let case = TieredCase {
        incidence: &tree,
        answers: &[20, 7],
        thresholds: &[5, 10, 20],
        hidden: &hidden,
        published: &published,
    };
    let tiers = decide_tiers(&case, None).unwrap();
    // The network's points are out, so the department's cannot come.
    assert_eq!(
        (0..3).map(|group| tiers.level(group)).collect::<Vec<_>>(),
        [1, 3, 1]
    );
}

#[test]
fn thresholds_that_do_not_rise_and_lists_that_do_not_fit_are_refused() {
    let tree = Incidence::from_tree(&[None], &[1]).unwrap().incidence;
    let decide = |thresholds: &[u32], hidden: &[bool]| {
        let published = [0];
        let case = TieredCase {
            incidence: &tree,
            answers: &[30],
            thresholds,
            hidden,
            published: &published,
        };
        decide_tiers(&case, None).unwrap_err()
    };
    assert_eq!(
        decide(&[5, 5], &[false]),
        TierFault::Falling { before: 5, next: 5 }
    );
    assert_eq!(
        decide(&[5], &[]),
        TierFault::Length {
            hidden: 0,
            published: 1,
            groups: 1
        }
    );
    assert_eq!(
        decide(&[0], &[false]),
        TierFault::Structure(StructureFault::Threshold(0))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn levels_are_nested_and_each_is_safe_at_its_threshold(small in crossing()) {
        let tiers = tiers(&small.incidence, &small.answers, &[3, 5, 8]);
        let mut before = vec![true; small.incidence.groups().len()];
        for (threshold, structure) in &tiers.levels {
            let shown = structure.shown();
            prop_assert!(shown.iter().zip(&before).all(|(now, before)| *before || !now));
            prop_assert_eq!(derivable(&small, &shown, *threshold), Vec::<Vec<usize>>::new());
            for (group, verdict) in structure.verdicts.iter().enumerate() {
                prop_assert_eq!(structure.answers[group] < u64::from(*threshold), *verdict == Verdict::Primary);
            }
            before = shown;
        }
    }
}
