//! `pejling report`: reports for people to open, and what people wrote.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::base::SurveyCode;
use crate::ops::{App, Audience, Edition, ReferenceFile};
use crate::render::Format;

use super::publish::survey_code;
use super::texts::{self, CommentsArguments};
use super::{CliError, Output, progress, read_file};

#[derive(Subcommand)]
pub(super) enum ReportCommand {
    /// Write a report for every group, in Danish and English, with its charts.
    Write {
        #[command(flatten)]
        edition: EditionArguments,
        /// What to write, with commas between: html, pdf, svg and png (each chart), xlsx, csv, json.
        #[arg(long, value_delimiter = ',', default_values_t = Format::USUAL)]
        formats: Vec<Format>,
    },
    /// Write all reports of a survey into one ZIP file, in every format and both languages, with the release they are made from.
    Bundle {
        #[command(flatten)]
        edition: EditionArguments,
        /// The file [default: the survey's name beside its reports].
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// List what people wrote and nobody has read yet, or decide on it.
    Comments(Box<CommentsArguments>),
}

/// Which reports.
#[derive(Args)]
pub(super) struct EditionArguments {
    /// The survey.
    #[arg(value_parser = survey_code)]
    survey: SurveyCode,
    /// Which release of the survey: 1 has all its groups, later ones have cuts.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    release: usize,
    /// For whom all of them are, in a folder of their own [default: the whole's report for human resources, the others for managers].
    #[arg(long = "for", value_name = "READERS")]
    readers: Option<Readers>,
    /// Figures from outside to hold every group against: see docs/comparisons.md.
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
}

/// For whom reports are.
#[derive(Clone, Copy, ValueEnum)]
enum Readers {
    /// The group's own members: scores, answers and questions to talk about.
    Members,
    /// The manager of an area: besides, what stands out and what to do about it.
    Managers,
    /// Human resources: besides, all groups side by side, and what is known of each network.
    Hr,
}

impl Readers {
    fn audience(self) -> Audience {
        match self {
            Self::Members => Audience::Members,
            Self::Managers => Audience::Manager,
            Self::Hr => Audience::Hr,
        }
    }
}

impl EditionArguments {
    /// Reads the file of reference figures, if there is one.
    fn reference(&self) -> Result<Option<(String, Vec<u8>)>, CliError> {
        let read = |path: &PathBuf| Ok((path.display().to_string(), read_file(path)?));
        self.reference.as_ref().map(read).transpose()
    }

    fn edition<'a>(&self, reference: Option<&'a (String, Vec<u8>)>) -> Edition<'a> {
        Edition {
            release: self.release,
            audience: self.readers.map(Readers::audience),
            outside: reference.map(|(name, bytes)| ReferenceFile { name, bytes }),
        }
    }
}

pub(super) fn run(command: &ReportCommand, app: &App, output: &mut Output) -> Result<(), CliError> {
    match command {
        ReportCommand::Write { edition, formats } => write(edition, formats, app, output),
        ReportCommand::Bundle {
            edition,
            output: file,
        } => bundle(edition, file.as_deref(), app, output),
        ReportCommand::Comments(arguments) => texts::comments(arguments, app, output),
    }
}

fn write(
    arguments: &EditionArguments,
    formats: &[Format],
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let reference = arguments.reference()?;
    let edition = arguments.edition(reference.as_ref());
    let bar = progress::bar("reports", 0);
    let presented = app.present_edition(&arguments.survey, &edition, formats, |done, total| {
        progress::at(&bar, done, total);
    })?;
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

fn bundle(
    arguments: &EditionArguments,
    file: Option<&Path>,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let reference = arguments.reference()?;
    let edition = arguments.edition(reference.as_ref());
    let bar = progress::bar("reports", 0);
    let bundled = app.bundle(&arguments.survey, &edition, file, |done, total| {
        progress::at(&bar, done, total);
    })?;
    bar.finish_and_clear();
    output.say(&format!(
        "{}: {} reports in {} files, {} kB; unpack it and begin with index.html",
        bundled.file.display(),
        bundled.reports,
        bundled.files,
        bundled.size.div_ceil(1_000)
    ))?;
    output.value(&serde_json::json!({
        "file": bundled.file,
        "reports": bundled.reports,
        "files": bundled.files,
        "bytes": bundled.size,
    }))?;
    Ok(())
}
