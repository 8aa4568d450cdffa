//! A figure: a chart in two widths, one line that says what it shows, and the table of its numbers.

use serde::Serialize;

use super::RenderError;
use super::chart::{self, Captions, Drawing, Layout};
use super::held::{compared, funnel, priorities};
use super::tables::{ratings, scores, single};
use super::templates::Templates;
use crate::base::Lang;
use crate::report::model::{
    Figure, Finding, Funnel, OptionRow, PriorityMap, Question, RankedOption, ScoreRow,
};
use crate::report::overview::ComparedRow;
use crate::report::words::pick;
use crate::report::{Block, Report};

/// One figure, ready for its template, which goes around its charts.
#[derive(Serialize)]
struct FigureView<'a> {
    lang: &'static str,
    #[serde(flatten)]
    plan: &'a Plan<'a>,
}

#[derive(Serialize)]
pub(super) struct RowView {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
}

/// What is drawn, before it is drawn.
#[derive(Serialize)]
pub(super) struct Plan<'a> {
    /// Name within the page.
    pub(super) id: String,
    pub(super) title: String,
    /// Base and whom it was put to.
    pub(super) base: String,
    /// What it shows, for those who do not see it: everything that is drawn.
    #[serde(skip)]
    pub(super) summary: String,
    /// The line below the picture: where much is drawn, the first of it.
    pub(super) caption: String,
    /// Sentences that say the rows one by one.
    pub(super) said: Vec<&'a str>,
    /// What the picture points out, as a table that stands open.
    pub(super) apart: Option<Apart<'a>>,
    pub(super) head: Vec<&'a str>,
    pub(super) rows: Vec<RowView>,
    /// How to read it. Paragraphs.
    pub(super) notes: &'a [String],
    #[serde(skip)]
    pub(super) chart: Option<Chart<'a>>,
}

/// Some rows of a table, named.
#[derive(Serialize)]
pub(super) struct Apart<'a> {
    pub(super) label: &'static str,
    /// Names the table of all rows, which follows.
    pub(super) all: &'static str,
    pub(super) head: Vec<&'a str>,
    pub(super) rows: Vec<RowView>,
}

/// The chart of a figure.
pub(super) enum Chart<'a> {
    Scores(&'a [ScoreRow], Option<&'a str>),
    Ratings(&'a [Question]),
    Question(&'a Question),
    /// The base, and what could be chosen.
    Options(Figure, &'a [OptionRow]),
    /// The base, and what was ranked.
    Ranking(Figure, &'a [RankedOption]),
    /// Differences, and how far their axis reaches to both sides of zero.
    Differences(&'a [ComparedRow], f64),
    Funnel(&'a Funnel),
    Priorities(&'a PriorityMap),
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
            Self::Options(base, rows) => {
                split(rows).map(|(a, b)| (Self::Options(*base, a), Self::Options(*base, b)))
            }
            Self::Ranking(base, rows) => {
                split(rows).map(|(a, b)| (Self::Ranking(*base, a), Self::Ranking(*base, b)))
            }
            Self::Differences(rows, reach) => split(rows)
                .map(|(a, b)| (Self::Differences(a, *reach), Self::Differences(b, *reach))),
            Self::Funnel(_) | Self::Priorities(_) => None,
            Self::Question(question) => match &question.finding {
                Finding::Options(rows) => Self::Options(question.base, rows).halves(),
                Finding::Ranking(rows) => Self::Ranking(question.base, rows).halves(),
                _ => None,
            },
        }
    }

    pub(super) fn draw(&self, lang: Lang, layout: Layout) -> Result<Option<Drawing>, RenderError> {
        Ok(match self {
            Self::Scores(rows, whole) => Some(chart::scores(lang, layout, rows, *whole)?),
            Self::Ratings(questions) => Some(chart::ratings(lang, layout, questions)?),
            Self::Options(base, options) => Some(chart::options(lang, layout, *base, options)?),
            Self::Ranking(base, options) => Some(chart::ranking(lang, layout, *base, options)?),
            Self::Differences(rows, reach) => Some(chart::differences(lang, layout, rows, *reach)?),
            Self::Funnel(funnel) => Some(chart::funnel(lang, layout, funnel)?),
            Self::Priorities(map) => Some(chart::priorities(lang, layout, map)?),
            Self::Question(question) => match &question.finding {
                Finding::Options(options) => {
                    Some(chart::options(lang, layout, question.base, options)?)
                }
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
                    let parts = [detractors, passives, promoters];
                    Some(chart::recommendation(
                        lang,
                        layout,
                        label,
                        question.base,
                        parts,
                    )?)
                }
                Finding::Number { .. } | Finding::Rating { .. } => None,
            },
        })
    }
}

/// The figures of one block as HTML; none for blocks of words.
pub(super) fn of_block(
    templates: &Templates,
    lang: Lang,
    number: usize,
    block: &Block,
) -> Result<Vec<String>, RenderError> {
    plans(lang, number, block)
        .iter()
        .map(|plan| {
            let captions = Captions {
                id: &plan.id,
                title: &plan.title,
                summary: &plan.summary,
            };
            let mut charts = String::new();
            if let Some(chart) = &plan.chart {
                for (layout, class) in [(Layout::WIDE, "wide"), (Layout::NARROW, "narrow")] {
                    if let Some(drawing) = chart.draw(lang, layout)? {
                        charts.push_str(&chart::inline(&drawing, &captions, class));
                        charts.push('\n');
                    }
                }
            }
            let view = FigureView {
                lang: lang.tag(),
                plan,
            };
            templates.around("report/figure", &view, &charts)
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
        Block::Change(comparison) => vec![compared(lang, number, "change", comparison)],
        Block::Standing(comparison) => vec![compared(lang, number, "standing", comparison)],
        Block::Funnel(it) => vec![funnel(lang, number, it)],
        Block::Priorities(map) => vec![priorities(lang, number, map)],
        Block::Ratings(chapter) => vec![ratings(lang, number, chapter)],
        Block::Rankings(chapter) | Block::Choices(chapter) => chapter
            .questions
            .iter()
            .map(|question| single(lang, question))
            .collect(),
        Block::Cover(_)
        | Block::Explanation(_)
        | Block::Sentences(_)
        | Block::Points(_)
        | Block::HeatMap(_)
        | Block::Withheld(_)
        | Block::Words { .. }
        | Block::Groups(_)
        | Block::Dialogue(_)
        | Block::Plan(_)
        | Block::Card(_)
        | Block::Method(_) => Vec::new(),
    }
}
