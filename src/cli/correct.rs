//! `pejling release correct` and `pejling verify correction`: what is said of a release after it came out.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::base::{GroupCode, SurveyCode, Text};
use crate::disclosure::correction::document::{Amendment, NewName, Says};
use crate::disclosure::texts::flag::Names;
use crate::disclosure::{CorrectionDocument, CorrectionOrder, ReleaseDocument, verify_correction};
use crate::ops::App;

use super::publish::{parsed, survey_code};
use super::{CliError, Output};

#[derive(Args)]
pub(super) struct CorrectArguments {
    /// The survey.
    #[arg(value_parser = survey_code)]
    survey: SurveyCode,
    /// Which release of the survey: 1 has all its groups, later ones have cuts.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    release: usize,
    /// Why, in Danish. Stands in the correction and in reports for good.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Why, in English.
    #[arg(long, value_name = "TEXT")]
    reason_en: String,
    /// What must stand on every page of its reports from now on, in Danish.
    #[arg(long, value_name = "TEXT", requires = "note_en")]
    note: Option<String>,
    /// The same in English.
    #[arg(long, value_name = "TEXT", requires = "note")]
    note_en: Option<String>,
    /// A better name of a group; may be given several times.
    #[arg(long = "name", value_name = "GROUP=NAME", value_parser = name)]
    names: Vec<(GroupCode, String)>,
    /// Its name in English, where that is another; needed for a cut, which has one.
    #[arg(long = "name-en", value_name = "GROUP=NAME", value_parser = name, requires = "names")]
    names_en: Vec<(GroupCode, String)>,
    /// Take the release back for good: no report of it is written any more. Its figures still count as known in every later audit.
    #[arg(long, conflicts_with_all = ["note", "note_en", "names", "names_en"])]
    withdraw: bool,
}

fn name(text: &str) -> Result<(GroupCode, String), String> {
    let (group, name) = text
        .split_once('=')
        .ok_or("give the group's code, an equals sign, and the name")?;
    let group = GroupCode::parse(group.trim()).map_err(|bad| bad.to_string())?;
    Ok((group, name.to_owned()))
}

impl CorrectArguments {
    fn order(&self) -> Result<CorrectionOrder, CliError> {
        let reason = Text::new(self.reason.clone(), self.reason_en.clone());
        if self.withdraw {
            let says = Says::Withdrawn;
            return Ok(CorrectionOrder { reason, says });
        }
        let note = self.note.clone().zip(self.note_en.clone());
        let has_danish = |group: &GroupCode| self.names.iter().any(|(other, _)| other == group);
        if let Some((group, _)) = self.names_en.iter().find(|(group, _)| !has_danish(group)) {
            return Err(CliError::Input(format!(
                "{group} has an English name and no Danish one: give --name, too"
            )));
        }
        let names = self.names.iter().map(|(group, label)| {
            let english = self.names_en.iter().find(|(other, _)| other == group);
            NewName {
                group: group.to_string(),
                label: label.clone(),
                label_en: english.map(|(_, label)| label.clone()),
            }
        });
        let says = Says::Amended(Amendment {
            note: note.map(|(da, en)| Text::new(da, en)),
            names: names.collect(),
        });
        Ok(CorrectionOrder { reason, says })
    }
}

pub(super) fn run(
    arguments: &CorrectArguments,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let (survey, release) = (&arguments.survey, arguments.release);
    let made = app.correct(survey, release, &arguments.order()?)?;
    output.say(&format!(
        "{}: correction {} of {survey}, about its release {release}, digest {}",
        made.file.display(),
        made.number,
        made.digest
    ))?;
    for removed in &made.removed {
        output.say(&format!(
            "{}: the reports written before do not say so and are removed; copies that were handed out are yours to call back",
            removed.display()
        ))?;
    }
    for later in &made.later {
        for removed in &later.removed {
            output.say(&format!(
                "{}: the reports of {} print figures of the release that is withdrawn and are removed; copies that were handed out are yours to call back",
                removed.display(),
                later.survey
            ))?;
        }
        output.say(&format!(
            "write them anew, without these figures: pejling report write {} --release {}",
            later.survey, later.release
        ))?;
    }
    output.say(&if made.withdrawn {
        format!(
            "release {release} is withdrawn: no report of it is written any more, and its figures still count as known in every later audit; \
             other releases of {survey} stand as they are"
        )
    } else {
        format!("write the reports anew: pejling report write {survey} --release {release}")
    })?;
    output.value(&json!({
        "correction": made.number,
        "release": release,
        "file": made.file,
        "digest": made.digest,
        "withdrawn": made.withdrawn,
        "removed": made.removed,
        "later": made
            .later
            .iter()
            .map(|later| json!({
                "survey": later.survey.to_string(),
                "release": later.release,
                "removed": later.removed,
            }))
            .collect::<Vec<_>>(),
    }))?;
    Ok(())
}

/// What it takes to check a correction. Needs no database.
#[derive(Args)]
pub(super) struct CheckArguments {
    /// The correction.
    file: PathBuf,
    /// The release that it is about.
    #[arg(long, value_name = "FILE")]
    release: PathBuf,
    /// A correction of that release before it; give each of them, the oldest first.
    #[arg(long, value_name = "FILE")]
    after: Vec<PathBuf>,
    /// Names of those invited to the survey, one a line: check that it names none of them.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
}

/// The names in a file, one a line.
fn names(file: &Path) -> Result<Names, CliError> {
    let names = parsed(file, |text| Ok(Names::new(text.lines())))?;
    if names.is_empty() {
        let file = file.display();
        return Err(CliError::Input(format!("{file}: there is no name in it")));
    }
    Ok(names)
}

pub(super) fn verify(arguments: &CheckArguments, output: &mut Output) -> Result<(), CliError> {
    let (file, release) = (&arguments.file, &arguments.release);
    let correction = parsed(file, CorrectionDocument::parse)?;
    let document = parsed(release, ReleaseDocument::parse)?;
    let earlier = arguments.after.iter();
    let earlier = earlier.map(|file| parsed(file, CorrectionDocument::parse));
    let earlier = earlier.collect::<Result<Vec<_>, _>>()?;
    let invited = arguments.names.as_deref().map(names).transpose()?;
    let named = invited.is_some();
    verify_correction(
        &correction,
        &document,
        &earlier,
        &invited.unwrap_or_default(),
    )
    .map_err(|fault| CliError::Input(format!("{}: {fault}", file.display())))?;
    let withdrawn = correction.says == Says::Withdrawn;
    output.say(&format!(
        "{} is complete and unaltered, and about {}: {}, because: {}",
        file.display(),
        release.display(),
        if withdrawn {
            "it is withdrawn".to_owned()
        } else {
            let note = if correction.note().is_some() {
                "a note, and "
            } else {
                ""
            };
            format!("{note}names of {} groups", correction.names().len())
        },
        correction.reason.en
    ))?;
    output.say(if named {
        "it holds no figure, and names none of those invited"
    } else {
        "it holds no figure; whether it names anybody invited was not looked at: give their names with --names"
    })?;
    output.value(&json!({
        "digest": correction.digest,
        "release": correction.release,
        "day": correction.day,
        "withdrawn": withdrawn,
        "names": correction.names().len(),
        "note": correction.note().is_some(),
        "invited_looked_for": named,
    }))?;
    Ok(())
}
