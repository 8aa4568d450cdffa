//! Planning a release: what a survey would probably show, before it is launched, and what cuts would that are made of it later.
//!
//! A survey is first released along one tree of groups; what crosses it (networks by type over all levels, say) is a cut, published after.

use crate::base::Text;
use crate::disclosure::{CutOrder, CutOutlook, PartOutlook, cut_outlook, outlook};
use crate::instrument::Sensitivity;
use crate::store::registry as stored;

use super::launch::checked;
use super::{App, Asked, OpError};

/// What a survey will probably show.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The reporting groups, the whole first, parents before children.
    pub groups: Vec<GroupOutlook>,
    /// The cuts asked for, in their order.
    pub cuts: Vec<PlannedCut>,
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

/// What a cut will probably show, and what it costs: expected numbers, over the response assumed.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCut {
    /// The fact that it is made by.
    pub by: String,
    /// Its groups.
    pub groups: Vec<PlannedPart>,
    /// How many of them will be shown.
    pub shown: f64,
    /// How many of them get too few answers.
    pub too_small: f64,
    /// How many of them have enough answers and are not shown, because otherwise a smaller or hidden group could be worked out.
    pub for_others: f64,
    /// How many reporting groups it costs.
    pub lost_in_tree: f64,
    /// How many groups of the other cuts it costs.
    pub lost_in_cuts: f64,
}

/// What will probably become of one group of a cut. The three probabilities add up to one.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedPart {
    /// What people will call it.
    pub label: Text,
    /// Invitations in it.
    pub invited: u64,
    /// Probability to be shown.
    pub shown: f64,
    /// Probability to get too few answers.
    pub too_small: f64,
    /// Probability to have enough and not to be shown.
    pub for_others: f64,
}

/// Responses simulated: a probability is then right to about one and a half percentage points.
const DRAWS: u32 = 1_000;
/// The same for cuts, each of which takes a search: right to about three and a half percentage points.
const CUT_DRAWS: u32 = 200;

impl App {
    /// Says what a survey would probably show of each group if `response` per cent of those invited answer, and of cuts by these facts that
    /// are asked for in this order once it is released. Changes nothing.
    pub fn plan_release(
        &self,
        asked: &Asked<'_>,
        response: f64,
        cuts: &[String],
    ) -> Result<Planned, OpError> {
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
        let orders: Vec<CutOrder> = cuts.iter().cloned().map(CutOrder::By).collect();
        let of_cuts = if orders.is_empty() {
            Vec::new()
        } else {
            cut_outlook(tree, &checked.policy, response / 100.0, CUT_DRAWS, &orders)
                .map_err(|fault| OpError::Input(fault.to_string()))?
        };
        let groups = tree.groups().iter().zip(forecast).enumerate();
        Ok(Planned {
            cuts: cuts
                .iter()
                .zip(of_cuts)
                .map(|(by, cut)| planned_cut(by, cut))
                .collect(),
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

fn planned_cut(by: &str, cut: CutOutlook) -> PlannedCut {
    let part = |part: PartOutlook| PlannedPart {
        label: part.label,
        invited: part.invited,
        shown: part.shown,
        too_small: part.too_small,
        for_others: part.for_others,
    };
    PlannedCut {
        by: by.to_owned(),
        groups: cut.parts.into_iter().map(part).collect(),
        shown: cut.shown,
        too_small: cut.too_small,
        for_others: cut.for_others,
        lost_in_tree: cut.lost_in_tree,
        lost_in_cuts: cut.lost_in_cuts,
    }
}
