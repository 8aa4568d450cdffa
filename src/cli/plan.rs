//! `pejling release plan`: what a survey will probably show, before anybody is asked.

use clap::Args;
use serde_json::json;

use crate::ops::{App, Asked, GroupOutlook};

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
    }))?;
    Ok(())
}

fn line(group: &GroupOutlook) -> String {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
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
