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
    ];
    if let Place::File(path) = &target.database {
        for end in ["", "-wal", "-shm"] {
            private.push(("the database", with_end(path, end)));
        }
    }
    let tried = "read keys, mails and database as another user of this machine";
    let mut found = Vec::new();
    for (what, path) in private {
        match open(&path) {
            Ok(0) => {}
            Ok(open) => found.push(format!(
                "{what}: others may read {open} paths at {}",
                path.display()
            )),
            Err(why) => return vec![Attack::skipped("permissions", tried, &why)],
        }
    }
    vec![Attack::new("permissions", tried, found)]
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
    let files = match files_below(&target.keys) {
        Ok(files) => files,
        Err(why) => return Attack::skipped("keys", tried, &why),
    };
    let mut over = BTreeSet::new();
    if let Some(table) = seen.table("survey") {
        for (code, state) in table.values("code").iter().zip(table.values("state")) {
            if !["open", "closed"].contains(&state.text().unwrap_or_default()) {
                over.extend(code.text());
            }
        }
    }
    let found = files
        .iter()
        .filter(|file| {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| {
                let stem = name
                    .trim_start_matches('.')
                    .split('.')
                    .next()
                    .unwrap_or_default();
                over.contains(stem) || file.extension().is_some_and(|end| end == "part")
            })
        })
        .map(|file| format!("{} is still there", file.display()))
        .collect();
    let beside = files.iter().any(|file| file.ends_with("master.key"));
    let note =
        "the master key lies beside the keys that it wraps: move it elsewhere (docs/operations.md)";
    Attack::new("keys", tried, found).noting(beside.then(|| note.to_owned()).into_iter().collect())
}

/// Links from mails, words of respondents and addresses of people, where they have no business.
pub(super) fn secrets(target: &Target, seen: &Seen) -> Vec<Attack> {
    vec![
        links(target).unwrap_or_else(|why| Attack::skipped("links", LINKS, &why)),
        words(target, seen).unwrap_or_else(|why| Attack::skipped("words", WORDS, &why)),
        people(target, seen).unwrap_or_else(|why| Attack::skipped("people", PEOPLE, &why)),
    ]
}

const LINKS: &str = "find the links that were mailed in any other file, in seven encodings";
const WORDS: &str =
    "find what people wrote anywhere but in the table of comments and in what was published";
const PEOPLE: &str = "find names and addresses in logs and beside keys";

fn links(target: &Target) -> Result<Attack, Failed> {
    let mails = files_below(&target.mails)?;
    let mut needles = Needles::new();
    for mail in &mails {
        let text = String::from_utf8_lossy(&std::fs::read(mail)?)
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
    if needles.is_empty() {
        return Ok(Attack::skipped("links", LINKS, &"no mails are kept here"));
    }
    let elsewhere = everywhere(target, std::slice::from_ref(&target.mails))?;
    Ok(Attack::new("links", tried, told(&needles, &elsewhere)?))
}

fn words(target: &Target, seen: &Seen) -> Result<Attack, Failed> {
    let mut needles = Needles::new();
    for table in ["comment", "note"] {
        for body in seen
            .table(table)
            .map(|t| t.values("body"))
            .unwrap_or_default()
        {
            // The first words are enough to recognise it; short remarks occur anywhere.
            let start: String = body.text().unwrap_or_default().chars().take(40).collect();
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
    Ok(Attack::new("words", WORDS, told(&needles, &elsewhere)?))
}

fn people(target: &Target, seen: &Seen) -> Result<Attack, Failed> {
    let mut needles = Needles::new();
    for email in seen
        .table("person")
        .map(|t| t.values("email"))
        .unwrap_or_default()
    {
        needles.text("a person's address", email.text().unwrap_or_default());
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
    Ok(Attack::new("people", PEOPLE, told(&needles, &elsewhere)?))
}

/// All files of the installation but those at or below some paths.
fn everywhere(target: &Target, but: &[PathBuf]) -> Result<Vec<PathBuf>, Failed> {
    let mut files = files_below(&target.data)?;
    for folder in &target.also {
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

/// One line per file, with how often and in which encodings; never what.
fn told(needles: &Needles, files: &[PathBuf]) -> Result<Vec<String>, Failed> {
    let mut lines = Vec::new();
    for file in files {
        let hits = needles.search_files([file.as_path()])?;
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
    Ok(lines)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
