//! The command line: arguments, progress, the demonstration.
//!
//! Results go to standard output, everything else to standard error; the exit code is 0 only on success, 2 for a command
//! that was not understood or, with `attack release`, files that cannot be attacked, 1 for anything else. With `--json` the result is one
//! JSON value.

mod attack;
mod attack_release;
mod correct;
mod cut;
mod demo;
mod discreet;
mod import;
mod output;
mod plan;
mod progress;
mod publish;
mod report;
mod serve;
mod survey;
mod template;
mod texts;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::base::{Entropy, SystemClock};
use crate::config::{ConfigError, Settings};
use crate::ops::{App, OpError};
use crate::web::ServeError;

pub use output::Output;

/// Anonymous surveys and evaluations whose reports give nobody away.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Arguments {
    /// Settings file [default: pejling.toml, if there is one].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the whole job on built-in scenarios: import, launch, mail, answer, close, release, report.
    Demo(demo::DemoArguments),
    /// Serve the questionnaires, and deliver mail that waits.
    Serve(serve::ServeArguments),
    /// Deliver mail that waits, without serving.
    Worker(serve::WorkerArguments),
    /// Bring the database to the newest schema.
    Migrate,
    /// Check settings, database and keys, and count the mails that wait.
    Check,
    /// Look at and check survey templates.
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// Import a staff file: a preview, or with --apply all of it or nothing.
    Import(import::ImportArguments),
    /// Launch, list and close surveys.
    #[command(subcommand)]
    Survey(survey::SurveyCommand),
    /// Plan what will be published, and publish protected figures.
    #[command(subcommand)]
    Release(publish::ReleaseCommand),
    /// Read what people wrote, and write reports from what was published.
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// Check a document that was published.
    #[command(subcommand)]
    Verify(publish::VerifyCommand),
    /// Attack this installation, or what was published, as somebody would who got hold of the files.
    #[command(subcommand)]
    Attack(attack::AttackCommand),
}

/// A command that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Settings.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// A use case.
    #[error("{0}")]
    Op(#[from] OpError),
    /// The server.
    #[error("{0}")]
    Serve(#[from] ServeError),
    /// Something given on the command line.
    #[error("{0}")]
    Input(String),
    /// Something given to an attack, which is no outcome of it: another exit code than that of a find.
    #[error("{0}")]
    Unfit(String),
    /// A file given on the command line.
    #[error("cannot {what} {}: {cause}", .path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// Standard output.
    #[error("cannot write the result: {0}")]
    Output(#[from] std::io::Error),
}

/// Reads the arguments, carries out the command, and says how it went.
pub fn run() -> ExitCode {
    discreet::fall_silently();
    let arguments = Arguments::parse();
    let mut output = Output::new(arguments.json);
    match carry_out(arguments, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output has seen enough: `pejling survey list | head`.
        Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            output.fault(&error);
            match error {
                CliError::Unfit(_) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn carry_out(arguments: Arguments, output: &mut Output) -> Result<(), CliError> {
    let settings = || crate::config::load(arguments.config.as_deref());
    match arguments.command {
        Command::Demo(demo) => demo::run(&demo, output),
        Command::Template(command) => template::run(&command, output),
        Command::Verify(command) => publish::verify(&command, output),
        Command::Attack(command) => attack::run(&command, settings, output),
        Command::Serve(serve) => serve::serve(&serve, settings()?, output),
        Command::Worker(worker) => serve::work(&worker, &open(settings()?)?, output),
        Command::Migrate => {
            open(settings()?)?;
            output.say("the database has the newest schema")?;
            Ok(())
        }
        Command::Check => {
            let app = open(settings()?)?;
            let (waiting, failed) = app.mails()?;
            let surveys = app.check_keys()?;
            output.say(&format!(
                "settings, database and keys are in order: {surveys} surveys, {waiting} mails waiting, {failed} given up"
            ))?;
            if let Some(path) = app.misplaced_master_key() {
                output.say(&format!(
                    "the master key {} stands beside the keys it wraps, so whoever copies the folder has both: move it to another place \
                     and name that as master_key_file, or hand it over as the systemd credential pejling-master-key",
                    path.display()
                ))?;
            }
            Ok(())
        }
        Command::Import(command) => import::run(&command, &open(settings()?)?, output),
        Command::Survey(command) => survey::run(&command, &open(settings()?)?, output),
        Command::Release(command) => publish::release(&command, &open(settings()?)?, output),
        Command::Report(command) => report::run(&command, &open(settings()?)?, output),
    }
}

fn open(settings: Settings) -> Result<App, CliError> {
    let entropy = Entropy::system().map_err(OpError::from)?;
    Ok(App::open(settings, Box::new(SystemClock), entropy)?)
}

fn read_file(path: &std::path::Path) -> Result<Vec<u8>, CliError> {
    std::fs::read(path).map_err(|cause| CliError::File {
        what: "read",
        path: path.to_owned(),
        cause,
    })
}
