//! What is taken out of every text by rule, before anybody reads it: CPR numbers, telephone numbers, e-mail addresses and links.
//!
//! The rules would rather blank a number too many than one too few; what they take for dates and years stays. They read Western, Arabic,
//! Persian and full-width digits, and look through marks that cannot be seen.
//!
//! # Invariants
//! - Pure; the same text gives the same result, and blanking twice gives what blanking once does.
//! - What is put in holds no digit and none of the respondent's letters.
//!
//! # Limits
//! Numbers in words, addresses spelled out ("snabel-a") and names are not found; names are for [`super::flag`] and a reader.

use super::digits;
pub(in crate::disclosure) use super::digits::unseen;

/// A part of a text, as positions of characters, and what stands in its place.
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) word: &'static str,
}

/// Stands for a CPR number.
pub const CPR: &str = "[cpr-nummer]";
/// Stands for a telephone number.
pub const TELEPHONE: &str = "[telefon]";
/// Stands for an e-mail address.
pub const MAIL: &str = "[e-mail]";
/// Stands for a link.
pub const LINK: &str = "[link]";

/// Domains that are taken for a link wherever they stand; others only with a path, for a full stop without a space after it makes
/// "mødet.Det" look like one.
const DOMAINS: [&str; 4] = ["dk", "com", "org", "net"];
/// Longest part of a mail address that is looked for, on either side (RFC 5321: 64 and 255).
const LONGEST: usize = 255;

/// The text with everything blanked that the rules find.
pub fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut spans = links(&chars);
    for found in mails(&chars).into_iter().chain(digits::numbers(&chars)) {
        if spans
            .iter()
            .all(|span| found.end <= span.start || span.end <= found.start)
        {
            spans.push(found);
        }
    }
    spans.sort_by_key(|span| span.start);
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        blanked.extend(chars.iter().take(span.start).skip(at));
        blanked.push_str(span.word);
        at = span.end;
    }
    blanked.extend(chars.iter().skip(at));
    blanked
}

fn links(chars: &[char]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    let ends = |c: &char| c.is_whitespace() || "<>\"»«“”„()[]{}|".contains(*c);
    while start < chars.len() {
        let length = chars
            .iter()
            .skip(start)
            .position(ends)
            .unwrap_or(chars.len() - start);
        let word: String = chars.iter().skip(start).take(length).collect();
        let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '…']);
        if let Some(skip) = link(bare)
            && !follows_at(&chars[..start])
        {
            let kept = bare.chars().count();
            spans.push(Span {
                start: start + skip,
                end: start + kept,
                word: LINK,
            });
        }
        start += length + 1;
    }
    spans
}

/// Whether the last character but spaces is the sign of a mail address.
fn follows_at(before: &[char]) -> bool {
    let last = before.iter().rev().find(|c| !c.is_whitespace());
    last.is_some_and(|c| matches!(c, '@' | '＠'))
}

/// Where in a word a link begins, in characters.
fn link(word: &str) -> Option<usize> {
    // Letter by letter, so that a place in it is a place in the word.
    let lower = word.to_ascii_lowercase();
    for sign in ["http://", "https://", "ftp://", "www.", "mailto:"] {
        if let Some(at) = lower.find(sign)
            && lower.len() > at + sign.len()
        {
            return Some(lower[..at].chars().count());
        }
    }
    if lower.contains('@') {
        return None;
    }
    let host_ends = lower.find(['/', '?', '#', ':']);
    let host = host_ends.map_or(lower.as_str(), |at| &lower[..at]);
    let labels: Vec<&str> = host.split('.').collect();
    let (last, before) = labels.split_last()?;
    let fits =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let path = host_ends.is_some() && (2..=6).contains(&last.chars().count());
    let domain = DOMAINS.contains(last) || (path && last.chars().all(|c| c.is_ascii_alphabetic()));
    (domain && !before.is_empty() && before.iter().all(fits)).then_some(0)
}

fn mails(chars: &[char]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let local = |c: &char| c.is_alphanumeric() || "._%+-'".contains(*c);
    let domain = |c: &char| c.is_alphanumeric() || ".-".contains(*c);
    for at in 0..chars.len() {
        if !matches!(chars[at], '@' | '＠') {
            continue;
        }
        let floor = spans.last().map_or(0, |span| span.end);
        let gap = usize::from(at > floor && chars[at - 1] == ' ');
        let before = chars[floor..at - gap]
            .iter()
            .rev()
            .take(LONGEST)
            .take_while(|c| local(c))
            .count();
        let space = usize::from(chars.get(at + 1) == Some(&' '));
        let after: Vec<char> = chars
            .iter()
            .skip(at + 1 + space)
            .take(LONGEST)
            .copied()
            .take_while(domain)
            .collect();
        let after: String = after.into_iter().collect();
        let after = after.trim_end_matches(['.', '-']);
        let reaches = after.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty() && end.chars().count() >= 2 && end.chars().all(char::is_alphabetic)
        });
        if before > 0 && reaches {
            spans.push(Span {
                start: at - gap - before,
                end: at + 1 + space + after.chars().count(),
                word: MAIL,
            });
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_links_are_blanked() {
        let table = [
            ("Skriv til anders.and@andeby.dk.", "Skriv til [e-mail]."),
            ("(søren@ørsted.dk)", "([e-mail])"),
            ("a @ b.dk", "[e-mail]"),
            ("HANS-PETER+x@KOMMUNE.AALBORG.DK, tak", "[e-mail], tak"),
            ("a@b.dk c@d.dk", "[e-mail] [e-mail]"),
            ("Se https://intra.kommune.dk/x?y=1#z nu", "Se [link] nu"),
            ("Se www.kl.dk!", "Se [link]!"),
            ("mailto:a@b.dk", "[link]"),
            ("facebook.com/anders", "[link]"),
            ("linkedin.com/in/anders-and.", "[link]."),
            ("siden kl.dk er god", "siden [link] er god"),
            ("teams.microsoft.se/l/1", "[link]"),
            // Not addresses and not links.
            ("Vi ses @ mødet", "Vi ses @ mødet"),
            ("@ikkemig", "@ikkemig"),
            ("Godt mødet.Det hjalp", "Godt mødet.Det hjalp"),
            (
                "bl.a. og/eller f.eks. dvs. m.m.",
                "bl.a. og/eller f.eks. dvs. m.m.",
            ),
            ("Kl. 9.30/10.00 i dag", "Kl. 9.30/10.00 i dag"),
            ("…", "…"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(blank(text), expected, "{text}");
        }
    }

    #[test]
    fn other_scripts_emoji_and_length_change_nothing() {
        for text in [
            "Tak 👩🏽‍💼🇩🇰 for det gode arbejde 🙏",
            "اجتماع جيد جدا مع الجميع",
            "היה מפגש טוב \u{202b}מאוד\u{202c}",
            "e\u{301}n a\u{30a}",
            "\u{0}\u{fffd}",
        ] {
            assert_eq!(blank(text), text);
        }
        assert_eq!(
            blank("اتصل على ٢٠٣٠٤٠٥٠ الآن"),
            format!("اتصل على {TELEPHONE} الآن")
        );
        let long = "å".repeat(10_000);
        assert_eq!(blank(&long), long);
        let mixed = format!("{long} 20 30 40 50 {long}@b.dk");
        let blanked = blank(&mixed);
        assert!(blanked.contains(TELEPHONE) && !blanked.contains("20 30"));
        assert!(blanked.contains(MAIL));
        for hostile in ["@", "1", "1 ", "+", "a@a.", "www.", "0045 "] {
            let many = hostile.repeat(10_000 / hostile.len());
            assert!(blank(&many).len() <= 10 * many.len());
        }
    }

    #[test]
    fn blanking_twice_is_blanking_once() {
        for text in [
            "Ring 20304050 eller 010190-1234, a@b.dk, https://x.dk/y",
            "+45 20 30 40 50 20 30 40 50 60",
            "a@b.dk@c.dk 2030 4050 6070",
        ] {
            let once = blank(text);
            assert_eq!(blank(&once), once);
        }
    }
}
