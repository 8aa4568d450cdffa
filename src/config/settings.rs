//! What can be set, with its defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::base::{EmailAddress, Redacted, Threads};

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder for the database, keys, mails, releases and reports. Default `pejling-data`.
    pub data: PathBuf,
    /// `sqlite://FILE` or `postgres://…`. Default `sqlite://DATA/pejling.db`.
    pub database_url: Redacted<String>,
    /// Permits a PostgreSQL server on another machine without encryption; off by default.
    pub allow_plaintext_database: bool,
    /// Where the master key is, under which the keys of all surveys stand wrapped.
    pub master_key: MasterKeySource,
    /// Address and port to listen on. Default `127.0.0.1:8080`; put a TLS proxy in front.
    pub listen: SocketAddr,
    /// What links in mails begin with, without a final slash. Default `http://` and the listening address.
    pub public_url: String,
    /// How many threads audit a release. Default: as many as the machine has processors; what is published is the same for any number.
    pub audit_threads: Threads,
    /// Which solver the audit asks where it finds no other answers by itself. Default microlp.
    pub audit_solver: AuditSolver,
    /// Mail.
    pub mail: MailSettings,
}

/// The solvers of the audit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuditSolver {
    /// In Rust, always there.
    #[default]
    Microlp,
    /// In C++; in a program built with the feature `highs`.
    #[cfg(feature = "highs")]
    Highs,
}

/// Where the master key comes from. The first that is there wins, in this order.
#[derive(Clone, Debug, Default)]
pub enum MasterKeySource {
    /// `PEJLING_MASTER_KEY`: 64 hexadecimal digits. Not to be written into the settings file, which is copied around.
    Environment(Redacted<String>),
    /// The setting `master_key_file`: a file, best on another disk or medium, that this user alone may read.
    File(PathBuf),
    /// The credential `pejling-master-key` that systemd hands to the service.
    Credential(PathBuf),
    /// None of these: made on first use as `DATA/keys/master.key`, until it is moved elsewhere.
    #[default]
    Beside,
}

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Sender address. Default `pejling@localhost.localdomain`, good for files only.
    pub from: EmailAddress,
    /// Whom respondents may ask; stands in every mail.
    pub contact: String,
    /// The SMTP server; without one, mails are written to `DATA/mail` as `.eml` files.
    pub smtp: Option<Smtp>,
}

/// An SMTP server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Host name.
    pub host: String,
    /// Port. Default 587, or 25 without TLS.
    pub port: u16,
    /// Encryption.
    pub tls: SmtpTls,
    /// User name and password.
    pub credentials: Option<(String, Redacted<String>)>,
}

/// Encryption towards the SMTP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// STARTTLS, required.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None: for a relay on the same machine.
    None,
}

impl Settings {
    /// Folder of the keys of running surveys. Keep it out of the database's backups.
    pub fn keys(&self) -> PathBuf {
        self.data.join("keys")
    }

    /// Folder of mails written as files.
    pub fn mails(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// Folder of release documents.
    pub fn releases(&self) -> PathBuf {
        self.data.join("releases")
    }

    /// Folder of the certificates: the proofs that releases give nobody away. Not for publication.
    pub fn certificates(&self) -> PathBuf {
        self.data.join("certificates")
    }

    /// Folder of reports.
    pub fn reports(&self) -> PathBuf {
        self.data.join("reports")
    }
}
