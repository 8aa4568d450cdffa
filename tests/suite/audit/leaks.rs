//! Planted leaks: an engine that forgets a rule, and the audit that finds out, with a derivation.

use std::sync::Arc;

use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::check::{Refusal, check};
use pejling::disclosure::audit::display::tenths_range;
use pejling::disclosure::audit::explain::{Derivation, explain};
use pejling::disclosure::audit::frame::{Family, Frame};
use pejling::disclosure::audit::question::{Fact, Kind, Publisher, Role, Shown};
use pejling::disclosure::audit::search::{Settings, Violation, audit};
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::audit::target::{Origin, Rule, Thresholds};
use pejling::disclosure::audit::walk::Walker;
use pejling::disclosure::certificate::Entry;

use super::instance::Product;

/// How the engine is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mutant {
    None,
    /// The exact mean of a small group, however extreme.
    NoCap,
    /// The favourable share with a decimal: an exact count.
    Percentage,
}

impl Mutant {
    fn row(self, counts: &[u32]) -> Option<Published> {
        let mut row = Product::row(counts, 0)?;
        let n: u32 = counts.iter().sum();
        let kind = Kind::rating(5, false);
        let fact = |role| {
            let weights = kind.weights(role).unwrap().to_vec();
            let value = pejling::disclosure::audit::question::form(&weights, counts);
            Fact {
                weights,
                low: value,
                high: value,
            }
        };
        let (extra, shown) = match self {
            Self::None => return Some(row),
            Self::NoCap => {
                let mut fact = fact(Role::Sum);
                let tenths = (20 * fact.low + i64::from(n)) / (2 * i64::from(n));
                (fact.low, fact.high) = tenths_range(tenths, i64::from(n));
                (fact, tenths)
            }
            Self::Percentage => {
                let fact = fact(Role::Favourable);
                let share = fact.low * 1000 / i64::from(n);
                (fact, share)
            }
        };
        if n < 10 {
            row.facts.push(extra);
            row.shown.0.extend(shown.to_be_bytes());
        }
        Some(row)
    }
}

impl Publisher for Mutant {
    fn publish(&self, _: usize, counts: &[u32]) -> Shown {
        self.row(counts).map_or(Shown(Vec::new()), |row| row.shown)
    }
}

/// A department (group 0) of networks (groups 1, 2, ...).
struct Department {
    frame: Frame,
    counts: Vec<Vec<u32>>,
    n: Vec<u32>,
}

impl Department {
    fn new(networks: &[[u32; 5]]) -> Self {
        let mut groups = vec![(0..networks.len()).collect()];
        groups.extend((0..networks.len()).map(|atom| vec![atom]));
        let family = Family {
            parent: 0,
            children: (1..=networks.len()).collect(),
        };
        let total = (0..5)
            .map(|at| networks.iter().map(|row| row[at]).sum())
            .collect();
        let mut counts: Vec<Vec<u32>> = vec![total];
        counts.extend(networks.iter().map(|row| row.to_vec()));
        Self {
            frame: Frame::new(networks.len(), groups, vec![family]).unwrap(),
            n: networks.iter().map(|row| row.iter().sum()).collect(),
            counts,
        }
    }

    fn sheet(&self, mutant: Mutant, hidden: &[usize]) -> Sheet<'_> {
        Sheet {
            frame: &self.frame,
            kind: Arc::new(Kind::rating(5, false)),
            n: &self.n,
            published: self
                .counts
                .iter()
                .enumerate()
                .map(|(id, counts)| {
                    if hidden.contains(&id) {
                        None
                    } else {
                        mutant.row(counts)
                    }
                })
                .collect(),
        }
    }
}

type Found = (Origin, Violation, Option<Derivation>);

fn find(sheet: &Sheet<'_>, publisher: &dyn Publisher) -> Vec<Found> {
    let rules = Thresholds::default();
    let solver = Microlp::default();
    let (mut found, mut entries) = (Vec::new(), Vec::new());
    for block in split(sheet, &rules).questions {
        let done = audit(
            &block,
            &rules,
            &mut Walker::new(),
            &solver,
            &Settings::default(),
            &[],
        )
        .unwrap();
        for violation in &done.violations {
            let origin = block.targets[violation.need.target].origin;
            found.push((origin, *violation, explain(&block, violation, &solver)));
        }
        entries.push(Entry {
            block: block.key,
            worlds: done.worlds,
        });
    }
    // The checker comes to the same verdict.
    match check(sheet, &rules, publisher, &entries) {
        Ok(_) => assert!(found.is_empty()),
        Err(Refusal::Unproven { .. }) => assert!(!found.is_empty()),
        Err(other) => panic!("{other}"),
    }
    found
}

fn text(found: &Found) -> String {
    let derivation = found.2.as_ref().unwrap();
    assert!(derivation.minimal);
    derivation.text(|group| {
        if group == 0 {
            "Department".to_owned()
        } else {
            format!("network {group}")
        }
    })
}

const PLAIN: [[u32; 5]; 6] = [
    [0, 1, 2, 2, 1],
    [1, 0, 2, 3, 1],
    [0, 1, 1, 2, 2],
    [0, 1, 1, 3, 2],
    [0, 0, 1, 2, 0],
    [1, 0, 0, 1, 1],
];

#[test]
fn the_control_without_a_planted_leak_is_safe() {
    let department = Department::new(&PLAIN);
    let found = find(&department.sheet(Mutant::None, &[5, 6]), &Mutant::None);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_mean_without_its_cap_is_caught() {
    let mut networks = PLAIN;
    networks[0] = [0, 0, 0, 1, 5];
    let department = Department::new(&networks);
    assert!(find(&department.sheet(Mutant::None, &[5, 6]), &Mutant::None).is_empty());
    let found = find(&department.sheet(Mutant::NoCap, &[5, 6]), &Mutant::NoCap);
    let leak = found
        .iter()
        .find(|(origin, ..)| *origin == Origin::Shown(1))
        .unwrap();
    assert_eq!(leak.1.need.rule, Rule::Certainty);
    let text = text(leak);
    assert!(
        text.contains("network 1 (6 answers): \"sum of scores\" is 29\n"),
        "{text}"
    );
    assert!(
        text.contains("at least 6 of the 6 answers are \"favourable\"")
            || text.contains("at least 5 of the 6"),
        "{text}"
    );
}

#[test]
fn a_percentage_with_a_decimal_is_caught() {
    let mut networks = PLAIN;
    networks[0] = [0, 1, 0, 4, 1];
    networks[1] = [1, 0, 0, 3, 3];
    let department = Department::new(&networks);
    assert!(find(&department.sheet(Mutant::None, &[5, 6]), &Mutant::None).is_empty());
    let found = find(
        &department.sheet(Mutant::Percentage, &[5, 6]),
        &Mutant::Percentage,
    );
    // Exact counts of all shown networks leave an exact count to those hidden, and tell members of networks 1 and 2 too much.
    let leak = found
        .iter()
        .find(|(origin, ..)| *origin == Origin::Shown(1))
        .unwrap();
    assert!(text(leak).contains("\"favourable\" is 5"), "{}", text(leak));
}

#[test]
fn a_remainder_of_one_small_network_is_caught() {
    let department = Department::new(&PLAIN[..5]);
    // The rule would hide a second network.
    let found = find(&department.sheet(Mutant::None, &[5]), &Mutant::None);
    let leak = found
        .iter()
        .find(|found| {
            found.1.need.rule == Rule::Recovery
                && text(found).contains("\"sum of scores\" is exactly 11")
        })
        .unwrap();
    assert_eq!(leak.0, Origin::Hidden(5));
    let text = text(leak);
    for line in [
        "Department (",
        "network 1 (6 answers)",
        "network 4 (7 answers)",
        "the hidden group network 5",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert!(find(&department.sheet(Mutant::None, &[3, 5]), &Mutant::None).is_empty());
}

#[test]
fn a_wrong_number_of_answers_is_caught() {
    let department = Department::new(&PLAIN);
    let mut sheet = department.sheet(Mutant::None, &[5, 6]);
    let mut more = department.counts[2].clone();
    more[3] += 1;
    // A row made from one answer too many, as if somebody's ballot counted twice.
    sheet.published[2] = Mutant::None.row(&more);
    let rules = Thresholds::default();
    let block = split(&sheet, &rules).questions.remove(0);
    let solver = Microlp::default();
    let done = audit(
        &block,
        &rules,
        &mut Walker::new(),
        &solver,
        &Settings::default(),
        &[],
    )
    .unwrap();
    let entry = Entry {
        block: block.key,
        worlds: done.worlds,
    };
    let refused = check(&sheet, &rules, &Mutant::None, &[entry]).unwrap_err();
    assert_eq!(
        refused,
        Refusal::Differs {
            block: 0,
            world: 0,
            group: 2
        }
    );
}

#[test]
fn an_exact_row_around_exact_rows_does_not_undo_a_bound_unseen() {
    // Three departments of 20 and more; the third has nearly everybody favourable, which its own row only bounds.
    let frame = Frame::new(
        3,
        vec![vec![0, 1, 2], vec![0], vec![1], vec![2]],
        vec![Family {
            parent: 0,
            children: vec![1, 2, 3],
        }],
    )
    .unwrap();
    let counts = [
        [7, 7, 8, 18, 20],
        [4, 4, 4, 4, 4],
        [3, 3, 4, 4, 6],
        [0, 0, 0, 10, 10],
    ];
    let sheet = Sheet {
        frame: &frame,
        kind: Arc::new(Kind::rating(5, false)),
        n: &[20, 20, 20],
        published: counts.iter().map(|row| Mutant::None.row(row)).collect(),
    };
    let found = find(&sheet, &Mutant::None);
    let leak = found
        .iter()
        .find(|(origin, ..)| *origin == Origin::Shown(3))
        .unwrap();
    let text = text(leak);
    assert!(
        text.contains("at least 20 of the 20 answers are \"favourable\""),
        "{text}"
    );
}
