//! A report as PDF: the same blocks, words and figures as the page, on A4, for boards and archives.
//!
//! Told in order (`story`, `flow`, `table`), stacked on pages (`sheet`, `footer`), written with a structure tree (`tags`, `write`).
//! Invariants: everything that the model holds stands in the file; a chart is never divided over pages; same model, same bytes.

mod flow;
mod footer;
mod sheet;
mod story;
mod table;
mod tags;
mod typeface;
mod write;

#[cfg(test)]
mod breaks;
#[cfg(test)]
mod tests;

use super::RenderError;
use crate::report::Report;
use crate::report::words::pick;
use flow::Flow;
use footer::Footer;
use sheet::Sheets;
use typeface::Typeface;
use write::About;

/// Why no PDF could be written: a fault of the program, not of its input.
#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be written: {0}")]
pub struct PdfError(String);

/// How the streams of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Streams {
    /// Small.
    Packed,
    /// Readable, for tests.
    #[cfg(test)]
    Plain,
}

/// Writes a report.
pub(super) fn render(report: &Report, streams: Streams) -> Result<Vec<u8>, RenderError> {
    let typeface = Typeface::embedded().ok_or(RenderError::Typeface)?;
    let (flow, sheets) = lay_out(report, &typeface)?;
    let about = About {
        title: &format!("{} – {}", report.group(), report.title()),
        subject: &report.notes().join(" "),
        lang: report.lang().tag(),
    };
    Ok(write::write(&about, &sheets, &flow, streams)?)
}

/// Tells a report and puts it on pages.
fn lay_out<'a>(report: &Report, typeface: &'a Typeface) -> Result<(Flow<'a>, Sheets), RenderError> {
    let lang = report.lang();
    let name = format!("{} · {}", report.title(), report.group());
    let footer = Footer::new(typeface, &name, report.notes());
    let mut flow = Flow::new(typeface);
    story::tell(&mut flow, report, sheet::room(footer.height()))?;
    let mut sheets = sheet::stack(&flow.rows, &flow.heads, footer.height());
    let words = (pick(lang, "Side", "Page"), pick(lang, "af", "of"));
    footer.put(&mut sheets, typeface, words);
    Ok((flow, sheets))
}
