//! Attacks on the files around the database.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::database::Seen;
use super::{Attack, Failed, Place, Target};
use crate::forensics::modes;
use crate::forensics::needle::{Needles, files_below};

/// Who may read what.
pub(super) fn modes(target: &Target) -> Vec<Attack> {
    let mut private = vec![
        ("key files", target.keys.clone()),
        (
            "mails, whose links can be used to answer",
            target.mails.clone(),
        ),
        (
            "certificates, which name numbers of answers of hidden groups",
            target.certificates.clone(),
        ),
    ];
    if let Place::File(path) = &target.database {
        for end in ["", "-wal", "-shm"] {
            private.push(("the database", with_end(path, end)));
        }
    }
    let tried = "read keys, mails, certificates and database as another user of this machine";
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for (what, path) in private {
        match open(&path) {
            Ok(0) => {}
            Ok(open) => found.push(format!(
                "{what}: others may read {open} paths at {}",
                path.display()
            )),
            Err(why) => unread.push(format!("{}: {why}", path.display())),
        }
    }
    vec![Attack::new("permissions", tried, found).unread(unread)]
}

/// Keys are forbidden to others by their own mode, whatever stands above them; of the rest it is enough that nobody gets there.
fn open(path: &Path) -> std::io::Result<usize> {
    let open = modes::open_to_others(path)?;
    let closed_above = !open.is_empty() && !modes::reachable_by_others(path)?;
    Ok(if closed_above { 0 } else { open.len() })
}

/// Keys of surveys that are over.
pub(super) fn keys_left(target: &Target, seen: &Seen) -> Attack {
    let tried = "find keys of surveys whose ballots were opened already";
    match left(target, seen) {
        Ok((found, notes)) => Attack::new("keys", tried, found).noting(notes),
        Err(why) => Attack::not_read("keys", tried, &why),
    }
}

fn left(target: &Target, seen: &Seen) -> Result<(Vec<String>, Vec<String>), Failed> {
    let files = files_below(&target.keys)?;
    let codes = seen.texts("survey", "code")?;
    let over: BTreeSet<String> = codes
        .into_iter()
        .zip(seen.texts("survey", "state")?)
        .filter(|(_, state)| !["open", "closed"].contains(&state.as_str()))
        .map(|(code, _)| code)
        .collect();
    let found = files
        .iter()
        .filter(|file| {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| {
                let bare = name.trim_start_matches('.');
                let stem = bare.split_once('.').map_or(bare, |(stem, _)| stem);
                over.contains(stem) || file.extension().is_some_and(|end| end == "part")
            })
        })
        .map(|file| format!("{} is still there", file.display()))
        .collect();
    let beside = files.iter().any(|file| file.ends_with("master.key"));
    let note =
        "the master key lies beside the keys that it wraps: move it elsewhere (docs/operations.md)";
    Ok((found, beside.then(|| note.to_owned()).into_iter().collect()))
}

/// Links from mails, words of respondents and addresses of people, where they have no business.
pub(super) fn secrets(target: &Target, seen: &Seen) -> Vec<Attack> {
    vec![
        links(target),
        words(target, seen).unwrap_or_else(|why| Attack::not_read("words", WORDS, &why)),
        people(target, seen).unwrap_or_else(|why| Attack::not_read("people", PEOPLE, &why)),
    ]
}

const LINKS: &str = "find the links that were mailed in any other file, in seven encodings";
const WORDS: &str =
    "find what people wrote anywhere but in the table of comments and in what was published";
const PEOPLE: &str = "find names and addresses in logs and beside keys";

/// Links from mails in other files.
pub(super) fn links(target: &Target) -> Attack {
    mailed(target).unwrap_or_else(|why| Attack::not_read("links", LINKS, &why))
}

fn mailed(target: &Target) -> Result<Attack, Failed> {
    let mails = files_below(&target.mails)?;
    let (mut needles, mut unread) = (Needles::new(), Vec::new());
    for mail in &mails {
        let bytes = match std::fs::read(mail) {
            Ok(bytes) => bytes,
            Err(why) => {
                unread.push(format!("{}: {why}", mail.display()));
                continue;
            }
        };
        let text = String::from_utf8_lossy(&bytes)
            .replace("=\r\n", "")
            .replace("=\n", "");
        for link in text.split("/s/").skip(1) {
            let after = link.split_once('#').map_or("", |(_, after)| after);
            let token: String = after
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            if token.len() >= 20 {
                needles.text("a link", &token);
            }
        }
    }
    let tried = format!("{LINKS} ({} mails here)", mails.len());
    if needles.is_empty() && unread.is_empty() {
        return Ok(Attack::skipped("links", LINKS, &"no mails are kept here"));
    }
    let elsewhere = everywhere(target, std::slice::from_ref(&target.mails))?;
    Ok(search("links", tried, &needles, &elsewhere, unread))
}

fn words(target: &Target, seen: &Seen) -> Result<Attack, Failed> {
    let mut needles = Needles::new();
    for table in ["comment", "note"] {
        for body in seen.texts(table, "body")? {
            // The first words are enough to recognise it; short remarks occur anywhere.
            let start: String = body.chars().take(40).collect();
            if start.chars().count() >= 16 {
                needles.text("a respondent's words", &start);
            }
        }
    }
    if needles.is_empty() {
        return Ok(Attack::skipped(
            "words",
            WORDS,
            &"nobody has written anything that is stored in clear",
        ));
    }
    let mut outside = target.published.clone();
    if let Place::File(path) = &target.database {
        outside.push(path.clone());
        // The log repeats the file's pages until the next checkpoint; the close of a survey ends with one.
        outside.push(with_end(path, "-wal"));
    }
    let elsewhere = everywhere(target, &outside)?;
    Ok(search("words", WORDS, &needles, &elsewhere, Vec::new()))
}

fn people(target: &Target, seen: &Seen) -> Result<Attack, Failed> {
    let mut needles = Needles::new();
    for email in seen.texts("person", "email")? {
        needles.text("a person's address", &email);
    }
    if needles.is_empty() {
        return Ok(Attack::skipped(
            "people",
            PEOPLE,
            &"no people are registered",
        ));
    }
    let mut outside = target.published.clone();
    outside.push(target.mails.clone());
    if let Place::File(path) = &target.database {
        outside.extend(["", "-wal", "-shm"].map(|end| with_end(path, end)));
    }
    let elsewhere = everywhere(target, &outside)?;
    Ok(search("people", PEOPLE, &needles, &elsewhere, Vec::new()))
}

/// All files of the installation but those at or below some paths.
fn everywhere(target: &Target, but: &[PathBuf]) -> Result<Vec<PathBuf>, Failed> {
    let mut files = files_below(&target.data)?;
    for folder in &target.also {
        // The data folder may lack parts of itself; what somebody named must be there.
        std::fs::metadata(folder).map_err(|why| {
            std::io::Error::new(why.kind(), format!("{}: {why}", folder.display()))
        })?;
        files.extend(files_below(folder)?);
    }
    if let Place::File(path) = &target.database {
        files.extend(["", "-wal", "-shm", "-journal"].map(|end| with_end(path, end)));
    }
    files.sort();
    files.dedup();
    files.retain(|file| !but.iter().any(|other| file.starts_with(other)));
    Ok(files)
}

/// Looks into every file. One line per file, with how often and in which encodings; never what.
fn search(
    name: &'static str,
    tried: impl Into<String>,
    needles: &Needles,
    files: &[PathBuf],
    mut unread: Vec<String>,
) -> Attack {
    let mut lines = Vec::new();
    for file in files {
        let hits = match needles.search_files([file.as_path()]) {
            Ok(hits) => hits,
            Err(why) => {
                unread.push(format!("{}: {why}", file.display()));
                continue;
            }
        };
        let encodings: BTreeSet<&str> = hits.iter().map(|(_, hit)| hit.encoding).collect();
        if let Some((_, first)) = hits.first() {
            lines.push(format!(
                "{}: {} stands there {} times ({})",
                file.display(),
                first.secret,
                hits.len(),
                encodings.into_iter().collect::<Vec<_>>().join(", ")
            ));
        }
    }
    Attack::new(name, tried, lines).unread(unread)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
