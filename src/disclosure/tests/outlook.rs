//! The outlook: what is foretold of certain responses is what is published of them.

use crate::base::GroupTree;
use crate::disclosure::document::Shown;
use crate::disclosure::fixture::Case;
use crate::disclosure::fold::within;
use crate::disclosure::structure::plan::PlanFault;
use crate::disclosure::{Policy, outlook};

/// Ballots directly in each group of the fixture.
const BALLOTS: [[usize; 9]; 5] = [
    [0, 0, 0, 6, 7, 6, 4, 8, 5],
    [0, 0, 0, 2, 2, 6, 6, 1, 1],
    [0, 0, 0, 7, 7, 7, 7, 7, 7],
    [3, 0, 0, 6, 7, 6, 6, 8, 7],
    [0, 3, 0, 6, 1, 9, 4, 4, 8],
];

#[test]
fn where_everybody_answers_the_outlook_is_what_is_published() {
    let policy = Policy::preset("ordinary").unwrap();
    for ballots in BALLOTS {
        let mut case = Case::new(&ballots, 1, 2);
        // Those invited are those who answered.
        let own = ballots.map(|count| u32::try_from(count).unwrap());
        let mut groups = case.tree.groups().to_vec();
        for (group, invited) in groups.iter_mut().zip(within(&case.tree, &own)) {
            group.invited = invited;
        }
        case.tree = GroupTree::new(groups).unwrap();
        let foretold = outlook(&case.tree, &policy, 1.0, 3).unwrap();
        let release = case.release();
        for (group, chance) in release.document().groups.iter().zip(foretold) {
            let shown = matches!(group.size, Shown::Shown(_));
            assert_eq!(
                (chance.shown, chance.hidden),
                (f64::from(u8::from(shown)), 0.0),
                "{} of {ballots:?}",
                group.id
            );
        }
    }
}

#[test]
fn probabilities_add_up_and_a_larger_group_is_never_less_likely_to_have_enough() {
    let case = Case::new(&BALLOTS[0], 1, 2);
    let policy = Policy::preset("ordinary").unwrap();
    for rate in [0.0, 0.3, 0.7, 0.95] {
        let foretold = outlook(&case.tree, &policy, rate, 200).unwrap();
        for (index, chance) in foretold.iter().enumerate() {
            assert!((chance.shown + chance.moved_up + chance.hidden - 1.0).abs() < 1e-9);
            // Two hundred draws.
            assert!(chance.shown <= 1.0 - chance.too_small + 0.15, "{chance:?}");
            for outer in case.tree.path(index) {
                assert!(foretold[outer].too_small <= chance.too_small + 1e-9);
                assert!(foretold[outer].shown >= chance.shown - 1e-9);
            }
        }
        assert_eq!(
            foretold,
            outlook(&case.tree, &policy, rate, 200).unwrap(),
            "the same each time"
        );
    }
}

#[test]
fn an_outlook_on_nothing_is_refused() {
    let case = Case::new(&BALLOTS[0], 1, 2);
    let policy = |k| Policy::custom("own", k, k, k).unwrap();
    assert!(matches!(
        outlook(&case.tree, &policy(5), 1.01, 1),
        Err(PlanFault::Rate(_))
    ));
    assert_eq!(
        outlook(&case.tree, &policy(5), 0.5, 0),
        Err(PlanFault::NoDraws)
    );
    let invited = case.tree.groups()[0].invited;
    assert!(matches!(
        outlook(&case.tree, &policy(invited + 1), 0.5, 1),
        Err(PlanFault::ThresholdAboveFrame { .. })
    ));
}
