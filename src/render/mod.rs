//! Bytes from models: pages, mails, charts. No I/O.
//!
//! Invariants: a template that lacks a value fails instead of printing nothing; every text is escaped; the same model gives the
//! same bytes. Reports are single files that need nothing from anywhere; the respondent's page needs only `/assets/`.

pub mod assets;
mod chart;
mod export;
mod figures;
mod fonts;
mod format;
mod heat;
mod held;
mod index_page;
mod messages;
mod overview_page;
mod pdf;
mod questionnaire;
mod receipts;
mod report_page;
mod tables;
mod templates;

pub use format::Format;
pub use index_page::{HomeEntry, ReportFiles};
pub use messages::{MailKind, MailView, Rendered};
pub use questionnaire::QuestionnairePage;
pub use receipts::{AnonymousPage, CheckPage};

use crate::base::Lang;
use crate::instrument::Instrument;
use crate::report::{GroupRow, Report};

/// Why nothing could be rendered. All of these are faults of the program, not of its input.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The embedded typeface cannot be read.
    #[error("the embedded typeface cannot be read")]
    Typeface,
    /// A template is not well formed.
    #[error("template {0} is not well formed: {1}")]
    Template(&'static str, String),
    /// A page could not be filled.
    #[error("page {0} could not be rendered: {1}")]
    Page(&'static str, String),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] chart::ChartError),
    /// A PDF could not be written.
    #[error(transparent)]
    Pdf(#[from] pdf::PdfError),
    /// A file for other programs could not be written.
    #[error("the {0} file could not be written: {1}")]
    Export(&'static str, String),
}

/// Renders everything. Make one per process: it holds the parsed templates.
pub struct Renderer {
    templates: templates::Templates,
}

impl Renderer {
    /// Parses the embedded templates and registers the typeface.
    pub fn new() -> Result<Self, RenderError> {
        if !fonts::register() {
            return Err(RenderError::Typeface);
        }
        Ok(Self {
            templates: templates::Templates::new()?,
        })
    }

    /// A report as one file of HTML that needs nothing else: style, charts and typeface are inside.
    pub fn report_html(&self, report: &Report) -> Result<String, RenderError> {
        report_page::render(&self.templates, report)
    }

    /// A report as PDF, to print and to send on: A4, tagged (PDF/UA-1), with typeface and charts inside. Says nothing of when it was made.
    pub fn report_pdf(&self, report: &Report) -> Result<Vec<u8>, RenderError> {
        pdf::render(report, pdf::Streams::Packed)
    }

    /// The charts of a report as files of their own: name and SVG.
    pub fn charts(&self, report: &Report) -> Result<Vec<(String, String)>, RenderError> {
        figures::files(report)
    }

    /// A report as a workbook: numbers as numbers, a bound beside its sign, a hidden figure as its reason, with native charts. Says nothing of
    /// when it was made.
    pub fn report_xlsx(&self, report: &Report) -> Result<Vec<u8>, RenderError> {
        export::xlsx(report)
    }

    /// A report as delimited text, one line per figure: semicolons and decimal commas in Danish, commas and points in English.
    pub fn report_csv(&self, report: &Report) -> Result<Vec<u8>, RenderError> {
        export::csv(report)
    }

    /// A report for programs: `pejling.report/1`, the model itself as JSON.
    pub fn report_json(&self, report: &Report) -> Result<Vec<u8>, RenderError> {
        export::json(report)
    }

    /// The charts of a report as pictures for slides: name without ending, and PNG at twice the size of a page.
    pub fn pictures(&self, report: &Report) -> Result<Vec<(String, Vec<u8>)>, RenderError> {
        export::pictures(report)
    }

    /// The list of a survey's reports, made from the report on the whole. `files` says where a group's report is; groups without one are listed without a link.
    pub fn index_html(
        &self,
        whole: &Report,
        files: &dyn Fn(&GroupRow) -> Option<ReportFiles>,
    ) -> Result<String, RenderError> {
        index_page::survey(&self.templates, whole, files)
    }

    /// A list of surveys.
    pub fn home_html(&self, lang: Lang, entries: &[HomeEntry]) -> Result<String, RenderError> {
        index_page::home(&self.templates, lang, entries)
    }

    /// The respondent's page: the same bytes for everybody. As a preview it stands alone and sends nothing.
    pub fn questionnaire_html(
        &self,
        instrument: &Instrument,
        page: &QuestionnairePage,
    ) -> Result<String, RenderError> {
        questionnaire::render(&self.templates, instrument, page)
    }

    /// The page of a survey on which anybody can see whether a receipt was counted. The list is compared in the browser.
    pub fn check_html(&self, page: &CheckPage) -> Result<String, RenderError> {
        receipts::check(&self.templates, page)
    }

    /// How answers are anonymous, and where that ends: both languages, no script.
    pub fn anonymous_html(&self, page: &AnonymousPage) -> Result<String, RenderError> {
        receipts::anonymous(&self.templates, page)
    }

    /// A mail in one language.
    pub fn mail(
        &self,
        kind: MailKind,
        view: &MailView,
        lang: Lang,
    ) -> Result<Rendered, RenderError> {
        messages::render(&self.templates, kind, view, lang)
    }
}

#[cfg(test)]
mod held_tests;
#[cfg(test)]
mod tests;
