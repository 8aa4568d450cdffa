//! What a report says, block by block, in the order and the words of the page.

use std::ops::Range;

use super::flow::{BODY, Flow, RULE, SMALL};
use super::sheet::{Ground, Keep, Row, WIDTH};
use super::table::{self, Entry};
use crate::base::Lang;
use crate::render::RenderError;
use crate::render::chart::{Drawing, Layout};
use crate::render::figures::{Chart, Plan, RowView, plans};
use crate::render::heat::{self, Tone};
use crate::render::overview_page::point_lists;
use crate::render::report_page::heading;
use crate::report::model::{ActionPlan, HeatMap, Points};
use crate::report::words::pick;
use crate::report::{Block, GroupRow, Report};

/// Space for what stands with a chart: its heading, its base and its summary.
const ESCORT: f32 = 140.0;
/// What the heading of a section takes besides, above its first chart.
const HEADING: f32 = 64.0;
/// The most columns that one part of a heat map has.
const MOST: usize = 8;
/// How far a group is indented below the one it lies in.
const STEP: f32 = 12.0;

/// Tells everything. `room` is the height of a page's text.
pub(super) fn tell(flow: &mut Flow<'_>, report: &Report, room: f32) -> Result<(), RenderError> {
    let lang = report.lang();
    for note in report.notes() {
        flow.note(note);
    }
    flow.title(report.title(), report.group());
    let mut last = "";
    for (number, block) in report.blocks().iter().enumerate() {
        let from = flow.rows.len();
        let (words, lead) = heading(lang, block);
        // The facts stand below the title; chapters of one kind stand under one heading.
        let begins = !matches!(block, Block::Cover(_)) && words != last;
        if begins {
            flow.section(words, lead);
        }
        last = words;
        match block {
            Block::Cover(facts) => flow.facts(facts),
            Block::Explanation(lines) => {
                for line in lines {
                    flow.paragraph(line, BODY);
                }
                flow.washed(from);
            }
            Block::Sentences(lines) => flow.sentences(lines),
            Block::Scores { .. }
            | Block::Change(_)
            | Block::Standing(_)
            | Block::Funnel(_)
            | Block::Priorities(_)
            | Block::Rankings(_)
            | Block::Ratings(_)
            | Block::Choices(_) => {
                for (place, plan) in plans(lang, number, block).iter().enumerate() {
                    let above = if begins && place == 0 { HEADING } else { 0.0 };
                    figure(flow, lang, plan, room - ESCORT - above)?;
                }
            }
            Block::Withheld(reasons) => {
                for withheld in reasons {
                    flow.heading(&withheld.reason);
                    flow.bullets(&withheld.questions);
                }
            }
            Block::Words { themes, notes } => {
                for theme in themes {
                    flow.heading(&theme.title);
                    for question in &theme.questions {
                        flow.name(&question.text);
                        for text in &question.texts {
                            flow.paragraph(text, BODY);
                        }
                        if let Some(left_out) = &question.left_out {
                            flow.paragraph(left_out, SMALL);
                        }
                    }
                }
                remarks(flow, notes);
            }
            Block::Groups(rows) => groups(flow, lang, rows),
            Block::Dialogue(lines) => {
                flow.numbered(lines);
                flow.washed(from);
            }
            Block::Method(terms) => flow.terms(terms),
            Block::HeatMap(map) => heat_map(flow, lang, map),
            Block::Points(points) => stands_out(flow, lang, points),
            Block::Plan(plan) => plan_of_action(flow, plan),
            Block::Card(card) => {
                for (title, lines) in &card.parts {
                    flow.heading(title);
                    flow.bullets(lines);
                }
                flow.washed(from);
            }
        }
    }
    flow.close(pick(
        lang,
        "Lavet med Pejling, kun af udgivne tal.",
        "Made by Pejling from published figures alone.",
    ));
    Ok(())
}

/// A figure: heading, base, chart, what it says, and the table of its numbers.
fn figure(flow: &mut Flow<'_>, lang: Lang, plan: &Plan<'_>, room: f32) -> Result<(), RenderError> {
    flow.heading(&plan.title);
    flow.lead(&plan.base, SMALL);
    if let Some(chart) = &plan.chart {
        let mut drawings = Vec::new();
        fitted(chart, lang, room, &mut drawings)?;
        let count = drawings.len();
        for (number, (drawing, scale)) in drawings.into_iter().enumerate() {
            let says = if count == 1 {
                plan.summary.clone()
            } else {
                let of = pick(lang, "af", "of");
                format!("{} ({} {of} {count})", plan.summary, number + 1)
            };
            let keep = match (number + 1 == count, plan.said.is_empty()) {
                (false, _) => Keep::Free,
                (true, true) => Keep::Firmly,
                // Sentences on every row are no caption.
                (true, false) => Keep::Rather,
            };
            flow.chart(drawing, scale, &says, keep);
        }
    }
    if plan.said.is_empty() {
        flow.summary(&plan.caption);
    } else {
        flow.bullets(&plan.said);
    }
    if let Some(apart) = &plan.apart {
        flow.name(apart.label);
        tabulate(flow, &apart.head, &apart.rows);
        flow.name(apart.all);
    }
    if !plan.rows.is_empty() {
        tabulate(flow, &plan.head, &plan.rows);
    }
    remarks(flow, plan.notes);
    Ok(())
}

fn tabulate(flow: &mut Flow<'_>, head: &[&str], rows: &[RowView]) {
    let head: Vec<String> = head.iter().map(|&words| words.to_owned()).collect();
    let entries = rows
        .iter()
        .map(|row| Entry {
            name: row.name.clone(),
            cells: row.cells.clone(),
            ..Entry::default()
        })
        .collect();
    flow.table(&head, entries);
}

fn stands_out(flow: &mut Flow<'_>, lang: Lang, points: &Points) {
    for list in point_lists(lang, points) {
        flow.heading(list.title);
        flow.bullets(list.lines);
    }
    if let Some(nothing) = &points.nothing {
        flow.paragraph(nothing, BODY);
    }
    remarks(flow, &points.notes);
}

fn plan_of_action(flow: &mut Flow<'_>, plan: &ActionPlan) {
    let rows = plan.rows.iter().map(|name| Entry {
        name: name.clone(),
        ..Entry::default()
    });
    flow.form(&plan.columns, &rows.collect::<Vec<_>>());
    remarks(flow, &plan.notes);
}

/// How to read what stands above.
fn remarks(flow: &mut Flow<'_>, notes: &[String]) {
    for (at, note) in notes.iter().enumerate() {
        let from = flow.rows.len();
        flow.paragraph(note, SMALL);
        if let (0, Some(row)) = (at, flow.rows.get_mut(from)) {
            row.before = 6.0;
        }
        // A line or two are not carried over alone.
        let short = flow.rows.last().is_some_and(Row::is_short);
        if at > 0
            && at + 1 == notes.len()
            && short
            && let Some(above) = from.checked_sub(1).and_then(|at| flow.rows.get_mut(at))
        {
            above.keep = Keep::Firmly;
        }
    }
}

/// The heat map: its key, and its table in as many parts as the width of the page asks for.
fn heat_map(flow: &mut Flow<'_>, lang: Lang, map: &HeatMap) {
    let key: Vec<_> = heat::key(lang, map)
        .into_iter()
        .map(|(tone, sign, words)| (ground(tone), sign, words))
        .collect();
    flow.key(&key);
    for part in heat_parts(flow, lang, map) {
        let (head, entries) = heat_table(lang, map, &part);
        flow.shaded(&head, entries);
    }
    remarks(flow, &map.notes);
}

/// The columns of each part of the map: as many as keep their words whole, and about as many in each part.
pub(super) fn heat_parts(flow: &Flow<'_>, lang: Lang, map: &HeatMap) -> Vec<Range<usize>> {
    let (head, entries) = heat_table(lang, map, &(0..map.scales.len()));
    let words = flow.widest_words(&head, &entries);
    let fits = |part: &Range<usize>| words.get(part.clone()).is_some_and(table::fit);
    (1..=MOST)
        .rev()
        .map(|most| parts(map.scales.len(), most))
        .find(|parts| parts.iter().all(fits))
        .unwrap_or_else(|| parts(map.scales.len(), 1))
}

/// Some columns of the map.
fn heat_table(lang: Lang, map: &HeatMap, part: &Range<usize>) -> (Vec<String>, Vec<Entry>) {
    let mut head = vec![pick(lang, "Gruppe", "Group").to_owned()];
    head.extend(map.scales.get(part.clone()).unwrap_or(&[]).iter().cloned());
    let entries = map
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.get(part.clone()).unwrap_or(&[]).iter();
            let (cells, grounds) = cells
                .map(|cell| {
                    let (tone, said) = heat::cell(lang, cell);
                    let sign = tone.sign();
                    let gap = if sign.is_empty() { "" } else { "\u{a0}" };
                    (format!("{sign}{gap}{said}"), ground(tone))
                })
                .unzip();
            Entry {
                name: beside(&row.label, &heat::beside(lang, row)),
                cells,
                indent: STEP * row.depth.min(4) as f32,
                bold: row.focus,
                grounds,
            }
        })
        .collect();
    (head, entries)
}

/// Columns of the parts of a table that is too wide for a page: at most so many each, and about as many in each.
pub(super) fn parts(columns: usize, most: usize) -> Vec<Range<usize>> {
    let count = columns.div_ceil(most.max(1)).max(1);
    let each = columns.div_ceil(count).max(1);
    (0..columns)
        .step_by(each)
        .map(|from| from..columns.min(from + each))
        .collect()
}

/// The shades of the page.
fn ground(tone: Tone) -> Option<Ground> {
    match tone {
        Tone::Higher => Some(Ground::Flat((0x8e, 0xc1, 0xbc))),
        Tone::Lower => Some(Ground::Flat((0xf5, 0xe1, 0xc4))),
        Tone::Unseen => Some(Ground::Hatched(RULE)),
        Tone::Untold | Tone::Reference => None,
    }
}

/// Name of a group, and what is said beside it.
fn beside(label: &str, words: &[&str]) -> String {
    let said = std::iter::once(label).chain(words.iter().copied());
    said.collect::<Vec<_>>().join(" – ")
}

/// Draws a chart, in as many parts as it takes for each to fit the room.
fn fitted(
    chart: &Chart<'_>,
    lang: Lang,
    room: f32,
    into: &mut Vec<(Drawing, f32)>,
) -> Result<(), RenderError> {
    let Some(drawing) = chart.draw(lang, Layout::WIDE)? else {
        return Ok(());
    };
    let scale = WIDTH / drawing.width as f32;
    let height = drawing.height as f32;
    if height * scale <= room {
        into.push((drawing, scale));
    } else if let Some((first, second)) = chart.halves() {
        fitted(&first, lang, room, into)?;
        fitted(&second, lang, room, into)?;
    } else {
        // One row with a label longer than a page.
        into.push((drawing, room / height));
    }
    Ok(())
}

/// All reporting groups, each below the one it lies in.
fn groups(flow: &mut Flow<'_>, lang: Lang, rows: &[GroupRow]) {
    let head = [
        pick(lang, "Gruppe", "Group").to_owned(),
        pick(lang, "Har svaret", "Answered").to_owned(),
    ];
    let here = pick(lang, "denne rapport", "this report");
    let entries = rows
        .iter()
        .map(|row| {
            let answers = match &row.counts_in {
                Some(words) => format!("{}\n{words}", row.answers),
                None => row.answers.clone(),
            };
            Entry {
                name: beside(&row.label, row.focus.then_some(here).as_slice()),
                cells: vec![answers],
                // Deeper than this nothing is indented any more.
                indent: STEP * row.depth.min(4) as f32,
                bold: row.focus,
                grounds: Vec::new(),
            }
        })
        .collect();
    flow.table(&head, entries);
}
