//! What a report says, block by block, in the order and the words of the page.

use super::flow::{BODY, Flow, SMALL};
use super::sheet::WIDTH;
use super::table::Entry;
use crate::base::Lang;
use crate::render::RenderError;
use crate::render::chart::{Drawing, Layout};
use crate::render::figures::{Chart, Plan, plans};
use crate::render::report_page::heading;
use crate::report::words::pick;
use crate::report::{Block, GroupRow, Report};

/// Space for what stands with a chart: its headings, its summary, and the head of its table.
const ESCORT: f32 = 190.0;
/// What the heading of a section takes besides, above its first chart.
const HEADING: f32 = 60.0;
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
            Block::Scores { .. } | Block::Rankings(_) | Block::Ratings(_) | Block::Choices(_) => {
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
            Block::Words { questions, notes } => {
                for question in questions {
                    flow.heading(&question.text);
                    for text in &question.texts {
                        flow.paragraph(text, BODY);
                    }
                    if let Some(left_out) = &question.left_out {
                        flow.lead(left_out, SMALL);
                    }
                }
                for note in notes {
                    flow.lead(note, SMALL);
                }
            }
            Block::Groups(rows) => groups(flow, lang, rows),
            Block::Dialogue(lines) => {
                flow.numbered(lines);
                flow.washed(from);
            }
            Block::Method(terms) => flow.terms(terms),
            Block::Change(_)
            | Block::Standing(_)
            | Block::Points(_)
            | Block::HeatMap(_)
            | Block::Funnel(_)
            | Block::Priorities(_)
            | Block::Plan(_)
            | Block::Card(_) => {}
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
            flow.chart(drawing, scale, &says, number + 1 == count);
        }
    }
    flow.lead(&plan.summary, SMALL);
    let head: Vec<String> = plan.head.iter().map(|&words| words.to_owned()).collect();
    let entries: Vec<Entry> = plan
        .rows
        .iter()
        .map(|row| Entry {
            name: row.name.clone(),
            cells: row.cells.clone(),
            indent: 0.0,
            bold: false,
        })
        .collect();
    flow.table(&head, &entries);
    Ok(())
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
    let entries: Vec<Entry> = rows
        .iter()
        .map(|row| {
            let name = if row.focus {
                format!(
                    "{} – {}",
                    row.label,
                    pick(lang, "denne rapport", "this report")
                )
            } else {
                row.label.clone()
            };
            let answers = match &row.counts_in {
                Some(words) => format!("{}\n{words}", row.answers),
                None => row.answers.clone(),
            };
            Entry {
                name,
                cells: vec![answers],
                // Deeper than this nothing is indented any more.
                indent: STEP * row.depth.min(4) as f32,
                bold: row.focus,
            }
        })
        .collect();
    flow.table(&head, &entries);
}
