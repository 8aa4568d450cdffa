//! Cases at the edge (property 12), and input that does not fit.

use pejling::disclosure::structure::decision::{
    Case, Reason, Standing, StructureFault, Verdict, decide,
};
use pejling::disclosure::structure::incidence::{Group, Incidence, IncidenceFault};
use pejling::disclosure::structure::targets::Target;

use super::support::small::{Small, decided, derivable, proved};

fn tree(parent: &[Option<usize>], own: &[usize], answers: &[u32]) -> Small {
    Small {
        incidence: Incidence::from_tree(parent, own).unwrap().incidence,
        answers: answers.to_vec(),
    }
}

/// A department with networks of the given sizes.
fn department(networks: &[u32]) -> Small {
    let parent: Vec<Option<usize>> = (0..=networks.len())
        .map(|node| (node > 0).then_some(0))
        .collect();
    let own: Vec<usize> = parent
        .iter()
        .map(|parent| usize::from(parent.is_some()))
        .collect();
    tree(&parent, &own, networks)
}

fn group(id: u64, atoms: &[usize]) -> Group {
    Group {
        id,
        priority: 0,
        family: None,
        atoms: atoms.to_vec(),
    }
}

#[test]
fn a_group_of_k_is_shown_one_of_k_less_one_is_not_and_takes_one_with_it() {
    let structure = decided(&department(&[5, 4, 6]), 5);
    assert_eq!(structure.verdicts[0], Verdict::Shown);
    assert_eq!(structure.verdicts[2], Verdict::Primary);
    // The smallest that is large enough is hidden with it; otherwise the four were the department less the others.
    assert_eq!(
        structure.verdicts[1],
        Verdict::Secondary(Reason::Protects(Target::Group(2)))
    );
    assert_eq!(structure.verdicts[3], Verdict::Shown);
}

#[test]
fn a_group_in_which_nobody_answered_costs_nothing() {
    let structure = decided(&department(&[5, 0, 6]), 5);
    assert_eq!(structure.verdicts[2], Verdict::Primary);
    assert_eq!(structure.secondary(), 0);
}

#[test]
fn a_question_everybody_left_out_shows_nothing_and_hides_nothing_else() {
    let structure = decided(&department(&[0, 0, 0]), 5);
    assert!(
        structure
            .verdicts
            .iter()
            .all(|verdict| *verdict == Verdict::Primary)
    );
}

#[test]
fn two_hidden_networks_with_too_few_answers_together_take_a_third_with_them() {
    let small = department(&[2, 2, 6, 7, 8]);
    let structure = decided(&small, 5);
    let reason = Reason::Protects(Target::Remainder {
        outer: 0,
        family: 0,
    });
    assert_eq!(structure.verdicts[3], Verdict::Secondary(reason));
    assert!(structure.is_shown(4) && structure.is_shown(5));
}

#[test]
fn a_remainder_is_seen_through_networks_shown_inside_a_shown_group() {
    // A municipality with one answer of its own and a network of one, beside a department whose own two answers hide a network.
    let parent = [None, Some(0), Some(0), Some(0), Some(1), Some(1)];
    let small = tree(&parent, &[1; 6], &[1, 2, 6, 1, 6, 4]);
    let shown = decided(&small, 3).shown();
    assert_eq!(derivable(&small, &shown, 3), Vec::<Vec<usize>>::new());
    assert!(!shown[2], "the network of six goes with the one of one");
}

#[test]
fn ballots_directly_in_a_department_are_protected_like_a_network() {
    // Three answered in the department itself.
    let small = tree(&[None, Some(0), Some(0)], &[1, 1, 1], &[3, 9, 8]);
    let structure = decided(&small, 5);
    assert!(structure.is_shown(0) && structure.is_shown(1));
    assert_eq!(
        structure.verdicts[2],
        Verdict::Secondary(Reason::Protects(Target::Atoms(vec![0])))
    );
}

#[test]
fn a_member_of_two_networks_does_not_give_the_others_away() {
    // Atoms: only A (5), both (1), only B (4); all.
    let groups = vec![group(0, &[0, 1, 2]), group(1, &[0, 1]), group(2, &[1, 2])];
    let small = Small {
        incidence: Incidence::new(3, groups).unwrap(),
        answers: vec![5, 1, 4],
    };
    let structure = proved(&small, 5);
    // All less A is "only B": four answers. All less B is fine, but A and B together would give the one in both.
    assert_eq!(
        derivable(&small, &structure.shown(), 5),
        Vec::<Vec<usize>>::new()
    );
    assert_eq!(
        derivable(&small, &[true; 3], 5).len(),
        2,
        "positive control: showing all gives two sets away"
    );
    assert_eq!(structure.shown().iter().filter(|shown| **shown).count(), 2);
}

#[test]
fn what_was_hidden_for_the_survey_stays_hidden_for_the_question_and_does_not_follow() {
    // One network was hidden for the survey, and its fellow has nobody answering this question.
    let small = department(&[7, 0, 6, 9]);
    let mut standing = vec![Standing::Open; 5];
    standing[1] = Standing::Hidden;
    standing[2] = Standing::Hidden;
    let case = Case {
        incidence: &small.incidence,
        answers: &small.answers,
        threshold: 5,
        standing: &standing,
    };
    let structure = decide(&case).unwrap();
    assert_eq!(
        structure.verdicts[1],
        Verdict::Secondary(Reason::HiddenBefore)
    );
    assert_eq!(structure.verdicts[2], Verdict::Primary);
    // Otherwise the department less the two others would be the hidden network.
    assert_eq!(
        structure.verdicts[3],
        Verdict::Secondary(Reason::Protects(Target::Group(1)))
    );
    assert!(structure.is_shown(4));
}

#[test]
fn of_two_groups_that_cannot_both_be_shown_the_dearer_is_shown() {
    for (dear, cheap) in [(1, 2), (2, 1)] {
        let mut groups = vec![group(0, &[0, 1, 2]), group(1, &[0, 1]), group(2, &[1, 2])];
        groups[cheap].priority = 1;
        // A and B overlap in one person.
        let small = Small {
            incidence: Incidence::new(3, groups).unwrap(),
            answers: vec![9, 1, 9],
        };
        let structure = proved(&small, 5);
        assert!(structure.is_shown(dear));
        assert!(!structure.is_shown(cheap));
    }
}

#[test]
fn incidences_that_do_not_fit_are_refused_by_name() {
    let new = |groups: Vec<Group>| Incidence::new(2, groups).unwrap_err();
    assert_eq!(
        new(vec![group(0, &[2])]),
        IncidenceFault::UnknownAtom {
            group: 0,
            atom: 2,
            atoms: 2
        }
    );
    assert_eq!(
        new(vec![group(0, &[])]),
        IncidenceFault::EmptyGroup { group: 0 }
    );
    assert_eq!(
        new(vec![group(7, &[0]), group(7, &[1])]),
        IncidenceFault::SameId {
            first: 0,
            second: 1
        }
    );
    let crossing: Vec<Group> = (0..2)
        .map(|id| Group {
            family: Some(3),
            ..group(id, if id == 0 { &[0, 1] } else { &[1, 2] })
        })
        .collect();
    assert_eq!(
        Incidence::new(3, crossing).unwrap_err(),
        IncidenceFault::Crossing {
            group: 1,
            family: 3
        }
    );
    let tree = |parent: &[Option<usize>]| {
        Incidence::from_tree(parent, &vec![1; parent.len()]).unwrap_err()
    };
    assert_eq!(
        tree(&[None, Some(5)]),
        IncidenceFault::UnknownParent { node: 1, parent: 5 }
    );
    assert!(matches!(
        tree(&[Some(1), Some(0)]),
        IncidenceFault::Cycle { .. }
    ));
    assert_eq!(
        Incidence::from_tree(&[None], &[]).unwrap_err(),
        IncidenceFault::Length {
            given: 0,
            expected: 1
        }
    );
    let empty = Incidence::from_tree(&[None, Some(0)], &[1, 0]).unwrap_err();
    assert_eq!(empty, IncidenceFault::EmptyGroup { group: 1 });
    let cut = department(&[5, 5])
        .incidence
        .with_cut(50, 1, None, &[vec![9]])
        .unwrap_err();
    assert_eq!(
        cut,
        IncidenceFault::UnknownGroup {
            group: 9,
            groups: 3
        }
    );
}

#[test]
fn a_cut_is_the_union_of_its_groups() {
    let incidence = department(&[5, 6, 7])
        .incidence
        .with_cut(50, 1, Some(1), &[vec![1, 3], vec![2]])
        .unwrap();
    assert_eq!(incidence.groups()[4].atoms, vec![0, 2]);
    assert_eq!(
        (incidence.groups()[5].id, incidence.groups()[5].priority),
        (51, 1)
    );
}

#[test]
fn decisions_about_input_that_does_not_fit_are_refused() {
    let small = department(&[5, 6]);
    let decide = |answers: &[u32], threshold: u32, standing: &[Standing]| {
        decide(&Case {
            incidence: &small.incidence,
            answers,
            threshold,
            standing,
        })
        .unwrap_err()
    };
    let open = [Standing::Open; 3];
    assert_eq!(decide(&[5, 6], 1, &open), StructureFault::Threshold(1));
    let length =
        |given, expected| StructureFault::Incidence(IncidenceFault::Length { given, expected });
    assert_eq!(decide(&[5], 5, &open), length(1, 2));
    assert_eq!(decide(&[5, 6], 5, &open[..1]), length(1, 3));
}
