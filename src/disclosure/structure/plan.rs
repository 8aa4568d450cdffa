//! A publication plan: the groups that will be shown where they can be, who is invited, and an assumed rate of response.
//!
//! # Invariants
//! - A plan that passed [`Plan::check`] fits together, and k is not above the whole frame.

use super::decision::StructureFault;
use super::incidence::{Incidence, IncidenceFault};

/// A publication planned.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The groups.
    pub incidence: &'a Incidence,
    /// Invited per atom.
    pub invited: &'a [u32],
    /// Assumed share of the invited that answer.
    pub response_rate: f64,
    /// k.
    pub threshold: u32,
    /// The cuts that could be left out.
    pub cuts: &'a [Cut],
    /// How many responses to simulate.
    pub draws: u32,
    /// What fixes the simulation.
    pub seed: u64,
}

/// A part of the publication that could be left out.
#[derive(Clone, Debug)]
pub struct Cut {
    /// What it is called.
    pub name: String,
    /// Its groups.
    pub groups: Vec<usize>,
}

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanFault {
    /// Not a share.
    #[error("a response rate of {0} is not between 0 and 1")]
    Rate(f64),
    /// Nothing to simulate.
    #[error("no draws")]
    NoDraws,
    /// Nobody could ever be shown.
    #[error("a threshold of {threshold}, but only {invited} are invited")]
    ThresholdAboveFrame {
        /// k.
        threshold: u32,
        /// Invited in all.
        invited: u64,
    },
    /// The structure cannot be decided.
    #[error(transparent)]
    Structure(#[from] StructureFault),
}

impl From<IncidenceFault> for PlanFault {
    fn from(fault: IncidenceFault) -> Self {
        Self::Structure(fault.into())
    }
}

impl Plan<'_> {
    /// Whether the plan makes sense.
    pub fn check(&self) -> Result<(), PlanFault> {
        if !(0.0..=1.0).contains(&self.response_rate) {
            return Err(PlanFault::Rate(self.response_rate));
        }
        if self.draws == 0 {
            return Err(PlanFault::NoDraws);
        }
        let expected = self.incidence.atoms();
        if self.invited.len() != expected {
            return Err(IncidenceFault::Length {
                given: self.invited.len(),
                expected,
            }
            .into());
        }
        let invited = self.invited.iter().map(|invited| u64::from(*invited)).sum();
        if u64::from(self.threshold) > invited {
            return Err(PlanFault::ThresholdAboveFrame {
                threshold: self.threshold,
                invited,
            });
        }
        let groups = self.incidence.groups().len();
        match self
            .cuts
            .iter()
            .flat_map(|cut| &cut.groups)
            .find(|group| **group >= groups)
        {
            Some(&group) => Err(IncidenceFault::UnknownGroup { group, groups }.into()),
            None => Ok(()),
        }
    }
}
