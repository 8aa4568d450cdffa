//! `pejling report comments` and `pejling release texts`: what people wrote, read by somebody and published.

use clap::Args;

use crate::base::{RowId, SurveyCode};
use crate::disclosure::{Decision, StoredDecision};
use crate::ops::{App, Comments, Waiting};

use super::publish::survey_code;
use super::{CliError, Output};

/// What to decide on.
#[derive(Args)]
pub(super) struct CommentsArguments {
    /// The survey.
    #[arg(value_parser = survey_code)]
    survey: SurveyCode,
    /// Keep a text as it stands; may be given several times. As much of the id as no other begins with is enough.
    #[arg(long, value_name = "ID")]
    keep: Vec<String>,
    /// Keep every text that nothing was flagged in.
    #[arg(long)]
    keep_all: bool,
    /// Put another text in the place of one.
    #[arg(long, value_name = "ID", requires = "text")]
    redact: Option<String>,
    /// The text to put there.
    #[arg(long, value_name = "TEXT", requires = "redact")]
    text: Option<String>,
    /// Take a text out.
    #[arg(long, value_name = "ID", requires = "reason")]
    drop: Option<String>,
    /// Why; it is kept here and not published.
    #[arg(long, value_name = "TEXT", requires = "drop")]
    reason: Option<String>,
}

pub(super) fn comments(
    arguments: &CommentsArguments,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let survey = &arguments.survey;
    let decisions = decisions(arguments, &app.comments(survey)?)?;
    if !decisions.is_empty() {
        app.decide(survey, &decisions)?;
    }
    let comments = app.comments(survey)?;
    let mut heading = None;
    for waiting in &comments.waiting {
        let list = (&waiting.group, &waiting.item);
        if heading != Some(list) {
            output.say(&format!("\n{}: {}", waiting.group.1, waiting.asked))?;
            heading = Some(list);
        }
        output.say(&format!("  {}  {}", waiting.id.as_str(), shown(waiting)))?;
    }
    output.say(&format!(
        "{}{} wait, {} kept, {} reworded, {} taken out",
        if comments.waiting.is_empty() {
            ""
        } else {
            "\n"
        },
        comments.waiting.len(),
        comments.kept,
        comments.redacted,
        comments.dropped
    ))?;
    if comments.unlisted > 0 {
        output.say(&format!(
            "{} stand in no list, because too few answered the question in words; nobody reads them",
            comments.unlisted
        ))?;
    }
    output.value(&serde_json::json!({
        "waiting": comments.waiting.iter().map(value).collect::<Vec<_>>(),
        "decided": decisions.len(),
        "kept": comments.kept,
        "redacted": comments.redacted,
        "dropped": comments.dropped,
        "unlisted": comments.unlisted,
    }))?;
    Ok(())
}

fn decisions(
    arguments: &CommentsArguments,
    comments: &Comments,
) -> Result<Vec<StoredDecision>, CliError> {
    let mut decisions = Vec::new();
    let mut decide = |id: RowId, decision| {
        let twice = decisions.iter().any(|made: &StoredDecision| made.id == id);
        if twice {
            let id = id.as_str();
            return Err(CliError::Input(format!("two decisions on {id}: give one")));
        }
        decisions.push(StoredDecision { id, decision });
        Ok(())
    };
    for id in &arguments.keep {
        decide(named(id, comments)?, Decision::Keep)?;
    }
    if let (Some(id), Some(text)) = (&arguments.redact, &arguments.text) {
        decide(named(id, comments)?, Decision::Redact(text.clone()))?;
    }
    if let (Some(id), Some(reason)) = (&arguments.drop, &arguments.reason) {
        decide(named(id, comments)?, Decision::Drop(reason.clone()))?;
    }
    if arguments.keep_all {
        let named: Vec<RowId> = decisions.iter().map(|made| made.id.clone()).collect();
        decisions.extend(
            comments
                .waiting
                .iter()
                .filter(|waiting| waiting.flags.is_empty() && !named.contains(&waiting.id))
                .map(|waiting| StoredDecision {
                    id: waiting.id.clone(),
                    decision: Decision::Keep,
                }),
        );
    }
    Ok(decisions)
}

/// The id that begins so, if one and only one does. A whole id is taken as it is, so that a decision can be replaced.
fn named(start: &str, comments: &Comments) -> Result<RowId, CliError> {
    let start = start.trim().to_uppercase();
    let mut fitting = comments.waiting.iter().filter(|waiting| {
        !start.is_empty() && waiting.id.as_str().to_uppercase().starts_with(&start)
    });
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (Some(_), Some(_)) => Err(CliError::Input(format!(
            "more than one text has an id that begins with {start}: give more of it"
        ))),
        (None, _) => Ok(RowId::from_stored(start)),
    }
}

/// The text in one line, with what should be looked at.
fn shown(waiting: &Waiting) -> String {
    let text = waiting.text.replace('\n', " / ");
    if waiting.flags.is_empty() {
        return text;
    }
    let flags: Vec<String> = waiting
        .flags
        .iter()
        .map(|flag| format!("{}: {}", flag.hint.word(), flag.words))
        .collect();
    format!("{text}\n      look at {}", flags.join("; "))
}

fn value(waiting: &Waiting) -> serde_json::Value {
    serde_json::json!({
        "id": waiting.id.as_str(),
        "item": waiting.item,
        "asked": waiting.asked,
        "group": waiting.group.0,
        "label": waiting.group.1,
        "text": waiting.text,
        "flags": waiting
            .flags
            .iter()
            .map(|flag| serde_json::json!({"hint": flag.hint.word(), "words": flag.words}))
            .collect::<Vec<_>>(),
    })
}

pub(super) fn release(survey: &SurveyCode, app: &App, output: &mut Output) -> Result<(), CliError> {
    let published = app.publish_texts(survey)?;
    output.say(&format!(
        "{}: {} texts in {} lists, {} taken out, digest {}; the reports show them after: pejling report write {survey}",
        published.file.display(),
        published.texts,
        published.lists,
        published.left_out,
        published.digest
    ))?;
    output.value(&serde_json::json!({
        "file": published.file,
        "lists": published.lists,
        "texts": published.texts,
        "left_out": published.left_out,
        "digest": published.digest,
    }))?;
    Ok(())
}
