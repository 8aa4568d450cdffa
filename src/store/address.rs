//! Where the database is: chosen by scheme alone, so that a mistyped address never becomes an empty SQLite file of that name.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use crate::base::Redacted;

/// The address of a database: `sqlite://path/to/file`, or `postgres://user:password@host:port/database`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseUrl(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite(PathBuf),
    Postgres(Server),
}

/// A PostgreSQL server and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// The whole address, password and all, as libpq takes it.
    pub(super) url: Redacted<String>,
    /// User, host, port and database; no password.
    pub(super) place: String,
    /// The first host that is not this machine. This program's libpq speaks no TLS.
    pub(super) remote: Option<String>,
}

/// Why a text is not the address of a database. Never repeats the address: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// Another scheme, or none.
    #[error(
        "the database address must begin with sqlite://, postgres:// or postgresql://, for example sqlite://pejling.db"
    )]
    Scheme,
    /// No file is named, or one that only lives in memory.
    #[error(
        "sqlite:// must be followed by the path of a file, for example sqlite://pejling.db or sqlite:///var/lib/pejling/pejling.db"
    )]
    Path,
    /// A service file decides the host.
    #[error("the database address must not use a service file: name the host")]
    Service,
}

impl DatabaseUrl {
    /// Reads the address of a database.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(AddressFault::Scheme)?;
        match scheme {
            "sqlite" => {
                let odd =
                    rest.is_empty() || rest.starts_with([':', '?']) || rest.starts_with("file:");
                if odd || rest.contains('\0') {
                    return Err(AddressFault::Path);
                }
                Ok(Self(Kind::Sqlite(PathBuf::from(rest))))
            }
            "postgres" | "postgresql" => {
                server(scheme, rest).map(|server| Self(Kind::Postgres(server)))
            }
            _ => Err(AddressFault::Scheme),
        }
    }

    /// The address of an SQLite file.
    pub fn file(path: &Path) -> Self {
        Self(Kind::Sqlite(path.to_owned()))
    }

    /// The same address, with leave to speak to a remote PostgreSQL in clear text: only over a tunnel or a network one owns.
    #[must_use]
    pub fn allowing_plaintext(mut self) -> Self {
        if let Kind::Postgres(server) = &mut self.0 {
            server.remote = None;
        }
        self
    }

    pub(super) fn kind(&self) -> &Kind {
        &self.0
    }
}

/// Without the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Kind::Postgres(server) => write!(f, "postgres://{}", server.place),
        }
    }
}

/// Takes the address apart as libpq does: `[user[:password]@][host[:port][,…]][/database][?name=value&…]`.
fn server(scheme: &str, rest: &str) -> Result<Server, AddressFault> {
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = before.split_once('/').unwrap_or((before, ""));
    let (login, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let user = login.split(':').next().unwrap_or("");
    let mut names: Vec<String> = hosts
        .split(',')
        .map(|host| decoded(without_port(host)))
        .collect();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "host" | "hostaddr" => names.extend(decoded(value).split(',').map(str::to_owned)),
            "service" | "servicefile" => return Err(AddressFault::Service),
            _ => {}
        }
    }
    let mut url = format!("{scheme}://{rest}");
    if !query.contains("connect_timeout") {
        url.push(if rest.contains('?') { '&' } else { '?' });
        url.push_str("connect_timeout=10");
    }
    let shown = names
        .iter()
        .find(|name| !name.is_empty())
        .map_or("localhost", String::as_str);
    let hosts = if hosts.is_empty() { shown } else { hosts };
    let port = if hosts.contains(':') || hosts.starts_with('/') {
        ""
    } else {
        ":5432"
    };
    let at = if user.is_empty() { "" } else { "@" };
    Ok(Server {
        place: format!("{user}{at}{hosts}{port}/{database}"),
        remote: names.into_iter().find(|name| !is_local(name)),
        url: Redacted::new(url),
    })
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or(literal),
        None => host.split(':').next().unwrap_or(host),
    }
}

/// This machine: no name, a socket's folder, `localhost`, or a loopback address.
fn is_local(host: &str) -> bool {
    let loopback = |address: IpAddr| address.is_loopback();
    host.is_empty()
        || host.starts_with(['/', '@'])
        || host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(loopback)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        let code = code.filter(|_| *first == b'%');
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() {
            tail.get(2..).unwrap_or_default()
        } else {
            tail
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_alone_decides() {
        let shown = |text| DatabaseUrl::parse(text).map(|url| url.to_string());
        assert_eq!(shown("sqlite://a/b.db").as_deref(), Ok("sqlite://a/b.db"));
        assert_eq!(
            shown("postgres://anna:hemmelig@db.kommune.dk/pejling").as_deref(),
            Ok("postgres://anna@db.kommune.dk:5432/pejling")
        );
        for bad in ["pejling.db", "host=127.0.0.1 user=x", "mysql://x", ""] {
            assert_eq!(shown(bad), Err(AddressFault::Scheme), "{bad}");
        }
        for bad in [
            "sqlite://",
            "sqlite://:memory:",
            "sqlite://file:x?mode=memory",
        ] {
            assert_eq!(shown(bad), Err(AddressFault::Path), "{bad}");
        }
        let debug = format!("{:?}", DatabaseUrl::parse("postgres://a:hemmelig@h/d"));
        assert!(!debug.contains("hemmelig"), "{debug}");
    }

    #[test]
    fn remote_servers_are_known_however_they_are_written() {
        let remote = |text: &str| match DatabaseUrl::parse(text).unwrap().0 {
            Kind::Postgres(server) => server.remote,
            Kind::Sqlite(_) => None,
        };
        for local in [
            "postgres:///d",
            "postgres://u@localhost/d",
            "postgresql://u@127.0.0.1:5433/d",
            "postgres://[::1]:5432/d",
            "postgres://%2Fvar%2Frun%2Fpostgresql/d",
            "postgres:///d?host=/var/run/postgresql",
        ] {
            assert_eq!(remote(local), None, "{local}");
        }
        for far in [
            "postgres://db/d",
            "postgres://localhost,db/d",
            "postgres://10.0.0.1/d",
            "postgres:///d?host=db",
            "postgres://localhost/d?hostaddr=10.0.0.1",
        ] {
            assert!(remote(far).is_some(), "{far}");
        }
        assert_eq!(
            DatabaseUrl::parse("postgres:///d?service=x"),
            Err(AddressFault::Service)
        );
    }
}
