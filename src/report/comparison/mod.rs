//! A group held against something else, scale by scale: what it is part of, the survey that this one follows, figures from outside.
//!
//! ```text
//! documents ─ score: what is shown of a scale here and there ─ unchanged: is it the same scale? ─┬─ no ─► notes, with the reason
//!                                                                                                └─ yes ─ difference ─ claims ─ words
//! ```
//! Invariants:
//! - Everything follows from documents. Of a group nothing is used but what its cell displays; the spread is that of the whole.
//! - "Higher" and "lower" stand only where the interval leaves out zero and Holm's method over all scales of the comparison bears it.
//! - A bound gives a bound: nothing is said to the side that it leaves open.
//! - A number of answers that is shown as an upper bound counts as the fewest that what is shown of the items allows: the promised minimum,
//!   10 where three classes are shown. The interval of the score itself, in the release, takes the bound; so it may be narrower.
//!
//! Method: the standard error of a part against its whole is `sigma sqrt(1/n - 1/N)`, else `sqrt(s1^2/n1 + s2^2/n2)` with Satterthwaite's
//! degrees of freedom ([`crate::stats::borrowed_spread`]); of both waves the spreads that each published for its whole. The whole's spread
//! holds what groups differ by, so it is rather too large. Half a unit of every rounding is added to the interval. The smallest detectable
//! difference is that of 80 % power (non-central t) at the level that the first of all scales must pass by Holm's method (Scandinavian
//! Journal of Statistics 6, 1979); it holds where one scale differs, and where more do it is smaller. One family is one comparison: all
//! scales that both show, whatever they say.

#[cfg(test)]
mod claims;
mod difference;
mod notes;
mod paired;
mod score;
#[cfg(test)]
mod tests;
mod told;
mod unchanged;
mod words;

use std::collections::BTreeSet;

use crate::disclosure::document::{Figure, Interval, Mean};
use crate::instrument::scale::scored_items;
use crate::stats::borrowed_spread::{Judge, Spread};
use crate::stats::student_interval;

pub(super) use self::difference::ERROR;
use self::difference::LEVEL;
use self::notes::Left;
pub(super) use self::paired::Claimed;
use self::paired::{Paired, spread};
pub(super) use self::score::fewest;
use self::score::{Score, Told};
use self::unchanged::{Asked, unchanged};
use super::compose::Context;
use super::model::Block;
use super::outside::{Reference, ReferenceScale};
use super::overview::{Against, Comparison};
use super::sources::EarlierDocument;
use super::words::group_name;

/// All comparisons of the group, in reading order. What the notes of one have told, those of the next do not tell again.
pub(super) fn blocks(context: &Context<'_>) -> Vec<Block> {
    let changed = context
        .earlier
        .as_ref()
        .and_then(|earlier| change(context, earlier));
    let beside = context
        .outside
        .and_then(|reference| outside(context, reference));
    let all = changed.into_iter().chain(standing(context)).chain(beside);
    let mut told = BTreeSet::new();
    all.map(|mut found| {
        found.notes.retain(|note| told.insert(note.clone()));
        match found.against {
            Against::Earlier => Block::Change(found),
            Against::Whole | Against::Parent | Against::Outside => Block::Standing(found),
        }
    })
    .collect()
}

/// The group held against itself in the survey that this one follows; `None` for one that was not there then.
pub(super) fn change<'a>(
    context: &Context<'a>,
    earlier: &EarlierDocument<'a>,
) -> Option<Comparison> {
    let (focus, group) = (context.focus?, context.group()?);
    let groups = &earlier.release.groups;
    let place = groups.iter().position(|other| other.id == group.id)?;
    let then_group = groups.get(place)?;
    let survey = &earlier.release.survey;
    let day = |text: &str| {
        crate::base::Day::parse(text)
            .map_or_else(|| text.to_owned(), |day| day.written(context.lang))
    };
    let name = format!(
        "{} ({} – {})",
        survey.title.get(context.lang),
        day(&survey.opened),
        day(&survey.closed)
    );
    let mut paired = Paired::new(context, Against::Earlier, name);
    for (scale, code, label) in scales(context) {
        let there = |group| {
            let scales = earlier.instrument.scales();
            let then = scales.iter().position(|other| other.code == code)?;
            Some((
                then,
                score::score(earlier.instrument, earlier.release, then, group),
            ))
        };
        let Some(here) = paired.here(scale, label, focus) else {
            continue;
        };
        let Some((then, told)) = there(place) else {
            paired.leave(Left::New, label);
            continue;
        };
        let now = Asked {
            instrument: context.instrument,
            scale,
            group,
        };
        let then = Asked {
            instrument: earlier.instrument,
            scale: then,
            group: then_group,
        };
        let Some(told) = paired.there(told, label) else {
            continue;
        };
        if !unchanged(now, then) {
            paired.leave(Left::Changed, label);
            continue;
        }
        if here.items != told.items {
            paired.leave(Left::OtherItems, label);
            continue;
        }
        let whole_then = there(0).and_then(|(_, told)| spread(told));
        let judge = paired
            .spread(scale)
            .zip(whole_then)
            .and_then(|(now, then)| Judge::of_two((now, here.least), (then, told.least)).ok());
        paired.pair(label, here, told, judge);
    }
    paired.comparison(None)
}

/// The group held against what contains it: the whole, and the nearest shown group in between. Nothing for the whole itself.
pub(super) fn standing(context: &Context<'_>) -> Vec<Comparison> {
    let (Some(focus), Some(group)) = (context.focus, context.group()) else {
        return Vec::new();
    };
    if focus == 0 {
        return Vec::new();
    }
    let groups = &context.document.groups;
    let parent = context
        .counts_in(group)
        .and_then(|above| groups.iter().position(|other| other.id == above.id))
        .filter(|place| *place != 0 && *place != focus);
    let whole = part(context, focus, 0, Against::Whole);
    let parent = parent.and_then(|place| part(context, focus, place, Against::Parent));
    whole.into_iter().chain(parent).collect()
}

/// The group held against one that contains it.
fn part(context: &Context<'_>, focus: usize, place: usize, against: Against) -> Option<Comparison> {
    paired_with(context, focus, place, against)?
        .comparison(None)
        .filter(|found| !found.rows.is_empty())
}

/// What may be said of each scale of a part of the whole: no more and no less than its comparison with the whole says.
pub(super) fn against_the_whole<'a>(context: &Context<'a>, focus: usize) -> Vec<Claimed<'a>> {
    let paired = paired_with(context, focus, 0, Against::Whole);
    paired.map_or_else(Vec::new, |paired| paired.claimed())
}

/// What may be said of each scale of the whole, held against a line that is known: by the same rule, with its own spread. Of a bound nothing.
pub(super) fn against_a_line<'a>(context: &Context<'a>, line: f64) -> Vec<Claimed<'a>> {
    let mut paired = Paired::new(context, Against::Whole, String::new());
    for (scale, _, label) in scales(context) {
        let Told::Score(here) = score::score(context.instrument, context.document, scale, 0) else {
            continue;
        };
        let exact = matches!(here.mean.value, Figure::Exact(_));
        let judge = here
            .spread
            .filter(|_| exact)
            .and_then(|spread| Judge::of_one((spread, here.least)).ok());
        let there = Score {
            mean: Mean {
                value: Figure::Exact(line),
                interval: None,
            },
            least: u32::MAX,
            most: u32::MAX,
            rounding: 0.0,
            spread: None,
            items: here.items.clone(),
        };
        paired.pair(label, here, there, judge);
    }
    paired.claimed()
}

fn paired_with<'c, 'a>(
    context: &'c Context<'a>,
    focus: usize,
    place: usize,
    against: Against,
) -> Option<Paired<'c, 'a>> {
    let name = group_name(context.lang, context.document.groups.get(place)?);
    let mut paired = Paired::new(context, against, name.to_owned());
    for (scale, _, label) in scales(context) {
        let (Told::Score(here), Told::Score(there)) = (
            score::score(context.instrument, context.document, scale, focus),
            score::score(context.instrument, context.document, scale, place),
        ) else {
            continue;
        };
        // Where everybody is in the group, it is held against itself.
        if here.least >= there.most {
            continue;
        }
        if here.items != there.items {
            paired.leave(Left::OtherItems, label);
            continue;
        }
        let judge = paired
            .spread(scale)
            .and_then(|spread| Judge::of_part(spread, here.least, there.most).ok());
        paired.pair(label, here, there, judge);
    }
    Some(paired)
}

/// The group held against figures from outside; `None` where no scale is in both.
pub(super) fn outside(context: &Context<'_>, reference: &Reference) -> Option<Comparison> {
    let focus = context.focus?;
    let name = format!(
        "{}, {}",
        reference.name().get(context.lang),
        reference.year()
    );
    let mut paired = Paired::new(context, Against::Outside, name);
    for (scale, code, label) in scales(context) {
        let Some(given) = reference.scale(code) else {
            continue;
        };
        let Told::Score(here) = score::score(context.instrument, context.document, scale, focus)
        else {
            continue;
        };
        let there = given_score(context, scale, given);
        if here.items != there.items {
            paired.leave(Left::OtherItems, label);
            continue;
        }
        let judge = paired
            .spread(scale)
            .zip(there.spread)
            .and_then(|(own, other)| Judge::of_two((own, here.least), (other, there.least)).ok());
        paired.pair(label, here, there, judge);
    }
    paired
        .comparison(Some(reference))
        .filter(|found| !found.rows.is_empty())
}

/// A score that somebody gave: of all items of the scale, and as exact as it is written.
fn given_score<'a>(context: &Context<'a>, scale: usize, given: &ReferenceScale) -> Score<'a> {
    let df = u64::from(given.answers.saturating_sub(1));
    let interval = student_interval(given.mean, given.sd, u64::from(given.answers), df, LEVEL);
    Score {
        mean: Mean {
            value: Figure::Exact(given.mean),
            interval: interval.map(|found| {
                let cut = found.cut(0.0, 100.0);
                Interval {
                    low: cut.low,
                    high: cut.high,
                }
            }),
        },
        least: given.answers,
        most: given.answers,
        rounding: 0.0,
        spread: Some(Spread { sd: given.sd, df }),
        items: scored_items(context.instrument, scale)
            .map(|(_, item)| item.id.as_str())
            .collect(),
    }
}

/// The scales that have a score: index, code, name.
fn scales<'a>(context: &Context<'a>) -> impl Iterator<Item = (usize, &'a str, &'a str)> {
    let (instrument, lang) = (context.instrument, context.lang);
    instrument
        .scales()
        .iter()
        .enumerate()
        .filter(|(index, _)| scored_items(instrument, *index).next().is_some())
        .map(move |(index, scale)| (index, scale.code.as_str(), scale.label.get(lang)))
}
