//! A figure: a chart in two widths, one line that says what it shows, and the table of its numbers.

use serde::Serialize;

use super::RenderError;
use super::chart::{self, Captions, Drawing, Layout};
use super::tables::{ratings, scores, single};
use crate::base::Lang;
use crate::report::model::{Figure, Finding, OptionRow, Question, RankedOption, ScoreRow};
use crate::report::words::pick;
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
pub(super) struct RowView {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
}

/// What is drawn, before it is drawn.
pub(super) struct Plan<'a> {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) base: String,
    pub(super) summary: String,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<RowView>,
    pub(super) chart: Option<Chart<'a>>,
}

/// The chart of a figure.
pub(super) enum Chart<'a> {
    Scores(&'a [ScoreRow], Option<&'a str>),
    Ratings(&'a [Question]),
    Question(&'a Question),
    Options(&'a [OptionRow]),
    /// The base, and what was ranked.
    Ranking(Figure, &'a [RankedOption]),
}

impl Chart<'_> {
    /// The chart in two parts, for paper that has no room for it as one; `None` for a single row.
    pub(super) fn halves(&self) -> Option<(Self, Self)> {
        fn split<T>(rows: &[T]) -> Option<(&[T], &[T])> {
            (rows.len() > 1).then(|| rows.split_at(rows.len().div_ceil(2)))
        }
        match self {
            Self::Scores(rows, whole) => {
                split(rows).map(|(a, b)| (Self::Scores(a, *whole), Self::Scores(b, *whole)))
            }
            Self::Ratings(rows) => split(rows).map(|(a, b)| (Self::Ratings(a), Self::Ratings(b))),
            Self::Options(rows) => split(rows).map(|(a, b)| (Self::Options(a), Self::Options(b))),
            Self::Ranking(base, rows) => {
                split(rows).map(|(a, b)| (Self::Ranking(*base, a), Self::Ranking(*base, b)))
            }
            Self::Question(question) => match &question.finding {
                Finding::Options(rows) => Self::Options(rows).halves(),
                Finding::Ranking(rows) => Self::Ranking(question.base, rows).halves(),
                _ => None,
            },
        }
    }

    pub(super) fn draw(&self, lang: Lang, layout: Layout) -> Result<Option<Drawing>, RenderError> {
        Ok(match self {
            Self::Scores(rows, whole) => Some(chart::scores(lang, layout, rows, *whole)?),
            Self::Ratings(questions) => Some(chart::ratings(lang, layout, questions)?),
            Self::Options(options) => Some(chart::options(lang, layout, options)?),
            Self::Ranking(base, options) => Some(chart::ranking(lang, layout, *base, options)?),
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

/// The figures of one block before they are drawn; none for blocks of words.
pub(super) fn plans(lang: Lang, number: usize, block: &Block) -> Vec<Plan<'_>> {
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
