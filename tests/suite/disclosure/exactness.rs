//! Elimination modulo p against fractions, and the search for small sets against trying everything (property 8 and half of 7).

use std::time::Duration;

use pejling::disclosure::structure::classes::Classes;
use pejling::disclosure::structure::derivation::{derive, derive_contrast};
use pejling::disclosure::structure::elimination::Span;
use pejling::disclosure::structure::milp::{self, SignedSearch};
use pejling::disclosure::structure::modular::Residue;
use pejling::disclosure::structure::small_set::{self, Search};
use pejling::disclosure::structure::sparse::SparseVector;
use proptest::prelude::*;

use super::support::rational;
use super::support::small::{BUDGET, Small, crossing, derivable, derivable_contrasts};

fn sparse(vector: &[i64]) -> SparseVector {
    SparseVector::sum(
        vector
            .iter()
            .enumerate()
            .map(|(row, x)| (row, Residue::signed(*x)))
            .collect(),
    )
}

fn matrix() -> impl Strategy<Value = (Vec<Vec<i64>>, Vec<i64>)> {
    (1_usize..=7).prop_flat_map(|columns| {
        let vector = proptest::collection::vec(-2_i64..=2, columns);
        (proptest::collection::vec(vector.clone(), 0..=8), vector)
    })
}

fn with_shown() -> impl Strategy<Value = (Small, Vec<bool>)> {
    (crossing(), proptest::collection::vec(any::<bool>(), 7)).prop_map(|(small, mut shown)| {
        shown.truncate(small.incidence.groups().len());
        (small, shown)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_span_modulo_p_is_the_span_in_fractions((vectors, probe) in matrix()) {
        let mut span = Span::new(probe.len());
        for vector in &vectors {
            span.insert(&sparse(vector));
        }
        prop_assert_eq!(span.rank(), rational::rank(&vectors));
        prop_assert_eq!(span.contains(&sparse(&probe)), rational::contains(&vectors, &probe));
    }

    #[test]
    fn a_watched_vector_follows_exactly_when_it_is_in_the_span((vectors, probe) in matrix()) {
        let mut span = Span::new(probe.len());
        let watch = span.watch(&sparse(&probe));
        let mut taken = Vec::new();
        for vector in &vectors {
            taken.push(vector.clone());
            let with = rational::contains(&taken, &probe) && probe.iter().any(|x| *x != 0);
            let refused = matches!(span.offer(&sparse(vector)), pejling::disclosure::structure::elimination::Offer::Reveals(_));
            prop_assert_eq!(refused, with);
            if refused {
                taken.pop();
            }
        }
        prop_assert_eq!(span.follows(watch), probe.iter().all(|x| *x == 0));
    }

    #[test]
    fn the_search_finds_a_small_set_exactly_when_there_is_one((small, shown) in with_shown(), threshold in 2_u32..=8) {
        let classes = Classes::new(&small.incidence, &small.answers).unwrap();
        let truth = derivable(&small, &shown, threshold);
        match small_set::search(&classes, &shown, u64::from(threshold) - 1, BUDGET) {
            Search::None => prop_assert!(truth.is_empty(), "missed {truth:?}"),
            Search::Unknown => prop_assert!(false, "not finished"),
            Search::Found(sets) => {
                for rows in sets {
                    let atoms = classes.atoms_of(&rows);
                    prop_assert!(truth.contains(&atoms), "{atoms:?} does not follow");
                    let derivation = derive(&classes, &shown, &rows, Duration::from_secs(5));
                    prop_assert!(derivation.is_some(), "no derivation of {atoms:?}");
                }
            }
        }
    }

    #[test]
    fn contrasts_are_found_exactly_when_there_are_any((small, shown) in with_shown(), threshold in 2_u32..=6) {
        let classes = Classes::new(&small.incidence, &small.answers).unwrap();
        let truth = derivable_contrasts(&small, &classes, &shown, threshold);
        match small_set::contrasts(&classes, &shown, u64::from(threshold) - 1, BUDGET) {
            Search::None => prop_assert!(truth.is_empty(), "missed {truth:?}"),
            Search::Unknown => prop_assert!(false, "not finished"),
            Search::Found(found) => {
                for contrast in found {
                    let derivation = derive_contrast(&classes, &shown, &contrast);
                    prop_assert!(derivation.is_some(), "no derivation of {contrast:?}");
                    prop_assert!(truth.contains(&contrast), "{contrast:?} does not follow");
                }
            }
        }
    }

    #[test]
    fn a_search_without_steps_says_that_it_does_not_know((small, shown) in with_shown()) {
        let classes = Classes::new(&small.incidence, &small.answers).unwrap();
        if let Search::None = small_set::search(&classes, &shown, 4, 0) {
            // Only where there is nothing to look at.
            let span = small_set::span_of(&classes, &shown);
            prop_assert!(span.basis().all(|(pivot, _)| classes.answers()[pivot] > 4));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_integer_programme_agrees_as_far_as_it_reaches((small, shown) in with_shown()) {
        let classes = Classes::new(&small.incidence, &small.answers).unwrap();
        let exact = small_set::search(&classes, &shown, 4, BUDGET);
        if let SignedSearch::Found { rows, .. } = milp::search(&classes, &shown, 4, Duration::from_secs(10)) {
            prop_assert!(derivable(&small, &shown, 5).contains(&classes.atoms_of(&rows)));
            prop_assert!(matches!(exact, Search::Found(_)), "the exact search missed it");
        }
    }
}
