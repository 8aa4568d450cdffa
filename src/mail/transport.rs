//! How a message leaves: SMTP, files, or memory.

use lettre::Transport as _;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{PoolConfig, SmtpTransport};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Message;
use crate::base::Redacted;

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Not at all: for a relay on the same machine.
    None,
    /// STARTTLS, and nothing is sent without it.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// Where and how to reach a mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub security: SmtpSecurity,
    /// User name and password.
    pub login: Option<(String, Redacted<String>)>,
    /// Seconds to wait for any one step.
    pub timeout: u64,
    /// Connections kept at most; send from as many threads.
    pub connections: u32,
}

/// Why a message did not go, as far as the queue must know. Says nothing of the recipient: servers quote addresses, so only their codes are kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may go later: try again.
    #[error("the mail was not taken for now: {0}")]
    Transient(String),
    /// It will never go like this.
    #[error("the mail was refused for good: {0}")]
    Permanent(String),
    /// It may have gone: try again with the same Message-ID.
    #[error("nobody knows whether the mail was taken: {0}")]
    Unknown(String),
}

/// A way out for messages. Keep one for the process.
pub enum Transport {
    /// To a mail server.
    Smtp(Box<SmtpTransport>),
    /// Each message a file `<Message-ID>.eml` in a folder.
    Files(PathBuf),
    /// Kept here, for tests.
    Memory(Mutex<Vec<Message>>),
}

impl Transport {
    /// A transport to a mail server. Nothing is connected yet.
    pub fn smtp(to: &Smtp) -> Result<Self, SendError> {
        let parameters = || {
            TlsParameters::new(to.host.clone()).map_err(|_| {
                SendError::Permanent("the mail server's name cannot be used for TLS".to_owned())
            })
        };
        let tls = match to.security {
            SmtpSecurity::None => Tls::None,
            SmtpSecurity::StartTls => Tls::Required(parameters()?),
            SmtpSecurity::Tls => Tls::Wrapper(parameters()?),
        };
        let mut builder = SmtpTransport::builder_dangerous(&to.host)
            .port(to.port)
            .tls(tls)
            .timeout(Some(Duration::from_secs(to.timeout)))
            // Servers close what lies idle; a connection is given up before they do.
            .pool_config(
                PoolConfig::new()
                    .max_size(to.connections.max(1))
                    .idle_timeout(Duration::from_secs(20)),
            );
        if let Some((user, password)) = &to.login {
            builder =
                builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
        }
        Ok(Self::Smtp(Box::new(builder.build())))
    }

    /// A transport that keeps messages in memory.
    pub fn memory() -> Self {
        Self::Memory(Mutex::new(Vec::new()))
    }

    /// Sends one message. Returning `Ok` means that somebody else answers for it now.
    pub fn send(&self, message: &Message) -> Result<(), SendError> {
        match self {
            Self::Smtp(server) => server
                .send(&message.formatted()?)
                .map(|_| ())
                .map_err(|error| judged(&error)),
            Self::Files(folder) => {
                let bytes = message.formatted()?.formatted();
                write(folder, &format!("{}.eml", message.id), &bytes)
                    .map_err(|error| SendError::Transient(format!("{}: {error}", folder.display())))
            }
            Self::Memory(kept) => {
                // A test that panicked while holding the lock has failed already.
                kept.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(message.clone());
                Ok(())
            }
        }
    }

    /// What a memory transport has kept; nothing for the others.
    pub fn kept(&self) -> Vec<Message> {
        match self {
            Self::Memory(kept) => kept.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Self::Smtp(_) | Self::Files(_) => Vec::new(),
        }
    }
}

/// 4xx is transient, 5xx permanent; a connection that was refused or cut is neither.
fn judged(error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map_or_else(
        || "the connection failed".to_owned(),
        |code| format!("the mail server answered {code}"),
    );
    if error.is_permanent() {
        SendError::Permanent(code)
    } else if error.is_transient() {
        SendError::Transient(code)
    } else {
        SendError::Unknown(code)
    }
}

/// Whole or not at all: a reader never sees half a file. The links in mails can be used to answer, so nobody else on this
/// machine may read them.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut maker = std::fs::DirBuilder::new();
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    maker.recursive(true).create(folder)?;
    let half = folder.join(format!(".{name}.part"));
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .open(&half)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(half, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message::tests::message;
    use std::io::{BufRead as _, BufReader};
    use std::net::TcpListener;

    /// A mail server for one connection that answers RCPT with `reply` (cuts the line where it is empty). Returns its port and what it was sent.
    fn server(reply: &'static str) -> (u16, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut out = stream.try_clone().unwrap();
            let mut heard = String::new();
            let mut in_data = false;
            out.write_all(b"220 test ESMTP\r\n").unwrap();
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                heard.push_str(&line);
                heard.push('\n');
                let answer: &str = match line.split(' ').next().unwrap_or("") {
                    _ if in_data && line != "." => continue,
                    "." => {
                        in_data = false;
                        "250 taken"
                    }
                    "EHLO" => "250-test\r\n250 8BITMIME",
                    "RCPT" if reply.is_empty() => break,
                    "RCPT" => reply,
                    "DATA" => {
                        in_data = true;
                        "354 go on"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                if out.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                    break;
                }
            }
            heard
        });
        (port, heard)
    }

    fn smtp(port: u16) -> Transport {
        let to = Smtp {
            host: "127.0.0.1".to_owned(),
            port,
            security: SmtpSecurity::None,
            login: None,
            timeout: 5,
            connections: 1,
        };
        Transport::smtp(&to).unwrap()
    }

    #[test]
    fn smtp_tells_taken_later_never_and_unknown_apart() {
        let send = |reply| {
            let (port, heard) = server(reply);
            let transport = smtp(port);
            let outcome = transport.send(&message());
            drop(transport);
            (outcome, heard.join().unwrap())
        };
        let (taken, heard) = send("250 ok");
        assert_eq!(taken, Ok(()));
        assert!(
            heard.contains("RCPT TO:<leder@example.dk>") && heard.contains("Message-ID: <ABC123@"),
            "{heard}"
        );
        assert!(
            matches!(send("451 leder@example.dk later").0, Err(SendError::Transient(why)) if !why.contains("leder@"))
        );
        assert!(
            matches!(send("550 leder@example.dk unknown").0, Err(SendError::Permanent(why)) if why.contains("550") && !why.contains("leder@"))
        );
        assert!(matches!(send("").0, Err(SendError::Unknown(_))));
        let closed = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        assert!(matches!(
            smtp(closed).send(&message()),
            Err(SendError::Unknown(_))
        ));
    }

    #[test]
    fn files_are_whole_and_named_by_the_message() {
        let folder = tempfile::tempdir().unwrap();
        let transport = Transport::Files(folder.path().join("mail"));
        transport.send(&message()).unwrap();
        transport.send(&message()).unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path().join("mail"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(
            names,
            ["ABC123@pejling.example.dk.eml"],
            "sent twice, there once"
        );
        let wire = std::fs::read_to_string(folder.path().join("mail").join(&names[0])).unwrap();
        assert!(wire.contains("To: leder@example.dk"));
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, "").unwrap();
        assert!(matches!(
            Transport::Files(blocked).send(&message()),
            Err(SendError::Transient(_))
        ));
    }

    #[test]
    fn memory_keeps_what_was_sent() {
        let transport = Transport::memory();
        transport.send(&message()).unwrap();
        assert!(transport.kept() == [message()]);
    }
}
