//! Import of staff files: read a sheet, plan the changes, apply all or nothing.
//!
//! Invariants: an import adds and updates, it never deletes; a column that is not in the file leaves what is known as it
//! is; with one fault nothing changes; the same file twice changes nothing.

mod changes;
mod columns;
mod delimited;
mod fault;
mod people;
mod plan;
mod row;
mod sheet;
mod structure;
mod workbook;

#[cfg(test)]
mod tests;

pub use changes::{Changes, FieldChange, LineChange, PreviewLine};
pub use columns::SheetKind;
pub use fault::{Cause, ImportFault, RowFault};
pub use plan::plan;
pub use sheet::{Sheet, SheetRow, read_sheet};
