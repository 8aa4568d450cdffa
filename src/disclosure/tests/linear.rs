//! Every report of a release taken together, as a linear system: whatever is added and subtracted, no set of fewer people than the
//! minimum group can be singled out, for the survey or for any question.

use crate::base::GroupTree;
use crate::disclosure::document::Shown;
use crate::disclosure::fixture::Case;
use crate::disclosure::tabulate::tabulate;
use crate::disclosure::{Policy, ReleaseDocument};
use crate::instrument::Sensitivity;

/// A prime; a system that is independent modulo it is independent.
const P: u64 = 2_147_483_647;

/// Trees of ballots: networks of 6 to 8 under two levels, some of them with few answers or ballots directly in the level.
const BALLOTS: [[usize; 9]; 4] = [
    [0, 0, 0, 6, 7, 6, 4, 8, 5],
    [0, 0, 0, 5, 5, 6, 6, 8, 7],
    [5, 0, 5, 7, 6, 6, 3, 8, 2],
    [0, 5, 0, 5, 4, 6, 7, 5, 7],
];

/// The strata below a group, as a row of the system.
fn row(tree: &GroupTree, group: usize) -> Vec<u64> {
    (0..tree.groups().len())
        .map(|stratum| u64::from(tree.path(stratum).any(|at| at == group)))
        .collect()
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut product = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            product = product * base % P;
        }
        base = base * base % P;
        exponent /= 2;
    }
    product
}

/// A system in echelon form.
#[derive(Default)]
pub(in crate::disclosure) struct System(Vec<Vec<u64>>);

impl System {
    fn reduced(&self, mut row: Vec<u64>) -> Vec<u64> {
        for pivot in &self.0 {
            let Some(column) = pivot.iter().position(|entry| *entry != 0) else {
                continue;
            };
            let factor = row[column] * power(pivot[column], P - 2) % P;
            for (entry, taken) in row.iter_mut().zip(pivot) {
                *entry = (*entry + (P - factor) * taken) % P;
            }
        }
        row
    }

    pub(in crate::disclosure) fn add(&mut self, row: Vec<u64>) {
        let row = self.reduced(row);
        if row.iter().any(|entry| *entry != 0) {
            self.0.push(row);
        }
    }

    pub(in crate::disclosure) fn gives(&self, row: Vec<u64>) -> bool {
        self.reduced(row).iter().all(|entry| *entry == 0)
    }
}

/// All sets of strata with 1 to `k - 1` answers that follow from what is shown of these groups; every set is tried.
fn small_sets(tree: &GroupTree, shown: &[bool], own: &[u32], k: u32) -> Vec<u32> {
    let mut system = System::default();
    for (group, _) in shown.iter().enumerate().filter(|(_, shown)| **shown) {
        system.add(row(tree, group));
    }
    // A stratum without answers is known to be empty.
    let occupied: Vec<usize> = (0..own.len()).filter(|at| own[*at] > 0).collect();
    for (empty, _) in own.iter().enumerate().filter(|(_, own)| **own == 0) {
        system.add((0..own.len()).map(|at| u64::from(at == empty)).collect());
    }
    (1_u32..1 << occupied.len())
        .filter_map(|mask| {
            let inside = |at: &usize| {
                occupied
                    .iter()
                    .position(|one| one == at)
                    .is_some_and(|bit| mask >> bit & 1 == 1)
            };
            let answers = (0..own.len()).filter(inside).map(|at| own[at]).sum::<u32>();
            let set = (0..own.len()).map(|at| u64::from(inside(&at))).collect();
            (answers < k && system.gives(set)).then_some(answers)
        })
        .collect()
}

fn sizes_shown(document: &ReleaseDocument) -> Vec<bool> {
    let shown = |size: &Shown<_>| matches!(size, Shown::Shown(_));
    document
        .groups
        .iter()
        .map(|group| shown(&group.size))
        .collect()
}

#[test]
fn no_sum_or_difference_of_reports_is_a_small_group() {
    let policy = Policy::preset("ordinary").unwrap();
    let k = policy.minimum(Sensitivity::Ordinary);
    let (mut tried, mut by_size_alone) = (0, 0);
    for (ballots, seed) in BALLOTS
        .iter()
        .flat_map(|ballots| (0..4).map(move |seed| (ballots, seed)))
    {
        let case = Case::new(ballots, seed, seed);
        let release = case.release();
        let document = release.document();
        let raw = tabulate(&case.microdata(), &case.instrument, &case.tree)
            .unwrap_or_else(|refusal| panic!("{refusal}"));
        let found = small_sets(&case.tree, &sizes_shown(document), &raw.own, k);
        assert!(
            found.is_empty(),
            "the survey, {ballots:?}, seed {seed}: {found:?}"
        );
        for (table, counted) in document.tables.iter().zip(&raw.tables) {
            let shown: Vec<bool> = table
                .cells
                .iter()
                .map(|cell| matches!(cell.figures, Shown::Shown(_)))
                .collect();
            let found = small_sets(&case.tree, &shown, &counted.own, k);
            assert!(
                found.is_empty(),
                "{:?}, {ballots:?}, seed {seed}: {found:?}",
                table.about
            );
            tried += 1;
            // The control: whatever has enough answers by itself is shown, as survey tools do.
            let vendor: Vec<bool> = counted
                .groups
                .iter()
                .map(|counts| counts.base >= k)
                .collect();
            by_size_alone += small_sets(&case.tree, &vendor, &counted.own, k).len();
        }
    }
    assert!(tried >= 170, "{tried} questions only");
    assert!(
        by_size_alone >= 50,
        "the control found only {by_size_alone}"
    );
}
