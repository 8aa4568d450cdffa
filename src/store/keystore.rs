//! The keys of running surveys: one file each, beside the database and never in it, gone after the tally.
//!
//! Invariants: readable by this user alone; never overwritten; whole or not there at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::ballot::SurveyKeys;
use crate::base::SurveyCode;

/// A failure of the keystore. Names the file, never what is in it.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// There are keys of this survey already.
    #[error("{0} exists already: the keys of a survey are made once")]
    Exists(PathBuf),
    /// There are no keys of this survey.
    #[error("{0} is not there: without it the ballots of this survey cannot be opened")]
    Missing(PathBuf),
    /// Others on this machine may read the keys.
    #[error("{0} can be read by others: run `chmod 600` on it, and ask who had access")]
    Exposed(PathBuf),
    /// The file holds no keys.
    #[error("{0} is damaged: it holds no keys")]
    Damaged(PathBuf),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> KeystoreError {
    let path = path.to_owned();
    move |source| KeystoreError::Io { path, source }
}

fn file(dir: &Path, survey: &SurveyCode) -> PathBuf {
    dir.join(format!("{survey}.key"))
}

/// Stores the keys of a survey in `dir`, which is made if it is missing. Durable when it returns.
pub fn create(dir: &Path, survey: &SurveyCode, keys: &SurveyKeys) -> Result<(), KeystoreError> {
    make_dir(dir).map_err(at(dir))?;
    let path = file(dir, survey);
    // Written under another name and linked when whole, so that a crash leaves no half of a key; a link never overwrites.
    let part = dir.join(format!(".{survey}.part"));
    write(&part, &keys.to_bytes()).map_err(at(&part))?;
    let linked = fs::hard_link(&part, &path);
    fs::remove_file(&part).map_err(at(&part))?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(KeystoreError::Exists(path))
        }
        linked => linked.and_then(|()| sync(dir)).map_err(at(&path)),
    }
}

/// The keys of a survey.
pub fn load(dir: &Path, survey: &SurveyCode) -> Result<SurveyKeys, KeystoreError> {
    let path = file(dir, survey);
    let mut bytes = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeystoreError::Missing(path));
        }
        read => read.map_err(at(&path))?,
    };
    let exposed = open_to_others(&path).map_err(at(&path))?;
    let keys = SurveyKeys::from_bytes(&bytes);
    wipe(&mut bytes);
    if exposed {
        return Err(KeystoreError::Exposed(path));
    }
    keys.map_err(|_| KeystoreError::Damaged(path))
}

/// Destroys the keys of a survey: overwritten, removed, and the folder made to forget. Keys that are gone already are no
/// error, so that an interrupted tally can be repeated.
pub fn destroy(dir: &Path, survey: &SurveyCode) -> Result<(), KeystoreError> {
    let path = file(dir, survey);
    match overwrite(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        done => done.map_err(at(&path))?,
    }
    fs::remove_file(&path).map_err(at(&path))?;
    sync(dir).map_err(at(dir))
}

fn overwrite(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match overwrite(path).and_then(|()| fs::remove_file(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn make_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Makes additions and removals in a folder durable.
fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}

/// The black box keeps the compiler from dropping a write that nobody reads.
fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    std::hint::black_box(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Entropy;

    #[test]
    fn keys_are_made_once_kept_private_and_destroyed() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("keys");
        let survey = SurveyCode::parse("apv-2026").unwrap();
        let keys = SurveyKeys::generate(&mut Entropy::seeded(1));
        create(&dir, &survey, &keys).unwrap();
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
        let path = file(&dir, &survey);
        assert!(!open_to_others(&path).unwrap());
        assert!(*load(&dir, &survey).unwrap().to_bytes() == *keys.to_bytes());

        let others = SurveyKeys::generate(&mut Entropy::seeded(2));
        let again = create(&dir, &survey, &others);
        assert!(matches!(again, Err(KeystoreError::Exists(_))));
        assert!(*load(&dir, &survey).unwrap().to_bytes() == *keys.to_bytes());

        // A second name of the same file shows what destruction does to the bytes on the disk.
        let copy = folder.path().join("copy");
        fs::hard_link(&path, &copy).unwrap();
        destroy(&dir, &survey).unwrap();
        assert!(fs::read(&copy).unwrap().iter().all(|byte| *byte == 0));
        assert!(matches!(
            load(&dir, &survey),
            Err(KeystoreError::Missing(_))
        ));
        destroy(&dir, &survey).unwrap();
    }

    #[test]
    fn a_damaged_or_exposed_key_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let survey = SurveyCode::parse("s").unwrap();
        fs::write(file(folder.path(), &survey), b"x").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = file(folder.path(), &survey);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let loaded = load(folder.path(), &survey);
            assert!(matches!(loaded, Err(KeystoreError::Exposed(_))));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let loaded = load(folder.path(), &survey);
        assert!(matches!(loaded, Err(KeystoreError::Damaged(_))));
    }
}
