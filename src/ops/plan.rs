//! Planning a release: what a survey would probably show, before it is launched.
//!
//! A survey reports along one tree of groups; a crossing (by level within department, say) cannot be named yet, so what one would cost is not
//! told here. [`crate::disclosure::structure::forecast`] can tell it.

use crate::disclosure::outlook;
use crate::instrument::Sensitivity;
use crate::store::registry as stored;

use super::launch::checked;
use super::{App, Asked, OpError};

/// What a survey will probably show.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The reporting groups, the whole first, parents before children.
    pub groups: Vec<GroupOutlook>,
    /// Groups too small to stand alone, and the group they would be merged into.
    pub merged: Vec<(String, String)>,
    /// Fewest answers that a group is shown for, on questions that are not sensitive.
    pub minimum: u32,
}

/// What will probably become of one group. The three probabilities add up to one.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupOutlook {
    /// Its code.
    pub code: String,
    /// Its name.
    pub label: String,
    /// How many groups it is inside.
    pub depth: usize,
    /// Invitations in it and everything below it.
    pub invited: u64,
    /// Probability to be shown.
    pub shown: f64,
    /// Probability that it is not, but its answers count in a larger group that is.
    pub moved_up: f64,
    /// Probability that its answers count nowhere.
    pub hidden: f64,
    /// Probability that it gets too few answers itself; otherwise it is hidden to protect another.
    pub too_small: f64,
}

/// Responses simulated: a probability is then right to about one and a half percentage points.
const DRAWS: u32 = 1_000;

impl App {
    /// Says what a survey would probably show of each group if `response` per cent of those invited answer. Changes nothing.
    pub fn plan_release(&self, asked: &Asked<'_>, response: f64) -> Result<Planned, OpError> {
        if !(0.0..=100.0).contains(&response) {
            return Err(OpError::Input(format!(
                "a response of {response} per cent cannot be: give a number from 0 to 100"
            )));
        }
        let checked = checked(asked)?;
        let roster = self.store.read(stored::load_roster)?;
        let frame = checked.frame(asked, &roster, self.clock.today())?;
        let tree = frame.groups();
        let forecast = outlook(tree, &checked.policy, response / 100.0, DRAWS)
            .map_err(|fault| OpError::Input(fault.to_string()))?;
        let groups = tree.groups().iter().zip(forecast).enumerate();
        Ok(Planned {
            groups: groups
                .map(|(index, (group, forecast))| GroupOutlook {
                    code: group.code.to_string(),
                    label: group.label.clone(),
                    depth: tree.path(index).count() - 1,
                    invited: forecast.invited,
                    shown: forecast.shown,
                    moved_up: forecast.moved_up,
                    hidden: forecast.hidden,
                    too_small: forecast.too_small,
                })
                .collect(),
            merged: frame.merged().to_vec(),
            minimum: checked.policy.minimum(Sensitivity::Ordinary),
        })
    }
}
