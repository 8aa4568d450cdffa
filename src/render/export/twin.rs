//! A report as JSON: the model itself, `pejling.report/1`, for programs.

use serde::Serialize;

use crate::render::RenderError;
use crate::report::{Block, Report};

/// The format name and version.
const FORMAT: &str = "pejling.report/1";

#[derive(Serialize)]
struct Twin<'a> {
    format: &'static str,
    survey: &'a str,
    title: &'a str,
    group: &'a str,
    lang: &'static str,
    notes: &'a [String],
    blocks: &'a [Block],
}

/// The file. Figures are named by their sign, as in a release: `{"exact": 4.0}`, `{"at_least": 4.0}`, `{"at_most": 4.0}`.
pub(in crate::render) fn json(report: &Report) -> Result<Vec<u8>, RenderError> {
    let twin = Twin {
        format: FORMAT,
        survey: report.survey(),
        title: report.title(),
        group: report.group(),
        lang: report.lang().tag(),
        notes: report.notes(),
        blocks: report.blocks(),
    };
    let mut bytes = serde_json::to_vec_pretty(&twin)
        .map_err(|error| RenderError::Export("JSON", error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
