//! A block of the later of two waves, seen by whoever takes those who answered both times not to have changed: see [`super::wave`].
//!
//! Invariant: everything that the block publishes stays as it is; one row is added.

use crate::disclosure::audit::display::rating_facts;
use crate::disclosure::audit::question::{Group, Question, Shown};
use crate::disclosure::audit::target::{Origin, Target};
use crate::disclosure::audit::wave::{Side, Split};
use crate::disclosure::ends::Ends;

/// A block of the later publication, with one of its atoms divided into those who stayed and joined, and those who left beside them: what
/// the earlier figures say of the atom's group is one more row, and joiners and leavers are the only targets.
pub fn divided(block: &Question, atom: usize, before: &Side, split: Split, row: usize) -> Question {
    let mut question = block.clone();
    let (joined, left) = (question.n.len(), question.n.len() + 1);
    if let Some(n) = question.n.get_mut(atom) {
        *n = split.stayed;
    }
    question.n.extend([split.joined, split.left]);
    let beyond = question.atoms.iter().max().map_or(0, |last| last + 1);
    question.atoms.extend([beyond, beyond + 1]);
    for group in &mut question.groups {
        if group.atoms.contains(&atom) {
            group.atoms.push(joined);
        }
    }
    let nothing = vec![0; question.kind.categories];
    question.groups.push(Group {
        id: row,
        atoms: vec![atom, left],
        offset: nothing.clone(),
        n: before.n,
        facts: rating_facts(
            &before.display,
            before.level,
            before.n,
            &question.kind,
            Ends::against(1),
        ),
        shown: Shown(Vec::new()),
    });
    let target = |(at, n)| Target {
        origin: Origin::Atom(at),
        atoms: vec![at],
        offset: nothing.clone(),
        n,
        nobody: Vec::new(),
    };
    let moved = [(left, split.left), (joined, split.joined)];
    question.targets = moved.map(target).to_vec();
    question
}
