//! A report as one file of HTML.

use serde::Serialize;

use super::ReportFiles;
use super::figures::of_block;
use super::overview_page::{self, HeatView, ListView, PlanView, PointsView};
use super::templates::Templates;
use super::{RenderError, assets, fonts};
use crate::base::Lang;
use crate::report::words::pick;
use crate::report::{Block, GroupRow, OpenQuestion, Report, Theme, Withheld};

#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    title: &'a str,
    group: &'a str,
    notes: &'a [String],
    style: String,
}

#[derive(Serialize)]
struct BlockView<'a> {
    lang: &'static str,
    /// Name of the template that shows it.
    #[serde(skip)]
    template: &'static str,
    /// Which block of the report it is.
    number: usize,
    heading: &'a str,
    /// A line under the heading, possibly empty.
    lead: &'static str,
    content: Content<'a>,
    /// Finished HTML, around which the template of a chapter of figures goes.
    #[serde(skip)]
    figures: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Terms(Vec<Term<'a>>),
    Lines(&'a [String]),
    Groups(Vec<GroupView<'a>>),
    Withheld(Vec<WithheldView<'a>>),
    Words(WordsView<'a>),
    Heat(HeatView<'a>),
    Points(PointsView<'a>),
    Plan(PlanView<'a>),
    Card(Vec<ListView<'a>>),
}

#[derive(Serialize)]
struct WordsView<'a> {
    notes: &'a [String],
    themes: Vec<ThemeView<'a>>,
}

#[derive(Serialize)]
struct ThemeView<'a> {
    title: &'a str,
    questions: Vec<OpenView<'a>>,
}

#[derive(Serialize)]
struct OpenView<'a> {
    question: &'a str,
    texts: &'a [String],
    /// Empty where nothing was taken out.
    left_out: &'a str,
}

fn words<'a>(themes: &'a [Theme], notes: &'a [String]) -> Content<'a> {
    let open = |question: &'a OpenQuestion| OpenView {
        question: &question.text,
        texts: &question.texts,
        left_out: question.left_out.as_deref().unwrap_or(""),
    };
    Content::Words(WordsView {
        notes,
        themes: themes
            .iter()
            .map(|theme| ThemeView {
                title: &theme.title,
                questions: theme.questions.iter().map(open).collect(),
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct Term<'a> {
    term: &'a str,
    words: &'a str,
}

#[derive(Serialize)]
pub(super) struct GroupView<'a> {
    pub(super) label: &'a str,
    pub(super) depth: usize,
    pub(super) focus: bool,
    pub(super) shown: bool,
    pub(super) answers: &'a str,
    /// Where its answers count; empty for a group that is shown.
    pub(super) counts_in: &'a str,
    /// Address of its report as a page; empty without one.
    pub(super) href: String,
    /// Address of its report as PDF; empty without one.
    pub(super) pdf: String,
    /// Address of its report as a workbook; empty without one.
    pub(super) xlsx: String,
}

#[derive(Serialize)]
struct WithheldView<'a> {
    reason: &'a str,
    questions: &'a [String],
}

pub(super) fn group_view(row: &GroupRow, files: Option<ReportFiles>) -> GroupView<'_> {
    let (href, pdf, xlsx) = files.map_or_else(Default::default, |files| {
        (files.page, files.pdf, files.xlsx)
    });
    GroupView {
        label: &row.label,
        // Deeper than this nothing is indented any more.
        depth: row.depth.min(4),
        focus: row.focus,
        shown: row.shown,
        answers: &row.answers,
        counts_in: row.counts_in.as_deref().unwrap_or(""),
        href,
        pdf,
        xlsx,
    }
}

fn terms(terms: &[(String, String)]) -> Content<'_> {
    Content::Terms(
        terms
            .iter()
            .map(|(term, words)| Term { term, words })
            .collect(),
    )
}

/// Style with the typeface inside.
pub(super) fn embedded_style() -> String {
    format!("{}{}", fonts::embedded_css(), assets::REPORT_CSS)
}

pub(super) fn render(templates: &Templates, report: &Report) -> Result<String, RenderError> {
    let mut blocks: Vec<BlockView<'_>> = Vec::new();
    for (number, block) in report.blocks().iter().enumerate() {
        let next = view(templates, report, number, block)?;
        // Chapters of one kind stand under one heading.
        match (blocks.last_mut(), next) {
            (
                Some(BlockView {
                    heading,
                    figures: Some(figures),
                    ..
                }),
                BlockView {
                    heading: same,
                    figures: Some(more),
                    ..
                },
            ) if *heading == same => figures.extend(more),
            (_, next) => blocks.push(next),
        }
    }
    let mut body = String::new();
    for block in &blocks {
        body.push_str(&match &block.figures {
            Some(figures) => templates.around(block.template, block, &figures.concat())?,
            None => templates.render(block.template, block)?,
        });
    }
    let page = Page {
        lang: report.lang().tag(),
        title: report.title(),
        group: report.group(),
        notes: report.notes(),
        style: embedded_style(),
    };
    templates.around("report/report", &page, &body)
}

/// Heading of a block, and the line under it, possibly empty.
pub(super) fn heading(lang: Lang, block: &Block) -> (&str, &'static str) {
    let none = "";
    match block {
        Block::Cover(_) => (pick(lang, "Om undersøgelsen", "About the survey"), none),
        Block::Explanation(_) => (
            pick(lang, "Hvorfor der ingen tal er", "Why there are no figures"),
            none,
        ),
        Block::Sentences(_) => (pick(lang, "Kort fortalt", "In short"), none),
        Block::Scores { .. } => (
            pick(lang, "Overblik", "Overview"),
            pick(
                lang,
                "Prikken er scoren, stregen er usikkerheden. Overlapper to streger, kan forskellen være tilfældig.",
                "The dot is the score, the line its uncertainty. Where two lines overlap, the difference may be chance.",
            ),
        ),
        Block::Change(_)
        | Block::Standing(_)
        | Block::Points(_)
        | Block::HeatMap(_)
        | Block::Funnel(_)
        | Block::Priorities(_)
        | Block::Plan(_)
        | Block::Card(_) => overview_page::heading(lang, block),
        Block::Rankings(chapter) => (chapter.title.as_str(), none),
        Block::Ratings(_) => (pick(lang, "Vurderinger", "Ratings"), none),
        Block::Choices(_) => (pick(lang, "Valg", "Choices"), none),
        Block::Withheld(_) => (
            pick(
                lang,
                "Spørgsmål uden tal her",
                "Questions without figures here",
            ),
            none,
        ),
        Block::Words { .. } => (
            pick(lang, "Med egne ord", "In their own words"),
            pick(
                lang,
                "Hvert afsnit er ét svar. Rækkefølgen er tilfældig.",
                "Each paragraph is one answer. Their order is drawn by chance.",
            ),
        ),
        Block::Groups(_) => (pick(lang, "Grupperne", "The groups"), none),
        Block::Dialogue(_) => (
            pick(lang, "Tal om det", "Talk about it"),
            pick(
                lang,
                "Tallene er en begyndelse. Vælg ét eller to spørgsmål, og giv dem tid.",
                "The figures are a beginning. Pick one or two questions, and give them time.",
            ),
        ),
        Block::Method(_) => (
            pick(lang, "Sådan er tallene lavet", "How the figures were made"),
            none,
        ),
    }
}

fn view<'a>(
    templates: &Templates,
    report: &'a Report,
    number: usize,
    block: &'a Block,
) -> Result<BlockView<'a>, RenderError> {
    let lang = report.lang();
    let mut figures = None;
    let (template, content) = match block {
        Block::Cover(facts) => ("report/cover", terms(facts)),
        Block::Explanation(lines) => ("report/explanation", Content::Lines(lines)),
        Block::Sentences(lines) => ("report/sentences", Content::Lines(lines)),
        Block::Scores { .. }
        | Block::Change(_)
        | Block::Standing(_)
        | Block::Funnel(_)
        | Block::Priorities(_)
        | Block::Rankings(_)
        | Block::Ratings(_)
        | Block::Choices(_) => {
            figures = Some(of_block(templates, lang, number, block)?);
            ("report/charts", Content::Lines(&[]))
        }
        Block::HeatMap(map) => ("report/heat", Content::Heat(overview_page::heat(lang, map))),
        Block::Points(points) => (
            "report/points",
            Content::Points(overview_page::points(lang, points)),
        ),
        Block::Plan(plan) => ("report/plan", Content::Plan(overview_page::plan(plan))),
        Block::Card(card) => ("report/card", Content::Card(overview_page::card(card))),
        Block::Withheld(withheld) => (
            "report/withheld",
            Content::Withheld(
                withheld
                    .iter()
                    .map(|Withheld { reason, questions }| WithheldView { reason, questions })
                    .collect(),
            ),
        ),
        Block::Words { themes, notes } => ("report/words", words(themes, notes)),
        Block::Groups(rows) => (
            "report/groups",
            Content::Groups(rows.iter().map(|row| group_view(row, None)).collect()),
        ),
        Block::Dialogue(lines) => ("report/dialogue", Content::Lines(lines)),
        Block::Method(notes) => ("report/method", terms(notes)),
    };
    let (heading, lead) = heading(lang, block);
    Ok(BlockView {
        lang: lang.tag(),
        template,
        number,
        heading,
        lead,
        content,
        figures,
    })
}
