//! Hand-made questionnaires and release documents for the tests of reports and pages.

mod blocks;
mod questionnaire;
mod release;

pub(crate) use blocks::with_blocks;
pub(crate) use questionnaire::instrument;
pub(crate) use release::{document, report, swollen};
