//! Which cuts may be shown, together with all that is out already. Answers are not read, only numbers of them.
//!
//! Along the tree the rule of complements decides, as it did when the survey was first released; then each later release in its order, and
//! the one in question last. What is out is taken as it is; only the last release's cuts may be hidden.
//!
//! # Invariants
//! - Replayed with the same numbers, earlier releases are decided as they were then.
//! - With what is out, no cut shown lets a set of fewer answers than the minimum be worked out, nor any group or cut that is hidden; nor, where
//!   differences need more answers than groups, a smaller set that is not put together of groups and cuts shown. That is searched for; what
//!   was not finished shows no cut.
//! - What is decided later can only take away: of cuts that cannot stand together the one that is out stays, the other is refused.

use std::cmp::Reverse;
use std::ops::Range;

use crate::base::GroupTree;
use crate::instrument::Sensitivity;

use crate::disclosure::complement::Guarded;
use crate::disclosure::cut::Cut;
use crate::disclosure::document::Reason;
use crate::disclosure::primary;
use crate::disclosure::proved::{Along, Guard};
use crate::disclosure::structure::decision::{Case, Proof, Standing, Verdict, decide_proved};
use crate::disclosure::structure::incidence::{Group, Incidence};
use crate::disclosure::structure::small_set::{self, Search};
use crate::disclosure::{Policy, Refusal};

use super::differences::{classes_of, leave_enough};

/// Steps of each search: far above what a few cuts across a tree need, and over in seconds.
const BUDGET: u64 = 200_000;

/// The groups of a survey and all its cuts.
pub(in crate::disclosure) struct Joint<'a> {
    along: Along<'a>,
    /// Per later release, the places of its cuts, and the groups and cuts up to them.
    releases: Vec<(Range<usize>, Incidence)>,
}

impl<'a> Joint<'a> {
    /// `cuts` of all later releases; `releases` says which are whose, counted after the groups of the tree.
    pub(in crate::disclosure) fn new(
        along: Along<'a>,
        cuts: &[Cut],
        releases: &[Range<usize>],
    ) -> Result<Self, Refusal> {
        let tree = along.tree;
        let mut groups = tree_groups(tree);
        let mut made = Vec::with_capacity(releases.len());
        for (family, range) in (1..).zip(releases) {
            let start = tree.groups().len();
            let own = cuts.get(range.start - start..range.end - start);
            let ids = (0_u64..).skip(range.start);
            let own = ids.zip(own.into_iter().flatten()).map(|(id, cut)| Group {
                id,
                priority: 0,
                family: Some(family),
                atoms: cut.members.clone(),
            });
            groups.extend(own);
            let incidence = Incidence::new(tree.groups().len(), groups.clone())
                .map_err(|fault| Refusal::NotAudited(fault.to_string()))?;
            made.push((range.clone(), incidence));
        }
        Ok(Self {
            along,
            releases: made,
        })
    }

    /// Why each group and cut is hidden for the whole survey. `ballots` of each of them, `own` directly in each group.
    pub(in crate::disclosure) fn survey(
        &self,
        cuts: &[Cut],
        policy: &Policy,
        ballots: &[u32],
        own: &[u32],
    ) -> Result<Vec<Option<Reason>>, Refusal> {
        let tree = self.along.tree;
        let minimum = policy.minimum(Sensitivity::Ordinary);
        let mut hidden = primary::survey(tree, ballots, policy);
        let of_cuts = ballots.iter().skip(tree.groups().len());
        hidden.extend(cuts.iter().zip(of_cuts).map(|(cut, ballots)| {
            let few = *ballots < minimum || cut.invited(tree) < minimum;
            few.then_some(Reason::TooFewAnswers)
        }));
        let guarded = [Guarded {
            total: ballots,
            own,
            minimum,
            remainder: policy.remainder(minimum),
        }];
        self.protect(&guarded, &[], &mut hidden)?;
        Ok(hidden)
    }
}

/// Each group of the tree over the places in which ballots may stand.
fn tree_groups(tree: &GroupTree) -> Vec<Group> {
    let mut atoms = vec![Vec::new(); tree.groups().len()];
    for place in 0..atoms.len() {
        for group in tree.path(place) {
            atoms[group].push(place);
        }
    }
    (0_u64..)
        .zip(atoms)
        .map(|(id, atoms)| Group {
            id,
            priority: 0,
            family: Some(0),
            atoms,
        })
        .collect()
}

impl Guard for Joint<'_> {
    fn protect(
        &self,
        guarded: &[Guarded<'_>],
        audited: &[Option<Reason>],
        hidden: &mut [Option<Reason>],
    ) -> Result<(), Refusal> {
        let (trunk, _) = hidden.split_at_mut(self.along.tree.groups().len());
        self.along.protect(guarded, audited, trunk)?;
        for (range, incidence) in &self.releases {
            // One hides more, so the others are asked again until nothing changes.
            loop {
                let before = hidden.to_vec();
                for numbers in guarded {
                    decide(range, incidence, numbers, audited, hidden)?;
                }
                if guarded.len() < 2 || *hidden == *before {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Hides what must be hidden of the cuts in `range`.
fn decide(
    range: &Range<usize>,
    incidence: &Incidence,
    numbers: &Guarded<'_>,
    audited: &[Option<Reason>],
    hidden: &mut [Option<Reason>],
) -> Result<(), Refusal> {
    let is_out =
        |group: usize| hidden[group].is_none() && audited.get(group).is_none_or(Option::is_none);
    let standing: Vec<Standing> = (0..range.end)
        .map(|group| match (group < range.start, is_out(group)) {
            (true, true) => Standing::Published,
            (true, false) => Standing::Hidden,
            (false, _) if hidden[group].is_some() => Standing::Hidden,
            (false, _) => Standing::Open,
        })
        .collect();
    if !standing.contains(&Standing::Open) {
        return Ok(());
    }
    let case = Case {
        incidence,
        answers: numbers.own,
        threshold: numbers.minimum,
        standing: &standing,
    };
    let (structure, proof) =
        decide_proved(&case, BUDGET).map_err(|fault| Refusal::NotAudited(fault.to_string()))?;
    for group in range.clone() {
        let shown = proof == Proof::NoSmallSet && structure.verdicts[group] == Verdict::Shown;
        if !shown {
            hidden[group].get_or_insert(Reason::ProtectsAnother);
        }
    }
    if numbers.remainder > numbers.minimum {
        let published = (0..range.start).filter(|group| standing[*group] == Standing::Published);
        differences(range, incidence, numbers, published.collect(), hidden);
    }
    Ok(())
}

/// Hides the cuts in `range` that with what is published would leave too little over: the largest are asked first.
fn differences(
    range: &Range<usize>,
    incidence: &Incidence,
    numbers: &Guarded<'_>,
    mut out: Vec<usize>,
    hidden: &mut [Option<Reason>],
) {
    let mut open: Vec<usize> = range.clone().filter(|cut| hidden[*cut].is_none()).collect();
    open.sort_by_key(|cut| (Reverse(numbers.total[*cut]), *cut));
    for cut in open {
        out.push(cut);
        let shown = out.iter().map(|group| &*incidence.groups()[*group].atoms);
        let shown: Vec<&[usize]> = shown.collect();
        if !leave_enough(&shown, numbers.own, numbers.remainder, BUDGET) {
            out.pop();
            hidden[cut].get_or_insert(Reason::ProtectsAnother);
        }
    }
}

/// Whether from the groups shown, given by their strata, nothing of fewer than `minimum` answers can be worked out, nor of fewer than
/// `remainder` that is not put together of them; `answers` per stratum. A search that was not finished counts as no.
pub(in crate::disclosure) fn holds(
    shown: &[&[usize]],
    answers: &[u32],
    minimum: u32,
    remainder: u32,
) -> bool {
    let most = u64::from(minimum).saturating_sub(1);
    classes_of(shown, answers).is_ok_and(|(_, classes)| {
        let all = vec![true; shown.len()];
        small_set::all(&classes, &all, most, BUDGET) == Search::None
    }) && (remainder <= minimum || leave_enough(shown, answers, remainder, BUDGET))
}
