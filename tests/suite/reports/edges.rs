//! Surveys at the edge: nobody answered, one did, everybody alike, a question nobody was asked, 200 questions.

use std::fmt::Write as _;

use pejling::base::{Entropy, Lang};
use pejling::disclosure::Refusal;
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template};
use pejling::render::Renderer;
use pejling::report::overview::{HeatCell, Shade};
use pejling::report::{Audience, Block, Report};

use super::fielded::{Fielded, report, sound};

/// A questionnaire of so many ratings on scales of ten; the last is asked only of those who gave the first a 1, and the one before only in
/// networks with a seminar.
fn ratings(count: usize) -> String {
    let mut source = "code = \"proeve\"\nversion = \"1\"\nminutes = 5\ndialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n".to_owned();
    for key in ["title", "purpose", "thanks"] {
        writeln!(source, "{key} = {{ da = \"Prøve\", en = \"Trial\" }}").unwrap();
    }
    for scale in 0..count.div_ceil(10) {
        writeln!(source, "[[scale]]\ncode = \"s{scale}\"\nlabel = {{ da = \"Skala {scale}\", en = \"Scale {scale}\" }}\ndialogue = [{{ da = \"Hvad om {scale}?\", en = \"What of {scale}?\" }}]").unwrap();
    }
    source.push_str(
        "[[fact]]\nname = \"seminar\"\nlabel = { da = \"Seminar?\", en = \"Seminar?\" }\n",
    );
    source.push_str("[[section]]\ntitle = { da = \"Side\", en = \"Page\" }\n");
    for item in 0..count {
        writeln!(source, "[[section.item]]\nid = \"A{item}\"\ntype = \"likert5\"\nanchors = \"agree\"\nscale = \"s{}\"\ntext = {{ da = \"Udsagn {item}\", en = \"Statement {item}\" }}", item / 10).unwrap();
        if item + 1 == count {
            source.push_str("route = \"A0 <= 1\"\n");
        } else if item + 2 == count {
            source.push_str("route = \"@seminar\"\n");
        }
    }
    source
}

fn given(instrument: &Instrument, mut point: impl FnMut(usize) -> i64) -> RawAnswers {
    let mut raw = RawAnswers::new();
    let asked = instrument.items().len() - 2;
    for item in 0..asked {
        raw.insert(format!("A{item}"), RawAnswer::Number(point(item)));
    }
    raw
}

fn has(report: &Report, which: fn(&Block) -> bool) -> bool {
    report.blocks().iter().any(which)
}

fn is_figures(block: &Block) -> bool {
    matches!(
        block,
        Block::Scores { .. }
            | Block::Ratings(_)
            | Block::Points(_)
            | Block::HeatMap(_)
            | Block::Funnel(_)
            | Block::Plan(_)
    )
}

#[test]
fn a_survey_with_no_answer_or_one_is_refused_and_the_refusal_explains_itself() {
    let of = |answered| {
        Fielded::new(&ratings(4), &[(7, answered), (7, 0)], |instrument, _| {
            given(instrument, |_| 4)
        })
    };
    for answered in [0, 1, 4] {
        let refused = of(answered).release().unwrap_err();
        assert_eq!(refused, Refusal::TooFewAnswers { minimum: 5 });
        let said = refused.to_string();
        assert!(
            said.contains("field it again, or for more people"),
            "{said}"
        );
    }
    // Five answers of one network alone: the whole is shown, and everything explains itself.
    let fielded = of(5);
    let release = fielded.release().unwrap();
    for report in sound(&fielded, &release) {
        let shown = has(&report, is_figures);
        let explained = has(&report, |block| matches!(block, Block::Explanation(_)));
        assert!(shown != explained, "{report:?}");
    }
}

#[test]
fn answers_that_are_all_the_same_give_bounds_and_no_certainty() {
    let networks = [(8, 6); 6];
    let fielded = Fielded::new(&ratings(11), &networks, |instrument, _| {
        given(instrument, |_| 5)
    });
    let release = fielded.release().unwrap();
    let reports = sound(&fielded, &release);
    let all = reports
        .iter()
        .filter(|report| report.group() == "Gruppe alle");
    for report in all {
        let said = format!("{report:?}");
        assert!(said.contains("indst") || said.contains("t least"), "{said}");
        // Nobody may be told apart where nobody differs.
        assert!(!has(report, |block| matches!(block, Block::Funnel(_))));
        for block in report.blocks() {
            if let Block::HeatMap(map) = block {
                let shaded = map.rows.iter().flat_map(|row| &row.cells).any(
                    |cell| matches!(cell, HeatCell::Score { shade, .. } if *shade != Shade::Untold),
                );
                assert!(!shaded);
            }
            if let Block::Points(points) = block {
                assert!(
                    points.strengths.is_empty() && points.attention.is_empty(),
                    "{points:?}"
                );
                assert!(points.notes.len() == 2, "{points:?}");
            }
        }
    }
    assert!(
        reports
            .iter()
            .any(|report| has(report, |b| matches!(b, Block::Points(_))))
    );
}

#[test]
fn a_question_that_nobody_was_asked_stands_with_that_reason() {
    let fielded = Fielded::new(
        &ratings(4),
        &[(9, 8), (9, 8), (9, 8)],
        |instrument, network| {
            given(instrument, |item| {
                3 + i64::try_from((item + network) % 3).unwrap()
            })
        },
    );
    let release = fielded.release().unwrap();
    let report = report(&fielded, &release, "alle", Lang::Da, Audience::Hr);
    let asked = |text: &str| {
        report.blocks().iter().any(|block| match block {
            Block::Ratings(chapter) => chapter.questions.iter().any(|q| q.text == text),
            _ => false,
        })
    };
    assert!(asked("Udsagn 1") && !asked("Udsagn 2") && !asked("Udsagn 3"));
    let reason = |text: &str| -> String {
        let withheld = report.blocks().iter().find_map(|block| match block {
            Block::Withheld(reasons) => reasons.iter().find(|one| one.questions == [text]),
            _ => None,
        });
        withheld.unwrap().reason.clone()
    };
    // Known beforehand, it is said. That nobody gave the answer that leads to a question is an answer, and is not.
    assert!(reason("Udsagn 2").starts_with("Ikke stillet"));
    assert!(reason("Udsagn 3").starts_with("For få svar"));
    sound(&fielded, &release);
}

#[test]
fn more_than_two_hundred_questions_are_refused_with_the_reason() {
    let faults = Template::parse(&ratings(201)).unwrap_err();
    assert!(
        faults[0].to_string().contains("more than 200 items"),
        "{faults:?}"
    );
}

#[test]
fn two_hundred_questions_are_a_report_that_names_three_at_most() {
    let mut entropy = Entropy::seeded(3);
    let fielded = Fielded::new(&ratings(200), &[(9, 8); 5], |instrument, network| {
        // The first network is content with everything.
        let least = if network == 0 { 3 } else { 1 };
        given(instrument, |_| {
            least + i64::try_from(entropy.below(3)).unwrap()
        })
    });
    let release = fielded.release().unwrap();
    let reports = sound(&fielded, &release);
    let mut named = 0;
    for report in &reports {
        for block in report.blocks() {
            match block {
                Block::Points(points) => {
                    assert!(points.strengths.len() <= 3 && points.attention.len() <= 3);
                    named = named
                        .max(points.strengths.len())
                        .max(points.attention.len());
                }
                Block::Plan(plan) => assert_eq!(plan.rows.len(), 4),
                Block::Dialogue(questions) => assert!((2..=5).contains(&questions.len())),
                Block::Sentences(sentences) => assert!((1..=3).contains(&sentences.len())),
                _ => {}
            }
        }
    }
    assert_eq!(named, 3);
    let all = reports
        .iter()
        .find(|report| report.group() == "Gruppe alle")
        .unwrap();
    let questions: usize = all
        .blocks()
        .iter()
        .map(|block| match block {
            Block::Ratings(chapter) => chapter.questions.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(questions, 198);
    let page = Renderer::new().unwrap().report_html(all).unwrap();
    assert!(page.contains("Udsagn 0") && page.contains("Udsagn 197"));
}
