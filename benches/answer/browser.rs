//! What a respondent's browser sends, over connections that it keeps for as long as the server lets it, as browsers do. Its own work is done before or after what is measured.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};

use crate::support::site::Site;
use crate::support::voter::{Signed, Voter};

/// The request headers of Chromium that the server may act on.
const HEADERS: &str = "Accept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: da,en;q=0.8\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36\r\n\
    Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n";

/// A connection that is kept for as long as the server keeps it.
pub(crate) struct Connection {
    /// Whether the last reply ended it.
    ended: bool,
    stream: BufReader<TcpStream>,
    address: SocketAddr,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            ended: false,
            stream: BufReader::new(stream),
            address,
        }
    }

    pub(crate) fn get(&mut self, path: &str) -> Vec<u8> {
        let address = self.address;
        self.exchange(&format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\n{HEADERS}\r\n"
        ))
    }

    pub(crate) fn post(&mut self, path: &str, body: &str) -> Vec<u8> {
        let (address, length) = (self.address, body.len());
        self.exchange(&format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\n{HEADERS}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }

    /// Whether the server has closed it while it was idle.
    fn is_closed(&self) -> bool {
        let stream = self.stream.get_ref();
        stream.set_nonblocking(true).unwrap();
        let closed = !stream
            .peek(&mut [0])
            .is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        stream.set_nonblocking(false).unwrap();
        closed
    }

    fn exchange(&mut self, request: &str) -> Vec<u8> {
        if self.ended {
            *self = Self::open(self.address);
        }
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let status = self.line();
        let (mut length, mut chunked, mut packed) = (0, false, false);
        loop {
            let line = self.line().to_lowercase();
            match line.split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap(),
                Some(("transfer-encoding", _)) => chunked = true,
                Some(("content-encoding", "gzip")) => packed = true,
                Some(("connection", "close")) => self.ended = true,
                Some(("content-encoding", other)) => panic!("not asked for: {other}"),
                Some(_) => {}
                None => break,
            }
        }
        let bytes = if chunked {
            self.chunks()
        } else {
            self.bytes(length)
        };
        let what = request.lines().next();
        assert!(status.contains(" 200 "), "{what:?}: {status}");
        if packed {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_end(&mut plain)
                .unwrap();
            plain
        } else {
            bytes
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).unwrap();
        bytes
    }

    fn chunks(&mut self) -> Vec<u8> {
        let mut whole = Vec::new();
        loop {
            let size = usize::from_str_radix(&self.line(), 16).unwrap();
            whole.extend(self.bytes(size));
            self.line();
            if size == 0 {
                return whole;
            }
        }
    }
}

/// A respondent who has filled the form in: what is left is sending.
pub(crate) struct Respondent {
    token: String,
    voter: Voter,
    issue: String,
    cast: String,
}

impl Respondent {
    /// Blinds a ballot for a link.
    pub(crate) fn ready(site: &Site, token: &str, seed: u64) -> Self {
        let voter = Voter::begin(site, token, seed);
        Self {
            token: token.to_owned(),
            issue: voter.request().to_string(),
            voter,
            cast: String::new(),
        }
    }

    /// Opens the link: page, manifest, context. The scripts and fonts are those of the browser's cache.
    pub(crate) fn visit(&self, address: SocketAddr) {
        let mut connection = Connection::open(address);
        connection.get("/s/proeve");
        connection.get("/s/proeve/manifest");
        let context = connection.post(
            "/s/proeve/context",
            &json!({"token": self.token}).to_string(),
        );
        assert!(String::from_utf8(context).unwrap().contains("\"open\""));
    }

    /// Sends the blinded ballot, minutes after the visit and so on a connection of its own; gives the blind signature.
    pub(crate) fn issue(&self, address: SocketAddr) -> (Connection, Value) {
        let mut connection = Connection::open(address);
        let reply = connection.post("/s/proeve/issue", &self.issue);
        (connection, serde_json::from_slice(&reply).unwrap())
    }

    /// Takes the blinding off: the browser's own work.
    pub(crate) fn finalize(&mut self, reply: &Value, answers: &Value, size: usize) {
        let signed: Signed = self.voter.unblind(reply);
        let mut body = signed.body(answers);
        let bare = body.to_string().len();
        body["pad"] = Value::String(" ".repeat(size - bare));
        self.cast = body.to_string();
    }

    /// Casts the ballot on the connection that got it signed, or on another if the server has closed that one meanwhile.
    pub(crate) fn cast(&self, connection: &mut Connection) {
        if connection.is_closed() {
            *connection = Connection::open(connection.address);
        }
        let receipt = connection.post("/s/proeve/cast", &self.cast);
        assert!(String::from_utf8(receipt).unwrap().contains("receipt"));
    }
}
