//! The legend at the top of a sheet: each mark beside what it stands for. Marks differ by shape, never by colour alone.

use plotters::style::RGBColor;

use super::ChartError;
use super::canvas::{Anchor, Canvas, INK, Layout, MUTED, PAPER, RUST, SMALL, TEAL, TEAL_MID};
use super::measure::width;
use crate::report::model::Figure;

/// A mark of the legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mark {
    Box(RGBColor),
    Open(RGBColor),
    Dot,
    /// A dot that is not filled.
    Ring,
    Upright,
    Whisker,
    /// The value is a bound, and lies in this direction.
    Arrow,
    /// A small dot, one of many.
    Speck,
    Diamond,
    Square,
    /// A dot with a ring around it.
    Circled,
    /// A horizontal line: colour, thickness, dashed.
    Line(RGBColor, u32, bool),
}

/// Places legend entries in lines. Returns each entry's position and the height of all.
pub(super) fn legend(layout: Layout, entries: &[(Mark, String)]) -> (Vec<(i32, i32)>, i32) {
    let (mut x, mut y) = (0, 10);
    let mut places = Vec::new();
    for (mark, text) in entries {
        let wide = mark.reach() + 2 + width(text, SMALL, false);
        if x > 0 && x + wide > layout.width {
            x = 0;
            y += 20;
        }
        places.push((x, y));
        x += wide + 18;
    }
    (places, if entries.is_empty() { 0 } else { y + 22 })
}

impl Mark {
    /// From the left end of a mark to its words.
    fn reach(self) -> i32 {
        if matches!(self, Self::Line(..)) {
            34
        } else {
            20
        }
    }
}

impl Canvas<'_, '_> {
    /// Draws the legend at the top of the sheet.
    pub(super) fn legend(
        &self,
        entries: &[(Mark, String)],
        places: &[(i32, i32)],
    ) -> Result<(), ChartError> {
        for ((mark, text), (x, y)) in entries.iter().zip(places) {
            let middle = (x + 7, *y);
            match mark {
                Mark::Box(color) => {
                    self.fill((*x, y - 6), (13, 12), *color)?;
                    self.frame((*x, y - 6), (13, 12), MUTED)?;
                }
                Mark::Open(color) => self.frame((*x, y - 6), (13, 12), *color)?,
                Mark::Dot => self.dot(middle, 5, TEAL)?,
                Mark::Ring => self.ring(middle, 5, TEAL)?,
                Mark::Upright => self.upright(middle, 7)?,
                Mark::Whisker => self.whisker(*x + 1, x + 14, *y, INK)?,
                Mark::Arrow => {
                    self.shape(vec![(*x, y - 6), (x + 13, *y), (*x, y + 6)], TEAL_MID)?;
                }
                Mark::Speck => self.dot(middle, 4, TEAL_MID)?,
                Mark::Diamond => self.diamond(middle, TEAL)?,
                Mark::Square => self.square(middle, INK)?,
                Mark::Circled => {
                    self.disc(middle, 8, INK)?;
                    self.disc(middle, 6, PAPER)?;
                    self.disc(middle, 3, TEAL_MID)?;
                }
                Mark::Line(color, thick, dashed) => {
                    self.path(vec![(*x, *y), (x + 28, *y)], *color, *thick, *dashed)?;
                }
            }
            let words = (x + mark.reach(), *y);
            self.text(text, words, SMALL, MUTED, Anchor::Start)?;
        }
        Ok(())
    }

    /// An arrow head behind a dot whose value is a bound: it points to where the value may lie.
    pub(super) fn arrow(&self, (x, y): (i32, i32), figure: Figure) -> Result<(), ChartError> {
        let reach = match figure {
            Figure::Exact(_) => return Ok(()),
            Figure::AtLeast(_) => 18,
            Figure::AtMost(_) => -18,
        };
        self.shape(vec![(x, y - 9), (x + reach, y), (x, y + 9)], TEAL_MID)
    }

    /// The same on a scale that rises from the bottom.
    pub(super) fn arrow_up(&self, (x, y): (i32, i32), figure: Figure) -> Result<(), ChartError> {
        let reach = match figure {
            Figure::Exact(_) => return Ok(()),
            Figure::AtLeast(_) => -16,
            Figure::AtMost(_) => 16,
        };
        self.shape(vec![(x - 8, y), (x, y + reach), (x + 8, y)], TEAL_MID)
    }

    /// The mark of the whole: an upright line, told from a dot by its shape, and seen behind one.
    pub(super) fn upright(&self, (x, y): (i32, i32), reach: i32) -> Result<(), ChartError> {
        self.fill((x - 2, y - reach), (4, 2 * reach), RUST)
    }

    /// A dot that is not filled.
    pub(super) fn ring(
        &self,
        at: (i32, i32),
        radius: i32,
        color: RGBColor,
    ) -> Result<(), ChartError> {
        self.dot(at, radius, color)?;
        self.disc(at, radius - 2, PAPER)
    }

    /// A ring around another mark.
    pub(super) fn circled(&self, at: (i32, i32)) -> Result<(), ChartError> {
        self.disc(at, 10, INK)?;
        self.disc(at, 8, PAPER)
    }

    /// A square on its corner, with a white rim.
    pub(super) fn diamond(&self, (x, y): (i32, i32), color: RGBColor) -> Result<(), ChartError> {
        let corners = |reach| {
            vec![
                (x, y - reach),
                (x + reach, y),
                (x, y + reach),
                (x - reach, y),
            ]
        };
        self.shape(corners(8), PAPER)?;
        self.shape(corners(6), color)
    }

    /// A square with a white rim.
    pub(super) fn square(&self, (x, y): (i32, i32), color: RGBColor) -> Result<(), ChartError> {
        self.fill((x - 6, y - 6), (12, 12), PAPER)?;
        self.fill((x - 5, y - 5), (10, 10), color)
    }
}
