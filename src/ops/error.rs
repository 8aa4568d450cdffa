//! What can go wrong in a use case, and who may hear of it.
//!
//! `Display` is for the person at the keyboard: it says what, where and what to do. The web shows strangers only what
//! its own `Problem` allows; causes go to the log, once.

use std::path::PathBuf;

use crate::ballot::{ManifestFault, PassphraseFault, SealFault};
use crate::base::entropy::NoEntropy;
use crate::disclosure::Refusal;
use crate::registry::{FrameFault, ImportFault, RowFault};
use crate::render::RenderError;
use crate::store::keystore::KeystoreError;
use crate::store::{AddressFault, StoreError, TxError};

/// A use case did not succeed; nothing was changed unless the variant says so.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The keys of a survey cannot be made, read or destroyed.
    #[error("the keys: {0}")]
    Keys(#[from] KeystoreError),
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
    #[error("{file}: {fault}; nothing was imported")]
    Sheet {
        /// The file.
        file: String,
        /// Why not.
        fault: ImportFault,
    },
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
    /// The groups or keys cannot be promised as they are.
    #[error("{0}")]
    Manifest(#[from] ManifestFault),
    /// The trustee's passphrase is missing, wrong or too short.
    #[error("{0}")]
    Passphrase(#[from] PassphraseFault),
    /// A ballot could not be sealed.
    #[error("{0}")]
    Seal(#[from] SealFault),
    /// Something stored is not what this program wrote.
    #[error("stored data are damaged: {0}; restore the last backup")]
    Damaged(String),
}

fn faults_counted(count: usize) -> String {
    if count == 1 {
        "1 fault".into()
    } else {
        format!("{count} faults")
    }
}

fn listed(faults: &[RowFault]) -> String {
    faults.iter().fold(String::new(), |list, fault| {
        list + "\n  " + &fault.to_string()
    })
}

impl From<AddressFault> for OpError {
    fn from(fault: AddressFault) -> Self {
        Self::Store(fault.into())
    }
}

/// A transaction that was in another's way is tried again.
impl TxError for OpError {
    fn is_busy(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_busy())
    }
}

impl OpError {
    /// Others were in the way: trying again helps.
    pub fn is_passing(&self) -> bool {
        self.is_busy()
    }

    /// There is no such thing: the one error that is the caller's and not ours.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Store(StoreError::NotFound { .. }))
    }
}
