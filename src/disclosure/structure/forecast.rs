//! What a publication plan will probably show, before anybody has answered.
//!
//! Of each group the probability that it is shown, that it is hidden but a shown group around it holds its answers (moved up), or that
//! neither; and of each planned cut how many groups it costs. That a group is too small itself is computed (binomial distribution); what
//! others force is simulated with a fixed seed, by stage A without the search for small sets, or by the rule given.
//!
//! # Invariants
//! - A pure function: the same plan gives the same forecast.
//! - Shown, moved up and hidden add up to one.
//! - Without and with a cut, the same simulated responses are decided, so their difference is the cut's and no chance's.

use serde::{Deserialize, Serialize};

use crate::disclosure::audit::random::Random;
use crate::stats::binomial_below;

use super::decision::{Case, Standing, Verdict, decide};
use super::incidence::{Incidence, IncidenceFault};
use super::plan::{Cut, Plan, PlanFault};

/// The forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// Per group.
    pub groups: Vec<GroupForecast>,
    /// Per cut, in the order given.
    pub cuts: Vec<CutForecast>,
}

/// What will become of a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupForecast {
    /// Invited.
    pub invited: u64,
    /// Probability to be shown.
    pub shown: f64,
    /// Probability that it is not, but a shown group around it holds its answers.
    pub moved_up: f64,
    /// Probability that it is not, and none does.
    pub hidden: f64,
    /// Probability that it has too few answers itself: computed, not simulated.
    pub too_small: f64,
    /// Probability to be hidden for the sake of others.
    pub for_others: f64,
}

/// What a cut costs, on average over the simulated responses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CutForecast {
    /// What it is called.
    pub name: String,
    /// How many groups it has.
    pub groups: usize,
    /// How many of them are shown.
    pub shown: f64,
    /// How many of them are too small.
    pub too_small: f64,
    /// How many of them are hidden for the sake of others.
    pub for_others: f64,
    /// How many groups outside it are shown without it and hidden with it (less those the other way round).
    pub lost_elsewhere: f64,
    /// Of these, how many belong to other cuts.
    pub lost_in_cuts: f64,
}

/// What a rule makes of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is shown.
    Shown,
    /// It has too few answers itself.
    TooSmall,
    /// It is hidden for the sake of others.
    ForOthers,
}

/// What is decided, given a publication and the answers per atom: an outcome per group.
pub type Rule<'a> = dyn Fn(&Incidence, &[u32]) -> Result<Vec<Outcome>, PlanFault> + 'a;

/// Forecasts a plan decided by stage A.
pub fn forecast(plan: &Plan<'_>) -> Result<Forecast, PlanFault> {
    forecast_by(plan, &|incidence, answers| {
        let structure = decide(&Case {
            incidence,
            answers,
            threshold: plan.threshold,
            standing: &vec![Standing::Open; incidence.groups().len()],
        })?;
        let outcomes = structure.verdicts.iter().map(|verdict| match verdict {
            Verdict::Shown => Outcome::Shown,
            Verdict::Primary => Outcome::TooSmall,
            Verdict::Secondary(_) => Outcome::ForOthers,
        });
        Ok(outcomes.collect())
    })
}

/// Forecasts a plan decided by a rule of its own.
pub fn forecast_by(plan: &Plan<'_>, rule: &Rule<'_>) -> Result<Forecast, PlanFault> {
    plan.check()?;
    let groups = plan.incidence.groups();
    let all: Vec<usize> = (0..groups.len()).collect();
    let around = containers(plan.incidence);
    let mut counts = vec![Count::default(); groups.len()];
    let mut cuts: Vec<CutForecast> = plan.cuts.iter().map(CutForecast::nothing).collect();
    let without: Vec<(Vec<usize>, Incidence)> = plan
        .cuts
        .iter()
        .map(|cut| left_out(plan.incidence, &all, cut))
        .collect::<Result<_, _>>()?;
    let mut is_cut = vec![false; groups.len()];
    for group in plan.cuts.iter().flat_map(|cut| &cut.groups) {
        is_cut[*group] = true;
    }
    let mut random = Random::new(plan.seed, 0);
    for _ in 0..plan.draws {
        let mut respond = || u32::from(random.unit() < plan.response_rate);
        let answers: Vec<u32> = plan
            .invited
            .iter()
            .map(|invited| (0..*invited).map(|_| respond()).sum())
            .collect();
        let full = rule(plan.incidence, &answers)?;
        for (group, count) in counts.iter_mut().enumerate() {
            count.add(&full, group, &around[group]);
        }
        for (index, (kept, smaller)) in without.iter().enumerate() {
            let less = rule(smaller, &answers)?;
            cuts[index].add(&full, &less, &plan.cuts[index].groups, kept, &is_cut);
        }
    }
    let draws = f64::from(plan.draws);
    for cut in &mut cuts {
        for figure in [
            &mut cut.shown,
            &mut cut.too_small,
            &mut cut.for_others,
            &mut cut.lost_elsewhere,
            &mut cut.lost_in_cuts,
        ] {
            *figure /= draws;
        }
    }
    let groups = counts.iter().zip(groups).map(|(count, group)| {
        let invited: u64 = group
            .atoms
            .iter()
            .map(|atom| u64::from(plan.invited[*atom]))
            .sum();
        let bound = u64::from(plan.threshold);
        Ok(GroupForecast {
            invited,
            shown: f64::from(count.shown) / draws,
            moved_up: f64::from(count.moved_up) / draws,
            hidden: f64::from(plan.draws - count.shown - count.moved_up) / draws,
            too_small: binomial_below(invited, plan.response_rate, bound)
                .ok_or(PlanFault::Rate(plan.response_rate))?,
            for_others: f64::from(count.for_others) / draws,
        })
    });
    Ok(Forecast {
        groups: groups.collect::<Result<_, PlanFault>>()?,
        cuts,
    })
}

/// The groups kept when a cut is left out, and the publication that remains.
fn left_out(
    incidence: &Incidence,
    all: &[usize],
    cut: &Cut,
) -> Result<(Vec<usize>, Incidence), IncidenceFault> {
    let kept: Vec<usize> = all
        .iter()
        .copied()
        .filter(|group| !cut.groups.contains(group))
        .collect();
    let smaller = incidence.restricted_to(&kept)?;
    Ok((kept, smaller))
}

/// Per group, the larger groups it lies in.
fn containers(incidence: &Incidence) -> Vec<Vec<usize>> {
    let mut groups_of: Vec<Vec<usize>> = vec![Vec::new(); incidence.atoms()];
    for (place, group) in incidence.groups().iter().enumerate() {
        for atom in &group.atoms {
            groups_of[*atom].push(place);
        }
    }
    let lies_in = |inner: usize, outer: usize| {
        let (inner, outer) = (
            &incidence.groups()[inner].atoms,
            &incidence.groups()[outer].atoms,
        );
        inner.len() < outer.len() && inner.iter().all(|atom| outer.binary_search(atom).is_ok())
    };
    let candidates = |group: usize| {
        incidence.groups()[group]
            .atoms
            .first()
            .map_or(&[][..], |atom| &groups_of[*atom])
    };
    (0..incidence.groups().len())
        .map(|group| {
            candidates(group)
                .iter()
                .copied()
                .filter(|outer| lies_in(group, *outer))
                .collect()
        })
        .collect()
}

#[derive(Clone, Copy, Default)]
struct Count {
    shown: u32,
    moved_up: u32,
    for_others: u32,
}

impl Count {
    fn add(&mut self, outcomes: &[Outcome], group: usize, around: &[usize]) {
        let is_shown = |group: usize| outcomes[group] == Outcome::Shown;
        let above = around.iter().any(|outer| is_shown(*outer));
        self.shown += u32::from(is_shown(group));
        self.moved_up += u32::from(!is_shown(group) && above);
        self.for_others += u32::from(outcomes[group] == Outcome::ForOthers);
    }
}

impl CutForecast {
    fn nothing(cut: &Cut) -> Self {
        let groups = cut.groups.len();
        Self {
            name: cut.name.clone(),
            groups,
            shown: 0.0,
            too_small: 0.0,
            for_others: 0.0,
            lost_elsewhere: 0.0,
            lost_in_cuts: 0.0,
        }
    }

    fn add(
        &mut self,
        full: &[Outcome],
        less: &[Outcome],
        own: &[usize],
        kept: &[usize],
        is_cut: &[bool],
    ) {
        for group in own {
            match full[*group] {
                Outcome::Shown => self.shown += 1.0,
                Outcome::TooSmall => self.too_small += 1.0,
                Outcome::ForOthers => self.for_others += 1.0,
            }
        }
        for (place, group) in kept.iter().enumerate() {
            let lost = match (less[place], full[*group]) {
                (Outcome::Shown, Outcome::TooSmall | Outcome::ForOthers) => 1.0,
                (Outcome::TooSmall | Outcome::ForOthers, Outcome::Shown) => -1.0,
                _ => continue,
            };
            self.lost_elsewhere += lost;
            if is_cut[*group] {
                self.lost_in_cuts += lost;
            }
        }
    }
}
