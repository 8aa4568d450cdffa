//! The footer of every page: which report it is, the notes that must stand everywhere, and the page's number.

use super::flow::{FOOTER, RULE};
use super::sheet::{Ink, LEFT, Owner, PAGE, Sheets, WIDTH};
use super::typeface::{Line, Typeface};

/// Space kept for `Side 100 af 100`.
const NUMBER: f32 = 90.0;
/// Lines that the report's name may take.
const NAME: usize = 2;

pub(super) struct Footer {
    lines: Vec<Line>,
}

impl Footer {
    pub(super) fn new(typeface: &Typeface, name: &str, notes: &[String]) -> Self {
        let mut lines = typeface.wrap(name, WIDTH - NUMBER, FOOTER);
        if lines.len() > NAME {
            // The whole name stands on the first page.
            lines.truncate(NAME);
            if let Some(last) = lines.last_mut() {
                let short: String = last.text.chars().rev().skip(2).collect();
                let short: String = short.chars().rev().collect();
                *last = typeface.line(&format!("{}…", short.trim_end()), FOOTER);
            }
        }
        for note in notes {
            lines.extend(typeface.wrap(note, WIDTH, FOOTER));
        }
        Self { lines }
    }

    /// Height of all its lines.
    pub(super) fn height(&self) -> f32 {
        self.lines.len() as f32 * FOOTER.leading
    }

    /// Puts it on every page. `words` are those around the page's number: `Side`, `af`.
    pub(super) fn put(&self, sheets: &mut Sheets, typeface: &Typeface, words: (&str, &str)) {
        let count = sheets.pages.len();
        let top = PAGE.1 - 32.0 - self.height();
        for (number, page) in sheets.pages.iter_mut().enumerate() {
            let mut put = |ink| page.ink.push((Owner::Footer, ink));
            put(Ink::Area((LEFT, top - 8.0, WIDTH, 0.5), RULE));
            let mut y = top + FOOTER.size;
            let said = format!("{} {} {} {count}", words.0, number + 1, words.1);
            let said = typeface.line(&said, FOOTER);
            put(Ink::Text((LEFT + WIDTH - said.width, y), said, FOOTER));
            for line in &self.lines {
                put(Ink::Text((LEFT, y), line.clone(), FOOTER));
                y += FOOTER.leading;
            }
        }
    }
}
