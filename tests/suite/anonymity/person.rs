//! Respondents whose answers are known, and how they send them.

use pejling::ballot::blind::{BlindVerifier as _, Prepared, PublicKey, client};
use pejling::ballot::{Nonce, base64url};
use pejling::base::{Entropy, GroupCode, SurveyCode, base32};
use serde_json::{Value, json};

use super::attacks::hex;
use super::field::Field;
use crate::support::http;

/// Every browser of the test says this of itself; no file may repeat it.
pub(crate) const AGENT: &str = "Kanariebrowser/7.41 (da-DK)";
/// Code of a network: long enough to be found in the bytes of a file.
pub(crate) fn network(number: usize) -> String {
    format!("kreds{number:02}")
}

/// Items everybody is asked, answered with the digits of the person's code.
pub(crate) const DIGITS: [&str; 5] = ["B08", "B09", "B12", "B13", "B14"];

/// Somebody who answers.
pub(crate) struct Person {
    /// From 0, in the order in which they answer.
    pub(crate) number: usize,
    /// What their answers spell; known before the order is.
    pub(crate) code: usize,
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
    /// Bytes of the request that carried the answers.
    pub(crate) size: usize,
    /// Bytes that it would have had without padding.
    pub(crate) plain: usize,
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
        // Of very different lengths, and some so long that PostgreSQL keeps them apart: characters of three bytes that no store compresses.
        let long = if number.is_multiple_of(10) {
            900
        } else {
            number % 7 * 20
        };
        let more: String = (0..long)
            .filter_map(|_| char::from_u32(0x4e00 + u32::try_from(entropy.below(0x5000)).ok()?))
            .collect();
        Self {
            number,
            code: number,
            email: email.to_owned(),
            network: network.to_owned(),
            token: token.to_owned(),
            comment: format!("kanarie {word} {more}").trim().to_owned(),
            nonce: entropy.bytes(),
        }
    }

    pub(crate) fn answers(&self) -> Value {
        let mut answers = json!({"B25": {"text": self.comment}});
        let mut rest = self.code;
        for item in DIGITS {
            answers[item] = json!({"number": rest % 5 + 1});
            rest /= 5;
        }
        if self.number.is_multiple_of(3) {
            answers["B21"] = json!({"number": 1});
            answers["B22"] = json!({"choices": ["travlhed", "andet"]});
        }
        answers
    }

    /// Answers, as a browser does: asks what the link is good for, lets a blinded ballot be signed, casts it without a name.
    pub(crate) fn answer(&self, field: &Field, entropy: &mut Entropy) -> Sent {
        let context = post(field, "context", &json!({"token": self.token})).json();
        let survey = SurveyCode::parse("proeve").unwrap();
        let [stratum, kid] = ["stratum", "kid"].map(|name| context[name].as_str().unwrap());
        let n = base64url::decode(context["n"].as_str().unwrap()).unwrap();
        let key = PublicKey::from_bytes(&n).unwrap();
        let hex = hex(&self.nonce);
        let nonce = Nonce::parse(&hex).unwrap();
        let prepared = Prepared::new(
            &survey,
            &GroupCode::parse(stratum).unwrap(),
            key.kid(),
            &nonce,
        );
        let pending = client::blind(&key, prepared, entropy);
        let blinded = base64url::encode(pending.blinded());
        let issued = post(
            field,
            "issue",
            &json!({"token": self.token, "blinded": blinded}),
        )
        .json();
        let blind_signature = base64url::decode(issued["blind_sig"].as_str().unwrap()).unwrap();
        let signature = pending.finalize(&key, &blind_signature).unwrap();
        let mut body = json!({
            "v": 1, "stratum": stratum, "kid": kid, "nonce": hex, "sig": base64url::encode(&signature),
            "answers": self.answers(), "pad": "",
        });
        let plain = body.to_string().len();
        body["pad"] = json!("0".repeat(field.padded - plain));
        let size = body.to_string().len();
        let reply = post(field, "cast", &body).json();
        Sent {
            receipt: reply["receipt"].as_str().unwrap().to_owned(),
            plain,
            size,
            secrets: vec![
                ("the signature", signature.to_vec()),
                ("the blinded ballot", pending.blinded().to_vec()),
                ("the blind signature", blind_signature),
            ],
        }
    }
}

fn post(field: &Field, what: &str, body: &Value) -> http::Reply {
    let (address, body) = (field.address, body.to_string());
    let length = body.len();
    let reply = http::send(
        address,
        &format!(
            "POST /s/proeve/{what} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nUser-Agent: {AGENT}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    );
    assert_eq!(reply.status, 200, "{what}: {}", reply.body);
    reply
}
