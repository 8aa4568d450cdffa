//! Scores and classes of Likert answers.

use super::instrument;
use crate::base::Facts;
use crate::instrument::scale::{favour, item_score, person_score, scored_items};
use crate::instrument::{Favour, Instrument, RawAnswer, RawAnswers};

fn score(instrument: &Instrument, scale: &str, answers: &[(&str, i64)]) -> Option<f64> {
    let raw: RawAnswers = answers
        .iter()
        .map(|(item, point)| ((*item).to_owned(), RawAnswer::Number(*point)))
        .collect();
    let facts = Facts::none().with("facilitator", "no");
    let checked = instrument.validate(&facts, &raw).unwrap();
    let scale = instrument
        .scales()
        .iter()
        .position(|s| s.code == scale)
        .unwrap();
    person_score(instrument, scale, &checked)
}

#[test]
#[expect(clippy::float_cmp, reason = "these quotients are exact in binary")]
fn points_become_scores_and_classes() {
    assert_eq!(item_score(0, 5, false), 0.0);
    assert_eq!(item_score(3, 5, false), 75.0);
    assert_eq!(item_score(3, 5, true), 25.0);
    assert_eq!(item_score(3, 7, false), 50.0);
    let classes = |points: u8, reverse| -> String {
        let classes = (0..points).map(|point| favour(point, usize::from(points), reverse));
        let letter = |class| match class {
            Favour::Unfavourable => '-',
            Favour::Neutral => '0',
            Favour::Favourable => '+',
        };
        classes.map(letter).collect()
    };
    assert_eq!(classes(5, false), "--0++");
    assert_eq!(classes(5, true), "++0--");
    assert_eq!(classes(7, false), "---0+++");
}

#[test]
fn a_scale_is_the_mean_of_at_least_half_of_its_items() {
    let apv = instrument("leder-apv");
    // A15 as it is, A16 reversed: 75 and 100.
    assert_eq!(
        score(&apv, "restitution", &[("A15", 4), ("A16", 1)]),
        Some(87.5)
    );
    assert_eq!(score(&apv, "restitution", &[("A16", 1)]), Some(100.0));
    assert_eq!(score(&apv, "restitution", &[]), None);
    // Support has three items: two answers are enough, one is not.
    assert_eq!(
        score(&apv, "stoette", &[("A09", 5), ("A11", 1)]),
        Some(50.0)
    );
    assert_eq!(score(&apv, "stoette", &[("A09", 5)]), None);
    // Seven points and five points in one scale, all reversed.
    let strain = instrument("vitalisering");
    assert_eq!(
        score(&strain, "belastning", &[("E03", 1), ("E05", 7)]),
        Some(50.0)
    );
}

#[test]
fn what_is_not_asked_or_not_rated_does_not_enter() {
    let rooms = instrument("laeringsrum");
    assert_eq!(score(&rooms, "facilitering", &[]), None);
    let development = instrument("lederudvikling");
    let scale = development
        .scales()
        .iter()
        .position(|s| s.code == "vurdering")
        .unwrap();
    let names: Vec<_> = scored_items(&development, scale)
        .map(|(_, item)| item.id.as_str())
        .collect();
    assert_eq!(names, ["C10"]);
}
