//! Use cases: what the program does, one transaction each.
//!
//! Synchronous on purpose: the store is, and a use case that cannot wait half-way cannot be interrupted half-way. The web
//! runs them on its blocking threads.

mod bulletin;
mod bundle;
mod cast;
mod close;
mod correct;
mod cut;
mod deliver;
mod error;
mod follow;
mod issue;
mod launch;
mod live;
mod material;
mod pages;
mod plan;
mod present;
mod press;
mod promise;
mod publish;
mod register;
mod remind;
mod reopen;
mod respond;
mod response;
#[cfg(test)]
mod tests;
mod texts;
mod workers;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::{Clock, Entropy};
use crate::config::{MasterKeySource, Settings, SmtpTls};
use crate::mail::{Smtp, SmtpSecurity, Transport};
use crate::render::Renderer;
use crate::store::keystore::Keystore;
use crate::store::master::MasterPlace;
use crate::store::{DatabaseUrl, Store};

pub use crate::ballot::{Fingerprint, Nonce, Receipt, base64url};
pub use crate::report::Audience;
pub use bulletin::Bulletin;
pub use bundle::Bundled;
pub use cast::{Cast, CastOutcome, Fault};
pub use close::Closed;
pub use correct::{Corrected, Outdated};
pub use cut::{CutOutcome, CutsPublished};
pub use deliver::Delivered;
pub use error::OpError;
pub use issue::{Credential, IssueOutcome};
pub use launch::{Asked, LaunchOrder, Launched};
pub use material::{Edition, ReferenceFile};
pub use plan::{GroupOutlook, Planned, PlannedCut, PlannedPart};
pub use present::Presented;
pub use publish::Published;
pub use register::Imported;
pub use remind::{Reminded, Whom};
pub use respond::{Context, ContextState, NoteOutcome};
pub use response::GroupResponse;
pub use texts::{Comments, TextsPublished, Waiting};
/// For the benchmark, which measures the writer alone.
#[doc(hidden)]
pub use writer::Writer;

/// Seconds to wait for any one step of an SMTP conversation.
const SMTP_TIMEOUT: u64 = 60;
/// Connections kept to the mail server.
const SMTP_CONNECTIONS: u32 = 4;

/// Everything a use case needs: settings, store, clock, chance, transport and renderer.
pub struct App {
    settings: Settings,
    store: Arc<Store>,
    writer: Writer,
    keystore: Keystore,
    clock: Box<dyn Clock>,
    entropy: Mutex<Entropy>,
    transport: Transport,
    renderer: Renderer,
    live: live::Cache,
}

impl App {
    /// Opens the data folder and the store, migrated to the newest schema.
    pub fn open(
        settings: Settings,
        clock: Box<dyn Clock>,
        entropy: Entropy,
    ) -> Result<Self, OpError> {
        Self::open_with_batch(settings, clock, entropy, writer::BATCH)
    }

    /// The same with another limit to what is written in one transaction: for the benchmark that measures what the limit gains.
    #[doc(hidden)]
    pub fn open_with_batch(
        settings: Settings,
        clock: Box<dyn Clock>,
        entropy: Entropy,
        batch: usize,
    ) -> Result<Self, OpError> {
        make_folder(&settings.data)?;
        let mut url = DatabaseUrl::parse(settings.database_url.expose())?;
        if settings.allow_plaintext_database {
            url = url.allowing_plaintext();
        }
        let store = Arc::new(Store::open(&url)?);
        store.migrate()?;
        let master = match &settings.master_key {
            MasterKeySource::Environment(digits) => MasterPlace::Given(digits.clone()),
            MasterKeySource::File(path) => MasterPlace::File(path.clone()),
            MasterKeySource::Credential(path) => MasterPlace::Credential(path.clone()),
            MasterKeySource::Beside => MasterPlace::Beside,
        };
        let transport = transport(&settings)?;
        let renderer = Renderer::new()?;
        Ok(Self {
            keystore: Keystore::new(settings.keys(), master),
            settings,
            writer: Writer::start(Arc::clone(&store), batch),
            store,
            clock,
            entropy: Mutex::new(entropy),
            transport,
            renderer,
            live: live::Cache::default(),
        })
    }

    /// The settings it was opened with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Renders pages.
    pub fn renderer(&self) -> &Renderer {
        &self.renderer
    }

    /// The source of chance. A thread that panicked while drawing leaves the generator usable.
    fn entropy(&self) -> MutexGuard<'_, Entropy> {
        self.entropy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn transport(settings: &Settings) -> Result<Transport, OpError> {
    match &settings.mail.smtp {
        None => Ok(Transport::Files(settings.mails())),
        Some(smtp) => Transport::smtp(&Smtp {
            host: smtp.host.clone(),
            port: smtp.port,
            security: match smtp.tls {
                SmtpTls::StartTls => SmtpSecurity::StartTls,
                SmtpTls::Tls => SmtpSecurity::Tls,
                SmtpTls::None => SmtpSecurity::None,
            },
            login: smtp.credentials.clone(),
            timeout: SMTP_TIMEOUT,
            connections: SMTP_CONNECTIONS,
        })
        .map_err(|cause| OpError::Input(cause.to_string())),
    }
}

/// Makes a folder and those above it, for this user alone: mails hold links, and the database what people wrote.
fn make_folder(path: &Path) -> Result<(), OpError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|cause| OpError::File {
        what: "make the folder",
        path: path.to_owned(),
        cause,
    })
}

/// Writes a file whole or not at all: to a neighbour first, then renamed.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), OpError> {
    let fault = |what| {
        move |cause| OpError::File {
            what,
            path: path.to_owned(),
            cause,
        }
    };
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let neighbour = path.with_extension("part");
    private_file(&neighbour)
        .and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
        .map_err(fault("write"))?;
    std::fs::rename(&neighbour, path).map_err(fault("write"))
}

/// Opens a file for this user alone, emptied: what leaves the machine is handed out, not lying about.
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    private().create(true).truncate(true).open(path)
}

/// The same of a name that is free: refused where anything lies there already, be it a link to nothing.
fn new_private_file(path: &Path) -> std::io::Result<std::fs::File> {
    private().create_new(true).open(path)
}

fn private() -> std::fs::OpenOptions {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
