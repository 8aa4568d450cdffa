//! A figure: a chart in two widths, one line that says what it shows, and the table of its numbers.

use serde::Serialize;

use super::RenderError;
use super::chart::{self, Captions, Drawing, Layout};
use crate::base::Lang;
use crate::report::model::{Chapter, Figure, Finding, Mean, Proportion, Question, ScoreRow};
use crate::report::words::{self, pick, quoted, value};
use crate::report::{Block, Report};

/// One figure, ready for its template.
#[derive(Serialize)]
pub(super) struct FigureView {
    /// Name within the page.
    pub(super) id: String,
    title: String,
    /// Base and whom it was put to.
    base: String,
    summary: String,
    /// Inline SVG, wide and narrow; empty where a number needs no chart.
    svg: Vec<String>,
    head: Vec<String>,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    name: String,
    cells: Vec<String>,
}

/// What is drawn, before it is drawn.
struct Plan<'a> {
    id: String,
    title: String,
    base: String,
    summary: String,
    head: Vec<&'static str>,
    rows: Vec<RowView>,
    chart: Option<Chart<'a>>,
}

enum Chart<'a> {
    Scores(&'a [ScoreRow], Option<&'a str>),
    Ratings(&'a [Question]),
    Question(&'a Question),
}

impl Chart<'_> {
    fn draw(&self, lang: Lang, layout: Layout) -> Result<Option<Drawing>, RenderError> {
        Ok(match self {
            Self::Scores(rows, whole) => Some(chart::scores(lang, layout, rows, *whole)?),
            Self::Ratings(questions) => Some(chart::ratings(lang, layout, questions)?),
            Self::Question(question) => match &question.finding {
                Finding::Options(options) => Some(chart::options(lang, layout, options)?),
                Finding::Ranking(options) => {
                    Some(chart::ranking(lang, layout, question.base, options)?)
                }
                Finding::Recommendation {
                    detractors,
                    passives,
                    promoters,
                    ..
                } => {
                    let label = pick(lang, "Svar på 0–10", "Answers on 0–10");
                    Some(chart::recommendation(
                        lang, layout, label, detractors, passives, promoters,
                    )?)
                }
                Finding::Number { .. } | Finding::Rating { .. } => None,
            },
        })
    }
}

/// The figures of one block; none for blocks of words.
pub(super) fn of_block(
    lang: Lang,
    number: usize,
    block: &Block,
) -> Result<Vec<FigureView>, RenderError> {
    plans(lang, number, block)
        .into_iter()
        .map(|plan| {
            let captions = Captions {
                id: &plan.id,
                title: &plan.title,
                summary: &plan.summary,
            };
            let mut svg = Vec::new();
            if let Some(chart) = &plan.chart {
                for (layout, class) in [(Layout::WIDE, "wide"), (Layout::NARROW, "narrow")] {
                    svg.extend(
                        chart
                            .draw(lang, layout)?
                            .map(|d| chart::inline(&d, &captions, class)),
                    );
                }
            }
            Ok(FigureView {
                svg,
                head: plan.head.into_iter().map(str::to_owned).collect(),
                id: plan.id,
                title: plan.title,
                base: plan.base,
                summary: plan.summary,
                rows: plan.rows,
            })
        })
        .collect()
}

/// Every chart of a report as a file of its own.
pub(super) fn files(report: &Report) -> Result<Vec<(String, String)>, RenderError> {
    let lang = report.lang();
    let mut files = Vec::new();
    for (number, block) in report.blocks().iter().enumerate() {
        for plan in plans(lang, number, block) {
            let Some(chart) = &plan.chart else { continue };
            if let Some(drawing) = chart.draw(lang, Layout::WIDE)? {
                let captions = Captions {
                    id: &plan.id,
                    title: &plan.title,
                    summary: &plan.summary,
                };
                files.push((
                    format!("{}.svg", plan.id),
                    chart::standalone(&drawing, &captions),
                ));
            }
        }
    }
    Ok(files)
}

fn plans(lang: Lang, number: usize, block: &Block) -> Vec<Plan<'_>> {
    match block {
        Block::Scores { rows, whole } => vec![scores(lang, rows, whole.as_deref())],
        Block::Ratings(chapter) => vec![ratings(lang, number, chapter)],
        Block::Rankings(chapter) | Block::Choices(chapter) => chapter
            .questions
            .iter()
            .map(|question| single(lang, question))
            .collect(),
        _ => Vec::new(),
    }
}

fn scores<'a>(lang: Lang, rows: &'a [ScoreRow], whole: Option<&'a str>) -> Plan<'a> {
    let mut head = vec![
        pick(lang, "Skala", "Scale"),
        pick(lang, "Score", "Score"),
        pick(lang, "Usikkerhed", "Uncertainty"),
        pick(lang, "Svar", "Answers"),
        pick(lang, "Spørgsmål", "Questions"),
    ];
    if whole.is_some() {
        head.push(pick(lang, "Alle", "Everybody"));
    }
    let table = rows
        .iter()
        .map(|row| {
            let mut cells = vec![
                words::figure(lang, row.mean.value, 1),
                interval(lang, &row.mean, 1),
                words::figure(lang, row.base, 0),
                words::of(
                    lang,
                    Figure::Exact(f64::from(row.items.0)),
                    Figure::Exact(f64::from(row.items.1)),
                ),
            ];
            if whole.is_some() {
                cells.push(
                    row.whole
                        .map_or_else(|| "–".to_owned(), |whole| words::figure(lang, whole, 1)),
                );
            }
            RowView {
                name: row.label.clone(),
                cells,
            }
        })
        .collect();
    let listed: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row.label, words::figure(lang, row.mean.value, 1)))
        .collect();
    Plan {
        id: "scores".to_owned(),
        title: pick(lang, "Skalaer, 0–100", "Scales, 0–100").to_owned(),
        base: pick(lang, "100 er bedst", "100 is best").to_owned(),
        summary: format!("{}.", listed.join(" · ")),
        head,
        rows: table,
        chart: Some(Chart::Scores(rows, whole)),
    }
}

fn ratings<'a>(lang: Lang, number: usize, chapter: &'a Chapter) -> Plan<'a> {
    let rows = chapter
        .questions
        .iter()
        .filter_map(|question| {
            let Finding::Rating {
                mean,
                decimals,
                unfavourable,
                neutral,
                favourable,
                ..
            } = &question.finding
            else {
                return None;
            };
            let share = |p: Option<&Proportion>| {
                p.map_or_else(|| "–".to_owned(), |p| proportion(lang, p, question.base))
            };
            let decimals = *decimals;
            let mut cells = vec![
                words::figure(lang, question.base, 0),
                share(Some(favourable)),
                share(neutral.as_ref()),
                share(unfavourable.as_ref()),
                format!(
                    "{}{}",
                    words::figure(lang, mean.value, decimals),
                    bracketed(lang, mean, decimals)
                ),
            ];
            cells.push(question.no_answer.map_or_else(
                || "–".to_owned(),
                |none| (none.dont_know + none.refused + none.unanswered).to_string(),
            ));
            let name = match (&question.asked_of, lang) {
                (Some(asked), Lang::Da) => format!("{} (kun dem, der {asked})", question.text),
                (Some(asked), Lang::En) => format!("{} (only those who {asked})", question.text),
                (None, _) => question.text.clone(),
            };
            Some(RowView { name, cells })
        })
        .collect();
    let bases = chapter.questions.iter().map(|q| value(q.base));
    let (low, high) = bases.fold((f64::INFINITY, 0.0_f64), |(low, high), n| {
        (low.min(n), high.max(n))
    });
    let base = if (high - low).abs() < 0.5 {
        chapter
            .questions
            .first()
            .map_or_else(String::new, |q| words::base(lang, q.base))
    } else {
        let range = format!("{}–{}", lang.number(low, 0), lang.number(high, 0));
        match lang {
            Lang::Da => format!("{range} svar pr. spørgsmål"),
            Lang::En => format!("{range} answers per question"),
        }
    };
    Plan {
        id: format!("ratings-{number}"),
        title: chapter.title.clone(),
        base,
        summary: ratings_in_a_line(lang, chapter),
        head: vec![
            pick(lang, "Spørgsmål", "Question"),
            pick(lang, "Svar", "Answers"),
            pick(lang, "Positive", "Favourable"),
            pick(lang, "Neutrale", "Neutral"),
            pick(lang, "Negative", "Unfavourable"),
            pick(lang, "Gennemsnit", "Mean"),
            pick(lang, "Ved ikke eller intet svar", "Don't know or no answer"),
        ],
        rows,
        chart: Some(Chart::Ratings(&chapter.questions)),
    }
}

/// The favourable share of the first three questions, so that the line is true without being an argument.
fn ratings_in_a_line(lang: Lang, chapter: &Chapter) -> String {
    let said: Vec<String> = chapter
        .questions
        .iter()
        .filter_map(|question| match &question.finding {
            Finding::Rating { favourable, .. } => Some(format!(
                "{} {}",
                quoted(lang, &question.text),
                words::share_of(lang, favourable, question.base)
            )),
            _ => None,
        })
        .collect();
    let shown: Vec<&str> = said.iter().take(3).map(String::as_str).collect();
    let more = said.len().saturating_sub(shown.len());
    let lead = pick(lang, "Positive svar", "Favourable answers");
    let rest = match (more, lang) {
        (0, _) => String::new(),
        (_, Lang::Da) => format!(" – og {more} til, se tallene"),
        (_, Lang::En) => format!(" – and {more} more, see the figures"),
    };
    format!("{lead}: {}{rest}.", shown.join(" · "))
}

fn single(lang: Lang, question: &Question) -> Plan<'_> {
    let mut base = words::base(lang, question.base);
    if let Some(asked) = &question.asked_of {
        base.push_str(&match lang {
            Lang::Da => format!(" fra dem, der {asked}"),
            Lang::En => format!(" from those who {asked}"),
        });
    }
    if let Some(none) = question.no_answer {
        let silent = none.dont_know + none.refused + none.unanswered;
        if silent > 0 {
            base.push_str(&match lang {
                Lang::Da => format!(" · {silent} svarede »ved ikke« eller slet ikke"),
                Lang::En => format!(" · {silent} answered “don't know” or not at all"),
            });
        }
    }
    let answer = pick(lang, "Svar", "Answer");
    let many = pick(lang, "Antal", "Number");
    let share = pick(lang, "Andel", "Share");
    let sure = pick(lang, "Usikkerhed", "Uncertainty");
    let row = |name: String, p: &Proportion| RowView {
        name,
        cells: vec![
            words::figure(lang, p.count, 0),
            words::percent(lang, p.share),
            words::percent_interval(lang, p.interval, value(question.base)),
        ],
    };
    let (kind, head, rows, summary) = match &question.finding {
        Finding::Options(options) => {
            let top = options
                .iter()
                .max_by(|a, b| value(a.chosen.count).total_cmp(&value(b.chosen.count)));
            let summary = top.map_or_else(String::new, |top| {
                format!(
                    "{}: {}.",
                    top.label,
                    words::share_of(lang, &top.chosen, question.base)
                )
            });
            let rows = options
                .iter()
                .map(|o| row(o.label.clone(), &o.chosen))
                .collect();
            ("choices", vec![answer, many, share, sure], rows, summary)
        }
        Finding::Ranking(options) => {
            let places = options.first().map_or(0, |o| o.places.len());
            let names = ["1.", "2.", "3.", "4.", "5."];
            let mut head = vec![answer];
            head.extend(names.iter().take(places));
            head.extend([pick(lang, "I alt", "In all"), share, sure]);
            let rows = options
                .iter()
                .map(|o| {
                    let mut view = row(o.label.clone(), &o.top);
                    let places = o
                        .places
                        .iter()
                        .take(names.len())
                        .map(|n| words::figure(lang, *n, 0));
                    view.cells = places.chain(view.cells).collect();
                    view
                })
                .collect();
            let summary = options.first().map_or_else(String::new, |top| {
                let said = words::share_of(lang, &top.top, question.base);
                match lang {
                    Lang::Da => format!(
                        "{}: {said} har det blandt de {places} vigtigste.",
                        top.label
                    ),
                    Lang::En => format!("{}: {said} have it among their top {places}.", top.label),
                }
            });
            ("ranking", head, rows, summary)
        }
        Finding::Recommendation {
            detractors,
            passives,
            promoters,
            score,
        } => {
            let rows = [("9–10", promoters), ("7–8", passives), ("0–6", detractors)]
                .map(|(name, p)| row(name.to_owned(), p))
                .into_iter()
                .collect();
            let net = score.map_or_else(String::new, |score| {
                let said = format!(
                    "{}{}",
                    words::figure(lang, score.value, 0),
                    bracketed(lang, &score, 0)
                );
                match lang {
                    Lang::Da => format!(" 9–10 minus 0–6: {said} procentpoint."),
                    Lang::En => format!(" 9–10 minus 0–6: {said} percentage points."),
                }
            });
            let summary = format!(
                "9–10: {}.{net}",
                words::share_of(lang, promoters, question.base)
            );
            ("choices", vec![answer, many, share, sure], rows, summary)
        }
        Finding::Number { mean, sd } => {
            let decimals = decimals(question.base);
            let said = words::figure(lang, mean.value, decimals);
            let rows = vec![RowView {
                name: pick(lang, "Gennemsnit", "Mean").to_owned(),
                cells: vec![
                    said.clone(),
                    interval(lang, mean, decimals),
                    lang.number(*sd, decimals),
                ],
            }];
            let summary = format!(
                "{} {said}{}.",
                pick(lang, "Gennemsnit", "Mean"),
                bracketed(lang, mean, decimals)
            );
            (
                "number",
                vec![
                    "",
                    pick(lang, "Tal", "Figure"),
                    sure,
                    pick(lang, "Spredning", "Spread"),
                ],
                rows,
                summary,
            )
        }
        Finding::Rating { .. } => ("rating", Vec::new(), Vec::new(), String::new()),
    };
    let drawn = !matches!(
        question.finding,
        Finding::Number { .. } | Finding::Rating { .. }
    );
    Plan {
        id: format!("{kind}-{}", question.id),
        title: question.text.clone(),
        base,
        summary,
        head,
        rows,
        chart: drawn.then_some(Chart::Question(question)),
    }
}

/// Means of numbers carry one decimal in groups under 20, two from 20.
fn decimals(base: Figure) -> usize {
    if value(base) < 20.0 { 1 } else { 2 }
}

fn interval(lang: Lang, mean: &Mean, decimals: usize) -> String {
    mean.interval
        .map_or_else(|| "–".to_owned(), |it| words::interval(lang, it, decimals))
}

fn bracketed(lang: Lang, mean: &Mean, decimals: usize) -> String {
    mean.interval.map_or_else(String::new, |it| {
        format!(" ({})", words::interval(lang, it, decimals))
    })
}

fn proportion(lang: Lang, p: &Proportion, base: Figure) -> String {
    let interval = words::percent_interval(lang, p.interval, value(base));
    format!("{} [{interval}]", words::share_of(lang, p, base))
}
