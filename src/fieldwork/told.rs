//! What may be told of the response of all groups of a survey together.
//!
//! A total beside the figures of its parts tells of the parts: a band and an exact total give the exact number of a small group, and a
//! total with all groups but one person gives that person. Each part (a group that is shown, or whoever belongs to a group and to none
//! inside it) has a range of numbers that its own figure leaves open. Invariant: a total is told only where it leaves every small part
//! its whole range, and every large one neither nobody nor everybody; and that a total is not told leaves as much.

use crate::base::GroupTree;

use super::response::EXACT_FROM;
use super::{Response, ShownResponse};

/// What is open about a group when all told so far is known.
#[derive(Default)]
struct Open {
    /// Fewest and most answers of each part.
    parts: Vec<(u32, u32)>,
    /// Something inside is withheld because of its number, so that no total around it may be told.
    held: bool,
}

/// What may be told of each group, given how many answered in it and everything below it; nothing of a group without invitations.
pub fn told(groups: &GroupTree, answered: &[u32], minimum: u32) -> Vec<ShownResponse> {
    let all = groups.groups();
    let mut told = vec![ShownResponse::Hidden; all.len()];
    let mut open: Vec<Open> = Vec::new();
    open.resize_with(all.len(), Open::default);
    // Children stand after their parents.
    for (index, group) in all.iter().enumerate().rev() {
        let number = answered.get(index).copied().unwrap_or(0);
        let Some(response) = Response::new(group.invited, number) else {
            continue;
        };
        let mut here = Open::default();
        let (mut inside, mut shown) = (0, false);
        for child in groups.children(index) {
            inside += all.get(child).map_or(0, |child| child.invited);
            shown |= !matches!(told.get(child), Some(ShownResponse::Hidden) | None);
            if let Some(child) = open.get(child) {
                here.parts.extend(&child.parts);
                here.held |= child.held;
            }
        }
        let own = group.invited.saturating_sub(inside);
        if shown {
            here.parts.extend((own > 0).then_some((0, own)));
            told[index] = here.total(response);
            if matches!(told[index], ShownResponse::Rate(_)) {
                here.parts = vec![(number, number)];
            }
        } else {
            told[index] = response.shown(minimum);
            here.parts = vec![response.range(minimum)];
        }
        open[index] = here;
    }
    told
}

impl Open {
    /// What may be told of the total of these parts.
    fn total(&mut self, response: Response) -> ShownResponse {
        let number = response.answered();
        let least: u32 = self.parts.iter().map(|part| part.0).sum();
        let most: u32 = self.parts.iter().map(|part| part.1).sum();
        // Each part of fewer than ten could lie anywhere in its range, wherever the others lie in theirs.
        let room = self
            .parts
            .iter()
            .map(|part| (part.1 - part.0).min(EXACT_FROM - 1))
            .max();
        let room = room.unwrap_or(0);
        if self.held || response.invited() < EXACT_FROM {
            return ShownResponse::Withheld;
        }
        // Where there is hardly ever room, none is made: then withholding tells nothing.
        if room > 0 && most - least <= 4 * room {
            return ShownResponse::Withheld;
        }
        if room == 0 || (least + room < number && number + room < most) {
            return ShownResponse::Rate(response.rate());
        }
        self.held = true;
        ShownResponse::Withheld
    }
}

#[cfg(test)]
#[path = "told_tests.rs"]
mod tests;
