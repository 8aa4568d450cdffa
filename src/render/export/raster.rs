//! Strokes become pixels: rectangles whole, curves and letters with soft edges.
//!
//! Everything is drawn at twice its size, so that it stays sharp on a slide. The same strokes give the same pixels on every machine: coverage
//! is rounded to sixteenths before it is mixed, which also keeps the colours few.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use super::png::{self, Rgb};
use crate::render::RenderError;
use crate::render::chart::{Anchor, Stroke};
use crate::render::fonts;

/// Pixels per unit of a drawing.
const SCALE: i32 = 2;
const PAPER: Rgb = (0xff, 0xff, 0xff);

/// Both weights of the typeface.
pub(super) struct Letters {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Letters {
    pub(super) fn read() -> Result<Self, RenderError> {
        let face = |bytes| FontRef::try_from_slice(bytes).map_err(|_| RenderError::Typeface);
        Ok(Self {
            regular: face(fonts::REGULAR)?,
            bold: face(fonts::BOLD)?,
        })
    }

    fn face(&self, bold: bool) -> &FontRef<'static> {
        if bold { &self.bold } else { &self.regular }
    }

    /// The scale at which the body of the letters is so many units high.
    fn scale(&self, size: f32, bold: bool) -> PxScale {
        let face = self.face(bold);
        let body = face.units_per_em().unwrap_or(1_000.0);
        PxScale::from(size * face.height_unscaled() / body)
    }

    /// Width of a text, in the units of its size.
    pub(super) fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let face = self.face(bold).as_scaled(self.scale(size, bold));
        text.chars()
            .map(|letter| face.h_advance(face.glyph_id(letter)))
            .sum()
    }

    /// Lines of at most so many units, broken between words.
    pub(super) fn wrapped(&self, text: &str, size: f32, bold: bool, limit: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size, bold) <= limit => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// A white sheet, in pixels.
pub(super) struct Raster<'a> {
    letters: &'a Letters,
    width: i32,
    height: i32,
    pixels: Vec<Rgb>,
}

impl<'a> Raster<'a> {
    /// A sheet of so many units.
    pub(super) fn new(letters: &'a Letters, width: i32, height: i32) -> Self {
        let (width, height) = (SCALE * width.max(1), SCALE * height.max(1));
        let count = usize::try_from(width * height).unwrap_or(0);
        Self {
            letters,
            width,
            height,
            pixels: vec![PAPER; count],
        }
    }

    /// The file.
    pub(super) fn png(&self) -> Result<Vec<u8>, RenderError> {
        let size = |length: i32| u32::try_from(length).unwrap_or(1);
        png::encode(size(self.width), size(self.height), &self.pixels)
            .map_err(|error| RenderError::Export("PNG", error.to_string()))
    }

    /// Draws a stroke, moved by so many units.
    pub(super) fn draw(&mut self, stroke: &Stroke, (right, down): (i32, i32)) {
        let place = |(x, y): (i32, i32)| (SCALE * (x + right), SCALE * (y + down));
        match stroke {
            Stroke::Fill(corner, (w, h), color) => {
                self.fill(place(*corner), (SCALE * w, SCALE * h), *color);
            }
            Stroke::Frame(corner, (w, h), color) => {
                let ((x, y), (w, h)) = (place(*corner), (SCALE * w, SCALE * h));
                // A line of one unit lies half on both sides of the edge.
                for top in [y, y + h] {
                    self.fill((x - 1, top - 1), (w + 2, 2), *color);
                }
                for left in [x, x + w] {
                    self.fill((left - 1, y - 1), (2, h + 2), *color);
                }
            }
            Stroke::Path(points, color, thick, dashed) => {
                let points: Vec<(i32, i32)> = points.iter().map(|at| place(*at)).collect();
                self.path(&points, *color, *thick, *dashed);
            }
            Stroke::Disc(middle, radius, color) => {
                let ((x, y), radius) = (place(*middle), SCALE * radius);
                let reach = (radius + 1, radius + 1);
                self.soft((x, y), reach, *color, |px, py| {
                    radius as f32 - (px - x as f32).hypot(py - y as f32) + 0.5
                });
            }
            Stroke::Shape(corners, color) => {
                let corners: Vec<(i32, i32)> = corners.iter().map(|at| place(*at)).collect();
                self.shape(&corners, *color);
            }
            Stroke::Text {
                text,
                at,
                size,
                color,
                anchor,
                bold,
            } => self.text(text, place(*at), SCALE * size, *color, *anchor, *bold),
        }
    }

    fn mix(&mut self, (x, y): (i32, i32), color: Rgb, coverage: f32) {
        if x < 0 || y < 0 || x >= self.width || y >= self.height {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "between 0 and 16 by the clamp"
        )]
        let sixteenths = (coverage.clamp(0.0, 1.0) * 16.0).round() as i32;
        let at = usize::try_from(y * self.width + x).unwrap_or(usize::MAX);
        if let Some(pixel) = self.pixels.get_mut(at) {
            let part = |under: u8, over: u8| {
                let (below, above) = (i32::from(under), i32::from(over));
                let mixed = below + (above - below) * sixteenths / 16;
                // Between the two, so it always fits.
                u8::try_from(mixed).unwrap_or(over)
            };
            *pixel = (
                part(pixel.0, color.0),
                part(pixel.1, color.1),
                part(pixel.2, color.2),
            );
        }
    }

    fn fill(&mut self, (x, y): (i32, i32), (w, h): (i32, i32), color: Rgb) {
        let across = |x: i32| usize::try_from(x.clamp(0, self.width)).unwrap_or(0);
        let (left, right) = (across(x), across(x + w));
        let (top, bottom) = (y.clamp(0, self.height), (y + h).clamp(0, self.height));
        let width = usize::try_from(self.width).unwrap_or(0);
        for line in top..bottom {
            let start = usize::try_from(line).unwrap_or(0) * width;
            if let Some(row) = self.pixels.get_mut(start + left..start + right.max(left)) {
                row.fill(color);
            }
        }
    }

    /// Mixes a colour in where `inside` says so, which is asked at the middle of each pixel near a point.
    fn soft(
        &mut self,
        (x, y): (i32, i32),
        (wide, high): (i32, i32),
        color: Rgb,
        inside: impl Fn(f32, f32) -> f32,
    ) {
        for py in y - high..=y + high {
            for px in x - wide..=x + wide {
                let coverage = inside(px as f32 + 0.5, py as f32 + 0.5);
                if coverage > 0.0 {
                    self.mix((px, py), color, coverage);
                }
            }
        }
    }

    /// A line through points, in one piece or dashed as in the SVG files: six units drawn, four left out.
    fn path(&mut self, points: &[(i32, i32)], color: Rgb, thick: u32, dashed: bool) {
        const DASH: f32 = 6.0 * SCALE as f32;
        const GAP: f32 = 4.0 * SCALE as f32;
        let thick = i32::try_from(thick).unwrap_or(1);
        let mut along = 0.0_f32;
        for (from, to) in points.iter().zip(points.iter().skip(1)) {
            if !dashed {
                self.line(*from, *to, color, thick);
                continue;
            }
            let (dx, dy) = ((to.0 - from.0) as f32, (to.1 - from.1) as f32);
            let long = dx.hypot(dy);
            let at = |reach: f32| {
                let part = if long > 0.0 { reach / long } else { 0.0 };
                #[expect(clippy::cast_possible_truncation, reason = "pixels of a sheet")]
                let moved = |start: i32, by: f32| start + (by * part).round() as i32;
                (moved(from.0, dx), moved(from.1, dy))
            };
            // The pattern goes on around corners.
            let mut here = -(along % (DASH + GAP));
            while here < long {
                let (start, end) = (here.max(0.0), (here + DASH).min(long));
                if end > start {
                    self.line(at(start), at(end), color, thick);
                }
                here += DASH + GAP;
            }
            along += long;
        }
    }

    /// A straight line whose half thickness in pixels is its thickness in units.
    fn line(&mut self, from: (i32, i32), to: (i32, i32), color: Rgb, thick: i32) {
        let (left, right) = (from.0.min(to.0), from.0.max(to.0));
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        if top == bottom {
            self.fill((left, top - thick), (right - left, 2 * thick), color);
        } else if left == right {
            self.fill((left - thick, top), (2 * thick, bottom - top), color);
        } else {
            let (ax, ay) = (from.0 as f32, from.1 as f32);
            let (dx, dy) = (to.0 as f32 - ax, to.1 as f32 - ay);
            let long = dx * dx + dy * dy;
            let middle = (i32::midpoint(left, right), i32::midpoint(top, bottom));
            let reach = (
                (right - left) / 2 + thick + 2,
                (bottom - top) / 2 + thick + 2,
            );
            self.soft(middle, reach, color, |px, py| {
                let along = (((px - ax) * dx + (py - ay) * dy) / long).clamp(0.0, 1.0);
                let away = (px - ax - along * dx).hypot(py - ay - along * dy);
                thick as f32 - away + 0.5
            });
        }
    }

    /// A filled shape: each pixel is asked in sixteen places.
    fn shape(&mut self, corners: &[(i32, i32)], color: Rgb) {
        /// Four places across a pixel.
        const STEPS: [f32; 4] = [-0.375, -0.125, 0.125, 0.375];
        let ends = |pick: fn(&(i32, i32)) -> i32| {
            let places = corners.iter().map(pick);
            places.clone().min().zip(places.max())
        };
        let (Some((left, right)), Some((top, bottom))) = (ends(|at| at.0), ends(|at| at.1)) else {
            return;
        };
        let middle = (i32::midpoint(left, right), i32::midpoint(top, bottom));
        let reach = ((right - left) / 2 + 1, (bottom - top) / 2 + 1);
        let next = corners.iter().cycle().skip(1);
        let edges: Vec<_> = corners.iter().zip(next).collect();
        let within = |x: f32, y: f32| {
            let crossed = edges.iter().filter(|((ax, ay), (bx, by))| {
                let (ax, ay) = (*ax as f32, *ay as f32);
                let (bx, by) = (*bx as f32, *by as f32);
                (ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
            });
            crossed.count() % 2 == 1
        };
        self.soft(middle, reach, color, |px, py| {
            let places = STEPS.iter().flat_map(|dy| STEPS.map(|dx| (dx, *dy)));
            let inside = places.filter(|(dx, dy)| within(px + dx, py + dy));
            inside.count() as f32 / 16.0
        });
    }

    fn text(
        &mut self,
        text: &str,
        (x, y): (i32, i32),
        size: i32,
        color: Rgb,
        anchor: Anchor,
        bold: bool,
    ) {
        let letters = self.letters;
        let size = size as f32;
        let wide = letters.width(text, size, bold);
        let mut at = x as f32
            - match anchor {
                Anchor::Start => 0.0,
                Anchor::Middle => wide / 2.0,
                Anchor::End => wide,
            };
        // Half the height of a lower-case letter below the middle, as the SVG files do.
        let baseline = y as f32 + 0.273 * size;
        let scale = letters.scale(size, bold);
        let face = letters.face(bold);
        let measured = face.as_scaled(scale);
        for letter in text.chars() {
            let id = face.glyph_id(letter);
            let glyph = id.with_scale_and_position(scale, point(at, baseline));
            at += measured.h_advance(id);
            let Some(outline) = face.outline_glyph(glyph) else {
                continue;
            };
            let bounds = outline.px_bounds();
            #[expect(clippy::cast_possible_truncation, reason = "whole pixels of a sheet")]
            let (left, top) = (bounds.min.x as i32, bounds.min.y as i32);
            outline.draw(|px, py, coverage| {
                let (Ok(px), Ok(py)) = (i32::try_from(px), i32::try_from(py)) else {
                    return;
                };
                self.mix((left + px, top + py), color, coverage);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: Rgb = (0, 0, 0);

    /// How many pixels are dark in a row of pixels.
    fn dark(raster: &Raster<'_>, row: i32) -> Vec<i32> {
        (0..raster.width)
            .filter(|x| raster.pixels[usize::try_from(row * raster.width + x).unwrap()] != PAPER)
            .collect()
    }

    #[test]
    fn strokes_lie_where_the_drawing_has_them() {
        let letters = Letters::read().unwrap();
        let mut raster = Raster::new(&letters, 20, 20);
        raster.draw(&Stroke::Fill((2, 3), (4, 1), INK), (1, 1));
        assert_eq!(dark(&raster, 8), (6..14).collect::<Vec<_>>());
        assert!(dark(&raster, 7).is_empty() && dark(&raster, 10).is_empty());
        // Outside of the sheet is nothing, and no harm.
        raster.draw(&Stroke::Fill((-9, -9), (4, 4), INK), (0, 0));
        raster.draw(&Stroke::Disc((500, 500), 3, INK), (0, 0));
        raster.draw(&Stroke::Disc((10, 15), 3, INK), (0, 0));
        let across = dark(&raster, 30);
        assert_eq!((across.first(), across.last()), (Some(&14), Some(&25)));
    }

    #[test]
    fn dashes_leave_gaps_and_go_on_around_corners() {
        let letters = Letters::read().unwrap();
        let mut raster = Raster::new(&letters, 40, 20);
        raster.path(&[(0, 10), (50, 10), (80, 10)], INK, 1, true);
        let drawn = dark(&raster, 10);
        let expected: Vec<i32> = (0..80).filter(|x| x % 20 < 12).collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_text_is_as_wide_as_measured_and_anchored() {
        let letters = Letters::read().unwrap();
        let wide = letters.width("Ærøskøbing", 14.0, false);
        for (anchor, from, to) in [
            (Anchor::Start, 100.0, 100.0 + wide),
            (Anchor::Middle, 100.0 - wide / 2.0, 100.0 + wide / 2.0),
            (Anchor::End, 100.0 - wide, 100.0),
        ] {
            let mut raster = Raster::new(&letters, 200, 30);
            let stroke = Stroke::Text {
                text: "Ærøskøbing".to_owned(),
                at: (100, 15),
                size: 14,
                color: INK,
                anchor,
                bold: false,
            };
            raster.draw(&stroke, (0, 0));
            let columns: Vec<i32> = (0..60).flat_map(|row| dark(&raster, row)).collect();
            let (left, right) = (columns.iter().min().unwrap(), columns.iter().max().unwrap());
            assert!((*left as f32 / 2.0 - from).abs() < 2.0, "{left} {from}");
            assert!((*right as f32 / 2.0 - to).abs() < 2.0, "{right} {to}");
        }
        let lines = letters.wrapped("to ord og flere til", 14.0, true, 50.0);
        assert!(lines.len() > 1 && lines.join(" ") == "to ord og flere til");
    }
}
