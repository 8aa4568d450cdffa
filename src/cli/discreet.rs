//! What the program gives away when it falls over: nothing. No memory image on the disk, and no value in the last words.
//!
//! Keys, links and answers are in memory while a request is served. The kernel writes a core of a process that dies; Rust prints what a
//! panic was about, and `expected a number, got …` may be about an answer.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write as _;
use std::panic::PanicHookInfo;

/// To be called before anything secret is read.
pub(super) fn fall_silently() {
    std::panic::set_hook(Box::new(|panic| {
        // Nothing more can be done if standard error is closed too.
        drop(writeln!(std::io::stderr(), "{}", last_words(panic)));
    }));
    leave_no_core();
}

/// Where it happened. What it was about only where that is written in the source itself: any other text was put together from values.
fn last_words(panic: &PanicHookInfo<'_>) -> String {
    let place = panic
        .location()
        .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let about = panic
        .payload()
        .downcast_ref::<&'static str>()
        .copied()
        .unwrap_or("not printed here, since it may repeat an answer");
    let trace = Backtrace::capture();
    let trace = match trace.status() {
        BacktraceStatus::Captured => format!("\n{trace}"),
        _ => String::new(),
    };
    format!("pejling: a fault in the program at {place}: {about}; please report it{trace}")
}

/// Forbids the kernel to write one, for this process and those it starts.
#[cfg(unix)]
fn leave_no_core() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let nothing = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, nothing) {
        tracing::warn!(error = %error, "core dumps cannot be switched off; a crash may leave keys on the disk");
    }
}

#[cfg(not(unix))]
fn leave_no_core() {}

#[cfg(test)]
mod tests {
    use std::process::Command;

    const CANARY: &str = "kanariefuglen-7f3a";

    /// What a process says that runs one of the tests below, which panics.
    fn said(test: &str) -> String {
        let name = format!("cli::discreet::tests::{test}");
        let ran = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &name, "--ignored", "--nocapture"])
            .env("RUST_BACKTRACE", "1")
            .output()
            .unwrap();
        String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned()
    }

    /// On a thread of its own, as a handler does, about something that was sent.
    fn panic_about(sent: &str) {
        let sent = sent.to_owned();
        let ended = std::thread::spawn(move || -> usize { sent.parse().expect(&sent) }).join();
        let known = std::thread::spawn(|| panic!("a known fault")).join();
        assert!(ended.is_err() && known.is_err());
    }

    #[test]
    fn a_panic_says_where_and_not_what_was_sent() {
        let ours = said("with_the_hook");
        assert!(ours.contains("1 passed"), "{ours}");
        assert!(
            ours.contains("a fault in the program at src/cli/discreet.rs"),
            "{ours}"
        );
        assert!(ours.contains("a known fault"), "{ours}");
        assert!(
            ours.contains("stack backtrace") || ours.contains("panic_about"),
            "{ours}"
        );
        assert!(!ours.contains(CANARY), "{ours}");
        // The control: without the hook the same panic prints it.
        let control = said("without_the_hook");
        assert!(
            control.contains("1 passed") && control.contains(CANARY),
            "{control}"
        );
    }

    #[test]
    #[ignore = "panics; run by the test above in a process of its own"]
    fn with_the_hook() {
        super::fall_silently();
        panic_about(CANARY);
    }

    #[test]
    #[ignore = "panics; run by the test above in a process of its own"]
    fn without_the_hook() {
        panic_about(CANARY);
    }
}
