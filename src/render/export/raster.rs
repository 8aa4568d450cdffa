//! Strokes become pixels, drawn by `tiny-skia`: everything at twice its size, so that it stays sharp on a slide.
//!
//! Invariants: letters are the outlines that charts are measured with; every colour lies opaque on a white sheet; the same strokes give the same
//! pixels.

use ab_glyph::{Font, FontRef, OutlineCurve, Point};
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, StrokeDash, Transform};

use super::picture_file;
use crate::render::RenderError;
use crate::render::chart::{Anchor, Rgb, Stroke};
use crate::render::fonts;

/// Pixels per unit of a drawing.
const SCALE: f32 = 2.0;
/// Dashes as in the SVG files: units drawn, units left out.
const DASHES: [f32; 2] = [6.0, 4.0];

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

    /// The outlines of a text whose body is so many units high, with its baseline at 0, and how wide it is.
    fn outlined(&self, text: &str, size: f32, bold: bool) -> (PathBuilder, f32) {
        let face = if bold { &self.bold } else { &self.regular };
        let unit = size / face.units_per_em().unwrap_or(1_000.0);
        let (mut path, mut wide) = (PathBuilder::new(), 0.0);
        for letter in text.chars() {
            let glyph = face.glyph_id(letter);
            if let Some(outline) = face.outline(glyph) {
                // In a typeface y grows upwards.
                trace(&mut path, &outline.curves, |at| {
                    (wide + at.x * unit, -at.y * unit)
                });
            }
            wide += face.h_advance_unscaled(glyph) * unit;
        }
        (path, wide)
    }
}

/// Adds the outlines of a letter: a new one begins where a curve does not go on from the last.
fn trace(path: &mut PathBuilder, curves: &[OutlineCurve], place: impl Fn(Point) -> (f32, f32)) {
    let mut last = None;
    for curve in curves {
        let (OutlineCurve::Line(from, to)
        | OutlineCurve::Quad(from, _, to)
        | OutlineCurve::Cubic(from, _, _, to)) = curve;
        if last != Some(*from) {
            path.close();
            let (x, y) = place(*from);
            path.move_to(x, y);
        }
        let (x, y) = place(*to);
        match curve {
            OutlineCurve::Line(..) => path.line_to(x, y),
            OutlineCurve::Quad(_, bend, _) => {
                let (bx, by) = place(*bend);
                path.quad_to(bx, by, x, y);
            }
            OutlineCurve::Cubic(_, first, second, _) => {
                let ((ax, ay), (bx, by)) = (place(*first), place(*second));
                path.cubic_to(ax, ay, bx, by, x, y);
            }
        }
        last = Some(*to);
    }
    path.close();
}

/// A white sheet.
pub(super) struct Raster<'a> {
    letters: &'a Letters,
    sheet: Pixmap,
}

impl<'a> Raster<'a> {
    /// A sheet of so many units.
    pub(super) fn new(
        letters: &'a Letters,
        (width, height): (i32, i32),
    ) -> Result<Self, RenderError> {
        let pixels = |units: i32| u32::try_from(units).ok()?.checked_mul(2);
        let sheet = pixels(width).zip(pixels(height));
        let sheet = sheet.and_then(|(width, height)| Pixmap::new(width, height));
        let mut sheet = sheet.ok_or_else(|| fault(format!("no sheet of {width} x {height}")))?;
        sheet.fill(Color::WHITE);
        Ok(Self { letters, sheet })
    }

    /// The file.
    pub(super) fn png(&self) -> Result<Vec<u8>, RenderError> {
        picture_file::encode(&self.sheet).map_err(|error| fault(error.to_string()))
    }

    /// Draws a stroke, moved by so many units.
    pub(super) fn draw(&mut self, stroke: &Stroke, (right, down): (i32, i32)) {
        let moved = Transform::from_translate(right as f32, down as f32).post_scale(SCALE, SCALE);
        match stroke {
            Stroke::Fill(corner, size, color) => {
                if let Some(rect) = rect(*corner, *size) {
                    self.sheet.fill_rect(rect, &paint(*color), moved, None);
                }
            }
            Stroke::Frame(corner, size, color) => {
                let path = rect(*corner, *size).map(PathBuilder::from_rect);
                self.line(path, *color, 1, false, moved);
            }
            Stroke::Path(points, color, thick, dashed) => {
                self.line(through(points, false), *color, *thick, *dashed, moved);
            }
            Stroke::Disc((x, y), radius, color) => {
                let path = PathBuilder::from_circle(*x as f32, *y as f32, *radius as f32);
                self.fill(path, *color, FillRule::Winding, moved);
            }
            Stroke::Shape(corners, color) => {
                self.fill(through(corners, true), *color, FillRule::EvenOdd, moved);
            }
            Stroke::Text {
                text,
                at: (x, y),
                size,
                color,
                anchor,
                bold,
            } => {
                let size = *size as f32;
                let (path, wide) = self.letters.outlined(text, size, *bold);
                let before = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => wide / 2.0,
                    Anchor::End => wide,
                };
                // Half the height of a lower-case letter below the middle, as the SVG files do.
                let at = moved.pre_translate(*x as f32 - before, *y as f32 + 0.273 * size);
                self.fill(path.finish(), *color, FillRule::Winding, at);
            }
        }
    }

    fn fill(&mut self, path: Option<Path>, color: Rgb, rule: FillRule, at: Transform) {
        if let Some(path) = path {
            self.sheet.fill_path(&path, &paint(color), rule, at, None);
        }
    }

    fn line(&mut self, path: Option<Path>, color: Rgb, thick: u32, dashed: bool, at: Transform) {
        let line = tiny_skia::Stroke {
            width: thick as f32,
            dash: StrokeDash::new(DASHES.to_vec(), 0.0).filter(|_| dashed),
            ..tiny_skia::Stroke::default()
        };
        if let Some(path) = path {
            self.sheet
                .stroke_path(&path, &paint(color), &line, at, None);
        }
    }
}

fn fault(words: String) -> RenderError {
    RenderError::Export("PNG", words)
}

fn paint((red, green, blue): Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, u8::MAX);
    paint
}

fn rect((x, y): (i32, i32), (wide, high): (i32, i32)) -> Option<Rect> {
    Rect::from_xywh(x as f32, y as f32, wide as f32, high as f32)
}

fn through(points: &[(i32, i32)], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (at, (x, y)) in points.iter().enumerate() {
        let (x, y) = (*x as f32, *y as f32);
        if at == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::chart::width;

    const INK: Rgb = (0, 0, 0);

    /// Which pixels of a row are not paper.
    fn dark(raster: &Raster<'_>, row: u32) -> Vec<u32> {
        let paper = |x: u32| {
            let pixel = raster.sheet.pixel(x, row).unwrap();
            (pixel.red(), pixel.green(), pixel.blue()) == (255, 255, 255)
        };
        (0..raster.sheet.width()).filter(|x| !paper(*x)).collect()
    }

    #[test]
    fn strokes_lie_where_the_drawing_has_them() {
        let letters = Letters::read().unwrap();
        let mut raster = Raster::new(&letters, (20, 20)).unwrap();
        raster.draw(&Stroke::Fill((2, 3), (4, 1), INK), (1, 1));
        assert_eq!(dark(&raster, 8), (6..14).collect::<Vec<_>>());
        assert!(dark(&raster, 7).is_empty() && dark(&raster, 10).is_empty());
        // Outside of the sheet is nothing, and no harm.
        raster.draw(&Stroke::Fill((-9, -9), (4, 4), INK), (0, 0));
        raster.draw(&Stroke::Disc((500, 500), 3, INK), (0, 0));
        raster.draw(&Stroke::Disc((10, 15), 3, INK), (0, 0));
        let across = dark(&raster, 30);
        assert_eq!((across.first(), across.last()), (Some(&14), Some(&25)));
        assert!(Raster::new(&letters, (0, 20)).is_err());
    }

    #[test]
    fn dashes_leave_gaps_and_go_on_around_corners() {
        let letters = Letters::read().unwrap();
        let mut raster = Raster::new(&letters, (40, 20)).unwrap();
        let line = Stroke::Path(vec![(0, 5), (25, 5), (40, 5)], INK, 1, true);
        raster.draw(&line, (0, 0));
        let drawn = dark(&raster, 10);
        let expected: Vec<u32> = (0..80).filter(|x| x % 20 < 12).collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn a_text_is_no_wider_than_charts_measure_it_and_anchored() {
        assert!(fonts::register());
        let letters = Letters::read().unwrap();
        for bold in [false, true] {
            let (_, wide) = letters.outlined("Ærøskøbing", 14.0, bold);
            // Charts leave a little more room, and never less.
            let measured = width("Ærøskøbing", 14, bold) as f32 + 1.0;
            assert!(
                wide <= measured && measured < 1.05 * wide,
                "{wide} {measured}"
            );
            for (anchor, from, to) in [
                (Anchor::Start, 100.0, 100.0 + wide),
                (Anchor::Middle, 100.0 - wide / 2.0, 100.0 + wide / 2.0),
                (Anchor::End, 100.0 - wide, 100.0),
            ] {
                let mut raster = Raster::new(&letters, (200, 30)).unwrap();
                let stroke = Stroke::Text {
                    text: "Ærøskøbing".to_owned(),
                    at: (100, 15),
                    size: 14,
                    color: INK,
                    anchor,
                    bold,
                };
                raster.draw(&stroke, (0, 0));
                let columns: Vec<u32> = (0..60).flat_map(|row| dark(&raster, row)).collect();
                let (left, right) = (columns.iter().min().unwrap(), columns.iter().max().unwrap());
                assert!((*left as f32 / 2.0 - from).abs() < 2.0, "{left} {from}");
                assert!((*right as f32 / 2.0 - to).abs() < 2.0, "{right} {to}");
            }
        }
    }

    #[test]
    fn the_holes_of_letters_stay_open() {
        let letters = Letters::read().unwrap();
        let mut raster = Raster::new(&letters, (100, 100)).unwrap();
        let letter = Stroke::Text {
            text: "O".to_owned(),
            at: (50, 50),
            size: 90,
            color: INK,
            anchor: Anchor::Middle,
            bold: true,
        };
        raster.draw(&letter, (0, 0));
        let row = dark(&raster, 90);
        assert!(row.len() > 20 && !row.contains(&100), "{row:?}");
    }
}
