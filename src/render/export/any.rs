//! Blocks with any numbers in them, for the tests of what is exported.

use proptest::prelude::*;

use crate::base::Lang;
use crate::report::model::{
    Chapter, Figure, Finding, Interval, Mean, NoAnswer, OptionRow, Proportion, Question,
    RankedOption, ScoreRow,
};
use crate::report::overview::{
    ActionPlan, Against, ComparedRow, Comparison, DecisionCard, Difference, Funnel, FunnelLimit,
    FunnelPlace, FunnelPoint, HeatCell, HeatMap, HeatRow, Points, Priority, PriorityMap, Shade,
};
use crate::report::{Block, Report, sample};

fn figure() -> impl Strategy<Value = Figure> {
    (0..3, 0.0..100.0).prop_map(|(sign, value)| match sign {
        0 => Figure::Exact(value),
        1 => Figure::AtLeast(value),
        _ => Figure::AtMost(value),
    })
}

fn interval() -> impl Strategy<Value = Interval> {
    (0.0..100.0, 0.0..100.0).prop_map(|(a, b): (f64, f64)| Interval {
        low: a.min(b),
        high: a.max(b),
    })
}

fn mean() -> impl Strategy<Value = Mean> {
    let some = proptest::option::of(interval());
    (figure(), some).prop_map(|(value, interval)| Mean { value, interval })
}

fn proportion() -> impl Strategy<Value = Proportion> {
    (figure(), figure(), interval()).prop_map(|(count, share, interval)| Proportion {
        count,
        share,
        interval,
    })
}

/// Findings with everything that a file says of them.
fn finding() -> impl Strategy<Value = Finding> {
    let rating = (mean(), proportion(), proportion(), proportion()).prop_map(|(mean, a, b, c)| {
        Finding::Rating {
            points: 5,
            ends: ("helt uenig".into(), "helt enig".into()),
            reverse: false,
            mean,
            decimals: 2,
            unfavourable: Some(a),
            neutral: Some(b),
            favourable: c,
        }
    });
    let option = proportion().prop_map(|chosen| OptionRow {
        label: "=SUM(A1)".into(),
        chosen,
    });
    let ranked = (proptest::collection::vec(figure(), 3), proportion());
    let ranked = ranked.prop_map(|(places, top)| RankedOption {
        label: "Netværk; og \"andet\"\nmere".into(),
        places,
        top,
    });
    let recommendation = (proportion(), proportion(), proportion(), mean());
    prop_oneof![
        rating,
        proptest::collection::vec(option, 1..4).prop_map(Finding::Options),
        proptest::collection::vec(ranked, 3).prop_map(Finding::Ranking),
        recommendation.prop_map(|(detractors, passives, promoters, score)| {
            Finding::Recommendation {
                detractors,
                passives,
                promoters,
                score: Some(score),
            }
        }),
        (mean(), 0.0..9.0).prop_map(|(mean, sd)| Finding::Number { mean, sd }),
    ]
}

fn questions(rated: bool) -> impl Strategy<Value = Vec<Question>> {
    let question = (figure(), finding(), 0_u32..50).prop_map(|(base, finding, silent)| Question {
        id: "C05".into(),
        text: "+Hvad har du prøvet?".into(),
        asked_of: None,
        base,
        no_answer: Some(NoAnswer {
            dont_know: silent,
            refused: silent + 1,
            unanswered: silent + 2,
            not_asked: silent + 3,
        }),
        finding,
    });
    let wanted =
        move |question: &Question| matches!(question.finding, Finding::Rating { .. }) == rated;
    proptest::collection::vec(question.prop_filter("kind", wanted), 1..3)
}

/// Blocks of every kind with figures, any numbers in them.
pub(super) fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let scores = (mean(), figure(), figure()).prop_map(|(mean, base, whole)| Block::Scores {
        rows: vec![ScoreRow {
            label: "@Værdi".into(),
            base,
            mean,
            items: (3, 4),
            whole: Some(whole),
        }],
        whole: Some("Alle".into()),
    });
    let ratings = questions(true).prop_map(|questions| {
        Block::Ratings(Chapter {
            title: "-Hverdag".into(),
            questions,
        })
    });
    let others = questions(false).prop_map(|questions| {
        let (ranked, chosen): (Vec<_>, Vec<_>) = questions
            .into_iter()
            .partition(|question| matches!(question.finding, Finding::Ranking(_)));
        let chapter = |questions| Chapter {
            title: "Ønsker".into(),
            questions,
        };
        [
            Block::Rankings(chapter(ranked)),
            Block::Choices(chapter(chosen)),
        ]
    });
    let overview = (
        (mean(), mean(), interval(), figure()),
        (figure(), interval(), interval(), proportion()),
        (0.0..100.0, -50.0..50.0),
    )
        .prop_map(|((a, b, c, d), (e, f, g, h), (x, y))| {
            overview((a, b, c, d), (e, f, g, h), (x, y))
        });
    (scores, ratings, others, overview).prop_map(|(scores, ratings, others, overview)| {
        let mut blocks = vec![scores, ratings];
        blocks.extend(others);
        blocks.extend(overview);
        blocks
    })
}

/// One block of each kind that holds groups against something.
fn overview(
    (here, there, within, bound): (Mean, Mean, Interval, Figure),
    (score, usual, rare, importance): (Figure, Interval, Interval, Proportion),
    (answers, value): (f64, f64),
) -> Vec<Block> {
    let row = |difference| ComparedRow {
        label: "Værdi".into(),
        here,
        there,
        difference,
        claimed: false,
        detectable: Some(answers),
        words: "Forskellen kan være tilfældig.".into(),
    };
    let told = Difference::Points {
        value,
        interval: within,
    };
    let comparison = Comparison {
        against: Against::Earlier,
        name: "2008".into(),
        told: vec!["Forskellen kan være tilfældig.".into()],
        rows: vec![
            row(told),
            row(Difference::Bound(bound)),
            row(Difference::Untold),
        ],
        notes: vec!["Sådan læses den.".into()],
    };
    let why = "For få svar.".to_owned();
    vec![
        Block::Change(comparison.clone()),
        Block::Standing(Comparison {
            against: Against::Whole,
            ..comparison
        }),
        Block::Points(Points {
            strengths: vec!["Højere end alle.".into()],
            attention: vec!["Lavere end alle.".into()],
            nothing: None,
            notes: vec!["Reglen.".into()],
        }),
        Block::HeatMap(HeatMap {
            reference: "Alle".into(),
            scales: vec!["Værdi".into(), "Dynamik".into()],
            rows: vec![HeatRow {
                label: "Netværk Nord".into(),
                depth: 1,
                focus: true,
                reference: false,
                cells: vec![
                    HeatCell::Score {
                        score,
                        shade: Shade::ProbablyLower,
                    },
                    HeatCell::Hidden { mark: 'f', why },
                ],
            }],
            notes: Vec::new(),
        }),
        Block::Funnel(Funnel {
            scale: "Værdi".into(),
            centre: answers,
            limits: vec![FunnelLimit {
                answers,
                usual,
                rare,
            }],
            points: vec![FunnelPoint {
                label: "Netværk Nord".into(),
                focus: true,
                answers: Figure::AtMost(answers),
                score,
                place: FunnelPlace::Inside,
            }],
            notes: Vec::new(),
        }),
        Block::Priorities(PriorityMap {
            question: "Hvad er vigtigst?".into(),
            middle_share: 0.25,
            middle_score: 60.0,
            points: vec![Priority {
                label: "Værdi".into(),
                base: Figure::Exact(30.0),
                importance,
                score: here,
            }],
            notes: Vec::new(),
        }),
        Block::Plan(ActionPlan {
            columns: ["Problem", "Årsag", "Hvem"].map(str::to_owned).into(),
            rows: vec!["Værdi".into(), String::new()],
            notes: Vec::new(),
        }),
        Block::Card(DecisionCard {
            parts: vec![("Taler for".into(), vec!["Fremmødet er højt.".into()])],
        }),
    ]
}

/// A report with a block of every kind that holds groups against something.
pub(super) fn held(lang: Lang) -> Report {
    let mean = |value, low, high| Mean {
        value: Figure::Exact(value),
        interval: Some(Interval { low, high }),
    };
    let within = |low, high| Interval { low, high };
    let blocks = overview(
        (
            mean(62.5, 55.0, 70.0),
            mean(58.0, 56.0, 60.0),
            within(-3.0, 12.0),
            Figure::AtLeast(2.25),
        ),
        (
            Figure::AtMost(48.0),
            within(40.0, 70.0),
            within(35.0, 75.0),
            Proportion {
                count: Figure::Exact(12.0),
                share: Figure::Exact(0.4),
                interval: within(0.25, 0.58),
            },
        ),
        (30.0, 4.5),
    );
    sample::with_blocks(lang, blocks)
}
