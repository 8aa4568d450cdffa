//! `pejling import`: staff files, previewed and then carried out whole.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::ops::App;
use crate::registry::SheetKind;

use super::{CliError, Output, read_file};

/// What to import, from which file.
#[derive(Args)]
pub(super) struct ImportArguments {
    /// What the file holds.
    kind: Kind,
    /// CSV (UTF-8 or Windows-1252, comma or semicolon) or XLSX, with a header row.
    file: PathBuf,
    /// Carry it out. Without this, only show what would change.
    #[arg(long)]
    apply: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Units,
    Networks,
    People,
    Memberships,
}

pub(super) fn run(
    arguments: &ImportArguments,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    let kind = match arguments.kind {
        Kind::Units => SheetKind::Units,
        Kind::Networks => SheetKind::Networks,
        Kind::People => SheetKind::People,
        Kind::Memberships => SheetKind::Memberships,
    };
    let name = arguments.file.display().to_string();
    let imported = app.import(kind, &name, &read_file(&arguments.file)?, arguments.apply)?;
    for line in &imported.preview {
        output.say(&format!("  {line}"))?;
    }
    output.say(&format!(
        "{} new, {} changed, {} unchanged{}",
        imported.added,
        imported.changed,
        imported.unchanged,
        if imported.applied {
            ""
        } else {
            "; nothing has been imported yet: add --apply to do so"
        }
    ))?;
    output.value(&serde_json::json!({
        "added": imported.added,
        "changed": imported.changed,
        "unchanged": imported.unchanged,
        "applied": imported.applied,
        "preview": imported.preview,
    }))?;
    Ok(())
}
