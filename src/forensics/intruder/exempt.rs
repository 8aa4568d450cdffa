//! What is no find of its own: what a large group publishes of everybody in it, and what a narrower class says as well.

use crate::forensics::intruder::fact::Question;
use crate::forensics::intruder::model::{Row, System};
use crate::forensics::intruder::set::Set;
use crate::forensics::intruder::verdict::{Kind, Pinned};

/// Whether a group of 20 or more that holds the set publishes that at most so many gave these answers.
pub(crate) fn published(system: &System, set: &Set, weights: &[i64], most: i64) -> bool {
    let rows = &system.rows;
    let covers = |row: &Row| {
        row.weights
            .iter()
            .zip(weights)
            .all(|(own, w)| *own >= 0 && (*w <= 0 || *own > 0))
    };
    let zero =
        |row: &&Row| !row.rule && row.high.is_some_and(|high| high <= most) && set.within(&row.set);
    let large = |at: &Set| {
        rows.iter().any(|row| {
            row.set == *at
                && row.low.is_some_and(|low| low >= 20)
                && row.weights.iter().all(|w| *w == 0 || *w == 1)
        })
    };
    // One row per point may say it, too.
    let over: Vec<&Row> = rows
        .iter()
        .filter(zero)
        .filter(|row| large(&row.set))
        .collect();
    over.iter().any(|row| covers(row))
        || most == 0
            && weights.iter().enumerate().all(|(category, w)| {
                *w <= 0
                    || over.iter().any(|row| {
                        row.weights
                            .iter()
                            .enumerate()
                            .all(|(at, own)| (*own > 0) == (at == category))
                    })
            })
}

/// Of the attributes of one set found from `from` on, drops those of which a narrower class says as much.
pub(crate) fn narrowest(finds: &mut Vec<Pinned>, from: usize, question: &Question) {
    let weights = |name: &str| {
        question
            .classes
            .iter()
            .find(|class| class.name == name)
            .map(|class| &class.weights)
    };
    let part = |a: &str, b: &str| match (weights(a), weights(b)) {
        (Some(a), Some(b)) => a != b && a.iter().zip(b).all(|(a, b)| a <= b),
        _ => false,
    };
    let here: Vec<(String, i64)> = finds[from..]
        .iter()
        .filter(|find| find.kind == Kind::Attribute)
        .map(|find| (find.class.clone(), find.value.0))
        .collect();
    let mut at = 0;
    finds.retain(|find| {
        at += 1;
        let narrower =
            |(class, least): &(String, i64)| part(class, &find.class) && *least >= find.value.0;
        at <= from || find.kind != Kind::Attribute || !here.iter().any(narrower)
    });
}
