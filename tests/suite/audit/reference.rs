//! Cases with known answers from the literature: Handbook on Statistical Disclosure Control (2nd edition, CC BY-SA 4.0; numbers only),
//! sections 5.2 (group and within-group disclosure) and 5.7 (means beside perturbed counts).

use std::sync::Arc;

use pejling::disclosure::audit::block::split;
use pejling::disclosure::audit::frame::Frame;
use pejling::disclosure::audit::model::{Model, Span};
use pejling::disclosure::audit::question::{Fact, Kind, Shown, unit};
use pejling::disclosure::audit::search::{Settings, audit};
use pejling::disclosure::audit::sheet::{Published, Sheet};
use pejling::disclosure::audit::solver::{Microlp, Outcome, Solver};
use pejling::disclosure::audit::target::{Rule, Thresholds};
use pejling::disclosure::audit::walk::Walker;

fn row_violates(counts: [u32; 2], coalition: u32) -> Vec<Rule> {
    let frame = Frame::new(1, vec![vec![0]], vec![]).unwrap();
    let n = [counts[0] + counts[1]];
    let facts = counts.iter().enumerate().map(|(at, count)| Fact {
        weights: unit(2, at),
        low: i64::from(*count),
        high: i64::from(*count),
    });
    let sheet = Sheet {
        frame: &frame,
        kind: Arc::new(Kind::choice(2)),
        n: &n,
        published: vec![Some(Published {
            facts: facts.collect(),
            exact: Some(counts.to_vec()),
            shown: Shown(format!("{counts:?}").into_bytes()),
        })],
    };
    let rules = Thresholds {
        coalition,
        ..Thresholds::default()
    };
    let block = split(&sheet, &rules).questions.remove(0);
    let solver = Microlp::default();
    let done = audit(
        &block,
        &rules,
        &mut Walker::new(),
        &solver,
        &Settings::default(),
        &[],
    );
    done.unwrap()
        .violations
        .iter()
        .map(|violation| violation.need.rule)
        .collect()
}

#[test]
fn marital_status_by_hours_the_first_row_tells_all_the_second_tells_a_member() {
    assert_eq!(row_violates([6, 0], 0), [Rule::Certainty]);
    assert_eq!(row_violates([6, 0], 1), [Rule::Certainty]);
    assert_eq!(row_violates([5, 1], 0), []);
    assert_eq!(row_violates([5, 1], 1), [Rule::Certainty]);
    // Passes R1; four are below the minimum group, so exact counts break R2.
    assert_eq!(row_violates([2, 2], 1), [Rule::Recovery, Rule::Recovery]);
}

/// Two groups and their total: counts perturbed by at most 2, means exact to their decimals. Persons are the unknowns: atom 0 and 1
/// may have so many; the third row is their sum.
#[test]
fn means_beside_perturbed_counts_are_unpicked_by_integers() {
    // Means 11.25 of n1, 7.9167 of n2, 9.25 of n1 + n2, shown counts 9, 14, 19. The sum of the first must be 11.25 n1, so n1 is a
    // multiple of 4; of the second 7.9167 n2 within rounding, so a multiple of 12; the total of all 9.25 (n1 + n2) a multiple of 4.
    let fits = |n: i64, ten_thousandths: i64| {
        let sum = (n * ten_thousandths + 5_000) / 10_000;
        ((20_000 * sum + n) / (2 * n) == ten_thousandths).then_some(sum)
    };
    let mut found = Vec::new();
    for first in 7..=11 {
        for second in 12..=16 {
            let all = first + second;
            let sums = (
                fits(first, 112_500),
                fits(second, 79_167),
                fits(all, 92_500),
            );
            if let (Some(a), Some(b), Some(c)) = sums
                && a + b == c
                && (17..=21).contains(&all)
            {
                found.push((first, second, all));
            }
        }
    }
    assert_eq!(found, [(8, 12, 20)]);
    // The same as a model: 5 + 5 undecided people, who are in (category 1) or not (0); bounds 7 + x and 12 + y.
    let model = Model {
        categories: 2,
        n: vec![4, 4],
        spans: vec![
            Span {
                atoms: vec![0],
                facts: vec![fact(1, 1)],
            },
            Span {
                atoms: vec![1],
                facts: vec![fact(0, 0)],
            },
        ],
    };
    let total = |count| Span {
        atoms: vec![0, 1],
        facts: vec![fact(count, count)],
    };
    let solver = Microlp::default();
    assert!(matches!(
        solver.feasible(&model, Some(&total(1))),
        Outcome::World(_)
    ));
    assert_eq!(solver.feasible(&model, Some(&total(2))), Outcome::None);
}

fn fact(low: i64, high: i64) -> Fact {
    Fact {
        weights: unit(2, 1),
        low,
        high,
    }
}
