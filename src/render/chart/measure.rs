//! How wide texts are in pixels, and where they break into lines.
//!
//! Invariant: no line is wider than its column, and no letter is lost. Each letter is measured once per process, with the outlines that the
//! reader's browser gets; a text is as wide as its letters, for the typeface has no kerning table.

use plotters::style::{FontDesc, FontFamily, FontStyle};
use std::sync::OnceLock;

use crate::render::fonts::{self, FAMILY};

/// Letters up to here, and punctuation and arrows from there, are remembered: all that the typeface draws.
const LETTERS: u32 = 0x180;
const MARKS: std::ops::Range<u32> = 0x2000..0x2220;
/// The size, in pixels, at which letters are measured: their widths come in whole pixels.
const LARGE: f64 = 10_000.0;

/// The typeface at a size in CSS pixels, which the SVG back end divides by 1.24.
pub(super) fn font(size: f64, bold: bool) -> FontDesc<'static> {
    let style = if bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    FontDesc::new(FontFamily::Name(FAMILY), size * 1.24, style)
}

/// Widths of letters as parts of the text size, in one weight.
struct Widths {
    letters: Vec<f64>,
    marks: Vec<f64>,
}

impl Widths {
    fn measured(bold: bool) -> Self {
        let font = font(LARGE, bold);
        let all = |range: std::ops::Range<u32>| range.map(|code| alone(&font, code)).collect();
        Self {
            letters: all(0..LETTERS),
            marks: all(MARKS),
        }
    }

    fn of(&self, letter: char, bold: bool) -> f64 {
        let code = u32::from(letter);
        let known = if code < LETTERS {
            self.letters.get(code as usize)
        } else {
            let mark = code.checked_sub(MARKS.start);
            mark.and_then(|mark| self.marks.get(mark as usize))
        };
        known
            .copied()
            .unwrap_or_else(|| alone(&font(LARGE, bold), code))
    }
}

fn alone(font: &FontDesc<'_>, code: u32) -> f64 {
    let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut bytes = [0; 4];
    font.box_size(letter.encode_utf8(&mut bytes))
        .map_or(f64::INFINITY, |(width, _)| f64::from(width) / LARGE)
}

fn widths(bold: bool) -> &'static Widths {
    static WIDTHS: [OnceLock<Widths>; 2] = [OnceLock::new(), OnceLock::new()];
    let [regular, semibold] = &WIDTHS;
    let weight = if bold { semibold } else { regular };
    weight.get_or_init(|| {
        // Without its outlines every text counts as too wide; `Renderer::new` refuses before that.
        fonts::register();
        Widths::measured(bold)
    })
}

/// Width of a text as a part of its size.
fn exact(text: &str, bold: bool) -> f64 {
    let widths = widths(bold);
    text.chars().map(|letter| widths.of(letter, bold)).sum()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a width that no whole number holds becomes the greatest, which is wider than any sheet"
)]
fn pixels(part: f64, size: i32) -> i32 {
    (part * f64::from(size)) as i32
}

/// Width of a text in pixels.
pub(in crate::render) fn width(text: &str, size: i32, bold: bool) -> i32 {
    pixels(exact(text, bold), size)
}

/// Width of the widest of these lines.
pub(super) fn widest(lines: &[String], size: i32, bold: bool) -> i32 {
    lines
        .iter()
        .map(|line| width(line, size, bold))
        .max()
        .unwrap_or(0)
}

/// Breaks a text into lines of at most `limit` pixels, between words where it can, else with a hyphen.
pub(in crate::render) fn wrapped(text: &str, limit: i32, size: i32, bold: bool) -> Vec<String> {
    let space = exact(" ", bold);
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut wide) = (String::new(), 0.0);
    for word in text
        .split_whitespace()
        .flat_map(|word| pieces(word, limit, size, bold))
    {
        let more = exact(&word, bold);
        if line.is_empty() {
            (line, wide) = (word, more);
        } else if pixels(wide + space + more, size) <= limit {
            line.push(' ');
            line.push_str(&word);
            wide += space + more;
        } else {
            lines.push(std::mem::replace(&mut line, word));
            wide = more;
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

#[cfg(test)]
mod tests {
    use super::super::canvas::{LABEL, SMALL};
    use super::*;

    #[test]
    fn no_line_is_wider_than_its_column() {
        let text =
            "Specialundervisningskonsulentfunktionsbeskrivelsesudvalget spørger, om I når det æøå";
        for limit in [60, 140, 318] {
            let lines = wrapped(text, limit, LABEL, false);
            assert!(widest(&lines, LABEL, false) <= limit, "{lines:?}");
            let joined: String = lines.concat().replace(['-', ' '], "");
            assert_eq!(joined, text.replace(' ', ""), "no letter is lost");
        }
    }

    #[test]
    fn remembered_letters_are_as_wide_as_the_typeface_says() {
        assert!(fonts::register());
        for text in [
            "AVATAR To Yves WAVE fjord Ærø på åen: »Tæt på« – 12,5 %",
            "Quizdeltagerne spiste jordbær med fløde, mens cirkusklovnen Walther …",
            "↑ ↓ • −4,2 “quoted” ‘once’ 1/2",
            "Łódź 東京 Ωmega",
        ] {
            for size in [SMALL, LABEL] {
                for bold in [false, true] {
                    let (told, _) = font(f64::from(size), bold).box_size(text).unwrap();
                    let told = i32::try_from(told).unwrap();
                    let ours = width(text, size, bold);
                    assert!((told - ours).abs() <= 1, "{text}: {told}, {ours}");
                }
            }
        }
    }
}
