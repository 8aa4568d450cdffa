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
    /// Keep every text that nothing was flagged in, without anybody reading it. Those with a flag still wait.
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
    /// Delete for good the texts that stand in no list, because too few answered the question in words. Nobody has read them and nobody
    /// will; texts that stand in lists stay.
    #[arg(long, conflicts_with_all = ["keep", "keep_all", "redact", "drop"])]
    discard: bool,
}

pub(super) fn comments(
    arguments: &CommentsArguments,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let survey = &arguments.survey;
    if arguments.discard {
        return discard(survey, app, output);
    }
    let (decisions, unread) = decisions(arguments, &app.comments(survey)?)?;
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
    if unread > 0 {
        output.say(&format!(
            "{unread} were kept unread, because nothing was flagged in them; what points at somebody without a name has no flag"
        ))?;
    }
    if comments.unlisted > 0 {
        output.say(&format!(
            "{} stand in no list, because too few answered the question in words; nobody reads them; delete them with: \
             pejling report comments {survey} --discard",
            comments.unlisted
        ))?;
    }
    output.value(&serde_json::json!({
        "waiting": comments.waiting.iter().map(value).collect::<Vec<_>>(),
        "decided": decisions.len(),
        "kept_unread": unread,
        "kept": comments.kept,
        "redacted": comments.redacted,
        "dropped": comments.dropped,
        "unlisted": comments.unlisted,
    }))?;
    Ok(())
}

fn discard(survey: &SurveyCode, app: &App, output: &mut Output) -> Result<(), CliError> {
    let removed = app.discard_unlisted(survey)?;
    output.say(&match removed {
        0 => format!("no text of {survey} was deleted: each stands in a list, or none is left"),
        _ => format!(
            "{removed} texts of {survey} are deleted for good: too few answered the question in words for a list, so they would have been shown \
             nowhere, and nobody has read them; texts that stand in lists are still there"
        ),
    })?;
    output.value(&serde_json::json!({ "discarded": removed }))?;
    Ok(())
}

/// What is decided, and how many texts are kept without anybody having named them.
fn decisions(
    arguments: &CommentsArguments,
    comments: &Comments,
) -> Result<(Vec<StoredDecision>, usize), CliError> {
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
    let named_ones = decisions.len();
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
    let unread = decisions.len() - named_ones;
    Ok((decisions, unread))
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::disclosure::texts::flag::{Flag, Hint};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: CommentsArguments,
    }

    fn arguments(words: &[&str]) -> Result<CommentsArguments, clap::Error> {
        let words = ["comments", "proeve"].iter().chain(words);
        Line::try_parse_from(words).map(|line| line.arguments)
    }

    fn waiting(id: &str, flagged: bool) -> Waiting {
        let flag = Flag {
            hint: Hint::Name,
            words: "Ole".into(),
        };
        Waiting {
            id: RowId::from_stored(id.into()),
            item: "B25".into(),
            asked: String::new(),
            group: ("n1".into(), "Nord".into()),
            text: "Tak til Ole".into(),
            flags: if flagged { vec![flag] } else { Vec::new() },
        }
    }

    #[test]
    fn what_is_kept_unread_is_counted_apart_from_what_was_named() {
        let comments = Comments {
            waiting: ["AA", "AB", "BA", "BB"]
                .map(|id| waiting(id, id.starts_with('B')))
                .to_vec(),
            kept: 0,
            redacted: 0,
            dropped: 0,
            unlisted: 0,
        };
        for (words, decided, kept_unread) in [
            (&[][..], 0, 0),
            (&["--keep-all"], 2, 2),
            (&["--keep-all", "--keep", "BA"], 3, 2),
            (&["--keep-all", "--keep", "AA"], 2, 1),
            (&["--keep", "AA", "--keep", "BB"], 2, 0),
        ] {
            let (made, unread) = decisions(&arguments(words).unwrap(), &comments).unwrap();
            assert_eq!((made.len(), unread), (decided, kept_unread), "{words:?}");
        }
    }

    #[test]
    fn discarding_is_asked_for_alone() {
        assert!(arguments(&["--discard"]).is_ok_and(|arguments| arguments.discard));
        assert!(arguments(&[]).is_ok_and(|arguments| !arguments.discard));
        for other in [
            &["--keep-all"][..],
            &["--keep", "AA"],
            &["--redact", "AA", "--text", "x"],
            &["--drop", "AA", "--reason", "x"],
        ] {
            assert!(
                arguments(&[&["--discard"][..], other].concat()).is_err(),
                "{other:?}"
            );
        }
    }
}
