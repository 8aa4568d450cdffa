//! The reporting groups, with how many answered or why that is not shown: all of them, or of many those around the one reported on.

use crate::base::Lang;
use crate::disclosure::document::{Reason, ReleasedGroup, Shown};

use super::compose::Context;
use super::model::{GroupRow, Turnout};
use super::order::{around, placed};
use super::overview::Audience;
use super::words::{group_name, pick, reason_in_short};

/// With more groups than this, only human resources get the list of all: every report would be longer than its figures.
const MANY: usize = 60;

/// One row per group, the whole first, each group under the one that contains it. Of many groups those that contain the group reported on,
/// itself, and those inside it. `None` where the whole is the only group: a list of one tells nothing that the cover does not.
pub(super) fn groups(context: &Context<'_>) -> Option<Vec<GroupRow>> {
    let all = &context.document.groups;
    if all.len() < 2 {
        return None;
    }
    let listed = match context.focus {
        Some(focus) if all.len() > MANY && context.audience != Audience::Hr => around(all, focus),
        _ => placed(all),
    };
    let rows = listed.into_iter();
    Some(
        rows.map(|placed| row(context, &all[placed.at], placed.depth))
            .collect(),
    )
}

/// The group reported on, by itself.
pub(super) fn own(context: &Context<'_>) -> Option<GroupRow> {
    Some(row(context, context.group()?, 0))
}

fn in_words(lang: Lang, turnout: Turnout) -> String {
    let share = turnout.share.map(|share| lang.percent(share, 0));
    let share = share.map_or_else(String::new, |share| format!(" ({share})"));
    let of = pick(lang, "af", "of");
    format!(
        "{} {of} {}{share}",
        lang.whole(turnout.answered),
        lang.whole(turnout.invited)
    )
}

fn row(context: &Context<'_>, group: &ReleasedGroup, depth: usize) -> GroupRow {
    let lang = context.lang;
    let turnout = match &group.size {
        Shown::Shown(size) => Ok(Turnout {
            invited: size.invited,
            answered: size.answered,
            share: (size.invited > 0).then(|| f64::from(size.answered) / f64::from(size.invited)),
        }),
        Shown::Hidden(why) => Err(reason_in_short(lang, *why).to_owned()),
    };
    let (answers, turnout) = match turnout {
        Ok(turnout) => (in_words(lang, turnout), Some(turnout)),
        Err(why) => (why, None),
    };
    let shown = turnout.is_some();
    let not_asked = matches!(group.size, Shown::Hidden(Reason::NotAsked));
    let counts_in = (!shown && !not_asked).then(|| match (context.counts_in(group), lang) {
        (Some(above), Lang::Da) => format!("tæller med i {}", above.label),
        (Some(above), Lang::En) => format!("counts in {}", group_name(lang, above)),
        (None, _) => pick(lang, "vises ingen steder", "not shown anywhere").to_owned(),
    });
    GroupRow {
        code: group.id.clone(),
        label: group_name(lang, group).to_owned(),
        depth,
        focus: context.group().is_some_and(|focus| focus.id == group.id),
        answers,
        turnout,
        shown,
        counts_in,
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Block;
    use super::super::sample::{document, networks, report_of};
    use super::*;
    use crate::disclosure::document::Figure;

    #[test]
    fn a_list_of_one_is_no_list_and_the_page_that_leads_to_it_still_has_it() {
        let listed = |groups: usize| {
            let document = networks(&vec![(12, Some(Figure::Exact(50.0))); groups]);
            let report = report_of(&document, "alle", Lang::Da, Audience::Hr);
            let blocks = report.blocks().iter();
            let shown = blocks
                .filter(|block| matches!(block, Block::Groups(_)))
                .count();
            (shown, report.groups().len())
        };
        assert_eq!(listed(0), (0, 1));
        assert_eq!(listed(1), (1, 2));
        // Also where its figures are hidden.
        let mut alone = networks(&[]);
        alone.groups[0].size = Shown::Hidden(Reason::TooFewAnswers);
        let report = report_of(&alone, "alle", Lang::Da, Audience::Hr);
        assert!(
            !report
                .blocks()
                .iter()
                .any(|block| matches!(block, Block::Groups(_)))
        );
        assert!(!report.groups()[0].shown);
    }

    #[test]
    fn people_are_counted_as_the_language_writes_numbers() {
        for (lang, said) in [(Lang::Da, "764 af 1.200"), (Lang::En, "764 of 1,200")] {
            let mut document = document();
            if let Shown::Shown(size) = &mut document.groups[0].size {
                size.invited = 1200;
                size.answered = 764;
            }
            let report = report_of(&document, "alle", lang, Audience::Hr);
            assert!(
                report.groups()[0].answers.starts_with(said),
                "{:?}",
                report.groups()[0]
            );
            let cover = report.blocks().iter().find_map(|block| match block {
                Block::Cover(facts) => Some(format!("{facts:?}")),
                _ => None,
            });
            assert!(cover.unwrap().contains(said));
        }
    }
}
