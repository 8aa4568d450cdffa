//! Tables: columns as wide as their words need, a head that is repeated on every page, rows that stay whole.

use super::flow::{Flow, INK, MUTED, RULE};
use super::sheet::{Ground, Keep, Row, WIDTH};
use super::tags::Role;
use super::typeface::{Style, Typeface};

const GAP: f32 = 8.0;
/// Share of the room that figures may take where they need it; the rest is for the names.
const FIGURES: f32 = 0.75;
/// Tables of this many rows are never divided.
const SHORT: usize = 12;
const CELL: Style = Style {
    size: 8.5,
    leading: 11.5,
    bold: false,
    color: INK,
    tabular: true,
    tracking: 0.0,
};
const HEAD: Style = Style {
    color: MUTED,
    ..CELL
};

/// A row of a table.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    /// How far the name is indented, in points.
    pub(super) indent: f32,
    pub(super) bold: bool,
    /// What lies under the cells; nothing under those beyond the last.
    pub(super) grounds: Vec<Option<Ground>>,
}

/// How a table looks.
#[derive(Clone, Copy)]
struct Look {
    /// How far a cell's ground reaches beyond its column.
    beyond: f32,
    /// The least height of a row.
    least: f32,
    /// Lines between the columns, and darker ones between the rows.
    boxed: bool,
    /// How the heads of its columns are written.
    head: Style,
}

/// A table with grounds under its cells.
const SHADED: Look = Look {
    beyond: (GAP - 1.5) / 2.0,
    least: 0.0,
    boxed: false,
    head: Style {
        size: 7.5,
        leading: 10.0,
        ..HEAD
    },
};

impl Flow<'_> {
    /// A table whose first column names the rows.
    pub(super) fn table(&mut self, head: &[String], entries: Vec<Entry>) {
        let look = Look {
            beyond: 0.0,
            least: 0.0,
            boxed: false,
            head: HEAD,
        };
        self.sized(head, entries, look);
    }

    /// The same with grounds under its cells, a little apart from each other.
    pub(super) fn shaded(&mut self, head: &[String], entries: Vec<Entry>) {
        self.sized(head, entries, SHADED);
    }

    /// The width of the widest word of each column of such a table, without the first.
    pub(super) fn widest_words(&self, head: &[String], entries: &[Entry]) -> Vec<f32> {
        let (least, _) = wanted(self.typeface, head, entries, SHADED.head);
        least.into_iter().skip(1).collect()
    }

    /// A table with room to write by hand. The first column is the widest.
    pub(super) fn form(&mut self, head: &[String], entries: &[Entry]) {
        const FIRST: f32 = 1.5;
        let look = Look {
            beyond: GAP / 2.0,
            least: 58.0,
            boxed: true,
            head: HEAD,
        };
        let unit = WIDTH / (FIRST + head.len().saturating_sub(1) as f32);
        let mut left = 0.0;
        let columns: Vec<(f32, f32)> = (0..head.len())
            .map(|at| {
                let width = if at == 0 { FIRST * unit } else { unit };
                let column = (left + look.beyond, width - 2.0 * look.beyond);
                left += width;
                column
            })
            .collect();
        self.tabulate(head, entries, &columns, look);
    }

    fn sized(&mut self, head: &[String], mut entries: Vec<Entry>, look: Look) {
        for cell in entries.iter_mut().flat_map(|entry| &mut entry.cells) {
            *cell = together(cell);
        }
        let columns = columns(self.typeface, head, &entries, look);
        self.tabulate(head, &entries, &columns, look);
    }

    fn tabulate(&mut self, head: &[String], entries: &[Entry], columns: &[(f32, f32)], look: Look) {
        let boxes = look.boxed.then_some((Ground::Boxed(MUTED), look.beyond));
        let table = self.part(Role::Table);
        let top = self.structure.add(Some(table), Role::TableHead);
        let line = self.structure.add(Some(top), Role::TableRow);
        let mut cells = Vec::new();
        for (words, (x, width)) in head.iter().zip(columns) {
            let part = self.structure.add(Some(line), Role::ColumnHeader);
            let mut cell = self.cell(words, *x, *width, look.head, part);
            cell.low = true;
            cell.ground = boxes;
            cells.push(cell);
        }
        let head = Row {
            before: 4.0,
            inside: (3.0, 4.0),
            rules: (look.boxed.then_some((MUTED, 0.5)), Some((MUTED, 0.7))),
            keep: Keep::Firmly,
            whole: true,
            ..Row::cells(cells)
        };
        self.heads.push(vec![head.clone()]);
        self.rows.push(head);
        let body = self.structure.add(Some(table), Role::TableBody);
        let last = entries.len().saturating_sub(1);
        for (number, entry) in entries.iter().enumerate() {
            let line = self.structure.add(Some(body), Role::TableRow);
            let mut cells = Vec::new();
            for (at, (x, width)) in columns.iter().enumerate() {
                let (words, role, indent) = match at.checked_sub(1) {
                    // A row that is still to be named has no header.
                    None if entry.name.is_empty() => ("", Role::TableCell, 0.0),
                    None => (entry.name.as_str(), Role::RowHeader, entry.indent),
                    Some(at) => (
                        entry.cells.get(at).map_or("", String::as_str),
                        Role::TableCell,
                        0.0,
                    ),
                };
                let part = self.structure.add(Some(line), role);
                let style = Style {
                    bold: entry.bold && at == 0,
                    ..CELL
                };
                let mut cell = self.cell(words, x + indent, width - indent, style, part);
                let own = at.checked_sub(1).and_then(|at| entry.grounds.get(at));
                cell.ground = match own.copied().flatten() {
                    Some(ground) => Some((ground, look.beyond)),
                    None => boxes,
                };
                cells.push(cell);
            }
            let row = Row::cells(cells);
            self.rows.push(Row {
                height: row.height.max(look.least),
                inside: (3.5, 3.5),
                rules: (None, Some((if look.boxed { MUTED } else { RULE }, 0.5))),
                // No row is alone, and short tables stay whole.
                keep: if number < last && (last < SHORT || number == 0 || number + 1 == last) {
                    Keep::Firmly
                } else {
                    Keep::Free
                },
                whole: true,
                head: Some(self.heads.len() - 1),
                ..row
            });
        }
    }
}

/// What stands in brackets stays on one line.
fn together(words: &str) -> String {
    let mut inside = false;
    words
        .chars()
        .map(|letter| {
            inside = letter == '(' || inside && letter != ')';
            if inside && letter == ' ' {
                '\u{a0}'
            } else {
                letter
            }
        })
        .collect()
}

/// Whether columns with words as wide as this have room beside each other, and beside the names.
pub(super) fn fit(words: &[f32]) -> bool {
    let tight: f32 = words.iter().sum();
    tight <= FIGURES * room(WIDTH - SHADED.beyond, words.len() + 1)
}

/// What is left for words between the gaps of this many columns.
fn room(width: f32, columns: usize) -> f32 {
    width - GAP * columns.saturating_sub(1) as f32
}

/// Left end and width of each column.
fn columns(typeface: &Typeface, head: &[String], entries: &[Entry], look: Look) -> Vec<(f32, f32)> {
    let (least, natural) = wanted(typeface, head, entries, look.head);
    let widths = shared(&least, &natural, room(WIDTH - look.beyond, head.len()));
    let mut x = 0.0;
    widths
        .into_iter()
        .map(|width| {
            let column = (x, width);
            x += width + GAP;
            column
        })
        .collect()
}

/// Of each column the width of its widest word, and that of its widest line.
fn wanted(
    typeface: &Typeface,
    head: &[String],
    entries: &[Entry],
    heads: Style,
) -> (Vec<f32>, Vec<f32>) {
    let count = head.len();
    let mut least = vec![0.0_f32; count];
    let mut natural = vec![0.0_f32; count];
    for (at, words) in head.iter().enumerate() {
        let word = typeface.widest_word(words, heads);
        if let (Some(least), Some(natural)) = (least.get_mut(at), natural.get_mut(at)) {
            *least = least.max(word);
            *natural = natural.max(word);
        }
    }
    for entry in entries {
        let style = Style {
            bold: entry.bold,
            ..CELL
        };
        let name = (entry.name.as_str(), entry.indent, style);
        let cells = entry.cells.iter().map(|cell| (cell.as_str(), 0.0, CELL));
        for (at, (words, indent, style)) in std::iter::once(name).chain(cells).enumerate() {
            if let (Some(least), Some(natural)) = (least.get_mut(at), natural.get_mut(at)) {
                *least = least.max(typeface.widest_word(words, style) + indent);
                *natural = natural.max(typeface.natural(words, style) + indent);
            }
        }
    }
    (least, natural)
}

/// Shares the room: figures keep their natural width where the names can do with the rest, otherwise all give way.
fn shared(least: &[f32], natural: &[f32], room: f32) -> Vec<f32> {
    let [first, rest @ ..] = natural else {
        return Vec::new();
    };
    let [_, narrow @ ..] = least else {
        return Vec::new();
    };
    // A third of the width is enough for long names, which have lines to break into.
    let names = first.min(room / 3.0);
    let wide: f32 = rest.iter().sum();
    let tight: f32 = narrow.iter().sum();
    let given = (room - names).min(wide);
    let figures: Vec<f32> = if given >= tight {
        // Each gives of what it can spare.
        let spare = wide - tight;
        let part = if spare > 0.0 {
            (given - tight) / spare
        } else {
            0.0
        };
        rest.iter()
            .zip(narrow)
            .map(|(wide, tight)| tight + (wide - tight) * part)
            .collect()
    } else {
        let part = (room * FIGURES).min(tight) / tight.max(1.0);
        narrow.iter().map(|tight| tight * part).collect()
    };
    let taken: f32 = figures.iter().sum();
    std::iter::once(room - taken).chain(figures).collect()
}
