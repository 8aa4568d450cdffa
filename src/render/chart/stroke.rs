//! What a chart consists of, for those who draw it themselves: the same strokes, in the same order, as in its SVG.

/// A colour as red, green and blue.
pub(in crate::render) type Rgb = (u8, u8, u8);

/// One stroke of a drawing. Places and sizes in pixels, x to the right and y down.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::render) enum Stroke {
    /// A filled rectangle: corner and size.
    Fill((i32, i32), (i32, i32), Rgb),
    /// The outline of a rectangle, one pixel thick: corner and size.
    Frame((i32, i32), (i32, i32), Rgb),
    /// A line through points: colour, thickness, dashed.
    Path(Vec<(i32, i32)>, Rgb, u32, bool),
    /// A filled circle: middle and radius.
    Disc((i32, i32), i32, Rgb),
    /// A filled shape.
    Shape(Vec<(i32, i32)>, Rgb),
    /// A text whose middle line lies at `at`.
    Text {
        /// The words.
        text: String,
        /// The point that `anchor` names, on the middle line.
        at: (i32, i32),
        /// Height of the letters' body.
        size: i32,
        /// Colour.
        color: Rgb,
        /// Which end of the text `at` names.
        anchor: Anchor,
        /// In semibold.
        bold: bool,
    },
}

/// Which end of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) enum Anchor {
    Start,
    Middle,
    End,
}
