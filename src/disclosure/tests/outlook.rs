//! The outlook: what is foretold of certain responses is what is published of them.

use crate::base::{GroupCode, GroupTree, Text};
use crate::disclosure::document::Shown;
use crate::disclosure::fixture::Case;
use crate::disclosure::fold::within;
use crate::disclosure::structure::plan::PlanFault;
use crate::disclosure::{CutOrder, Ledger, OutlookFault, Policy, Refusal, cut_outlook, outlook};

/// Ballots directly in each group of the fixture.
const BALLOTS: [[usize; 9]; 5] = [
    [0, 0, 0, 6, 7, 6, 4, 8, 5],
    [0, 0, 0, 2, 2, 6, 6, 1, 1],
    [0, 0, 0, 7, 7, 7, 7, 7, 7],
    [3, 0, 0, 6, 7, 6, 6, 8, 7],
    [0, 3, 0, 6, 1, 9, 4, 4, 8],
];

/// Those invited are those who answered.
fn all_answer(ballots: [usize; 9]) -> Case {
    let mut case = Case::new(&ballots, 1, 2);
    let own = ballots.map(|count| u32::try_from(count).unwrap());
    let mut groups = case.tree.groups().to_vec();
    for (group, invited) in groups.iter_mut().zip(within(&case.tree, &own)) {
        group.invited = invited;
    }
    case.tree = GroupTree::new(groups).unwrap();
    case
}

fn cut(codes: &[&str]) -> CutOrder {
    CutOrder::Groups {
        codes: codes.iter().map(|c| GroupCode::parse(c).unwrap()).collect(),
        label: Text::new(codes.join(" og "), codes.join(" and ")),
    }
}

#[test]
fn where_everybody_answers_the_outlook_of_cuts_is_what_becomes_of_them() {
    let (mut shown, mut not) = (0, 0);
    for policy in ["ordinary", "ordinary,differences=8", "ordinary,minimum=7"] {
        for ballots in BALLOTS {
            let mut case = all_answer(ballots);
            case.policy = Policy::named(policy).unwrap();
            // Launched so: it was gone through then.
            policy.clone_into(&mut case.survey.policy);
            let orders = [
                CutOrder::By("facilitator".into()),
                cut(&["t1", "m1"]),
                cut(&["t1", "m1", "m3"]),
            ];
            let foretold = cut_outlook(&case.tree, &case.policy, 1.0, 2, &orders).unwrap();
            let mut ledger = Ledger::open(Vec::new()).unwrap();
            let mut out = vec![case.protect(&mut ledger).unwrap()];
            for (order, foretold) in orders.iter().zip(&foretold) {
                // What was refused is not shown, and leaves no trace.
                let made = case.supplement(&out, order, &mut ledger);
                let groups = match &made {
                    Ok((release, _)) => release.document().groups[1..].to_vec(),
                    Err(Refusal::NothingToShow | Refusal::NoCut(_)) => Vec::new(),
                    Err(other) => panic!("{other}"),
                };
                let parts = foretold.parts.len() as f64;
                assert!(
                    (foretold.shown + foretold.too_small + foretold.for_others - parts).abs()
                        < 1e-9
                );
                for part in &foretold.parts {
                    assert!((part.shown + part.too_small + part.for_others - 1.0).abs() < 1e-9);
                    let group = groups.iter().find(|group| group.label == part.label.da);
                    let is_shown = group.is_some_and(|g| matches!(g.size, Shown::Shown(_)));
                    let expected = f64::from(u8::from(is_shown));
                    assert!(
                        (part.shown - expected).abs() < 1e-9,
                        "{} of {ballots:?}, {policy}",
                        part.label.da
                    );
                    shown += usize::from(is_shown);
                    not += usize::from(!is_shown);
                }
                // What is out stays.
                assert!(foretold.lost_in_tree.abs() < 1e-9);
                out.extend(made.ok().map(|(release, _)| release));
            }
        }
    }
    // Both become of some.
    assert!(shown > 10 && not > 10, "{shown} shown, {not} not");
}

#[test]
fn an_outlook_on_cuts_that_cannot_be_made_is_refused() {
    let case = all_answer(BALLOTS[0]);
    let attempt = |orders: &[CutOrder], rate| {
        cut_outlook(&case.tree, &case.policy, rate, 1, orders).unwrap_err()
    };
    let by = |fact: &str| CutOrder::By(fact.into());
    let told = attempt(&[by("age")], 0.5).to_string();
    assert!(
        told.contains("facts known at launch: facilitator"),
        "{told}"
    );
    let twice = attempt(&[by("facilitator"), by("facilitator")], 0.5);
    assert!(
        matches!(twice, OutlookFault::Cut(Refusal::NoCut(_))),
        "{twice}"
    );
    assert_eq!(
        attempt(&[by("facilitator")], 1.5),
        OutlookFault::Plan(PlanFault::Rate(1.5))
    );
}

#[test]
fn where_everybody_answers_the_outlook_is_what_is_published() {
    let policy = Policy::preset("ordinary").unwrap();
    for ballots in BALLOTS {
        let case = all_answer(ballots);
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
