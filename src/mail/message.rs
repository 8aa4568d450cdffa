//! A message and its RFC 5322 form.

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use std::fmt;
use std::time::{Duration, SystemTime};

use super::SendError;
use crate::base::EmailAddress;

/// A Message-ID without its angle brackets: `left@right`, letters, digits, `.`, `-`, `_` only; also the name of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId(String);

/// Why a text is no Message-ID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a Message-ID needs letters, digits, '.', '-' or '_' on both sides of one '@', at most 200 characters in all"
)]
pub struct BadMessageId;

impl MessageId {
    /// Joins a unique left part and the host's name.
    pub fn new(left: &str, right: &str) -> Result<Self, BadMessageId> {
        let fits = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        };
        if fits(left) && fits(right) && left.len() + right.len() < 200 {
            Ok(Self(format!("{left}@{right}")))
        } else {
            Err(BadMessageId)
        }
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One mail to one person. It holds a personal link, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Chosen by the caller; the same for every attempt to send this mail.
    pub id: MessageId,
    /// Name and address of the sender.
    pub from: (String, EmailAddress),
    /// Recipient.
    pub to: EmailAddress,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// When it is sent, in seconds since 1970.
    pub seconds: i64,
}

/// One line: control characters become spaces, so nothing in it can begin another header.
fn line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn address(email: &EmailAddress) -> Result<lettre::Address, SendError> {
    email
        .expose()
        .parse()
        .map_err(|_| SendError::Permanent("the mail library does not take this address".to_owned()))
}

impl Message {
    /// As it goes over the wire.
    pub(super) fn formatted(&self) -> Result<lettre::Message, SendError> {
        let seconds = u64::try_from(self.seconds).unwrap_or(0);
        let from = Mailbox::new(Some(line(&self.from.0)), address(&self.from.1)?);
        let to = Mailbox::new(None, address(&self.to)?);
        let header = |name: &'static str, value: &str| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
        };
        lettre::Message::builder()
            .message_id(Some(format!("<{}>", self.id)))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .from(from)
            .to(to)
            .subject(line(&self.subject))
            // No machine shall answer: "out of office" in reply to a reminder says that this one was missing.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"))
            .multipart(MultiPart::alternative_plain_html(
                self.text.clone(),
                self.html.clone(),
            ))
            .map_err(|_| SendError::Permanent("the message could not be put together".to_owned()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::mail) fn message() -> Message {
        Message {
            id: MessageId::new("ABC123", "pejling.example.dk").unwrap(),
            from: (
                "HR i Ærø Kommune".to_owned(),
                EmailAddress::parse("hr@example.dk").unwrap(),
            ),
            to: EmailAddress::parse("leder@example.dk").unwrap(),
            subject: "Påmindelse: Rådhusets ledernetværk på øen".to_owned(),
            text: "Kære leder\n\nBlåbærgrød på Ærø.\n.\nSvar her:\nhttps://example.dk/s/x#TOKEN\n"
                .to_owned(),
            html: "<p>Blåbærgrød på Ærø</p>".to_owned(),
            seconds: 1_204_500_000,
        }
    }

    fn wire(message: &Message) -> String {
        String::from_utf8(message.formatted().unwrap().formatted()).unwrap()
    }

    /// Decodes the encoded words (RFC 2047, base64) of a header.
    fn decoded(header: &str) -> String {
        let mut bytes = Vec::new();
        for word in header.split_whitespace() {
            let inner = word
                .strip_prefix("=?utf-8?b?")
                .and_then(|w| w.strip_suffix("?="));
            match inner {
                Some(coded) => bytes.extend(unbase64(coded)),
                None => bytes.extend(word.bytes()),
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    fn unbase64(coded: &str) -> Vec<u8> {
        const SYMBOLS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let (mut bits, mut held, mut out) = (0_u32, 0, Vec::new());
        for symbol in coded.bytes().filter(|b| *b != b'=') {
            bits = bits << 6
                | u32::try_from(SYMBOLS.iter().position(|s| *s == symbol).unwrap()).unwrap();
            held += 6;
            if held >= 8 {
                held -= 8;
                out.push(u8::try_from(bits >> held & 255).unwrap());
            }
        }
        out
    }

    /// Decodes quoted-printable (RFC 2045).
    fn unquoted(text: &str) -> String {
        let text = text.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('=') {
            bytes.extend(before.bytes());
            bytes.push(u8::from_str_radix(&after[..2], 16).unwrap());
            rest = &after[2..];
        }
        bytes.extend(rest.bytes());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn danish_letters_come_through_in_subject_and_body() {
        let wire = wire(&message());
        assert!(wire.is_ascii(), "only ASCII on the wire");
        let (head, body) = wire.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ");
        let subject = unfolded
            .lines()
            .find_map(|line| line.strip_prefix("Subject: "))
            .unwrap();
        assert_eq!(
            decoded(subject).replace(' ', ""),
            message().subject.replace(' ', "")
        );
        let plain = body.split_once("\r\n\r\n").unwrap().1;
        let plain = unquoted(plain.split_once("\r\n--").unwrap().0);
        assert!(plain.contains("Blåbærgrød på Ærø."), "{plain}");
        assert!(plain.contains("https://example.dk/s/x#TOKEN"));
        assert!(head.contains("Message-ID: <ABC123@pejling.example.dk>"));
        assert!(head.contains("Sun, 02 Mar 2008"), "{head}");
        assert!(
            head.contains("\r\nAuto-Submitted: auto-generated\r\n"),
            "{head}"
        );
        assert!(
            head.contains("\r\nX-Auto-Response-Suppress: All\r\n"),
            "{head}"
        );
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let mut bad = message();
        bad.from.0 = "HR\r\nBcc: all@example.dk".to_owned();
        bad.subject = "Hej\nBcc: all@example.dk\r\n\r\n<script>".to_owned();
        let wire = wire(&bad);
        let head = wire.split_once("\r\n\r\n").unwrap().0;
        assert!(
            !head
                .lines()
                .any(|line| line.to_lowercase().starts_with("bcc:")),
            "{head}"
        );
        assert!(!head.contains("<script>\r\n\r\n"));
        assert!(MessageId::new("a\r\nBcc: x", "example.dk").is_err());
        assert!(MessageId::new("../x", "example.dk").is_err());
    }
}
