//! Numbers that the rules leave in a text and that may be a telephone number all the same: for a reader to look at.
//!
//! The rules of [`super::blank`] take out what is written as telephone numbers are. Here is what has as many digits but is grouped in another
//! way ("2 34 56 789", "12.34.56.78", "23 45 – 67 89"), or begins as no Danish number does. Days, years, hours of opening and amounts are none.

use super::digits::{Gap, Group, YEARS, groups, is_day, number};

/// Fewest digits of a telephone number (the Danish numbering plan).
const FEWEST: usize = 8;
/// Most digits of a telephone number (E.164).
const MOST: usize = 15;

/// The numbers as they stand in the text.
pub(super) fn doubtful(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let groups = groups(&chars);
    let mut found = Vec::new();
    let mut rest = groups.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let joined = others.iter().take_while(|group| group.gap != Gap::Apart);
        let (chain, after) = rest.split_at(1 + joined.count());
        if is_doubtful(chain) {
            let end = chain.last().map_or(first.end, |last| last.end);
            found.push(chars[first.start..end].iter().collect());
        }
        rest = after;
    }
    found
}

fn is_doubtful(chain: &[Group]) -> bool {
    if is_amount(chain) || is_hours(chain) {
        return false;
    }
    let mut left = Vec::new();
    let mut rest = chain;
    while let Some((first, others)) = rest.split_first() {
        if rest.len() >= 3 && is_date(&rest[..3]) {
            rest = &rest[3..];
        } else {
            left.push(first);
            rest = others;
        }
    }
    let digits: usize = left.iter().map(|group| group.digits.len()).sum();
    (FEWEST..=MOST).contains(&digits) && !left.iter().all(|group| is_year(group))
}

fn is_year(group: &Group) -> bool {
    group.digits.len() == 4 && YEARS.contains(&number(&group.digits))
}

/// Day, month and year, or the other way round.
fn is_date(three: &[Group]) -> bool {
    let fits = |day: &Group, month: &Group, year: &Group| {
        let short = day.digits.len() <= 2 && month.digits.len() <= 2;
        let leap = number(&year.digits).is_multiple_of(4);
        short && is_year(year) && is_day(number(&day.digits), number(&month.digits), leap)
    };
    matches!(three, [a, b, c] if fits(a, b, c) || fits(c, b, a))
}

/// 25.345.678
fn is_amount(chain: &[Group]) -> bool {
    let Some((first, others)) = chain.split_first() else {
        return false;
    };
    let thousand = |group: &Group| group.gap == Gap::Dot && group.digits.len() == 3;
    !others.is_empty() && first.digits.len() <= 3 && others.iter().all(thousand)
}

/// 8.00-15.30
fn is_hours(chain: &[Group]) -> bool {
    let time = |hour: &Group, minute: &Group| {
        minute.gap == Gap::Dot
            && minute.digits.len() == 2
            && hour.digits.len() <= 2
            && number(&hour.digits) <= 24
            && number(&minute.digits) < 60
    };
    matches!(chain, [a, b, c, d] if time(a, b) && time(c, d) && c.gap != Gap::Dot)
}

#[cfg(test)]
mod tests {
    use super::super::blank::blank;
    use super::doubtful;

    #[test]
    fn a_number_in_unusual_groups_is_seen() {
        for number in [
            "2 34 56 789",
            "12.34.56.78",
            "1234 5678",
            "23 45 – 67 89",
            "23 / 45 / 67 / 89",
            "2 3 4 5 6 7 8 9",
            "2\u{a0}34\u{a0}56\u{a0}789",
            "12345678",
            "1234567890",
            "(23) 45-67 89",
            "234.56-789",
        ] {
            let text = format!("Ring på {number}, tak");
            // Else it would be taken out already, and this test would see nothing.
            assert_eq!(blank(&text), text);
            let bare = number.trim_start_matches('(');
            assert_eq!(doubtful(&text), [bare], "{number}");
        }
    }

    #[test]
    fn a_number_with_the_country_before_it_is_taken_out_however_it_is_grouped() {
        for number in [
            "+45 12-34-56-78",
            "+45 2 34 56 789",
            "0045 12.34.56.78",
            "+45\u{a0}23\u{a0}45\u{a0}67\u{a0}89",
        ] {
            assert_eq!(blank(number), "[telefon]", "{number}");
        }
    }

    #[test]
    fn days_years_hours_and_amounts_are_none() {
        for text in [
            "24.12.2023",
            "fra 24.12.2023-26.12.2023",
            "2023-12-24 kl. 10.30",
            "24.12.2023 10.30",
            "i 2019 2020 og 2021",
            "2019-2020-2021",
            "25.345.678 kr.",
            "1.234.567.890",
            "kl. 20.00-22.00",
            "kl. 8.00 - 15.30",
            "uge 40, 41, 42, 43 og 44",
            "5-10-20",
            "1, 2, 3, 4, 5, 6, 7, 8",
            "1234567",
            "",
        ] {
            assert_eq!(blank(text), text);
            assert!(doubtful(text).is_empty(), "{text}");
        }
    }
}
