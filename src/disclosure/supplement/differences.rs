//! Where a policy asks of differences more answers than of groups: what may be worked out from the groups and cuts shown.
//!
//! A group is shown from the minimum on, so a shown group that is smaller than a difference may be is no fault. A set that follows is judged
//! without the shown groups that lie whole in it, for what is left of it follows as well. So it is enough to look at sets in which no whole
//! shown group lies: of each small shown group at least one part is not in them. The search is made once for every choice of such parts,
//! those chosen counting as too large.
//!
//! # Invariants
//! - Answers are not read, only numbers of them.
//! - Exact: `true` says that there is no such set. A search that was not finished, or too many choices, counts as `false`.

use crate::disclosure::structure::classes::Classes;
use crate::disclosure::structure::incidence::{Group, Incidence, IncidenceFault};
use crate::disclosure::structure::small_set::{self, Search};

/// Choices at most. A small group that no cut parts has one; few are parted, into few parts.
const CHOICES: u32 = 256;

/// Whether from the groups shown, given by their strata, nothing of fewer than `remainder` answers can be worked out but groups shown and such as
/// are put together of them; `answers` per stratum, so many steps for each search.
pub(in crate::disclosure) fn leave_enough(
    shown: &[&[usize]],
    answers: &[u32],
    remainder: u32,
    budget: u64,
) -> bool {
    let Ok((incidence, classes)) = classes_of(shown, answers) else {
        return false;
    };
    let sizes = classes.groups().iter().zip(classes.group_answers());
    let small = sizes.filter(|(_, answers)| **answers < u64::from(remainder));
    let mut hunt = Hunt {
        incidence: &incidence,
        answers,
        small: small.map(|(rows, _)| rows.as_slice()).collect(),
        raised: vec![false; classes.rows()],
        classes: &classes,
        remainder,
        budget,
        choices: CHOICES,
    };
    hunt.finds_nothing()
}

/// The groups shown, and the classes of strata that they tell apart.
pub(in crate::disclosure) fn classes_of(
    shown: &[&[usize]],
    answers: &[u32],
) -> Result<(Incidence, Classes), IncidenceFault> {
    let groups = (0_u64..).zip(shown).map(|(id, atoms)| Group {
        id,
        priority: 0,
        family: None,
        atoms: atoms.to_vec(),
    });
    let incidence = Incidence::new(answers.len(), groups.collect())?;
    let classes = Classes::new(&incidence, answers)?;
    Ok((incidence, classes))
}

struct Hunt<'a> {
    incidence: &'a Incidence,
    answers: &'a [u32],
    classes: &'a Classes,
    /// The classes of each shown group that is smaller than a difference may be.
    small: Vec<&'a [usize]>,
    /// Classes that are not in the sets looked for.
    raised: Vec<bool>,
    remainder: u32,
    budget: u64,
    /// How many more choices are looked at.
    choices: u32,
}

impl Hunt<'_> {
    /// For every choice of a class of each small group that has none chosen yet.
    fn finds_nothing(&mut self) -> bool {
        let whole = |rows: &&&[usize]| rows.iter().all(|row| !self.raised[*row]);
        let Some(rows) = self.small.iter().find(whole).copied() else {
            return self.search().is_ok_and(|found| found == Search::None);
        };
        rows.iter().all(|row| {
            self.raised[*row] = true;
            let nothing = self.finds_nothing();
            self.raised[*row] = false;
            nothing
        })
    }

    fn search(&mut self) -> Result<Search<small_set::Contrast>, IncidenceFault> {
        let Some(left) = self.choices.checked_sub(1) else {
            return Ok(Search::Unknown);
        };
        self.choices = left;
        let mut answers = self.answers.to_vec();
        for row in (0..self.raised.len()).filter(|row| self.raised[*row]) {
            for atom in self.classes.atoms_of(&[row]) {
                answers[atom] = answers[atom].max(self.remainder);
            }
        }
        let classes = Classes::new(self.incidence, &answers)?;
        let all = vec![true; self.incidence.groups().len()];
        let most = u64::from(self.remainder).saturating_sub(1);
        Ok(small_set::all(&classes, &all, most, self.budget))
    }
}

#[cfg(test)]
mod tests {
    use super::leave_enough;
    use crate::base::Entropy;
    use crate::disclosure::tests::linear::System;

    /// By going through all sets of strata.
    fn expected(shown: &[Vec<usize>], answers: &[u32], remainder: u32) -> bool {
        let row = |is_in: &dyn Fn(usize) -> bool| -> Vec<u64> {
            (0..answers.len()).map(|at| u64::from(is_in(at))).collect()
        };
        let mut system = System::default();
        for atoms in shown {
            system.add(row(&|at| atoms.contains(&at)));
        }
        (1_u32..1 << answers.len()).all(|set| {
            let is_in = |at: usize| set & (1 << at) != 0;
            let n: u32 = (0..answers.len())
                .filter(|at| is_in(*at))
                .map(|at| answers[at])
                .sum();
            let whole = shown.iter().any(|atoms| atoms.iter().all(|at| is_in(*at)));
            n >= remainder || whole || !system.gives(row(&is_in))
        })
    }

    #[test]
    fn what_may_follow_is_what_going_through_all_sets_finds() {
        let mut entropy = Entropy::seeded(11);
        let (mut safe_with_small, mut unsafe_beyond, mut parted) = (0, 0, 0);
        for _ in 0..2_000 {
            let strata = 3 + entropy.below(4);
            let answers: Vec<u32> = (0..strata)
                .map(|_| 5 + u32::try_from(entropy.below(6)).unwrap())
                .collect();
            let mut shown: Vec<Vec<usize>> = vec![(0..strata).collect()];
            for _ in 0..=entropy.below(4) {
                let group: Vec<usize> = (0..strata).filter(|_| entropy.below(2) == 0).collect();
                if !group.is_empty() && !shown.contains(&group) {
                    shown.push(group);
                }
            }
            let remainder = 8 + u32::try_from(entropy.below(12)).unwrap();
            let sets: Vec<&[usize]> = shown.iter().map(Vec::as_slice).collect();
            let safe = leave_enough(&sets, &answers, remainder, 200_000);
            let told = expected(&shown, &answers, remainder);
            assert_eq!(safe, told, "{shown:?} {answers:?} {remainder}");
            let size = |group: &Vec<usize>| group.iter().map(|at| answers[*at]).sum::<u32>();
            let small = |group: &&Vec<usize>| size(group) < remainder;
            safe_with_small += usize::from(safe && shown.iter().any(|group| small(&group)));
            unsafe_beyond += usize::from(!safe);
            parted += usize::from(safe && shown.iter().filter(small).any(|group| group.len() > 1));
        }
        // Small groups alone refuse nothing, not even those of several parts; differences do.
        assert!(
            safe_with_small > 100 && unsafe_beyond > 100 && parted > 20,
            "{safe_with_small} {unsafe_beyond} {parted}"
        );
    }
}
