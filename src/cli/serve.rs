//! `pejling serve` and `pejling worker`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::config::Settings;
use crate::ops::App;
use crate::web::Server;

use super::{CliError, Output, open};

/// Seconds between two looks into the outbox.
const PAUSE: Duration = Duration::from_secs(15);

/// Where to serve.
#[derive(Args)]
pub(super) struct ServeArguments {
    /// Address and port [default: the setting `listen`].
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Leave the outbox to `pejling worker`.
    #[arg(long)]
    no_mail: bool,
}

/// How to work.
#[derive(Args)]
pub(super) struct WorkerArguments {
    /// Deliver what is due now, then stop.
    #[arg(long)]
    once: bool,
}

pub(super) fn serve(
    arguments: &ServeArguments,
    settings: Settings,
    output: &mut Output,
) -> Result<(), CliError> {
    let address = arguments.listen.unwrap_or(settings.listen);
    let app = Arc::new(open(settings)?);
    let server = Server::bind(Arc::clone(&app), address)?;
    output.say(&format!("pejling serves on http://{}", server.address()?))?;
    let mail = !arguments.no_mail;
    {
        let app = Arc::clone(&app);
        std::thread::spawn(move || {
            loop {
                if mail && let Err(error) = app.deliver(|_| ()) {
                    tracing::error!(error = %error, "mail was not delivered; trying again");
                }
                if let Err(error) = app.forget_closed() {
                    tracing::error!(error = %error, "keys of closed surveys may still be in memory; trying again");
                }
                std::thread::sleep(PAUSE);
            }
        });
    }
    server.run()?;
    Ok(())
}

pub(super) fn work(
    arguments: &WorkerArguments,
    app: &App,
    output: &mut Output,
) -> Result<(), CliError> {
    loop {
        let delivered = app.deliver(|_| ())?;
        if arguments.once || delivered.sent + delivered.postponed + delivered.failed > 0 {
            output.say(&format!(
                "{} mails sent, {} to be tried again, {} given up",
                delivered.sent, delivered.postponed, delivered.failed
            ))?;
        }
        if arguments.once {
            return Ok(());
        }
        app.forget_closed()?;
        std::thread::sleep(PAUSE);
    }
}
