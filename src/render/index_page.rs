//! Lists: the reports of one survey, and the surveys of a site.

use serde::Serialize;

use super::RenderError;
use super::report_page::{GroupView, embedded_style, group_view};
use super::templates::Templates;
use crate::base::Lang;
use crate::report::{GroupRow, Report};

/// One survey in a list of surveys.
#[derive(Clone, Debug, Serialize)]
pub struct HomeEntry {
    /// Title.
    pub title: String,
    /// A sentence on it.
    pub about: String,
    /// Address of its page.
    pub href: String,
    /// Notes that stand wherever it appears.
    pub notes: Vec<String>,
}

/// Where the report on a group is; an address is empty where that file was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFiles {
    /// Address of the page.
    pub page: String,
    /// Address of the PDF.
    pub pdf: String,
    /// Address of the workbook.
    pub xlsx: String,
}

#[derive(Serialize)]
struct SurveyPage<'a> {
    lang: &'static str,
    title: &'a str,
    notes: &'a [String],
    style: String,
    groups: Vec<GroupView<'a>>,
}

#[derive(Serialize)]
struct HomePage<'a> {
    lang: &'static str,
    style: String,
    entries: &'a [HomeEntry],
}

pub(super) fn survey(
    templates: &Templates,
    whole: &Report,
    files: &dyn Fn(&GroupRow) -> Option<ReportFiles>,
) -> Result<String, RenderError> {
    let page = SurveyPage {
        lang: whole.lang().tag(),
        title: whole.title(),
        notes: whole.notes(),
        style: embedded_style(),
        groups: whole
            .groups()
            .iter()
            .map(|row| group_view(row, files(row)))
            .collect(),
    };
    templates.render("pages/index", &page)
}

pub(super) fn home(
    templates: &Templates,
    lang: Lang,
    entries: &[HomeEntry],
) -> Result<String, RenderError> {
    templates.render(
        "pages/home",
        &HomePage {
            lang: lang.tag(),
            style: embedded_style(),
            entries,
        },
    )
}
