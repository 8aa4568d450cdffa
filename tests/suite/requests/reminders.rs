//! 32: a reminder goes to those who have not answered, exactly, and afterwards nothing anywhere tells to whom it went: tables, files,
//! what is logged and what HR may read are as they were, but for the day on which a reminder went out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use pejling::forensics::needle::{Needles, files_below};
use pejling::forensics::postgres::Server;
use pejling::forensics::sqlite;
use pejling::forensics::table::{Cell, Table};
use serde_json::json;

use crate::support::database::{Database, on_each_backend};
use crate::support::http::get;
use crate::support::program::finish;
use crate::support::site::Site;
use crate::support::voter::answer;

const TEMPLATE: &str = "netvaerksevaluering";
/// The one thing that a reminder may leave, and how it is called.
const COUNTER: (&str, &str) = ("public_record", "reminded_on");

/// Every value that is stored, by table; each table's rows in no order.
type Stored = BTreeMap<String, Vec<Vec<Cell>>>;

fn tables(site: &Site) -> Vec<Table> {
    if let Some(url) = site.program.database.url() {
        return Server::new(&url).tables().unwrap();
    }
    let file = site.program.data().join("pejling.db");
    sqlite::Database::open(&file).unwrap().tables().unwrap()
}

fn stored(site: &Site) -> Stored {
    let mut stored = Stored::new();
    for table in tables(site) {
        let mut rows: Vec<_> = table.rows.iter().map(|row| row.cells.clone()).collect();
        if let Some(at) = table.column(COUNTER.1).filter(|_| table.name == COUNTER.0) {
            for row in &mut rows {
                row[at] = Cell::Null;
            }
        }
        rows.sort();
        stored.insert(table.name, rows);
    }
    stored
}

/// Tables that differ.
fn changed(before: &Stored, after: &Stored) -> Vec<String> {
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differs = names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name));
    differs.cloned().collect()
}

/// Every file of the data folder but mails, which stand for what a mail server gets, and the database's own, which are read as tables.
fn other_files(data: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = files_below(data).unwrap();
    files.retain(|file| {
        !file.starts_with(data.join("mail")) && !file.display().to_string().contains("pejling.db")
    });
    files
        .into_iter()
        .map(|file| (file.clone(), std::fs::read(file).unwrap()))
        .collect()
}

/// Address and token of every mail.
fn mails(site: &Site) -> BTreeMap<PathBuf, (String, String)> {
    let files = files_below(&site.program.data().join("mail")).unwrap();
    files
        .into_iter()
        .map(|file| {
            let mail = std::fs::read_to_string(&file).unwrap().replace("=\r\n", "");
            let (_, to) = mail.split_once("\r\nTo: ").unwrap();
            let (_, token) = mail.split_once("/s/proeve#").unwrap();
            let to = to.split("\r\n").next().unwrap().to_owned();
            (file, (to, token.chars().take(26).collect()))
        })
        .collect()
}

/// A mail server: what it takes lies where the program's own mail files do. Gives its port.
fn mail_server(folder: PathBuf) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for (call, stream) in listener.incoming().enumerate() {
            let folder = folder.clone();
            std::thread::spawn(move || take(stream.unwrap(), &folder, call));
        }
    });
    port
}

fn take(mut stream: TcpStream, folder: &Path, call: usize) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut mail = 0;
    stream.write_all(b"220 here\r\n").unwrap();
    while let Some(Ok(line)) = lines.next() {
        let reply: &[u8] = match line.get(..4).unwrap_or("") {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").unwrap();
                let text: Vec<String> = lines
                    .by_ref()
                    .map(Result::unwrap)
                    .take_while(|line| line != ".")
                    .collect();
                mail += 1;
                let file = folder.join(format!("taken-{call}-{mail}.eml"));
                std::fs::write(file, text.join("\r\n")).unwrap();
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 well\r\n",
        };
        if stream.write_all(reply).is_err() {
            return;
        }
    }
}

/// The program that sends its mail to a server.
fn with_server(site: &Site, port: u16) -> std::process::Command {
    let mut command = site.program.command();
    command
        .env("PEJLING_SMTP_HOST", "127.0.0.1")
        .env("PEJLING_SMTP_PORT", port.to_string())
        .env("PEJLING_SMTP_TLS", "none");
    command
}

/// All that HR and everybody else may read while answers are taken.
fn seen(site: &Site) -> Vec<String> {
    let mut seen: Vec<String> = [
        &["survey", "list"][..],
        &["survey", "response", "proeve"],
        &["survey", "notes", "proeve"],
        &["check"],
    ]
    .iter()
    .map(|arguments| site.program.run(arguments).ok())
    .collect();
    for path in [
        "/s/proeve",
        "/s/proeve/manifest",
        "/s/proeve/check",
        "/s/proeve/bulletin",
        "/anonym",
    ] {
        seen.push(get(site.address, path).body);
    }
    seen
}

/// The answers come from the first so many invitations; gives the addresses of the others.
fn answered(site: &Site, how_many: usize) -> BTreeSet<String> {
    let invited = mails(site);
    let mut others = BTreeSet::new();
    for (index, (to, token)) in invited.values().enumerate() {
        if index < how_many {
            let written = json!({"B08": {"number": 1 + index % 5}});
            assert_eq!(answer(site, token, index as u64, &written).0, 200);
        } else {
            others.insert(to.clone());
        }
    }
    others
}

#[test]
fn a_reminder_goes_to_those_who_have_not_answered_and_leaves_only_its_day() {
    on_each_backend(|database: Database| {
        let site = Site::launch(database, TEMPLATE);
        let invited = mails(&site);
        let missing = answered(&site, 5);
        // Looked at first: the day's response is counted when it is asked for.
        let saw = seen(&site);
        let (tables, files) = (stored(&site), other_files(&site.program.data()));

        // Without a mail server the mails would lie in a folder, which would then list who has not answered.
        site.program
            .run(&["survey", "remind", "proeve"])
            .refused(&["DATA/mail", "--everyone"]);
        assert_eq!(mails(&site), invited);
        let port = mail_server(site.program.data().join("mail"));
        let ran = finish(
            with_server(&site, port)
                .args(["survey", "remind", "proeve"])
                .env("RUST_LOG", "trace"),
        );
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(0), "reminder sent\n"),
            "no number is told: {}",
            ran.err
        );
        // Exactly those, each once, with the link they had.
        let reminders: Vec<_> = mails(&site)
            .into_iter()
            .filter(|(file, _)| !invited.contains_key(file))
            .collect();
        let reached: BTreeSet<String> = reminders.iter().map(|(_, (to, _))| to.clone()).collect();
        assert_eq!((reached.clone(), reminders.len()), (missing.clone(), 9));
        assert!(
            reminders
                .iter()
                .all(|(_, mail)| invited.values().any(|first| first == mail))
        );

        assert_eq!(changed(&tables, &stored(&site)), [""; 0]);
        assert!(files == other_files(&site.program.data()));
        assert_eq!(saw, seen(&site));
        let mut names = Needles::new();
        for (to, token) in invited.values() {
            names.text("address", to);
            names.text("token", token);
        }
        // Nor how many they were: nothing is said once for each mail.
        assert_eq!(ran.err.lines().count(), 0, "{}", ran.err);
        assert_eq!(names.search(ran.err.as_bytes()), [], "{}", ran.err);

        // Once a day.
        finish(with_server(&site, port).args(["survey", "remind", "proeve"]))
            .refused(&["wait until tomorrow"]);
        assert_eq!(mails(&site).len(), 14 + 9);

        // The control: one more answer is seen by the same look, and one word in a table or a log.
        let (to, token) = invited.values().last().unwrap();
        assert!(missing.contains(to));
        assert_eq!(answer(&site, token, 99, &json!({})).0, 200);
        let seen = changed(&tables, &stored(&site));
        assert!(
            seen.contains(&"ballot_box".to_owned()) && seen.contains(&"marker".to_owned()),
            "{seen:?}"
        );
        assert!(
            !names
                .search(format!("INFO reminded {to}").as_bytes())
                .is_empty()
        );
    });
}

#[test]
fn a_reminder_to_everybody_reaches_everybody_so_that_no_mail_log_tells_who_is_missing() {
    let site = Site::launch(Database::Sqlite, TEMPLATE);
    let invited = mails(&site);
    answered(&site, 5);
    let tables = stored(&site);
    site.program
        .run(&["survey", "remind", "proeve", "--everyone"])
        .ok();
    let reached: BTreeSet<_> = mails(&site)
        .into_iter()
        .filter(|(file, _)| !invited.contains_key(file))
        .map(|(_, mail)| mail)
        .collect();
    assert_eq!(reached, invited.into_values().collect());
    assert_eq!(changed(&tables, &stored(&site)), [""; 0]);
}
