//! A survey in the field, and everything it leaves on the disk.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use pejling::base::{Entropy, Redacted};
use pejling::forensics::installation::Place;
use pejling::forensics::needle::files_below;
use pejling::forensics::postgres::Server;
use pejling::forensics::sqlite;
use pejling::forensics::table::Table;

use super::person::{Person, network as code};
use crate::support::database::Database;
use crate::support::http;
use crate::support::program::Program;

/// Networks of seven.
pub(crate) const SEVENS: usize = 14;
/// Further networks of seven with too few answers to be shown. One alone is the hard case: what loses its code must not be alone with it.
pub(crate) const SMALL: usize = 1;
/// Answers from each of these.
const FEW: usize = 3;

/// Who is asked.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// Networks of seven who all answer.
    pub(crate) sevens: usize,
    /// Networks of seven of whom few answer.
    pub(crate) small: usize,
    /// Members of the large network, who all answer.
    pub(crate) many: usize,
    /// Whether server and database log all they can.
    pub(crate) logged: bool,
}

impl Plan {
    /// Where every file is read.
    pub(crate) const USUAL: Self = Self {
        sevens: SEVENS,
        small: SMALL,
        many: 120,
        logged: true,
    };

    /// Everybody who answers.
    pub(crate) fn all(&self) -> usize {
        self.sevens * 7 + self.small * FEW + self.many
    }
}

/// A survey that runs.
pub(crate) struct Field {
    pub(crate) program: Program,
    pub(crate) address: SocketAddr,
    /// Bytes of every request with answers, as the page says.
    pub(crate) padded: usize,
    plan: Plan,
    server: Option<Child>,
}

impl Field {
    /// Networks of seven who all answer, others where few do, and a large one; launched and served.
    pub(crate) fn launch(database: Database, plan: Plan) -> Self {
        let program = Program::new(database);
        if let Some(url) = program.database.url().filter(|_| plan.logged) {
            // The worst case: a database that logs every statement.
            PgConnection::establish(&url)
                .unwrap()
                .batch_execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET log_statement = ''all''', current_database()); END $$")
                .unwrap();
        }
        let mut networks = "code,name,type,obligatory,purposes,facilitator,start\n".to_owned();
        let mut people = "code,name,email,unit,language\n".to_owned();
        let mut members = "person,network,joined\n".to_owned();
        let mut number = 0;
        let large = plan.sevens + plan.small;
        for network in 0..=large {
            writeln!(
                networks,
                "{},Netværk {network},faglig,nej,\"1,3\",ingen,2024-01-01",
                code(network)
            )
            .unwrap();
            for _ in 0..if network == large { plan.many } else { 7 } {
                writeln!(
                    people,
                    "borger{number},Person {number},p{number}@by.example,by,da"
                )
                .unwrap();
                writeln!(members, "borger{number},{},2024-01-01", code(network)).unwrap();
                number += 1;
            }
        }
        for (kind, content) in [
            ("units", "code,name,parent\nby,Byen,\n"),
            ("networks", &networks),
            ("people", &people),
            ("memberships", &members),
        ] {
            let file = program.write(&format!("{kind}.csv"), content);
            program.run(&["import", kind, &file, "--apply"]).ok();
        }
        let launch = [
            "survey",
            "launch",
            "proeve",
            "--template",
            "netvaerksevaluering",
            "--networks",
        ];
        program
            .run(
                &[
                    &launch[..],
                    &["--closes", "2199-01-01", "--sender", "HR i Byen"],
                ]
                .concat(),
            )
            .ok();
        let mut field = Self {
            program,
            address: ([127, 0, 0, 1], 0).into(),
            padded: 0,
            plan,
            server: None,
        };
        field.serve();
        let page = http::get(field.address, "/s/proeve").body;
        let (_, size) = page.split_once("data-padded=\"").unwrap();
        field.padded = size.split('"').next().unwrap().parse().unwrap();
        field
    }

    fn serve(&mut self) {
        for folder in ["log", "tmp"] {
            std::fs::create_dir_all(self.folder().join(folder)).unwrap();
        }
        let log = File::create(self.folder().join("log/server.log")).unwrap();
        // Respondents come from 127.0.0.1, so the server listens elsewhere: where that address stands in a file, it is theirs.
        let mut server = self
            .program
            .command()
            .args(["serve", "--listen", "127.0.0.2:0", "--no-mail"])
            .env("RUST_LOG", if self.plan.logged { "trace" } else { "warn" })
            .env("TMPDIR", self.folder().join("tmp"))
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        self.address = line.trim().rsplit('/').next().unwrap().parse().unwrap();
        self.server = Some(server);
    }

    /// Everybody who answers, in the order in which they do.
    pub(crate) fn people(&self, entropy: &mut Entropy) -> Vec<Person> {
        let mut invited = Vec::new();
        for mail in files_below(&self.program.data().join("mail")).unwrap() {
            let mail = std::fs::read_to_string(mail).unwrap().replace("=\r\n", "");
            let (_, after) = mail.split_once("/s/proeve#").unwrap();
            let token: String = after.chars().take(26).collect();
            let (_, to) = mail.split_once("\r\nTo: ").unwrap();
            let address = to.split("\r\n").next().unwrap();
            let digits: String = address
                .split('@')
                .next()
                .unwrap()
                .chars()
                .rev()
                .take_while(char::is_ascii_digit)
                .collect();
            let person: usize = digits.chars().rev().collect::<String>().parse().unwrap();
            invited.push((person, token));
        }
        invited.sort();
        let Plan {
            sevens,
            small,
            many,
            ..
        } = self.plan;
        let large = sevens + small;
        assert_eq!(invited.len(), large * 7 + many);
        let small = sevens * 7..large * 7;
        invited.retain(|(person, _)| !small.contains(person) || person % 7 < FEW);
        entropy.shuffle(&mut invited);
        invited
            .iter()
            .enumerate()
            .map(|(number, (person, token))| {
                let network = code(usize::min(person / 7, large));
                Person::new(
                    number,
                    &format!("p{person}@by.example"),
                    &network,
                    token,
                    entropy,
                )
            })
            .collect()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.program.folder.path()
    }

    /// Where the database is.
    pub(crate) fn place(&self) -> Place {
        match self.program.database.url() {
            Some(url) => Place::Server(Redacted::new(url)),
            None => Place::File(self.program.data().join("pejling.db")),
        }
    }

    /// Stops the server and closes the survey.
    pub(crate) fn close(&mut self) {
        self.stop();
        let said = self.program.run(CLOSE).ok();
        assert!(
            said.contains(&format!("{} answers counted", self.plan.all())),
            "{said}"
        );
    }

    fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.kill());
            drop(server.wait());
        }
    }
}

/// Closes the survey at once.
pub(crate) const CLOSE: &[&str] = &["survey", "close", "proeve", "--now"];

impl Drop for Field {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The tables, read without the program and, on SQLite, without SQLite.
pub(crate) fn look(place: &Place) -> Vec<Table> {
    match place {
        Place::File(path) => sqlite::Database::open(path).unwrap().tables().unwrap(),
        Place::Server(url) => Server::new(url.expose()).tables().unwrap(),
    }
}

/// A table of a dump.
pub(crate) fn table<'a>(tables: &'a [Table], name: &str) -> &'a Table {
    tables.iter().find(|table| table.name == name).unwrap()
}

/// Every file below a folder but those below some others.
pub(crate) fn files(folder: &Path, but: &[&str]) -> Vec<PathBuf> {
    let mut found = files_below(folder).unwrap();
    found.retain(|file| !but.iter().any(|other| file.starts_with(folder.join(other))));
    found
}

/// What a PostgreSQL server's files hold of one database: its folder, the write-ahead log and the server's log from `since` on, each
/// with a name. `None` where they cannot be read from here.
pub(crate) fn server_files(url: &str, since: &Since) -> Option<Vec<(String, Vec<u8>)>> {
    let server = Server::new(url);
    PgConnection::establish(url)
        .unwrap()
        .batch_execute("CHECKPOINT")
        .ok()?;
    let now = Since::now(url)?;
    let of = server
        .copy("SELECT oid FROM pg_database WHERE datname = current_database()")
        .ok()?;
    let mut found = Vec::new();
    for file in files_below(&now.data.join("base").join(of.trim())).ok()? {
        found.push((
            file.display().to_string(),
            std::fs::read(&file).unwrap_or_default(),
        ));
    }
    for file in files_below(&now.data.join("pg_wal")).ok()? {
        let name = file.file_name()?.to_string_lossy().into_owned();
        // Segments after the present one are old ones, kept to be written over: other runs' and other databases'.
        if name.len() == now.segment.len() && (&since.segment..=&now.segment).contains(&&name) {
            let bytes = std::fs::read(&file).ok()?;
            let from = if name == since.segment {
                since.offset
            } else {
                0
            };
            let to = if name == now.segment {
                now.offset
            } else {
                bytes.len()
            };
            found.push((file.display().to_string(), bytes[from..to].to_vec()));
        }
    }
    let log = std::fs::read(server_log(&now.data)?).ok()?;
    found.push(("the server's log".into(), log.get(since.log..)?.to_vec()));
    Some(found)
}

/// Where a PostgreSQL server's logs stood.
pub(crate) struct Since {
    data: PathBuf,
    segment: String,
    offset: usize,
    log: usize,
    /// Holds a replication slot, so that no checkpoint takes the log away before it is read.
    _slot: PgConnection,
}

impl Since {
    pub(crate) fn now(url: &str) -> Option<Self> {
        let mut slot = PgConnection::establish(url).ok()?;
        slot.batch_execute(
            "SELECT pg_create_physical_replication_slot('pejling_' || pg_backend_pid(), true, true)",
        )
        .ok()?;
        let server = Server::new(url);
        let said = server
            .copy("SELECT current_setting('data_directory'), f.* FROM pg_walfile_name_offset(pg_current_wal_lsn()) f")
            .ok()?;
        let mut fields = said.trim().split('\t');
        let data = PathBuf::from(fields.next()?);
        let log = std::fs::metadata(server_log(&data)?).ok()?.len();
        Some(Self {
            segment: fields.next()?.to_owned(),
            offset: fields.next()?.parse().ok()?,
            log: usize::try_from(log).ok()?,
            data,
            _slot: slot,
        })
    }
}

/// The file that is the server's standard error.
fn server_log(data: &Path) -> Option<PathBuf> {
    let process = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let process = process.lines().next()?.trim().to_owned();
    let file = std::fs::read_link(format!("/proc/{process}/fd/2")).ok()?;
    file.is_file().then_some(file)
}
