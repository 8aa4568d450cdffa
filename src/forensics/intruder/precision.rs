//! What shares and intervals say beyond the count they belong to: a percentage with decimals is an exact count, an interval can be turned
//! round.

use std::collections::BTreeSet;

use crate::forensics::intruder::document::{Figure, Interval, Proportion};
use crate::forensics::intruder::fact::{Facts, Question};

/// The standard normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;

/// Shares and ends of intervals are published to six decimals; outward rounding can take a whole unit.
const UNIT: f64 = 1.5e-6;

/// Number of answers of a cell as it is published: exact, or from `least` to `most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// At least.
    pub least: u32,
    /// What is published.
    pub most: u32,
    /// So many who lay their answers together the rules hold against: decides where bounds begin.
    pub coalition: u32,
}

impl Base {
    /// Whether it is exact.
    pub fn exact(self) -> bool {
        self.least == self.most
    }

    /// A count within this of nobody or everybody is a bound.
    pub fn band(self) -> i64 {
        i64::from(self.coalition) + 1
    }

    /// A sum of answers on so many points within this of an end makes the mean a bound.
    pub fn cap(self, points: i64) -> i64 {
        ((2 * i64::from(self.coalition) + 1) * (points - 1) + 1) / 2
    }
}

/// Adds what share and interval of a proportion say, if it is more than its count says.
pub fn beyond_the_count(
    facts: &mut Facts,
    question: &Question,
    weights: &[i64],
    proportion: &Proportion,
    base: Base,
    name: &str,
) {
    let pairs = counts_allowed(proportion.count, base);
    if !same(proportion.share, expected_share(proportion.count, base)) {
        let fits = |(count, n): &(u32, u32)| {
            let exact = f64::from(*count) / f64::from((*n).max(1));
            let width = tolerance(value(proportion.share));
            match proportion.share {
                Figure::Exact(share) => (exact - share).abs() <= width,
                Figure::AtLeast(share) => exact >= share - width,
                Figure::AtMost(share) => exact <= share + width,
            }
        };
        let text = format!("{name}: its share is {}", words(proportion.share));
        let kept: Vec<(u32, u32)> = pairs.iter().copied().filter(fits).collect();
        add(facts, question, weights, &kept, &text);
        if kept.is_empty() {
            facts
                .broken
                .push(format!("{text}, which does not fit its count"));
        }
        narrowed(facts, &pairs, &kept, &text);
    }
    let (low, high) = match proportion.count {
        Figure::Exact(x) => (x, x),
        Figure::AtLeast(x) => (x, f64::from(base.most)),
        Figure::AtMost(x) => (0.0, x),
    };
    let shown = f64::from(base.most.max(1));
    let near =
        |a: Interval, b: Interval| (a.low - b.low).abs() <= UNIT && (a.high - b.high).abs() <= UNIT;
    let expected = Interval {
        low: wilson(low, shown).low,
        high: wilson(high, shown).high,
    };
    if !near(proportion.interval, expected) {
        let turned = |(count, n): &(u32, u32)| {
            near(
                proportion.interval,
                wilson(f64::from(*count), f64::from((*n).max(1))),
            )
        };
        let kept: Vec<(u32, u32)> = pairs.iter().copied().filter(turned).collect();
        let text = format!(
            "{name}: the interval {} to {} is that of one count alone",
            proportion.interval.low, proportion.interval.high
        );
        add(facts, question, weights, &kept, &text);
        narrowed(facts, &pairs, &kept, &text);
    }
}

/// A figure that by itself leaves fewer counts than the count beside it says more than the rules would show.
fn narrowed(facts: &mut Facts, pairs: &[(u32, u32)], kept: &[(u32, u32)], text: &str) {
    let counts = |pairs: &[(u32, u32)]| pairs.iter().map(|p| p.0).collect::<BTreeSet<_>>().len();
    if (1..counts(pairs)).contains(&counts(kept)) {
        facts
            .broken
            .push(format!("{text}, which says more than the count beside it"));
    }
}

fn add(facts: &mut Facts, question: &Question, weights: &[i64], kept: &[(u32, u32)], text: &str) {
    let counts = kept.iter().map(|pair| i64::from(pair.0));
    let bases = kept.iter().map(|pair| i64::from(pair.1));
    if let (Some(low), Some(high)) = (counts.clone().min(), counts.max()) {
        facts.says(weights.to_vec(), Some(low), Some(high), text);
    }
    if let (Some(low), Some(high)) = (bases.clone().min(), bases.max()) {
        facts.says(question.answered(), Some(low), Some(high), text);
    }
}

/// Counts with numbers of answers that the published count allows; only for bases that a person could run through.
fn counts_allowed(count: Figure, base: Base) -> Vec<(u32, u32)> {
    if base.most > 2_000 || (!base.exact() && base.most > 100) {
        return Vec::new();
    }
    let fits = |c: u32| match count {
        Figure::Exact(x) => (f64::from(c) - x).abs() < 0.5,
        Figure::AtLeast(x) => f64::from(c) >= x,
        Figure::AtMost(x) => f64::from(c) <= x,
    };
    (base.least..=base.most)
        .flat_map(|n| (0..=n).filter(|c| fits(*c)).map(move |c| (c, n)))
        .collect()
}

/// What the rules make of a count and a base.
fn expected_share(count: Figure, base: Base) -> Figure {
    let shown = f64::from(base.most.max(1));
    match count {
        Figure::Exact(x) if base.exact() => Figure::Exact(x / shown),
        Figure::Exact(x) | Figure::AtLeast(x) => Figure::AtLeast(x / shown),
        Figure::AtMost(x) => Figure::AtMost((x / f64::from(base.least.max(1))).min(1.0)),
    }
}

fn same(a: Figure, b: Figure) -> bool {
    let kind = |figure| match figure {
        Figure::Exact(_) => 0,
        Figure::AtLeast(_) => 1,
        Figure::AtMost(_) => 2,
    };
    kind(a) == kind(b) && (value(a) - value(b)).abs() <= UNIT
}

/// The number in a figure.
pub fn value(figure: Figure) -> f64 {
    let (Figure::Exact(x) | Figure::AtLeast(x) | Figure::AtMost(x)) = figure;
    x
}

/// A figure in words.
pub fn words(figure: Figure) -> String {
    match figure {
        Figure::Exact(x) => format!("{x}"),
        Figure::AtLeast(x) => format!("at least {x}"),
        Figure::AtMost(x) => format!("at most {x}"),
    }
}

/// Half a unit of the last decimal that is written.
pub fn tolerance(x: f64) -> f64 {
    let written = format!("{x}");
    let decimals = written.split_once('.').map_or(0, |(_, d)| d.len());
    match decimals {
        0 => 1e-9,
        1..6 => 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(6)) + 1e-9,
        _ => UNIT,
    }
}

/// Wilson's 95 % interval of a share.
fn wilson(count: f64, n: f64) -> Interval {
    let p = count / n;
    let z2 = Z * Z / n;
    let centre = (p + z2 / 2.0) / (1.0 + z2);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt() / (1.0 + z2);
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}
