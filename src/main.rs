//! The `pejling` program: logging, then the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Standard error, warnings and worse unless RUST_LOG says otherwise. No event of this program carries an answer, a token or an address.
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing_subscriber::filter::LevelFilter::WARN.into())
        .from_env_lossy();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    pejling::cli::run()
}
