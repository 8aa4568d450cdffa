//! What published choices, rankings and recommendations say. They are shown for 20 answers and more only.

use crate::forensics::intruder::document::{Cell, Figure, Figures, Ranked};
use crate::forensics::intruder::fact::{Facts, Question};
use crate::forensics::intruder::precision::{value, words};
use crate::forensics::intruder::rating::{count, numbers, whole};

/// Whether a table of options can only be one answer each, many answers each, or may be either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Options {
    /// One answer each.
    Single,
    /// Every option a question of its own.
    Several,
}

/// What the figures tell: options that were chosen as often as there are answers in every cell, or shown as "at most", are single choice.
pub fn options(cells: &[Cell]) -> Options {
    let mut single = false;
    for cell in cells {
        let (Some(base), Some(Figures::Options(options))) =
            (cell.base.shown(), cell.figures.shown())
        else {
            continue;
        };
        if options
            .iter()
            .any(|option| matches!(option.count, Figure::AtMost(_)))
        {
            return Options::Single;
        }
        if options
            .iter()
            .all(|option| matches!(option.count, Figure::Exact(_)))
        {
            let chosen: i64 = options
                .iter()
                .map(|option| whole(value(option.count)))
                .sum();
            if chosen != whole(value(*base)) {
                return Options::Several;
            }
            single = true;
        }
    }
    if single {
        Options::Single
    } else {
        Options::Several
    }
}

/// One answer each: all options of a cell.
pub fn single(
    question: &Question,
    base: Figure,
    figures: &Figures,
    coalition: u32,
) -> Option<Facts> {
    let shown = match figures {
        Figures::Options(options) => options.clone(),
        Figures::Recommendation {
            detractors,
            passives,
            promoters,
            ..
        } => {
            vec![*detractors, *passives, *promoters]
        }
        _ => return None,
    };
    let mut facts = Facts::default();
    let base = numbers(&mut facts, question, base, (20, coalition));
    let dominated = shown
        .iter()
        .any(|option| !matches!(option.count, Figure::Exact(_)));
    for (class, proportion) in question.classes.iter().zip(&shown) {
        count(
            &mut facts,
            question,
            &class.weights,
            &class.name,
            proportion,
            base,
            dominated,
        );
    }
    Some(facts)
}

/// Every option a question of its own: option `at` of a cell, as chosen or not.
pub fn several(
    question: &Question,
    base: Figure,
    figures: &Figures,
    coalition: u32,
    at: usize,
) -> Option<Facts> {
    let Figures::Options(options) = figures else {
        return None;
    };
    let (proportion, class) = (options.get(at)?, question.classes.first()?);
    let mut facts = Facts::default();
    let base = numbers(&mut facts, question, base, (20, coalition));
    count(
        &mut facts,
        question,
        &class.weights,
        &class.name,
        proportion,
        base,
        false,
    );
    Some(facts)
}

/// Option `at` of a ranking: its places, then "not among them".
pub fn ranked(
    question: &Question,
    base: Figure,
    figures: &Figures,
    coalition: u32,
    at: usize,
) -> Option<Facts> {
    let Figures::Ranking(options) = figures else {
        return None;
    };
    let Ranked { places, top } = options.get(at)?;
    let mut facts = Facts::default();
    let base = numbers(&mut facts, question, base, (20, coalition));
    for (class, place) in question.classes.iter().zip(places) {
        let text = format!("{}: {}", class.name, words(*place));
        let x = whole(value(*place));
        let (low, high) = match place {
            Figure::Exact(_) => (Some(x), Some(x)),
            Figure::AtLeast(_) => (Some(x), None),
            Figure::AtMost(_) => (None, Some(x)),
        };
        facts.says(class.weights.clone(), low, high, &text);
        if matches!(place, Figure::AtLeast(_)) {
            let band = base.band();
            let text = format!(
                "{} is a lower bound, so at most {band} did otherwise",
                class.name
            );
            facts.implies(question.others(&class.weights), None, Some(band), &text);
        }
    }
    let mut ranked = question.answered();
    if let Some(unranked) = ranked.get_mut(places.len()) {
        *unranked = 0;
    }
    count(
        &mut facts,
        question,
        &ranked,
        "ranked at all",
        top,
        base,
        false,
    );
    Some(facts)
}
