//! A sheet to draw on: text by its baseline box, wrapped and measured; rectangles, lines and dots in whole pixels.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::cell::{Cell, RefCell};
use std::fmt::Display;

use super::lettering::Lettering;
use super::measure::{width, wrapped};
use super::pen::Pen;
pub(super) use super::stroke::Anchor;
use super::stroke::{Rgb, Stroke};
use super::{ChartError, Drawing};

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

type Area<'a> = DrawingArea<Pen<'a>, plotters::coord::Shift>;

/// The sheet.
pub(super) struct Canvas<'a, 'b> {
    area: &'b Area<'a>,
    strokes: RefCell<Vec<Stroke>>,
    /// Whether the pen draws dashes.
    dashed: &'b Cell<bool>,
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
    let (mut body, dashed) = (String::new(), Cell::new(false));
    let area = Pen::new(&mut body, size, &dashed).into_drawing_area();
    let canvas = Canvas {
        area: &area,
        strokes: RefCell::default(),
        dashed: &dashed,
    };
    paint(&canvas)?;
    let strokes = canvas.strokes.into_inner();
    area.present().map_err(fault)?;
    drop(area);
    Ok(Drawing {
        width,
        height,
        body,
        strokes,
    })
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
        let lettering = Lettering {
            text,
            at,
            size,
            bold,
            color: color.to_backend_color(),
            anchor: Pos::new(across, VPos::Center),
        };
        self.area.draw(&lettering).map_err(fault)
    }

    /// Words in the middle of a plot, on a ground that ends its lines.
    pub(super) fn words(&self, (x, y): (i32, i32), words: &str) -> Result<(), ChartError> {
        let wide = width(words, SMALL, false) + 8;
        self.fill((x - wide / 2, y - LINE / 2), (wide, LINE), PAPER)?;
        self.text(words, (x, y), SMALL, MUTED, Anchor::Middle)
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
        self.path(vec![from, to], color, thick, false)
    }

    /// A line through several points.
    pub(super) fn path(
        &self,
        points: Vec<(i32, i32)>,
        color: RGBColor,
        thick: u32,
        dashed: bool,
    ) -> Result<(), ChartError> {
        self.record(Stroke::Path(points.clone(), rgb(color), thick, dashed));
        self.dashed.set(dashed);
        self.area
            .draw(&PathElement::new(points, color.stroke_width(thick)))
            .map_err(fault)
    }

    /// A filled dot with a white rim.
    pub(super) fn dot(
        &self,
        at: (i32, i32),
        radius: i32,
        color: RGBColor,
    ) -> Result<(), ChartError> {
        self.disc(at, radius + 2, PAPER)?;
        self.disc(at, radius, color)
    }

    /// A filled circle.
    pub(super) fn disc(
        &self,
        at: (i32, i32),
        radius: i32,
        color: RGBColor,
    ) -> Result<(), ChartError> {
        self.record(Stroke::Disc(at, radius, rgb(color)));
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
