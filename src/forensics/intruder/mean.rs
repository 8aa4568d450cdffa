//! What a published mean says of the sum of points: what rounds to it, that it was not capped or was, and a finer mean inside its interval.

use crate::forensics::intruder::document::{Figure, Mean};
use crate::forensics::intruder::fact::{ClassKind, Facts, Question};
use crate::forensics::intruder::precision::{Base, value, words};
use crate::forensics::intruder::rating::{told, whole};

/// The facts of the mean of a rating; `full`: of a cell that shows every point, where it has two decimals and is never a bound.
pub(crate) fn the_mean(
    facts: &mut Facts,
    question: &Question,
    mean: &Mean,
    base: Base,
    full: bool,
) {
    let m = i64::try_from(question.categories).unwrap_or(5);
    let cap = base.cap(m);
    let Some(sum) = question
        .class(ClassKind::Sum)
        .map(|class| class.weights.clone())
    else {
        return;
    };
    let answered = question.answered();
    let line = |s: i64, n: i64| -> Vec<i64> {
        sum.iter()
            .zip(&answered)
            .map(|(score, one)| s * score + n * one)
            .collect()
    };
    let text = format!("mean {}", words(mean.value));
    let unit = if full { 100 } else { 10 };
    let scaled = whole(value(mean.value) * unit as f64);
    if (value(mean.value) * unit as f64 - scaled as f64).abs() > 1e-6 {
        let text = format!("{text} has more decimals than the rules show");
        facts.broken.push(text);
    }
    match mean.value {
        Figure::Exact(shown) => {
            let rounds = |s: i64, n: u32| {
                let unit = unit as f64;
                ((s as f64 / f64::from(n) * unit).round() / unit - shown).abs() < 1e-9
            };
            if base.exact() && base.most > 0 {
                let n = i64::from(base.most);
                let mut fits = (n..=m * n).filter(|s| rounds(*s, base.most));
                let low = fits.next();
                let high = fits.next_back().or(low);
                if let (Some(low), Some(high)) = (low, high) {
                    let text = if low == high {
                        format!("{text}, so the points sum to {low}")
                    } else {
                        format!("{text}, so the points sum to {low} to {high}")
                    };
                    facts.says(sum.clone(), Some(low), Some(high), &text);
                } else {
                    facts
                        .broken
                        .push(format!("{text}: no sum of {n} answers rounds to it"));
                }
            } else {
                // Half a unit off is rounded away from zero, but for what floating point makes of it: tried out.
                let tie = |half: i64| {
                    base.most > 500
                        || (base.least..=base.most).any(|n| {
                            let twice = (2 * scaled + half) * i64::from(n);
                            twice % (2 * unit) == 0 && rounds(twice / (2 * unit), n)
                        })
                };
                let low = i64::from(!tie(-1));
                let high = -i64::from(!tie(1));
                let half = 0.5 / unit as f64;
                let decimals = if full { 3 } else { 2 };
                let least = format!("{text}, so at least {:.decimals$} a person", shown - half);
                let most = format!("{text}, so at most {:.decimals$} a person", shown + half);
                facts.says(line(2 * unit, 1 - 2 * scaled), Some(low), None, &least);
                facts.says(line(2 * unit, -1 - 2 * scaled), None, Some(high), &most);
            }
            if !full {
                let allowed = (base.least..=base.most).any(|n| {
                    let k = i64::from(n);
                    (k + cap + 1..m * k - cap).any(|s| rounds(s, n))
                });
                if allowed {
                    let text = format!(
                        "{text} is exact, so the sum is at least {} from both ends",
                        cap + 1
                    );
                    facts.implies(line(1, -1), Some(cap + 1), None, &text);
                    facts.implies(line(-1, m), Some(cap + 1), None, &text);
                } else if base.most < 2_000 {
                    facts
                        .broken
                        .push(format!("{text} is exact, where the rules show a bound"));
                }
            }
            finer(facts, &sum, mean, base, m);
        }
        Figure::AtLeast(_) => {
            facts.says(line(unit, -scaled), Some(0), None, &text);
            let text = format!("{text} is a bound, so the sum is within {cap} of the most");
            facts.implies(line(-1, m), None, Some(cap), &text);
            let bound =
                |n: u32| whole((m as f64 - cap as f64 / f64::from(n.max(1))) * 10.0 - 0.499_999);
            told(facts, question, base, |n| bound(n) == scaled, "the mean");
        }
        Figure::AtMost(_) => {
            facts.says(line(unit, -scaled), None, Some(0), &text);
            let text = format!("{text} is a bound, so the sum is within {cap} of the least");
            facts.implies(line(1, -1), None, Some(cap), &text);
            let bound = |n: u32| whole((1.0 + cap as f64 / f64::from(n.max(1))) * 10.0 + 0.499_999);
            told(facts, question, base, |n| bound(n) == scaled, "the mean");
        }
    }
}

/// An interval round an exact mean has the mean in its middle: if that is not the one shown, it is a finer one.
fn finer(facts: &mut Facts, sum: &[i64], mean: &Mean, base: Base, m: i64) {
    let Some(interval) = mean.interval else {
        return;
    };
    if !base.exact() || interval.low <= 1.0 || interval.high >= m as f64 {
        return;
    }
    let middle = f64::midpoint(interval.low, interval.high);
    if (middle - value(mean.value)).abs() < 1e-3 {
        return;
    }
    let n = f64::from(base.most);
    let text = format!("the interval of the mean has its middle at {middle:.4}");
    let low = whole(((middle - 1.01e-4) * n).ceil());
    let high = whole(((middle + 1.01e-4) * n).floor());
    if low <= high {
        facts.says(sum.to_vec(), Some(low), Some(high), &text);
    }
}
