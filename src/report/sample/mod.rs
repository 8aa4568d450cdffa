//! Hand-made questionnaires and release documents for the tests of reports and pages.

mod blocks;
pub(crate) mod held;
mod networks;
mod questionnaire;
mod release;

pub(crate) use blocks::with_blocks;
pub(crate) use networks::{networks, shown};
pub(crate) use questionnaire::instrument;
pub(crate) use release::{document, report, report_for, report_of, report_with, swollen};
