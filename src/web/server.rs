//! The server: bound first, so that a port in use is a clear error, then run until it is stopped.
//!
//! Invariant: every reply but a manifest ends its connection.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::{App as Web, HttpServer, web};

use crate::base::Entropy;
use crate::base::entropy::NoEntropy;
use crate::ops::App;

use super::limit::Failures;
use super::pages::Pages;
use super::site::Reports;
use super::{connection, headers, public, respondent, site};

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be bound.
    #[error(
        "cannot listen on {address}: {cause}; stop what listens there, or choose another with --listen (demo: --port) or the setting `listen`"
    )]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: std::io::Error,
    },
    /// No randomness.
    #[error("{0}")]
    Entropy(#[from] NoEntropy),
    /// It stopped with an error.
    #[error("the server stopped: {0}")]
    Run(#[from] std::io::Error),
}

/// A server that owns its port and is ready to run.
pub struct Server {
    listener: TcpListener,
    app: Arc<App>,
    reports: Option<Reports>,
}

impl Server {
    /// Takes the port. Port 0 takes any free one.
    pub fn bind(app: Arc<App>, address: SocketAddr) -> Result<Self, ServeError> {
        let listener =
            TcpListener::bind(address).map_err(|cause| ServeError::Bind { address, cause })?;
        Ok(Self {
            listener,
            app,
            reports: None,
        })
    }

    /// Serves the reports folder too, with a page at `/`: for demonstrations on one's own machine.
    #[must_use]
    pub fn with_reports(mut self, home: String) -> Self {
        self.reports = Some(Reports {
            folder: self.app.settings().reports(),
            home,
        });
        self
    }

    /// Where it listens.
    pub fn address(&self) -> Result<SocketAddr, ServeError> {
        Ok(self.listener.local_addr()?)
    }

    /// Runs until the process is told to stop.
    pub fn run(self) -> Result<(), ServeError> {
        let app = web::Data::from(self.app);
        let pages = web::Data::new(Pages::default());
        let failures = web::Data::new(Failures::new(&mut Entropy::system()?));
        let reports = self.reports.map(web::Data::new);
        let server = HttpServer::new(move || {
            let reports = reports.clone();
            Web::new()
                .app_data(app.clone())
                .app_data(pages.clone())
                .app_data(failures.clone())
                .wrap(headers::everywhere())
                .wrap(from_fn(connection::end))
                .configure(public::routes)
                .configure(respondent::routes)
                .configure(site::routes)
                .configure(move |config| {
                    if let Some(reports) = reports {
                        config.app_data(reports);
                        site::report_routes(config);
                    }
                })
        })
        // Speaking HTTP is a small part of the work; a second thread for it mostly wakes others.
        .workers(1)
        .worker_max_blocking_threads(64)
        .listen(self.listener)?
        .run();
        actix_web::rt::System::new().block_on(server)?;
        Ok(())
    }
}
