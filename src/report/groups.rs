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
/// itself, and those inside it.
pub(super) fn groups(context: &Context<'_>) -> Vec<GroupRow> {
    let all = &context.document.groups;
    let listed = match context.focus {
        Some(focus) if all.len() > MANY && context.audience != Audience::Hr => around(all, focus),
        _ => placed(all),
    };
    listed
        .into_iter()
        .map(|placed| row(context, &all[placed.at], placed.depth))
        .collect()
}

fn in_words(lang: Lang, turnout: Turnout) -> String {
    let share = turnout.share.map(|share| lang.percent(share, 0));
    let share = share.map_or_else(String::new, |share| format!(" ({share})"));
    let of = pick(lang, "af", "of");
    format!("{} {of} {}{share}", turnout.answered, turnout.invited)
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
