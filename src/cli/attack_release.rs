//! `pejling attack release`: what somebody can work out who has nothing but release documents, and perhaps some knowledge.
//!
//! Exit code 0: nothing was found and everything was tried. 1: something was found, or not everything could be tried in time. 2: a file that
//! cannot be attacked. A file that is damaged must not be taken for an attack that found something, nor the other way round.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::forensics::intruder::attack::attack;
use crate::forensics::intruder::knowledge::Knowledge;
use crate::forensics::intruder::patience::Patience;
use crate::forensics::intruder::reading::{read, together};
use crate::forensics::intruder::{correction, texts};

use super::{CliError, Output, progress, read_file};

/// Finds of one sort that are written out in words; `--json` gives all.
const WRITTEN_OUT: usize = 10;

/// What to attack.
#[derive(Args)]
pub(super) struct ReleaseArguments {
    /// Release documents, documents of texts, and corrections. Cuts and corrections are attacked together with the releases that they are about.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the attacker knows besides: head counts, own answers, who answered twice (see docs/attacks.md).
    #[arg(long, value_name = "FILE")]
    knowledge: Option<PathBuf>,
    /// How long to try; what is left then is told as not finished.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    patience: u64,
}

pub(super) fn release(arguments: &ReleaseArguments, output: &mut Output) -> Result<(), CliError> {
    let (mut documents, mut lists, mut corrections) = (Vec::new(), Vec::new(), Vec::new());
    for file in &arguments.files {
        let bytes = read_file(file).map_err(|fault| CliError::Unfit(fault.to_string()))?;
        let text = std::str::from_utf8(&bytes);
        if text.is_ok_and(texts::is_texts) {
            lists.push(parsed(file, texts::read)?);
        } else if text.is_ok_and(correction::is_correction) {
            corrections.push(parsed(file, correction::read)?);
        } else {
            documents.push(parsed(file, read)?);
        }
    }
    together(&documents)
        .and_then(|()| correction::together(&corrections, &documents))
        .map_err(|fault| CliError::Unfit(fault.to_string()))?;
    let knowledge = match &arguments.knowledge {
        None => Knowledge::default(),
        Some(file) => parsed(file, |text| {
            let knowledge = Knowledge::read(text)?;
            knowledge.fits(&documents).map(|()| knowledge)
        })?,
    };
    let patience = Patience {
        all: Duration::from_secs(arguments.patience),
        ..Patience::default()
    };
    let bar = progress::bar("attack", 0);
    let mut outcome = attack(&documents, &knowledge, patience, &mut |at| {
        bar.set_message(at.question.to_owned());
        progress::at(&bar, at.done, at.total);
    });
    bar.finish_and_clear();
    texts::attack(&lists, &mut outcome);
    correction::attack(&corrections, &mut outcome);
    output.say(outcome.words(WRITTEN_OUT).trim_end())?;
    let value = serde_json::to_value(&outcome).map_err(std::io::Error::from)?;
    output.value(&value)?;
    match (outcome.finds.len(), outcome.unfinished.len()) {
        (0, 0) => Ok(()),
        (0, open) => Err(CliError::Input(format!(
            "{open} things were not finished, so that nothing is known of them: try again with more --patience"
        ))),
        (found, _) => Err(CliError::Input(format!(
            "{found} things can be worked out: see docs/attacks.md for how to read them"
        ))),
    }
}

fn parsed<T, E: std::fmt::Display>(
    file: &Path,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, CliError> {
    let unfit =
        |cause: &dyn std::fmt::Display| CliError::Unfit(format!("{}: {cause}", file.display()));
    let bytes = read_file(file).map_err(|fault| CliError::Unfit(fault.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| unfit(&"it is not UTF-8 text"))?;
    parse(&text).map_err(|fault| unfit(&fault))
}
