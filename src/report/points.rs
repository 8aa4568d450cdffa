//! What stands out: at most three scales that lie higher, and at most three that lie lower.
//!
//! | group | held against | a scale is named where |
//! |---|---|---|
//! | a part, under 30 answers on every scale | the whole | its posterior probability of lying on that side is at least 0.8 |
//! | a part, from 30 answers on a scale | the whole | its comparison with the whole calls it higher or lower ([`super::comparison`]) |
//! | the whole | the middle of the scale, 50 | the same rule, with its own spread |
//!
//! Answers are the fewest that can stand behind a score. Both rules of the lower rows are one: Student's interval with half a step of every
//! rounding added leaves out zero, and Holm's method over all scales bears it. So one report does not say two things.
//!
//! Invariants: nothing is named that the figures do not bear; of a bound only what holds for every value it allows; an empty list is a result
//! and says so.

use crate::base::Lang;
use crate::disclosure::document::{Figure, Mean};

use super::comparison::{self, Claimed, ERROR};
use super::compose::Context;
use super::overview::{Difference, Points, Shade};
use super::words::{figure, interval, pick, quoted};
use super::yardstick::{SURE, ScaleScores, Score, Yardstick};

/// At most so many of each.
const MOST: usize = 3;
/// From so many answers on, tests take the place of posterior probabilities.
const TESTED: f64 = 30.0;
/// The score of somebody who chooses the middle of every question.
const MIDDLE: f64 = 50.0;

/// What stands out, with the claims alone for the plan of action.
pub(super) struct Standouts {
    strengths: Vec<Standout>,
    attention: Vec<Standout>,
    nothing: Option<String>,
    notes: Vec<String>,
}

/// One scale that stands out.
struct Standout {
    /// What is claimed, without a full stop.
    claim: String,
    /// What it rests on, with a full stop.
    evidence: String,
    /// How far it is from chance; what is surer comes first.
    sureness: f64,
}

impl Standouts {
    /// What lies lower, as claims without figures.
    pub(super) fn problems(&self) -> impl Iterator<Item = &str> {
        self.attention.iter().map(|one| one.claim.as_str())
    }

    /// The block.
    pub(super) fn into_points(self) -> Points {
        let said = |list: Vec<Standout>| {
            list.into_iter()
                .map(|one| format!("{}: {}", one.claim, one.evidence))
                .collect()
        };
        Points {
            strengths: said(self.strengths),
            attention: said(self.attention),
            nothing: self.nothing,
            notes: self.notes,
        }
    }
}

/// What stands out in the group reported on; `None` where it shows no score.
pub(super) fn standouts(
    context: &Context<'_>,
    scales: &[ScaleScores<'_>],
    leaves: &[usize],
) -> Option<Standouts> {
    let at = context.focus?;
    if !context.visible() {
        return None;
    }
    let scored: Vec<(&ScaleScores<'_>, Score)> = scales
        .iter()
        .filter_map(|scale| match scale.of(at) {
            Ok(score) => Some((scale, score)),
            Err(_) => None,
        })
        .collect();
    if scored.is_empty() {
        return None;
    }
    let rule = if at == 0 {
        Rule::Middle
    } else if scored.iter().all(|(_, score)| score.least < TESTED) {
        Rule::Probable
    } else {
        Rule::Tested
    };
    let claimed = match rule {
        Rule::Middle => comparison::against_a_line(context, MIDDLE),
        Rule::Tested => comparison::against_the_whole(context, at),
        Rule::Probable => Vec::new(),
    };
    let (mut strengths, mut attention) = match rule {
        Rule::Middle | Rule::Tested => tested(context, &claimed, rule),
        Rule::Probable => probable(context, &scored, leaves),
    };
    for list in [&mut strengths, &mut attention] {
        list.sort_by(|a, b| b.sureness.total_cmp(&a.sureness));
        list.truncate(MOST);
    }
    let is_judged = |scale: &ScaleScores<'_>, score: &Score| match rule {
        Rule::Middle | Rule::Tested => {
            let mut found = claimed.iter();
            found.any(|one| one.tested && one.label == scale.label)
        }
        Rule::Probable => score.alike && scale.whole().is_some(),
    };
    let (judged, untested): (Vec<_>, Vec<_>) = scored
        .iter()
        .partition(|(scale, score)| is_judged(scale, score));
    let mut notes = vec![rule_in_words(context, rule)];
    notes.extend(untested_in_words(context, &untested));
    let nothing = match (strengths.is_empty(), attention.is_empty()) {
        _ if judged.is_empty() => None,
        (true, true) => Some(nothing(context, rule)),
        (true, false) => Some(none_higher(context.lang).to_owned()),
        (false, true) => Some(none_lower(context.lang).to_owned()),
        (false, false) => None,
    };
    Some(Standouts {
        strengths,
        attention,
        nothing,
        notes,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Middle,
    Probable,
    Tested,
}

/// Higher and lower scales by posterior probability.
fn probable(
    context: &Context<'_>,
    scored: &[(&ScaleScores<'_>, Score)],
    leaves: &[usize],
) -> (Vec<Standout>, Vec<Standout>) {
    let (mut strengths, mut attention) = (Vec::new(), Vec::new());
    for (scale, score) in scored {
        let Some(yardstick) = Yardstick::of(scale, leaves) else {
            continue;
        };
        let (shade, sureness) = yardstick.leans(score);
        let list = match shade {
            Shade::ProbablyHigher => &mut strengths,
            Shade::ProbablyLower => &mut attention,
            Shade::Untold => continue,
        };
        list.push(Standout {
            claim: claim(
                context,
                scale.label,
                Rule::Probable,
                shade == Shade::ProbablyHigher,
            ),
            evidence: evidence(
                context.lang,
                score.mean,
                Some(Figure::Exact(yardstick.mean)),
                None,
            ),
            sureness,
        });
    }
    (strengths, attention)
}

/// Higher and lower scales, where that may be said of them.
fn tested(
    context: &Context<'_>,
    claimed: &[Claimed<'_>],
    rule: Rule,
) -> (Vec<Standout>, Vec<Standout>) {
    let (mut strengths, mut attention) = (Vec::new(), Vec::new());
    for one in claimed {
        let Some(higher) = one.higher else { continue };
        let against = (rule == Rule::Tested).then_some(one.there);
        let list = if higher {
            &mut strengths
        } else {
            &mut attention
        };
        list.push(Standout {
            claim: claim(context, one.label, rule, higher),
            evidence: evidence(context.lang, one.here, against, Some(one.difference)),
            sureness: one.errors,
        });
    }
    (strengths, attention)
}

/// `»Tillid« ligger sandsynligvis højere end i »Alle ledere«`
fn claim(context: &Context<'_>, label: &str, rule: Rule, higher: bool) -> String {
    let lang = context.lang;
    let (name, whole) = (quoted(lang, label), quoted(lang, context.whole()));
    let middle = lang.number(MIDDLE, 0);
    match (lang, rule, higher) {
        (Lang::Da, Rule::Middle, true) => {
            format!("{name} ligger over midten af skalaen ({middle})")
        }
        (Lang::Da, Rule::Middle, false) => {
            format!("{name} ligger under midten af skalaen ({middle})")
        }
        (Lang::En, Rule::Middle, true) => {
            format!("{name} lies above the middle of the scale ({middle})")
        }
        (Lang::En, Rule::Middle, false) => {
            format!("{name} lies below the middle of the scale ({middle})")
        }
        (Lang::Da, Rule::Probable, true) => {
            format!("{name} ligger sandsynligvis højere end i {whole}")
        }
        (Lang::Da, Rule::Probable, false) => {
            format!("{name} ligger sandsynligvis lavere end i {whole}")
        }
        (Lang::En, Rule::Probable, true) => format!("{name} probably lies higher than in {whole}"),
        (Lang::En, Rule::Probable, false) => format!("{name} probably lies lower than in {whole}"),
        (Lang::Da, Rule::Tested, true) => format!("{name} ligger højere end i {whole}"),
        (Lang::Da, Rule::Tested, false) => format!("{name} ligger lavere end i {whole}"),
        (Lang::En, Rule::Tested, true) => format!("{name} lies higher than in {whole}"),
        (Lang::En, Rule::Tested, false) => format!("{name} lies lower than in {whole}"),
    }
}

/// `74,2 mod 65,0. Usikkerheden er 58,1–90,3.`
fn evidence(
    lang: Lang,
    score: Mean,
    against: Option<Figure>,
    difference: Option<Difference>,
) -> String {
    let mut said = figure(lang, score.value, 1);
    if let Some(line) = against {
        said.push_str(pick(lang, " mod ", " against "));
        said.push_str(&figure(lang, line, 1));
    }
    said.push('.');
    match (against, difference, score.interval) {
        (Some(_), Some(Difference::Points { value, interval }), _) => {
            let points = lang.number(value.abs(), 1);
            let (one, other) = (interval.low.abs(), interval.high.abs());
            let (low, high) = (
                lang.number(one.min(other), 1),
                lang.number(one.max(other), 1),
            );
            said + &match lang {
                Lang::Da => {
                    format!(" Forskellen er {points} point, med en usikkerhed på {low}–{high}.")
                }
                Lang::En => format!(
                    " The difference is {points} points, with an uncertainty of {low}–{high}."
                ),
            }
        }
        (_, _, Some(own)) => {
            let own = interval(lang, own, 1);
            said + &match lang {
                Lang::Da => format!(" Usikkerheden er {own}."),
                Lang::En => format!(" The uncertainty is {own}."),
            }
        }
        (_, _, None) => said,
    }
}

fn rule_in_words(context: &Context<'_>, rule: Rule) -> String {
    let lang = context.lang;
    let whole = quoted(lang, context.whole());
    let (sure, middle) = (lang.number(SURE, 1), lang.number(MIDDLE, 0));
    let risk = lang.percent(ERROR, 0);
    match (lang, rule) {
        (Lang::Da, Rule::Probable) => format!(
            "En skala nævnes, når gruppen med en sandsynlighed på mindst {sure} ligger over eller under {whole}. Det er, hvad »sandsynligvis« betyder her. Højst tre af hver, de sikreste først."
        ),
        (Lang::En, Rule::Probable) => format!(
            "A scale is named where the group lies above or below {whole} with a probability of at least {sure}. That is what “probably” means here. At most three of each, the surest first."
        ),
        (Lang::Da, Rule::Tested) => format!(
            "En skala nævnes, når forskellen til {whole} er for stor til at være tilfældig. Alle skalaer er prøvet sammen, så risikoen for, at bare én er nævnt ved en fejl, er højst {risk}. Højst tre af hver, de sikreste først."
        ),
        (Lang::En, Rule::Tested) => format!(
            "A scale is named where its difference from {whole} is too large for chance. All scales are tested together, so that the risk that even one is named by mistake is at most {risk}. At most three of each, the surest first."
        ),
        (Lang::Da, Rule::Middle) => format!(
            "Alle kan kun holdes op mod skalaen selv: En skala nævnes, når dens score ligger over eller under midten ({middle}), og usikkerheden ikke når derhen. Alle skalaer er prøvet sammen, så risikoen for, at bare én er nævnt ved en fejl, er højst {risk}. Højst tre af hver, de sikreste først. Skalaer måler hver sit, så de er ikke holdt op mod hinanden."
        ),
        (Lang::En, Rule::Middle) => format!(
            "Everybody can be held against the scale itself only: a scale is named where its score lies above or below the middle ({middle}) and its uncertainty does not reach there. All scales are tested together, so that the risk that even one is named by mistake is at most {risk}. At most three of each, the surest first. Scales measure different things, so they are not held against one another."
        ),
    }
}

/// What it means that nothing is named.
fn nothing(context: &Context<'_>, rule: Rule) -> String {
    let lang = context.lang;
    let line = match rule {
        Rule::Middle => pick(lang, "midten", "the middle").to_owned(),
        Rule::Probable | Rule::Tested => quoted(lang, context.whole()),
    };
    match (lang, rule) {
        (Lang::Da, Rule::Probable) => format!(
            "Ingen skala skiller sig tydeligt ud fra {line}. Med så få svar kan der godt være forskelle, som tallene ikke kan vise. Lad samtalen gøre det."
        ),
        (Lang::Da, Rule::Middle | Rule::Tested) => format!(
            "Ingen skala skiller sig tydeligt ud fra {line}. Der kan godt være forskelle, som tallene ikke kan vise. Lad samtalen gøre det."
        ),
        (Lang::En, Rule::Probable) => format!(
            "No scale stands clearly apart from {line}. With so few answers there may well be differences that the figures cannot show. Let the conversation do it."
        ),
        (Lang::En, Rule::Middle | Rule::Tested) => format!(
            "No scale stands clearly apart from {line}. There may well be differences that the figures cannot show. Let the conversation do it."
        ),
    }
}

fn none_lower(lang: Lang) -> &'static str {
    pick(
        lang,
        "Ingen skala skiller sig ud ved at ligge lavt. Det er også et resultat.",
        "No scale stands out by lying low. That is a result, too.",
    )
}

fn none_higher(lang: Lang) -> &'static str {
    pick(
        lang,
        "Ingen skala skiller sig ud ved at ligge højt. Det er også et resultat.",
        "No scale stands out by lying high. That is a result, too.",
    )
}

/// Scales of which nothing can be said, and why.
fn untested_in_words(
    context: &Context<'_>,
    untested: &[&(&ScaleScores<'_>, Score)],
) -> Option<String> {
    let (lang, whole) = (context.lang, quoted(context.lang, context.whole()));
    let names: Vec<String> = untested
        .iter()
        .map(|(scale, _)| quoted(lang, scale.label))
        .collect();
    let names = names.join(", ");
    (!untested.is_empty()).then(|| match lang {
        Lang::Da => format!("Kan ikke bedømmes, fordi {whole} ikke viser en præcis score med spredning af de samme spørgsmål: {names}."),
        Lang::En => format!("Cannot be judged, because {whole} does not show an exact score with its spread on the same questions: {names}."),
    })
}
