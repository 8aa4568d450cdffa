//! The audit of cuts together with all that is out: what is out stands as it is, cuts are shown or not.
//!
//! Steps of the cuts of a block that is not safe, for that question only: those that do not show everything are hidden; all are hidden. Some
//! questions take the first without need, so that a missing one is no proof that somebody's answers stood out. Where nothing helps, no cut is shown.
//!
//! # Invariants
//! - No row of an earlier release changes.
//! - Cuts go out only with worlds for all needs of the whole: small and hidden groups and cuts, what is left over of each, and people who
//!   stand directly in a group around others, whom a cut may part from these.

use std::ops::Range;

use crate::base::{Digest, GroupTree, Threads};

use crate::disclosure::Refusal;
use crate::disclosure::aspect::{Aspect, aspects};
use crate::disclosure::audit::frame::{Family, Frame as Groups};
use crate::disclosure::audit::ladder::LadderFault;
use crate::disclosure::audit::solver::Solver;
use crate::disclosure::audited::{Ascent, Audit, Audited, DECOYS, Inquiry, Places};
use crate::disclosure::cut::Cut;
use crate::disclosure::document::Reason;
use crate::disclosure::plan::Plan;
use crate::disclosure::primary::Detail;
use crate::disclosure::tabulate::Measure;

/// The last step: no cut is shown.
const NOTHING: u8 = 2;

/// Groups and cuts of a survey as the audit sees them.
pub(in crate::disclosure) struct Joined {
    /// Groups in which ballots stand: the atoms.
    pub(in crate::disclosure) strata: Vec<usize>,
    /// Which group or cut stands at each place of the frame; none for people who are looked at and have no row.
    pub(in crate::disclosure) ids: Vec<Option<usize>>,
    /// The frame.
    pub(in crate::disclosure) groups: Groups,
}

impl Joined {
    /// For ballots that stand directly in the groups as `own` says. `cuts` of all later releases; `releases` says which are whose, counted after
    /// the groups of the tree.
    pub(in crate::disclosure) fn new(
        tree: &GroupTree,
        own: &[u32],
        cuts: &[Cut],
        releases: &[Range<usize>],
    ) -> Result<Self, Refusal> {
        let Places {
            strata,
            peopled,
            mut sets,
            mut families,
        } = Places::new(tree, own);
        let trunk = sets.len();
        let inside = |outer: &[usize], inner: &[usize]| {
            inner.iter().all(|atom| outer.binary_search(atom).is_ok())
        };
        let mut ids: Vec<Option<usize>> = peopled.iter().copied().map(Some).collect();
        for range in releases {
            let mut children = Vec::new();
            for id in range.clone() {
                let members = cuts.get(id - tree.groups().len()).map(|cut| &cut.members);
                let atoms: Vec<usize> = members
                    .into_iter()
                    .flatten()
                    .filter_map(|member| strata.binary_search(member).ok())
                    .collect();
                if atoms.is_empty() {
                    continue;
                }
                let place = sets.len();
                let is_inside = |at: &usize| {
                    peopled
                        .binary_search(at)
                        .is_ok_and(|at| inside(&atoms, &sets[at]))
                };
                let largest = (0..trunk).filter(|at| {
                    let parent = tree.get(peopled[*at]).and_then(|group| group.parent);
                    is_inside(&peopled[*at]) && !parent.is_some_and(|parent| is_inside(&parent))
                });
                families.push(Family {
                    parent: place,
                    children: largest.collect(),
                });
                children.push(place);
                sets.push(atoms);
                ids.push(Some(id));
            }
            families.push(Family {
                parent: 0,
                children,
            });
        }
        for at in 0..trunk {
            let own = strata.binary_search(&peopled[at]);
            if let (Ok(atom), true) = (own, sets[at].len() > 1) {
                sets.push(vec![atom]);
                ids.push(None);
            }
        }
        let groups = Groups::new(strata.len(), sets, families)
            .map_err(|fault| Refusal::NotAudited(fault.to_string()))?;
        Ok(Self {
            strata,
            ids,
            groups,
        })
    }
}

/// What the audit of cuts needs.
pub(in crate::disclosure) struct CutAuditor<'a> {
    pub(in crate::disclosure) joined: &'a Joined,
    /// The cuts that are to go out.
    pub(in crate::disclosure) fresh: Range<usize>,
    pub(in crate::disclosure) solver: &'a dyn Solver,
    /// How many blocks of a question may be audited at once.
    pub(in crate::disclosure) threads: Threads,
    /// A secret of this release alone.
    pub(in crate::disclosure) decoys: [u8; 32],
}

impl CutAuditor<'_> {
    /// Whether what stands at a place is still shown at this step, as far as the plan shows it.
    fn remains(&self, plan: &Plan, measure: Measure, group: usize, step: u8) -> bool {
        let everything =
            !matches!(measure, Measure::Points(_)) || plan.details[group] == Detail::Full;
        match step {
            _ if !self.fresh.contains(&group) => true,
            0 => true,
            1 => everything,
            _ => false,
        }
    }

    fn hidden(&self, plan: &Plan, measure: Measure, steps: &[u8]) -> Vec<Option<Reason>> {
        let mut hidden = plan.hidden.clone();
        for (id, step) in self.joined.ids.iter().zip(steps) {
            if let Some(group) = id.filter(|group| !self.remains(plan, measure, *group, *step)) {
                hidden[group].get_or_insert(Reason::ProtectsAnother);
            }
        }
        hidden
    }

    fn decoy_steps(&self, question: usize) -> Vec<u8> {
        let place = (question as u64).to_be_bytes();
        let drawn = Digest::of("pejling decoy/1", &[&self.decoys, &place]).bytes()[0] < DECOYS;
        vec![u8::from(drawn); self.joined.ids.len()]
    }

    fn nothing(&self, mut plan: Plan) -> Audited {
        for group in self.fresh.clone() {
            plan.hidden[group].get_or_insert(Reason::ProtectsAnother);
        }
        Audited { plan, proof: None }
    }
}

impl Audit for CutAuditor<'_> {
    fn audit(&self, asked: Inquiry<'_>, mut plan: Plan) -> Result<Audited, Refusal> {
        let Inquiry { raw, question, .. } = asked;
        let Joined {
            groups,
            strata,
            ids,
        } = self.joined;
        if let Some(numbers) = asked.numbers(groups, strata, &plan) {
            numbers.withhold(ids, |id| self.fresh.contains(&id), &mut plan.hidden);
        }
        let shows =
            |hidden: &[Option<Reason>]| self.fresh.clone().any(|group| hidden[group].is_none());
        if !shows(&plan.hidden) {
            return Ok(self.nothing(plan));
        }
        let n = self.answers(&raw.own);
        let row = |aspect: Aspect, place: usize, step: u8| {
            let group = (*self.joined.ids.get(place)?)?;
            let remains = self.remains(&plan, raw.measure, group, step);
            remains.then(|| asked.row(&plan, aspect, group)).flatten()
        };
        let ascent = Ascent {
            groups: &self.joined.groups,
            n: &n,
            question,
            minimum: asked.minimum,
            coalition: plan.coalition,
            last: NOTHING,
            threads: self.threads,
            row: &row,
            hidden: &|steps| self.hidden(&plan, raw.measure, steps),
        };
        let aspects = aspects(raw.measure, asked.reverse);
        match ascent.climb(&aspects, self.decoy_steps(question), self.solver) {
            Ok((steps, proof)) => {
                let hidden = self.hidden(&plan, raw.measure, &steps);
                let proof = shows(&hidden).then_some(proof);
                Ok(Audited {
                    plan: Plan { hidden, ..plan },
                    proof,
                })
            }
            // What is out cannot be shown to be safe anew: nothing is added to it.
            Err(LadderFault::Exhausted(_)) => Ok(self.nothing(plan)),
            Err(fault @ LadderFault::Audit(_)) => Err(Refusal::NotAudited(fault.to_string())),
        }
    }

    fn answers(&self, own: &[u32]) -> Vec<u32> {
        let strata = self.joined.strata.iter();
        strata.map(|group| own[*group]).collect()
    }
}
