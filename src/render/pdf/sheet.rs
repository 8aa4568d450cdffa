//! Rows are stacked on pages: what belongs together stays together, tables repeat their head, nothing is cut.

use super::tags::Part;
use super::typeface::{Color, Line, Style};

/// Size of a page (A4) and of the space for words and figures, in points.
pub(super) const PAGE: (f32, f32) = (595.276, 841.89);
/// Left end of the text.
pub(super) const LEFT: f32 = 58.0;
/// Width of the text.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
/// First line of a page.
pub(super) const TOP: f32 = 54.0;
/// Space below the text that is always free, besides the footer's lines.
const FOOT: f32 = 54.0;
/// Lines of a paragraph that are never alone.
const COMPANY: usize = 2;
/// Share of a page that may stay empty for what would rather stand together.
const EMPTY: f32 = 1.0 / 3.0;

/// A line over the whole width: colour and thickness.
pub(super) type Rule = (Color, f32);

/// What lies under a cell, as high as its row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ground {
    Flat(Color),
    /// Fine slanting lines.
    Hatched(Color),
    /// Lines on the left and on the right.
    Boxed(Color),
}

/// Whether a row stands on the same page as the beginning of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// As it falls.
    Free,
    /// Where that leaves no more than [`EMPTY`] of a page empty.
    Rather,
    /// Wherever a page can hold them.
    Firmly,
}

/// Text in a column.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// From the left end of the text.
    pub(super) x: f32,
    pub(super) width: f32,
    /// Ground, which reaches this far beyond the column on both sides.
    pub(super) ground: Option<(Ground, f32)>,
    pub(super) lines: Vec<Line>,
    pub(super) style: Style,
    pub(super) part: Part,
    /// Stands at the bottom of its row.
    pub(super) low: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Cells(Vec<Cell>),
    /// A drawing, its scale, and what it is.
    Chart(usize, f32, Part),
}

/// What is placed as one thing, from the left to the right end of the text.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) content: Content,
    pub(super) height: f32,
    /// Free space above, which is left out at the top of a page.
    pub(super) before: f32,
    /// Space inside: above and below.
    pub(super) inside: (f32, f32),
    /// Lines drawn at the top and at the bottom.
    pub(super) rules: (Option<Rule>, Option<Rule>),
    /// Ground, which reaches this far beyond the text on both sides.
    pub(super) ground: Option<(Color, f32)>,
    /// What is between it and the next.
    pub(super) keep: Keep,
    /// Goes to the next page rather than being divided.
    pub(super) whole: bool,
    /// Number of the table head that is repeated above it on a new page.
    pub(super) head: Option<usize>,
    /// Bookmark: its level, and its words.
    pub(super) bookmark: Option<(u16, String)>,
}

impl Row {
    /// Columns of text.
    pub(super) fn cells(cells: Vec<Cell>) -> Self {
        let height = cells.iter().map(Cell::height).fold(0.0, f32::max);
        Self::of(Content::Cells(cells), height)
    }

    pub(super) fn of(content: Content, height: f32) -> Self {
        Self {
            content,
            height,
            before: 0.0,
            inside: (0.0, 0.0),
            rules: (None, None),
            ground: None,
            keep: Keep::Free,
            whole: false,
            head: None,
            bookmark: None,
        }
    }

    /// Whether it is a line or two.
    pub(super) fn is_short(&self) -> bool {
        let Content::Cells(cells) = &self.content else {
            return false;
        };
        cells.iter().all(|cell| cell.lines.len() <= COMPANY)
    }

    fn full(&self) -> f32 {
        self.inside.0 + self.height + self.inside.1
    }

    /// Height of the least that may stand alone.
    fn least(&self) -> f32 {
        match &self.content {
            Content::Cells(cells) if !self.whole => {
                let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
                let leading = cells.iter().map(|c| c.style.leading).fold(0.0, f32::max);
                if lines < 2 * COMPANY {
                    self.full()
                } else {
                    self.inside.0 + leading * COMPANY as f32
                }
            }
            _ => self.full(),
        }
    }
}

impl Cell {
    fn height(&self) -> f32 {
        self.lines.len() as f32 * self.style.leading
    }
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) enum Ink {
    /// A line of text from a point on its baseline.
    Text((f32, f32), Line, Style),
    /// A rectangle: left, top, width, height.
    Area((f32, f32, f32, f32), Color),
    /// Fine slanting lines in a rectangle, with its outline.
    Hatch((f32, f32, f32, f32), Color),
    /// A drawing: left, top, and scale.
    Chart((f32, f32), usize, f32),
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Part(Part),
    /// For the eye only.
    Decoration,
    /// Said before: the head of a table on a further page.
    Repetition,
    Footer,
}

/// Everything on one page, in reading order.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) ink: Vec<(Owner, Ink)>,
}

/// A place to jump to.
#[derive(Debug)]
pub(super) struct Bookmark {
    pub(super) level: u16,
    pub(super) words: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// Pages with what stands on them.
#[derive(Debug)]
pub(super) struct Sheets {
    pub(super) pages: Vec<Page>,
    pub(super) bookmarks: Vec<Bookmark>,
    y: f32,
    bottom: f32,
}

/// Height between the first line and the footer.
pub(super) fn room(footer: f32) -> f32 {
    PAGE.1 - FOOT - footer - TOP
}

/// Stacks rows. `footer` is the height kept free for more than one line of footer.
pub(super) fn stack(rows: &[Row], heads: &[Vec<Row>], footer: f32) -> Sheets {
    let mut sheets = Sheets {
        pages: vec![Page::default()],
        bookmarks: Vec::new(),
        y: TOP,
        bottom: TOP + room(footer),
    };
    let page = room(footer);
    let mut before = Keep::Free;
    for (at, row) in rows.iter().enumerate() {
        let rest = rows.get(at..).unwrap_or(&[]);
        let needed = needed(rest, Keep::Firmly);
        let space = sheets.bottom - sheets.y;
        // What no page can hold together is parted where the rest fits one.
        let must = needed > space && (before != Keep::Firmly || needed <= page);
        if must || before == Keep::Free && better_below(rest, space, page) {
            sheets.turn(row, heads);
        }
        sheets.place(row, heads);
        before = row.keep;
    }
    sheets
}

/// Whether rows that would rather stand together do so on the next page only, and little is left empty on this one.
fn better_below(rows: &[Row], space: f32, page: f32) -> bool {
    let wished = needed(rows, Keep::Rather);
    space < wished && wished <= page && space <= EMPTY * page
}

/// Height of a row with all that stands with it, being kept at least like this.
fn needed(rows: &[Row], least: Keep) -> f32 {
    let mut sum = 0.0;
    for row in rows {
        sum += row.before;
        if row.keep == Keep::Free || least == Keep::Firmly && row.keep == Keep::Rather {
            return sum + row.least();
        }
        sum += row.full();
    }
    sum
}

impl Sheets {
    fn fresh(&self) -> bool {
        self.y <= TOP
    }

    fn turn(&mut self, row: &Row, heads: &[Vec<Row>]) {
        if self.fresh() {
            return;
        }
        self.pages.push(Page::default());
        self.y = TOP;
        for head in row
            .head
            .and_then(|head| heads.get(head))
            .into_iter()
            .flatten()
        {
            let mut head = head.clone();
            head.before = 0.0;
            self.draw(&head, Some(Owner::Repetition));
        }
    }

    fn place(&mut self, row: &Row, heads: &[Vec<Row>]) {
        let before = if self.fresh() { 0.0 } else { row.before };
        if self.y + before + row.full() <= self.bottom + 0.01 {
            return self.draw(row, None);
        }
        let head: f32 = row
            .head
            .and_then(|head| heads.get(head))
            .map_or(0.0, |head| head.iter().map(Row::full).sum());
        if row.whole && TOP + head + row.full() <= self.bottom {
            self.turn(row, heads);
            return self.draw(row, None);
        }
        let Content::Cells(cells) = &row.content else {
            // Charts are made to fit a page.
            self.turn(row, heads);
            return self.draw(row, None);
        };
        let leading = cells.iter().map(|c| c.style.leading).fold(1.0, f32::max);
        let lines = cells.iter().map(|c| c.lines.len()).max().unwrap_or(0);
        let space = self.bottom - self.y - before - row.inside.0 - row.inside.1;
        let mut fit = whole_lines(space, leading).min(lines.saturating_sub(COMPANY));
        if fit < COMPANY {
            if self.fresh() {
                fit = lines.min(1);
            } else {
                self.turn(row, heads);
                return self.place(row, heads);
            }
        }
        let (first, rest) = divide(row, cells, fit);
        self.draw(&first, None);
        self.turn(&rest, heads);
        self.place(&rest, heads);
    }

    /// Draws a row below the last, for its own parts or for another owner.
    fn draw(&mut self, row: &Row, owner: Option<Owner>) {
        let number = self.pages.len() - 1;
        let first = number == 0 && self.fresh();
        let before = if self.fresh() && !first {
            0.0
        } else {
            row.before
        };
        let Some(page) = self.pages.last_mut() else {
            return;
        };
        let top = self.y + before;
        let full = row.full();
        if let Some((color, beyond)) = row.ground {
            // The ground runs on through the space between rows.
            let from = if page.ink.is_empty() { top } else { self.y };
            let area = (LEFT - beyond, from, WIDTH + 2.0 * beyond, top + full - from);
            page.ink.push((Owner::Decoration, Ink::Area(area, color)));
        }
        let rules = [(row.rules.0, top), (row.rules.1, top + full)];
        for (rule, y) in rules {
            if let Some((color, thick)) = rule {
                let area = (LEFT, y - thick / 2.0, WIDTH, thick);
                page.ink.push((Owner::Decoration, Ink::Area(area, color)));
            }
        }
        if let Some((level, words)) = &row.bookmark {
            self.bookmarks.push(Bookmark {
                level: *level,
                words: words.clone(),
                page: number,
                y: top,
            });
        }
        if let Content::Cells(cells) = &row.content {
            for cell in cells {
                let inks = grounds(cell, top, full);
                page.ink
                    .extend(inks.into_iter().map(|ink| (Owner::Decoration, ink)));
            }
        }
        let top = top + row.inside.0;
        match &row.content {
            Content::Chart(at, scale, part) => {
                let ink = Ink::Chart((LEFT, top), *at, *scale);
                page.ink.push((owner.unwrap_or(Owner::Part(*part)), ink));
            }
            Content::Cells(cells) => {
                for cell in cells {
                    let mut y = top;
                    if cell.low {
                        y += row.height - cell.height();
                    }
                    for line in &cell.lines {
                        // Lower-case letters stand in the middle of their line.
                        let base = y + cell.style.leading / 2.0 + 0.36 * cell.style.size;
                        let ink = Ink::Text((LEFT + cell.x, base), line.clone(), cell.style);
                        page.ink
                            .push((owner.unwrap_or(Owner::Part(cell.part)), ink));
                        y += cell.style.leading;
                    }
                }
            }
        }
        self.y += before + full;
    }
}

/// What lies under a cell of a row that is `full` high.
fn grounds(cell: &Cell, top: f32, full: f32) -> Vec<Ink> {
    const RIM: f32 = 0.75;
    const THIN: f32 = 0.5;
    let Some((ground, beyond)) = cell.ground else {
        return Vec::new();
    };
    let (left, width) = (LEFT + cell.x - beyond, cell.width + 2.0 * beyond);
    let inner = (left, top + RIM, width, full - 2.0 * RIM);
    match ground {
        Ground::Flat(color) => vec![Ink::Area(inner, color)],
        Ground::Hatched(color) => vec![Ink::Hatch(inner, color)],
        Ground::Boxed(color) => [left, left + width]
            .map(|x| Ink::Area((x - THIN / 2.0, top, THIN, full), color))
            .to_vec(),
    }
}

fn whole_lines(space: f32, leading: f32) -> usize {
    let lines = (space / leading).floor().max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and fewer than fit a page"
    )]
    {
        lines as usize
    }
}

/// The first lines of a row, and the rest as a row of its own.
fn divide(row: &Row, cells: &[Cell], fit: usize) -> (Row, Row) {
    let part = |of: fn(&[Line], usize) -> Vec<Line>| {
        let cells = cells.iter().map(|cell| Cell {
            lines: of(&cell.lines, fit),
            ..cell.clone()
        });
        Row::cells(cells.collect())
    };
    let above = part(|lines, fit| lines.iter().take(fit).cloned().collect());
    let below = part(|lines, fit| lines.iter().skip(fit).cloned().collect());
    let first = Row {
        content: above.content,
        height: above.height,
        rules: (row.rules.0, None),
        ..row.clone()
    };
    let rest = Row {
        content: below.content,
        height: below.height,
        rules: (None, row.rules.1),
        before: 0.0,
        bookmark: None,
        ..row.clone()
    };
    (first, rest)
}
