//! Reports for other programs: workbooks, delimited text, JSON, pictures for slides.
//!
//! Invariants: everything follows from the report model, and every number in it is a number of the model; what the model hides is hidden here,
//! with its reason; the same model gives the same bytes.

#[cfg(test)]
mod any;
mod cell;
mod columns;
mod delimited;
mod front;
mod picture_file;
mod pictures;
mod plots;
mod raster;
mod sheet_name;
mod sheets;
mod standing;
mod table;
#[cfg(test)]
mod tests;
mod twin;
mod wording;
mod workbook;

pub(super) use pictures::pictures;
pub(super) use twin::json;
pub(super) use workbook::xlsx;

use super::RenderError;
use crate::report::Report;

/// A report as delimited text.
pub(super) fn csv(report: &Report) -> Result<Vec<u8>, RenderError> {
    delimited::csv(report, &sheets::sheets(report))
}
