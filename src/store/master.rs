//! Where the master key is, under which the keys of all surveys stand wrapped.

use std::io;
use std::path::{Path, PathBuf};

use crate::ballot::MasterKey;
use crate::base::{Entropy, Redacted};

use super::keystore::{KeystoreError, at, create_whole, open_to_others, read_wiped};

/// Name of the master key that is made beside the surveys' keys where none is configured.
const BESIDE: &str = "master.key";

/// Where the master key comes from.
#[derive(Clone, Debug)]
pub enum MasterPlace {
    /// Given as 64 hexadecimal digits, for example in the environment.
    Given(Redacted<String>),
    /// In a file that this user alone may read.
    File(PathBuf),
    /// In a file that the service manager guards.
    Credential(PathBuf),
    /// Nowhere else: beside the keys it wraps, made when it is first needed. A copy of the folder has both.
    Beside,
}

impl MasterPlace {
    /// The file it stands in.
    fn file(&self, dir: &Path) -> Option<PathBuf> {
        match self {
            Self::Given(_) => None,
            Self::File(path) | Self::Credential(path) => Some(path.clone()),
            Self::Beside => Some(dir.join(BESIDE)),
        }
    }

    /// The key; `dir` is the folder of the surveys' keys.
    pub(super) fn load(&self, dir: &Path) -> Result<MasterKey, KeystoreError> {
        let Some(path) = self.file(dir) else {
            let Self::Given(text) = self else {
                return Err(KeystoreError::NoMaster(dir.to_owned()));
            };
            return MasterKey::parse(text.expose()).ok_or(KeystoreError::BadMaster(
                "the master key in the environment".into(),
            ));
        };
        let exposed = || open_to_others(&path).map_err(at(&path));
        let key = read_wiped(&path, |bytes| {
            str::from_utf8(bytes).ok().and_then(MasterKey::parse)
        });
        let key = match key {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(KeystoreError::NoMaster(path));
            }
            read => read.map_err(at(&path))?,
        };
        // The service manager sets the permissions of its own files, and a group of one is no other.
        if !matches!(self, Self::Credential(_)) && exposed()? {
            return Err(KeystoreError::Exposed(path));
        }
        key.ok_or_else(|| KeystoreError::BadMaster(path.display().to_string()))
    }

    /// The key; where none is configured, one is made on first use.
    pub(super) fn load_or_make(
        &self,
        dir: &Path,
        entropy: &mut Entropy,
    ) -> Result<MasterKey, KeystoreError> {
        match (self, self.load(dir)) {
            (Self::Beside, Err(KeystoreError::NoMaster(path))) => {
                let text = MasterKey::generate(entropy).text();
                match create_whole(&path, text.as_bytes()) {
                    // Another process was quicker.
                    Err(KeystoreError::Exists(_)) | Ok(()) => self.load(dir),
                    Err(error) => Err(error),
                }
            }
            (_, key) => key,
        }
    }

    /// The file of a master key that stands where it should not stay: beside what it wraps.
    pub(super) fn misplaced(&self, dir: &Path) -> Option<PathBuf> {
        let path = self.file(dir)?;
        (matches!(self, Self::Beside) && path.exists()).then_some(path)
    }
}
