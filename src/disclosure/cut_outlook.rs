//! What cuts that are planned for after the first release will probably show, and what each costs, before anybody has answered.
//!
//! Method: as in the outlook on groups, responses are simulated with a fixed seed; each is decided by the very rules of tally, publication and
//! later releases, one cut after the other, and once more without each cut. What the audit takes away at the release is not foretold.
//!
//! # Invariants
//! - A pure function of the groups, the thresholds, the rate and the cuts in their order: the same plan gives the same outlook.
//! - Shown, too small and hidden for others add up to the groups of the cut, and for each of these to one.

use std::ops::Range;

use crate::base::{GroupTree, Text};
use crate::instrument::Sensitivity;

use super::complement::Shape;
use super::cut::{Cut, CutOrder};
use super::document::Reason;
use super::fold::{fold, folded, within};
use super::outlook::{SEED, cast, decided};
use super::proved::Along;
use super::structure::forecast::{CutForecast, GroupForecast, Outcome, forecast_by};
use super::structure::incidence::{Group, Incidence};
use super::structure::plan::{self, Plan, PlanFault};
use super::supplement::joint::Joint;
use super::supplement::{after, new_ones};
use super::{Policy, Refusal};

/// What will become of a cut. Numbers of groups are expected ones: averages over the simulated responses.
#[derive(Clone, Debug, PartialEq)]
pub struct CutOutlook {
    /// Its groups, as they are if everybody answers.
    pub parts: Vec<PartOutlook>,
    /// How many of them are shown.
    pub shown: f64,
    /// How many of them get too few answers.
    pub too_small: f64,
    /// How many of them have enough answers and are not shown, because otherwise others could be worked out.
    pub for_others: f64,
    /// How many groups of the tree are shown without the cut and hidden with it.
    pub lost_in_tree: f64,
    /// How many groups of the other cuts are shown without it and hidden with it.
    pub lost_in_cuts: f64,
}

/// What will become of one group of a cut. The three probabilities add up to one.
#[derive(Clone, Debug, PartialEq)]
pub struct PartOutlook {
    /// What people will call it.
    pub label: Text,
    /// Invited.
    pub invited: u64,
    /// Probability to be shown.
    pub shown: f64,
    /// Probability to get too few answers.
    pub too_small: f64,
    /// Probability to have enough and not to be shown.
    pub for_others: f64,
}

/// Why there is no outlook.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OutlookFault {
    /// The plan makes no sense.
    #[error(transparent)]
    Plan(#[from] PlanFault),
    /// No such cut can be made of these groups.
    #[error(transparent)]
    Cut(#[from] Refusal),
}

/// What will become of cuts that are asked for one after the other once the survey is released, on questions that are not sensitive, if this
/// share of the invited answer.
pub fn cut_outlook(
    tree: &GroupTree,
    policy: &Policy,
    response_rate: f64,
    draws: u32,
    orders: &[CutOrder],
) -> Result<Vec<CutOutlook>, OutlookFault> {
    let planned = Planned::new(tree, policy, orders)?;
    let (incidence, cuts) = planned.incidence()?;
    let invited: Vec<u32> = planned.strata.iter().map(|at| tree.direct(*at)).collect();
    let plan = Plan {
        incidence: &incidence,
        invited: &invited,
        response_rate,
        threshold: policy.minimum(Sensitivity::Ordinary),
        cuts: &cuts,
        draws,
        seed: SEED,
    };
    let forecast = forecast_by(&plan, &|incidence, answers| {
        let asked_for = |cut: usize| {
            let family = family(cut);
            incidence.groups().iter().any(|one| one.family == family)
        };
        let cast = cast(tree, &planned.strata, answers);
        Ok(planned.outcomes(&cast, asked_for))
    })?;
    let each = forecast.cuts.iter().zip(&cuts).zip(&planned.cuts);
    Ok(each
        .map(|((cut, places), parts)| {
            let of_parts = parts.iter().zip(&places.groups);
            let parts = of_parts.map(|(part, place)| part_outlook(part, forecast.groups[*place]));
            outlook_of(cut, parts.collect())
        })
        .collect())
}

/// The family that the groups of a cut are in the simulation.
fn family(cut: usize) -> Option<u32> {
    u32::try_from(cut + 1).ok()
}

fn part_outlook(part: &Cut, forecast: GroupForecast) -> PartOutlook {
    PartOutlook {
        label: part.label.clone(),
        invited: forecast.invited,
        shown: forecast.shown,
        too_small: 1.0 - forecast.shown - forecast.for_others,
        for_others: forecast.for_others,
    }
}

fn outlook_of(cut: &CutForecast, parts: Vec<PartOutlook>) -> CutOutlook {
    CutOutlook {
        parts,
        shown: cut.shown,
        too_small: cut.too_small,
        for_others: cut.for_others,
        lost_in_tree: cut.lost_elsewhere - cut.lost_in_cuts,
        lost_in_cuts: cut.lost_in_cuts,
    }
}

/// The cuts as they are if everybody answers.
struct Planned<'a> {
    tree: &'a GroupTree,
    policy: &'a Policy,
    orders: &'a [CutOrder],
    cuts: Vec<Vec<Cut>>,
    /// Groups in which somebody invited stands directly.
    strata: Vec<usize>,
}

impl<'a> Planned<'a> {
    fn new(
        tree: &'a GroupTree,
        policy: &'a Policy,
        orders: &'a [CutOrder],
    ) -> Result<Self, Refusal> {
        let everybody: Vec<u32> = (0..tree.groups().len()).map(|at| tree.direct(at)).collect();
        let mut before: Vec<Cut> = Vec::new();
        let mut cuts = Vec::new();
        for (number, order) in (2..).zip(orders) {
            let more = order.cuts(tree, &everybody, number)?;
            new_ones(&before, &more)?;
            before.extend(more.iter().cloned());
            cuts.push(more);
        }
        let strata = (0..everybody.len()).filter(|at| everybody[*at] > 0);
        Ok(Self {
            tree,
            policy,
            orders,
            cuts,
            strata: strata.collect(),
        })
    }

    /// Groups of the tree, then those of the cuts, over the strata; and which are whose.
    fn incidence(&self) -> Result<(Incidence, Vec<plan::Cut>), PlanFault> {
        let groups = self.tree.groups();
        let parents: Vec<Option<usize>> = groups.iter().map(|group| group.parent).collect();
        let own: Vec<usize> = (0..groups.len())
            .map(|group| usize::from(self.tree.direct(group) > 0))
            .collect();
        let mut place = groups.len();
        let (mut further, mut cuts) = (Vec::new(), Vec::new());
        for (index, parts) in self.cuts.iter().enumerate() {
            let first = place;
            for part in parts {
                let strata = part.members.iter();
                further.push(Group {
                    id: place as u64,
                    priority: 0,
                    family: family(index),
                    atoms: strata
                        .filter_map(|stratum| self.strata.binary_search(stratum).ok())
                        .collect(),
                });
                place += 1;
            }
            cuts.push(plan::Cut {
                name: format!("{}", index + 2),
                groups: (first..place).collect(),
            });
        }
        let tree = Incidence::from_tree(&parents, &own)?.incidence;
        Ok((tree.with_groups(further)?, cuts))
    }

    /// What tally, publication and those later releases that are asked for make of ballots that were cast directly in the groups as `cast` says.
    fn outcomes(&self, cast: &[u32], asked_for: impl Fn(usize) -> bool) -> Vec<Outcome> {
        let (tree, policy) = (self.tree, self.policy);
        let minimum = policy.minimum(Sensitivity::Ordinary);
        let mut outcomes = decided(tree, policy, cast);
        let own = folded(cast, &fold(tree, cast, minimum));
        let mut out = Out {
            tree,
            policy,
            shape: Shape::new(tree, &within(tree, &own)),
            own,
            cuts: Vec::new(),
            releases: Vec::new(),
        };
        let each = self.orders.iter().zip(&self.cuts).enumerate();
        for (index, (order, parts)) in each.filter(|(index, _)| asked_for(*index)) {
            let decided = out.add(order, index + 2);
            outcomes.extend(parts.iter().map(|part| {
                // What it is called tells the groups of a cut apart, whoever is in them.
                let of_part = decided.iter().find(|(label, _)| *label == part.label);
                let ballots: u32 = part.members.iter().map(|at| cast[*at]).sum();
                match of_part {
                    Some((_, None)) => Outcome::Shown,
                    Some((_, Some(Reason::TooFewAnswers))) => Outcome::TooSmall,
                    _ if ballots < minimum => Outcome::TooSmall,
                    _ => Outcome::ForOthers,
                }
            }));
        }
        outcomes
    }
}

/// What is out after the first release.
struct Out<'a> {
    tree: &'a GroupTree,
    policy: &'a Policy,
    shape: Shape,
    /// Ballots directly in each group, after the tally.
    own: Vec<u32>,
    cuts: Vec<Cut>,
    releases: Vec<Range<usize>>,
}

impl Out<'_> {
    /// Publishes a cut, as far as may be: what its groups are called, and why each is hidden. Nothing, if it is refused.
    fn add(&mut self, order: &CutOrder, number: usize) -> Vec<(Text, Option<Reason>)> {
        let Ok(more) = order.cuts(self.tree, &self.own, number) else {
            // Ballots that joined others have left it no groups of its own.
            return Vec::new();
        };
        if new_ones(&self.cuts, &more).is_err() {
            return Vec::new();
        }
        let range = after(self.tree, self.cuts.len(), more.len());
        let before = (self.cuts.len(), self.releases.len());
        let labels: Vec<Text> = more.iter().map(|cut| cut.label.clone()).collect();
        self.cuts.extend(more);
        self.releases.push(range.clone());
        let decided: Vec<(Text, Option<Reason>)> = match self.decided() {
            Ok(hidden) => {
                let own = hidden.into_iter().skip(range.start);
                labels.into_iter().zip(own).collect()
            }
            // What cannot be shown to be safe is not published.
            Err(_) => Vec::new(),
        };
        if decided.iter().all(|(_, hidden)| hidden.is_some()) {
            // Refused, and leaves no trace.
            self.cuts.truncate(before.0);
            self.releases.truncate(before.1);
        }
        decided
    }

    fn decided(&self) -> Result<Vec<Option<Reason>>, Refusal> {
        let along = Along {
            tree: self.tree,
            shape: &self.shape,
        };
        let joint = Joint::new(along, &self.cuts, &self.releases)?;
        let mut ballots = within(self.tree, &self.own);
        let of_cut = |cut: &Cut| cut.members.iter().map(|at| self.own[*at]).sum::<u32>();
        ballots.extend(self.cuts.iter().map(of_cut));
        joint.survey(&self.cuts, self.policy, &ballots, &self.own)
    }
}
