//! The `pejling` program: logging, then the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Standard error, warnings and worse unless RUST_LOG says otherwise. No event of this program carries an answer, a token or an address.
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing_subscriber::filter::LevelFilter::WARN.into())
        .from_env_lossy();
    // The template engine prints what it is given, which may be a link or a comment, and once for every mail.
    let filter = match "handlebars=warn".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    pejling::cli::run()
}
