//! Two pages that stand beside the questionnaire: was my answer counted, and how is it anonymous.

use serde::Serialize;

use super::RenderError;
use super::templates::Templates;
use crate::base::{Day, Lang, SurveyCode, Text};

/// What the page of receipts says.
#[derive(Clone, Debug)]
pub struct CheckPage {
    /// Code of the survey.
    pub survey: SurveyCode,
    /// Title.
    pub title: Text,
    /// Last day on which answers are taken.
    pub closes: Day,
    /// Whom to ask; an address or a telephone number.
    pub contact: String,
    /// Notes that stand wherever the survey appears.
    pub notes: Vec<Text>,
}

/// What the page on anonymity says besides what holds for every survey.
#[derive(Clone, Debug)]
pub struct AnonymousPage {
    /// Whom to ask; an address or a telephone number.
    pub contact: String,
}

#[derive(Serialize)]
struct CheckView<'a> {
    survey: &'a str,
    title: &'a Text,
    closes: Text,
    contact: &'a str,
    notes: &'a [Text],
}

#[derive(Serialize)]
struct AnonymousView<'a> {
    contact: &'a str,
}

pub(super) fn check(templates: &Templates, page: &CheckPage) -> Result<String, RenderError> {
    let view = CheckView {
        survey: page.survey.as_str(),
        title: &page.title,
        closes: Text::new(page.closes.written(Lang::Da), page.closes.written(Lang::En)),
        contact: &page.contact,
        notes: &page.notes,
    };
    templates.render("pages/check", &view)
}

pub(super) fn anonymous(
    templates: &Templates,
    page: &AnonymousPage,
) -> Result<String, RenderError> {
    let view = AnonymousView {
        contact: &page.contact,
    };
    templates.render("pages/anonymous", &view)
}
