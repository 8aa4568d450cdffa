//! A release with a whole, a small group, a middling one and a hidden one.

use std::collections::BTreeMap;

use crate::base::{Digest, GroupCode, Lang};
use crate::disclosure::document::{
    Cell, FORMAT, Figure, Figures, Interval, Mean, NoAnswer, PolicyFacts, Proportion, Ranked,
    Reason, ReleaseDocument, ReleasedGroup, Shown, Size, Subject, SurveyFacts, Table,
};

use super::instrument;
use super::questionnaire::both;
use crate::instrument::Instrument;
use crate::report::compose::compose_documents;
use crate::report::sources::Documents;
use crate::report::{Audience, Block, Finding, Report};

fn wilson(count: f64, base: f64) -> Interval {
    let (z, p) = (1.959_963_985, count / base);
    let centre = (p + z * z / (2.0 * base)) / (1.0 + z * z / base);
    let half =
        z / (1.0 + z * z / base) * (p * (1.0 - p) / base + z * z / (4.0 * base * base)).sqrt();
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}

fn share(count: f64, base: f64) -> Proportion {
    Proportion {
        count: Figure::Exact(count),
        share: Figure::Exact(count / base),
        interval: wilson(count, base),
    }
}

fn mean(value: f64, half: f64) -> Mean {
    Mean {
        value: Figure::Exact(value),
        interval: Some(Interval {
            low: value - half,
            high: value + half,
        }),
    }
}

fn rating(base: f64, unfavourable: f64, favourable: f64, average: f64) -> Figures {
    Figures::Rating {
        mean: mean(average, 0.1),
        sd: 0.8,
        unfavourable: share(unfavourable, base),
        neutral: share(base - unfavourable - favourable, base),
        favourable: share(favourable, base),
        points: vec![Figure::Exact(base / 5.0); 5],
    }
}

fn cell(group: &str, base: f64, figures: Figures) -> Cell {
    Cell {
        group: group.to_owned(),
        base: Shown::Shown(if base < 10.0 {
            Figure::AtMost(base)
        } else {
            Figure::Exact(base)
        }),
        figures: Shown::Shown(figures),
        no_answer: (base >= 20.0).then_some(NoAnswer {
            dont_know: 3,
            refused: 0,
            unanswered: 2,
            not_asked: 71,
        }),
    }
}

fn hidden(group: &str, why: Reason) -> Cell {
    Cell {
        group: group.to_owned(),
        base: Shown::Hidden(why),
        figures: Shown::Hidden(why),
        no_answer: None,
    }
}

fn small(favourable: Figure, average: Figure) -> Figures {
    let share = |part: f64| part / 6.0;
    let (share, interval) = match favourable {
        Figure::AtLeast(n) => (
            Figure::AtLeast(share(n)),
            Interval {
                low: wilson(n, 6.0).low,
                high: 1.0,
            },
        ),
        Figure::AtMost(n) => (
            Figure::AtMost(share(n)),
            Interval {
                low: 0.0,
                high: wilson(n, 6.0).high,
            },
        ),
        Figure::Exact(n) => (Figure::Exact(share(n)), wilson(n, 6.0)),
    };
    Figures::Small {
        mean: Mean {
            value: average,
            interval: Some(Interval {
                low: 2.9,
                high: 4.7,
            }),
        },
        favourable: Proportion {
            count: favourable,
            share,
            interval,
        },
    }
}

/// A release: the whole of 764, a network of 6 that is shown, one of 12, and one that is hidden.
#[expect(clippy::too_many_lines, reason = "one sample, in one place")]
pub(crate) fn document() -> ReleaseDocument {
    let group = |id: &str, label: &str, kind: &str, size| ReleasedGroup {
        id: id.to_owned(),
        label: label.to_owned(),
        label_en: None,
        kind: kind.to_owned(),
        members: None,
        parent: (kind != "whole").then(|| "alle".to_owned()),
        size,
        facts: if kind == "network" {
            BTreeMap::from([("facilitator".to_owned(), "yes".to_owned())])
        } else {
            BTreeMap::new()
        },
    };
    let size = |invited, answered| Shown::Shown(Size { invited, answered });
    let table = |about, cells| Table { about, cells };
    let about = |id: &str| Subject::Item(id.to_owned());
    let large = Reason::LargerGroupsOnly;
    let few = || hidden("n3", Reason::TooFewAnswers);
    let ranked = |places: [f64; 3]| Ranked {
        places: places.map(Figure::Exact).to_vec(),
        top: share(places.iter().sum(), 764.0),
    };
    let wide = |id: &str, figures: Figures, base: f64| {
        table(
            about(id),
            vec![
                cell("alle", base, figures),
                hidden("n1", large),
                hidden("n2", large),
                few(),
            ],
        )
    };
    let rated = |id: &str, whole: Figures, base: f64, one: Figures, two: Figures| {
        table(
            about(id),
            vec![
                cell("alle", base, whole),
                cell("n1", 6.0, one),
                cell("n2", 12.0, two),
                few(),
            ],
        )
    };
    let classes = |unfavourable: f64, favourable: Figure| Figures::Classes {
        mean: mean(3.6, 0.5),
        unfavourable: share(unfavourable, 12.0),
        neutral: matches!(favourable, Figure::Exact(_)).then(|| share(3.0, 12.0)),
        favourable: match favourable {
            Figure::AtLeast(n) => Proportion {
                count: favourable,
                share: Figure::AtLeast(n / 12.0),
                interval: Interval {
                    low: wilson(n, 12.0).low,
                    high: 1.0,
                },
            },
            other => share(crate::report::words::value(other), 12.0),
        },
    };
    let score = |value: f64, half: f64| Figures::Score {
        mean: mean(value, half),
        sd: Some(14.0),
        items: (2, 2),
    };
    let scale = |code: &str, cells: Vec<Cell>| table(Subject::Scale(code.to_owned()), cells);
    ReleaseDocument {
        format: FORMAT.to_owned(),
        survey: SurveyFacts {
            code: "kl-2008".to_owned(),
            title: both(
                "Lederudvikling i kommunerne",
                "Leadership development in the municipalities",
            ),
            template: "proeve".to_owned(),
            variant: None,
            instrument: Digest::plain(b"sample").to_string(),
            opened: "2008-03-03".to_owned(),
            closed: "2008-03-28".to_owned(),
            notes: vec![both(
                "Konstruerede data: svarene er lavet til demonstration.",
                "Constructed data: the answers were made up for demonstration.",
            )],
        },
        policy: PolicyFacts {
            name: "ordinary".to_owned(),
            ordinary: 5,
            sensitive: 7,
            most_sensitive: 20,
            coalition: 1,
            differences: 5,
        },
        adds_to: Vec::new(),
        groups: vec![
            group("alle", "Alle ledere", "whole", size(910, 764)),
            group("n1", "Netværk Øst", "network", size(7, 6)),
            group("n2", "Netværk Ådalen", "network", size(14, 12)),
            group(
                "n3",
                "Netværk Syd",
                "network",
                Shown::Hidden(Reason::TooFewAnswers),
            ),
        ],
        tables: vec![
            wide(
                "C05",
                Figures::Options(
                    [688.0, 402.0, 611.0, 240.0, 530.0, 21.0]
                        .map(|n| share(n, 764.0))
                        .to_vec(),
                ),
                764.0,
            ),
            rated(
                "C10",
                rating(688.0, 21.0, 619.0, 4.4),
                688.0,
                small(Figure::AtLeast(4.0), Figure::AtLeast(4.3)),
                classes(2.0, Figure::Exact(7.0)),
            ),
            table(
                Subject::Row("C11".to_owned(), "netvaerk".to_owned()),
                vec![
                    cell("alle", 680.0, rating(680.0, 60.0, 470.0, 3.9)),
                    cell("n1", 6.0, small(Figure::Exact(3.0), Figure::Exact(3.5))),
                    cell("n2", 12.0, classes(1.0, Figure::AtLeast(10.0))),
                    few(),
                ],
            ),
            wide(
                "C13",
                Figures::Ranking(vec![
                    ranked([180.0, 110.0, 77.0]),
                    ranked([140.0, 90.0, 61.0]),
                    ranked([60.0, 120.0, 110.0]),
                    ranked([100.0, 130.0, 90.0]),
                    ranked([40.0, 66.0, 120.0]),
                ]),
                764.0,
            ),
            rated(
                "B10",
                rating(700.0, 90.0, 400.0, 3.5),
                700.0,
                small(Figure::Exact(4.0), Figure::Exact(3.7)),
                classes(3.0, Figure::Exact(6.0)),
            ),
            rated(
                "B15",
                rating(702.0, 330.0, 180.0, 3.2),
                702.0,
                small(Figure::AtMost(2.0), Figure::AtMost(2.3)),
                classes(5.0, Figure::Exact(4.0)),
            ),
            rated(
                "B14",
                rating(710.0, 130.0, 370.0, 3.4),
                710.0,
                small(Figure::Exact(3.0), Figure::Exact(3.2)),
                classes(4.0, Figure::Exact(5.0)),
            ),
            wide(
                "B23",
                Figures::Recommendation {
                    detractors: share(120.0, 600.0),
                    passives: share(230.0, 600.0),
                    promoters: share(250.0, 600.0),
                    score: Some(mean(21.7, 6.1)),
                },
                600.0,
            ),
            wide(
                "B21",
                Figures::Number {
                    mean: mean(3.84, 0.09),
                    sd: 1.2,
                },
                690.0,
            ),
            wide(
                "A18",
                Figures::Options([700.0, 30.0, 20.0].map(|n| share(n, 750.0)).to_vec()),
                750.0,
            ),
            scale(
                "vaerdi",
                vec![
                    cell("alle", 690.0, score(74.2, 1.4)),
                    cell(
                        "n1",
                        6.0,
                        Figures::Score {
                            mean: Mean {
                                value: Figure::AtLeast(70.0),
                                interval: Some(Interval {
                                    low: 52.0,
                                    high: 100.0,
                                }),
                            },
                            sd: None,
                            items: (2, 2),
                        },
                    ),
                    cell("n2", 12.0, score(63.0, 11.0)),
                    few(),
                ],
            ),
            scale(
                "dynamik",
                vec![
                    cell("alle", 712.0, score(52.0, 1.8)),
                    cell("n1", 6.0, score(48.0, 17.0)),
                    cell("n2", 12.0, score(49.5, 13.0)),
                    few(),
                ],
            ),
        ],
        digest: "0".repeat(64),
    }
}

/// The report on one group of [`document`], for whoever reads it where nothing else is asked for.
pub(crate) fn report(group: &str, lang: Lang) -> Report {
    let groups = document().groups;
    let known = groups.iter().find(|one| one.id == group);
    report_for(group, lang, known.map_or(Audience::Manager, Audience::of))
}

/// The report on one group of [`document`] for one audience.
pub(crate) fn report_for(group: &str, lang: Lang, audience: Audience) -> Report {
    report_of(&document(), group, lang, audience)
}

/// The report on one group of a document made from [`document`].
pub(crate) fn report_of(
    document: &ReleaseDocument,
    group: &str,
    lang: Lang,
    audience: Audience,
) -> Report {
    report_with(&instrument(), document, group, lang, audience)
}

/// The same with another questionnaire made from [`instrument`].
pub(crate) fn report_with(
    instrument: &Instrument,
    document: &ReleaseDocument,
    group: &str,
    lang: Lang,
    audience: Audience,
) -> Report {
    let code = GroupCode::parse(group).expect("a code");
    compose_documents(
        instrument,
        &Documents::alone(document),
        &code,
        lang,
        audience,
    )
    .expect("the sample fits")
}

/// The report on all with its questions repeated until every chapter has `questions`, every list of options `options`, and `more` after each label.
pub(crate) fn swollen(lang: Lang, questions: usize, options: usize, more: &str) -> Report {
    fn repeated<T: Clone>(list: &mut Vec<T>, count: usize) {
        *list = list.iter().cycle().take(count).cloned().collect();
    }
    let mut report = report("alle", lang);
    report.title.push_str(more);
    for block in &mut report.blocks {
        let (Block::Ratings(chapter) | Block::Choices(chapter) | Block::Rankings(chapter)) = block
        else {
            continue;
        };
        for question in &mut chapter.questions {
            question.text.push_str(more);
            match &mut question.finding {
                Finding::Options(rows) => {
                    for row in rows.iter_mut() {
                        row.label.push_str(more);
                    }
                    repeated(rows, options);
                }
                Finding::Ranking(rows) => {
                    for row in rows.iter_mut() {
                        row.label.push_str(more);
                    }
                    repeated(rows, options);
                }
                _ => {}
            }
        }
        if let Block::Ratings(chapter) = block {
            repeated(&mut chapter.questions, questions);
        }
    }
    report
}
