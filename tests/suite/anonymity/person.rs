//! Respondents whose answers are known, and how they send them.

use pejling::base::{Entropy, base32};
use serde_json::{Value, json};

use super::field::Field;
use crate::support::http;

/// Every browser of the test says this of itself; no file may repeat it.
pub(crate) const AGENT: &str = "Kanariebrowser/7.41 (da-DK)";
/// Items everybody is asked, answered with the digits of the person's number.
pub(crate) const DIGITS: [&str; 5] = ["B08", "B09", "B12", "B13", "B14"];

/// Somebody who answers.
pub(crate) struct Person {
    /// From 0, in the order in which they answer.
    pub(crate) number: usize,
    /// Address.
    pub(crate) email: String,
    /// Network.
    pub(crate) network: String,
    /// From the mail.
    pub(crate) token: String,
    /// A text that nobody else writes.
    pub(crate) comment: String,
    /// Drawn by their browser.
    pub(crate) nonce: [u8; 32],
}

/// What a browser knows after an answer, and must leave nowhere.
pub(crate) struct Sent {
    pub(crate) receipt: String,
    /// Bytes of each request that carried answers.
    pub(crate) size: usize,
    /// Further secrets of the exchange, with their names.
    pub(crate) secrets: Vec<(&'static str, Vec<u8>)>,
}

impl Person {
    pub(crate) fn new(
        number: usize,
        email: &str,
        network: &str,
        token: &str,
        entropy: &mut Entropy,
    ) -> Self {
        let word = base32::encode(&entropy.bytes::<15>()).to_lowercase();
        // Texts of very different lengths: from some words to some thousand letters, which no store can compress.
        let long = if number % 10 == 0 { 90 } else { number % 7 };
        let more: String = (0..long)
            .map(|_| format!(" {}", base32::encode(&entropy.bytes::<10>())))
            .collect();
        Self {
            number,
            email: email.to_owned(),
            network: network.to_owned(),
            token: token.to_owned(),
            comment: format!("kanarie {word}{more}"),
            nonce: entropy.bytes(),
        }
    }

    pub(crate) fn answers(&self) -> Value {
        let mut answers = json!({"B25": {"text": self.comment}});
        let mut rest = self.number;
        for item in DIGITS {
            answers[item] = json!({"number": rest % 5 + 1});
            rest /= 5;
        }
        if self.number % 3 == 0 {
            answers["B21"] = json!({"number": 1});
            answers["B22"] = json!({"choices": ["travlhed", "andet"]});
        }
        answers
    }

    /// Answers, as a browser does.
    pub(crate) fn answer(&self, field: &Field) -> Sent {
        let nonce: String = self
            .nonce
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let body =
            json!({"token": self.token, "nonce": nonce, "answers": self.answers()}).to_string();
        let reply = post(field, "cast", &body);
        assert_eq!(reply.status, 200, "{}", reply.body);
        Sent {
            receipt: reply.json()["receipt"].as_str().unwrap().replace('-', ""),
            size: body.len(),
            secrets: Vec::new(),
        }
    }
}

fn post(field: &Field, what: &str, body: &str) -> http::Reply {
    let (address, length) = (field.address, body.len());
    http::send(
        address,
        &format!(
            "POST /s/proeve/{what} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nUser-Agent: {AGENT}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    )
}
