//! The program as its users start it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::database::Database;

/// A data folder and a database, and the program run on them.
pub(crate) struct Program {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) database: Database,
}

/// How a run ended.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.err);
        self.out
    }

    /// Failed, with exit code 1 and a message that contains all of these.
    #[track_caller]
    pub(crate) fn refused(self, words: &[&str]) {
        assert_eq!(self.code, Some(1), "{}\n{}", self.out, self.err);
        for word in words {
            assert!(
                self.err.contains(word),
                "\"{word}\" is not in: {}",
                self.err
            );
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }
}

impl Program {
    pub(crate) fn new(database: Database) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            database,
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The program with its settings in the environment, ready for arguments.
    pub(crate) fn command(&self) -> Command {
        let mut command = bare(self.folder.path());
        command.env("PEJLING_DATA", self.data());
        if let Some(url) = self.database.url() {
            command.env("PEJLING_DATABASE_URL", url);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        finish(self.command().args(arguments))
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }
}

/// The program in a folder, without settings.
pub(crate) fn bare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pejling"));
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_remove("RUST_LOG");
    command
}

pub(crate) fn finish(command: &mut Command) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Ran {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
