//! Reads `pejling.toml` and `PEJLING_…` variables; a variable wins over the file, and an unknown field is refused.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::base::{EmailAddress, Redacted, Threads};

use super::settings::{AuditSolver, MailSettings, MasterKeySource, Settings, Smtp, SmtpTls};

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the settings in {path}: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{path}: {cause}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, column and field.
        cause: Box<toml::de::Error>,
    },
    /// A field or variable has a value it cannot have.
    #[error("setting {name} = \"{value}\": {cause}")]
    Value {
        /// The field, as in the file; the variable is `PEJLING_` and its name in capitals.
        name: &'static str,
        /// What it says.
        value: String,
        /// What it should say.
        cause: &'static str,
    },
    /// Half of a pair.
    #[error("setting {given} is of no use without {missing}: give both or neither")]
    Incomplete {
        /// The field that is there.
        given: &'static str,
        /// The field that is not, or is empty.
        missing: &'static str,
    },
    /// A variable begins with `PEJLING_` but is not known.
    #[error("unknown environment variable {0}: see docs/operations.md for those that exist")]
    UnknownVariable(String),
}

/// The file as it stands, before the environment and the checks.
#[expect(
    clippy::struct_field_names,
    reason = "the fields are called as the settings are"
)]
#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<String>,
    database_url: Option<String>,
    allow_plaintext_database: Option<bool>,
    master_key_file: Option<String>,
    listen: Option<String>,
    public_url: Option<String>,
    audit_threads: Option<u32>,
    audit_solver: Option<String>,
    mail_from: Option<String>,
    mail_contact: Option<String>,
    smtp_host: Option<String>,
    smtp_port: Option<u16>,
    smtp_tls: Option<String>,
    smtp_user: Option<String>,
    smtp_password: Option<String>,
}

/// Reads the settings from `file` (an explicit path must exist; the default `pejling.toml` may be absent) and the process environment.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub fn load(file: Option<&Path>) -> Result<Settings, ConfigError> {
    let environment = std::env::vars()
        .filter(|(name, _)| name.starts_with("PEJLING_"))
        .collect();
    let path = file.unwrap_or(Path::new("pejling.toml"));
    let source = match std::fs::read_to_string(path) {
        Ok(source) => source,
        Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            String::new()
        }
        Err(cause) => {
            return Err(ConfigError::Unreadable {
                path: path.to_owned(),
                cause,
            });
        }
    };
    let credential = std::env::var_os("CREDENTIALS_DIRECTORY")
        .map(|folder| Path::new(&folder).join("pejling-master-key"))
        .filter(|file| file.exists());
    resolve(path, &source, environment, credential)
}

/// The address under which people find the server, without a slash at its end.
fn public_url(given: Option<String>, listen: SocketAddr) -> Result<String, ConfigError> {
    let url = given.unwrap_or_else(|| format!("http://{listen}"));
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    Err(ConfigError::Value {
        name: "public_url",
        value: url,
        cause: "begin with https:// (or http:// on one machine)",
    })
}

fn resolve(
    path: &Path,
    source: &str,
    mut environment: BTreeMap<String, String>,
    credential: Option<PathBuf>,
) -> Result<Settings, ConfigError> {
    let file: File = toml::from_str(source).map_err(|cause| ConfigError::Malformed {
        path: path.to_owned(),
        cause: Box::new(cause),
    })?;
    let mut take = |name: &str, from_file: Option<String>| {
        environment
            .remove(&format!("PEJLING_{}", name.to_uppercase()))
            .or(from_file)
    };
    let data = PathBuf::from(take("data", file.data).unwrap_or_else(|| "pejling-data".into()));
    let database_url = take("database_url", file.database_url)
        .unwrap_or_else(|| format!("sqlite://{}", data.join("pejling.db").display()));
    let plaintext = take(
        "allow_plaintext_database",
        file.allow_plaintext_database.map(|b| b.to_string()),
    );
    let allow_plaintext_database =
        parse("allow_plaintext_database", plaintext, "say true or false")?.unwrap_or(false);
    let master_key = master_key(
        take("master_key", None),
        take("master_key_file", file.master_key_file),
        credential,
    );
    let listen: SocketAddr = parse(
        "listen",
        take("listen", file.listen),
        "say ADDRESS:PORT, for example 127.0.0.1:8080",
    )?
    .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
    let public_url = public_url(take("public_url", file.public_url), listen)?;
    let threads = take("audit_threads", file.audit_threads.map(|n| n.to_string()));
    let audit_threads = audit_threads(threads)?;
    let audit_solver = audit_solver(take("audit_solver", file.audit_solver).as_deref())?;
    let from =
        take("mail_from", file.mail_from).unwrap_or_else(|| "pejling@localhost.localdomain".into());
    let Some(from_address) = EmailAddress::parse(&from) else {
        return Err(ConfigError::Value {
            name: "mail_from",
            value: from,
            cause: "give an e-mail address",
        });
    };
    let contact = take("mail_contact", file.mail_contact).unwrap_or_else(|| from.clone());
    let tls = match take("smtp_tls", file.smtp_tls).as_deref() {
        None | Some("starttls") => SmtpTls::StartTls,
        Some("tls") => SmtpTls::Tls,
        Some("none") => SmtpTls::None,
        Some(other) => {
            return Err(ConfigError::Value {
                name: "smtp_tls",
                value: other.into(),
                cause: "say starttls, tls or none",
            });
        }
    };
    let port = parse(
        "smtp_port",
        take("smtp_port", file.smtp_port.map(|p| p.to_string())),
        "give a port number",
    )?
    .unwrap_or(match tls {
        SmtpTls::StartTls => 587,
        SmtpTls::Tls => 465,
        SmtpTls::None => 25,
    });
    let credentials = login(
        take("smtp_user", file.smtp_user),
        take("smtp_password", file.smtp_password),
    )?;
    let smtp = take("smtp_host", file.smtp_host).map(|host| Smtp {
        host,
        port,
        tls,
        credentials,
    });
    // Test runs name their database in this one; it is no setting of the program.
    environment.remove("PEJLING_TEST_POSTGRES");
    if let Some((name, _)) = environment.pop_first() {
        return Err(ConfigError::UnknownVariable(name));
    }
    Ok(Settings {
        data,
        database_url: Redacted::new(database_url),
        allow_plaintext_database,
        master_key,
        listen,
        public_url,
        audit_threads,
        audit_solver,
        mail: MailSettings {
            from: from_address,
            contact,
            smtp,
        },
    })
}

/// More threads than this are a slip of the pen.
const MOST_THREADS: usize = 256;

fn audit_threads(said: Option<String>) -> Result<Threads, ConfigError> {
    let cause = "give a number from 1 to 256";
    let count: Option<NonZeroUsize> = parse("audit_threads", said, cause)?;
    match count {
        None => Ok(all_threads()),
        Some(count) if count.get() <= MOST_THREADS => Ok(Threads::new(count)),
        Some(count) => Err(ConfigError::Value {
            name: "audit_threads",
            value: count.to_string(),
            cause,
        }),
    }
}

fn audit_solver(said: Option<&str>) -> Result<AuditSolver, ConfigError> {
    match said {
        None | Some("microlp") => Ok(AuditSolver::Microlp),
        #[cfg(feature = "highs")]
        Some("highs") => Ok(AuditSolver::Highs),
        Some(other) => Err(ConfigError::Value {
            name: "audit_solver",
            value: other.to_owned(),
            cause: "say microlp, or highs in a program that was built with it (see docs/operations.md)",
        }),
    }
}

/// As many threads as the machine has processors for this program; one, if it does not say.
pub fn all_threads() -> Threads {
    std::thread::available_parallelism().map_or(Threads::ONE, Threads::new)
}

/// User name and password of the mail server: both, or neither.
fn login(
    user: Option<String>,
    password: Option<String>,
) -> Result<Option<(String, Redacted<String>)>, ConfigError> {
    let said = |text: &String| !text.is_empty();
    let incomplete = |given, missing| Err(ConfigError::Incomplete { given, missing });
    match (user.filter(said), password.filter(said)) {
        (Some(user), Some(password)) => Ok(Some((user, Redacted::new(password)))),
        (None, None) => Ok(None),
        (Some(_), None) => incomplete("smtp_user", "smtp_password"),
        (None, Some(_)) => incomplete("smtp_password", "smtp_user"),
    }
}

fn master_key(
    digits: Option<String>,
    file: Option<String>,
    credential: Option<PathBuf>,
) -> MasterKeySource {
    match (digits, file, credential) {
        (Some(digits), ..) => MasterKeySource::Environment(Redacted::new(digits)),
        (None, Some(path), _) => MasterKeySource::File(path.into()),
        (None, None, Some(path)) => MasterKeySource::Credential(path),
        (None, None, None) => MasterKeySource::Beside,
    }
}

fn parse<T: std::str::FromStr>(
    name: &'static str,
    value: Option<String>,
    cause: &'static str,
) -> Result<Option<T>, ConfigError> {
    value
        .map(|value| {
            value
                .parse()
                .map_err(|_| ConfigError::Value { name, value, cause })
        })
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str, environment: &[(&str, &str)]) -> Result<Settings, String> {
        let environment = environment
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        let credential = Some(PathBuf::from("/run/credentials/pejling-master-key"));
        resolve(Path::new("pejling.toml"), source, environment, credential)
            .map_err(|e| e.to_string())
    }

    #[test]
    fn defaults_are_the_embedded_database_and_mails_as_files() {
        let settings = read("", &[]).unwrap();
        assert_eq!(
            settings.database_url.expose(),
            "sqlite://pejling-data/pejling.db"
        );
        assert_eq!(settings.public_url, "http://127.0.0.1:8080");
        assert!(settings.mail.smtp.is_none());
        assert_eq!(settings.audit_threads, all_threads());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let settings = read(
            "listen = \"127.0.0.1:1\"",
            &[("PEJLING_LISTEN", "127.0.0.1:2")],
        )
        .unwrap();
        assert_eq!(settings.listen.port(), 2);
    }

    #[test]
    fn faults_name_their_place() {
        let fault = |source, environment: &[_]| read(source, environment).err().unwrap();
        assert!(fault("lissten = 1", &[]).contains("lissten"));
        assert!(fault("\nlisten = 5", &[]).contains("line 2"));
        assert!(fault("", &[("PEJLING_LISTEN", "x")]).contains("listen"));
        assert!(fault("", &[("PEJLING_LISTN", "x")]).contains("PEJLING_LISTN"));
        assert!(fault("smtp_tls = \"maybe\"", &[]).contains("starttls"));
        assert!(fault("mail_from = \"x\"", &[]).contains("mail_from"));
        for threads in ["0", "257", "two"] {
            let said = fault("", &[("PEJLING_AUDIT_THREADS", threads)]);
            assert!(
                said.contains("audit_threads") && said.contains("1 to 256"),
                "{said}"
            );
        }
        let three = read("audit_threads = 3", &[]).unwrap().audit_threads;
        assert_eq!(three.count(), 3);
        let said = fault("audit_solver = \"cplex\"", &[]);
        assert!(
            said.contains("audit_solver") && said.contains("say microlp"),
            "{said}"
        );
        for (solver, is_there) in [("microlp", true), ("highs", cfg!(feature = "highs"))] {
            let given = read("", &[("PEJLING_AUDIT_SOLVER", solver)]);
            assert_eq!(given.is_ok(), is_there, "{solver}");
        }
    }

    #[test]
    fn the_master_key_comes_from_the_environment_a_file_or_the_service_manager() {
        let key = "0f".repeat(32);
        let file = "master_key_file = \"/mnt/usb/key\"";
        let source = |source, environment: &[_]| read(source, environment).unwrap().master_key;
        let from = source(file, &[("PEJLING_MASTER_KEY", &key)]);
        assert!(matches!(from, MasterKeySource::Environment(given) if *given.expose() == key));
        let from = source(file, &[]);
        assert!(matches!(from, MasterKeySource::File(path) if path.ends_with("key")));
        assert!(matches!(source("", &[]), MasterKeySource::Credential(_)));
        // A key in the settings file would be copied around with it.
        assert!(read("master_key = \"0f\"", &[]).is_err());
    }

    #[test]
    fn half_a_login_is_refused_and_no_half_is_repeated() {
        let fault = |source: &str| read(source, &[]).err().unwrap();
        let without = "smtp_host = \"h\"\nsmtp_user = \"anna\"";
        for source in [
            without.to_owned(),
            format!("{without}\nsmtp_password = \"\""),
        ] {
            let said = fault(&source);
            assert!(
                said.contains("smtp_user is of no use without smtp_password"),
                "{said}"
            );
            assert!(!said.contains("anna"), "{said}");
        }
        let said = fault("smtp_host = \"h\"\nsmtp_password = \"hemmelig\"");
        assert!(
            said.contains("without smtp_user") && !said.contains("hemmelig"),
            "{said}"
        );
        let both = [("PEJLING_SMTP_PASSWORD", "hemmelig")];
        let smtp = read(without, &both).unwrap().mail.smtp.unwrap();
        let (user, password) = smtp.credentials.unwrap();
        assert_eq!(
            (user.as_str(), password.expose().as_str()),
            ("anna", "hemmelig")
        );
        let smtp = read("smtp_host = \"h\"", &[]).unwrap().mail.smtp.unwrap();
        assert!(
            smtp.credentials.is_none(),
            "a mail server may need no login"
        );
    }

    #[test]
    fn a_password_never_shows() {
        let settings = read(
            "smtp_host = \"h\"\nsmtp_user = \"u\"\nsmtp_password = \"hemmelig\"",
            &[],
        )
        .unwrap();
        assert!(!format!("{settings:?}").contains("hemmelig"));
    }
}
