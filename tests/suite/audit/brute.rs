//! Property 7: on instances small enough to write down every table of answers, audit, solver and checker agree with the enumeration.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::check::{Refusal, check};
use pejling::disclosure::audit::frame::{Family, Frame};
use pejling::disclosure::audit::model::{Model, Span};
use pejling::disclosure::audit::question::{Fact, Kind, Publisher, Role, Shown, form, unit};
use pejling::disclosure::audit::search::{Settings, audit};
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::audit::solver::{Microlp, Outcome, Solver};
use pejling::disclosure::audit::spread::audit_spread;
use pejling::disclosure::audit::target::{Origin, Rule, Thresholds};
use pejling::disclosure::audit::walk::Walker;
use pejling::disclosure::certificate::Entry;

/// Every way that `n` people give one of `categories` answers.
pub(crate) fn compositions(n: u32, categories: usize) -> Vec<Vec<u32>> {
    if categories == 1 {
        return vec![vec![n]];
    }
    let mut all = Vec::new();
    for first in 0..=n {
        for mut rest in compositions(n - first, categories - 1) {
            rest.insert(0, first);
            all.push(rest);
        }
    }
    all
}

/// What a group publishes, in ways that need no minimum size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Nothing,
    Counts,
    First,
    Middle,
    Last,
    Sum,
    RoughSum,
}

#[derive(Clone, Debug)]
pub(crate) struct Tiny {
    pub(crate) kind: Kind,
    pub(crate) modes: Vec<Mode>,
}

impl Tiny {
    fn forms(&self, mode: Mode) -> Vec<(Vec<i64>, i64)> {
        let m = self.kind.categories;
        let scores: Vec<i64> = (1_i64..).take(m).collect();
        let or_unit = |role, at| {
            self.kind
                .weights(role)
                .map_or_else(|| unit(m, at), <[i64]>::to_vec)
        };
        match mode {
            Mode::Nothing => Vec::new(),
            Mode::Counts => (0..m).map(|at| (unit(m, at), 1)).collect(),
            Mode::First => vec![(or_unit(Role::Unfavourable, 0), 1)],
            Mode::Middle => vec![(unit(m, m / 2), 1)],
            Mode::Last => vec![(or_unit(Role::Favourable, m - 1), 1)],
            Mode::Sum => vec![(scores, 1)],
            Mode::RoughSum => vec![(scores, 3)],
        }
    }

    pub(crate) fn row(&self, group: usize, counts: &[u32]) -> Option<Published> {
        let mode = self.modes[group];
        let facts: Vec<Fact> = self
            .forms(mode)
            .into_iter()
            .map(|(weights, step)| {
                let low = form(&weights, counts) / step * step;
                Fact {
                    weights,
                    low,
                    high: low + step - 1,
                }
            })
            .collect();
        (mode != Mode::Nothing).then(|| Published {
            facts,
            exact: (mode == Mode::Counts).then(|| counts.to_vec()),
            shown: self.publish(group, counts),
        })
    }
}

impl Publisher for Tiny {
    fn publish(&self, group: usize, counts: &[u32]) -> Shown {
        let forms = self.forms(self.modes[group]);
        let numbers: Vec<i64> = forms
            .iter()
            .map(|(weights, step)| form(weights, counts) / step)
            .collect();
        Shown(format!("{numbers:?}").into_bytes())
    }
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) tiny: Tiny,
    pub(super) frame: Frame,
    pub(super) truth: Vec<Vec<u32>>,
}

pub(super) fn sum_over(table: &[Vec<u32>], atoms: &[usize], m: usize) -> Vec<u32> {
    let mut sum = vec![0; m];
    for atom in atoms {
        for (total, count) in sum.iter_mut().zip(&table[*atom]) {
            *total += count;
        }
    }
    sum
}

pub(super) fn cases() -> impl Strategy<Value = Case> {
    let modes = prop::sample::select(vec![
        Mode::Nothing,
        Mode::Counts,
        Mode::Counts,
        Mode::First,
        Mode::Middle,
        Mode::Last,
        Mode::Sum,
        Mode::RoughSum,
    ]);
    (3_usize..=5, any::<bool>(), 1_usize..=4).prop_flat_map(move |(m, ordered, atoms)| {
        let rated = ordered && m % 2 == 1;
        // Few people where there are many answers, so that the tables can be written down.
        let most = if m == 5 { 6 } else { 8 };
        let people = prop::collection::vec((0..atoms, 0..m), 1..=most);
        let groups = prop::collection::vec(
            (
                prop::collection::btree_set(0..atoms, 1..=atoms),
                modes.clone(),
            ),
            1..=3,
        );
        (people, groups).prop_map(move |(people, groups)| {
            let mut truth = vec![vec![0; m]; atoms];
            for (atom, answer) in people {
                truth[atom][answer] += 1;
            }
            let (sets, modes): (Vec<BTreeSet<usize>>, Vec<Mode>) = groups.into_iter().unzip();
            let sets: Vec<Vec<usize>> = sets
                .into_iter()
                .map(|set| set.into_iter().collect())
                .collect();
            let inside = |outer: &Vec<usize>, inner: &Vec<usize>| {
                outer != inner && inner.iter().all(|atom| outer.contains(atom))
            };
            let families = sets.iter().enumerate().map(|(parent, outer)| Family {
                parent,
                children: (0..sets.len())
                    .filter(|at| inside(outer, &sets[*at]))
                    .collect(),
            });
            let families: Vec<Family> = families
                .filter(|family| !family.children.is_empty())
                .collect();
            Case {
                tiny: Tiny {
                    kind: if rated {
                        Kind::rating(m, false)
                    } else {
                        Kind::choice(m)
                    },
                    modes,
                },
                frame: Frame::new(atoms, sets, families).unwrap(),
                truth,
            }
        })
    })
}

/// All tables of answers that publish the same.
pub(super) fn fibre(case: &Case) -> Vec<Vec<Vec<u32>>> {
    let m = case.tiny.kind.categories;
    let mut tables: Vec<Vec<Vec<u32>>> = vec![Vec::new()];
    for row in &case.truth {
        let ways = compositions(row.iter().sum(), m);
        tables = tables
            .into_iter()
            .flat_map(|table| {
                ways.iter().map(move |way| {
                    let mut longer = table.clone();
                    longer.push(way.clone());
                    longer
                })
            })
            .collect();
    }
    let publish = |table: &[Vec<u32>]| -> Vec<Shown> {
        let groups = case.frame.groups().iter().enumerate();
        groups
            .map(|(id, atoms)| case.tiny.publish(id, &sum_over(table, atoms, m)))
            .collect()
    };
    let truth = publish(&case.truth);
    tables.retain(|table| publish(table) == truth);
    tables
}

pub(super) const RULES: Thresholds = Thresholds {
    minimum: 4,
    coalition: 1,
    large: 6,
};

type Finding = (Origin, Rule, usize);

/// The rules, straight from their wording, over all tables.
fn expected(case: &Case, sheet: &Sheet<'_>, fibre: &[Vec<Vec<u32>>]) -> BTreeSet<Finding> {
    let kind = &case.tiny.kind;
    let mut findings = BTreeSet::new();
    for people in sheet.people(&RULES) {
        let zero_around = |weights: &[i64]| {
            case.frame.groups().iter().enumerate().any(|(id, atoms)| {
                let around = people.atoms.iter().all(|atom| atoms.contains(atom));
                let counts = sum_over(&case.truth, atoms, kind.categories);
                let nobody = form(weights, &counts) == 0;
                let said = case.tiny.modes[id] == Mode::Counts
                    || case
                        .tiny
                        .forms(case.tiny.modes[id])
                        .contains(&(weights.to_vec(), 1));
                around && sheet.answers(atoms) >= RULES.large && nobody && said
            })
        };
        for (index, measure) in kind.measures.iter().enumerate() {
            let values = fibre.iter().map(|table| {
                form(
                    &measure.weights,
                    &sum_over(table, &people.atoms, kind.categories),
                )
            });
            let (low, high) = (values.clone().min().unwrap(), values.max().unwrap());
            let n = i64::from(people.n);
            let mut found = |rule| findings.insert((people.origin, rule, index));
            if measure.role != Role::Sum && low > (n - 2).max(0) {
                found(Rule::Certainty);
            }
            if people.n >= RULES.minimum {
                continue;
            }
            let width = high - low;
            let recovered = match measure.role {
                Role::Point => false,
                Role::Favourable => width < 1,
                Role::Sum => width < 2,
                Role::Unfavourable | Role::Choice => width < 1 && !zero_around(&measure.weights),
            };
            if recovered {
                found(Rule::Recovery);
            }
            if measure.role == Role::Unfavourable && low > 0 {
                found(Rule::FingerPointing);
            }
        }
    }
    findings
}

pub(super) fn agree(case: &Case, moves: u32, solver: &dyn Solver) -> Result<(), TestCaseError> {
    let m = case.tiny.kind.categories;
    let n: Vec<u32> = case.truth.iter().map(|row| row.iter().sum()).collect();
    let groups = case.frame.groups().iter().enumerate();
    let sheet = Sheet {
        frame: &case.frame,
        kind: Arc::new(case.tiny.kind.clone()),
        n: &n,
        published: groups
            .map(|(id, atoms)| case.tiny.row(id, &sum_over(&case.truth, atoms, m)))
            .collect(),
    };
    let fibre = fibre(case);
    let expected = expected(case, &sheet, &fibre);
    let settings = Settings {
        moves,
        first_moves: moves,
        ..Settings::default()
    };
    let (mut found, mut entries) = (BTreeSet::new(), Vec::new());
    let mut walker = Walker::new();
    let blocks = split(&sheet, &RULES);
    let mut pools = Vec::new();
    for block in &blocks.questions {
        let audit = audit(block, &RULES, &mut walker, solver, &settings, &[]).unwrap();
        for violation in &audit.violations {
            prop_assert!(violation.proven);
            let origin = block.targets[violation.need.target].origin;
            found.insert((origin, violation.need.rule, violation.need.measure));
        }
        // The solver's bounds of a block are those of the enumeration.
        let model = Model::new(block);
        if let Some(target) = block.targets.first() {
            let atoms: Vec<usize> = target.atoms.iter().map(|at| block.atoms[*at]).collect();
            for measure in &case.tiny.kind.measures {
                let least = fibre
                    .iter()
                    .map(|table| form(&measure.weights, &sum_over(table, &atoms, m)))
                    .min()
                    .unwrap();
                for (cap, possible) in [(least, true), (least - 1, false)] {
                    let wish = Span {
                        atoms: target.atoms.clone(),
                        facts: vec![Fact {
                            weights: measure.weights.clone(),
                            low: -1,
                            high: cap,
                        }],
                    };
                    let outcome = solver.feasible(&model, Some(&wish));
                    prop_assert_eq!(matches!(outcome, Outcome::World(_)), possible);
                }
            }
        }
        pools.push(audit.worlds);
    }
    let (violations, _) = audit_spread(&blocks, &mut pools, &RULES, &mut walker, solver, &settings);
    for violation in &violations {
        prop_assert!(violation.proven);
        let origin = blocks.spread[violation.need.target].people.origin;
        found.insert((origin, violation.need.rule, violation.need.measure));
    }
    for (block, worlds) in blocks.questions.iter().zip(pools) {
        entries.push(Entry {
            block: block.key,
            worlds,
        });
    }
    prop_assert_eq!(&found, &expected);
    match check(&sheet, &RULES, &case.tiny, &entries) {
        Ok(_) => prop_assert!(expected.is_empty()),
        Err(Refusal::Unproven { origin, rule, .. }) => {
            prop_assert!(expected.iter().any(|(o, r, _)| (*o, *r) == (origin, rule)));
        }
        Err(other) => prop_assert!(false, "{}", other),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn the_audit_finds_exactly_what_writing_down_all_tables_finds(case in cases()) {
        agree(&case, 300, &Microlp::default())?;
    }

    #[test]
    fn without_the_walk_the_solver_finds_the_same(case in cases()) {
        agree(&case, 0, &Microlp::default())?;
    }
}
