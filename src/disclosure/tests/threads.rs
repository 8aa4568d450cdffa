//! Any number of threads publishes the same bytes, and what is told meanwhile is the same whatever was answered.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Mutex;

use crate::base::Threads;
use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::solver::{Microlp, Outcome, Solver};
use crate::disclosure::fixture::Case;
use crate::disclosure::{Certificate, CutOrder, Ledger, Release};

const BALLOTS: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

fn case(seed: u64, threads: usize) -> Case {
    Case {
        threads: Threads::new(NonZeroUsize::new(threads).unwrap()),
        ..Case::new(&BALLOTS, seed, seed)
    }
}

fn bytes((release, certificate): &(Release, Certificate)) -> (String, String) {
    (release.to_json().to_owned(), certificate.to_json().unwrap())
}

thread_local! {
    /// Whether this is the thread of a test, and none that the audit started.
    static OWN: Cell<bool> = const { Cell::new(false) };
}

/// Notes whether it is asked on the test's own thread.
#[derive(Default)]
struct Noting(Mutex<Vec<bool>>);

impl Solver for Noting {
    fn feasible(&self, model: &Model, wish: Option<&Span>) -> Outcome {
        self.0.lock().unwrap().push(OWN.get());
        Microlp::default().feasible(model, wish)
    }
}

#[test]
fn a_release_and_the_cuts_after_it_are_the_same_bytes_for_any_number_of_threads() {
    let order = CutOrder::By("facilitator".into());
    let mut documents = BTreeSet::new();
    for seed in 0..4 {
        let published = |threads: usize| {
            let case = case(seed, threads);
            let mut ledger = Ledger::open(Vec::new()).unwrap();
            let first = case.certified(&mut ledger).unwrap();
            let earlier = std::slice::from_ref(&first.0);
            let second = case.supplement(earlier, &order, &mut ledger).unwrap();
            [bytes(&first), bytes(&second)]
        };
        let one = published(1);
        // Twenty are more than there are questions: what is left of them audits the blocks of each.
        for threads in [2, 3, 20] {
            assert!(published(threads) == one, "seed {seed}, {threads} threads");
        }
        documents.extend(one);
    }
    // The control: other answers are other bytes.
    assert_eq!(documents.len(), 8);
}

#[test]
fn several_threads_do_the_work_where_several_may() {
    OWN.set(true);
    let asked = |threads: usize| -> Vec<bool> {
        (0..4)
            .flat_map(|seed| {
                let solver = Noting::default();
                let mut ledger = Ledger::open(Vec::new()).unwrap();
                case(seed, threads)
                    .certified_by(&solver, &mut ledger)
                    .unwrap();
                solver.0.into_inner().unwrap()
            })
            .collect()
    };
    let (one, three) = (asked(1), asked(3));
    assert!(!one.is_empty() && one.iter().all(|own| *own));
    // As often, and never on the thread that waits for them.
    assert_eq!(three.len(), one.len());
    assert!(!three.contains(&true));
}

#[test]
fn what_is_told_of_the_progress_is_the_same_whatever_was_answered() {
    let told = |content: u64, threads: usize| {
        let case = Case {
            threads: Threads::new(NonZeroUsize::new(threads).unwrap()),
            ..Case::new(&BALLOTS, 1, content)
        };
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        case.certified(&mut ledger).unwrap();
        case.heard.into_inner()
    };
    let first = told(0, 1);
    let all = first.len();
    assert!(all > 10);
    assert!(first.iter().copied().eq((1..=all).map(|done| (done, all))));
    for (content, threads) in [(1, 1), (2, 1), (3, 3), (0, 2), (4, 20)] {
        assert_eq!(
            told(content, threads),
            first,
            "{content}, {threads} threads"
        );
    }
}
