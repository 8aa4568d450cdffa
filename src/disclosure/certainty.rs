//! Rule R1 by enumeration: whether the display function by itself, of one group alone, ever makes a few who lay their answers together certain of
//! what all the others answered.
//!
//! Source: rule R1 and the last paragraph of section 3 of the design page. Every vector of `n` answers on `m` points is put through the very
//! function that displays them. Vectors that look alike are what a reader cannot tell apart. Of `j` people with given answers, the answers that
//! anybody else may have given are what is left in any of those vectors when theirs are taken out; if all of that is in one class, they know.
//! Whoever is outside knows less: if all but `j` are certainly of a class, the `j` that may be out of it know that of all others.
//!
//! # Invariants
//! - No copy of the display: what is looked at is what [`super::figures`] makes. A change there is found here, or at the next launch.
//! - From 20 answers on a rating shows every point unless a class has nearly everybody; that is looked at question by question by the audit. So
//!   ratings are gone through up to 19 answers, and everything else, shown from 20 on, at the fewest answers it is shown for.

use std::collections::BTreeMap;
use std::fmt;

use crate::instrument::Instrument;

use super::aspect::{Aspect, aspects};
use super::audit::question::Role;
use super::display::Base;
use super::document::{Figure, Figures, Shown};
use super::ends::Ends;
use super::figures::{Told, figures, told};
use super::policy::{Policy, PolicyFault};
use super::primary::{Detail, FULL, floor};
use super::tabulate::Measure;

/// The answers of a choice that can play a part: the one asked about, those of two people who know their own, and another. Options
/// are shown alike, so more of them tell no more.
const OPTIONS: usize = 4;

/// A display that gives people away by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The answers, the highest first: points or numbers of options, from 1.
    pub answers: Vec<usize>,
    /// What would be shown of them.
    pub shown: String,
    /// The answers of those who lay theirs together.
    pub own: Vec<usize>,
    /// What they then know of all others.
    pub others: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |answers: &[usize], between: &str| {
            let words: Vec<String> = answers.iter().map(ToString::to_string).collect();
            words.join(between)
        };
        let (own, know) = match self.own.as_slice() {
            [one] => (format!("one who knows the own answer, {one},"), "knows"),
            more => (
                format!(
                    "{} who know their own answers, {},",
                    more.len(),
                    listed(more, " and ")
                ),
                "know",
            ),
        };
        write!(
            f,
            "{} answers {} would show {}, from which {own} {know} that all the others {}",
            self.answers.len(),
            listed(&self.answers, ","),
            self.shown,
            self.others
        )
    }
}

/// Displays of all vectors of so many answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::disclosure) struct Census {
    /// Different displays.
    pub(in crate::disclosure) displays: usize,
    /// Those from which anybody knows that all but so many as the coalition are of one class.
    pub(in crate::disclosure) outside: usize,
    /// Those from which some coalition of members knows that all others are of one class.
    pub(in crate::disclosure) inside: usize,
    /// Answers per category, the coalition's answers and the class (its place among `classes`), of the first of the latter.
    pub(in crate::disclosure) first: Option<(Vec<u32>, Vec<usize>, usize)>,
}

/// What looks alike.
struct Fibre {
    /// Per class, the fewest answers in it.
    fewest: Vec<u32>,
    /// Per coalition, the categories that the others' answers may be in; `None` while no vector has its answers.
    others: Vec<Option<u32>>,
}

/// Puts all vectors of `n` answers in `categories` through a display. `classes` are sets of categories, a bit for each.
pub(in crate::disclosure) fn census<K: Ord>(
    n: u32,
    categories: usize,
    classes: &[u32],
    coalition: u32,
    display: impl Fn(&[u32]) -> K,
) -> Census {
    let coalitions = coalitions(categories, coalition);
    let mut fibres: BTreeMap<K, Fibre> = BTreeMap::new();
    each(n, categories, &mut |vector| {
        let fibre = fibres.entry(display(vector)).or_insert_with(|| Fibre {
            fewest: vec![n; classes.len()],
            others: vec![None; coalitions.len()],
        });
        for (fewest, class) in fibre.fewest.iter_mut().zip(classes) {
            let inside = vector
                .iter()
                .enumerate()
                .filter(|(at, _)| class >> at & 1 == 1);
            *fewest = inside.map(|(_, count)| *count).sum::<u32>().min(*fewest);
        }
        for (others, own) in fibre.others.iter_mut().zip(&coalitions) {
            if let Some(left) = without(vector, own) {
                *others = Some(others.unwrap_or(0) | left);
            }
        }
    });
    let known = |fibre: &Fibre| {
        fibre.others.iter().enumerate().find_map(|(at, others)| {
            let class = classes
                .iter()
                .position(|class| others.is_some_and(|left| left & !class == 0));
            Some((at, class?))
        })
    };
    let (mut outside, mut inside, mut first) = (0, 0, None);
    for (shown, fibre) in &fibres {
        outside += usize::from(fibre.fewest.iter().any(|fewest| fewest + coalition >= n));
        if let Some((at, class)) = known(fibre) {
            inside += 1;
            first.get_or_insert((shown, at, class));
        }
    }
    let first = first.and_then(|(shown, at, class)| {
        let own = coalitions.get(at)?.clone();
        let mut found = None;
        each(n, categories, &mut |vector| {
            if found.is_none() && without(vector, &own).is_some() && display(vector) == *shown {
                found = Some(vector.to_vec());
            }
        });
        Some((found?, own, class))
    });
    Census {
        displays: fibres.len(),
        outside,
        inside,
        first,
    }
}

/// All ways to choose so many categories, each as often as one likes, ascending.
fn coalitions(categories: usize, size: u32) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..size {
        let longer = all.iter().flat_map(|own: &Vec<usize>| {
            let from = own.last().copied().unwrap_or(0);
            (from..categories).map(move |next| [own.as_slice(), &[next]].concat())
        });
        all = longer.collect();
    }
    all
}

/// The categories that still have answers when these are taken out; `None` if they are not all there.
fn without(vector: &[u32], own: &[usize]) -> Option<u32> {
    let mut left = 0;
    let mut found = 0;
    for (at, count) in vector.iter().enumerate() {
        let mut taken = 0;
        for one in own {
            taken += u32::from(*one == at);
        }
        if taken > *count {
            return None;
        }
        found += taken;
        left |= u32::from(*count > taken) << at;
    }
    (found as usize == own.len()).then_some(left)
}

/// Calls for every way to spread `n` answers over so many categories.
fn each(n: u32, categories: usize, call: &mut impl FnMut(&[u32])) {
    fn fill(vector: &mut [u32], at: usize, left: u32, call: &mut impl FnMut(&[u32])) {
        let last = at + 1 == vector.len();
        for count in if last { left } else { 0 }..=left {
            if let Some(place) = vector.get_mut(at) {
                *place = count;
            }
            if last {
                call(vector);
            } else {
                fill(vector, at + 1, left - count, call);
            }
        }
    }
    if categories > 0 {
        fill(&mut vec![0; categories], 0, n, call);
    }
}

impl Policy {
    /// Whether nothing that this policy would show of this questionnaire gives anybody away by itself; the fault names the answers that do.
    pub fn fits(&self, instrument: &Instrument) -> Result<(), PolicyFault> {
        let ends = Ends::against(self.coalition());
        let mut seen = Vec::new();
        for item in instrument.items() {
            let Some(measure) = Measure::of(item) else {
                continue;
            };
            let fewest = self.minimum(item.sensitivity).max(floor(measure));
            if seen.contains(&(measure, fewest)) {
                continue;
            }
            seen.push((measure, fewest));
            if let Some(breach) = breach(measure, fewest, self.coalition(), ends) {
                return Err(PolicyFault::Betrays {
                    policy: self.name().to_owned(),
                    item: item.id.clone(),
                    breach: Box::new(breach),
                });
            }
        }
        Ok(())
    }
}

/// The first display that gives people away, of a question that is shown from `fewest` answers on.
pub(in crate::disclosure) fn breach(
    measure: Measure,
    fewest: u32,
    coalition: u32,
    ends: Ends,
) -> Option<Breach> {
    match measure {
        Measure::Points(points) => (fewest..FULL).find_map(|n| rating(points, n, coalition, ends)),
        Measure::Number { .. } => None,
        Measure::Single(options) => {
            let measure = Measure::Single(options.min(OPTIONS));
            choice(measure, fewest, coalition, ends)
        }
        Measure::Several(_) => choice(Measure::Several(1), fewest, coalition, ends),
        Measure::Ranks { places, .. } => {
            let measure = Measure::Ranks { options: 1, places };
            choice(measure, fewest, coalition, ends)
        }
        Measure::Recommendation => choice(measure, fewest, coalition, ends),
    }
}

/// The numbers of a display, for comparison.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::disclosure) enum Key {
    Numbers([(u8, u64); 4]),
    Every(Vec<u32>),
}

/// What a rating tells, to be compared.
pub(in crate::disclosure) fn key(told: Told, points: &[u32]) -> Key {
    let number = |figure: Figure| match figure {
        Figure::Exact(x) => (0, x.to_bits()),
        Figure::AtLeast(x) => (1, x.to_bits()),
        Figure::AtMost(x) => (2, x.to_bits()),
    };
    let none = (3, 0);
    match told {
        Told::Small { mean, favourable } => {
            Key::Numbers([number(mean), number(favourable), none, none])
        }
        Told::Classes {
            mean,
            unfavourable,
            neutral,
            favourable,
        } => Key::Numbers([
            number(mean),
            number(favourable),
            number(unfavourable),
            neutral.map_or(none, number),
        ]),
        Told::Every => Key::Every(points.to_vec()),
    }
}

fn rating(points: usize, n: u32, coalition: u32, ends: Ends) -> Option<Breach> {
    let kind = Aspect::Points {
        points,
        reverse: false,
    }
    .kind();
    let watched = kind
        .measures
        .iter()
        .filter(|measure| measure.role != Role::Sum);
    let (classes, names): (Vec<u32>, Vec<String>) = watched
        .map(|measure| {
            let words = match measure.role {
                Role::Favourable | Role::Unfavourable => format!("are {}", measure.name),
                _ => measure.name.replacen("answer", "answered", 1),
            };
            (bits(&measure.weights), words)
        })
        .unzip();
    let show = |vector: &[u32]| told(vector, Base::exact(n), false, Detail::of(n), ends);
    let display = |vector: &[u32]| key(show(vector), vector);
    let first = census(n, points, &classes, coalition, display).first?;
    let shown = match show(&first.0) {
        Told::Small { mean, favourable } => {
            format!(
                "a mean of {}, {} favourable",
                words(mean),
                words(favourable)
            )
        }
        Told::Classes {
            mean,
            unfavourable,
            favourable,
            ..
        } => format!(
            "a mean of {}, {} unfavourable and {} favourable",
            words(mean),
            words(unfavourable),
            words(favourable)
        ),
        Told::Every => "every point".to_owned(),
    };
    Some(described(first, shown, &names))
}

fn choice(measure: Measure, n: u32, coalition: u32, ends: Ends) -> Option<Breach> {
    aspects(measure, false).into_iter().find_map(|aspect| {
        let categories = aspect.kind().categories;
        // Of an option that was chosen or not, that nobody chose it may be told from 20 answers on.
        let watched = match aspect {
            Aspect::Option(_) | Aspect::Place { .. } | Aspect::Top(_) => 1..2,
            _ => 0..categories,
        };
        let classes: Vec<u32> = watched.clone().map(|category| 1 << category).collect();
        let names: Vec<String> = watched
            .map(|category| format!("chose {}", category + 1))
            .collect();
        let show = |vector: &[u32]| {
            let counts = aspect.counts(measure, vector);
            figures(measure, false, &counts, Detail::Full, None, None, ends)
        };
        let display = |vector: &[u32]| aspect.shown(&show(vector)).0;
        let first = census(n, categories, &classes, coalition, display).first?;
        let shown = match show(&first.0) {
            Shown::Shown(figures) => listed(&figures),
            Shown::Hidden(_) => "nothing".to_owned(),
        };
        Some(described(first, shown, &names))
    })
}

/// The set of categories with a weight.
fn bits(weights: &[i64]) -> u32 {
    let set = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight != 0);
    set.fold(0, |bits, (at, _)| bits | 1 << at)
}

fn described(
    (vector, own, class): (Vec<u32>, Vec<usize>, usize),
    shown: String,
    names: &[String],
) -> Breach {
    let answers = vector.iter().enumerate().rev();
    Breach {
        answers: answers
            .flat_map(|(at, count)| (0..*count).map(move |_| at + 1))
            .collect(),
        shown,
        own: own.iter().map(|at| at + 1).collect(),
        others: names[class].clone(),
    }
}

fn words(figure: Figure) -> String {
    match figure {
        Figure::Exact(x) => format!("{x}"),
        Figure::AtLeast(x) => format!("at least {x}"),
        Figure::AtMost(x) => format!("at most {x}"),
    }
}

/// The counts of a choice.
fn listed(figures: &Figures) -> String {
    let counts: Vec<Figure> = match figures {
        Figures::Options(options) => options.iter().map(|option| option.count).collect(),
        Figures::Ranking(ranked) => ranked
            .iter()
            .flat_map(|one| one.places.iter().copied().chain([one.top.count]))
            .collect(),
        Figures::Recommendation {
            detractors,
            passives,
            promoters,
            ..
        } => vec![detractors.count, passives.count, promoters.count],
        _ => Vec::new(),
    };
    let counts: Vec<String> = counts.into_iter().map(words).collect();
    counts.join(", ")
}
