//! CPR numbers and telephone numbers in a text.
//!
//! Digits are read in groups; a group is a run of digits, and two groups belong together when at most three spaces, hyphens, full stops, slashes
//! or brackets stand between them.
//!
//! CPR number: a day of birth (two digits each for day, month and year; or four for the year), then four digits. The day may be 60 higher, as in
//! numbers that hospitals give out. (CPR-kontoret, "Personnummeret i CPR"; the check digit is not looked at, for since 2007 numbers are given
//! out that fail it.) Telephone number: eight digits of which the first is 2-9 (the Danish numbering plan), or a number with `+`, `00 45` or `45` before it.

use super::blank::{CPR, Span, TELEPHONE};

/// Years that are taken for years.
pub(super) const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// What stands between two runs of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    Space,
    Dash,
    Dot,
    Mixed,
    /// Too far apart, or with something else between.
    Apart,
}

/// A run of digits, as positions of characters.
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) digits: Vec<u32>,
    /// What stands between it and the group before.
    pub(super) gap: Gap,
}

/// The digit that a character stands for, in four scripts.
fn digit(c: char) -> Option<u32> {
    let value = u32::from(c);
    ['0', '\u{660}', '\u{6f0}', '\u{ff10}']
        .into_iter()
        .map(u32::from)
        .find(|zero| (*zero..zero + 10).contains(&value))
        .map(|zero| value - zero)
}

/// Marks that cannot be seen: zero width and direction.
pub(in crate::disclosure) fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn gap(between: &[char]) -> Gap {
    let seen: Vec<char> = between.iter().copied().filter(|c| !unseen(*c)).collect();
    let space = |c: &char| c.is_whitespace() && *c != '\n';
    let dash = |c: &char| "-‐‑‒–—−".contains(*c);
    if seen.is_empty() || seen.len() > 3 {
        return Gap::Apart;
    }
    if seen.iter().all(space) {
        Gap::Space
    } else if seen.iter().all(|c| space(c) || dash(c)) {
        Gap::Dash
    } else if seen == ['.'] {
        Gap::Dot
    } else if seen
        .iter()
        .all(|c| space(c) || dash(c) || "./()".contains(*c))
    {
        Gap::Mixed
    } else {
        Gap::Apart
    }
}

/// All runs of digits.
pub(super) fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(value) = digit(*c) else { continue };
        if let Some(group) = groups.last_mut() {
            let between = &chars[group.end..at];
            if between.iter().all(|c| unseen(*c)) {
                group.digits.push(value);
                group.end = at + 1;
                continue;
            }
        }
        let gap = groups
            .last()
            .map_or(Gap::Apart, |group| gap(&chars[group.end..at]));
        groups.push(Group {
            start: at,
            end: at + 1,
            digits: vec![value],
            gap,
        });
    }
    groups
}

/// All CPR numbers and telephone numbers, none overlapping another.
pub(super) fn numbers(chars: &[char]) -> Vec<Span> {
    let groups = groups(chars);
    let mut spans = Vec::new();
    let mut at = 0;
    while at < groups.len() {
        let plus = plus_before(chars, groups[at].start);
        let rest = &groups[at..];
        let found = match plus {
            Some(_) => abroad(rest),
            None => None,
        }
        .or_else(|| prefixed(rest))
        .map(|taken| (taken, TELEPHONE))
        .or_else(|| cpr(rest).map(|taken| (taken, CPR)))
        .or_else(|| eight(rest, called(chars, rest[0].start)).map(|taken| (taken, TELEPHONE)));
        let Some((taken, word)) = found else {
            at += 1;
            continue;
        };
        spans.push(Span {
            start: match plus {
                Some(plus) if word == TELEPHONE => plus,
                _ => groups[at].start,
            },
            end: groups[at + taken - 1].end,
            word,
        });
        at += taken;
    }
    spans
}

/// The digits of the groups from the first on, each with how many groups it takes to get there, as far as they belong together.
fn joined(groups: &[Group], most: usize) -> Vec<(usize, Vec<u32>)> {
    let mut all = Vec::new();
    let mut digits = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        if (index > 0 && group.gap == Gap::Apart) || digits.len() + group.digits.len() > most {
            break;
        }
        digits.extend(&group.digits);
        all.push((index + 1, digits.clone()));
    }
    all
}

/// Position of a plus directly before a number.
fn plus_before(chars: &[char], start: usize) -> Option<usize> {
    let from = start.saturating_sub(3);
    chars[from..start]
        .iter()
        .rposition(|c| *c == '+')
        .filter(|at| {
            chars[from + at + 1..start]
                .iter()
                .all(|c| unseen(*c) || *c == '(' || *c == ' ')
        })
        .map(|at| from + at)
}

/// After a plus: 45 and eight digits, or any other country's number of 8 to 15 digits (E.164).
fn abroad(groups: &[Group]) -> Option<usize> {
    let all = joined(groups, 15);
    let danish = all
        .iter()
        .find(|(_, digits)| digits.len() == 10 && digits.starts_with(&[4, 5]));
    danish
        .or_else(|| all.iter().rfind(|(_, digits)| digits.len() >= 8))
        .map(|(taken, _)| *taken)
}

/// `0045` or `45`, then eight digits.
fn prefixed(groups: &[Group]) -> Option<usize> {
    let valid = |digits: &[u32]| match digits {
        [0, 0, 4, 5, rest @ ..] => rest.len() == 8,
        [4, 5, first, ..] => digits.len() == 10 && *first >= 2,
        _ => false,
    };
    joined(groups, 12)
        .into_iter()
        .find(|(_, digits)| valid(digits))
        .map(|(taken, _)| taken)
}

/// The number that digits stand for; the greatest there is where it is greater.
pub(super) fn number(digits: &[u32]) -> u32 {
    let put = |sum: u32, digit: &u32| sum.saturating_mul(10).saturating_add(*digit);
    digits.iter().fold(0, put)
}

/// Whether there is such a day.
pub(super) fn is_day(day: u32, month: u32, leap: bool) -> bool {
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// Day of birth and four digits.
fn cpr(groups: &[Group]) -> Option<usize> {
    let all = joined(groups, 12);
    let born = |digits: &[u32]| {
        let year = number(&digits[4..digits.len() - 4]);
        let day = number(&digits[..2]);
        let day = if day > 60 { day - 60 } else { day };
        let length = digits.len() == 10 || YEARS.contains(&year);
        length && is_day(day, number(&digits[2..4]), year.is_multiple_of(4))
    };
    let ends = |taken: usize| taken == 1 || groups[taken - 1].digits.len() == 4;
    // A year of four digits alone does not make twelve digits in one run a day of birth.
    all.iter()
        .filter(|(taken, digits)| match digits.len() {
            10 => ends(*taken),
            12 => *taken > 1 && ends(*taken),
            _ => false,
        })
        .rfind(|(_, digits)| born(digits))
        .map(|(taken, _)| *taken)
}

/// Whether somebody is told to call before the number.
fn called(chars: &[char], start: usize) -> bool {
    let before: String = chars[start.saturating_sub(14)..start].iter().collect();
    let before = before.to_lowercase();
    ["tlf", "telefon", "mobil", "ring", "nummer", "phone", "call"]
        .iter()
        .any(|word| before.contains(word))
}

/// Eight digits, together or grouped in one manner throughout.
fn eight(groups: &[Group], called: bool) -> Option<usize> {
    let (taken, digits) = joined(groups, 8)
        .into_iter()
        .find(|(_, digits)| digits.len() == 8)?;
    if !(2..=9).contains(&digits[0]) {
        return None;
    }
    let sizes: Vec<usize> = groups[..taken].iter().map(|g| g.digits.len()).collect();
    let gaps: Vec<Gap> = groups[1..taken].iter().map(|group| group.gap).collect();
    let alike = gaps.iter().all(|gap| *gap == gaps[0] && *gap != Gap::Mixed);
    if !alike || sizes.iter().any(|size| *size < 2) {
        return None;
    }
    let days = |day: &[u32], month: &[u32], year: &[u32]| {
        let year = number(year);
        YEARS.contains(&year) && is_day(number(day), number(month), year.is_multiple_of(4))
    };
    let calendar = match sizes.as_slice() {
        [2, 2, 4] => days(&digits[..2], &digits[2..4], &digits[4..]),
        [4, 2, 2] => days(&digits[6..], &digits[4..6], &digits[..4]),
        [4, 4] => [&digits[..4], &digits[4..]]
            .iter()
            .all(|year| YEARS.contains(&number(year))),
        _ => false,
    };
    // 25.345.678 is an amount.
    let dotted =
        gaps.first() == Some(&Gap::Dot) && !matches!(sizes.as_slice(), [2, 2, 2, 2] | [4, 4]);
    ((called || !calendar) && !dotted).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::super::blank::blank;

    #[test]
    fn cpr_numbers_are_blanked() {
        for text in [
            "010190-1234",
            "0101901234",
            "010190 1234",
            "010190 - 1234",
            "01 01 90 1234",
            "01-01-90-1234",
            "01.01.90-1234",
            "010190–1234",
            "010190\u{a0}1234",
            "0101\u{200b}90-1234",
            "01-01-1990-1234",
            "29.02.2000 1234",
            "290200-1234",
            "610190-1234",
            "311299-0000",
            "٠١٠١٩٠-١٢٣٤",
        ] {
            assert_eq!(blank(text), "[cpr-nummer]", "{text}");
            assert_eq!(
                blank(&format!("Mit nr. er {text}, ikke?")),
                "Mit nr. er [cpr-nummer], ikke?"
            );
        }
        // No such day.
        for text in [
            "320190-1234",
            "290201-1234",
            "011390-1234",
            "310490-1234",
            "000190-1234",
            "1234567890",
            "9999999999",
        ] {
            assert_eq!(blank(text), text);
        }
    }

    #[test]
    fn telephone_numbers_are_blanked() {
        for text in [
            "20304050",
            "20 30 40 50",
            "2030 4050",
            "20-30-40-50",
            "20.30.40.50",
            "20 304 050",
            "203 04 050",
            "2030-4050",
            "20\u{202f}30\u{202f}40\u{202f}50",
            "+45 20304050",
            "+4520304050",
            "+45 20 30 40 50",
            "+ 45 20 30 40 50",
            "+(45) 20 30 40 50",
            "+45-2030-4050",
            "0045 20304050",
            "004520304050",
            "00 45 20 30 40 50",
            "45 20 30 40 50",
            "+46 70 123 45 67",
            "+49 (0)30 1234567",
            "２０３０４０５０",
        ] {
            assert_eq!(blank(text), "[telefon]", "{text}");
            assert_eq!(
                blank(&format!("Ring på {text}!")),
                "Ring på [telefon]!",
                "{text}"
            );
        }
        assert_eq!(blank("tlf. 2019 2020"), "tlf. [telefon]");
        assert_eq!(
            blank("20 30 40 50 eller 60 70 80 90"),
            "[telefon] eller [telefon]"
        );
    }

    #[test]
    fn days_years_amounts_and_small_numbers_stay() {
        for text in [
            "24.12.2023",
            "24-12-2023",
            "24/12/2023",
            "24 12 2023",
            "2023-12-24",
            "fra 2019-2020",
            "fra 2019/2020",
            "i 2019 2020 og 2021",
            "25.345.678 kr.",
            "1.234.567,89",
            "12.345 kr.",
            "kl. 20.00-22.00",
            "kl. 08.00-15.30",
            "5-10-20",
            "uge 40, 41 og 42",
            "§ 17, stk. 4",
            "100 %",
            "2 ud af 3, 4 ud af 5",
            "4.000 timer",
            "1, 2, 3, 4, 5, 6, 7, 8",
        ] {
            assert_eq!(blank(text), text);
        }
    }
}
