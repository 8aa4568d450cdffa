//! Hand-made questionnaires and release documents for the tests of reports and pages.

pub(crate) mod held;
mod questionnaire;
mod release;

pub(crate) use questionnaire::instrument;
pub(crate) use release::{document, report, swollen};
