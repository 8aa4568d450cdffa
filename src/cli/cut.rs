//! `pejling release cut`: groups of a released survey taken together anew, as far as that gives nobody away.

use clap::Args;
use serde_json::json;

use crate::base::{GroupCode, SurveyCode, Text};
use crate::disclosure::CutOrder;
use crate::ops::{App, CutOutcome};

use super::publish::survey_code;
use super::{CliError, Output, progress};

#[derive(Args)]
pub(super) struct CutArguments {
    /// The survey.
    #[arg(value_parser = survey_code)]
    survey: SurveyCode,
    /// One cut per value of a fact known of the groups at launch, such as type, level or facilitator.
    #[arg(
        long,
        value_name = "FACT",
        conflicts_with = "groups",
        required_unless_present = "groups"
    )]
    by: Option<String>,
    /// One cut of these groups and all inside them.
    #[arg(long, value_name = "CODE,...", value_delimiter = ',', value_parser = group_code, requires = "label")]
    groups: Vec<GroupCode>,
    /// What people call the cut, in Danish.
    #[arg(long, value_name = "TEXT", requires = "groups")]
    label: Option<String>,
    /// What people call the cut, in English [default: as in Danish].
    #[arg(long, value_name = "TEXT", requires = "label")]
    label_en: Option<String>,
    /// Why it is wanted. Stands in the ledger for good.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

fn group_code(text: &str) -> Result<GroupCode, String> {
    GroupCode::parse(text.trim()).map_err(|bad| bad.to_string())
}

impl CutArguments {
    fn order(&self) -> Result<CutOrder, CliError> {
        if let Some(fact) = &self.by {
            return Ok(CutOrder::By(fact.clone()));
        }
        let danish = self.label.clone().ok_or_else(|| {
            CliError::Input("a cut of named groups needs a name: give --label".to_owned())
        })?;
        let english = self.label_en.clone().unwrap_or_else(|| danish.clone());
        Ok(CutOrder::Groups {
            codes: self.groups.clone(),
            label: Text::new(danish, english),
        })
    }
}

pub(super) fn run(
    arguments: &CutArguments,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let survey = &arguments.survey;
    let order = arguments.order()?;
    let bar = progress::bar("audit", 0);
    let made = app.cut(survey, &order, &arguments.reason, |done, total| {
        progress::at(&bar, done, total);
    })?;
    bar.finish_and_clear();
    for cut in &made.cuts {
        output.say(&line(cut))?;
    }
    output.say(&format!(
        "{}: release {} of {survey}, digest {}; reports: pejling report write {survey} --release {}",
        made.file.display(),
        made.number,
        made.digest,
        made.number
    ))?;
    output.say(&format!(
        "{}: the proof that it gives nobody away together with what was published before; keep it to those who check",
        made.certificate.display()
    ))?;
    let cuts: Vec<_> = made.cuts.iter().map(value).collect();
    output.value(&json!({
        "release": made.number,
        "file": made.file,
        "certificate": made.certificate,
        "digest": made.digest,
        "cuts": cuts,
    }))?;
    Ok(())
}

fn line(cut: &CutOutcome) -> String {
    let Text { da, en } = &cut.label;
    let name = if da == en {
        da.clone()
    } else {
        format!("{da} / {en}")
    };
    match &cut.answered {
        Ok((answered, invited)) => {
            let (shown, all) = cut.tables;
            format!(
                "{name} ({}): vises / shown: {answered} af / of {invited}; {shown} af / of {all} tabeller / tables",
                cut.code
            )
        }
        Err(why) => format!("{name} ({}): {} / {}", cut.code, why.da, why.en),
    }
}

fn value(cut: &CutOutcome) -> serde_json::Value {
    let text = |text: &Text| json!({ "da": text.da, "en": text.en });
    let size = cut.answered.as_ref();
    json!({
        "code": cut.code,
        "label": text(&cut.label),
        "members": cut.members,
        "shown": size.is_ok(),
        "answered": size.ok().map(|(answered, _)| answered),
        "invited": size.ok().map(|(_, invited)| invited),
        "why": size.err().map(text),
        "tables_shown": cut.tables.0,
        "tables": cut.tables.1,
    })
}
