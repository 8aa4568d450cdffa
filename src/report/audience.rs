//! Which blocks stand in whose report, and in which order. Audience never decides how much of a figure is shown: that is settled in the
//! release.
//!
//! | block | members | manager | human resources |
//! |---|---|---|---|
//! | cover, sentences, scores, ratings, choices, what is withheld, words, questions to talk about, method | yes | yes | yes |
//! | change, standing, points, priorities, rankings, groups, plan of action | | yes | yes |
//! | heat map | | the groups inside | all groups |
//! | funnel, decision card | | | yes |
//!
//! A group that contains no other has no heat map and no funnel; only a network has a card.

use std::collections::BTreeSet;

use crate::disclosure::document::ReleasedGroup;

use super::compose::Context;
use super::findings::Found;
use super::model::Block;
use super::order::{leaves, placed, within};
use super::overview::Audience;
use super::yardstick::scale_scores;
use super::{action_plan, card, funnel, heat_map, points, priorities};

impl Audience {
    /// For whom a report on this group is made where nothing else is asked for: human resources read of the whole, managers of its parts.
    pub fn of(group: &ReleasedGroup) -> Self {
        if group.kind == "whole" {
            Self::Hr
        } else {
            Self::Manager
        }
    }

    /// Whether a block stands in this audience's report.
    fn reads(self, block: &Block) -> bool {
        match block {
            Block::Cover(_)
            | Block::Explanation(_)
            | Block::Sentences(_)
            | Block::Scores { .. }
            | Block::Ratings(_)
            | Block::Choices(_)
            | Block::Withheld(_)
            | Block::Words { .. }
            | Block::Dialogue(_)
            | Block::Method(_) => true,
            Block::Change(_)
            | Block::Standing(_)
            | Block::Points(_)
            | Block::HeatMap(_)
            | Block::Priorities(_)
            | Block::Rankings(_)
            | Block::Groups(_)
            | Block::Plan(_) => self != Self::Members,
            Block::Funnel(_) | Block::Card(_) => self == Self::Hr,
        }
    }
}

/// Where a block stands in a report.
fn rank(block: &Block) -> u8 {
    match block {
        Block::Cover(_) => 0,
        Block::Explanation(_) => 1,
        Block::Sentences(_) => 2,
        Block::Scores { .. } => 3,
        Block::Change(_) => 4,
        Block::Standing(_) => 5,
        Block::Points(_) => 6,
        Block::HeatMap(_) => 7,
        Block::Funnel(_) => 8,
        Block::Priorities(_) => 9,
        Block::Rankings(_) => 10,
        Block::Ratings(_) => 11,
        Block::Choices(_) => 12,
        Block::Withheld(_) => 13,
        Block::Words { .. } => 14,
        Block::Groups(_) => 15,
        Block::Dialogue(_) => 16,
        Block::Plan(_) => 17,
        Block::Card(_) => 18,
        Block::Method(_) => 19,
    }
}

/// What this audience reads, in reading order; blocks of one kind stay in the order they came in.
pub(super) fn arranged(audience: Audience, mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.retain(|block| audience.reads(block));
    blocks.sort_by_key(rank);
    blocks
}

/// What leaders of groups get beyond what was found: what stands out, and how the groups lie side by side.
pub(super) fn overview(context: &Context<'_>, found: &Found, talk: &[String]) -> Vec<Block> {
    if context.audience == Audience::Members {
        return Vec::new();
    }
    let groups = &context.document.groups;
    let (scales, leaves) = (scale_scores(context), leaves(groups));
    let mut blocks = Vec::new();
    let standouts = points::standouts(context, &scales, &leaves);
    let problems = standouts.iter().flat_map(points::Standouts::problems);
    blocks.push(Block::Plan(action_plan::action_plan(
        context.lang,
        problems,
    )));
    blocks.extend(standouts.map(|found| Block::Points(found.into_points())));
    blocks.extend(priorities::priorities(context, found).map(Block::Priorities));
    let inside = context
        .focus
        .map_or_else(Vec::new, |focus| within(groups, focus));
    if inside.len() > 1 {
        let shown = match context.audience {
            Audience::Hr => placed(groups),
            Audience::Manager | Audience::Members => inside,
        };
        let map = heat_map::heat_map(context, &scales, &leaves, &shown);
        blocks.extend(map.map(Block::HeatMap));
        if context.audience == Audience::Hr {
            let funnels = scales
                .iter()
                .filter_map(|scale| funnel::funnel(context, scale, &leaves));
            // What the notes of one have told, those of the next do not tell again.
            let mut told = BTreeSet::new();
            blocks.extend(funnels.map(|mut funnel| {
                funnel.notes.retain(|note| told.insert(note.clone()));
                Block::Funnel(funnel)
            }));
        }
    }
    blocks.extend(network(context, talk));
    blocks
}

/// What human resources get on a network whose figures are shown, or hidden.
pub(super) fn network(context: &Context<'_>, talk: &[String]) -> Option<Block> {
    if context.audience != Audience::Hr {
        return None;
    }
    let leaves = leaves(&context.document.groups);
    let talk = talk.first().map(String::as_str);
    card::card(context, &scale_scores(context), &leaves, talk).map(Block::Card)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{networks, report_for, report_of};
    use super::*;
    use crate::base::Lang;
    use crate::disclosure::document::Figure;
    use crate::report::Report;

    /// Names of the blocks, in order, each once.
    fn names(report: &Report) -> Vec<String> {
        let mut names: Vec<String> = report
            .blocks()
            .iter()
            .map(|block| {
                let said = format!("{block:?}");
                let end = said.find(|c: char| !c.is_alphanumeric());
                said[..end.unwrap_or(said.len())].to_owned()
            })
            .collect();
        names.dedup();
        names
    }

    #[test]
    fn members_get_their_own_figures_and_nothing_beside_them() {
        for group in ["alle", "n1", "n2"] {
            let found: BTreeSet<String> = names(&report_for(group, Lang::Da, Audience::Members))
                .into_iter()
                .collect();
            let allowed = [
                "Cover",
                "Sentences",
                "Scores",
                "Ratings",
                "Choices",
                "Withheld",
                "Words",
                "Dialogue",
                "Method",
            ];
            assert!(
                found.iter().all(|name| allowed.contains(&name.as_str())),
                "{found:?}"
            );
            assert!(
                found.contains("Scores") && found.contains("Dialogue"),
                "{found:?}"
            );
        }
        assert_eq!(
            names(&report_for("n3", Lang::Da, Audience::Members)),
            ["Cover", "Explanation", "Method"]
        );
    }

    #[test]
    fn each_audience_gets_more_than_the_one_before_and_the_order_holds() {
        let document = networks(&[(6, Some(Figure::Exact(50.0))); 6]);
        let of = |reader| names(&report_of(&document, "alle", Lang::Da, reader));
        let set = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
        let [members, manager, hr] = [Audience::Members, Audience::Manager, Audience::Hr].map(of);
        assert!(set(&members).is_subset(&set(&manager)) && set(&manager).is_subset(&set(&hr)));
        let more = |of: &[String], than: &[String]| -> Vec<String> {
            set(of).difference(&set(than)).cloned().collect()
        };
        assert_eq!(
            more(&manager, &members),
            ["Groups", "HeatMap", "Plan", "Points", "Rankings"]
        );
        assert_eq!(more(&hr, &manager), ["Funnel"]);
        assert_eq!(
            hr,
            [
                "Cover",
                "Sentences",
                "Scores",
                "Points",
                "HeatMap",
                "Funnel",
                "Rankings",
                "Ratings",
                "Choices",
                "Groups",
                "Dialogue",
                "Plan",
                "Method",
            ]
        );
    }

    #[test]
    fn a_group_is_read_by_its_manager_and_the_whole_by_human_resources() {
        let document = networks(&[(6, None)]);
        assert_eq!(Audience::of(&document.groups[0]), Audience::Hr);
        assert_eq!(Audience::of(&document.groups[1]), Audience::Manager);
    }
}
