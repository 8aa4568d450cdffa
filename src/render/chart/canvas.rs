//! A sheet to draw on: text by its baseline box, wrapped and measured; rectangles, lines and dots in whole pixels.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily};
use std::cell::RefCell;
use std::fmt::Display;

pub(super) use super::stroke::Anchor;
use super::stroke::{Rgb, Stroke};
use super::{ChartError, Drawing};
use crate::render::fonts::FAMILY;
use crate::report::model::Figure;

pub(super) const INK: RGBColor = RGBColor(0x1f, 0x2d, 0x2d);
pub(super) const MUTED: RGBColor = RGBColor(0x55, 0x62, 0x62);
pub(super) const RULE: RGBColor = RGBColor(0xd5, 0xdc, 0xd9);
pub(super) const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);
pub(super) const TEAL: RGBColor = RGBColor(0x0f, 0x5b, 0x5e);
pub(super) const TEAL_MID: RGBColor = RGBColor(0x5c, 0x9d, 0x9c);
pub(super) const TEAL_LIGHT: RGBColor = RGBColor(0xc3, 0xdd, 0xda);
pub(super) const SAND: RGBColor = RGBColor(0xec, 0xe3, 0xd0);
pub(super) const RUST: RGBColor = RGBColor(0xb5, 0x56, 0x2b);

/// Text sizes in pixels.
pub(super) const LABEL: i32 = 14;
pub(super) const SMALL: i32 = 12;
/// Distance between lines of a label.
pub(super) const LINE: i32 = 19;

/// Where labels and plots go: beside each other on a wide sheet, above each other on a narrow one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) struct Layout {
    /// Width of the sheet.
    pub(super) width: i32,
    /// Width of a label.
    pub(super) label: i32,
    /// Left end of the plot.
    pub(super) plot: i32,
    /// Labels stand above their bar.
    pub(super) stacked: bool,
}

impl Layout {
    /// For desks and paper: 720 px, labels left of the plot.
    pub(in crate::render) const WIDE: Self = Self {
        width: 720,
        label: 270,
        plot: 290,
        stacked: false,
    };
    /// For phones: 320 px, labels above the plot.
    pub(in crate::render) const NARROW: Self = Self {
        width: 320,
        label: 318,
        plot: 2,
        stacked: true,
    };

    /// Width of the plot when `reserved` pixels at the right are kept for values.
    pub(super) fn plot_width(self, reserved: i32) -> i32 {
        self.width - self.plot - reserved
    }
}

/// Where one row of a chart stands.
pub(super) struct Row {
    pub(super) label: Vec<String>,
    /// Top of the label.
    pub(super) label_top: i32,
    /// Top of the plot.
    pub(super) plot_top: i32,
}

/// Stacks rows: each as high as its label and its plot need. Returns the rows and the bottom of the last.
pub(super) fn rows(
    layout: Layout,
    top: i32,
    labels: &[String],
    plot: i32,
    gap: i32,
) -> (Vec<Row>, i32) {
    let mut at = top;
    let rows = labels
        .iter()
        .map(|label| {
            let label = wrapped(label, layout.label, LABEL, false);
            let height = LINE * i32::try_from(label.len()).unwrap_or(1);
            if layout.stacked {
                let row = Row {
                    label,
                    label_top: at,
                    plot_top: at + height + 3,
                };
                at += height + 3 + plot + gap;
                row
            } else {
                let tall = height.max(plot);
                let row = Row {
                    label,
                    label_top: at + (tall - height) / 2,
                    plot_top: at + (tall - plot) / 2,
                };
                at += tall + gap;
                row
            }
        })
        .collect();
    (rows, at)
}

fn font(size: i32, bold: bool) -> FontDesc<'static> {
    let style = if bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    // The SVG back end divides the size by 1.24; here sizes are CSS pixels.
    FontDesc::new(FontFamily::Name(FAMILY), f64::from(size) * 1.24, style)
}

/// Width of a text in pixels.
pub(super) fn width(text: &str, size: i32, bold: bool) -> i32 {
    font(size, bold)
        .box_size(text)
        .map_or(i32::MAX, |(width, _)| {
            i32::try_from(width).unwrap_or(i32::MAX)
        })
}

/// Breaks a text into lines of at most `limit` pixels, between words where it can, else with a hyphen.
pub(super) fn wrapped(text: &str, limit: i32, size: i32, bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text
        .split_whitespace()
        .flat_map(|word| pieces(word, limit, size, bold))
    {
        let longer = if line.is_empty() {
            word.clone()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || width(&longer, size, bold) <= limit {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word));
        }
    }
    lines.push(line);
    lines
}

/// A word that is wider than a line, in pieces that are not.
fn pieces(word: &str, limit: i32, size: i32, bold: bool) -> Vec<String> {
    if width(word, size, bold) <= limit {
        return vec![word.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for letter in word.chars() {
        if !piece.is_empty() && width(&format!("{piece}{letter}-"), size, bold) > limit {
            pieces.push(format!("{piece}-"));
            piece.clear();
        }
        piece.push(letter);
    }
    pieces.push(piece);
    pieces
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// The sheet.
pub(super) struct Canvas<'a, 'b> {
    area: &'b Area<'a>,
    strokes: RefCell<Vec<Stroke>>,
}

fn fault(error: impl Display) -> ChartError {
    ChartError(error.to_string())
}

/// Draws a sheet of this size.
pub(super) fn draw(
    width: i32,
    height: i32,
    paint: impl FnOnce(&Canvas<'_, '_>) -> Result<(), ChartError>,
) -> Result<Drawing, ChartError> {
    let size = (
        u32::try_from(width).map_err(fault)?,
        u32::try_from(height).map_err(fault)?,
    );
    let mut text = String::new();
    let strokes = {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        let canvas = Canvas {
            area: &area,
            strokes: RefCell::default(),
        };
        paint(&canvas)?;
        let strokes = canvas.strokes.into_inner();
        area.present().map_err(fault)?;
        strokes
    };
    let body = text
        .split_once('>')
        .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
        .map(|(body, _)| tidy(body))
        .ok_or_else(|| ChartError("the SVG back end wrote no drawing".to_owned()))?;
    Ok(Drawing {
        width,
        height,
        body,
        strokes,
    })
}

/// Leaves out what is said by default, and the line breaks around texts.
fn tidy(body: &str) -> String {
    body.replace(" opacity=\"1\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(&format!(" font-family=\"{FAMILY}\""), "")
        .replace(">\n", ">")
        .replace("\n</text>", "</text>")
}

fn rgb(RGBColor(red, green, blue): RGBColor) -> Rgb {
    (red, green, blue)
}

impl Canvas<'_, '_> {
    fn record(&self, stroke: Stroke) {
        self.strokes.borrow_mut().push(stroke);
    }

    /// A text whose middle line lies at `y`.
    pub(super) fn text(
        &self,
        text: &str,
        at: (i32, i32),
        size: i32,
        color: RGBColor,
        anchor: Anchor,
    ) -> Result<(), ChartError> {
        self.write(text, at, size, color, anchor, false)
    }

    /// The same in semibold.
    pub(super) fn bold(
        &self,
        text: &str,
        at: (i32, i32),
        size: i32,
        color: RGBColor,
        anchor: Anchor,
    ) -> Result<(), ChartError> {
        self.write(text, at, size, color, anchor, true)
    }

    fn write(
        &self,
        text: &str,
        at: (i32, i32),
        size: i32,
        color: RGBColor,
        anchor: Anchor,
        bold: bool,
    ) -> Result<(), ChartError> {
        self.record(Stroke::Text {
            text: text.to_owned(),
            at,
            size,
            color: rgb(color),
            anchor,
            bold,
        });
        let across = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = TextStyle::from(font(size, bold))
            .color(&color)
            .pos(Pos::new(across, VPos::Center));
        self.area
            .draw(&Text::new(text.to_owned(), at, style))
            .map_err(fault)
    }

    /// The lines of a row's label.
    pub(super) fn label(&self, row: &Row) -> Result<(), ChartError> {
        let mut y = row.label_top + LINE / 2;
        for line in &row.label {
            // Grid lines end where words begin.
            self.fill(
                (0, y - LINE / 2),
                (width(line, LABEL, false) + 4, LINE),
                PAPER,
            )?;
            self.text(line, (0, y), LABEL, INK, Anchor::Start)?;
            y += LINE;
        }
        Ok(())
    }

    /// A filled rectangle from a corner, with its size.
    pub(super) fn fill(
        &self,
        (x, y): (i32, i32),
        (w, h): (i32, i32),
        color: RGBColor,
    ) -> Result<(), ChartError> {
        if w <= 0 || h <= 0 {
            return Ok(());
        }
        self.record(Stroke::Fill((x, y), (w, h), rgb(color)));
        self.area
            .draw(&Rectangle::new([(x, y), (x + w, y + h)], color.filled()))
            .map_err(fault)
    }

    /// The outline of a rectangle.
    pub(super) fn frame(
        &self,
        (x, y): (i32, i32),
        (w, h): (i32, i32),
        color: RGBColor,
    ) -> Result<(), ChartError> {
        if w <= 0 || h <= 0 {
            return Ok(());
        }
        self.record(Stroke::Frame((x, y), (w, h), rgb(color)));
        self.area
            .draw(&Rectangle::new(
                [(x, y), (x + w, y + h)],
                color.stroke_width(1),
            ))
            .map_err(fault)
    }

    /// A straight line.
    pub(super) fn line(
        &self,
        from: (i32, i32),
        to: (i32, i32),
        color: RGBColor,
        thick: u32,
    ) -> Result<(), ChartError> {
        self.record(Stroke::Line(from, to, rgb(color), thick));
        self.area
            .draw(&PathElement::new(vec![from, to], color.stroke_width(thick)))
            .map_err(fault)
    }

    /// A filled dot with a white rim.
    pub(super) fn dot(
        &self,
        at: (i32, i32),
        radius: i32,
        color: RGBColor,
    ) -> Result<(), ChartError> {
        self.record(Stroke::Disc(at, radius + 2, rgb(PAPER)));
        self.record(Stroke::Disc(at, radius, rgb(color)));
        self.area
            .draw(&Circle::new(at, radius + 2, PAPER.filled()))
            .map_err(fault)?;
        self.area
            .draw(&Circle::new(at, radius, color.filled()))
            .map_err(fault)
    }

    /// A filled shape.
    pub(super) fn shape(
        &self,
        corners: Vec<(i32, i32)>,
        color: RGBColor,
    ) -> Result<(), ChartError> {
        self.record(Stroke::Shape(corners.clone(), rgb(color)));
        self.area
            .draw(&Polygon::new(corners, color.filled()))
            .map_err(fault)
    }

    /// A horizontal whisker with end marks.
    pub(super) fn whisker(
        &self,
        from: i32,
        to: i32,
        y: i32,
        color: RGBColor,
    ) -> Result<(), ChartError> {
        self.line((from, y), (to, y), color, 2)?;
        self.line((from, y - 4), (from, y + 4), color, 2)?;
        self.line((to, y - 4), (to, y + 4), color, 2)
    }
}

/// A mark of the legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mark {
    Box(RGBColor),
    Open(RGBColor),
    Dot,
    Upright,
    Whisker,
}

/// Places legend entries in lines. Returns each entry's position and the height of all.
pub(super) fn legend(layout: Layout, entries: &[(Mark, String)]) -> (Vec<(i32, i32)>, i32) {
    let (mut x, mut y) = (0, 10);
    let mut places = Vec::new();
    for (_, text) in entries {
        let wide = 22 + width(text, SMALL, false);
        if x > 0 && x + wide > layout.width {
            x = 0;
            y += 20;
        }
        places.push((x, y));
        x += wide + 18;
    }
    (places, if entries.is_empty() { 0 } else { y + 22 })
}

impl Canvas<'_, '_> {
    /// Draws the legend at the top of the sheet.
    pub(super) fn legend(
        &self,
        entries: &[(Mark, String)],
        places: &[(i32, i32)],
    ) -> Result<(), ChartError> {
        for ((mark, text), (x, y)) in entries.iter().zip(places) {
            match mark {
                Mark::Box(color) => {
                    self.fill((*x, y - 6), (13, 12), *color)?;
                    self.frame((*x, y - 6), (13, 12), MUTED)?;
                }
                Mark::Open(color) => self.frame((*x, y - 6), (13, 12), *color)?,
                Mark::Dot => self.dot((x + 7, *y), 5, TEAL)?,
                Mark::Upright => self.upright((x + 7, *y), 7)?,
                Mark::Whisker => self.whisker(*x + 1, x + 14, *y, INK)?,
            }
            self.text(text, (x + 20, *y), SMALL, MUTED, Anchor::Start)?;
        }
        Ok(())
    }

    /// An arrow head behind a dot whose value is a bound: it points to where the value may lie.
    pub(super) fn arrow(&self, (x, y): (i32, i32), figure: Figure) -> Result<(), ChartError> {
        let reach = match figure {
            Figure::Exact(_) => return Ok(()),
            Figure::AtLeast(_) => 14,
            Figure::AtMost(_) => -14,
        };
        self.shape(vec![(x, y - 9), (x + reach, y), (x, y + 9)], TEAL_LIGHT)
    }

    /// The mark of the whole: an upright line, told from a dot by its shape, and seen behind one.
    pub(super) fn upright(&self, (x, y): (i32, i32), reach: i32) -> Result<(), ChartError> {
        self.fill((x - 2, y - reach), (4, 2 * reach), RUST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_its_column() {
        assert!(crate::render::fonts::register());
        let text =
            "Specialundervisningskonsulentfunktionsbeskrivelsesudvalget spørger, om I når det æøå";
        for limit in [60, 140, 318] {
            let lines = wrapped(text, limit, LABEL, false);
            assert!(
                lines.iter().all(|line| width(line, LABEL, false) <= limit),
                "{lines:?}"
            );
            let joined: String = lines.concat().replace(['-', ' '], "");
            assert_eq!(joined, text.replace(' ', ""), "no letter is lost");
        }
    }
}
