//! The demonstration's folder: made afresh, and never at the cost of somebody's data.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::CliError;

/// Marks a folder as a demonstration's own.
const MARK: &str = "demo.txt";
const WORDS: &str =
    "This folder was made by `pejling demo` from constructed data. The next run replaces it.\n";
/// Everything a demonstration makes.
const OURS: [&str; 5] = ["certificates", "keys", "mail", "releases", "reports"];

/// Makes the folder, or empties it of an earlier demonstration. A folder with anything else in it is refused.
pub(super) fn prepare(folder: &Path) -> Result<(), CliError> {
    let fault = |what: &'static str, path: PathBuf| {
        move |cause: io::Error| CliError::File { what, path, cause }
    };
    fs::create_dir_all(folder).map_err(fault("make the folder", folder.to_owned()))?;
    let mark = folder.join(MARK);
    if mark.exists() {
        for name in OURS {
            let path = folder.join(name);
            if path.exists() {
                fs::remove_dir_all(&path).map_err(fault("replace", path))?;
            }
        }
        for name in ["pejling.db", "pejling.db-wal", "pejling.db-shm"] {
            let path = folder.join(name);
            if path.exists() {
                fs::remove_file(&path).map_err(fault("replace", path))?;
            }
        }
    } else if fs::read_dir(folder)
        .map_err(fault("read", folder.to_owned()))?
        .next()
        .is_some()
    {
        return Err(CliError::Input(format!(
            "{} is not empty and not an earlier demonstration: choose another folder with --data",
            folder.display()
        )));
    }
    fs::write(&mark, WORDS).map_err(fault("write in", folder.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_a_demonstration_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path()).unwrap();
        fs::create_dir(folder.path().join("mail")).unwrap();
        prepare(folder.path()).unwrap();
        assert!(!folder.path().join("mail").exists());

        let other = tempfile::tempdir().unwrap();
        fs::write(other.path().join("pejling.db"), "mine").unwrap();
        assert!(prepare(other.path()).is_err());
        assert_eq!(fs::read(other.path().join("pejling.db")).unwrap(), b"mine");
    }
}
