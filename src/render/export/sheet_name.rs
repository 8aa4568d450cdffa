//! Names of sheets: at most 31 letters, none that spreadsheets forbid, no two alike.

use std::collections::BTreeSet;

/// The most units of UTF-16 in a name.
const LONGEST: usize = 31;

/// The names that are taken.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A name as near as can be to the one wished for; where that is taken, with what kind of sheet it is.
    pub(super) fn name(&mut self, wished: &str, kind: &str) -> String {
        let plain: String = wished
            .chars()
            .map(|letter| match letter {
                '*' | '?' | ':' | '[' | ']' | '\\' | '/' => ' ',
                letter if letter.is_control() => ' ',
                letter => letter,
            })
            .collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = plain.trim_matches('\'').trim();
        // "History" is a spreadsheet's own.
        let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") {
            "-"
        } else {
            plain
        };
        let kind = Some(kind).filter(|kind| !kind.is_empty());
        let kind = kind.map(|kind| format!(" – {kind}"));
        let numbers = (2_u32..).map(|number| Some(format!(" ({number})")));
        for end in [None, kind].into_iter().chain(numbers) {
            let end = end.unwrap_or_default();
            let name = format!("{}{end}", cut(plain, LONGEST.saturating_sub(units(&end))));
            // Names that differ in case alone are one name.
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
        }
        plain.to_owned()
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text, or so many of its first words as fit, and an ellipsis.
fn cut(text: &str, longest: usize) -> String {
    if units(text) <= longest {
        return text.to_owned();
    }
    let mut taken = 1;
    let fitting = text.chars().take_while(|letter| {
        taken += letter.len_utf16();
        taken <= longest
    });
    let fitting: String = fitting.collect();
    let rest = text.get(fitting.len()..).unwrap_or_default();
    let words = match fitting.rsplit_once(' ') {
        // A long word is cut; and where a word ends, it is whole.
        Some((words, _)) if !rest.starts_with(' ') && 2 * words.len() > fitting.len() => words,
        _ => &fitting,
    };
    let words = words.trim_end_matches([' ', ',', ';', '–', '-', '.', '(', '\'']);
    format!("{words}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_allowed_and_apart() {
        let mut names = Names::default();
        let long = "Ledelse: hverdagen i [området] og 'alt' det, der kommer til";
        let given: Vec<String> = [
            "Om",
            "om",
            long,
            long,
            "",
            "//",
            "History",
            "'x'",
            "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        ]
        .map(|wished| names.name(wished, "valg"))
        .into();
        assert_eq!(given[..2], ["Om", "om – valg"]);
        assert_eq!(given[2], "Ledelse hverdagen i området og…");
        assert_eq!(given[3], "Ledelse hverdagen i… – valg");
        assert_eq!(given[4..8], ["-", "- – valg", "- (2)", "x"]);
        assert_eq!(given[8], "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀…");
        assert_eq!(names.name("Om", ""), "Om (2)");
        assert!(given.iter().all(|name| name.encode_utf16().count() <= 31));
    }
}
