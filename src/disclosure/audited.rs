//! From what numbers of answers let through to what may go out: each variable is audited over all groups together, and shown coarser
//! where the audit does not succeed.
//!
//! Steps of a group that is not safe with its neighbours, all hidden for that question only: groups that contain others and do not show
//! everything; besides, every group but the whole that does not show everything; every group but the whole; everything. A step is
//! taken by the whole block, never by the one group that needs it. Some families take the second without need, so that a missing
//! question is no proof that somebody's answers stood out.
//!
//! Invariant: the audit sees numbers of answers and figures, no answers. It is the only part of disclosure control whose outcome depends
//! on answers at all, and it does so through the figures that were not published: the residual risk that the decoys blur.

use std::sync::Arc;

use crate::base::{Digest, GroupTree, Threads};

use super::Refusal;
use super::aspect::{Aspect, aspects};
use super::audit::frame::{Family, Frame as Groups};
use super::audit::ladder::{Case, LadderFault, Steps, settle};
use super::audit::search::Settings;
use super::audit::sheet::Published;
use super::audit::solver::Solver;
use super::audit::target::Thresholds;
use super::audit::walk::Walker;
use super::certificate::Entry;
use super::document::{Reason, Subject};
use super::numbers::Numbers;
use super::plan::Plan;
use super::primary::Detail;
use super::tabulate::{Measure, RawTable};

/// Of 256 families and questions so many are shown coarser without need.
pub(in crate::disclosure) const DECOYS: u8 = 2;

/// The last step: nothing is shown.
const NOTHING: u8 = 4;

/// The groups of a survey as the audit sees them, and what it needs besides.
pub(in crate::disclosure) struct Auditor<'a> {
    pub(in crate::disclosure) tree: &'a GroupTree,
    /// Groups in which ballots stand: the atoms.
    pub(in crate::disclosure) strata: Vec<usize>,
    /// Groups with anybody in them, and the place of each group among them.
    pub(in crate::disclosure) peopled: Vec<usize>,
    /// Whether a group has others inside it, per group of the tree.
    inner: Vec<bool>,
    pub(in crate::disclosure) groups: Groups,
    pub(in crate::disclosure) solver: &'a dyn Solver,
    /// How many blocks of a question may be audited at once.
    threads: Threads,
    decoys: [u8; 32],
}

/// A variable that may go out.
pub(in crate::disclosure) struct Audited {
    /// What is shown.
    pub(in crate::disclosure) plan: Plan,
    /// The proof, per aspect; none where nothing is shown that was not published before.
    pub(in crate::disclosure) proof: Option<Vec<Vec<Entry>>>,
}

/// A variable that is audited.
#[derive(Clone, Copy)]
pub(in crate::disclosure) struct Inquiry<'a> {
    /// What it asks.
    pub(in crate::disclosure) about: &'a Subject,
    /// What was answered, counted.
    pub(in crate::disclosure) raw: &'a RawTable,
    /// Whether its points count the other way round.
    pub(in crate::disclosure) reverse: bool,
    /// Names it among the tables.
    pub(in crate::disclosure) question: usize,
    /// The fewest answers that it is shown for.
    pub(in crate::disclosure) minimum: u32,
}

impl<'a> Inquiry<'a> {
    /// The numbers that were given, if it asks for a number.
    pub(in crate::disclosure) fn numbers<'b>(
        &self,
        frame: &'b Groups,
        strata: &[usize],
        plan: &Plan,
    ) -> Option<Numbers<'b>>
    where
        'a: 'b,
    {
        let Measure::Number { min, max } = self.raw.measure else {
            return None;
        };
        let values = strata.iter().map(|group| &self.raw.own_numbers[*group]);
        Some(Numbers {
            frame,
            values: values.collect(),
            range: (min, max),
            ends: plan.ends(),
        })
    }

    /// What a plan publishes of an aspect of a group.
    pub(in crate::disclosure) fn row(
        &self,
        plan: &Plan,
        aspect: Aspect,
        group: usize,
    ) -> Option<Published> {
        if plan.hidden[group].is_some() {
            return None;
        }
        let whole = plan.whole_spread(self.raw, self.reverse);
        let counts = &self.raw.groups[group];
        let figures = plan.figures(self.raw.measure, self.reverse, group, counts, whole);
        aspect.published(&figures, plan.details[group], counts.base, plan.ends())
    }
}

/// Takes from plans what must not go out. Several questions are audited at once, and nothing of one bears on another.
pub(in crate::disclosure) trait Audit: Sync {
    /// Audits a variable, and takes from its plan what must not go out.
    fn audit(&self, asked: Inquiry<'_>, plan: Plan) -> Result<Audited, Refusal>;

    /// Answers per stratum, of those that stand directly in each group.
    fn answers(&self, own: &[u32]) -> Vec<u32>;
}

/// One variable on the ladder.
pub(in crate::disclosure) struct Ascent<'a> {
    /// The groups.
    pub(in crate::disclosure) groups: &'a Groups,
    /// Answers per stratum.
    pub(in crate::disclosure) n: &'a [u32],
    /// Names it among the tables.
    pub(in crate::disclosure) question: usize,
    /// The fewest answers that it is shown for.
    pub(in crate::disclosure) minimum: u32,
    /// How many may lay their answers together.
    pub(in crate::disclosure) coalition: u32,
    /// The last step.
    pub(in crate::disclosure) last: u8,
    /// How many blocks may be audited at once.
    pub(in crate::disclosure) threads: Threads,
    /// What is published of an aspect of a group at a step.
    pub(in crate::disclosure) row: &'a dyn Fn(Aspect, usize, u8) -> Option<Published>,
    /// What is hidden at these steps; compared only.
    pub(in crate::disclosure) hidden: &'a dyn Fn(&[u8]) -> Vec<Option<Reason>>,
}

impl Ascent<'_> {
    /// Goes up from these steps until every aspect is safe: the steps, and the proof per aspect.
    pub(in crate::disclosure) fn climb(
        &self,
        aspects: &[Aspect],
        mut steps: Vec<u8>,
        solver: &dyn Solver,
    ) -> Result<(Vec<u8>, Vec<Vec<Entry>>), LadderFault> {
        let mut walker = Walker::new();
        let thresholds = Thresholds {
            minimum: self.minimum,
            coalition: self.coalition,
            ..Thresholds::default()
        };
        'again: loop {
            let mut proof = Vec::with_capacity(aspects.len());
            for aspect in aspects {
                let case = Case {
                    frame: self.groups,
                    kind: Arc::new(aspect.kind()),
                    n: self.n,
                    question: self.question,
                    steps: &Rungs {
                        ascent: self,
                        aspect: *aspect,
                        from: &steps,
                    },
                    decoy: &|_, _| false,
                };
                let settings = Settings {
                    threads: self.threads,
                    ..Settings::default()
                };
                let settled = settle(&case, &thresholds, &mut walker, solver, &settings)?;
                let higher: Vec<u8> = steps
                    .iter()
                    .zip(&settled.steps)
                    .map(|(from, to)| *from.max(to))
                    .collect();
                let coarser = (self.hidden)(&higher) != (self.hidden)(&steps);
                steps = higher;
                if coarser && aspects.len() > 1 {
                    // What this aspect takes away is gone for the others too, which may change their blocks.
                    continue 'again;
                }
                proof.push(settled.entries);
            }
            return Ok((steps, proof));
        }
    }
}

/// What is published of one aspect at each step.
struct Rungs<'a> {
    ascent: &'a Ascent<'a>,
    aspect: Aspect,
    from: &'a [u8],
}

impl Steps for Rungs<'_> {
    fn last(&self) -> u8 {
        self.ascent.last
    }

    fn row(&self, place: usize, step: u8) -> Option<Published> {
        let step = step.max(*self.from.get(place)?);
        (self.ascent.row)(self.aspect, place, step)
    }
}

/// Strata and groups of a tree in which ballots stand directly as `own` says.
pub(in crate::disclosure) fn peopled(
    tree: &GroupTree,
    own: &[u32],
) -> Result<(Vec<usize>, Vec<usize>, Groups), Refusal> {
    let places = Places::new(tree, own);
    let groups = Groups::new(places.strata.len(), places.sets, places.families)
        .map_err(|fault| Refusal::NotAudited(fault.to_string()))?;
    Ok((places.strata, places.peopled, groups))
}

/// The groups of a tree over its strata.
pub(in crate::disclosure) struct Places {
    /// Groups in which ballots stand: the atoms.
    pub(in crate::disclosure) strata: Vec<usize>,
    /// Groups with anybody in them.
    pub(in crate::disclosure) peopled: Vec<usize>,
    /// The atoms of each of these.
    pub(in crate::disclosure) sets: Vec<Vec<usize>>,
    /// Those that have others of these directly inside.
    pub(in crate::disclosure) families: Vec<Family>,
}

impl Places {
    pub(in crate::disclosure) fn new(tree: &GroupTree, own: &[u32]) -> Self {
        let strata: Vec<usize> = (0..own.len()).filter(|group| own[*group] > 0).collect();
        let mut atoms = vec![Vec::new(); tree.groups().len()];
        for (atom, stratum) in strata.iter().enumerate() {
            for group in tree.path(*stratum) {
                atoms[group].push(atom);
            }
        }
        let peopled: Vec<usize> = (0..atoms.len())
            .filter(|group| !atoms[*group].is_empty())
            .collect();
        let mut children = vec![Vec::new(); peopled.len()];
        for (place, group) in peopled.iter().enumerate() {
            let parent = tree.get(*group).and_then(|group| group.parent);
            let parent = parent.and_then(|parent| peopled.binary_search(&parent).ok());
            if let Some(parent) = parent {
                children[parent].push(place);
            }
        }
        let families = children
            .into_iter()
            .enumerate()
            .filter(|(_, children)| !children.is_empty())
            .map(|(parent, children)| Family { parent, children })
            .collect();
        let sets = peopled.iter().map(|group| atoms[*group].clone()).collect();
        Self {
            strata,
            peopled,
            sets,
            families,
        }
    }
}

impl<'a> Auditor<'a> {
    /// For ballots that stand directly in the groups as `own` says. `decoys` is a secret of this release alone, `threads` those for the blocks
    /// of one question.
    pub(in crate::disclosure) fn new(
        tree: &'a GroupTree,
        own: &[u32],
        solver: &'a dyn Solver,
        decoys: [u8; 32],
        threads: Threads,
    ) -> Result<Self, Refusal> {
        let (strata, peopled, groups) = peopled(tree, own)?;
        let mut inner = vec![false; tree.groups().len()];
        for parent in tree.groups().iter().filter_map(|group| group.parent) {
            inner[parent] = true;
        }
        Ok(Self {
            tree,
            strata,
            peopled,
            inner,
            groups,
            solver,
            threads,
            decoys,
        })
    }

    /// Codes of the strata.
    pub(in crate::disclosure) fn codes(&self) -> Vec<String> {
        let groups = self.strata.iter().filter_map(|group| self.tree.get(*group));
        groups.map(|group| group.code.to_string()).collect()
    }

    /// Why each group of the tree is hidden at these steps.
    fn hidden(&self, plan: &Plan, measure: Measure, steps: &[u8]) -> Vec<Option<Reason>> {
        let mut hidden = plan.hidden.clone();
        for (place, group) in self.peopled.iter().enumerate() {
            if !self.remains(plan, measure, place, steps[place]) {
                hidden[*group].get_or_insert(Reason::ProtectsAnother);
            }
        }
        hidden
    }

    /// Whether a group that the plan shows is still shown at this step.
    fn remains(&self, plan: &Plan, measure: Measure, place: usize, step: u8) -> bool {
        let group = self.peopled[place];
        let everything =
            !matches!(measure, Measure::Points(_)) || plan.details[group] == Detail::Full;
        match step {
            0 => true,
            _ if group == 0 => step < NOTHING,
            1 => everything || !self.inner[group],
            2 => everything,
            _ => false,
        }
    }

    fn decoy_steps(&self, question: usize, plan: &Plan, measure: Measure) -> Vec<u8> {
        let drawn = |family: usize| {
            let place = [
                (family as u64).to_be_bytes(),
                (question as u64).to_be_bytes(),
            ]
            .concat();
            Digest::of("pejling decoy/1", &[&self.decoys, &place]).bytes()[0] < DECOYS
        };
        self.peopled
            .iter()
            .enumerate()
            .map(|(place, group)| {
                let parent = self.tree.get(*group).and_then(|group| group.parent);
                let small = !self.remains(plan, measure, place, 2);
                let leaf = !self.inner[*group];
                match parent {
                    Some(parent) if small && leaf && drawn(parent) => 2,
                    _ => 0,
                }
            })
            .collect()
    }
}

impl Audit for Auditor<'_> {
    fn audit(&self, asked: Inquiry<'_>, mut plan: Plan) -> Result<Audited, Refusal> {
        let Inquiry { raw, question, .. } = asked;
        if let Some(numbers) = asked.numbers(&self.groups, &self.strata, &plan) {
            let ids: Vec<Option<usize>> = self.peopled.iter().copied().map(Some).collect();
            numbers.withhold(&ids, |_| true, &mut plan.hidden);
        }
        let n = self.answers(&raw.own);
        let row = |aspect: Aspect, place: usize, step: u8| {
            let group = *self.peopled.get(place)?;
            let remains = self.remains(&plan, raw.measure, place, step);
            remains.then(|| asked.row(&plan, aspect, group)).flatten()
        };
        let ascent = Ascent {
            groups: &self.groups,
            n: &n,
            question,
            minimum: asked.minimum,
            coalition: plan.coalition,
            last: NOTHING,
            threads: self.threads,
            row: &row,
            hidden: &|steps| self.hidden(&plan, raw.measure, steps),
        };
        let steps = self.decoy_steps(question, &plan, raw.measure);
        let (steps, proof) = ascent
            .climb(&aspects(raw.measure, asked.reverse), steps, self.solver)
            .map_err(|fault| Refusal::NotAudited(fault.to_string()))?;
        let hidden = self.hidden(&plan, raw.measure, &steps);
        Ok(Audited {
            plan: Plan { hidden, ..plan },
            proof: Some(proof),
        })
    }

    fn answers(&self, own: &[u32]) -> Vec<u32> {
        self.strata.iter().map(|group| own[*group]).collect()
    }
}
