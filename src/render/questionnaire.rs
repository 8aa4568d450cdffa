//! The respondent's page: every section, both languages and all routing in one file that is the same for everybody.
//!
//! The page holds no script and no style of its own (strict CSP), except as a preview, which stands alone and sends nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::templates::Templates;
use super::{RenderError, assets, fonts};
use crate::base::{Day, Lang, SurveyCode, Text};
use crate::instrument::routing::Script;
use crate::instrument::{Instrument, Item, ItemKind, Piping, Sensitivity};

/// What the page says besides the questions.
#[derive(Clone, Debug)]
pub struct QuestionnairePage {
    /// Code of the survey.
    pub survey: SurveyCode,
    /// Title.
    pub title: Text,
    /// Who asks.
    pub sender: Text,
    /// The promise on thresholds, in words.
    pub promise: Text,
    /// Fewest answers for which anything is shown.
    pub minimum: u32,
    /// Last day on which answers are taken.
    pub closes: Day,
    /// Whom to ask; an address or a telephone number.
    pub contact: String,
    /// Notes that stand on every page, such as "constructed data".
    pub notes: Vec<Text>,
    /// Bytes of every request that carries answers, so that its length tells nothing of them; 0 in a preview.
    pub padded: usize,
    /// A preview stands alone in one file and sends nothing.
    pub preview: bool,
}

#[derive(Serialize)]
struct View<'a> {
    survey: &'a str,
    preview: bool,
    title: &'a Text,
    sender: &'a Text,
    purpose: &'a Text,
    thanks: &'a Text,
    promise: &'a Text,
    minutes: u32,
    closes: Text,
    contact: &'a str,
    notes: &'a [Text],
    sections: Vec<SectionView<'a>>,
    /// Only in a preview.
    style: String,
    /// Only in a preview.
    script: String,
    padded: usize,
    scripts: [&'static str; 4],
    data: String,
}

#[derive(Serialize)]
struct SectionView<'a> {
    title: &'a Text,
    items: Vec<ItemView<'a>>,
}

#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what a template asks with yes and no"
)]
struct ItemView<'a> {
    /// Name of the template for this kind.
    template: &'static str,
    index: usize,
    texts: Vec<&'a Text>,
    hints: Vec<Text>,
    named: bool,
    points: Vec<PointView<'a>>,
    choices: Vec<ChoiceView<'a>>,
    /// One per row of a piped item.
    rows: Vec<RowView<'a>>,
    /// Longest text, most places, largest number.
    most: i64,
    least: i64,
    dont_know: bool,
    refuse: bool,
    /// Whether "don't know" belongs to the same group of radio buttons.
    radios: bool,
}

#[derive(Serialize)]
struct PointView<'a> {
    value: i64,
    /// Absent where the point has no words.
    label: Option<&'a Text>,
}

#[derive(Serialize)]
struct ChoiceView<'a> {
    at: usize,
    label: &'a Text,
}

#[derive(Serialize)]
struct RowView<'a> {
    at: usize,
    label: &'a Text,
    name: String,
    points: Vec<PointView<'a>>,
    dont_know: bool,
}

/// What the script reads.
#[derive(Serialize)]
struct Data<'a> {
    survey: &'a str,
    preview: Option<Preview>,
    sections: Vec<&'a [usize]>,
    items: Vec<ItemData<'a>>,
}

/// What the server would say, for a preview.
#[derive(Serialize)]
struct Preview {
    state: &'static str,
    group: &'static str,
    invited: u32,
    minimum: u32,
    facts: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ItemData<'a> {
    id: &'a str,
    kind: &'static str,
    named: bool,
    codes: Vec<&'a str>,
    route: Option<Script>,
    /// Conditions of the other words, in the order of the texts after the first.
    stems: Vec<Script>,
    /// Index of the item whose choices become rows or limit these choices.
    from: Option<usize>,
    /// Most choices.
    max: usize,
    /// Index of the choice that excludes all others.
    exclusive: Option<usize>,
}

pub(super) fn render(
    templates: &Templates,
    instrument: &Instrument,
    page: &QuestionnairePage,
) -> Result<String, RenderError> {
    let parts = instrument.parts();
    let sections = parts
        .sections
        .iter()
        .map(|section| SectionView {
            title: &section.title,
            items: section
                .items
                .iter()
                .filter_map(|at| Some(item_view(instrument, *at, instrument.items().get(*at)?)))
                .collect(),
        })
        .collect();
    let view = View {
        survey: page.survey.as_str(),
        preview: page.preview,
        title: &page.title,
        sender: &page.sender,
        purpose: &parts.purpose,
        thanks: &parts.thanks,
        promise: &page.promise,
        minutes: parts.minutes,
        closes: Text::new(page.closes.written(Lang::Da), page.closes.written(Lang::En)),
        contact: &page.contact,
        notes: &page.notes,
        sections,
        style: if page.preview {
            format!("{}{}", fonts::embedded_css(), assets::FORM_CSS)
        } else {
            String::new()
        },
        script: if page.preview {
            assets::FORM_SCRIPTS.map(|(_, source)| source).concat()
        } else {
            String::new()
        },
        padded: page.padded,
        scripts: assets::FORM_SCRIPTS.map(|(name, _)| name),
        data: data(instrument, page)?,
    };
    templates.render("pages/questionnaire", &view)
}

fn data(instrument: &Instrument, page: &QuestionnairePage) -> Result<String, RenderError> {
    let facts = instrument.facts().iter().map(|fact| {
        let value = fact
            .values
            .first()
            .map_or_else(|| "yes".to_owned(), |value| value.code.clone());
        (fact.name.clone(), value)
    });
    let data = Data {
        survey: page.survey.as_str(),
        preview: page.preview.then(|| Preview {
            state: "open",
            group: "Eksempel",
            invited: 7,
            minimum: page.minimum,
            facts: facts.collect(),
        }),
        sections: instrument
            .parts()
            .sections
            .iter()
            .map(|s| s.items.as_slice())
            .collect(),
        items: instrument
            .items()
            .iter()
            .map(|item| item_data(instrument, item))
            .collect(),
    };
    serde_json::to_string(&data)
        // Inside a script element nothing may look like markup.
        .map(|json| {
            json.replace('<', "\\u003c")
                .replace('>', "\\u003e")
                .replace('&', "\\u0026")
        })
        .map_err(|error| RenderError::Page("pages/questionnaire", error.to_string()))
}

fn item_data<'a>(instrument: &'a Instrument, item: &'a Item) -> ItemData<'a> {
    let codes = |item: &'a Item| item.choices().iter().map(|c| c.code.as_str()).collect();
    let source = |from: usize| instrument.items().get(from);
    let (kind, from, codes) = match (&item.piping, &item.kind) {
        (Some(Piping::Rows { from, .. }), _) => (
            "rows",
            Some(*from),
            source(*from).map_or_else(Vec::new, codes),
        ),
        (Some(Piping::OnlyChosen { from }), _) => ("single", Some(*from), codes(item)),
        (None, kind) => (kind_word(kind), None, codes(item)),
    };
    let (max, exclusive) = match &item.kind {
        ItemKind::Multi { max, exclusive, .. } => (*max, *exclusive),
        ItemKind::Rank { top, .. } => (*top, None),
        _ => (0, None),
    };
    let script = |condition: &crate::instrument::Condition| condition.script(instrument.items());
    ItemData {
        id: &item.id,
        kind,
        named: item.sensitivity == Sensitivity::Named,
        codes,
        route: item.route.as_ref().map(script),
        stems: item.stems.iter().map(|stem| script(&stem.when)).collect(),
        from,
        max,
        exclusive,
    }
}

fn kind_word(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Likert { .. } | ItemKind::Recommendation | ItemKind::Number { .. } => "number",
        ItemKind::Single { .. } => "single",
        ItemKind::Multi { .. } => "multi",
        ItemKind::Rank { .. } => "rank",
        ItemKind::Text { .. } => "text",
    }
}

fn item_view<'a>(instrument: &'a Instrument, index: usize, item: &'a Item) -> ItemView<'a> {
    let (template, least, most) = match (&item.piping, &item.kind) {
        (Some(Piping::Rows { .. }), _) => ("pages/items/rows", 0, 0),
        (_, ItemKind::Likert { anchors }) => ("pages/items/points", 1, wide(anchors.len())),
        (_, ItemKind::Recommendation) => ("pages/items/points", 0, 10),
        (_, ItemKind::Number { min, max }) if max - min <= 10 => {
            ("pages/items/points", i64::from(*min), i64::from(*max))
        }
        (_, ItemKind::Number { min, max }) => {
            ("pages/items/number", i64::from(*min), i64::from(*max))
        }
        (_, ItemKind::Single { .. }) => ("pages/items/single", 0, 1),
        (_, ItemKind::Multi { max, .. }) => ("pages/items/multi", 0, wide(*max)),
        (_, ItemKind::Rank { top, .. }) => ("pages/items/rank", 0, wide(*top)),
        (_, ItemKind::Text { max_chars }) => ("pages/items/text", 0, wide(*max_chars)),
    };
    let choices = item
        .choices()
        .iter()
        .enumerate()
        .map(|(at, choice)| ChoiceView {
            at,
            label: &choice.label,
        });
    ItemView {
        template,
        index,
        texts: std::iter::once(&item.text)
            .chain(item.stems.iter().map(|stem| &stem.text))
            .collect(),
        hints: item.hint.iter().cloned().chain(limit(item)).collect(),
        named: item.sensitivity == Sensitivity::Named,
        points: points(item),
        choices: choices.collect(),
        rows: rows(instrument, index, item),
        most,
        least,
        dont_know: item.may_not_know,
        refuse: item.may_refuse,
        radios: matches!(template, "pages/items/points" | "pages/items/single"),
    }
}

fn wide(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How many may be chosen, said under the question.
fn limit(item: &Item) -> Option<Text> {
    match &item.kind {
        ItemKind::Multi { choices, max, .. } if *max < choices.len() - 1 => Some(Text::new(
            format!("Vælg højst {max}."),
            format!("Choose at most {max}."),
        )),
        ItemKind::Multi { .. } => Some(Text::new("Vælg gerne flere.", "You may choose several.")),
        ItemKind::Rank { top, .. } => Some(Text::new(
            format!("Tryk på op til {top}, det vigtigste først. Tryk igen for at fortryde."),
            format!("Press up to {top}, the most important first. Press again to undo."),
        )),
        ItemKind::Recommendation => Some(Text::new(
            "0 er slet ikke sandsynligt, 10 er meget sandsynligt.",
            "0 is not at all likely, 10 is very likely.",
        )),
        _ => None,
    }
}

fn points(item: &Item) -> Vec<PointView<'_>> {
    let plain = |from: i32, to: i32| {
        (from..=to)
            .map(|value| PointView {
                value: i64::from(value),
                label: None,
            })
            .collect()
    };
    match &item.kind {
        ItemKind::Likert { anchors } => anchors
            .iter()
            .enumerate()
            .map(|(at, label)| PointView {
                value: wide(at + 1),
                label: (!label.da.is_empty()).then_some(label),
            })
            .collect(),
        ItemKind::Recommendation => plain(0, 10),
        ItemKind::Number { min, max } if max - min <= 10 => plain(*min, *max),
        _ => Vec::new(),
    }
}

fn rows<'a>(instrument: &'a Instrument, index: usize, item: &'a Item) -> Vec<RowView<'a>> {
    let Some(Piping::Rows { from, rows }) = &item.piping else {
        return Vec::new();
    };
    let source = instrument.items().get(*from).map_or(&[][..], Item::choices);
    rows.iter()
        .filter_map(|at| {
            Some(RowView {
                at: *at,
                label: &source.get(*at)?.label,
                name: format!("q{index}-{at}"),
                points: points(item),
                dont_know: item.may_not_know,
            })
        })
        .collect()
}
