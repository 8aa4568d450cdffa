//! `pejling attack`: what somebody learns who gets hold of this installation's files, or of what it published.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::base::Redacted;
use crate::config::{ConfigError, Settings};
use crate::forensics::installation::{Attack, Outcome, Place, Target, attack};

use super::attack_release::{ReleaseArguments, release};
use super::{CliError, Output};

#[derive(Subcommand)]
pub(super) enum AttackCommand {
    /// Try to tie answers to people from the files alone. Needs no keys, changes nothing, prints no secret.
    Storage(StorageArguments),
    /// Try to work out answers from release documents: of one or several surveys and waves, in any order. Needs no database.
    Release(ReleaseArguments),
}

/// What to attack.
#[derive(Args)]
pub(super) struct StorageArguments {
    /// Data folder [default: the setting `data`].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Search this folder too, for example logs or backups; may be given several times.
    #[arg(long, value_name = "DIR")]
    also: Vec<PathBuf>,
}

pub(super) fn run(
    command: &AttackCommand,
    settings: impl FnOnce() -> Result<Settings, ConfigError>,
    output: &mut Output,
) -> Result<(), CliError> {
    match command {
        AttackCommand::Storage(arguments) => storage(arguments, settings()?, output),
        AttackCommand::Release(arguments) => release(arguments, output),
    }
}

fn storage(
    arguments: &StorageArguments,
    settings: Settings,
    output: &mut Output,
) -> Result<(), CliError> {
    let target = target(arguments, settings)?;
    let attacks = attack(&target, |_| ());
    for attack in &attacks {
        for line in words(attack) {
            output.say(&line)?;
        }
    }
    let of = |wanted: fn(&Outcome) -> bool| attacks.iter().filter(|a| wanted(&a.outcome)).count();
    let found = of(|outcome| matches!(outcome, Outcome::Found(_)));
    let unread = of(|outcome| matches!(outcome, Outcome::NotRead(_)));
    let skipped = of(|outcome| matches!(outcome, Outcome::Skipped(_)));
    output.say(&format!(
        "{} attacks tried, {found} found something, {unread} could not read all, {skipped} had nothing to look for",
        attacks.len() - skipped
    ))?;
    output.value(&serde_json::json!({
        "attacks": attacks.iter().map(value).collect::<Vec<_>>(),
        "found": found,
        "not_read": unread,
        "skipped": skipped,
    }))?;
    if found > 0 {
        return Err(CliError::Input(format!(
            "{found} attacks found something: see docs/attacks.md for what to do"
        )));
    }
    if unread > 0 {
        return Err(CliError::Input(format!(
            "{unread} attacks could not read all they had to, so that nothing is known of the rest: see docs/attacks.md"
        )));
    }
    Ok(())
}

fn target(arguments: &StorageArguments, mut settings: Settings) -> Result<Target, CliError> {
    let mut url = settings.database_url.expose().clone();
    if let Some(data) = &arguments.data {
        let usual = settings.data.join("pejling.db");
        if url == format!("sqlite://{}", usual.display()) {
            url = format!("sqlite://{}", data.join("pejling.db").display());
        }
        settings.data.clone_from(data);
    }
    if !settings.data.is_dir() {
        return Err(CliError::Input(format!(
            "{} is no folder: name the data folder with --data",
            settings.data.display()
        )));
    }
    Ok(Target {
        database: match url.strip_prefix("sqlite://") {
            Some(path) => Place::File(path.into()),
            None => Place::Server(Redacted::new(url)),
        },
        keys: settings.keys(),
        mails: settings.mails(),
        certificates: settings.certificates(),
        published: vec![settings.releases(), settings.reports()],
        also: arguments.also.clone(),
        data: settings.data,
    })
}

fn parts(outcome: &Outcome) -> (&'static str, Vec<String>) {
    match outcome {
        Outcome::Held => ("held", Vec::new()),
        Outcome::Found(lines) => ("found", lines.clone()),
        Outcome::Noted(lines) => ("noted", lines.clone()),
        Outcome::NotRead(why) => ("not read", why.clone()),
        Outcome::Skipped(why) => ("skipped", vec![why.clone()]),
    }
}

fn words(attack: &Attack) -> Vec<String> {
    let (word, lines) = parts(&attack.outcome);
    let mut said = vec![format!("{word:<9} {}: {}", attack.name, attack.tried)];
    said.extend(lines.iter().map(|line| format!("          {line}")));
    said
}

fn value(attack: &Attack) -> serde_json::Value {
    let (word, lines) = parts(&attack.outcome);
    serde_json::json!({"name": attack.name, "tried": attack.tried, "outcome": word, "details": lines})
}
