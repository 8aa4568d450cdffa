//! What stands out: at most three scales that lie higher, and at most three that lie lower.
//!
//! | group | held against | a scale is named where |
//! |---|---|---|
//! | a part, under 30 answers on every scale | the whole | its posterior probability of lying on that side is at least 0.8 |
//! | a part, from 30 answers on a scale | the whole | Student's test of its distance, with the whole's spread, is significant in the family of all its scales (Holm, 5 of 100), and the 95 % interval leaves out zero |
//! | the whole | the middle of the scale, 50 | the same test with its own spread |
//!
//! Answers are the fewest that can stand behind a score. Holm's method, as where the group is held against the whole: one report does not say
//! two things.
//!
//! Invariants: nothing is named that the figures do not bear; of a bound only what holds for every value it allows; an empty list is a result
//! and says so.

use crate::base::Lang;
use crate::disclosure::document::Figure;
use crate::stats::family::{Family, Outcome};
use crate::stats::from_summary;
use crate::stats::student_test::MeanDifference;

use super::compose::Context;
use super::overview::{Points, Shade};
use super::words::{exact, figure, interval, pick, quoted};
use super::yardstick::{SURE, ScaleScores, Score, Yardstick, allowed};

/// At most so many of each.
const MOST: usize = 3;
/// From so many answers on, tests take the place of posterior probabilities.
const TESTED: f64 = 30.0;
/// Probability that even one scale is named by chance, at most.
const FALSE_RISK: f64 = 0.05;
/// The score of somebody who chooses the middle of every question.
const MIDDLE: f64 = 50.0;

/// What stands out, with the claims alone for the plan of action.
pub(super) struct Standouts {
    strengths: Vec<Standout>,
    attention: Vec<Standout>,
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
    let (mut strengths, mut attention) = match rule {
        Rule::Middle => tested(context, &scored, rule, |_, score| {
            let (Figure::Exact(_), Some(sd)) = (score.mean.value, score.sd) else {
                return None;
            };
            let distance = nearest(score.mean.value, MIDDLE) - MIDDLE;
            Some((distance, sd / score.least.sqrt(), score.least - 1.0, MIDDLE))
        })?,
        Rule::Tested => tested(context, &scored, rule, |scale, score| {
            let (mean, sd, all) = scale.whole().filter(|_| score.alike)?;
            // The group is a part of the whole, so the two go together: sigma^2 (1/n - 1/N).
            let variance = sd * sd * (1.0 / score.least - 1.0 / all);
            let distance = nearest(score.mean.value, mean) - mean;
            Some((distance, variance.sqrt(), all - 1.0, mean))
        })?,
        Rule::Probable => probable(context, &scored, leaves),
    };
    for list in [&mut strengths, &mut attention] {
        list.sort_by(|a, b| b.sureness.total_cmp(&a.sureness));
        list.truncate(MOST);
    }
    let (judged, untested): (Vec<_>, Vec<_>) =
        scored.iter().partition(|(scale, score)| match rule {
            Rule::Middle => score.sd.is_some() && exact(score.mean.value),
            Rule::Probable | Rule::Tested => score.alike && scale.whole().is_some(),
        });
    let mut notes = vec![rule_in_words(context, rule)];
    match (strengths.is_empty(), attention.is_empty()) {
        _ if judged.is_empty() => {}
        // What an empty block means comes before how it was made.
        (true, true) => notes.insert(0, nothing(context, rule)),
        (true, false) => notes.push(none_higher(context.lang).to_owned()),
        (false, true) => notes.push(none_lower(context.lang).to_owned()),
        (false, false) => {}
    }
    notes.extend(untested_in_words(context, &untested));
    Some(Standouts {
        strengths,
        attention,
        notes,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Middle,
    Probable,
    Tested,
}

/// Of all that a displayed score allows, what lies nearest to a line.
fn nearest(score: Figure, line: f64) -> f64 {
    let (least, most) = allowed(score);
    line.clamp(least, most)
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
                scale,
                Rule::Probable,
                shade == Shade::ProbablyHigher,
            ),
            evidence: evidence(context.lang, score, Some(yardstick.mean), None),
            sureness,
        });
    }
    (strengths, attention)
}

/// Higher and lower scales by tests in one family. `distance` gives the distance to the line, its standard error, its degrees of freedom and
/// the line; nothing for a scale that cannot be tested.
fn tested(
    context: &Context<'_>,
    scored: &[(&ScaleScores<'_>, Score)],
    rule: Rule,
    distance: impl Fn(&ScaleScores<'_>, &Score) -> Option<(f64, f64, f64, f64)>,
) -> Option<(Vec<Standout>, Vec<Standout>)> {
    let tests: Vec<Option<(MeanDifference, f64)>> = scored
        .iter()
        .map(|(scale, score)| {
            let (distance, error, df, line) = distance(scale, score)?;
            // A group that is all of the whole, or a whole without a spread, has no test: it stays in the family untested.
            let Ok(test) = from_summary(distance, error, df, 0.95) else {
                return None;
            };
            Some((test, line))
        })
        .collect();
    let adjusted = adjusted(scored, &tests)?;
    let (mut strengths, mut attention) = (Vec::new(), Vec::new());
    for (((scale, score), test), adjusted) in scored.iter().zip(&tests).zip(adjusted) {
        let Some((test, line)) = test else { continue };
        let apart = test.interval.low > 0.0 || test.interval.high < 0.0;
        if adjusted > FALSE_RISK || !apart {
            continue;
        }
        let higher = test.difference > 0.0;
        let against = (rule == Rule::Tested).then_some(*line);
        let standout = Standout {
            claim: claim(context, scale, rule, higher),
            evidence: evidence(context.lang, score, against, Some(test)),
            sureness: test.t.abs(),
        };
        if higher {
            strengths.push(standout);
        } else {
            attention.push(standout);
        }
    }
    Some((strengths, attention))
}

/// The p-values of all scales, adjusted together. A scale that could not be tested stays in the family.
fn adjusted(
    scored: &[(&ScaleScores<'_>, Score)],
    tests: &[Option<(MeanDifference, f64)>],
) -> Option<Vec<f64>> {
    let names = || scored.iter().map(|(scale, _)| scale.code);
    let closed = Family::register(names()).and_then(|mut family| {
        for (name, test) in names().zip(tests) {
            let outcome = match test {
                Some((test, _)) => Outcome::Tested(test.p),
                None => Outcome::Untestable,
            };
            family.put(name, outcome)?;
        }
        family.close()
    });
    // Two scales of one code, which no template has.
    let Ok(closed) = closed else { return None };
    let adjusted = closed.holm();
    Some(adjusted.into_iter().map(|one| one.adjusted).collect())
}

/// `»Tillid« ligger sandsynligvis højere end i »Alle ledere«`
fn claim(context: &Context<'_>, scale: &ScaleScores<'_>, rule: Rule, higher: bool) -> String {
    let lang = context.lang;
    let (name, whole) = (quoted(lang, scale.label), quoted(lang, context.whole()));
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
    score: &Score,
    against: Option<f64>,
    test: Option<&MeanDifference>,
) -> String {
    let mut said = figure(lang, score.mean.value, 1);
    if let Some(line) = against {
        said.push_str(pick(lang, " mod ", " against "));
        said.push_str(&lang.number(line, 1));
    }
    said.push('.');
    match (test, against, score.mean.value, score.mean.interval) {
        (Some(test), Some(_), Figure::Exact(_), _) => {
            let points = lang.number(test.difference.abs(), 1);
            let (one, other) = (test.interval.low.abs(), test.interval.high.abs());
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
        (_, _, _, Some(own)) => {
            let own = interval(lang, own, 1);
            said + &match lang {
                Lang::Da => format!(" Usikkerheden er {own}."),
                Lang::En => format!(" The uncertainty is {own}."),
            }
        }
        (_, _, _, None) => said,
    }
}

fn rule_in_words(context: &Context<'_>, rule: Rule) -> String {
    let lang = context.lang;
    let whole = quoted(lang, context.whole());
    let (sure, middle) = (lang.number(SURE, 1), lang.number(MIDDLE, 0));
    let risk = lang.percent(FALSE_RISK, 0);
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
