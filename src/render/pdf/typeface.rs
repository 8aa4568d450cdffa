//! Text becomes lines of glyphs: shaped with the outlines that are embedded, measured, and broken between words.
//!
//! Invariants: no letter is lost; a letter that the typeface lacks is drawn as a replacement mark and still read out as itself.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

use harfrust::{
    Direction, Feature, FontRef, ShapeOptions, ShapePlan, ShaperData, Tag, UnicodeBuffer, script,
};

use crate::render::fonts;

/// A colour as red, green and blue.
pub(super) type Color = (u8, u8, u8);

/// How a text looks. Sizes in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) size: f32,
    /// Distance between lines.
    pub(super) leading: f32,
    pub(super) bold: bool,
    pub(super) color: Color,
    /// Digits of one width.
    pub(super) tabular: bool,
    /// Space added between letters, as a part of the size.
    pub(super) tracking: f32,
}

/// One glyph. Lengths as parts of the text size.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) id: u32,
    pub(super) advance: f32,
    pub(super) shift: (f32, f32),
    /// Bytes of the line's text that it stands for.
    pub(super) range: Range<usize>,
}

/// A line of text, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
    /// Width in points, without the space at its end.
    pub(super) width: f32,
}

struct Face {
    font: FontRef<'static>,
    data: ShaperData,
    /// How to shape with digits of their own widths, and of one width.
    plans: [ShapePlan; 2],
    /// Units of the design per text size.
    units: f32,
    /// Glyph for a letter that the typeface lacks.
    substitute: u32,
}

/// Both weights of the typeface, read once per process.
struct Faces {
    regular: Face,
    bold: Face,
}

/// What was shaped, by its text.
type Shaped = RefCell<HashMap<String, Rc<[Glyph]>>>;

/// The typeface, with everything that one report has shaped with it: a table measures its words several times before it is written, and the
/// same words and figures stand in a report again and again.
pub(super) struct Typeface {
    faces: &'static Faces,
    /// In regular and bold, each with digits of their own widths and of one width.
    shaped: [[Shaped; 2]; 2],
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::from_index(bytes, 0).ok()?;
        let data = ShaperData::new(&font);
        let shaper = data.shaper(&font).build();
        let units = shaper.units_per_em() as f32;
        let plans = [0, 1].map(|tabular| {
            let features = [Feature::new(Tag::new(b"tnum"), tabular, ..)];
            let latin = Some(script::LATIN);
            ShapePlan::new(&shaper, Direction::LeftToRight, latin, None, &features)
        });
        let mut face = Self {
            font,
            data,
            plans,
            units,
            substitute: 0,
        };
        face.substitute = ["\u{fffd}", "?"]
            .into_iter()
            .filter_map(|mark| face.shape(mark, false).first().map(|glyph| glyph.id))
            .find(|id| *id != 0)?;
        Some(face)
    }

    fn shape(&self, text: &str, tabular: bool) -> Vec<Glyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let [own, one] = &self.plans;
        let features = [Feature::new(Tag::new(b"tnum"), u32::from(tabular), ..)];
        let options = ShapeOptions::new()
            .plan(Some(if tabular { one } else { own }))
            .features(&features);
        let shaped = self.data.shaper(&self.font).build().shape(buffer, options);
        let starts: Vec<usize> = shaped
            .glyph_infos()
            .iter()
            .map(|info| info.cluster as usize)
            .collect();
        shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .zip(starts.iter().enumerate())
            .map(|((info, at), (number, start))| {
                // From left to right, a cluster ends where a later one begins.
                let mut later = starts.iter().skip(number + 1);
                let end = later
                    .find(|next| *next > start)
                    .copied()
                    .unwrap_or(text.len());
                Glyph {
                    id: if info.glyph_id == 0 {
                        self.substitute
                    } else {
                        info.glyph_id
                    },
                    advance: at.x_advance as f32 / self.units,
                    shift: (
                        at.x_offset as f32 / self.units,
                        at.y_offset as f32 / self.units,
                    ),
                    range: *start..end,
                }
            })
            .collect()
    }
}

impl Typeface {
    /// The embedded typeface; `None` if it cannot be read.
    pub(super) fn embedded() -> Option<Self> {
        static FACES: OnceLock<Option<Faces>> = OnceLock::new();
        let read = || {
            Some(Faces {
                regular: Face::read(fonts::REGULAR)?,
                bold: Face::read(fonts::BOLD)?,
            })
        };
        Some(Self {
            faces: FACES.get_or_init(read).as_ref()?,
            shaped: <[[Shaped; 2]; 2]>::default(),
        })
    }

    fn glyphs(&self, text: &str, style: Style) -> Rc<[Glyph]> {
        let [regular, bold] = &self.shaped;
        let (face, [own, one]) = if style.bold {
            (&self.faces.bold, bold)
        } else {
            (&self.faces.regular, regular)
        };
        let mut shaped = if style.tabular { one } else { own }.borrow_mut();
        let glyphs = shaped.get(text).cloned().unwrap_or_else(|| {
            let glyphs: Rc<[Glyph]> = face.shape(text, style.tabular).into();
            shaped.insert(text.to_owned(), Rc::clone(&glyphs));
            glyphs
        });
        if style.tracking.to_bits() == 0 {
            return glyphs;
        }
        let tracked = glyphs.iter().map(|glyph| Glyph {
            advance: glyph.advance + style.tracking,
            ..glyph.clone()
        });
        tracked.collect()
    }

    /// A text as one line, however long.
    pub(super) fn line(&self, text: &str, style: Style) -> Line {
        let text = readable(text);
        let glyphs = self.glyphs(&text, style);
        cut(&text, &glyphs, style)
    }

    /// Lines of at most `limit` points, broken at line feeds, between words, or with a hyphen within a word that is wider than a line.
    pub(super) fn wrap(&self, text: &str, limit: f32, style: Style) -> Vec<Line> {
        text.split('\n')
            .flat_map(|part| self.wrap_part(&readable(part), limit, style))
            .collect()
    }

    fn wrap_part(&self, text: &str, limit: f32, style: Style) -> Vec<Line> {
        let glyphs = self.glyphs(text, style);
        let hyphen = self.glyphs("-", style);
        let broken = |limit| broken(text, &glyphs, &hyphen, limit, style);
        let lines = broken(limit);
        let short = |lines: &[Line]| {
            lines.len() > 1 && lines.last().is_some_and(|last| last.width < limit / 5.0)
        };
        if short(&lines) {
            // A line with hardly a word in it gets company from above, if that costs no line.
            for part in [0.95, 0.9, 0.85] {
                let other = broken(limit * part);
                if other.len() == lines.len() && !short(&other) {
                    return other;
                }
            }
        }
        lines
    }

    /// Width of the widest line when nothing but line feeds breaks it, in points.
    pub(super) fn natural(&self, text: &str, style: Style) -> f32 {
        self.widest(text.split('\n'), style)
    }

    /// Width of the widest word, in points.
    pub(super) fn widest_word(&self, text: &str, style: Style) -> f32 {
        self.widest(text.split([' ', '\n']), style)
    }

    fn widest<'t>(&self, parts: impl Iterator<Item = &'t str>, style: Style) -> f32 {
        parts
            .map(|part| {
                let text = readable(part);
                extent(&text, &self.glyphs(&text, style), style)
            })
            .fold(0.0, f32::max)
    }
}

/// Breaks shaped text into lines of at most `limit` points.
fn broken(text: &str, glyphs: &[Glyph], hyphen: &[Glyph], limit: f32, style: Style) -> Vec<Line> {
    let hyphen_width: f32 = hyphen.iter().map(|glyph| glyph.advance).sum();
    let limit = limit / style.size + 0.001;
    let piece = |from: usize, to: usize| cut(text, glyphs.get(from..to).unwrap_or(&[]), style);
    let mut lines = Vec::new();
    let (mut from, mut opportunity, mut at, mut wide) = (0, 0, 0, 0.0_f32);
    while let Some(glyph) = glyphs.get(at) {
        let said = text.get(glyph.range.clone()).unwrap_or("");
        if said != " " && wide + glyph.advance > limit && at > from {
            if opportunity > from {
                lines.push(piece(from, opportunity));
                at = opportunity;
            } else {
                // The hyphen needs room as well.
                let mut end = at;
                while end > from + 1 && wide + hyphen_width > limit {
                    end -= 1;
                    wide -= glyphs.get(end).map_or(0.0, |glyph| glyph.advance);
                }
                let mut line = piece(from, end);
                hyphenate(&mut line, hyphen, style);
                lines.push(line);
                at = end;
            }
            (from, opportunity, wide) = (at, at, 0.0);
            continue;
        }
        wide += glyph.advance;
        at += 1;
        if said == " " || (said == "-" && between_letters(text, &glyph.range)) {
            opportunity = at;
        }
    }
    lines.push(piece(from, glyphs.len()));
    lines
}

fn between_letters(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic)
}

/// Without letters that no reader can speak: controls, and marks that are no characters.
fn readable(text: &str) -> Cow<'_, str> {
    let dumb = |letter: char| {
        letter.is_control() || matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    if !text.contains(dumb) {
        return Cow::Borrowed(text);
    }
    let spaced = text
        .chars()
        .map(|letter| if letter == '\t' { ' ' } else { letter });
    spaced.filter(|letter| !dumb(*letter)).collect()
}

/// A run of glyphs as a line of its own, with the part of the text that it stands for.
fn cut(text: &str, glyphs: &[Glyph], style: Style) -> Line {
    let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else {
        return Line::default();
    };
    let start = first.range.start;
    let text = text.get(start..last.range.end).unwrap_or("");
    let glyphs: Vec<Glyph> = glyphs
        .iter()
        .map(|glyph| Glyph {
            range: glyph.range.start - start..glyph.range.end - start,
            ..glyph.clone()
        })
        .collect();
    Line {
        text: text.to_owned(),
        width: extent(text, &glyphs, style),
        glyphs,
    }
}

/// Width of a text in points, without the space at its end.
fn extent(text: &str, glyphs: &[Glyph], style: Style) -> f32 {
    let seen = text.trim_end_matches(' ').len();
    let width: f32 = glyphs
        .iter()
        .filter(|glyph| glyph.range.start < seen)
        .map(|glyph| glyph.advance)
        .sum();
    width * style.size
}

/// A hyphen that readers leave out: it stands for a soft hyphen.
fn hyphenate(line: &mut Line, hyphen: &[Glyph], style: Style) {
    let start = line.text.len();
    line.text.push('\u{ad}');
    for glyph in hyphen {
        line.width += glyph.advance * style.size;
        line.glyphs.push(Glyph {
            range: start..line.text.len(),
            ..glyph.clone()
        });
    }
}
