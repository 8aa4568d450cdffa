//! A difference as a sentence. "Higher", "lower", "risen" and "fallen" stand only where a [`Claim`] bears them.

use crate::base::Lang;
use crate::disclosure::document::{Figure, Interval};

use super::super::overview::{Against, Difference};
use super::super::words::{pick, quoted};
use super::difference::Claim;

/// Half-widths from here on are told in whole points.
const COARSE: f64 = 5.0;

/// What there is to say of one scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    pub(super) lang: Lang,
    pub(super) against: Against,
    /// Name of the scale.
    pub(super) label: &'a str,
    /// Name of what it is held against.
    pub(super) name: &'a str,
    pub(super) difference: Difference,
    pub(super) claim: Claim,
    pub(super) detectable: Option<f64>,
    /// Scales compared at once.
    pub(super) scales: usize,
    /// Whether a spread to judge by is shown.
    pub(super) judged: bool,
}

impl Said<'_> {
    /// `»Tillid«: lavere end »Alle ledere« (−11 point; 95 %-interval −19 til −3).`
    pub(super) fn sentence(&self) -> String {
        let told = match self.difference {
            Difference::Points { value, interval } => self.told(value, interval),
            Difference::Bound(bound) => self.bound(bound),
            Difference::Untold if self.judged => pick(
                self.lang,
                "begge tal er vist som grænser, der ikke kan trækkes fra hinanden.",
                "both figures are shown as bounds that cannot be subtracted from each other.",
            )
            .to_owned(),
            Difference::Untold => match (self.lang, self.is_change()) {
                (Lang::Da, true) => "det kan ikke siges, om ændringen er tilfældig, for spredningen i svarene er ikke vist.",
                (Lang::Da, false) => "det kan ikke siges, om forskellen er tilfældig, for spredningen i svarene er ikke vist.",
                (Lang::En, true) => "whether the change is chance cannot be told, for the spread of the answers is not shown.",
                (Lang::En, false) => "whether the difference is chance cannot be told, for the spread of the answers is not shown.",
            }
            .to_owned(),
        };
        format!("{}: {told}", quoted(self.lang, self.label))
    }

    fn told(&self, value: f64, interval: Interval) -> String {
        let half = (interval.high - interval.low) / 2.0;
        // Rounded to whole points, an end just beside zero would lie on it.
        let near = interval.low.abs().min(interval.high.abs()) < 0.5;
        let decimals = usize::from(half < COARSE || near);
        let number = |x: f64| minus(&self.lang.number(x, decimals));
        let (low, high) = (number(interval.low), number(interval.high));
        let interval = match self.lang {
            Lang::Da => format!("95\u{a0}%-interval {low} til {high}"),
            Lang::En => format!("95% interval {low} to {high}"),
        };
        let found = format!("({}; {interval}).", self.points(value, decimals));
        match self.side() {
            Some(side) => format!("{side} {found}"),
            None => self.with_power(format!("{} {found}", self.nothing()), decimals),
        }
    }

    fn bound(&self, bound: Figure) -> String {
        let (Figure::AtLeast(points) | Figure::AtMost(points) | Figure::Exact(points)) = bound;
        if let Some(side) = self.side() {
            // To either side, the difference is at least so large.
            let size = self.size(points.abs(), 1);
            return match self.lang {
                Lang::Da => format!("{side}, mindst {size}. Kun en grænse er vist."),
                Lang::En => format!("{side}, at least {size}. Only a bound is shown."),
            };
        }
        let points = self.points(points, 1);
        let word = match bound {
            Figure::AtMost(_) => pick(self.lang, "højst", "at most"),
            _ => pick(self.lang, "mindst", "at least"),
        };
        let together = self.together();
        match (self.lang, self.is_change()) {
            (Lang::Da, true) => format!(
                "kun en grænse er vist: ændringen er {word} {points}. Det kan være tilfældigt{together}."
            ),
            (Lang::Da, false) => format!(
                "kun en grænse er vist: forskellen er {word} {points}. Det kan være tilfældigt{together}."
            ),
            (Lang::En, true) => format!(
                "only a bound is shown: the change is {word} {points}. That may be chance{together}."
            ),
            (Lang::En, false) => format!(
                "only a bound is shown: the difference is {word} {points}. That may be chance{together}."
            ),
        }
    }

    /// What a claim says; nothing where there is none.
    fn side(&self) -> Option<String> {
        let higher = match self.claim {
            Claim::Higher => true,
            Claim::Lower => false,
            Claim::OnlyAlone | Claim::None => return None,
        };
        let lang = self.lang;
        let name = quoted(lang, self.name);
        Some(match (self.is_change(), higher) {
            (true, true) => pick(lang, "steget", "risen").to_owned(),
            (true, false) => pick(lang, "faldet", "fallen").to_owned(),
            (false, true) => format!("{} {name}", pick(lang, "højere end", "higher than")),
            (false, false) => format!("{} {name}", pick(lang, "lavere end", "lower than")),
        })
    }

    fn nothing(&self) -> String {
        let together = self.together();
        match (self.lang, self.is_change()) {
            (Lang::Da, true) => format!("ingen påviselig ændring{together}"),
            (Lang::Da, false) => format!("ingen påviselig forskel{together}"),
            (Lang::En, true) => format!("no change can be shown{together}"),
            (Lang::En, false) => format!("no difference can be shown{together}"),
        }
    }

    /// Where a scale alone would look like more, that it is not alone.
    fn together(&self) -> String {
        match (self.claim, self.lang) {
            (Claim::OnlyAlone, Lang::Da) => {
                format!(", når de {} skalaer ses under ét", self.scales)
            }
            (Claim::OnlyAlone, Lang::En) => format!(" with all {} scales together", self.scales),
            _ => String::new(),
        }
    }

    /// The sentence, and how large a difference would have been seen.
    fn with_power(&self, sentence: String, decimals: usize) -> String {
        let Some(least) = self.detectable else {
            return sentence;
        };
        // Rounded up: whatever is larger would be seen more often.
        let unit = if decimals == 0 { 1.0 } else { 10.0 };
        let least = (least * unit - 1e-9).ceil() / unit;
        let size = self.size(least, decimals);
        let change = self.is_change();
        let power = match (self.lang, least > 100.0) {
            (Lang::Da, false) => format!(
                "En {} på mindst {size} ville være set fire gange ud af fem.",
                if change { "ændring" } else { "forskel" }
            ),
            (Lang::En, false) => format!(
                "A {} of at least {size} would have been seen four times out of five.",
                if change { "change" } else { "difference" }
            ),
            (Lang::Da, true) => "Med så få svar ville selv den største forskel ikke være set fire gange ud af fem.".to_owned(),
            (Lang::En, true) => "With so few answers, not even the largest difference would have been seen four times out of five.".to_owned(),
        };
        format!("{sentence} {power}")
    }

    fn is_change(&self) -> bool {
        self.against == Against::Earlier
    }

    /// `+3 point`, `−3,5 point`, `0 point`.
    fn points(&self, points: f64, decimals: usize) -> String {
        let number = self.lang.number(points, decimals);
        let plain = number.trim_start_matches('-');
        let sign = if number.starts_with('-') {
            "\u{2212}"
        } else if plain.chars().all(|c| "0.,".contains(c)) {
            ""
        } else {
            "+"
        };
        format!("{sign}{}", self.size(points.abs(), decimals))
    }

    /// `3 point`.
    fn size(&self, points: f64, decimals: usize) -> String {
        let number = self.lang.number(points, decimals);
        match self.lang {
            Lang::En if number != "1" => format!("{number} points"),
            _ => format!("{number} point"),
        }
    }
}

/// A number with the sign that people write.
fn minus(number: &str) -> String {
    number.replacen('-', "\u{2212}", 1)
}
