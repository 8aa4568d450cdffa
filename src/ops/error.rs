//! What can go wrong in a use case, and who may hear of it.
//!
//! `Display` is for the person at the keyboard: it says what, where and what to do. The web shows strangers only what
//! [`OpError::public`] allows; causes go to the log, once.

use std::path::PathBuf;

use crate::base::entropy::NoEntropy;
use crate::disclosure::Refusal;
use crate::registry::{FrameFault, ImportFault, RowFault};
use crate::render::RenderError;
use crate::store::StoreError;

/// A use case did not succeed; nothing was changed unless the variant says so.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// There is no such thing.
    #[error("there is no {what} \"{name}\"")]
    NotFound {
        /// Kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The survey is not in a state that allows this.
    #[error("survey {survey}: {cause}")]
    State {
        /// The survey.
        survey: String,
        /// What stands in the way and what to do.
        cause: String,
    },
    /// Something the caller gave cannot be used.
    #[error("{0}")]
    Input(String),
    /// A staff file could not be read at all.
    #[error("{0}")]
    Sheet(#[from] ImportFault),
    /// A staff file has faults; nothing was imported.
    #[error("{} in {file}; nothing was imported{}", faults_counted(.faults.len()), listed(.faults))]
    Rows {
        /// The file.
        file: String,
        /// Each with row and column.
        faults: Vec<RowFault>,
    },
    /// The frame cannot be frozen.
    #[error("{0}")]
    Frame(#[from] FrameFault),
    /// Publication was refused.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// A page, mail or chart could not be made.
    #[error("cannot render: {0}")]
    Render(#[from] RenderError),
    /// A file or folder cannot be used.
    #[error("cannot {what} {}: {cause}", .path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// No randomness.
    #[error("{0}")]
    Entropy(#[from] NoEntropy),
    /// Something stored is not what this program wrote.
    #[error("stored data are damaged: {0}; restore the last backup")]
    Damaged(String),
}

fn faults_counted(count: usize) -> String {
    if count == 1 { "1 fault".into() } else { format!("{count} faults") }
}

fn listed(faults: &[RowFault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}
