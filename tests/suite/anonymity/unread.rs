//! What cannot be read is never said to have held: files cut short, pages overwritten, folders in the place of files, a server that does
//! not answer, another program's database.

use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use pejling::base::Redacted;
use pejling::forensics::installation::{Attack, Outcome, Place, Target, attack};
use serde_json::Value;

use crate::support::database::Database;
use crate::support::missing;
use crate::support::program::{bare, finish};
use crate::support::site::Site;
use crate::support::voter;

/// Bytes of a page of the file.
const PAGE: usize = 4096;

fn target(data: &Path) -> Target {
    Target {
        data: data.to_owned(),
        database: Place::File(data.join("pejling.db")),
        keys: data.join("keys"),
        mails: data.join("mail"),
        certificates: data.join("certificates"),
        published: Vec::new(),
        also: Vec::new(),
    }
}

fn names(attacks: &[Attack], outcome: fn(&Outcome) -> bool) -> Vec<&'static str> {
    let these = attacks.iter().filter(|attack| outcome(&attack.outcome));
    these.map(|attack| attack.name).collect()
}

fn unread(attacks: &[Attack]) -> Vec<&'static str> {
    names(attacks, |outcome| matches!(outcome, Outcome::NotRead(_)))
}

fn found(attacks: &[Attack]) -> Vec<&'static str> {
    names(attacks, |outcome| matches!(outcome, Outcome::Found(_)))
}

/// An installation on SQLite with three sealed ballots, its server gone, everything in the one file; and that file's bytes.
fn stopped() -> (Site, PathBuf, Vec<u8>) {
    let mut site = Site::launch(Database::Sqlite, "netvaerksevaluering");
    for (number, token) in site.tokens().iter().take(3).enumerate() {
        let answers = serde_json::json!({"B08": {"number": 3}});
        let (status, said) = voter::answer(&site, token, number as u64, &answers);
        assert_eq!(status, 200, "{said}");
    }
    site.kill();
    let path = site.program.data().join("pejling.db");
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA secure_delete = ON; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(conn);
    let bytes = fs::read(&path).unwrap();
    (site, path, bytes)
}

#[test]
fn no_damage_to_an_sqlite_file_is_taken_for_safety() {
    let (site, path, whole) = stopped();
    let target = target(&site.program.data());
    // The control: undamaged, all of it is read.
    let sound = attack(&target, |_| ());
    assert_eq!((unread(&sound), found(&sound)), (vec![], vec![]));
    let pages = whole.len() / PAGE;
    assert!(pages > 20);
    // Mails are nothing to this: without them it goes faster.
    let without = Target {
        mails: site.program.folder.path().join("none"),
        certificates: site.program.folder.path().join("none"),
        ..target.clone()
    };
    for page in 0..pages {
        // Overwritten: no page is so unimportant that all attacks could hold without it.
        let mut bytes = whole.clone();
        bytes[page * PAGE..][..PAGE].fill(0xff);
        fs::write(&path, &bytes).unwrap();
        let seen = attack(&without, |_| ());
        assert!(!unread(&seen).is_empty(), "page {}: {seen:?}", page + 1);
        if page % 7 != 0 {
            continue;
        }
        // Cut short, at the page's start or within it.
        fs::write(&path, &whole[..page * PAGE + page % 2 * 700]).unwrap();
        let seen = attack(&without, |_| ());
        assert!(
            unread(&seen).contains(&"database"),
            "{page} pages: {seen:?}"
        );
    }
    // Something behind the end is read, and found.
    fs::write(&path, [whole.as_slice(), &[7; PAGE]].concat()).unwrap();
    assert_eq!(found(&attack(&target, |_| ())), ["remains"]);
    // A damaged log is no empty log.
    fs::write(&path, &whole).unwrap();
    let log = path.with_extension("db-wal");
    fs::write(&log, [0; 5000]).unwrap();
    assert!(unread(&attack(&target, |_| ())).contains(&"database"));
    // A folder in the place of the log, or of the database: root may read everything, but not this.
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    assert!(unread(&attack(&target, |_| ())).contains(&"database"));
    fs::remove_dir(&log).unwrap();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let seen = attack(&target, |_| ());
    assert!(unread(&seen).contains(&"database"));
    // What needs no database is tried nevertheless.
    assert!(seen.iter().any(|attack| attack.name == "links"));
}

/// Runs the command with further arguments and settings; its code, its report and what it said of the end.
fn command(
    site: &Site,
    arguments: &[&str],
    settings: &[(&str, &str)],
) -> (Option<i32>, Value, String) {
    let mut command = site.program.command();
    command
        .args(["attack", "storage", "--json"])
        .args(arguments);
    command.envs(settings.iter().copied());
    let ran = finish(&mut command);
    (ran.code, serde_json::from_str(&ran.out).unwrap(), ran.err)
}

#[test]
fn the_command_fails_where_it_could_not_read() {
    let (site, path, whole) = stopped();
    let (code, report, _) = command(&site, &[], &[]);
    assert_eq!((code, &report["not_read"]), (Some(0), &Value::from(0)));
    let fails = |what: &str, arguments: &[&str], settings: &[(&str, &str)]| {
        let (code, report, said) = command(&site, arguments, settings);
        assert_eq!(code, Some(1), "{what}: {report:#}");
        assert!(report["not_read"].as_u64().unwrap() > 0, "{what}");
        assert_eq!(report["found"], 0, "{what}: {report:#}");
        assert!(said.contains("could not read"), "{what}: {said}");
        report
    };
    fails(
        "a folder that is not there",
        &["--also", "/nowhere/at/all"],
        &[],
    );
    fails(
        "a database that is not there",
        &[],
        &[("PEJLING_DATABASE_URL", "sqlite:///nowhere/x.db")],
    );
    let report = fails(
        "a server that does not answer",
        &[],
        &[(
            "PEJLING_DATABASE_URL",
            "postgres://nobody@127.0.0.1:9/nothing",
        )],
    );
    let attacks = report["attacks"].as_array().unwrap();
    assert!(!attacks.iter().any(|attack| attack["name"] == "order"));
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    fails("half a file", &[], &[]);
    // A file of SQLite's, but not ours.
    fs::remove_file(&path).unwrap();
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("CREATE TABLE answer (x TEXT)").unwrap();
    fails("another program's file", &[], &[]);
    #[cfg(unix)]
    {
        fs::remove_file(&path).unwrap();
        fs::write(&path, &whole).unwrap();
        // A link is followed: what it leads to is read too.
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("log"), &site.tokens()[0]).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), site.program.data().join("old")).unwrap();
        let (code, report, _) = command(&site, &[], &[]);
        assert_eq!((code, &report["found"]), (Some(1), &Value::from(1)));
    }
}

#[test]
fn a_postgresql_server_that_cannot_be_asked_has_not_held() {
    let Some(database) = Database::postgres() else {
        return missing("PostgreSQL");
    };
    let empty = Place::Server(Redacted::new(database.url().unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let target = Target {
        database: empty,
        ..target(folder.path())
    };
    // The server answers, but the database is nobody's.
    assert_eq!(unread(&attack(&target, |_| ())), ["database"]);
    // And without its tools it cannot even be asked.
    let mut command = bare(folder.path());
    command.env("PEJLING_DATA", folder.path());
    command.env("PEJLING_DATABASE_URL", database.url().unwrap());
    command.env("PATH", "").args(["attack", "storage"]);
    let ran = finish(&mut command);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(
        ran.out.contains("psql is not on this machine"),
        "{}",
        ran.out
    );
}
