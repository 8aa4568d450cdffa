//! The properties of section 7 that concern structure: 1, 4, 5, 6 (8 is in `exactness`, 12 in `special`).

use pejling::disclosure::structure::classes::Classes;
use pejling::disclosure::structure::closed::decide_closed;
use pejling::disclosure::structure::decision::{
    Case, Proof, Reason, Standing, Structure, Verdict, decide_proved,
};
use pejling::disclosure::structure::incidence::{Group, Incidence};
use pejling::disclosure::structure::small_set::Contrast;
use proptest::prelude::*;
use rand::rngs::ChaCha12Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::support::rational;
use super::support::small::{
    BUDGET, Small, crossing, decided, derivable, derivable_contrasts, open, proved, tree, vectors,
};

/// Ids of the shown groups.
fn shown_ids(small: &Small, structure: &Structure) -> Vec<u64> {
    let groups = small.incidence.groups();
    let mut ids: Vec<u64> = (0..groups.len())
        .filter(|group| structure.is_shown(*group))
        .map(|group| groups[group].id)
        .collect();
    ids.sort_unstable();
    ids
}

/// The same publication, groups and atoms in another order.
fn shuffled(small: &Small, seed: u64) -> Small {
    let mut rng = ChaCha12Rng::seed_from_u64(seed);
    let mut place: Vec<usize> = (0..small.answers.len()).collect();
    place.shuffle(&mut rng);
    let mut answers = vec![0; place.len()];
    for (atom, to) in place.iter().enumerate() {
        answers[*to] = small.answers[atom];
    }
    let mut groups: Vec<Group> = small.incidence.groups().to_vec();
    for group in &mut groups {
        for atom in &mut group.atoms {
            *atom = place[*atom];
        }
    }
    groups.shuffle(&mut rng);
    Small {
        incidence: Incidence::new(place.len(), groups).unwrap(),
        answers,
    }
}

/// Adds one group and decides anew, what was shown before standing.
fn extended(
    small: &Small,
    group: Group,
    before: &Structure,
    threshold: u32,
) -> (Small, Structure, Proof) {
    let incidence = small.incidence.clone().with_groups(vec![group]).unwrap();
    let mut standing: Vec<Standing> = before
        .verdicts
        .iter()
        .map(|verdict| {
            if *verdict == Verdict::Shown {
                Standing::Published
            } else {
                Standing::Hidden
            }
        })
        .collect();
    standing.push(Standing::Open);
    let case = Case {
        incidence: &incidence,
        answers: &small.answers,
        threshold,
        standing: &standing,
    };
    let (structure, proof) = decide_proved(&case, BUDGET).unwrap();
    (
        Small {
            incidence,
            answers: small.answers.clone(),
        },
        structure,
        proof,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn nothing_small_and_nothing_hidden_follows(small in prop_oneof![crossing(), tree()], threshold in 2_u32..=7) {
        let structure = proved(&small, threshold);
        let shown = structure.shown();
        let classes = Classes::new(&small.incidence, &small.answers).unwrap();
        prop_assume!(classes.rows() <= 8);
        prop_assert_eq!(derivable_contrasts(&small, &classes, &shown, threshold.min(5)), Vec::<Contrast>::new());
        prop_assert_eq!(derivable(&small, &shown, threshold), Vec::<Vec<usize>>::new());
        let published = vectors(&small, &shown);
        let hidden: Vec<bool> = shown.iter().map(|shown| !shown).collect();
        for vector in vectors(&small, &hidden) {
            prop_assert!(vector.iter().all(|x| *x == 0) || !rational::contains(&published, &vector));
        }
    }

    #[test]
    fn in_a_tree_the_remainder_rule_leaves_nothing_for_the_proof_to_find(small in tree(), threshold in 2_u32..=7) {
        let structure = decided(&small, threshold);
        prop_assert_eq!(derivable(&small, &structure.shown(), threshold), Vec::<Vec<usize>>::new());
    }

    /// Property 1.
    #[test]
    fn the_decision_is_the_same_whatever_people_answered(small in crossing(), seed in any::<u64>()) {
        // Ballots with answers, drawn twice; the decision sees the numbers of ballots only.
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let mut decisions = Vec::new();
        for _ in 0..2 {
            let ballots: Vec<(usize, u8)> = (0..small.answers.len())
                .flat_map(|atom| std::iter::repeat_n(atom, usize::try_from(small.answers[atom]).unwrap()))
                .map(|atom| (atom, rng.random_range(1..=5)))
                .collect();
            let mut answers = vec![0; small.answers.len()];
            for (atom, _) in &ballots {
                answers[*atom] += 1;
            }
            decisions.push(proved(&Small { incidence: small.incidence.clone(), answers }, 5));
        }
        prop_assert_eq!(&decisions[0], &decisions[1]);
    }

    /// Property 4, first half.
    #[test]
    fn deciding_again_with_what_was_hidden_changes_nothing(small in prop_oneof![crossing(), tree()], threshold in 2_u32..=7) {
        let first = proved(&small, threshold);
        let standing: Vec<Standing> =
            first.shown().iter().map(|shown| if *shown { Standing::Open } else { Standing::Hidden }).collect();
        let case = Case { incidence: &small.incidence, answers: &small.answers, threshold, standing: &standing };
        let (again, _) = decide_proved(&case, BUDGET).unwrap();
        prop_assert_eq!(first.shown(), again.shown());
        prop_assert_eq!(first, proved(&small, threshold));
    }

    /// Property 4, second half.
    #[test]
    fn the_decision_does_not_depend_on_the_order_of_groups_or_atoms(small in prop_oneof![crossing(), tree()], seed in any::<u64>()) {
        let other = shuffled(&small, seed);
        prop_assert_eq!(shown_ids(&small, &proved(&small, 4)), shown_ids(&other, &proved(&other, 4)));
    }

    /// Property 5.
    #[test]
    fn a_higher_threshold_hides_at_least_what_was_too_small(small in crossing(), threshold in 2_u32..=6) {
        let (low, high) = (proved(&small, threshold), proved(&small, threshold + 1));
        for group in 0..low.verdicts.len() {
            if low.verdicts[group] == Verdict::Primary {
                prop_assert_eq!(&high.verdicts[group], &Verdict::Primary);
            }
        }
    }

    /// Property 6, and the ledger: what is published stands, and a later group is decided with it.
    #[test]
    fn a_duplicate_nested_or_complementary_group_added_later_reveals_nothing(
        small in crossing(), which in any::<prop::sample::Index>(), kind in 0_usize..3, threshold in 2_u32..=6,
    ) {
        let before = proved(&small, threshold);
        let groups = small.incidence.groups();
        let base = &groups[which.index(groups.len())];
        let atoms: Vec<usize> = match kind {
            0 => base.atoms.clone(),
            1 => base.atoms[..base.atoms.len().div_ceil(2)].to_vec(),
            _ => (0..small.answers.len()).filter(|atom| !base.atoms.contains(atom)).collect(),
        };
        if atoms.is_empty() {
            return Ok(());
        }
        let group = Group { id: 99, priority: 5, family: None, atoms };
        let (larger, after, proof) = extended(&small, group.clone(), &before, threshold);
        prop_assert_eq!(proof, Proof::NoSmallSet);
        prop_assert_eq!(&after.breaches, &Vec::new());
        prop_assert_eq!(derivable(&larger, &after.shown(), threshold), Vec::<Vec<usize>>::new());
        // Together from the start it is safe too.
        let incidence = small.incidence.clone().with_groups(vec![group]).unwrap();
        let together = Small { incidence, answers: small.answers.clone() };
        let shown = proved(&together, threshold).shown();
        prop_assert_eq!(derivable(&together, &shown, threshold), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn a_small_group_published_before_is_told_as_a_breach_and_never_taken_for_safe(small in crossing(), threshold in 3_u32..=6) {
        let plain = proved(&small, threshold);
        let is_small = |group: &usize| plain.answers[*group] > 0 && plain.verdicts[*group] == Verdict::Primary;
        let Some(leak) = (0..plain.verdicts.len()).find(is_small) else {
            return Ok(());
        };
        let mut standing = open(&small.incidence);
        standing[leak] = Standing::Published;
        let case = Case { incidence: &small.incidence, answers: &small.answers, threshold, standing: &standing };
        let (structure, proof) = decide_proved(&case, BUDGET).unwrap();
        prop_assert!(!structure.breaches.is_empty());
        prop_assert!(matches!(proof, Proof::Breached(_)), "{proof:?}");
    }

    /// Property 11, as far as it concerns structure.
    #[test]
    fn a_proof_cut_short_anywhere_shows_less_and_never_more(small in crossing(), threshold in 3_u32..=7, budget in 0_u64..12) {
        let standing = open(&small.incidence);
        let case = Case { incidence: &small.incidence, answers: &small.answers, threshold, standing: &standing };
        let (structure, proof) = decide_closed(&case, budget).unwrap();
        prop_assert_eq!(proof, Proof::NoSmallSet);
        prop_assert_eq!(derivable(&small, &structure.shown(), threshold), Vec::<Vec<usize>>::new());
        let (full, _) = decide_closed(&case, BUDGET).unwrap();
        for (cut_short, finished) in structure.shown().iter().zip(full.shown()) {
            prop_assert!(finished || !cut_short);
        }
        prop_assert!(full.verdicts.iter().all(|verdict| *verdict != Verdict::Secondary(Reason::Unproved)));
    }
}
