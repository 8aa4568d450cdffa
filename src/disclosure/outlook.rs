//! What a survey will probably show of each group, before anybody has answered.
//!
//! Method: responses are simulated with a fixed seed, and each is decided by the very rules of tally and publication.
//!
//! # Invariants
//! - A pure function of the groups, the thresholds and the rate: the same plan gives the same outlook.
//! - Shown, moved up and hidden add up to one.

use crate::base::GroupTree;
use crate::instrument::Sensitivity;

use super::Policy;
use super::complement::{Guarded, Shape, complement};
use super::fold::{fold, folded, within};
use super::primary;
use super::structure::forecast::{GroupForecast, Outcome, forecast_by};
use super::structure::incidence::Incidence;
use super::structure::plan::{Plan, PlanFault};

/// Any number would do; the same is taken each time.
pub(in crate::disclosure) const SEED: u64 = 1;

/// What will become of each group's figures on questions that are not sensitive, if this share of the invited answer.
pub fn outlook(
    tree: &GroupTree,
    policy: &Policy,
    response_rate: f64,
    draws: u32,
) -> Result<Vec<GroupForecast>, PlanFault> {
    let strata: Vec<usize> = (0..tree.groups().len())
        .filter(|group| tree.direct(*group) > 0)
        .collect();
    let parents: Vec<Option<usize>> = tree.groups().iter().map(|group| group.parent).collect();
    let own: Vec<usize> = (0..parents.len())
        .map(|group| usize::from(tree.direct(group) > 0))
        .collect();
    let incidence = Incidence::from_tree(&parents, &own)?.incidence;
    let invited: Vec<u32> = strata.iter().map(|group| tree.direct(*group)).collect();
    let minimum = policy.minimum(Sensitivity::Ordinary);
    let plan = Plan {
        incidence: &incidence,
        invited: &invited,
        response_rate,
        threshold: minimum,
        cuts: &[],
        draws,
        seed: SEED,
    };
    let forecast = forecast_by(&plan, &|_, answers| {
        let cast = cast(tree, &strata, answers);
        Ok(decided(tree, policy, &cast))
    })?;
    Ok(forecast.groups)
}

/// Ballots directly in each group, where so many were cast in these.
pub(in crate::disclosure) fn cast(tree: &GroupTree, strata: &[usize], answers: &[u32]) -> Vec<u32> {
    let mut cast = vec![0; tree.groups().len()];
    for (stratum, answers) in strata.iter().zip(answers) {
        cast[*stratum] = *answers;
    }
    cast
}

/// What tally and publication make of ballots that were cast directly in the groups as `cast` says.
pub(in crate::disclosure) fn decided(
    tree: &GroupTree,
    policy: &Policy,
    cast: &[u32],
) -> Vec<Outcome> {
    let minimum = policy.minimum(Sensitivity::Ordinary);
    let own = folded(cast, &fold(tree, cast, minimum));
    let ballots = within(tree, &own);
    let shape = Shape::new(tree, &ballots);
    let mut hidden = primary::survey(tree, &ballots, policy);
    let guarded = [Guarded {
        total: &ballots,
        own: &own,
        minimum,
        remainder: policy.remainder(minimum),
    }];
    complement(tree, &shape, &guarded, &mut hidden);
    hidden
        .iter()
        .zip(within(tree, cast))
        .map(|(hidden, cast)| match hidden {
            None => Outcome::Shown,
            Some(_) if cast < minimum => Outcome::TooSmall,
            Some(_) => Outcome::ForOthers,
        })
        .collect()
}
