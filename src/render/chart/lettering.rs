//! A text as plotters draws it, with its size in CSS pixels. The typeface is read only when somebody asks for outlines, which SVG does not.

use std::iter::{Once, once};

use plotters::element::{Drawable, PointCollection};
use plotters::style::{FontError, TextStyle};
use plotters_backend::text_anchor::Pos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle,
};

use super::measure::font;
use crate::render::fonts::FAMILY;

/// A text, where it stands, and how it looks.
pub(super) struct Lettering<'a> {
    pub(super) text: &'a str,
    pub(super) at: (i32, i32),
    pub(super) size: i32,
    pub(super) bold: bool,
    pub(super) color: BackendColor,
    pub(super) anchor: Pos,
}

impl Lettering<'_> {
    fn outlines(&self) -> TextStyle<'static> {
        TextStyle {
            font: font(f64::from(self.size), self.bold),
            color: self.color,
            pos: self.anchor,
        }
    }
}

impl<'a> PointCollection<'a, (i32, i32)> for &'a Lettering<'_> {
    type Point = &'a (i32, i32);
    type IntoIter = Once<&'a (i32, i32)>;

    fn point_iter(self) -> Self::IntoIter {
        once(&self.at)
    }
}

impl<D: DrawingBackend> Drawable<D> for Lettering<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut D,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<D::ErrorType>> {
        points
            .next()
            .map_or(Ok(()), |at| backend.draw_text(self.text, self, at))
    }
}

impl BackendTextStyle for Lettering<'_> {
    type FontError = FontError;

    fn color(&self) -> BackendColor {
        self.color
    }

    fn size(&self) -> f64 {
        f64::from(self.size)
    }

    fn style(&self) -> FontStyle {
        if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        }
    }

    fn anchor(&self) -> Pos {
        self.anchor
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), FontError> {
        self.outlines().layout_box(text)
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        at: BackendCoord,
        draw: F,
    ) -> Result<Result<(), E>, FontError> {
        BackendTextStyle::draw(&self.outlines(), text, at, draw)
    }
}
