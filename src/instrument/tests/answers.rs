//! Answers are checked by one evaluator, which reports everything at once.

use std::collections::BTreeMap;

use super::{instrument, template};
use crate::base::Facts;
use crate::instrument::{AnswerCause, Expected, Instrument, RawAnswer, RawAnswers, Value};

fn raw(answers: impl IntoIterator<Item = (&'static str, RawAnswer)>) -> RawAnswers {
    answers
        .into_iter()
        .map(|(item, answer)| (item.to_owned(), answer))
        .collect()
}

fn number(number: i64) -> RawAnswer {
    RawAnswer::Number(number)
}

fn choice(code: &str) -> RawAnswer {
    RawAnswer::Choice(code.to_owned())
}

fn choices(codes: &[&str]) -> RawAnswer {
    RawAnswer::Choices(codes.iter().map(|code| (*code).to_owned()).collect())
}

fn rows<const N: usize>(rows: [(&str, Option<i64>); N]) -> RawAnswer {
    RawAnswer::Rows(rows.map(|(code, point)| (code.to_owned(), point)).into())
}

fn causes(
    instrument: &Instrument,
    facts: &Facts,
    answers: &RawAnswers,
) -> Vec<(String, AnswerCause)> {
    let faults = instrument
        .validate(facts, answers)
        .err()
        .unwrap_or_default();
    faults
        .into_iter()
        .map(|fault| (fault.item, fault.cause))
        .collect()
}

/// Checks one answer at a time: item, answer and the only cause.
fn check(instrument: &Instrument, cases: Vec<(&'static str, RawAnswer, AnswerCause)>) {
    for (item, answer, cause) in cases {
        let found = causes(instrument, &Facts::none(), &raw([(item, answer.clone())]));
        assert_eq!(found, [(item.to_owned(), cause)], "{answer:?}");
    }
}

#[test]
fn each_kind_of_fault() {
    let out = |low, high| AnswerCause::OutOfRange { low, high };
    let apv = instrument("leder-apv");
    check(
        &apv,
        vec![
            ("A99", number(1), AnswerCause::UnknownItem),
            ("A01", number(0), out(1, 5)),
            ("A01", number(6), out(1, 5)),
            ("A01", number(i64::MIN), out(1, 5)),
            (
                "A01",
                choice("nej"),
                AnswerCause::WrongKind(Expected::Number),
            ),
            ("A01", RawAnswer::Refused, AnswerCause::NoRefusal),
            (
                "A18",
                choice("måske"),
                AnswerCause::UnknownChoice("måske".into()),
            ),
            (
                "A18",
                choices(&["nej"]),
                AnswerCause::WrongKind(Expected::Choice),
            ),
            ("A18", RawAnswer::DontKnow, AnswerCause::NoDontKnow),
            ("A19", choices(&["andre"]), AnswerCause::NotAsked),
            (
                "A26",
                RawAnswer::Text("Trækker".into()),
                AnswerCause::NotAsked,
            ),
            (
                "A31",
                choices(&["stress"]),
                AnswerCause::UnknownChoice("stress".into()),
            ),
            (
                "A31",
                choices(&["klarhed", "klarhed"]),
                AnswerCause::Repeated("klarhed".into()),
            ),
            (
                "A31",
                choices(&["klarhed", "fysisk", "udvikling", "restitution"]),
                AnswerCause::TooMany { most: 3 },
            ),
            (
                "A31",
                choice("klarhed"),
                AnswerCause::WrongKind(Expected::Choices),
            ),
            ("A32", number(3), AnswerCause::WrongKind(Expected::Text)),
        ],
    );
    let development = instrument("lederudvikling");
    let exclusive = development.item("C05").unwrap().1.choices()[11]
        .label
        .clone();
    check(
        &development,
        vec![
            (
                "C05",
                choices(&["ingen", "mentor"]),
                AnswerCause::Exclusive(exclusive),
            ),
            ("C11", rows([("mentor", Some(3))]), AnswerCause::NotAsked),
            (
                "C16",
                choices(&["tid", "tid"]),
                AnswerCause::Repeated("tid".into()),
            ),
            (
                "C16",
                choices(&["tid", "udbud", "andet"]),
                AnswerCause::TooMany { most: 2 },
            ),
            ("C19", number(8), out(1, 7)),
        ],
    );
    check(
        &instrument("netvaerksevaluering"),
        vec![
            ("B10", number(3), AnswerCause::NotAsked),
            ("B21", number(6), out(0, 5)),
            ("B23", number(11), out(0, 10)),
        ],
    );
    let long = RawAnswer::Text("æ".repeat(141));
    let cause = AnswerCause::TooLong {
        most: 140,
        length: 141,
    };
    check(&instrument("dialogpuls"), vec![("H4", long, cause)]);
}

#[test]
fn all_faults_come_at_once_and_none_draws_others_after_it() {
    let instrument = instrument("leder-apv");
    let answers = raw([
        ("A01", number(9)),
        ("A18", choice("nope")),
        ("A19", choices(&["andre", "andre"])),
        ("A22", number(2)),
        ("A26", RawAnswer::Text("Trækker".into())),
        ("Z", number(1)),
    ]);
    // A19 is judged by itself, since its route hangs on the faulty A18; what is not anonymous is no part of the answers.
    let expected = [
        ("A01", AnswerCause::OutOfRange { low: 1, high: 5 }),
        ("A18", AnswerCause::UnknownChoice("nope".into())),
        ("A19", AnswerCause::Repeated("andre".into())),
        ("A26", AnswerCause::SentApart),
        ("Z", AnswerCause::UnknownItem),
    ];
    let found = causes(&instrument, &Facts::none(), &answers);
    assert_eq!(
        found,
        expected.map(|(item, cause)| (item.to_owned(), cause))
    );
}

#[test]
fn faults_speak_to_the_respondent_in_both_languages() {
    let instrument = instrument("lederudvikling");
    let answers = raw([("C05", choices(&["ingen", "mentor"]))]);
    let faults = instrument.validate(&Facts::none(), &answers).err().unwrap();
    assert_eq!(
        faults[0].text.da,
        "\"Ingen af delene\" kan ikke vælges sammen med andre svar."
    );
    assert_eq!(
        faults[0].to_string(),
        "C05: \"None of these\" cannot be chosen together with other answers."
    );
}

#[test]
fn rows_follow_what_was_chosen() {
    let instrument = instrument("lederudvikling");
    let (c05, _) = instrument.item("C05").unwrap();
    let (c11, _) = instrument.item("C11").unwrap();
    let (c12, _) = instrument.item("C12").unwrap();
    let chosen = ("C05", choices(&["mentor", "ledernetvaerk", "coaching"]));
    let answers = instrument
        .validate(
            &Facts::none(),
            &raw([
                chosen.clone(),
                ("C11", rows([("mentor", Some(5)), ("coaching", None)])),
                ("C12", choice("coaching")),
            ]),
        )
        .unwrap();
    assert_eq!(*answers.value(c05), Value::Choices(vec![0, 3, 4]));
    let expected = vec![
        (0, Value::Unanswered),
        (3, Value::DontKnow),
        (4, Value::Choice(4)),
    ];
    assert_eq!(*answers.value(c11), Value::Rows(expected));
    assert_eq!(*answers.value(c12), Value::Choice(3));

    let strange = raw([
        chosen,
        ("C11", rows([("konference", Some(3)), ("mentor", Some(6))])),
        ("C12", choice("konference")),
    ]);
    let stranger = || AnswerCause::NotChosenBefore("konference".into());
    let expected = [
        ("C11".to_owned(), stranger()),
        (
            "C11".to_owned(),
            AnswerCause::OutOfRange { low: 1, high: 5 },
        ),
        ("C12".to_owned(), stranger()),
    ];
    assert_eq!(causes(&instrument, &Facts::none(), &strange), expected);

    // With "none" chosen there is nothing to rate; unanswered rows are asked, though.
    let none = instrument
        .validate(&Facts::none(), &raw([("C05", choices(&["ingen"]))]))
        .unwrap();
    assert_eq!(
        (none.value(c11), none.value(c12)),
        (&Value::NotAsked, &Value::NotAsked)
    );
    let one = instrument
        .validate(&Facts::none(), &raw([("C05", choices(&["mentor"]))]))
        .unwrap();
    assert_eq!(*one.value(c11), Value::Rows(vec![(4, Value::Unanswered)]));
    assert_eq!(*one.value(c12), Value::NotAsked);
}

#[test]
fn nothing_is_compulsory_and_empty_is_unanswered() {
    for (file, _) in crate::instrument::built_in() {
        let instrument = instrument(file.trim_end_matches(".toml"));
        let answers = instrument
            .validate(&Facts::none(), &RawAnswers::new())
            .unwrap();
        let blank = |value: &Value| matches!(value, Value::NotAsked | Value::Unanswered);
        assert!(answers.values().iter().all(blank), "{file}");
    }
    let pulse = instrument("dialogpuls");
    let blank = raw([("H4", RawAnswer::Text(" \u{0}\r\n".into()))]);
    let answers = pulse.validate(&Facts::none(), &blank).unwrap();
    assert_eq!(*answers.value(3), Value::Unanswered);
    let text = raw([("H4", RawAnswer::Text(" En\r\nto\u{7}\u{0} ".into()))]);
    let answers = pulse.validate(&Facts::none(), &text).unwrap();
    assert_eq!(*answers.value(3), Value::Text("En\nto".into()));
}

#[test]
fn facts_decide_what_is_asked_and_in_which_words() {
    let programme = instrument("ledersupervision");
    let asked = |phase: &str| -> Vec<String> {
        let facts = Facts::none().with("phase", phase);
        let answers = programme.validate(&facts, &RawAnswers::new()).unwrap();
        let items = programme.items().iter().zip(answers.values());
        items
            .filter(|(_, v)| **v != Value::NotAsked)
            .map(|(item, _)| item.id.clone())
            .collect()
    };
    assert_eq!(asked("before"), ["DP1", "DP2", "DP3"]);
    // Of the 24 items after, the six on single sessions wait for D01, and so does D11.
    assert_eq!(asked("after").len(), 24 - 7);

    let evaluation = instrument("ledelsesevaluering");
    let (_, item) = evaluation.item("G12").unwrap();
    let words = |role: &str| item.text_for(&Facts::none().with("role", role)).da.clone();
    assert_eq!(words("other"), "Min leder giver mig opgaver, jeg vokser af");
    assert_eq!(words("self"), "Jeg giver andre opgaver, de vokser af");
}

#[test]
fn launch_can_check_the_facts_it_knows() {
    let network = instrument("netvaerksevaluering");
    assert_eq!(network.facts().len(), 8);
    assert_eq!(
        network.check_facts(&Facts::none().with("purpose_3", "yes").with("x", "y")),
        Ok(())
    );
    let faults = network
        .check_facts(&Facts::none().with("facilitator", "måske"))
        .unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "the fact \"facilitator\" cannot be \"måske\"; set it to one of: yes, no"
    );
    let faults = instrument("vitalisering")
        .check_facts(&Facts::none())
        .unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "the fact \"phase\" is not given; set it to one of: before, after"
    );
    assert!(template("dialogpuls").facts().is_empty());
}

#[test]
fn the_raw_form_is_what_a_browser_would_send() {
    // The serde form of `RawAnswer` is the web protocol; here through TOML, which this module has.
    let source = "A01 = { number = 4 }\nA05 = \"dont_know\"\nA19 = { choices = [\"andre\"] }\nC11 = { rows = { mentor = 4 } }";
    let found: RawAnswers = toml::from_str(source).unwrap();
    let expected: BTreeMap<String, RawAnswer> = raw([
        ("A01", number(4)),
        ("A05", RawAnswer::DontKnow),
        ("A19", choices(&["andre"])),
        ("C11", rows([("mentor", Some(4))])),
    ]);
    assert_eq!(found, expected);
}
