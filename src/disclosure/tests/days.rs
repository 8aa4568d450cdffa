//! Cuts decided on several days: nothing comes out that one day would have hidden, whatever their order.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::base::{Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, Text};
use crate::disclosure::complement::{Guarded, Shape};
use crate::disclosure::cut::Cut;
use crate::disclosure::document::Reason;
use crate::disclosure::proved::{Along, Guard};
use crate::disclosure::structure::decision::{self, Proof, Standing, decide_proved};
use crate::disclosure::structure::incidence::{self, Incidence};
use crate::disclosure::supplement::joint::Joint;

/// Two levels of three networks with these numbers of answers.
fn small_tree(own: &[u32]) -> GroupTree {
    let group = |code: String, kind, parent, invited| Group {
        label: code.clone(),
        code: GroupCode::parse(&code).unwrap(),
        kind,
        parent,
        invited,
        facts: Facts::none(),
    };
    let total = |part: &[u32]| part.iter().map(|n| n + 1).sum();
    let mut groups = vec![group("all".into(), GroupKind::Whole, None, total(own))];
    for level in 0..2 {
        let invited = total(&own[3 * level..3 * level + 3]);
        groups.push(group(
            format!("l{level}"),
            GroupKind::Level,
            Some(0),
            invited,
        ));
    }
    for (network, n) in own.iter().enumerate() {
        let parent = Some(1 + network / 3);
        groups.push(group(
            format!("n{network}"),
            GroupKind::Network,
            parent,
            n + 1,
        ));
    }
    GroupTree::new(groups).unwrap()
}

/// Numbers of answers of a tree of [`small_tree`] with cuts, each given by its networks.
struct Numbers {
    tree: GroupTree,
    own: Vec<u32>,
    cuts: Vec<Cut>,
}

impl Numbers {
    fn new(answers: &[u32], cuts: &[Vec<usize>]) -> Self {
        let cuts = cuts.iter().enumerate().map(|(at, networks)| Cut {
            code: GroupCode::parse(&format!("cut-2-{at}")).unwrap(),
            label: Text::default(),
            members: networks.iter().map(|network| 3 + network).collect(),
        });
        Self {
            tree: small_tree(answers),
            own: [&[0; 3], answers].concat(),
            cuts: cuts.collect(),
        }
    }

    /// The networks of each group and cut.
    fn sets(&self) -> Vec<Vec<usize>> {
        let inside = |group: usize| {
            (3..9)
                .filter(|n| self.tree.path(*n).any(|up| up == group))
                .collect()
        };
        let groups = (0..9).map(inside);
        groups
            .chain(self.cuts.iter().map(|cut| cut.members.clone()))
            .collect()
    }

    /// What is hidden if the cuts are released in these parts.
    fn hidden(&self, releases: &[Range<usize>]) -> Vec<Option<Reason>> {
        let total: Vec<u32> = self
            .sets()
            .iter()
            .map(|set| set.iter().map(|n| self.own[*n]).sum())
            .collect();
        let shape = Shape::new(&self.tree, &total);
        let along = Along {
            tree: &self.tree,
            shape: &shape,
        };
        let joint = Joint::new(along, &self.cuts, releases).unwrap();
        let few = |n: &u32| (*n < 5).then_some(Reason::TooFewAnswers);
        let mut hidden: Vec<_> = total.iter().map(few).collect();
        let guarded = [Guarded {
            total: &total,
            own: &self.own,
            minimum: 5,
            remainder: 5,
        }];
        joint.protect(&guarded, &[], &mut hidden).unwrap();
        hidden
    }

    /// Every set of one to four answers that is a sum of these groups, each added, left out or taken away.
    fn small_sets(&self, shown: &[Vec<usize>]) -> BTreeSet<Vec<usize>> {
        let mut found = BTreeSet::new();
        for combination in 0..3_usize.pow(u32::try_from(shown.len()).unwrap()) {
            let mut sum = [0_i32; 9];
            let mut digits = combination;
            for group in shown {
                let factor = i32::try_from(digits % 3).unwrap() - 1;
                digits /= 3;
                for n in group {
                    sum[*n] += factor;
                }
            }
            let peopled = (3..9).filter(|n| self.own[*n] > 0);
            let set: Vec<usize> = peopled.clone().filter(|n| sum[*n] == 1).collect();
            let answers: u32 = set.iter().map(|n| self.own[*n]).sum();
            let pure = peopled.clone().all(|n| [0, 1].contains(&sum[n]));
            if pure && (1..5).contains(&answers) {
                found.insert(set);
            }
        }
        found
    }
}

#[test]
fn on_two_days_nothing_comes_out_that_one_day_would_have_hidden() {
    let mut entropy = Entropy::seeded(11);
    let (mut refused, mut shown_cuts, mut naive) = (0, 0, 0);
    for _ in 0..150 {
        let answers: Vec<u32> = (0..6)
            .map(|_| u32::try_from(entropy.below(7) + 2).unwrap())
            .collect();
        let mut cut = || -> Vec<usize> {
            loop {
                let some: Vec<usize> = (0..6).filter(|_| entropy.below(2) == 0).collect();
                if (1..6).contains(&some.len()) {
                    return some;
                }
            }
        };
        let numbers = Numbers::new(&answers, &[cut(), cut(), cut()]);
        let sets = numbers.sets();
        let out = |hidden: &[Option<Reason>]| -> Vec<Vec<usize>> {
            let shown = (0..sets.len()).filter(|at| hidden[*at].is_none());
            shown.map(|at| sets[at].clone()).collect()
        };
        let days = numbers.hidden(&[9..10, 10..11, 11..12]);
        // The days before are decided as if there were no later ones.
        for later in 0..3 {
            let known = 9 + later;
            let first = Numbers {
                cuts: numbers.cuts[..later].to_vec(),
                tree: numbers.tree.clone(),
                own: numbers.own.clone(),
            };
            let releases: Vec<Range<usize>> = (9..known).map(|at| at..at + 1).collect();
            assert_eq!(first.hidden(&releases), days[..known]);
        }
        assert_eq!(
            numbers.small_sets(&out(&days)),
            BTreeSet::new(),
            "{answers:?}"
        );
        // A decision for all at once that is given what came out finds nothing to object to.
        let groups = (0_u64..).zip(&sets).map(|(id, atoms)| incidence::Group {
            id,
            priority: 0,
            family: None,
            atoms: atoms.clone(),
        });
        let incidence = Incidence::new(9, groups.collect()).unwrap();
        let standing = |until: usize| -> Vec<Standing> {
            let stands = |(at, hidden): (usize, &Option<Reason>)| match hidden {
                None if at < until => Standing::Published,
                _ => Standing::Hidden,
            };
            days.iter().enumerate().map(stands).collect()
        };
        let decided = |until: usize| {
            let standing = standing(until);
            let case = decision::Case {
                incidence: &incidence,
                answers: &numbers.own,
                threshold: 5,
                standing: &standing,
            };
            decide_proved(&case, 100_000).unwrap()
        };
        let (structure, proof) = decided(sets.len());
        assert_eq!(proof, Proof::NoSmallSet, "{answers:?}");
        assert_eq!(structure.breaches, [], "{answers:?}");
        // The control: all cuts with enough answers.
        let all: Vec<Option<Reason>> = days
            .iter()
            .enumerate()
            .map(|(at, hidden)| hidden.filter(|why| at < 9 || *why == Reason::TooFewAnswers))
            .collect();
        naive += usize::from(!numbers.small_sets(&out(&all)).is_empty());
        shown_cuts += days[9..].iter().filter(|hidden| hidden.is_none()).count();
        let protects = Some(Reason::ProtectsAnother);
        refused += days[9..]
            .iter()
            .filter(|hidden| **hidden == protects)
            .count();
    }
    assert!(
        shown_cuts > 50 && refused > 50 && naive > 50,
        "{shown_cuts} {refused} {naive}"
    );
}

#[test]
fn of_two_cuts_that_cannot_stand_together_the_later_is_refused() {
    // In each level two networks are hidden, and their sum is known. Either cut ties one of the one level to one of the other; both
    // together tell the network that stands in both.
    let cuts = [vec![1, 3], vec![1, 5]];
    for order in [[0, 1], [1, 0]] {
        let cuts = order.map(|at: usize| cuts[at].clone());
        let numbers = Numbers::new(&[3, 7, 8, 3, 9, 8], &cuts);
        let days = numbers.hidden(&[9..10, 10..11]);
        let hidden: Vec<usize> = (3..9).filter(|at| days[*at].is_some()).collect();
        assert_eq!(hidden, [3, 4, 6, 8]);
        assert_eq!(days[9..], [None, Some(Reason::ProtectsAnother)]);
    }
}
