//! Figures and reasons in words. Bounds read "mindst" and "højst", never as if they were exact.

use crate::base::Lang;
use crate::disclosure::document::{
    Figure, Interval, PolicyFacts, Proportion, Reason, ReleasedGroup,
};

/// One of two texts.
pub fn pick<'a>(lang: Lang, da: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Da => da,
        Lang::En => en,
    }
}

/// Name of a group as the language calls it: a whole that has only the name which the engine gave it is "Everybody" in English.
pub fn group_name(lang: Lang, group: &ReleasedGroup) -> &str {
    if lang == Lang::En && group.kind == "whole" && group.label == "Alle" {
        "Everybody"
    } else {
        let english = group.label_en.as_deref().filter(|_| lang == Lang::En);
        english.unwrap_or(&group.label)
    }
}

/// In quotation marks, as the language writes them.
pub fn quoted(lang: Lang, text: &str) -> String {
    match lang {
        Lang::Da => format!("»{text}«"),
        Lang::En => format!("“{text}”"),
    }
}

/// The number in a figure, whatever its bound.
pub fn value(figure: Figure) -> f64 {
    match figure {
        Figure::Exact(value) | Figure::AtLeast(value) | Figure::AtMost(value) => value,
    }
}

/// Whether the figure is exact.
pub fn exact(figure: Figure) -> bool {
    matches!(figure, Figure::Exact(_))
}

fn bounded(lang: Lang, figure: Figure, number: &str) -> String {
    match figure {
        Figure::Exact(_) => number.to_owned(),
        Figure::AtLeast(_) => format!("{} {number}", pick(lang, "mindst", "at least")),
        Figure::AtMost(_) => format!("{} {number}", pick(lang, "højst", "at most")),
    }
}

/// A number with its bound: `619`, `mindst 4`, `højst 3,8`.
pub fn figure(lang: Lang, figure: Figure, decimals: usize) -> String {
    bounded(lang, figure, &lang.number(value(figure), decimals))
}

/// A share (0-1) as whole percent with its bound. A lower bound is rounded down and an upper one up, so that both stay true.
pub fn percent(lang: Lang, share: Figure) -> String {
    let hundred = 100.0 * value(share);
    let whole = match share {
        // Half rounds up; the formatting of numbers alone would round it to even.
        Figure::Exact(_) => (hundred + 1e-9).round(),
        // The small shift keeps 57.99999999 from becoming 57.
        Figure::AtLeast(_) => (hundred + 1e-9).floor(),
        Figure::AtMost(_) => (hundred - 1e-9).ceil(),
    };
    bounded(lang, share, &lang.percent(whole / 100.0, 0))
}

/// An interval of shares: one decimal from a base of 100, else none.
pub fn percent_interval(lang: Lang, interval: Interval, base: f64) -> String {
    let decimals = usize::from(base >= 100.0);
    let low = lang.number(100.0 * interval.low, decimals);
    format!("{low}–{}", lang.percent(interval.high, decimals))
}

/// An interval of means.
pub fn interval(lang: Lang, interval: Interval, decimals: usize) -> String {
    let (low, high) = (
        lang.number(interval.low, decimals),
        lang.number(interval.high, decimals),
    );
    if interval.low < 0.0 {
        // A dash between would be read as another minus.
        let to = pick(lang, "til", "to");
        return format!("{low} {to} {high}").replace('-', "−");
    }
    format!("{low}–{high}")
}

/// `619 af 688`; `mindst 4 af 6`.
pub fn of(lang: Lang, count: Figure, base: Figure) -> String {
    format!(
        "{} {} {}",
        figure(lang, count, 0),
        pick(lang, "af", "of"),
        lang.number(value(base), 0)
    )
}

/// Whether a share may be printed: the base must be known exactly, else the percentage would pretend.
pub fn share_known(base: Figure) -> bool {
    exact(base)
}

/// A share as it stands in a chart: `90 %`, or where the base is a bound the count, `mindst 4 af 6`. Wherever else the share stands, it
/// begins with the same words.
pub fn share_in_short(lang: Lang, proportion: &Proportion, base: Figure) -> String {
    if share_known(base) {
        percent(lang, proportion.share)
    } else {
        of(lang, proportion.count, base)
    }
}

/// `a, b og c`.
pub fn listed(lang: Lang, names: &[String]) -> String {
    match names {
        [some @ .., last] if !some.is_empty() => {
            format!("{} {} {last}", some.join(", "), pick(lang, "og", "and"))
        }
        _ => names.concat(),
    }
}

/// `90 % (619 af 688)`; in small groups, whose base is a bound, `mindst 4 af 6`.
pub fn share_of(lang: Lang, proportion: &Proportion, base: Figure) -> String {
    let counts = of(lang, proportion.count, base);
    if share_known(base) {
        format!("{} ({counts})", percent(lang, proportion.share))
    } else {
        counts
    }
}

/// A small number as a word, as in "deres tre vigtigste".
pub fn small_number(lang: Lang, number: usize) -> String {
    let words = match lang {
        Lang::Da => ["en", "to", "tre", "fire", "fem"],
        Lang::En => ["one", "two", "three", "four", "five"],
    };
    number
        .checked_sub(1)
        .and_then(|at| words.get(at))
        .map_or_else(|| lang.count(number), |word| (*word).to_owned())
}

/// The base of a question: `688 svar`, `højst 6 svar`.
pub fn base(lang: Lang, figure_of: Figure) -> String {
    let unit = match lang {
        Lang::Da => "svar",
        Lang::En if value(figure_of).total_cmp(&1.0).is_eq() => "answer",
        Lang::En => "answers",
    };
    format!("{} {unit}", figure(lang, figure_of, 0))
}

/// Why a group or a question is not shown, as a sentence of its own. Says nothing about any answer.
pub fn reason(lang: Lang, why: Reason, policy: &PolicyFacts) -> String {
    let minimum = policy.ordinary;
    match (lang, why) {
        (Lang::Da, Reason::TooFewAnswers) => {
            format!("For få svar her, eller i en gruppe ved siden af, som ellers kunne regnes ud: der vises kun tal, når mindst {minimum} har svaret.")
        }
        (Lang::En, Reason::TooFewAnswers) => {
            format!("Too few answers here, or in a neighbouring group that could otherwise be worked out: figures are shown only when at least {minimum} have answered.")
        }
        (Lang::Da, Reason::ProtectsAnother) => {
            "Vises ikke, fordi man ellers kunne regne sig frem til svarene i en mindre gruppe.".to_owned()
        }
        (Lang::En, Reason::ProtectsAnother) => {
            "Not shown, because the answers of a smaller group could otherwise be worked out.".to_owned()
        }
        (Lang::Da, Reason::WithinHidden) => {
            "Vises ikke, fordi gruppen ligger i en gruppe, der ikke vises.".to_owned()
        }
        (Lang::En, Reason::WithinHidden) => {
            "Not shown, because the group lies within a group that is not shown.".to_owned()
        }
        (Lang::Da, Reason::LargerGroupsOnly) => {
            "Vises kun for større grupper: spørgsmålet er følsomt eller kræver flere svar end de andre.".to_owned()
        }
        (Lang::En, Reason::LargerGroupsOnly) => {
            "Shown for larger groups only: the question is sensitive or needs more answers than the others.".to_owned()
        }
        (Lang::Da, Reason::NotAsked) => "Ikke stillet i denne gruppe.".to_owned(),
        (Lang::En, Reason::NotAsked) => "Not asked in this group.".to_owned(),
    }
}

/// The same reason in a few words, for a table cell.
pub fn reason_in_short(lang: Lang, why: Reason) -> &'static str {
    match why {
        Reason::TooFewAnswers => pick(
            lang,
            "for få svar her eller ved siden af",
            "too few answers here or next to it",
        ),
        Reason::ProtectsAnother => pick(
            lang,
            "vises ikke: beskytter en mindre gruppe",
            "not shown: protects a smaller group",
        ),
        Reason::WithinHidden => pick(
            lang,
            "vises ikke: gruppen ovenover vises ikke",
            "not shown: the group above is not shown",
        ),
        Reason::LargerGroupsOnly => pick(lang, "kun for større grupper", "larger groups only"),
        Reason::NotAsked => pick(lang, "ikke stillet", "not asked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_said_and_stay_true() {
        assert_eq!(
            percent(Lang::Da, Figure::AtLeast(2.0 / 3.0)),
            "mindst 66\u{a0}%"
        );
        assert_eq!(percent(Lang::En, Figure::AtMost(1.0 / 3.0)), "at most 34%");
        assert_eq!(percent(Lang::Da, Figure::AtLeast(0.58)), "mindst 58\u{a0}%");
        assert_eq!(percent(Lang::Da, Figure::Exact(0.625)), "63\u{a0}%");
        assert_eq!(figure(Lang::Da, Figure::AtLeast(3.8), 1), "mindst 3,8");
        assert_eq!(
            of(Lang::Da, Figure::AtLeast(4.0), Figure::AtMost(6.0)),
            "mindst 4 af 6"
        );
    }

    #[test]
    fn intervals_carry_the_decimals_their_base_bears() {
        let interval = Interval {
            low: 0.874_9,
            high: 0.920_1,
        };
        assert_eq!(
            percent_interval(Lang::Da, interval, 688.0),
            "87,5–92,0\u{a0}%"
        );
        assert_eq!(percent_interval(Lang::En, interval, 20.0), "87–92%");
    }
}
