//! The blocks that hold groups against something: their headings, and what the templates of those without a chart are given.

use serde::Serialize;

use super::heat;
use crate::base::Lang;
use crate::report::Block;
use crate::report::model::{ActionPlan, DecisionCard, HeatMap, Points};
use crate::report::words::pick;

/// Heading of a block that holds groups against something, and the line under it; empty for all others.
pub(super) fn heading(lang: Lang, block: &Block) -> (&'static str, &'static str) {
    let none = "";
    let difference = pick(
        lang,
        "Prikken er forskellen, stregen er usikkerheden. Går stregen ind over nul, kan forskellen være tilfældig.",
        "The dot is the difference, the line its uncertainty. Where the line crosses zero, the difference may be chance.",
    );
    match block {
        Block::Change(_) => (pick(lang, "Siden sidst", "Since last time"), difference),
        Block::Standing(_) => (pick(lang, "Sammenligning", "Comparison"), difference),
        Block::Points(_) => (pick(lang, "Det skiller sig ud", "What stands out"), none),
        Block::HeatMap(_) => (
            pick(lang, "Hvor grupperne ligger", "Where the groups lie"),
            pick(
                lang,
                "Tallet er scoren, 0–100. Tegn og farve følger sandsynligheden, ikke scoren alene.",
                "The number is the score, 0–100. Sign and shade follow the probability, not the score alone.",
            ),
        ),
        Block::Funnel(_) => (
            pick(lang, "Forskel eller tilfældighed", "Difference or chance"),
            pick(
                lang,
                "Jo færre svar, desto mere svinger en score af sig selv. Derfor er tragten bred til venstre. Inden for den kan en forskel være tilfældig.",
                "The fewer the answers, the more a score varies by itself. That is why the funnel is wide on the left. Inside it, a difference may be chance.",
            ),
        ),
        Block::Priorities(_) => (
            pick(
                lang,
                "Det vigtigste, og hvordan det går",
                "What matters most, and how it is going",
            ),
            pick(
                lang,
                "Krydset om hver prik er usikkerheden. Går det ind over en delelinje, kan skalaen lige så vel høre til i nabofeltet.",
                "The cross around each dot is its uncertainty. Where it reaches across a dividing line, the scale may as well belong to the area beside.",
            ),
        ),
        Block::Plan(_) => (
            pick(lang, "Handlingsplan", "Plan of action"),
            pick(
                lang,
                "Til at udfylde sammen. Få punkter, der bliver gjort, er bedre end mange.",
                "To be filled in together. A few things that get done are better than many.",
            ),
        ),
        Block::Card(_) => (
            pick(
                lang,
                "Før der besluttes noget",
                "Before anything is decided",
            ),
            pick(
                lang,
                "Tallene beslutter ikke. De er et grundlag for en samtale.",
                "The figures do not decide. They are grounds for a conversation.",
            ),
        ),
        _ => (none, none),
    }
}

#[derive(Serialize)]
pub(super) struct HeatView<'a> {
    key: Vec<KeyView>,
    scales: &'a [String],
    rows: Vec<HeatRowView<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct KeyView {
    tone: &'static str,
    mark: String,
    words: String,
}

#[derive(Serialize)]
struct HeatRowView<'a> {
    label: &'a str,
    depth: usize,
    focus: bool,
    /// What is said beside its name; possibly empty.
    beside: String,
    cells: Vec<HeatCellView>,
}

#[derive(Serialize)]
struct HeatCellView {
    tone: &'static str,
    /// Empty in a hidden cell.
    sign: &'static str,
    /// The number, or the letter of a hidden cell.
    said: String,
    /// What the sign or the letter means, for those who hear it.
    aloud: &'static str,
}

pub(super) fn heat(lang: Lang, map: &HeatMap) -> HeatView<'_> {
    let key = heat::key(lang, map)
        .into_iter()
        .map(|(tone, mark, words)| KeyView {
            tone: tone.class(),
            mark,
            words,
        })
        .collect();
    let rows = map
        .rows
        .iter()
        .map(|row| HeatRowView {
            label: &row.label,
            // Deeper than this nothing is indented any more.
            depth: row.depth.min(4),
            focus: row.focus,
            beside: heat::beside(lang, row).join(" · "),
            cells: row
                .cells
                .iter()
                .map(|cell| {
                    let (tone, said) = heat::cell(lang, cell);
                    HeatCellView {
                        tone: tone.class(),
                        sign: tone.sign(),
                        said,
                        aloud: tone.aloud(lang),
                    }
                })
                .collect(),
        })
        .collect();
    HeatView {
        key,
        scales: &map.scales,
        rows,
        notes: &map.notes,
    }
}

#[derive(Serialize)]
pub(super) struct PointsView<'a> {
    lists: Vec<ListView<'a>>,
    /// Empty where something stands in both lists.
    nothing: &'a str,
    notes: &'a [String],
}

/// Lines under a heading.
#[derive(Serialize)]
pub(super) struct ListView<'a> {
    pub(super) title: &'a str,
    pub(super) lines: &'a [String],
}

/// What stands out, in up to two lists. A heading over nothing says less than the sentence on it.
pub(super) fn point_lists(lang: Lang, points: &Points) -> Vec<ListView<'_>> {
    let lists = [
        ListView {
            title: pick(lang, "Styrker", "Strengths"),
            lines: &points.strengths,
        },
        ListView {
            title: pick(lang, "Værd at se på", "Worth a look"),
            lines: &points.attention,
        },
    ];
    lists
        .into_iter()
        .filter(|list| !list.lines.is_empty())
        .collect()
}

pub(super) fn points(lang: Lang, points: &Points) -> PointsView<'_> {
    PointsView {
        lists: point_lists(lang, points),
        nothing: points.nothing.as_deref().unwrap_or(""),
        notes: &points.notes,
    }
}

#[derive(Serialize)]
pub(super) struct PlanView<'a> {
    columns: &'a [String],
    rows: Vec<PlanRowView<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct PlanRowView<'a> {
    /// Empty where a figure points to nothing.
    first: &'a str,
    /// Room to write, one for each other column.
    rest: Vec<&'static str>,
}

pub(super) fn plan(plan: &ActionPlan) -> PlanView<'_> {
    let rows = plan
        .rows
        .iter()
        .map(|first| PlanRowView {
            first,
            rest: vec![""; plan.columns.len().saturating_sub(1)],
        })
        .collect();
    PlanView {
        columns: &plan.columns,
        rows,
        notes: &plan.notes,
    }
}

pub(super) fn card(card: &DecisionCard) -> Vec<ListView<'_>> {
    card.parts
        .iter()
        .map(|(title, lines)| ListView { title, lines })
        .collect()
}
