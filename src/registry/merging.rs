//! No stratum is smaller than the minimum: a ballot hides its voter among those whose ballots carry the same group, and no better.
//!
//! A unit whose people mostly stand in the units below it may have one or two of its own, often its leader: a stratum of one. Such
//! people move up to the group around theirs and answer there; where that is the whole and they are still too few, the smallest
//! group joins them.

use super::grouping::Draft;
use crate::base::Group;

impl Draft {
    /// Moves and joins until no stratum has from one to `minimum - 1` invitations, and counts the groups anew. Changes nothing where
    /// fewer than `minimum` are invited at all.
    pub(super) fn merge_small_strata(&mut self, minimum: u32) {
        for group in (1..self.groups.len()).rev() {
            if (1..minimum).contains(&self.direct(group)) {
                self.move_up(group);
            }
        }
        if (1..minimum).contains(&self.direct(0)) {
            let smallest = (1..self.groups.len())
                .filter(|group| self.direct(*group) > 0)
                .min_by_key(|group| (self.direct(*group), self.groups.get(*group).map(code)));
            if let Some(smallest) = smallest {
                self.join_whole(smallest);
            }
        }
        self.drop_empty();
        self.count();
    }

    /// Invitations whose ballots carry this group.
    fn direct(&self, group: usize) -> u32 {
        let own = self.invitees.iter().filter(|one| one.1 == group).count();
        u32::try_from(own).unwrap_or(u32::MAX)
    }

    fn move_up(&mut self, from: usize) {
        let Some(group) = self.groups.get(from) else {
            return;
        };
        if let Some((parent, into)) = group
            .parent
            .and_then(|at| Some((at, self.groups.get(at)?.label.clone())))
        {
            let who = self.leaving(from, &group.label);
            self.merged.push((who, into));
            self.restratify(from, parent);
        }
    }

    fn join_whole(&mut self, from: usize) {
        let labels = (self.groups.get(from), self.groups.first());
        if let (Some(group), Some(whole)) = labels {
            let who = self.leaving(from, &group.label);
            self.merged.push((who, whole.label.clone()));
        }
        self.restratify(from, 0);
    }

    /// What leaves when a group's own people do: the group, unless there is still somebody in a group inside it.
    fn leaving(&self, from: usize, label: &str) -> String {
        let survives = self
            .invitees
            .iter()
            .any(|(_, stratum)| *stratum != from && self.inside(*stratum, from));
        if survives {
            format!("those directly in {label}")
        } else {
            label.to_owned()
        }
    }

    /// Whether a group stands in another, at any depth.
    fn inside(&self, group: usize, outer: usize) -> bool {
        let parent = |at: &usize| self.groups.get(*at).and_then(|group| group.parent);
        std::iter::successors(Some(group), parent).any(|at| at == outer)
    }

    /// A person who stands in both already is invited once.
    fn restratify(&mut self, from: usize, to: usize) {
        self.invitees = std::mem::take(&mut self.invitees)
            .into_iter()
            .map(|(person, stratum)| (person, if stratum == from { to } else { stratum }))
            .collect();
    }

    /// Takes out the groups in which nobody is left; what stood in them is empty too.
    fn drop_empty(&mut self) {
        let mut occupied = vec![false; self.groups.len()];
        for (_, stratum) in &self.invitees {
            let mut at = Some(*stratum);
            while let Some(group) = at {
                if let Some(seen) = occupied.get_mut(group) {
                    *seen = true;
                }
                at = self.groups.get(group).and_then(|group| group.parent);
            }
        }
        if let Some(whole) = occupied.first_mut() {
            *whole = true;
        }
        let place: Vec<usize> = occupied
            .iter()
            .scan(0, |next, kept| {
                let place = *next;
                *next += usize::from(*kept);
                Some(place)
            })
            .collect();
        let kept = std::mem::take(&mut self.groups).into_iter().zip(&occupied);
        self.groups = kept
            .filter(|(_, kept)| **kept)
            .map(|(group, _)| Group {
                parent: group.parent.map(|parent| place[parent]),
                ..group
            })
            .collect();
        self.invitees = std::mem::take(&mut self.invitees)
            .into_iter()
            .map(|(person, stratum)| (person, place[stratum]))
            .collect();
    }
}

fn code(group: &Group) -> &crate::base::GroupCode {
    &group.code
}
