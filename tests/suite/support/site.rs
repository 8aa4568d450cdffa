//! A site in the field: people imported, a survey launched, its server running, its mails read.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::database::Database;
use super::program::Program;

/// A running site.
pub(crate) struct Site {
    pub(crate) program: Program,
    pub(crate) server: Option<Child>,
    pub(crate) address: SocketAddr,
    /// Where the server writes down everything it can.
    log: Option<PathBuf>,
}

const UNITS: &str = "code,name,parent\nby,Byen,\n";
const NETWORKS: &str = "code,name,type,obligatory,purposes,facilitator,start\n\
    n1,Netværk Nord,faglig,nej,\"1,3\",intern,2024-01-01\n\
    n2,Netværk Syd,faglig,nej,\"1,3\",ingen,2024-01-01\n";

impl Site {
    /// Two networks of seven, `template` launched to all of them as survey `proeve`, open for a year, and served.
    pub(crate) fn launch(database: Database, template: &str) -> Self {
        Self::in_networks(database, template, NETWORKS, 7)
    }

    /// As many networks as that, of `members` each.
    pub(crate) fn launch_many(
        database: Database,
        template: &str,
        networks: usize,
        members: usize,
    ) -> Self {
        let head = NETWORKS.lines().take(1).collect::<String>() + "\n";
        let networks = (1..=networks).fold(head, |csv, n| {
            csv + &format!("n{n},Netværk {n},faglig,nej,\"1,3\",intern,2024-01-01\n")
        });
        Self::in_networks(database, template, &networks, members)
    }

    fn in_networks(database: Database, template: &str, networks: &str, each: usize) -> Self {
        let program = Program::new(database);
        let all = each * (networks.lines().count() - 1);
        let people = (0..all).fold(
            "code,name,email,unit,language\n".to_owned(),
            |csv, person| csv + &format!("p{person},Person {person},p{person}@by.example,by,da\n"),
        );
        let members = (0..all).fold("person,network,joined\n".to_owned(), |csv, person| {
            csv + &format!("p{person},n{},2024-01-01\n", 1 + person / each)
        });
        for (kind, content) in [
            ("units", UNITS),
            ("networks", networks),
            ("people", &people),
            ("memberships", &members),
        ] {
            let file = program.write(&format!("{kind}.csv"), content);
            program.run(&["import", kind, &file, "--apply"]).ok();
        }
        program
            .run(&[
                "survey",
                "launch",
                "proeve",
                "--template",
                template,
                "--networks",
                "--closes",
                &next_year(),
                "--sender",
                "HR i Byen",
            ])
            .ok();
        let mut site = Self {
            program,
            server: None,
            address: ([127, 0, 0, 1], 0).into(),
            log: None,
        };
        site.serve();
        site
    }

    /// Starts the server on a free port and waits until it says where.
    pub(crate) fn serve(&mut self) {
        self.serve_on("127.0.0.1:0");
    }

    /// Starts the server again where it was: a browser keeps its drafts by address.
    pub(crate) fn serve_again(&mut self) {
        self.serve_on(&self.address.to_string());
    }

    /// Starts the server again with every event logged, to `log/server.log`, and with a folder of its own for temporary files.
    pub(crate) fn serve_logging_all(&mut self) {
        self.kill();
        let folder = self.program.folder.path();
        for name in ["log", "tmp"] {
            std::fs::create_dir_all(folder.join(name)).unwrap();
        }
        self.log = Some(folder.join("log/server.log"));
        self.serve();
    }

    /// The link of a mail, at the address where the server listens.
    pub(crate) fn link(&self, token: &str) -> String {
        self.link_at(self.address, token)
    }

    /// The same, at the address of something before the server.
    pub(crate) fn link_at(&self, address: SocketAddr, token: &str) -> String {
        let folder = self.program.data().join("mail");
        let mails = super::program::files(&folder);
        let fragment = mails.iter().find_map(|file| {
            let mail = std::fs::read_to_string(file).unwrap().replace("=\r\n", "");
            let at = mail.find(&format!("#{token}."))?;
            Some(mail[at..].chars().take(1 + 26 + 1 + 64).collect::<String>())
        });
        format!("http://{address}/s/proeve{}", fragment.unwrap())
    }

    fn serve_on(&mut self, listen: &str) {
        let mut command = self.program.command();
        command.args(["serve", "--listen", listen, "--no-mail"]);
        self.serve_with(command);
    }

    /// Starts a server by its command and waits until it says where it listens.
    pub(crate) fn serve_with(&mut self, mut command: Command) {
        command.stdout(Stdio::piped());
        if let Some(log) = &self.log {
            command
                .env("RUST_LOG", "trace")
                .env("TMPDIR", self.program.folder.path().join("tmp"))
                .stderr(File::create(log).unwrap());
        }
        let mut server = command.spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(server.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        if let Some(log) = &self.log {
            let mut rest = File::create(log.with_extension("out")).unwrap();
            std::thread::spawn(move || std::io::copy(&mut said, &mut rest));
        }
        self.address = line
            .trim()
            .rsplit('/')
            .next()
            .unwrap()
            .parse()
            .unwrap_or_else(|e| panic!("{e}: {line}"));
        self.server = Some(server);
    }

    /// The server's process.
    pub(crate) fn process(&self) -> u32 {
        self.server.as_ref().unwrap().id()
    }

    /// Kills the server without warning.
    pub(crate) fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    /// The tokens in the mails, in the order of the mails' names.
    pub(crate) fn tokens(&self) -> Vec<String> {
        super::program::files(&self.program.data().join("mail"))
            .iter()
            .map(|file| {
                let mail = std::fs::read_to_string(file).unwrap().replace("=\r\n", "");
                let (_, after) = mail
                    .split_once("/s/proeve#")
                    .unwrap_or_else(|| panic!("no link in {mail}"));
                after.chars().take(26).collect()
            })
            .collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.kill());
            drop(server.wait());
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "test support: a survey must close after today"
)]
fn next_year() -> String {
    let today = chrono::Local::now().date_naive();
    (today + chrono::TimeDelta::days(365))
        .format("%Y-%m-%d")
        .to_string()
}
