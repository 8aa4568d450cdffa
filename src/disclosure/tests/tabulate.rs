//! Tabulation against counting by hand.

use crate::disclosure::fixture::Case;
use crate::disclosure::tabulate::{Measure, RawTables, SCORE_UNIT, tabulate};
use crate::instrument::scale::person_score;
use crate::instrument::{Answers, Value};

const BALLOTS: [usize; 9] = [0, 0, 0, 6, 7, 6, 4, 8, 5];

fn counted() -> (Case, Vec<Answers>, RawTables) {
    let case = Case::new(&BALLOTS, 3, 4);
    let answers = case.tally(1).answers;
    let answers = answers
        .iter()
        .map(|a| case.instrument.unpack(&a.packed).unwrap())
        .collect();
    let raw = tabulate(&case.microdata(), &case.instrument, &case.tree)
        .ok()
        .unwrap();
    (case, answers, raw)
}

#[test]
fn the_whole_counts_everybody_once() {
    let (_, answers, raw) = counted();
    assert_eq!(raw.ballots, [36, 13, 23, 6, 7, 6, 0, 8, 0]);
    assert_eq!(raw.own, [0, 0, 9, 6, 7, 6, 0, 8, 0]);
    for table in &raw.tables {
        let whole = &table.groups[0];
        let count = |test: &dyn Fn(&Value) -> bool| {
            u32::try_from(
                answers
                    .iter()
                    .filter(|a| test(a.value(table.variable.item)))
                    .count(),
            )
            .unwrap()
        };
        assert_eq!(whole.not_asked, count(&|v| *v == Value::NotAsked));
        assert_eq!(whole.dont_know, count(&|v| *v == Value::DontKnow));
        assert_eq!(whole.refused, count(&|v| *v == Value::Refused));
        assert_eq!(whole.unanswered, count(&|v| *v == Value::Unanswered));
        let others = whole.not_asked + whole.dont_know + whole.refused + whole.unanswered;
        assert_eq!(whole.base + others, 36);
        for (at, cell) in whole.cells.iter().enumerate() {
            let index = u8::try_from(at).unwrap();
            let expected = match table.measure {
                Measure::Points(_) | Measure::Single(_) => count(&|v| *v == Value::Choice(index)),
                Measure::Several(_) => {
                    count(&|v| matches!(v, Value::Choices(chosen) if chosen.contains(&index)))
                }
                Measure::Ranks { places, .. } => count(&|v| match v {
                    Value::Ranking(ranked) => ranked
                        .get(at % places)
                        .is_some_and(|o| usize::from(*o) == at / places),
                    _ => false,
                }),
                Measure::Recommendation => count(&|v| *v == Value::Number(i32::from(index))),
                Measure::Number { .. } => unreachable!("numbers have no cells"),
            };
            assert_eq!(*cell, expected, "{:?} {at}", table.variable);
        }
        if matches!(table.measure, Measure::Number { .. }) {
            assert_eq!(whole.numbers.values().sum::<u32>(), whole.base);
        }
    }
}

#[test]
fn scores_are_the_instruments_own() {
    let (case, answers, raw) = counted();
    let scores: Vec<f64> = answers
        .iter()
        .filter_map(|answers| person_score(&case.instrument, 0, answers))
        .collect();
    let sums = raw.scores[0].groups[0];
    assert_eq!(sums.n as usize, scores.len());
    assert!((sums.sum as f64 / SCORE_UNIT - scores.iter().sum::<f64>()).abs() < 1e-3);
    let squares: f64 = scores.iter().map(|s| s * s).sum();
    assert!((sums.squares as f64 / SCORE_UNIT / SCORE_UNIT - squares).abs() < 1e-1);
}
