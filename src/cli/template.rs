//! `pejling template`: list, show, check and preview survey templates. No database is needed.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::base::{Clock as _, SurveyCode, SystemClock, Text};
use crate::disclosure::Policy;
use crate::instrument::{Instrument, Sensitivity, Template, built_in};
use crate::render::{QuestionnairePage, Renderer};

use super::{CliError, Output, read_file};

#[derive(Subcommand)]
pub(super) enum TemplateCommand {
    /// List the built-in templates.
    List,
    /// Print a built-in template, to copy and adapt.
    Show {
        /// Its code.
        template: String,
    },
    /// Check templates; every fault of every file, with line and item.
    Check {
        /// Files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Render a form to look at; it sends nothing.
    Preview {
        /// A file, or the code of a built-in template.
        template: String,
        /// The variant to show.
        #[arg(long)]
        variant: Option<String>,
        /// Where to write it [default: TEMPLATE.html].
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub(super) fn run(command: &TemplateCommand, output: &mut Output) -> Result<(), CliError> {
    match command {
        TemplateCommand::List => list(output),
        TemplateCommand::Show { template } => {
            let (_, source) = find_built_in(template)?;
            output.raw(source)?;
            Ok(())
        }
        TemplateCommand::Check { files } => check(files, output),
        TemplateCommand::Preview {
            template,
            variant,
            out,
        } => preview(template, variant.as_deref(), out.as_deref(), output),
    }
}

/// The source of a template: a file, or a built-in one by its code.
pub(super) fn source(template: &str) -> Result<String, CliError> {
    let path = Path::new(template);
    if path.extension().is_some() || path.exists() {
        return String::from_utf8(read_file(path)?)
            .map_err(|_| CliError::Input(format!("{template}: a template is UTF-8 text")));
    }
    find_built_in(template).map(|(_, source)| source.to_owned())
}

fn find_built_in(code: &str) -> Result<(&'static str, &'static str), CliError> {
    built_in()
        .iter()
        .copied()
        .find(|(name, _)| name.trim_end_matches(".toml") == code)
        .ok_or_else(|| {
            let known: Vec<_> = built_in()
                .iter()
                .map(|(name, _)| name.trim_end_matches(".toml"))
                .collect();
            CliError::Input(format!(
                "there is no template \"{code}\"; built in are {}",
                known.join(", ")
            ))
        })
}

fn parse(name: &str, source: &str) -> Result<Template, CliError> {
    Template::parse(source).map_err(|faults| {
        CliError::Input(
            faults
                .iter()
                .map(|fault| format!("{name}: {fault}"))
                .collect::<Vec<_>>()
                .join("\n"),
        )
    })
}

/// The questionnaire of a template, a file or a built-in one, in one variant.
pub(super) fn fielded(template: &str, variant: Option<&str>) -> Result<Instrument, CliError> {
    parse(template, &source(template)?)?
        .field(variant)
        .map_err(|unknown| CliError::Input(unknown.to_string()))
}

fn list(output: &mut Output) -> Result<(), CliError> {
    let mut listed = Vec::new();
    for (name, source) in built_in() {
        let template = parse(name, source)?;
        let variants: Vec<_> = template
            .variants()
            .iter()
            .map(|variant| variant.code.clone())
            .collect();
        output.say(&format!(
            "{:22} {}",
            template.code().as_str(),
            template.title().da
        ))?;
        listed.push(serde_json::json!({
            "code": template.code().as_str(),
            "title": {"da": template.title().da, "en": template.title().en},
            "variants": variants,
        }));
    }
    output.value(&listed.into())?;
    Ok(())
}

fn check(files: &[PathBuf], output: &mut Output) -> Result<(), CliError> {
    let (mut faults, mut found) = (Vec::new(), Vec::new());
    for file in files {
        let source = String::from_utf8(read_file(file)?).map_err(|_| {
            CliError::Input(format!("{}: a template is UTF-8 text", file.display()))
        })?;
        match Template::parse(&source) {
            Ok(template) => output.say(&format!(
                "{}: {} is in order",
                file.display(),
                template.code()
            ))?,
            Err(list) => {
                for fault in list {
                    found.push(serde_json::json!({
                        "file": file, "line": fault.line, "item": fault.item, "cause": fault.cause,
                    }));
                    faults.push(format!("{}: {fault}", file.display()));
                }
            }
        }
    }
    output.value(&serde_json::json!({"faults": found}))?;
    if faults.is_empty() {
        return Ok(());
    }
    let count = faults.len();
    let word = if count == 1 { "fault" } else { "faults" };
    Err(CliError::Input(format!(
        "{count} {word}\n{}",
        faults.join("\n")
    )))
}

fn preview(
    template: &str,
    variant: Option<&str>,
    out: Option<&Path>,
    output: &mut Output,
) -> Result<(), CliError> {
    let parsed = parse(template, &source(template)?)?;
    let instrument = parsed
        .field(variant)
        .map_err(|unknown| CliError::Input(unknown.to_string()))?;
    let policy =
        Policy::preset("ordinary").map_err(|unknown| CliError::Input(unknown.to_string()))?;
    let page = QuestionnairePage {
        survey: SurveyCode::parse(parsed.code().as_str())
            .map_err(|bad| CliError::Input(bad.to_string()))?,
        title: parsed.title().clone(),
        sender: Text::new("HR (eksempel)", "HR (example)"),
        promise: policy.words(),
        contact: "hr@eksempelby.example".into(),
        closes: SystemClock.today().plus(14),
        minimum: policy.minimum(Sensitivity::Ordinary),
        padded: 0,
        preview: true,
        notes: Vec::new(),
    };
    let renderer = Renderer::new().map_err(crate::ops::OpError::from)?;
    let html = renderer
        .questionnaire_html(&instrument, &page)
        .map_err(crate::ops::OpError::from)?;
    let path = out.map_or_else(
        || PathBuf::from(format!("{}.html", parsed.code())),
        Path::to_owned,
    );
    std::fs::write(&path, html).map_err(|cause| CliError::File {
        what: "write",
        path: path.clone(),
        cause,
    })?;
    output.say(&format!("open {}", path.display()))?;
    output.value(&serde_json::json!({"file": path}))?;
    Ok(())
}
