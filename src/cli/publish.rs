//! `pejling release` and `pejling verify`.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::base::SurveyCode;
use crate::disclosure::supplement::proof::verify_with;
use crate::disclosure::verify::{self, Verified};
use crate::disclosure::{Certificate, Refusal, ReleaseDocument};
use crate::ops::App;

use super::correct::{self, CheckArguments, CorrectArguments};
use super::cut::{self, CutArguments};
use super::plan::{self, PlanArguments};
use super::template;
use super::texts;
use super::{CliError, Output, progress, read_file};

#[derive(Subcommand)]
pub(super) enum ReleaseCommand {
    /// Before a survey: tell which groups will probably be shown.
    Plan(Box<PlanArguments>),
    /// Protect the figures of a closed survey and publish them, once.
    Make {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
    },
    /// Publish what people wrote, once somebody has read it: see report comments.
    Texts {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
    },
    /// Publish groups of a released survey taken together anew, audited with all that was published before.
    Cut(Box<CutArguments>),
    /// Say something of a release that is out: a note, a better name of a group, or that it is withdrawn. Its figures stay as they are.
    Correct(Box<CorrectArguments>),
}

#[derive(Subcommand)]
pub(super) enum VerifyCommand {
    /// Check that a release document is complete and unaltered, and with its certificate that it gives nobody away.
    Release {
        /// The document.
        file: PathBuf,
        /// Its certificate. Needs no database and no answers.
        #[arg(long, value_name = "FILE")]
        certificate: Option<PathBuf>,
        /// A release that it adds cuts to; give each of them, the oldest first.
        #[arg(long, value_name = "FILE", requires = "certificate")]
        with: Vec<PathBuf>,
        /// The template, a file or the code of a built-in one: check that what the certificate says of the questions and scales is so.
        #[arg(long, value_name = "TEMPLATE", requires = "certificate")]
        template: Option<String>,
    },
    /// Check that a correction is complete and unaltered, that it is about a release, and that it says nothing that none may say.
    Correction(CheckArguments),
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
    let survey = match command {
        ReleaseCommand::Plan(arguments) => return plan::run(arguments, app, output),
        ReleaseCommand::Texts { survey } => return texts::release(survey, app, output),
        ReleaseCommand::Cut(arguments) => return cut::run(arguments, app, output),
        ReleaseCommand::Correct(arguments) => return correct::run(arguments, app, output),
        ReleaseCommand::Make { survey } => survey,
    };
    let bar = progress::bar("audit", 0);
    let published = app.publish(survey, |done, total| progress::at(&bar, done, total))?;
    bar.finish_and_clear();
    output.say(&format!(
        "{}: {} groups shown, {} hidden, digest {}",
        published.file.display(),
        published.shown,
        published.hidden,
        published.digest
    ))?;
    output.say(&format!(
        "{}: the proof that it gives nobody away; keep it to those who check, for it names numbers of answers of hidden groups",
        published.certificate.display()
    ))?;
    for file in &published.corrections {
        output.say(&format!(
            "{}: a correction of what is out; give it out with the release that it is about",
            file.display()
        ))?;
    }
    output.value(&serde_json::json!({
        "file": published.file,
        "certificate": published.certificate,
        "shown": published.shown,
        "hidden": published.hidden,
        "corrections": published.corrections,
        "digest": published.digest,
    }))?;
    Ok(())
}

pub(super) fn verify(command: &VerifyCommand, output: &mut Output) -> Result<(), CliError> {
    let (file, certificate, with, template) = match command {
        VerifyCommand::Release {
            file,
            certificate,
            with,
            template,
        } => (file, certificate, with, template),
        VerifyCommand::Correction(arguments) => return correct::verify(arguments, output),
    };
    let document = parsed(file, ReleaseDocument::parse)?;
    output.say(&format!(
        "{} is complete and unaltered: {} groups, {} tables, digest {}",
        file.display(),
        document.groups.len(),
        document.tables.len(),
        document.digest
    ))?;
    let proven = match certificate {
        None => None,
        Some(path) => {
            let certificate = parsed(path, Certificate::parse)?;
            let earlier = with
                .iter()
                .map(|path| parsed(path, ReleaseDocument::parse))
                .collect::<Result<Vec<_>, _>>()?;
            let proven = proven(&document, &earlier, &certificate)
                .map_err(|fault| CliError::Input(format!("{}: {fault}", path.display())))?;
            output.say(&words(&path.display(), &proven))?;
            let asked = template.as_deref();
            output.say(&match asked {
                Some(asked) => {
                    let variant = document.survey.variant.as_deref();
                    let instrument = template::fielded(asked, variant)?;
                    verify::asks(&document, &certificate, &instrument)
                        .map_err(|fault| CliError::Input(format!("{asked}: {fault}")))?;
                    format!("questions, how sensitive they are, and scales are those of {asked}")
                }
                None => "what is asked, how sensitive it is, and what makes a scale is taken from the certificate; with --template it is \
                         checked, too"
                    .to_owned(),
            })?;
            Some((proven, asked.is_some()))
        }
    };
    output.value(&serde_json::json!({
        "digest": document.digest,
        "groups": document.groups.len(),
        "proven": proven.map(|(proven, asked)| serde_json::json!({
            "tables": proven.tables,
            "blocks": proven.blocks,
            "worlds": proven.worlds,
            "needs": proven.needs,
            "scores": proven.scores,
            "own_scores": proven.own_scores,
            "numbers": proven.numbers,
            "template": asked,
        })),
    }))?;
    Ok(())
}

/// What a certificate shows, and what it does not.
fn words(certificate: &impl Display, proven: &Verified) -> String {
    let mut words = vec![
        format!(
            "{certificate} proves it: {} tables in {} parts; each of {} other sets of answers would have been published the same, and together \
             they show that none of {} things about small or hidden groups can be told",
            proven.tables, proven.blocks, proven.worlds, proven.needs
        ),
        format!(
            "{} scores worked out again from the means shown; {} more are means of respondents' own scores, and as the points shown allow",
            proven.scores, proven.own_scores
        ),
    ];
    if proven.numbers > 0 {
        words.push(format!(
            "not proved: what {} tables of numbers tell; only how many answered was looked at there",
            proven.numbers
        ));
    }
    words.join("\n")
}

/// Alone, or together with what it adds to.
fn proven(
    document: &ReleaseDocument,
    earlier: &[ReleaseDocument],
    certificate: &Certificate,
) -> Result<Verified, Refusal> {
    if earlier.is_empty() && document.adds_to.is_empty() {
        return verify::verify(document, certificate);
    }
    let earlier: Vec<&ReleaseDocument> = earlier.iter().collect();
    verify_with(document, &earlier, certificate)
}

pub(super) fn parsed<T>(
    file: &Path,
    parse: impl FnOnce(&str) -> Result<T, Refusal>,
) -> Result<T, CliError> {
    let refused = |cause: String| CliError::Input(format!("{}: {cause}", file.display()));
    let text =
        String::from_utf8(read_file(file)?).map_err(|_| refused("it is not UTF-8 text".into()))?;
    parse(&text).map_err(|fault| refused(fault.to_string()))
}
