//! What a published rating says: the figures themselves, and what the public rules of display imply about a cell that shows them.
//!
//! The rules, as the documents' method pages tell everybody: against a coalition of `j`, which the policy names and is 1 as a rule, with
//! `b = j + 1`, a count of at most b is "at most b", one of at least n - b is "at least n - b", others are exact; a mean is exact, to one
//! decimal, only if the sum is more than `a` from both ends, `a = ((2 j + 1) (m - 1) + 1) / 2` in whole numbers; from 20 answers every point is
//! exact unless a class holds n - b or more. Where the number of answers is itself a bound,
//! bounds are made from the published number if all answered, else from the least number of the cell's kind.

use crate::forensics::intruder::document::{Figure, Figures, Proportion};
use crate::forensics::intruder::fact::{ClassKind, Facts, Question};
use crate::forensics::intruder::mean::the_mean;
use crate::forensics::intruder::precision::{Base, beyond_the_count, value, words};

/// The facts of a rating cell under a policy against so many who lay their answers together. `None`: the figures are not those of a rating.
pub fn facts(
    question: &Question,
    base: Figure,
    figures: &Figures,
    coalition: u32,
) -> Option<Facts> {
    let mut facts = Facts::default();
    let (fewest, mean, classes, points) = match figures {
        Figures::Small { mean, favourable } => {
            (5, mean, vec![(ClassKind::Favourable, favourable)], None)
        }
        Figures::Classes {
            mean,
            unfavourable,
            favourable,
            ..
        } => {
            let both = vec![
                (ClassKind::Unfavourable, unfavourable),
                (ClassKind::Favourable, favourable),
            ];
            (10, mean, both, None)
        }
        Figures::Rating {
            mean,
            unfavourable,
            favourable,
            points,
            ..
        } => {
            let both = vec![
                (ClassKind::Unfavourable, unfavourable),
                (ClassKind::Favourable, favourable),
            ];
            (20, mean, both, Some(points))
        }
        _ => return None,
    };
    let base = numbers(&mut facts, question, base, (fewest, coalition));
    if let Some(points) = points {
        every_point(&mut facts, question, points);
    }
    let banded = points.is_none();
    for (kind, proportion) in classes {
        if let Some(class) = question.class(kind) {
            count(
                &mut facts,
                question,
                &class.weights,
                &class.name,
                proportion,
                base,
                banded,
            );
        }
    }
    match figures {
        Figures::Rating { neutral, .. }
        | Figures::Classes {
            neutral: Some(neutral),
            ..
        } => {
            count(
                &mut facts,
                question,
                &question.neutral(),
                "neutral",
                neutral,
                base,
                banded,
            );
        }
        Figures::Classes {
            unfavourable,
            neutral: None,
            favourable,
            ..
        } => {
            let exact = |p: &Proportion| matches!(p.count, Figure::Exact(_));
            if exact(unfavourable) && exact(favourable) {
                let band = base.band();
                let text = format!(
                    "neutral is left out beside two exact classes, so it is at most {band}"
                );
                facts.implies(question.neutral(), None, Some(band), &text);
            }
        }
        _ => {}
    }
    the_mean(&mut facts, question, mean, base, points.is_some());
    Some(facts)
}

/// The number of answers, exact or as a bound, of a cell that has at least so many under a policy against so many.
pub fn numbers(
    facts: &mut Facts,
    question: &Question,
    base: Figure,
    (fewest, coalition): (u32, u32),
) -> Base {
    let n = whole(value(base));
    let shown = u32::try_from(n).unwrap_or(u32::MAX);
    match base {
        Figure::Exact(_) => {
            let text = format!("{n} answers");
            facts.says(question.answered(), Some(n), Some(n), &text);
            Base {
                least: shown,
                most: shown,
                coalition,
            }
        }
        Figure::AtMost(_) | Figure::AtLeast(_) => {
            let text = format!("at most {n} answers");
            facts.says(question.answered(), None, Some(n), &text);
            let least = fewest.min(shown);
            let text = format!("a cell of this kind has at least {least} answers");
            facts.implies(question.answered(), Some(i64::from(least)), None, &text);
            Base {
                least,
                most: shown,
                coalition,
            }
        }
    }
}

fn every_point(facts: &mut Facts, question: &Question, points: &[Figure]) {
    for (at, point) in points.iter().enumerate() {
        let Some(class) = question.classes.get(at) else {
            continue;
        };
        let text = format!("{}: {}", class.name, words(*point));
        exactly_or_bound(facts, &class.weights, *point, &text);
    }
}

fn exactly_or_bound(facts: &mut Facts, weights: &[i64], figure: Figure, text: &str) {
    let x = whole(value(figure));
    let (low, high) = match figure {
        Figure::Exact(_) => (Some(x), Some(x)),
        Figure::AtLeast(_) => (Some(x), None),
        Figure::AtMost(_) => (None, Some(x)),
    };
    facts.says(weights.to_vec(), low, high, text);
}

/// A count of a class. `banded`: the rules would show it as a bound near nobody and near everybody.
pub fn count(
    facts: &mut Facts,
    question: &Question,
    weights: &[i64],
    name: &str,
    proportion: &Proportion,
    base: Base,
    banded: bool,
) {
    let text = format!("{name}: {}", words(proportion.count));
    exactly_or_bound(facts, weights, proportion.count, &text);
    let x = whole(value(proportion.count));
    let others = question.others(weights);
    let band = base.band();
    match proportion.count {
        Figure::Exact(_) => {
            let near_all = x + band >= i64::from(base.most);
            if (banded && x <= band) || near_all {
                facts
                    .broken
                    .push(format!("{text} is exact, where the rules show a bound"));
            } else {
                let more = band + 1;
                let text = format!("{name} is exact, so at least {more} answered something else");
                facts.implies(others, Some(more), None, &text);
            }
        }
        Figure::AtLeast(_) => {
            let text =
                format!("{name} is a lower bound, so at most {band} answered something else");
            facts.implies(others, None, Some(band), &text);
            told(facts, question, base, |n| i64::from(n) - band == x, name);
        }
        Figure::AtMost(_) => {}
    }
    beyond_the_count(facts, question, weights, proportion, base, name);
}

/// A bound is made from the published number of answers if that is exact, else from the least of its kind: which one tells.
pub(crate) fn told(
    facts: &mut Facts,
    question: &Question,
    base: Base,
    made_from: impl Fn(u32) -> bool,
    name: &str,
) {
    if base.exact() {
        return;
    }
    let most = i64::from(base.most);
    match (made_from(base.most), made_from(base.least)) {
        (true, false) => {
            let text =
                format!("the bound of {name} is made from {most} answers, so all {most} answered");
            facts.implies(question.answered(), Some(most), None, &text);
        }
        (false, true) => {
            let text = format!(
                "the bound of {name} is not made from {most} answers, so somebody left it out"
            );
            facts.implies(question.answered(), None, Some(most - 1), &text);
        }
        _ => {}
    }
}

/// A published number as a whole number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "published counts were checked to be whole and small"
)]
pub fn whole(x: f64) -> i64 {
    x.round() as i64
}
