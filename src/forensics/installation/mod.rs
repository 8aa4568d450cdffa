//! All attacks against one data folder, without knowing anything that an outsider does not know.
//!
//! Nobody here knows the truth, so nothing is scored; what is looked for is anything an attacker could begin with. What is known and
//! accepted is [`Outcome::Noted`]: while a survey runs, the order of sealed ballots can be seen, and it says nothing.
//!
//! # Invariant
//! What could not be read is never [`Outcome::Held`]: it is [`Outcome::NotRead`], and the reason is told.

mod database;
mod files;

use std::path::PathBuf;

use super::postgres::Silent;
use super::sqlite::Unreadable;

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// An SQLite file.
    File(PathBuf),
    /// A PostgreSQL URL. It is a secret: it may hold a password.
    Server(crate::base::Redacted<String>),
}

/// What is attacked.
#[derive(Clone, Debug)]
pub struct Target {
    /// The data folder.
    pub data: PathBuf,
    /// The database.
    pub database: Place,
    /// Folder of key files.
    pub keys: PathBuf,
    /// Folder of mails.
    pub mails: PathBuf,
    /// Folder of certificates, which name numbers of answers of hidden groups.
    pub certificates: PathBuf,
    /// Folders of what was published: there, words of respondents may stand.
    pub published: Vec<PathBuf>,
    /// Further folders to search, such as logs and copies.
    pub also: Vec<PathBuf>,
}

/// How an attack ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It gave nothing.
    Held,
    /// It gave something that must not be there.
    Found(Vec<String>),
    /// It gave something that is known and says nothing of anybody.
    Noted(Vec<String>),
    /// It found nothing in what it read, and could not read all, for these reasons: that says nothing either way.
    NotRead(Vec<String>),
    /// There is nothing here of the kind that it looks for.
    Skipped(String),
}

/// One attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attack {
    /// Short name.
    pub name: &'static str,
    /// What was tried, in plain words.
    pub tried: String,
    /// How it ended.
    pub outcome: Outcome,
}

impl Attack {
    fn new(name: &'static str, tried: impl Into<String>, found: Vec<String>) -> Self {
        Self {
            name,
            tried: tried.into(),
            outcome: if found.is_empty() {
                Outcome::Held
            } else {
                Outcome::Found(found)
            },
        }
    }

    /// It could not be made.
    fn not_read(name: &'static str, tried: impl Into<String>, why: &impl ToString) -> Self {
        Self::new(name, tried, Vec::new()).unread(vec![why.to_string()])
    }

    /// What of it could not be read. To be said before anything is noted.
    fn unread(mut self, why: Vec<String>) -> Self {
        match &mut self.outcome {
            _ if why.is_empty() => {}
            Outcome::Found(found) => {
                found.extend(why.iter().map(|line| format!("not read: {line}")));
            }
            _ => self.outcome = Outcome::NotRead(why),
        }
        self
    }

    fn skipped(name: &'static str, tried: impl Into<String>, why: &impl ToString) -> Self {
        Self {
            name,
            tried: tried.into(),
            outcome: Outcome::Skipped(why.to_string()),
        }
    }

    fn noting(mut self, notes: Vec<String>) -> Self {
        if self.outcome == Outcome::Held && !notes.is_empty() {
            self.outcome = Outcome::Noted(notes);
        }
        self
    }

    /// Whether something was found.
    pub fn succeeded(&self) -> bool {
        matches!(self.outcome, Outcome::Found(_))
    }
}

/// Why an attack could not be made at all.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The SQLite file.
    #[error("{0}")]
    File(#[from] Unreadable),
    /// PostgreSQL.
    #[error("{0}")]
    Server(#[from] Silent),
    /// The file system.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// What should be there is not: another program's database, or one that was never prepared.
    #[error(
        "the database has no {0}: is it the right one, and was `pejling serve` ever started on it?"
    )]
    Foreign(String),
    /// A value that is not of its kind.
    #[error("{0} holds what it cannot hold")]
    Value(String),
}

/// Makes all attacks. `told` hears of each as it ends.
pub fn attack(target: &Target, mut told: impl FnMut(&Attack)) -> Vec<Attack> {
    let mut made = Vec::new();
    let mut add = |attacks: Vec<Attack>| {
        attacks.iter().for_each(&mut told);
        made.extend(attacks);
    };
    add(files::modes(target));
    match database::Seen::of(&target.database) {
        Ok(seen) => {
            add(vec![files::keys_left(target, &seen)]);
            add(database::attacks(&seen));
            add(files::secrets(target, &seen));
        }
        Err(why) => {
            let tried = "read the database without the program";
            add(vec![Attack::not_read("database", tried, &why)]);
            add(vec![files::links(target)]);
        }
    }
    made
}
