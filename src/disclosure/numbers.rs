//! Numbers, such as days or meetings: whether the means and spreads shown tell that (nearly) all of some people gave the same, or (nearly) the
//! least or the most that there is.
//!
//! Method: mean, spread and number of answers give the sum and the sum of squares. So whoever subtracts groups from each other knows mean and
//! spread of what is left, too, and each set that follows must be far from unanimous, not only each group. A set consists of parts that no group
//! shown tells apart; where nearly all of it gave the same, so did nearly all of each part, and where it is near an end, so is each part. So it
//! is enough that no set follows which consists of such parts alone.
//!
//! # Invariants
//! - Where one does, or the search was not finished, a number is shown for the whole alone, or not at all: never is the one group left out of
//!   which it would be told, for its figures would follow from those around it.
//! - It is a search, and no proof by worlds: that people gave numbers which are not (nearly) the same, but few other ways give these moments, is
//!   not looked at.

use std::collections::BTreeMap;

use super::audit::frame::Frame;
use super::display::{Base, capped_mean, near_all};
use super::document::{Figure, Reason};
use super::ends::Ends;
use super::structure::classes::Classes;
use super::structure::incidence::IncidenceFault;
use super::structure::small_set::{Search, search};
use super::supplement::differences::classes_of;

/// Steps of the search: far above what a few groups of at least twenty need.
const BUDGET: u64 = 200_000;

/// Answers per value.
pub(in crate::disclosure) type Values = BTreeMap<i32, u32>;

/// Numbers of one question, as they stand in the strata.
pub(in crate::disclosure) struct Numbers<'a> {
    /// Groups over strata.
    pub(in crate::disclosure) frame: &'a Frame,
    /// Answers per value, per stratum.
    pub(in crate::disclosure) values: Vec<&'a Values>,
    /// The least and the most that could be given.
    pub(in crate::disclosure) range: (i32, i32),
    /// Where bounds begin.
    pub(in crate::disclosure) ends: Ends,
}

impl Numbers<'_> {
    /// Hides what must be hidden. `ids` says which group or cut stands at each place of the frame; `open` which of them are to go out. First all
    /// of these but the whole are hidden, then the whole.
    pub(in crate::disclosure) fn withhold(
        &self,
        ids: &[Option<usize>],
        open: impl Fn(usize) -> bool,
        hidden: &mut [Option<Reason>],
    ) {
        for keep_whole in [true, false] {
            let shown = (0..ids.len())
                .filter(|place| ids[*place].is_some_and(|id| hidden[id].is_none()))
                .map(|place| self.frame.groups()[place].as_slice());
            let shown: Vec<&[usize]> = shown.collect();
            if self.tells_nothing(&shown) {
                return;
            }
            for id in ids.iter().flatten().filter(|id| open(**id)) {
                if *id > 0 || !keep_whole {
                    hidden[*id].get_or_insert(Reason::LargerGroupsOnly);
                }
            }
        }
    }

    /// Whether of no set of people that follows from these groups it is told.
    fn tells_nothing(&self, shown: &[&[usize]]) -> bool {
        self.searched(shown)
            .is_ok_and(|found| found == Search::None)
    }

    fn searched(&self, shown: &[&[usize]]) -> Result<Search, IncidenceFault> {
        let mut n: Vec<u32> = self.values.iter().map(|values| answers(values)).collect();
        let (incidence, classes) = classes_of(shown, &n)?;
        let (near, far): (Vec<usize>, Vec<usize>) =
            (0..classes.rows()).partition(|row| self.is_near(&classes, *row));
        let most = classes.answers_in(&near);
        if most == 0 {
            return Ok(Search::None);
        }
        // The other parts count as too large to be in what is looked for.
        let large = u32::try_from(most).map_or(u32::MAX, |most| most.saturating_add(1));
        for atom in classes.atoms_of(&far) {
            n[atom] = n[atom].max(large);
        }
        let classes = Classes::new(&incidence, &n)?;
        Ok(search(&classes, &vec![true; shown.len()], most, BUDGET))
    }

    /// Whether nearly all of a part gave the same, or nearly the least or the most.
    fn is_near(&self, classes: &Classes, row: usize) -> bool {
        let mut all = Values::new();
        for atom in classes.atoms_of(&[row]) {
            for (value, count) in self.values[atom] {
                *all.entry(*value).or_default() += count;
            }
        }
        tells(&all, self.range, self.ends)
    }
}

/// Answers.
fn answers(values: &Values) -> u32 {
    values.values().sum()
}

/// Whether mean and spread of these would tell that nearly all gave the same, or nearly the least or the most.
pub(in crate::disclosure) fn tells(values: &Values, range: (i32, i32), ends: Ends) -> bool {
    let n = answers(values);
    let sum = values
        .iter()
        .map(|(value, count)| i64::from(*value) * i64::from(*count))
        .sum();
    let mean = capped_mean(Base::exact(n), sum, range, 2, ends);
    values.values().any(|count| near_all(*count, n, ends)) || !matches!(mean, Figure::Exact(_))
}

#[cfg(test)]
mod tests {
    use super::{Numbers, Values, tells};
    use crate::base::Entropy;
    use crate::disclosure::audit::frame::Frame;
    use crate::disclosure::document::Reason;
    use crate::disclosure::ends::Ends;
    use crate::disclosure::tests::linear::System;

    const RANGE: (i32, i32) = (0, 40);

    /// Strata of ten to fourteen people; in some of them nearly all gave the same, or nearly nothing.
    fn strata(entropy: &mut Entropy) -> Vec<Values> {
        let some = |entropy: &mut Entropy| {
            let n = 10 + entropy.below(5);
            let kind = entropy.below(4);
            let usual = i32::try_from(entropy.below(30)).unwrap();
            let mut values = Values::new();
            for person in 0..n {
                let drawn = i32::try_from(entropy.below(41)).unwrap();
                let value = match kind {
                    0 if person > 0 => usual,
                    1 => i32::from(person == 0),
                    _ => drawn,
                };
                *values.entry(value).or_default() += 1;
            }
            values
        };
        (0..3 + entropy.below(4)).map(|_| some(entropy)).collect()
    }

    fn joined(values: &[Values], is_in: impl Fn(usize) -> bool) -> Values {
        let mut all = Values::new();
        for stratum in (0..values.len()).filter(|stratum| is_in(*stratum)) {
            for (value, count) in &values[stratum] {
                *all.entry(*value).or_default() += count;
            }
        }
        all
    }

    /// Whether something is told of a set of strata that follows from these groups: every set is tried.
    fn told(groups: &[Vec<usize>], values: &[Values]) -> bool {
        let row = |is_in: &dyn Fn(usize) -> bool| -> Vec<u64> {
            (0..values.len()).map(|at| u64::from(is_in(at))).collect()
        };
        let mut system = System::default();
        for group in groups {
            system.add(row(&|at| group.contains(&at)));
        }
        (1_u32..1 << values.len()).any(|set| {
            let is_in = |at: usize| set & (1 << at) != 0;
            system.gives(row(&is_in)) && tells(&joined(values, is_in), RANGE, Ends::default())
        })
    }

    #[test]
    fn no_set_that_follows_is_nearly_unanimous_whatever_is_shown() {
        let mut entropy = Entropy::seeded(3);
        let (mut by_group, mut all_shown, mut needless) = (0, 0, 0);
        for _ in 0..1_500 {
            let values = strata(&mut entropy);
            let mut groups: Vec<Vec<usize>> = vec![(0..values.len()).collect()];
            for _ in 0..=entropy.below(3) {
                let group: Vec<usize> = (0..values.len())
                    .filter(|_| entropy.below(2) == 0)
                    .collect();
                if !group.is_empty() && !groups.contains(&group) {
                    groups.push(group);
                }
            }
            let frame = Frame::new(values.len(), groups.clone(), Vec::new()).unwrap();
            let ids: Vec<Option<usize>> = (0..groups.len()).map(Some).collect();
            let mut hidden: Vec<Option<Reason>> = vec![None; groups.len()];
            let numbers = Numbers {
                frame: &frame,
                values: values.iter().collect(),
                range: RANGE,
                ends: Ends::default(),
            };
            numbers.withhold(&ids, |_| true, &mut hidden);
            let shown = |group: &usize| hidden[*group].is_none();
            let left: Vec<Vec<usize>> = (0..groups.len())
                .filter(shown)
                .map(|group| groups[group].clone())
                .collect();
            assert!(!told(&left, &values), "{groups:?} {values:?} {hidden:?}");
            // The control: each group by itself.
            let alone = |group: &&Vec<usize>| {
                let own = joined(&values, |at| group.contains(&at));
                !tells(&own, RANGE, Ends::default())
            };
            let alone: Vec<Vec<usize>> = groups.iter().filter(alone).cloned().collect();
            by_group += usize::from(told(&alone, &values));
            all_shown += usize::from(left.len() == groups.len());
            needless += usize::from(left.len() < groups.len() && !told(&groups, &values));
        }
        assert!(
            by_group > 100,
            "the control told something {by_group} times"
        );
        assert!(
            all_shown > 300 && needless < 100,
            "{all_shown} shown whole, {needless} hidden without need"
        );
    }
}
