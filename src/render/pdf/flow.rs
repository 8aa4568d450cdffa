//! A document as it is told: headings, paragraphs, lists and charts become rows for the sheet, each with its part of the structure.

use super::sheet::{Cell, Content, Ground, Keep, Row, WIDTH};
use super::tags::{Part, Role, Structure};
use super::typeface::{Color, Style, Typeface};
use crate::render::chart::Drawing;

pub(super) const INK: Color = (0x1f, 0x2d, 0x2d);
pub(super) const MUTED: Color = (0x55, 0x62, 0x62);
pub(super) const RULE: Color = (0xd5, 0xdc, 0xd9);
pub(super) const TEAL: Color = (0x0f, 0x5b, 0x5e);
const WASH: Color = (0xf4, 0xf7, 0xf6);
const SAND: Color = (0xf6, 0xf0, 0xe3);
const EARTH: Color = (0x54, 0x40, 0x1b);

const fn style(size: f32, leading: f32, color: Color) -> Style {
    Style {
        size,
        leading,
        bold: false,
        color,
        tabular: false,
        tracking: 0.0,
    }
}

pub(super) const BODY: Style = style(10.5, 16.0, INK);
pub(super) const QUIET: Style = style(9.5, 14.5, MUTED);
pub(super) const SMALL: Style = style(9.0, 13.0, MUTED);
/// A sign of a key, or words that name a table.
const SIGN: Style = Style {
    bold: true,
    ..style(9.0, 13.0, INK)
};
pub(super) const FOOTER: Style = style(8.0, 11.0, MUTED);
const LARGE: Style = style(13.0, 19.5, INK);
const NOTE: Style = style(9.0, 13.0, EARTH);
const TITLE: Style = Style {
    bold: true,
    tracking: -0.02,
    ..style(30.0, 35.0, INK)
};
const SECTION: Style = Style {
    bold: true,
    tracking: -0.012,
    ..style(18.0, 22.0, INK)
};
const FIGURE: Style = Style {
    bold: true,
    ..style(11.0, 15.0, INK)
};
const NUMBER: Style = Style {
    bold: true,
    ..style(11.5, 17.0, TEAL)
};
/// How far a ground reaches beyond the text.
const BEYOND: f32 = 16.0;

/// What has been told so far.
pub(super) struct Flow<'a> {
    pub(super) typeface: &'a Typeface,
    pub(super) structure: Structure,
    pub(super) rows: Vec<Row>,
    /// Table heads that are repeated.
    pub(super) heads: Vec<Vec<Row>>,
    pub(super) drawings: Vec<Drawing>,
    section: Option<Part>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(typeface: &'a Typeface) -> Self {
        Self {
            typeface,
            structure: Structure::default(),
            rows: Vec::new(),
            heads: Vec::new(),
            drawings: Vec::new(),
            section: None,
        }
    }

    pub(super) fn part(&mut self, role: Role) -> Part {
        self.structure.add(self.section, role)
    }

    /// Text in a column `from` points from the left, as wide as the text reaches.
    pub(super) fn cell(&self, text: &str, from: f32, width: f32, style: Style, part: Part) -> Cell {
        Cell {
            x: from,
            width,
            ground: None,
            lines: self.typeface.wrap(text, width, style),
            style,
            part,
            low: false,
        }
    }

    /// One text over the whole width.
    fn text(&mut self, text: &str, style: Style, role: Role) -> Row {
        let part = self.part(role);
        Row::cells(vec![self.cell(text, 0.0, WIDTH, style, part)])
    }

    /// A note that nobody may miss.
    pub(super) fn note(&mut self, words: &str) {
        let row = self.text(words, NOTE, Role::Paragraph);
        self.rows.push(Row {
            inside: (7.0, 7.0),
            ground: Some((SAND, BEYOND)),
            ..row
        });
    }

    /// Title of the document, with a line above it.
    pub(super) fn title(&mut self, above: &str, words: &str) {
        let eyebrow = self.text(above, QUIET, Role::Paragraph);
        self.rows.push(Row {
            before: 26.0,
            keep: Keep::Firmly,
            ..eyebrow
        });
        let title = self.text(words, TITLE, Role::Heading(1, words.to_owned()));
        self.rows.push(Row {
            before: 3.0,
            inside: (0.0, 14.0),
            keep: Keep::Firmly,
            ..title
        });
    }

    /// Heading of a section, and a line below it where there is something to say.
    pub(super) fn section(&mut self, words: &str, lead: &str) {
        self.section = None;
        self.section = Some(self.part(Role::Section));
        let heading = self.text(words, SECTION, Role::Heading(2, words.to_owned()));
        self.rows.push(Row {
            before: 34.0,
            inside: (0.0, 7.0),
            keep: Keep::Firmly,
            whole: true,
            bookmark: Some((2, words.to_owned())),
            ..heading
        });
        if !lead.is_empty() {
            let lead = self.text(lead, QUIET, Role::Paragraph);
            self.rows.push(Row {
                inside: (0.0, 5.0),
                keep: Keep::Firmly,
                ..lead
            });
        }
    }

    /// Heading within a section.
    pub(super) fn heading(&mut self, words: &str) {
        let heading = self.text(words, FIGURE, Role::Heading(3, words.to_owned()));
        self.rows.push(Row {
            before: 14.0,
            inside: (0.0, 3.0),
            keep: Keep::Firmly,
            whole: true,
            bookmark: Some((3, words.to_owned())),
            ..heading
        });
    }

    /// A line that belongs to what follows it.
    pub(super) fn lead(&mut self, words: &str, style: Style) {
        let row = self.text(words, style, Role::Paragraph);
        self.rows.push(Row {
            inside: (0.0, 5.0),
            keep: Keep::Firmly,
            ..row
        });
    }

    /// Name of a table within a figure.
    pub(super) fn name(&mut self, words: &str) {
        let row = self.text(words, SIGN, Role::Paragraph);
        self.rows.push(Row {
            before: 8.0,
            inside: (0.0, 1.0),
            keep: Keep::Firmly,
            ..row
        });
    }

    /// What a chart says, which rather stands with the table of its numbers, too.
    pub(super) fn summary(&mut self, words: &str) {
        let row = self.text(words, SMALL, Role::Paragraph);
        self.rows.push(Row {
            inside: (0.0, 5.0),
            keep: Keep::Rather,
            ..row
        });
    }

    pub(super) fn paragraph(&mut self, words: &str, style: Style) {
        let row = self.text(words, style, Role::Paragraph);
        self.rows.push(Row {
            inside: (0.0, 7.0),
            ..row
        });
    }

    /// Terms beside what they mean, with a line between.
    pub(super) fn facts(&mut self, terms: &[(String, String)]) {
        const COLUMN: f32 = 118.0;
        let list = self.part(Role::List(false));
        for (at, (term, words)) in terms.iter().enumerate() {
            let (label, body) = self.item(list);
            let row = Row::cells(vec![
                self.cell(term, 0.0, COLUMN - 12.0, QUIET, label),
                self.cell(
                    words,
                    COLUMN,
                    WIDTH - COLUMN,
                    Style {
                        color: INK,
                        ..QUIET
                    },
                    body,
                ),
            ]);
            self.rows.push(Row {
                inside: (5.5, 5.5),
                rules: ((at == 0).then_some((RULE, 0.7)), Some((RULE, 0.7))),
                whole: true,
                ..row
            });
        }
    }

    /// Terms above what they mean.
    pub(super) fn terms(&mut self, terms: &[(String, String)]) {
        let list = self.part(Role::List(false));
        for (term, words) in terms {
            let (label, body) = self.item(list);
            let head = Row::cells(vec![self.cell(
                term,
                0.0,
                WIDTH,
                Style {
                    bold: true,
                    color: INK,
                    ..QUIET
                },
                label,
            )]);
            self.rows.push(Row {
                before: 7.0,
                keep: Keep::Firmly,
                ..head
            });
            self.rows
                .push(Row::cells(vec![self.cell(words, 0.0, WIDTH, QUIET, body)]));
        }
    }

    fn item(&mut self, list: Part) -> (Part, Part) {
        let item = self.structure.add(Some(list), Role::Item);
        let label = self.structure.add(Some(item), Role::Label);
        let body = self.structure.add(Some(item), Role::Body);
        (label, body)
    }

    /// The sentences that matter most, large, with a line above each.
    pub(super) fn sentences(&mut self, lines: &[String]) {
        let list = self.part(Role::List(false));
        for (at, line) in lines.iter().enumerate() {
            let item = self.structure.add(Some(list), Role::Item);
            let body = self.structure.add(Some(item), Role::Body);
            let row = Row::cells(vec![self.cell(line, 0.0, WIDTH, LARGE, body)]);
            let rule = if at == 0 { (TEAL, 2.2) } else { (RULE, 0.7) };
            self.rows.push(Row {
                inside: (11.0, 11.0),
                rules: (Some(rule), None),
                whole: true,
                ..row
            });
        }
    }

    /// Questions with their numbers, on a ground of their own with the section's heading.
    pub(super) fn numbered(&mut self, lines: &[String]) {
        const COLUMN: f32 = 24.0;
        let list = self.part(Role::List(true));
        for (at, line) in lines.iter().enumerate() {
            let (label, body) = self.item(list);
            let row = Row::cells(vec![
                self.cell(&(at + 1).to_string(), 0.0, COLUMN, NUMBER, label),
                self.cell(
                    line,
                    COLUMN,
                    WIDTH - COLUMN,
                    Style {
                        bold: false,
                        color: INK,
                        ..NUMBER
                    },
                    body,
                ),
            ]);
            self.rows.push(Row {
                inside: (5.0, 5.0),
                whole: true,
                ..row
            });
        }
    }

    /// Short lines, one below the other.
    pub(super) fn bullets(&mut self, lines: &[impl AsRef<str>]) {
        const COLUMN: f32 = 12.0;
        let list = self.part(Role::List(false));
        let count = lines.len();
        for (at, line) in lines.iter().enumerate() {
            let (label, body) = self.item(list);
            self.rows.push(Row {
                inside: (0.0, 3.0),
                // Neither the first nor the last of several is alone on a page.
                keep: if at == 0 && count > 1 || at + 2 == count {
                    Keep::Firmly
                } else {
                    Keep::Free
                },
                ..Row::cells(vec![
                    self.cell("•", 0.0, COLUMN, QUIET, label),
                    self.cell(line.as_ref(), COLUMN, WIDTH - COLUMN, QUIET, body),
                ])
            });
        }
    }

    /// Signs on their ground, and what they mean.
    pub(super) fn key(&mut self, entries: &[(Option<Ground>, String, String)]) {
        const COLUMN: f32 = 26.0;
        let list = self.part(Role::List(false));
        for (ground, sign, words) in entries {
            let (label, body) = self.item(list);
            let mut mark = self.cell(sign, 5.0, 10.0, SIGN, label);
            mark.ground = ground.map(|ground| (ground, 5.0));
            self.rows.push(Row {
                inside: (1.0, 1.0),
                keep: Keep::Firmly,
                ..Row::cells(vec![
                    mark,
                    self.cell(words, COLUMN, WIDTH - COLUMN, SMALL, body),
                ])
            });
        }
    }

    /// Puts all rows from `from` on a washed ground that stays on one page if it fits one.
    pub(super) fn washed(&mut self, from: usize) {
        // The space above it is free: the ground begins below.
        if let Some(first) = self.rows.get_mut(from) {
            let before = std::mem::take(&mut first.before);
            let space = Row {
                before,
                keep: Keep::Firmly,
                ..Row::cells(Vec::new())
            };
            self.rows.insert(from, space);
        }
        let from = from + 1;
        let last = self.rows.len().saturating_sub(1);
        for (at, row) in self.rows.iter_mut().enumerate().skip(from) {
            row.ground = Some((WASH, BEYOND));
            if at == from {
                row.inside.0 += BEYOND;
            }
            if at == last {
                row.inside.1 += BEYOND - 4.0;
            }
            row.keep = if at < last { Keep::Firmly } else { Keep::Free };
        }
    }

    /// The last words of the document.
    pub(super) fn close(&mut self, words: &str) {
        self.section = None;
        let row = self.text(words, SMALL, Role::Paragraph);
        self.rows.push(Row {
            before: 24.0,
            inside: (8.0, 0.0),
            rules: (Some((RULE, 0.7)), None),
            ..row
        });
    }

    /// A chart, and what binds it to what follows.
    pub(super) fn chart(&mut self, drawing: Drawing, scale: f32, says: &str, keep: Keep) {
        let part = self.part(Role::Figure(says.to_owned()));
        let height = drawing.height as f32 * scale;
        self.drawings.push(drawing);
        self.rows.push(Row {
            before: 5.0,
            inside: (0.0, 6.0),
            keep,
            whole: true,
            ..Row::of(Content::Chart(self.drawings.len() - 1, scale, part), height)
        });
    }
}
