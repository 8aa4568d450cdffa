//! `pejling release plan`: what a survey will probably show, before anybody is asked.

use clap::Args;
use serde_json::json;

use crate::base::Text;
use crate::ops::{App, Asked, GroupOutlook, Planned, PlannedCut, PlannedPart};

use super::survey::AskedArguments;
use super::{CliError, Output, template};

#[derive(Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    asked: AskedArguments,
    /// How many of those invited you expect to answer, in per cent.
    #[arg(
        long,
        value_name = "PER CENT",
        default_value_t = 70.0,
        allow_negative_numbers = true
    )]
    response: f64,
    /// Tell also what cuts by this fact (type, level, facilitator and so on) will probably show, published once the survey is released; may be
    /// given several times, in the order in which they will be asked for.
    #[arg(long, value_name = "FACT")]
    cut_by: Vec<String>,
}

pub(super) fn run(
    arguments: &PlanArguments,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let source = template::source(&arguments.asked.template)?;
    let (scope, facts) = (arguments.asked.scope()?, arguments.asked.facts()?);
    let response = arguments.response;
    let planned = app.plan_release(
        &Asked {
            template: &source,
            variant: arguments.asked.variant.as_deref(),
            scope: &scope,
            facts: &facts,
            policy: &arguments.asked.policy,
        },
        response,
        &arguments.cut_by,
    )?;
    for group in &planned.groups {
        output.say(&line(group))?;
    }
    for (small, into) in &planned.merged {
        output.say(&format!(
            "{small} is too small to stand alone and would count in {into}"
        ))?;
    }
    let (count, minimum) = (planned.groups.len(), planned.minimum);
    let shown: f64 = planned.groups.iter().map(|group| group.shown).sum();
    let others: f64 = planned.groups.iter().map(for_others).sum();
    output.say(&format!(
        "if {response} per cent answer, about {shown:.1} of {count} groups will be shown; the others get fewer than {minimum} answers, or, \
         about {others:.1} of them, could otherwise be used to work out a smaller group"
    ))?;
    for cut in &planned.cuts {
        for line in lines_of_cut(cut, &planned) {
            output.say(&line)?;
        }
    }
    output.say(
        "this is for ordinary questions: sensitive ones, and those that are not ratings, need more answers, and the audit at release may hide a \
         question more",
    )?;
    output.value(&json!({
        "response": response,
        "minimum": minimum,
        "expected_shown": shown,
        "groups": planned.groups.iter().map(|group| json!({
            "code": group.code,
            "label": group.label,
            "depth": group.depth,
            "invited": group.invited,
            "shown": group.shown,
            "moved_up": group.moved_up,
            "hidden": group.hidden,
            "too_small": group.too_small,
        })).collect::<Vec<_>>(),
        "merged": planned.merged,
        "cuts": planned.cuts.iter().map(value_of_cut).collect::<Vec<_>>(),
    }))?;
    Ok(())
}

/// What a cut will show, of which groups, and what it costs.
fn lines_of_cut(cut: &PlannedCut, planned: &Planned) -> Vec<String> {
    let minimum = planned.minimum;
    let mut lines = vec![format!(
        "cut by {}, once the survey is released: {} of its {} groups will be shown; {} will get fewer than {minimum} answers, {} will be left \
         out because a smaller or hidden group could otherwise be worked out",
        cut.by,
        about(cut.shown),
        cut.groups.len(),
        about(cut.too_small),
        about(cut.for_others)
    )];
    lines.extend(cut.groups.iter().map(line_of_part));
    let others = match planned.cuts.len() {
        1 => String::new(),
        _ => format!(
            ", and {} of the other cuts' groups: of cuts that cannot stand together the one asked for first stays",
            about(cut.lost_in_cuts)
        ),
    };
    lines.push(format!(
        "  it costs {} of the {} groups above, which are published before it and stay as they are{others}",
        about(cut.lost_in_tree),
        planned.groups.len()
    ));
    lines
}

fn line_of_part(part: &PlannedPart) -> String {
    format!(
        "  {}: {} invited; shown {}, too few answers {}, left out for others {}",
        name(&part.label),
        part.invited,
        percent(part.shown),
        percent(part.too_small),
        percent(part.for_others)
    )
}

/// In both languages, if they differ.
fn name(label: &Text) -> String {
    if label.da == label.en {
        label.da.clone()
    } else {
        format!("{} / {}", label.da, label.en)
    }
}

/// An expected number of groups, to one decimal.
fn about(groups: f64) -> String {
    if groups.abs() < 0.05 {
        "none".to_owned()
    } else {
        format!("about {groups:.1}")
    }
}

fn value_of_cut(cut: &PlannedCut) -> serde_json::Value {
    let part = |part: &PlannedPart| {
        json!({
            "label": { "da": part.label.da, "en": part.label.en },
            "invited": part.invited,
            "shown": part.shown,
            "too_small": part.too_small,
            "for_others": part.for_others,
        })
    };
    json!({
        "by": cut.by,
        "groups": cut.groups.iter().map(part).collect::<Vec<_>>(),
        "expected_shown": cut.shown,
        "expected_too_small": cut.too_small,
        "expected_for_others": cut.for_others,
        "lost_in_tree": cut.lost_in_tree,
        "lost_in_cuts": cut.lost_in_cuts,
    })
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn line(group: &GroupOutlook) -> String {
    format!(
        "{:indent$}{}: {} invited; shown {}, answers moved up {}, hidden {}",
        "",
        group.label,
        group.invited,
        percent(group.shown),
        percent(group.moved_up),
        percent(group.hidden),
        indent = group.depth * 2
    )
}

/// The probability to be hidden for the sake of another group.
fn for_others(group: &GroupOutlook) -> f64 {
    // One of the two is simulated and the other computed.
    (1.0 - group.shown - group.too_small).max(0.0)
}
