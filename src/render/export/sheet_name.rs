//! Names of sheets: at most 31 letters, none that spreadsheets forbid, no two alike.

use std::collections::BTreeSet;

/// The most units of UTF-16 in a name.
const LONGEST: usize = 31;

/// The names that are taken.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A name as near as can be to the one wished for.
    pub(super) fn name(&mut self, wished: &str) -> String {
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
        let mut name = cut(plain, LONGEST);
        let mut number = 1_u32;
        // Names that differ in case alone are one name.
        while !self.0.insert(name.to_lowercase()) {
            number += 1;
            let end = format!(" ({number})");
            name = format!("{}{end}", cut(plain, LONGEST - end.len()));
        }
        name
    }
}

fn cut(text: &str, longest: usize) -> String {
    let mut units = 0;
    let fitting: String = text
        .chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= longest
        })
        .collect();
    fitting.trim_end_matches(['\'', ' ']).to_owned()
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
        .map(|wished| names.name(wished))
        .into();
        assert_eq!(given[..2], ["Om", "om (2)"]);
        assert_eq!(given[2], "Ledelse hverdagen i området og");
        assert_eq!(given[3], "Ledelse hverdagen i området (2)");
        assert_eq!(given[4..8], ["-", "- (2)", "- (3)", "x"]);
        assert_eq!(given[8].chars().count(), 15);
        assert!(given.iter().all(|name| name.encode_utf16().count() <= 31));
    }
}
