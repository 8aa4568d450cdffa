//! The checker: runs the publisher on every world of a certificate, compares byte by byte, and looks at every need again. No solver,
//! no search, no facts: a display that is not linear would be checked just as well.
//!
//! Invariants: a publication passes only if each block has worlds that publish exactly what is published and meet every need; counts that
//! one block gives to another as constants are the same in all its worlds, so that worlds of different blocks fit together.

use thiserror::Error;

use crate::disclosure::audit::block::split;
use crate::disclosure::audit::question::{Kind, Publisher, Question};
use crate::disclosure::audit::ranges::Ranges;
use crate::disclosure::audit::sheet::Sheet;
use crate::disclosure::audit::target::{Need, Origin, Rule, Target, Thresholds, needs};
use crate::disclosure::audit::world::{World, WorldFault};
use crate::disclosure::certificate::Entry;

/// Why a certificate does not prove a publication.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Blocks of the publication and of the certificate differ.
    #[error("block {0}: the certificate does not have it exactly once")]
    Missing(usize),
    /// A block that the publication does not have.
    #[error("block {0}: the publication has no such block")]
    Unknown(usize),
    /// Counts that are no answers of these people.
    #[error("block {block}, world {world}: {fault}")]
    Misfit {
        /// The block.
        block: usize,
        /// Which of its worlds.
        world: usize,
        /// What is wrong.
        fault: WorldFault,
    },
    /// A world that would have been published differently.
    #[error("block {block}, world {world}: group {group} would have been published differently")]
    Differs {
        /// The block.
        block: usize,
        /// Which of its worlds.
        world: usize,
        /// The group.
        group: usize,
    },
    /// Worlds that do not show what they should.
    #[error("block {block}: nothing shows that nobody can tell {what} ({origin:?})")]
    Unproven {
        /// The block.
        block: usize,
        /// Who.
        origin: Origin,
        /// Which rule.
        rule: Rule,
        /// What could be told.
        what: String,
    },
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Blocks.
    pub blocks: usize,
    /// Worlds published again.
    pub worlds: usize,
    /// Needs.
    pub needs: usize,
}

/// Checks one question.
pub fn check(
    sheet: &Sheet<'_>,
    thresholds: &Thresholds,
    publisher: &dyn Publisher,
    entries: &[Entry],
) -> Result<Checked, Refusal> {
    let blocks = split(sheet, thresholds);
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.block);
    if let Some(twice) = sorted
        .windows(2)
        .find(|pair| pair[0].block == pair[1].block)
    {
        return Err(Refusal::Missing(twice[0].block));
    }
    for entry in &sorted {
        if (blocks.questions)
            .binary_search_by_key(&entry.block, |block| block.key)
            .is_err()
        {
            return Err(Refusal::Unknown(entry.block));
        }
    }
    let mut checked = Checked::default();
    let mut pools: Vec<&[World]> = Vec::with_capacity(blocks.questions.len());
    for block in &blocks.questions {
        let found = sorted.binary_search_by_key(&block.key, |entry| entry.block);
        let entry = found.map_err(|_| Refusal::Missing(block.key))?;
        let worlds = &sorted[entry].worlds;
        checked.needs += prove(sheet, block, thresholds, publisher, worlds)?;
        checked.worlds += worlds.len();
        checked.blocks += 1;
        pools.push(worlds);
    }
    for (index, set) in blocks.spread.iter().enumerate() {
        let needs = set.needs(index, &sheet.kind, thresholds);
        if let Some(need) = needs
            .iter()
            .find(|need| !set.meets(need, &sheet.kind, &pools))
        {
            let block = set
                .parts
                .first()
                .map(|part| blocks.questions[part.block].key);
            return Err(unproven(
                block.unwrap_or_default(),
                &set.people,
                &sheet.kind,
                need,
            ));
        }
        checked.needs += needs.len();
    }
    Ok(checked)
}

/// Checks one block; the number of its needs.
fn prove(
    sheet: &Sheet<'_>,
    block: &Question,
    thresholds: &Thresholds,
    publisher: &dyn Publisher,
    worlds: &[World],
) -> Result<usize, Refusal> {
    if worlds.is_empty() {
        return Err(Refusal::Missing(block.key));
    }
    let mut ranges = Ranges::new(block);
    for (index, world) in worlds.iter().enumerate() {
        if let Some(fault) = world.misfit(block) {
            return Err(Refusal::Misfit {
                block: block.key,
                world: index,
                fault,
            });
        }
        for group in &block.groups {
            let counts = world.of(group, block.kind.categories);
            let exact = sheet.published[group.id]
                .as_ref()
                .and_then(|row| row.exact.as_ref());
            if publisher.publish(group.id, &counts) != group.shown
                || exact.is_some_and(|exact| *exact != counts)
            {
                return Err(Refusal::Differs {
                    block: block.key,
                    world: index,
                    group: group.id,
                });
            }
        }
        ranges.add(block, world);
    }
    let needs = needs(block, thresholds);
    if let Some(need) = needs.iter().find(|need| !ranges.meets(need)) {
        let target = &block.targets[need.target];
        return Err(unproven(block.key, target, &block.kind, need));
    }
    Ok(needs.len())
}

fn unproven(block: usize, target: &Target, kind: &Kind, need: &Need) -> Refusal {
    Refusal::Unproven {
        block,
        origin: target.origin,
        rule: need.rule,
        what: need.rule.words(&kind.measures[need.measure].name, target.n),
    }
}
