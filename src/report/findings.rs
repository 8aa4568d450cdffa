//! What the release shows for one group, question by question, and what it withholds.

use std::collections::BTreeMap;

use crate::base::{Facts, Lang};
use crate::disclosure::document::{Cell, Figure, Figures, Ranked, Reason, Shown, Subject};
use crate::instrument::scale::scored_items;
use crate::instrument::{Condition, Instrument, Item, ItemKind, Piping};

use super::compose::Context;
use super::model::{
    Block, Chapter, Finding, OptionRow, Question, RankedOption, ScoreRow, Withheld,
};
use super::words::{self, pick, quoted, value};
use super::yardstick::rests_on_the_same;

/// Everything found for one group, before it is laid out. Questions carry the index of their item.
pub(super) struct Found {
    lang: Lang,
    pub(super) scores: Vec<(usize, ScoreRow)>,
    whole: Option<String>,
    pub(super) questions: Vec<(usize, Question)>,
    withheld: BTreeMap<Reason, Vec<String>>,
    reasons: BTreeMap<Reason, String>,
    sections: Vec<(String, Vec<usize>)>,
}

/// Reads the group's cells.
pub(super) fn findings(context: &Context<'_>) -> Found {
    let lang = context.lang;
    let instrument = context.instrument;
    let mut found = Found {
        lang,
        scores: Vec::new(),
        whole: (context.focus != Some(0)).then(|| context.whole().to_owned()),
        questions: Vec::new(),
        withheld: BTreeMap::new(),
        reasons: BTreeMap::new(),
        sections: instrument
            .parts()
            .sections
            .iter()
            .map(|section| (section.title.get(lang).to_owned(), section.items.clone()))
            .collect(),
    };
    for table in &context.document.tables {
        let Some(cell) = context.cell(table) else {
            continue;
        };
        let hidden = match &table.about {
            Subject::Scale(code) => {
                let whole = table.cells.first().filter(|_| found.whole.is_some());
                score(context, code, cell, whole, &mut found)
            }
            Subject::Item(id) => question(context, id, None, cell, &mut found),
            Subject::Row(id, code) => question(context, id, Some(code), cell, &mut found),
        };
        if let Some((why, name)) = hidden {
            found.withheld.entry(why).or_default().push(name);
            found
                .reasons
                .entry(why)
                .or_insert_with(|| words::reason(lang, why, &context.document.policy));
        }
    }
    found
}

fn score(
    context: &Context<'_>,
    code: &str,
    cell: &Cell,
    whole: Option<&Cell>,
    found: &mut Found,
) -> Option<(Reason, String)> {
    let lang = context.lang;
    let (index, scale) = context
        .instrument
        .scales()
        .iter()
        .enumerate()
        .find(|(_, scale)| scale.code == code)?;
    // A scale that only gathers questions for the talk has no score, and nothing is hidden there.
    scored_items(context.instrument, index).next()?;
    let label = scale.label.get(lang).to_owned();
    match (&cell.base, &cell.figures) {
        (Shown::Shown(base), Shown::Shown(Figures::Score { mean, items, .. })) => {
            let alike = context
                .focus
                .is_some_and(|focus| rests_on_the_same(context, index, focus));
            let whole = whole
                .filter(|_| alike)
                .and_then(|cell| match &cell.figures {
                    Shown::Shown(Figures::Score { mean, .. }) => Some(mean.value),
                    _ => None,
                });
            found.scores.push((
                index,
                ScoreRow {
                    label,
                    base: *base,
                    mean: *mean,
                    items: *items,
                    whole,
                },
            ));
            None
        }
        (Shown::Hidden(why), _) | (_, Shown::Hidden(why)) => {
            let scale = pick(lang, "Skala", "Scale");
            Some((*why, format!("{scale}: {label}")))
        }
        _ => None,
    }
}

fn question(
    context: &Context<'_>,
    id: &str,
    row: Option<&String>,
    cell: &Cell,
    found: &mut Found,
) -> Option<(Reason, String)> {
    let (lang, instrument) = (context.lang, context.instrument);
    let (index, item) = instrument.item(id)?;
    let facts = context.group().map_or_else(Facts::none, |group| {
        group
            .facts
            .iter()
            .fold(Facts::none(), |facts, (name, value)| {
                facts.with(name, value)
            })
    });
    let asked = item.text_for(&facts).get(lang);
    let text = match row {
        None => asked.to_owned(),
        Some(code) => with_row(asked, row_label(instrument, id, code)?.get(lang)),
    };
    match (&cell.base, &cell.figures) {
        (Shown::Shown(base), Shown::Shown(figures)) => {
            let finding = finding(lang, item, figures)?;
            found.questions.push((
                index,
                Question {
                    id: row.map_or_else(|| id.to_owned(), |code| format!("{id}-{code}")),
                    text,
                    asked_of: asked_of(lang, instrument, item, row),
                    base: *base,
                    no_answer: cell.no_answer,
                    finding,
                },
            ));
            None
        }
        (Shown::Hidden(why), _) | (_, Shown::Hidden(why)) => Some((*why, text)),
    }
}

fn finding(lang: Lang, item: &Item, figures: &Figures) -> Option<Finding> {
    let rating = |mean, decimals, unfavourable, neutral, favourable| {
        let anchors = match &item.kind {
            ItemKind::Likert { anchors } => anchors.as_slice(),
            _ => &[],
        };
        let end = |text: Option<&crate::base::Text>| {
            text.map_or_else(String::new, |text| text.get(lang).to_owned())
        };
        Finding::Rating {
            points: anchors.len().max(2),
            ends: (end(anchors.first()), end(anchors.last())),
            reverse: item.reverse,
            mean,
            decimals,
            unfavourable,
            neutral,
            favourable,
        }
    };
    let labels = labels(lang, item);
    Some(match figures {
        Figures::Small { mean, favourable } => rating(*mean, 1, None, None, *favourable),
        Figures::Classes {
            mean,
            unfavourable,
            neutral,
            favourable,
        } => rating(*mean, 1, Some(*unfavourable), *neutral, *favourable),
        Figures::Rating {
            mean,
            unfavourable,
            neutral,
            favourable,
            ..
        } => rating(*mean, 2, Some(*unfavourable), Some(*neutral), *favourable),
        Figures::Options(options) => Finding::Options(
            labels
                .into_iter()
                .zip(options)
                .map(|(label, chosen)| OptionRow {
                    label,
                    chosen: *chosen,
                })
                .collect(),
        ),
        Figures::Ranking(ranked) => Finding::Ranking(sorted(labels, ranked)),
        Figures::Recommendation {
            detractors,
            passives,
            promoters,
            score,
        } => Finding::Recommendation {
            detractors: *detractors,
            passives: *passives,
            promoters: *promoters,
            score: *score,
        },
        Figures::Number { mean, sd } => Finding::Number {
            mean: *mean,
            sd: *sd,
        },
        Figures::Score { .. } => return None,
    })
}

/// The most often ranked first; equal ones in the order they were offered.
fn sorted(labels: Vec<String>, ranked: &[Ranked]) -> Vec<RankedOption> {
    let mut options: Vec<RankedOption> = labels
        .into_iter()
        .zip(ranked)
        .map(|(label, ranked)| RankedOption {
            label,
            places: ranked.places.clone(),
            top: ranked.top,
        })
        .collect();
    options.sort_by(|a, b| value(b.top.count).total_cmp(&value(a.top.count)));
    options
}

fn labels(lang: Lang, item: &Item) -> Vec<String> {
    item.choices()
        .iter()
        .map(|choice| choice.label.get(lang).to_owned())
        .collect()
}

/// Label of one row of a piped item.
pub(super) fn row_label<'a>(
    instrument: &'a Instrument,
    id: &str,
    code: &str,
) -> Option<&'a crate::base::Text> {
    let (_, item) = instrument.item(id)?;
    let Some(Piping::Rows { from, .. }) = &item.piping else {
        return None;
    };
    let source = instrument.items().get(*from)?;
    source
        .choices()
        .iter()
        .find(|choice| choice.code == code)
        .map(|choice| &choice.label)
}

/// Puts the row's label where the question leaves a gap, else after it.
fn with_row(text: &str, label: &str) -> String {
    if text.contains('…') {
        text.replacen('…', &lower_first(label), 1)
    } else {
        format!("{text} – {label}")
    }
}

/// A label inside a sentence begins small, unless it is an abbreviation.
pub(super) fn lower_first(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

/// Whom a question was put to, in words that continue "af dem, der …"; `None` where everybody was asked.
fn asked_of(
    lang: Lang,
    instrument: &Instrument,
    item: &Item,
    row: Option<&String>,
) -> Option<String> {
    let general = || pick(lang, "fik spørgsmålet", "were asked").to_owned();
    if let Some(Piping::Rows { from, .. }) = &item.piping {
        let source = instrument.items().get(*from)?;
        let choice = source
            .choices()
            .iter()
            .position(|choice| Some(&choice.code) == row)?;
        return Some(chosen(lang, instrument, *from, &[choice]).unwrap_or_else(general));
    }
    match item.route.as_ref()? {
        Condition::Chosen { item, choices } => {
            Some(chosen(lang, instrument, *item, choices).unwrap_or_else(general))
        }
        Condition::Lacks { item, choices } => {
            Some(lacking(lang, instrument, *item, choices).unwrap_or_else(general))
        }
        // What is known of the group beforehand is the same for all who answer in it.
        Condition::Fact { .. } => None,
        _ => Some(general()),
    }
}

/// A choice that later questions ask about one by one is something people have taken part in.
fn is_experience(instrument: &Instrument, source: usize) -> bool {
    instrument
        .items()
        .iter()
        .any(|item| matches!(item.piping, Some(Piping::Rows { from, .. }) if from == source))
}

fn chosen(lang: Lang, instrument: &Instrument, source: usize, choices: &[usize]) -> Option<String> {
    let names = named(lang, instrument, source, choices)?;
    Some(match (is_experience(instrument, source), lang) {
        (true, Lang::Da) => format!("har prøvet {names}"),
        (true, Lang::En) => format!("have tried {names}"),
        (false, Lang::Da) => format!(
            "har svaret {names} til »{}«",
            source_text(lang, instrument, source)
        ),
        (false, Lang::En) => format!(
            "answered {names} to “{}”",
            source_text(lang, instrument, source)
        ),
    })
}

fn lacking(
    lang: Lang,
    instrument: &Instrument,
    source: usize,
    choices: &[usize],
) -> Option<String> {
    let names = named(lang, instrument, source, choices)?;
    Some(match (is_experience(instrument, source), lang) {
        (true, Lang::Da) => format!("ikke har prøvet {names}"),
        (true, Lang::En) => format!("have not tried {names}"),
        (false, Lang::Da) => format!(
            "ikke har svaret {names} til »{}«",
            source_text(lang, instrument, source)
        ),
        (false, Lang::En) => format!(
            "did not answer {names} to “{}”",
            source_text(lang, instrument, source)
        ),
    })
}

fn source_text(lang: Lang, instrument: &Instrument, source: usize) -> &str {
    instrument
        .items()
        .get(source)
        .map_or("", |item| item.text.get(lang))
}

/// `»a«`, `»a« eller »b«`; at most three names, else the sentence carries too much.
fn named(lang: Lang, instrument: &Instrument, source: usize, choices: &[usize]) -> Option<String> {
    let item = instrument.items().get(source)?;
    let names: Vec<String> = choices
        .iter()
        .map(|at| {
            item.choices()
                .get(*at)
                .map(|choice| quoted(lang, &lower_first(choice.label.get(lang))))
        })
        .collect::<Option<_>>()?;
    match names.as_slice() {
        [one] => Some(one.clone()),
        [some @ .., last] if (2..=3).contains(&names.len()) => Some(format!(
            "{} {} {last}",
            some.join(", "),
            pick(lang, "eller", "or")
        )),
        _ => None,
    }
}

impl Found {
    /// Lays everything out: scores, rankings, ratings and choices by section, then what is withheld.
    pub(super) fn into_blocks(self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !self.scores.is_empty() {
            let rows = self.scores.into_iter().map(|(_, row)| row).collect();
            blocks.push(Block::Scores {
                rows,
                whole: self.whole,
            });
        }
        let is_ranking = |q: &Question| matches!(q.finding, Finding::Ranking(_));
        let is_rating = |q: &Question| matches!(q.finding, Finding::Rating { .. });
        let (rankings, rest): (Vec<_>, Vec<_>) =
            self.questions.into_iter().partition(|(_, q)| is_ranking(q));
        let (ratings, choices): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(_, q)| is_rating(q));
        if !rankings.is_empty() {
            blocks.push(Block::Rankings(Chapter {
                title: pick(self.lang, "Det vigtigste", "What matters most").to_owned(),
                questions: rankings.into_iter().map(|(_, q)| q).collect(),
            }));
        }
        let chapters = |mut all: Vec<(usize, Question)>| {
            let mut chapters = Vec::new();
            for (title, items) in &self.sections {
                let (here, rest): (Vec<_>, Vec<_>) =
                    all.into_iter().partition(|(item, _)| items.contains(item));
                all = rest;
                let questions: Vec<Question> = here.into_iter().map(|(_, q)| q).collect();
                if !questions.is_empty() {
                    chapters.push(Chapter {
                        title: title.clone(),
                        questions,
                    });
                }
            }
            chapters
        };
        blocks.extend(chapters(ratings).into_iter().map(Block::Ratings));
        blocks.extend(chapters(choices).into_iter().map(Block::Choices));
        let withheld: Vec<Withheld> = self
            .withheld
            .into_iter()
            .filter_map(|(why, questions)| {
                Some(Withheld {
                    reason: self.reasons.get(&why)?.clone(),
                    questions,
                })
            })
            .collect();
        blocks.extend((!withheld.is_empty()).then_some(Block::Withheld(withheld)));
        blocks
    }
}

/// Whether a figure is exact and positive.
pub(super) fn countable(figure: Figure) -> bool {
    value(figure) > 0.0
}
