//! `pejling release`, `pejling report` and `pejling verify`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::base::SurveyCode;
use crate::disclosure::ReleaseDocument;
use crate::ops::App;

use super::{CliError, Output, progress, read_file};

#[derive(Subcommand)]
pub(super) enum ReleaseCommand {
    /// Protect the figures of a closed survey and publish them, once.
    Make {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
    },
}

#[derive(Subcommand)]
pub(super) enum ReportCommand {
    /// Write a report for every group, in Danish and English, with its charts.
    Write {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
    },
}

#[derive(Subcommand)]
pub(super) enum VerifyCommand {
    /// Check that a release document is complete and unaltered.
    Release {
        /// The document.
        file: PathBuf,
    },
}

/// Reads a survey code on the command line.
pub(super) fn survey_code(text: &str) -> Result<SurveyCode, String> {
    SurveyCode::parse(text).map_err(|bad| bad.to_string())
}

pub(super) fn release(
    command: &ReleaseCommand,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let ReleaseCommand::Make { survey } = command;
    let published = app.publish(survey)?;
    output.say(&format!(
        "{}: {} groups shown, {} hidden, digest {}",
        published.file.display(),
        published.shown,
        published.hidden,
        published.digest
    ))?;
    output.value(&serde_json::json!({
        "file": published.file,
        "shown": published.shown,
        "hidden": published.hidden,
        "digest": published.digest,
    }))?;
    Ok(())
}

pub(super) fn report(
    command: &ReportCommand,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let ReportCommand::Write { survey } = command;
    let bar = progress::bar("reports", 0);
    let presented = app.present(survey, |done, total| progress::at(&bar, done, total))?;
    bar.finish_and_clear();
    output.say(&format!(
        "{} pages and {} charts; begin with {}",
        presented.pages,
        presented.charts,
        presented.index.display()
    ))?;
    output.value(&serde_json::json!({
        "index": presented.index,
        "pages": presented.pages,
        "charts": presented.charts,
    }))?;
    Ok(())
}

pub(super) fn verify(command: &VerifyCommand, output: &mut Output) -> Result<(), CliError> {
    let VerifyCommand::Release { file } = command;
    let bytes = read_file(file)?;
    let refused = |cause: String| CliError::Input(format!("{}: {cause}", file.display()));
    let text = String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8 text".into()))?;
    let document = ReleaseDocument::parse(&text).map_err(|fault| refused(fault.to_string()))?;
    output.say(&format!(
        "{} is complete and unaltered: {} groups, {} tables, digest {}",
        file.display(),
        document.groups.len(),
        document.tables.len(),
        document.digest
    ))?;
    output
        .value(&serde_json::json!({"digest": document.digest, "groups": document.groups.len()}))?;
    Ok(())
}
