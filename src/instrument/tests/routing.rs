//! Conditions hold on the server as they are written, and the page's script says the same.

use super::{instrument, template};
use crate::base::Facts;
use crate::instrument::{Comparison, Condition, Script, Value};

#[test]
fn tests_on_values() {
    let instrument = instrument("lederudvikling");
    let (c05, _) = instrument.item("C05").unwrap();
    let has = |choices: &[usize]| Condition::Chosen {
        item: c05,
        choices: choices.to_vec(),
    };
    let lacks = |choices: &[usize]| Condition::Lacks {
        item: c05,
        choices: choices.to_vec(),
    };
    let count = |by, value| Condition::Count {
        item: c05,
        by,
        value,
    };
    let not = |condition| Condition::Not(Box::new(condition));
    let chosen = Value::Choices(vec![0, 3]);
    let none = Value::Choices(vec![11]);
    let cases = [
        (has(&[3, 4]), chosen.clone(), true),
        (has(&[4]), chosen.clone(), false),
        (lacks(&[4]), chosen.clone(), true),
        (lacks(&[4, 3]), chosen.clone(), false),
        (count(Comparison::AtLeast, 2), chosen.clone(), true),
        (count(Comparison::More, 2), chosen, false),
        (count(Comparison::Equal, 0), none.clone(), true),
        (lacks(&[0]), none, true),
        // Silence satisfies no test, whichever way it is put; only `not` counts it.
        (lacks(&[0]), Value::Unanswered, false),
        (count(Comparison::Less, 9), Value::Refused, false),
        (has(&[0]), Value::NotAsked, false),
        (not(has(&[0])), Value::NotAsked, true),
    ];
    for (condition, value, expected) in cases {
        let mut values = vec![Value::Unanswered; c05];
        values.push(value);
        let found = condition.holds(instrument.items(), &values, &Facts::none());
        assert_eq!(found, expected, "{condition:?} {:?}", values.last());
    }
}

#[test]
fn any_of_several_ratings_counted_from_one() {
    let instrument = instrument("leder-apv");
    let (a26, item) = instrument.item("A26").unwrap();
    let route = item.route.as_ref().unwrap();
    let mut values = vec![Value::Unanswered; a26];
    assert!(!route.holds(instrument.items(), &values, &Facts::none()));
    values[a26 - 2] = Value::Choice(2);
    assert!(!route.holds(instrument.items(), &values, &Facts::none()));
    values[a26 - 1] = Value::Choice(1);
    assert!(route.holds(instrument.items(), &values, &Facts::none()));
}

#[test]
fn the_script_is_tagged_arrays() {
    let words = |script: &Script| toml::Value::try_from(script).unwrap().to_string();
    let route = |code: &str, variant: Option<&str>, id: &str| {
        let instrument = template(code).field(variant).unwrap();
        let (_, item) = instrument.item(id).unwrap();
        words(&item.route.as_ref().unwrap().script(instrument.items()))
    };
    let trial = Some("proeveperiode");
    for (found, expected) in [
        (route("leder-apv", None, "A19"), r#"["chosen", 17, [1, 2]]"#),
        (
            route("leder-apv", None, "A26"),
            r#"["compare", [21, 22, 23, 24], "<=", 2]"#,
        ),
        (
            route("lederudvikling", None, "C12"),
            r#"["count", 4, ">=", 2, [11]]"#,
        ),
        (route("lederudvikling", None, "C14"), r#"["lacks", 4, [0]]"#),
        (
            route("netvaerksevaluering", None, "B01"),
            r#"["fact", "purpose_1", "yes"]"#,
        ),
        (
            route("netvaerksevaluering", trial, "BT4"),
            r#"["chosen", 21, [1, 2]]"#,
        ),
    ] {
        assert_eq!(found, expected);
    }
    let both = Condition::All(vec![
        Condition::Any(vec![]),
        Condition::Not(Box::new(Condition::Fact {
            name: "phase".into(),
            value: "after".into(),
        })),
    ]);
    assert_eq!(
        words(&both.script(&[])),
        r#"["all", ["any"], ["not", ["fact", "phase", "after"]]]"#
    );
}
