//! PostgreSQL through its own tools: `pg_dump` for what a backup holds, `psql` for what a database administrator sees.
//!
//! The tools run as processes; the password goes to them in the environment, where no list of processes shows it.

use std::process::{Command, Stdio};

use super::dump;
use super::table::Table;

/// Why PostgreSQL could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Silent {
    /// The tool is not on this machine.
    #[error("{0} is not on this machine: install PostgreSQL's client programs")]
    Missing(&'static str),
    /// The tool failed.
    #[error("{0} could not read the database: {1}")]
    Refused(&'static str, String),
    /// The tool ended well, but what it said is not whole.
    #[error("what {0} said breaks off or is not understood")]
    CutShort(&'static str),
}

/// A database to be asked.
pub struct Server {
    address: String,
    password: Option<String>,
}

impl Server {
    /// From a URL `postgres://USER:PASSWORD@HOST:PORT/NAME`.
    pub fn new(url: &str) -> Self {
        let taken = url.split_once("://").and_then(|(scheme, rest)| {
            let (login, place) = rest.rsplit_once('@')?;
            let (user, password) = login.split_once(':')?;
            Some((format!("{scheme}://{user}@{place}"), decoded(password)))
        });
        match taken {
            Some((address, password)) => Self {
                address,
                password: Some(password),
            },
            None => Self {
                address: url.to_owned(),
                password: None,
            },
        }
    }

    /// The whole database as `pg_dump` writes it.
    pub fn dump(&self) -> Result<String, Silent> {
        let dump = self.ask(
            "pg_dump",
            &["--no-owner", "--no-privileges", "--dbname", &self.address],
        )?;
        if dump::is_whole(&dump) {
            Ok(dump)
        } else {
            Err(Silent::CutShort("pg_dump"))
        }
    }

    /// What a query gives, as `COPY` writes it.
    pub fn copy(&self, query: &str) -> Result<String, Silent> {
        let command = format!("COPY ({query}) TO STDOUT");
        self.ask(
            "psql",
            &["-XqAt", "--dbname", &self.address, "-c", &command],
        )
    }

    /// All tables with the transaction and the place of each row, in the order of the heap.
    pub fn tables(&self) -> Result<Vec<Table>, Silent> {
        let names = self.copy(
            "SELECT c.relname, string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_class c \
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
             WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY 1 ORDER BY 1",
        )?;
        let broken = || Silent::CutShort("psql");
        let listed = names.lines().map(|line| line.split_once('\t'));
        let listed: Vec<(&str, &str)> = listed.collect::<Option<_>>().ok_or_else(broken)?;
        // One process for all tables: a line of dashes stands between them.
        let mut arguments = vec!["-XqAt", "--dbname", &self.address];
        let commands: Vec<String> = listed
            .iter()
            .map(|(name, _)| {
                format!("COPY (SELECT t.xmin, t.ctid, t.* FROM \"{name}\" t) TO STDOUT")
            })
            .collect();
        for command in &commands {
            arguments.extend(["-c", command, "-c", BETWEEN]);
        }
        let said = self.ask("psql", &arguments)?;
        let parts = parted(&said);
        // A line after each table, so that nothing stands behind the last.
        if parts.len() != listed.len() + 1 || parts.last().is_none_or(|last| !last.is_empty()) {
            return Err(broken());
        }
        listed
            .iter()
            .zip(parts)
            .map(|((name, columns), text)| {
                let columns: Vec<String> = columns.split(',').map(str::to_owned).collect();
                Ok(Table {
                    name: (*name).to_owned(),
                    rows: dump::rows_with_transactions(&text, columns.len()).ok_or_else(broken)?,
                    columns,
                })
            })
            .collect()
    }

    fn ask(&self, tool: &'static str, arguments: &[&str]) -> Result<String, Silent> {
        let mut command = Command::new(tool);
        command.args(arguments).stdin(Stdio::null());
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        let ran = command.output().map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                Silent::Missing(tool)
            } else {
                Silent::Refused(tool, error.to_string())
            }
        })?;
        if !ran.status.success() {
            let said = String::from_utf8_lossy(&ran.stderr);
            let first = said.lines().next().map(str::to_owned);
            let why = first.unwrap_or_else(|| format!("it said nothing, {}", ran.status));
            return Err(Silent::Refused(tool, why));
        }
        Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
    }
}

const BETWEEN: &str = "\\echo -- next table --";

/// Cuts where a whole line says so: a row begins with its transaction, so that no respondent can write such a line.
fn parted(said: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in said.lines() {
        match parts.last_mut() {
            Some(part) if line != "-- next table --" => {
                part.push_str(line);
                part.push('\n');
            }
            _ => parts.push(String::new()),
        }
    }
    parts
}

/// A password as it was before it was made fit for a URL.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match after {
            [high, low, ..] if *first == b'%' => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*first));
        rest = &after[if escaped.is_some() { 2 } else { 0 }..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_the_line_between_tables() {
        let said = "1\t(0,1)\tx -- next table --\n-- next table --\n-- next table --\n";
        assert_eq!(parted(said), ["1\t(0,1)\tx -- next table --\n", "", ""]);
    }

    #[test]
    fn the_password_leaves_the_arguments() {
        let server = Server::new("postgres://anna:hem%40lig@db:5432/p");
        assert_eq!(server.address, "postgres://anna@db:5432/p");
        assert_eq!(server.password.as_deref(), Some("hem@lig"));
        let server = Server::new("postgres://anna@db/p");
        assert_eq!(
            (server.address.as_str(), server.password),
            ("postgres://anna@db/p", None)
        );
    }
}
