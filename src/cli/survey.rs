//! `pejling survey`: launch, list, close.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::base::{Day, Facts, NetworkCode, SurveyCode, Text, UnitCode};
use crate::ops::{App, LaunchOrder, Launched, Whom};
use crate::registry::Scope;

use super::publish::survey_code;
use super::{CliError, Output, progress, template};

#[derive(Subcommand)]
pub(super) enum SurveyCommand {
    /// Freeze who is asked and what will be reported, make the keys, and send the invitations.
    Launch(Box<LaunchArguments>),
    /// List the surveys.
    List,
    /// Take no more answers, open the box, and destroy the keys.
    Close {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
        /// Even before its last day and the day of grace after it have passed. Ballots that are on their way then are lost.
        #[arg(long)]
        now: bool,
        /// File with the trustee's passphrase, `-` for standard input: for a survey that was launched with one.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Remind by mail, at most once a day; nothing is kept of whom, and nobody is told how many.
    Remind {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
        /// Write to everybody, thanking those who have answered: where the mail server's own log must not tell who had not.
        #[arg(long)]
        everyone: bool,
    },
    /// Tell how many have answered, as counted once today: in bands for small groups.
    Response {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
    },
    /// Print the texts of the fields that are not anonymous, for the work-environment group.
    Notes {
        /// The survey.
        #[arg(value_parser = survey_code)]
        survey: SurveyCode,
    },
}

/// Who is asked what, and how it is reported.
#[derive(Args)]
pub(super) struct AskedArguments {
    /// Template: a file, or the code of a built-in one.
    #[arg(long)]
    pub(super) template: String,
    /// Variant of the template.
    #[arg(long)]
    pub(super) variant: Option<String>,
    /// Ask everybody in this unit and below, and report by unit.
    #[arg(long, value_name = "UNIT", conflicts_with_all = ["networks", "network"], required_unless_present_any = ["networks", "network"])]
    unit: Option<String>,
    /// Ask the members of all networks, and report by network.
    #[arg(long)]
    networks: bool,
    /// Ask the members of this network only; may be given several times.
    #[arg(long, value_name = "NETWORK")]
    network: Vec<String>,
    /// A fact about everybody asked, for example phase=after; may be given several times.
    #[arg(long, value_name = "NAME=VALUE")]
    fact: Vec<String>,
    /// Thresholds: ordinary, sensitive, most-sensitive, aarhus or colleagues (holds against two who lay their answers together), and if need be
    /// raised, for example ordinary,minimum=7,differences=10. A promise; it cannot be lowered later.
    #[arg(long, default_value = "ordinary")]
    pub(super) policy: String,
}

impl AskedArguments {
    /// Whom the survey is for.
    pub(super) fn scope(&self) -> Result<Scope, CliError> {
        let bad = |what: &dyn std::fmt::Display| CliError::Input(what.to_string());
        if let Some(unit) = &self.unit {
            return Ok(Scope::Units {
                root: UnitCode::parse(unit).map_err(|fault| bad(&fault))?,
            });
        }
        if self.network.is_empty() {
            return Ok(Scope::Networks { only: None });
        }
        let only: Result<Vec<_>, _> = self
            .network
            .iter()
            .map(|code| NetworkCode::parse(code))
            .collect();
        Ok(Scope::Networks {
            only: Some(only.map_err(|fault| bad(&fault))?),
        })
    }

    /// What is known of everybody asked.
    pub(super) fn facts(&self) -> Result<Facts, CliError> {
        let mut facts = Facts::none();
        for fact in &self.fact {
            let (name, value) = fact
                .split_once('=')
                .ok_or_else(|| CliError::Input(format!("--fact {fact}: write NAME=VALUE")))?;
            facts = facts.with(name, value);
        }
        Ok(facts)
    }
}

/// What to launch.
#[derive(Args)]
pub(super) struct LaunchArguments {
    /// Code of the survey; also the name of its files.
    #[arg(value_parser = survey_code)]
    survey: SurveyCode,
    #[command(flatten)]
    asked: AskedArguments,
    /// Last day for answers, for example 2026-12-01.
    #[arg(long, value_name = "DAY")]
    closes: String,
    /// Who asks, in Danish.
    #[arg(long, value_name = "TEXT")]
    sender: String,
    /// Who asks, in English [default: as in Danish].
    #[arg(long, value_name = "TEXT")]
    sender_en: Option<String>,
    /// Title in Danish [default: the template's].
    #[arg(long, value_name = "TEXT", requires = "title_en")]
    title: Option<String>,
    /// Title in English.
    #[arg(long, value_name = "TEXT", requires = "title")]
    title_en: Option<String>,
    /// The earlier survey that this one repeats for the same groups. Launched without it, what people answered who joined or left in between
    /// may follow from the two together.
    #[arg(long, value_name = "SURVEY", value_parser = survey_code)]
    follows: Option<SurveyCode>,
    /// Lock the box with a trustee's passphrase, read from this file (`-` for standard input). Nobody opens the box without it, not
    /// even the operator. If it is lost, the answers can never be opened: the survey is lost.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Only say what would be frozen.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(command: &SurveyCommand, app: &App, output: &mut Output) -> Result<(), CliError> {
    match command {
        SurveyCommand::Launch(arguments) => launch(arguments, app, output),
        SurveyCommand::List => list(app, output),
        SurveyCommand::Close {
            survey,
            now,
            passphrase_file,
        } => close(survey, *now, passphrase_file.as_deref(), app, output),
        SurveyCommand::Remind { survey, everyone } => remind(survey, *everyone, app, output),
        SurveyCommand::Response { survey } => response(survey, app, output),
        SurveyCommand::Notes { survey } => notes(survey, app, output),
    }
}

fn launch(arguments: &LaunchArguments, app: &App, output: &mut Output) -> Result<(), CliError> {
    let order = order(arguments)?;
    if arguments.dry_run {
        say(&app.preview_launch(&order)?, output)?;
        output.say("nothing has been launched yet: leave out --dry-run to do so")?;
        return Ok(());
    }
    let passphrase = passphrase(arguments.passphrase_file.as_deref())?;
    let bar = progress::bar("keys", 0);
    let launched = app.launch(&order, passphrase.as_deref(), |made, of| {
        progress::at(&bar, made, of);
    })?;
    bar.finish_and_clear();
    say(&launched, output)?;
    if passphrase.is_some() {
        output.say("the box opens only with the trustee's passphrase: without it the answers can never be opened")?;
    }
    let bar = progress::bar("mails", launched.invited);
    let delivered = app.deliver(|sent| progress::at(&bar, sent, launched.invited))?;
    bar.finish_and_clear();
    output.say(&format!(
        "{} is open until {}; {} of {} mails have been handed over",
        arguments.survey, order.closes, delivered.sent, launched.invited
    ))?;
    output.value(&serde_json::json!({
        "survey": arguments.survey.as_str(),
        "invited": launched.invited,
        "sent": delivered.sent,
        "merged": launched.merged,
        "fingerprint": launched.fingerprint.map(|print| print.to_string()),
    }))?;
    Ok(())
}

fn order(arguments: &LaunchArguments) -> Result<LaunchOrder, CliError> {
    let closes = Day::parse(&arguments.closes).ok_or_else(|| {
        CliError::Input(format!(
            "--closes {}: write a day as 2026-12-01",
            arguments.closes
        ))
    })?;
    let title = arguments.title.as_ref().zip(arguments.title_en.as_ref());
    Ok(LaunchOrder {
        code: arguments.survey.clone(),
        title: title.map(|(da, en)| Text::new(da, en)),
        sender: Text::new(
            &arguments.sender,
            arguments.sender_en.as_ref().unwrap_or(&arguments.sender),
        ),
        template: template::source(&arguments.asked.template)?,
        variant: arguments.asked.variant.clone(),
        scope: arguments.asked.scope()?,
        facts: arguments.asked.facts()?,
        policy: arguments.asked.policy.clone(),
        closes,
        notes: Vec::new(),
        follows: arguments.follows.clone(),
    })
}

fn say(launched: &Launched, output: &mut Output) -> Result<(), CliError> {
    for (label, depth, invited) in &launched.groups {
        output.say(&format!(
            "{:indent$}{label}: {invited} invited",
            "",
            indent = depth * 2
        ))?;
    }
    for (small, into) in &launched.merged {
        output.say(&format!(
            "{small} is too small to stand alone and counts in {into}"
        ))?;
    }
    output.say(&launched.promise.da)?;
    if let Some(fingerprint) = &launched.fingerprint {
        output.say(&format!(
            "fingerprint {fingerprint}: announce it with the survey; it stands in every mail, and is the same for everybody"
        ))?;
    }
    Ok(())
}

fn list(app: &App, output: &mut Output) -> Result<(), CliError> {
    let surveys = app.surveys()?;
    for survey in &surveys {
        output.say(&format!(
            "{:24} {:9} {} to {}  {}",
            survey.code.as_str(),
            survey.state.word(),
            survey.opens,
            survey.closes,
            survey.title.da
        ))?;
    }
    let listed: Vec<_> = surveys
        .iter()
        .map(|survey| {
            serde_json::json!({
                "code": survey.code.as_str(),
                "state": survey.state.word(),
                "opens": survey.opens.to_string(),
                "closes": survey.closes.to_string(),
            })
        })
        .collect();
    output.value(&listed.into())?;
    Ok(())
}

fn close(
    survey: &SurveyCode,
    now: bool,
    passphrase_file: Option<&Path>,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let closed = app.close(survey, now, passphrase(passphrase_file)?.as_deref())?;
    output.say(&format!(
        "{survey} is closed: {} answers counted of {} ballots issued, {} refused; its keys no longer exist",
        closed.counted, closed.issued, closed.refused
    ))?;
    if closed.unsigned > 0 {
        output.say(&format!(
            "{} of those refused were put into the database by somebody: they carry no signature of their group",
            closed.unsigned
        ))?;
    }
    output.value(&serde_json::json!({
        "counted": closed.counted,
        "issued": closed.issued,
        "refused": closed.refused,
        "unsigned": closed.unsigned,
    }))?;
    Ok(())
}

/// Reads a passphrase from a file or from standard input: an argument would stand in the list of processes.
fn passphrase(file: Option<&Path>) -> Result<Option<String>, CliError> {
    let Some(file) = file else { return Ok(None) };
    let text = if file == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    text.map(Some).map_err(|cause| CliError::File {
        what: "read the passphrase in",
        path: file.to_owned(),
        cause,
    })
}

fn remind(
    survey: &SurveyCode,
    everyone: bool,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let whom = if everyone {
        Whom::Everybody
    } else {
        Whom::Missing
    };
    let bar = everyone.then(|| progress::bar("reminders", 0));
    let reminded = app.remind(survey, whom, |done, total| {
        if let Some(bar) = &bar {
            progress::at(bar, done, total);
        }
    })?;
    bar.iter()
        .for_each(indicatif::ProgressBar::finish_and_clear);
    match reminded.told {
        Some((sent, invited)) => output.say(&format!("reminder sent to {sent} of {invited}"))?,
        None => output.say("reminder sent")?,
    }
    output.value(&serde_json::json!({"told": reminded.told}))?;
    Ok(())
}

fn response(survey: &SurveyCode, app: &App, output: &mut Output) -> Result<(), CliError> {
    let groups = app.response(survey)?;
    for group in &groups {
        output.say(&format!(
            "{:indent$}{}: {}",
            "",
            group.label,
            group.told,
            indent = group.depth * 2
        ))?;
    }
    let listed: Vec<_> = groups
        .iter()
        .map(|group| serde_json::json!({"group": group.label, "told": group.told}))
        .collect();
    output.value(&listed.into())?;
    Ok(())
}

fn notes(survey: &SurveyCode, app: &App, output: &mut Output) -> Result<(), CliError> {
    let notes = app.notes(survey)?;
    for note in &notes {
        output.say(&format!("[{}, {}] {}", note.group, note.item, note.text))?;
    }
    let listed: Vec<_> = notes
        .iter()
        .map(|note| serde_json::json!({"group": note.group.as_str(), "item": note.item, "text": note.text}))
        .collect();
    output.value(&listed.into())?;
    Ok(())
}
