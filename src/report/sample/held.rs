//! Blocks that hold groups against something, made by hand: every variant of each, names that are long and names that need escaping.

use crate::base::Lang;
use crate::report::model::{
    ActionPlan, Block, Comparison, DecisionCard, Figure, Funnel, HeatMap, Interval, Mean, Points,
    PriorityMap, Proportion, Report,
};
use crate::report::overview::{
    Against, ComparedRow, Difference, FunnelLimit, FunnelPlace, FunnelPoint, HeatCell, HeatRow,
    Priority, Shade,
};
use crate::report::words::pick;

fn mean(value: f64, half: f64) -> Mean {
    Mean {
        value: Figure::Exact(value),
        interval: Some(Interval {
            low: (value - half).max(0.0),
            high: (value + half).min(100.0),
        }),
    }
}

fn bound(value: Figure) -> Mean {
    Mean {
        value,
        interval: None,
    }
}

fn scales(lang: Lang) -> Vec<String> {
    [
        ("Tillid", "Trust"),
        ("Dynamik i netværket", "Dynamics of the network"),
        ("Relevans & <udbytte>", "Relevance & <benefit>"),
        ("Rammer", "Frame"),
        (
            "Facilitering og tilrettelæggelse",
            "Facilitation and planning",
        ),
        ("Æstetik på øen", "Aesthetics"),
    ]
    .into_iter()
    .map(|(da, en)| pick(lang, da, en).to_owned())
    .collect()
}

fn notes(lang: Lang) -> Vec<String> {
    vec![
        pick(
            lang,
            "Forskelle mindre end den, der kan ses, kan findes alligevel.",
            "Differences smaller than the detectable one may exist all the same.",
        )
        .to_owned(),
    ]
}

/// A comparison with every kind of difference.
pub(crate) fn comparison(lang: Lang, against: Against, name: &str) -> Comparison {
    let told = [
        (mean(68.2, 4.0), mean(61.0, 3.5), (7.2, 5.3)),
        (mean(52.0, 6.0), mean(53.5, 5.0), (-1.5, 7.8)),
        (mean(40.1, 5.0), mean(52.3, 4.0), (-12.2, 6.4)),
    ];
    let words = |label: &str| match lang {
        Lang::Da => format!("{label}: forskellen står i tabellen."),
        Lang::En => format!("{label}: the table tells the difference."),
    };
    let labels = scales(lang);
    let mut rows: Vec<ComparedRow> = labels
        .iter()
        .zip(told)
        .map(|(label, (here, there, (value, half)))| ComparedRow {
            label: label.clone(),
            here,
            there,
            difference: Difference::Points {
                value,
                interval: Interval {
                    low: value - half,
                    high: value + half,
                },
            },
            claimed: value.abs() > half,
            detectable: Some(8.4),
            words: words(label),
        })
        .collect();
    let rest = [
        (
            Figure::AtLeast(75.0),
            Difference::Bound(Figure::AtLeast(4.5)),
        ),
        (
            Figure::AtMost(40.0),
            Difference::Bound(Figure::AtMost(-9.0)),
        ),
        (Figure::AtLeast(75.0), Difference::Untold),
    ];
    for (label, (here, difference)) in labels.iter().skip(3).zip(rest) {
        rows.push(ComparedRow {
            label: label.clone(),
            here: bound(here),
            there: mean(63.0, 2.0),
            difference,
            claimed: false,
            detectable: None,
            words: words(label),
        });
    }
    Comparison {
        against,
        name: name.to_owned(),
        told: rows.iter().map(|row| row.words.clone()).collect(),
        rows,
        notes: notes(lang),
    }
}

/// A heat map of `groups` groups with every kind of cell.
pub(crate) fn heat_map(lang: Lang, groups: usize) -> HeatMap {
    let cell = |at: usize| match at % 6 {
        0 => HeatCell::Score {
            score: Figure::Exact(72.4),
            shade: Shade::ProbablyHigher,
        },
        1 | 4 => HeatCell::Score {
            score: Figure::Exact(61.0),
            shade: Shade::Untold,
        },
        2 => HeatCell::Score {
            score: Figure::AtMost(37.5),
            shade: Shade::ProbablyLower,
        },
        3 => HeatCell::Hidden {
            mark: 'F',
            why: pick(lang, "For få svar.", "Too few answers.").to_owned(),
        },
        _ => HeatCell::Hidden {
            mark: 'B',
            why: pick(
                lang,
                "Vises ikke, fordi man ellers kunne regne sig frem til svarene i en mindre gruppe.",
                "Not shown, because the answers of a smaller group could otherwise be worked out.",
            )
            .to_owned(),
        },
    };
    let scales = scales(lang);
    let rows = (0..groups)
        .map(|row| HeatRow {
            label: match row {
                0 => pick(lang, "Alle ledere", "All leaders").to_owned(),
                1 => "Børn, Unge & <Familie> – specialundervisningsområdet".to_owned(),
                _ => format!("Netværk {row}"),
            },
            depth: row.min(3),
            focus: row == 2,
            reference: row == 0,
            cells: (0..scales.len())
                .map(|at| match row {
                    0 => HeatCell::Reference {
                        score: Figure::Exact(61.0),
                    },
                    _ => cell(row + at),
                })
                .collect(),
        })
        .collect();
    HeatMap {
        reference: pick(lang, "Alle ledere", "All leaders").to_owned(),
        scales,
        rows,
        notes: notes(lang),
    }
}

/// A funnel around 60 with `groups` groups of 5 to `largest` answers, some of them outside.
pub(crate) fn funnel(lang: Lang, groups: u32, largest: f64) -> Funnel {
    let limit = |answers: f64| {
        let around = |half: f64| Interval {
            low: (60.0 - half).max(0.0),
            high: (60.0 + half).min(100.0),
        };
        FunnelLimit {
            answers,
            usual: around(1.96 * 20.0 / answers.sqrt()),
            rare: around(3.09 * 20.0 / answers.sqrt()),
        }
    };
    let steps = 60;
    let limits = (0..=steps)
        .map(|step| limit(5.0 + (largest - 5.0) * f64::from(step) / f64::from(steps)))
        .collect();
    let points = (0..groups)
        .map(|at| {
            let part = f64::from(at * 37 % groups) / f64::from(groups);
            let answers = (5.0 + (largest - 5.0) * part * part).round();
            let (reach, place) = match at % 9 {
                4 => (2.5, FunnelPlace::Unusual),
                7 => (-3.6, FunnelPlace::Rare),
                other => (f64::from(other) / 4.0 - 0.9, FunnelPlace::Inside),
            };
            let score = 60.0 + reach * 20.0 / answers.sqrt();
            let score = (10.0 * score.clamp(0.0, 100.0)).round() / 10.0;
            FunnelPoint {
                label: if at % 9 == 4 {
                    format!("Æblehaven & <Søndre> netværk {at}")
                } else {
                    format!("Netværk {at}")
                },
                focus: at == 3,
                answers: if at % 4 == 0 {
                    Figure::AtMost(answers)
                } else {
                    Figure::Exact(answers)
                },
                score: match at {
                    5 => Figure::AtLeast(score),
                    6 => Figure::AtMost(score),
                    _ => Figure::Exact(score),
                },
                place,
            }
        })
        .collect();
    Funnel {
        scale: scales(lang).swap_remove(2),
        centre: 60.0,
        limits,
        points,
        notes: notes(lang),
    }
}

/// A map with a point in every area, one across the lines, and one at bounds.
pub(crate) fn priorities(lang: Lang) -> PriorityMap {
    let share = |count: f64| Proportion {
        count: Figure::Exact(count),
        share: Figure::Exact(count / 120.0),
        interval: Interval {
            low: count / 120.0 - 0.06,
            high: count / 120.0 + 0.06,
        },
    };
    let given = [
        (share(84.0), mean(44.0, 4.0)),
        (share(80.0), mean(71.0, 5.0)),
        (share(30.0), mean(45.0, 6.0)),
        (share(22.0), mean(74.0, 3.0)),
        (share(61.0), mean(58.0, 7.0)),
        (
            Proportion {
                count: Figure::AtMost(30.0),
                share: Figure::AtMost(0.25),
                ..share(24.0)
            },
            bound(Figure::AtLeast(75.0)),
        ),
    ];
    PriorityMap {
        question: pick(
            lang,
            "Hvad er vigtigst for dig i et netværk?",
            "What matters most to you in a network?",
        )
        .to_owned(),
        middle_share: 0.5,
        middle_score: 58.5,
        points: scales(lang)
            .into_iter()
            .zip(given)
            .map(|(label, (importance, score))| Priority {
                label,
                base: Figure::Exact(120.0),
                importance,
                score,
            })
            .collect(),
        notes: notes(lang),
    }
}

fn lines(lang: Lang, told: &[(&str, &str)]) -> Vec<String> {
    let line = |(da, en): &(&str, &str)| pick(lang, da, en).to_owned();
    told.iter().map(line).collect()
}

fn points(lang: Lang) -> Points {
    Points {
        strengths: lines(
            lang,
            &[(
                "»Tillid« ligger sandsynligvis højere end hos alle ledere: 68,2 mod 61,0.",
                "“Trust” is probably higher than among all leaders: 68.2 against 61.0.",
            )],
        ),
        attention: Vec::new(),
        nothing: lines(
            lang,
            &[(
                "Ingen skala skiller sig ud ved at ligge lavt.",
                "No scale stands out by lying low.",
            )],
        )
        .pop(),
        notes: notes(lang),
    }
}

fn plan(lang: Lang) -> ActionPlan {
    ActionPlan {
        columns: lines(
            lang,
            &[
                ("Problem", "Problem"),
                ("Årsag", "Cause"),
                ("Det gør vi", "What we do"),
                ("Ansvarlig", "Who"),
                ("Hvornår", "When"),
                ("Sådan ser vi, om det virker", "How we see that it works"),
            ],
        ),
        rows: lines(
            lang,
            &[
                (
                    "Relevans & <udbytte> ligger sandsynligvis lavere end hos alle",
                    "Relevance & <benefit> is probably lower than among all",
                ),
                ("", ""),
                ("", ""),
                ("", ""),
            ],
        ),
        notes: notes(lang),
    }
}

fn card(lang: Lang) -> DecisionCard {
    let part = |heading: (&str, &str), said: &[(&str, &str)]| {
        (
            pick(lang, heading.0, heading.1).to_owned(),
            lines(lang, said),
        )
    };
    DecisionCard {
        parts: vec![
            part(
                ("Det taler for at fortsætte", "What speaks for going on"),
                &[
                    ("Tilliden er sandsynligvis god.", "Trust is probably good."),
                    ("Fremmødet er 82 %.", "Attendance is 82%."),
                ],
            ),
            part(
                ("Det ved vi ikke", "What we do not know"),
                &[(
                    "Om 16 point mellem netværkene er mere end tilfældighed.",
                    "Whether 16 points between the networks are more than chance.",
                )],
            ),
        ],
    }
}

/// A report of these blocks alone.
pub(crate) fn report_of(lang: Lang, blocks: Vec<Block>) -> Report {
    Report {
        survey: "maaling".to_owned(),
        title: pick(lang, "Netværk & <måling>", "Networks & <survey>").to_owned(),
        group: "Netværk 2".to_owned(),
        own: None,
        lang,
        notes: vec![pick(lang, "Konstruerede data.", "Constructed data.").to_owned()],
        blocks,
    }
}

/// Every block of [`crate::report::overview`], two comparisons and two funnels among them.
pub(crate) fn held(lang: Lang) -> Report {
    let all = pick(lang, "Alle ledere", "All leaders");
    let earlier = pick(lang, "Netværk 2025", "Networks 2025");
    let blocks = vec![
        Block::Change(comparison(lang, Against::Earlier, earlier)),
        Block::Standing(comparison(lang, Against::Parent, all)),
        Block::Standing(comparison(lang, Against::Outside, "COPSOQ & <2019>")),
        Block::Points(points(lang)),
        Block::HeatMap(heat_map(lang, 14)),
        Block::Funnel(funnel(lang, 26, 32.0)),
        Block::Funnel(funnel(lang, 90, 700.0)),
        Block::Priorities(priorities(lang)),
        Block::Plan(plan(lang)),
        Block::Card(card(lang)),
    ];
    report_of(lang, blocks)
}
