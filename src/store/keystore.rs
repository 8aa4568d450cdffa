//! The keys of running surveys: one file each, beside the database and never in it, gone after the tally.
//!
//! Invariants: wrapped under the master key; readable by this user alone; never overwritten; whole or not there at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::ballot::SurveyKeys;
use crate::base::{Entropy, SurveyCode};

use super::master::MasterPlace;

/// Of the file's format: what follows is wrapped under the master key.
const VERSION: u8 = 2;

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
    /// There is no master key.
    #[error("the master key {0} is not there: without it no survey's keys can be read")]
    NoMaster(PathBuf),
    /// The master key is none.
    #[error("{0} is no master key: 64 hexadecimal digits, for example from `openssl rand -hex 32`")]
    BadMaster(String),
    /// The keys do not unwrap.
    #[error("{0} is damaged, or was wrapped under another master key than the one configured")]
    OtherMaster(PathBuf),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> KeystoreError {
    let path = path.to_owned();
    move |source| KeystoreError::Io { path, source }
}

/// The folder of the keys, and the master key under which they stand wrapped.
#[derive(Clone, Debug)]
pub struct Keystore {
    dir: PathBuf,
    master: MasterPlace,
}

impl Keystore {
    /// The keystore in `dir`. Nothing is read or made yet.
    pub fn new(dir: PathBuf, master: MasterPlace) -> Self {
        Self { dir, master }
    }

    fn file(&self, survey: &SurveyCode) -> PathBuf {
        self.dir.join(format!("{survey}.keys"))
    }

    /// Stores the keys of a survey; makes the folder, and the master key, if they are missing. Durable when it returns.
    pub fn create(
        &self,
        survey: &SurveyCode,
        keys: &SurveyKeys,
        entropy: &mut Entropy,
    ) -> Result<(), KeystoreError> {
        make_dir(&self.dir).map_err(at(&self.dir))?;
        let path = self.file(survey);
        let master = self.master.load_or_make(&self.dir, entropy)?;
        let wrapped = master
            .wrap(survey, &keys.to_bytes(), entropy)
            .ok_or_else(|| KeystoreError::Damaged(path.clone()))?;
        let file = [&[VERSION], wrapped.as_slice()].concat();
        create_whole(&path, &file)
    }

    /// The keys of a survey.
    pub fn load(&self, survey: &SurveyCode) -> Result<SurveyKeys, KeystoreError> {
        let path = self.file(survey);
        let wrapped = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(KeystoreError::Missing(path));
            }
            read => read.map_err(at(&path))?,
        };
        if open_to_others(&path).map_err(at(&path))? {
            return Err(KeystoreError::Exposed(path));
        }
        let Some((&VERSION, wrapped)) = wrapped.split_first() else {
            return Err(KeystoreError::Damaged(path));
        };
        let bytes = self
            .master
            .load(&self.dir)?
            .unwrap(survey, wrapped)
            .ok_or_else(|| KeystoreError::OtherMaster(path.clone()))?;
        SurveyKeys::from_bytes(&bytes).map_err(|_| KeystoreError::Damaged(path))
    }

    /// Destroys the keys of a survey: overwritten, removed, and the folder made to forget. Keys that are gone already are no
    /// error, so that an interrupted tally can be repeated.
    pub fn destroy(&self, survey: &SurveyCode) -> Result<(), KeystoreError> {
        let path = self.file(survey);
        match overwrite(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            done => done.map_err(at(&path))?,
        }
        fs::remove_file(&path).map_err(at(&path))?;
        sync(&self.dir).map_err(at(&self.dir))
    }

    /// The file of a master key that should be moved elsewhere: it stands beside what it wraps.
    pub fn misplaced_master(&self) -> Option<PathBuf> {
        self.master.misplaced(&self.dir)
    }
}

/// Makes a file that this user alone may read, whole or not at all and never over another. Durable when it returns.
pub(super) fn create_whole(path: &Path, bytes: &[u8]) -> Result<(), KeystoreError> {
    let (Some(dir), Some(name)) = (
        path.parent(),
        path.file_name().and_then(|name| name.to_str()),
    ) else {
        return Err(KeystoreError::Damaged(path.to_owned()));
    };
    // Written under another name and linked when whole, so that a crash leaves no half of a key; a link never overwrites.
    let part = dir.join(format!(".{name}.part"));
    write(&part, bytes).map_err(at(&part))?;
    let linked = fs::hard_link(&part, path);
    fs::remove_file(&part).map_err(at(&part))?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(KeystoreError::Exists(path.to_owned()))
        }
        linked => linked.and_then(|()| sync(dir)).map_err(at(path)),
    }
}

/// Reads a file with a secret in it, and wipes what was read.
pub(super) fn read_wiped<T>(path: &Path, parse: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
    let mut bytes = fs::read(path)?;
    let parsed = parse(&bytes);
    wipe(&mut bytes);
    Ok(parsed)
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
pub(super) fn open_to_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
pub(super) fn open_to_others(_: &Path) -> io::Result<bool> {
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
    use crate::base::Redacted;

    fn keys(seed: u64) -> SurveyKeys {
        SurveyKeys::generate(&[], &mut Entropy::seeded(seed), |_| ())
    }

    fn store(dir: &Path, master: MasterPlace) -> Keystore {
        Keystore::new(dir.to_owned(), master)
    }

    fn given(digit: &str) -> MasterPlace {
        MasterPlace::Given(Redacted::new(digit.repeat(64)))
    }

    #[test]
    fn keys_are_made_once_kept_private_and_destroyed() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("keys"), given("a"));
        let survey = SurveyCode::parse("apv-2026").unwrap();
        let (mut entropy, keys_of) = (Entropy::seeded(9), keys(1));
        store.create(&survey, &keys_of, &mut entropy).unwrap();
        assert_eq!(fs::read_dir(&store.dir).unwrap().count(), 1);
        let path = store.file(&survey);
        assert!(!open_to_others(&path).unwrap());
        assert!(*store.load(&survey).unwrap().to_bytes() == *keys_of.to_bytes());
        let (bytes, file) = (keys_of.to_bytes(), fs::read(&path).unwrap());
        let shows = |key: &[u8]| file.windows(32).any(|part| part == key);
        assert!(!bytes[1..].chunks_exact(32).any(shows), "a bare key");

        let again = store.create(&survey, &keys(2), &mut entropy);
        assert!(matches!(again, Err(KeystoreError::Exists(_))));
        assert!(*store.load(&survey).unwrap().to_bytes() == *bytes);

        // A second name of the same file shows what destruction does to the bytes on the disk.
        let copy = folder.path().join("copy");
        fs::hard_link(&path, &copy).unwrap();
        store.destroy(&survey).unwrap();
        assert!(fs::read(&copy).unwrap().iter().all(|byte| *byte == 0));
        let gone = store.load(&survey);
        assert!(matches!(gone, Err(KeystoreError::Missing(_))));
        store.destroy(&survey).unwrap();
    }

    #[test]
    fn without_their_master_key_they_are_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (survey, mut entropy) = (SurveyCode::parse("s").unwrap(), Entropy::seeded(9));
        let own = store(folder.path(), given("a"));
        own.create(&survey, &keys(1), &mut entropy).unwrap();
        let refused = |master| store(folder.path(), master).load(&survey).err();
        assert!(matches!(
            refused(given("b")),
            Some(KeystoreError::OtherMaster(_))
        ));
        assert!(matches!(
            refused(given("x")),
            Some(KeystoreError::BadMaster(_))
        ));
        assert!(matches!(
            refused(MasterPlace::Beside),
            Some(KeystoreError::NoMaster(_))
        ));
        // Keys of one survey under the name of another.
        let other = SurveyCode::parse("t").unwrap();
        fs::rename(own.file(&survey), own.file(&other)).unwrap();
        assert!(matches!(
            own.load(&other),
            Err(KeystoreError::OtherMaster(_))
        ));
    }

    #[test]
    fn a_master_key_is_made_where_none_is_configured_and_said_to_be_misplaced() {
        let folder = tempfile::tempdir().unwrap();
        let (mut entropy, dir) = (Entropy::seeded(9), folder.path().join("keys"));
        let beside = store(&dir, MasterPlace::Beside);
        assert_eq!(beside.misplaced_master(), None);
        for (code, seed) in [("s", 1), ("t", 2)] {
            let survey = SurveyCode::parse(code).unwrap();
            beside.create(&survey, &keys(seed), &mut entropy).unwrap();
            assert!(*beside.load(&survey).unwrap().to_bytes() == *keys(seed).to_bytes());
        }
        let file = beside.misplaced_master().unwrap();
        assert!(!open_to_others(&file).unwrap());
        // Moved out, as one should.
        let moved = folder.path().join("elsewhere");
        fs::rename(&file, &moved).unwrap();
        let survey = SurveyCode::parse("s").unwrap();
        for place in [
            MasterPlace::File(moved.clone()),
            MasterPlace::Credential(moved),
        ] {
            let outside = store(&dir, place);
            assert!(outside.load(&survey).is_ok());
            assert_eq!(outside.misplaced_master(), None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_damaged_or_exposed_key_file_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let survey = SurveyCode::parse("s").unwrap();
        let store = store(folder.path(), given("a"));
        let path = store.file(&survey);
        fs::write(&path, b"x").unwrap();
        let allow = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        allow(0o644);
        let loaded = store.load(&survey);
        assert!(matches!(loaded, Err(KeystoreError::Exposed(_))));
        allow(0o600);
        let loaded = store.load(&survey);
        assert!(matches!(loaded, Err(KeystoreError::Damaged(_))));
        fs::write(&path, [&[VERSION][..], &[7; 90]].concat()).unwrap();
        let loaded = store.load(&survey);
        assert!(matches!(loaded, Err(KeystoreError::OtherMaster(_))));
        let master = folder.path().join("m");
        fs::write(&master, "a".repeat(64)).unwrap();
        fs::set_permissions(&master, fs::Permissions::from_mode(0o640)).unwrap();
        let open = Keystore::new(folder.path().to_owned(), MasterPlace::File(master));
        assert!(matches!(open.load(&survey), Err(KeystoreError::Exposed(_))));
    }
}
