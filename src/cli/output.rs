//! Standard output and standard error, in words or as JSON.

use std::io::Write as _;

/// Where results go.
pub struct Output {
    json: bool,
}

impl Output {
    /// Results as words, or as one JSON value.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads the result.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// One line for a person; nothing where a program reads.
    pub fn say(&mut self, line: &str) -> std::io::Result<()> {
        if self.json {
            Ok(())
        } else {
            writeln!(std::io::stdout(), "{line}")
        }
    }

    /// The result for a program; nothing where a person reads.
    pub fn value(&mut self, value: &serde_json::Value) -> std::io::Result<()> {
        if self.json {
            writeln!(std::io::stdout(), "{value:#}")
        } else {
            Ok(())
        }
    }

    /// Text as it stands, for both.
    pub fn raw(&mut self, text: &str) -> std::io::Result<()> {
        std::io::stdout().write_all(text.as_bytes())
    }

    /// What went wrong, on standard error. Nothing more can be done if that is closed too.
    pub fn fault(&mut self, fault: &dyn std::fmt::Display) {
        drop(writeln!(std::io::stderr(), "pejling: {fault}"));
    }
}
