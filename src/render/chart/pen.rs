//! The back end that plotters draws with: SVG elements, one after the other, in as few letters as they need.
//!
//! It exists beside the back end of plotters itself because that one knows no dashed lines and spends more time on a chart than all else that
//! makes a report. Invariant: text is escaped; what every element would repeat (family, opacity, no outline) is left to the sheet.

use std::cell::Cell;
use std::convert::Infallible;

use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use crate::render::templates::escape;

/// Writes to a text.
pub(super) struct Pen<'a> {
    svg: &'a mut String,
    size: (u32, u32),
    /// Whether paths are dashed, which the canvas says.
    dashed: &'a Cell<bool>,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl<'a> Pen<'a> {
    pub(super) fn new(svg: &'a mut String, size: (u32, u32), dashed: &'a Cell<bool>) -> Self {
        Self { svg, size, dashed }
    }

    fn number(&mut self, number: i32) {
        let mut digits = [0_u8; 10];
        let (mut rest, mut from) = (number.unsigned_abs(), digits.len());
        while let Some(digit) = from.checked_sub(1).and_then(|at| digits.get_mut(at)) {
            *digit = u8::try_from(rest % 10).map_or(b'0', |value| b'0' + value);
            (rest, from) = (rest / 10, from - 1);
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            self.svg.push('-');
        }
        let digits = digits.get(from..).unwrap_or(&[]);
        self.svg.extend(digits.iter().copied().map(char::from));
    }

    /// ` name="number"`.
    fn attribute(&mut self, name: &str, number: i32) {
        self.open(name);
        self.number(number);
        self.svg.push('"');
    }

    fn open(&mut self, name: &str) {
        self.svg.push(' ');
        self.svg.push_str(name);
        self.svg.push_str("=\"");
    }

    fn color(&mut self, name: &str, color: BackendColor) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.open(name);
        self.svg.push('#');
        let (red, green, blue) = color.rgb;
        for part in [red, green, blue] {
            for half in [part >> 4, part & 15] {
                let digit = DIGITS.get(usize::from(half)).copied();
                self.svg.push(char::from(digit.unwrap_or(b'0')));
            }
        }
        self.svg.push('"');
    }

    /// A filled area, or an outline as thick as its style says.
    fn inside(&mut self, style: &impl BackendStyle, fill: bool) {
        if fill {
            self.color("fill", style.color());
        } else {
            self.svg.push_str(" fill=\"none\"");
            self.color("stroke", style.color());
            self.thickness(style);
        }
    }

    fn thickness(&mut self, style: &impl BackendStyle) {
        let thick = i32::try_from(style.stroke_width()).unwrap_or(1);
        if thick != 1 {
            self.attribute("stroke-width", thick);
        }
    }

    fn points(&mut self, points: impl IntoIterator<Item = BackendCoord>) {
        self.open("points");
        for (at, (x, y)) in points.into_iter().enumerate() {
            if at > 0 {
                self.svg.push(' ');
            }
            self.number(x);
            self.svg.push(',');
            self.number(y);
        }
        self.svg.push_str("\"/>");
    }
}

impl DrawingBackend for Pen<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.svg.push_str("<rect");
        self.attribute("x", left);
        self.attribute("y", top);
        self.attribute("width", right - left);
        self.attribute("height", bottom - top);
        self.inside(style, fill);
        self.svg.push_str("/>");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.svg.push_str("<polyline");
        self.inside(style, false);
        if self.dashed.get() {
            self.svg.push_str(" stroke-dasharray=\"6 4\"");
        }
        self.points(path);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.svg.push_str("<circle");
        self.attribute("cx", x);
        self.attribute("cy", y);
        self.attribute("r", i32::try_from(radius).unwrap_or(i32::MAX));
        self.inside(style, fill);
        self.svg.push_str("/>");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.svg.push_str("<polygon");
        self.inside(style, true);
        self.points(corners);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        self.svg.push_str("<text");
        self.attribute("x", x);
        self.attribute("y", y);
        // The middle of lower-case letters stands on the line.
        self.svg.push_str(" dy=\"0.5ex\"");
        match style.anchor().h_pos {
            HPos::Left => {}
            HPos::Center => self.svg.push_str(" text-anchor=\"middle\""),
            HPos::Right => self.svg.push_str(" text-anchor=\"end\""),
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "sizes are whole pixels below a hundred"
        )]
        self.attribute("font-size", style.size().round() as i32);
        self.color("fill", style.color());
        if matches!(style.style(), FontStyle::Bold) {
            self.svg.push_str(" font-weight=\"bold\"");
        }
        self.svg.push('>');
        self.svg.push_str(&escape(text));
        self.svg.push_str("</text>");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::canvas::{Anchor, INK, TEAL, draw};
    use super::*;

    #[test]
    fn every_whole_number_is_written() {
        for number in [0, 7, 10, -3, 1_000_000, i32::MAX, i32::MIN] {
            let (mut svg, dashed) = (String::new(), Cell::new(false));
            Pen::new(&mut svg, (1, 1), &dashed).number(number);
            assert_eq!(svg, number.to_string());
        }
    }

    #[test]
    fn elements_are_short_whole_and_escaped() {
        assert!(crate::render::fonts::register());
        let drawing = draw(40, 30, |canvas| {
            canvas.fill((3, 0), (12, 30), TEAL)?;
            canvas.frame((1, 2), (3, 4), INK)?;
            canvas.line((0, 10), (20, 10), INK, 1)?;
            canvas.path(vec![(0, 0), (5, 5), (9, 0)], INK, 2, true)?;
            canvas.disc((7, 8), 9, TEAL)?;
            canvas.text("Æ & <b>\"x\"", (0, 5), 12, INK, Anchor::Start)?;
            canvas.bold("ø", (9, 5), 14, INK, Anchor::End)
        })
        .unwrap();
        assert_eq!(
            drawing.body,
            "<rect x=\"3\" y=\"0\" width=\"12\" height=\"30\" fill=\"#0f5b5e\"/>\
             <rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" fill=\"none\" stroke=\"#1f2d2d\"/>\
             <polyline fill=\"none\" stroke=\"#1f2d2d\" points=\"0,10 20,10\"/>\
             <polyline fill=\"none\" stroke=\"#1f2d2d\" stroke-width=\"2\" stroke-dasharray=\"6 4\" points=\"0,0 5,5 9,0\"/>\
             <circle cx=\"7\" cy=\"8\" r=\"9\" fill=\"#0f5b5e\"/>\
             <text x=\"0\" y=\"5\" dy=\"0.5ex\" font-size=\"12\" fill=\"#1f2d2d\">Æ &amp; &lt;b&gt;&quot;x&quot;</text>\
             <text x=\"9\" y=\"5\" dy=\"0.5ex\" text-anchor=\"end\" font-size=\"14\" fill=\"#1f2d2d\" font-weight=\"bold\">ø</text>"
        );
    }
}
