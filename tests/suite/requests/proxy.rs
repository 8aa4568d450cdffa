//! A proxy that writes down all that goes through it, byte for byte, as somebody between browser and server would.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// What went through one connection, each way.
#[derive(Default)]
struct Line {
    up: Arc<Mutex<Vec<u8>>>,
    down: Arc<Mutex<Vec<u8>>>,
}

/// A message of HTTP/1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Request or status line, then headers.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// A request, and its reply if there was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// Number of the connection.
    pub(crate) line: usize,
    pub(crate) request: Message,
    pub(crate) reply: Option<Message>,
}

/// A proxy that listens until it is dropped.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    lines: Arc<Mutex<Vec<Line>>>,
    over: Arc<AtomicBool>,
}

impl Proxy {
    /// Listens on a free port of this machine and hands everything on to `server`.
    pub(crate) fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap(),
            lines: Arc::default(),
            over: Arc::default(),
        };
        let (lines, over) = (Arc::clone(&proxy.lines), Arc::clone(&proxy.over));
        std::thread::spawn(move || {
            for browser in listener.incoming().map_while(Result::ok) {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(server) = TcpStream::connect(server) else {
                    continue;
                };
                let line = Line::default();
                pass(&browser, &server, &line.up);
                pass(&server, &browser, &line.down);
                lines.lock().unwrap().push(line);
            }
        });
        proxy
    }

    /// Everything recorded once every request has its reply, connection by connection.
    #[track_caller]
    pub(crate) fn recorded(&self) -> Vec<Exchange> {
        for _ in 0..300 {
            let recording = self.so_far();
            if recording.iter().all(|exchange| exchange.reply.is_some()) {
                return recording;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("a request without a reply");
    }

    fn so_far(&self) -> Vec<Exchange> {
        let lines = self.lines.lock().unwrap();
        lines
            .iter()
            .enumerate()
            .flat_map(|(number, line)| {
                let requests = messages(&line.up.lock().unwrap());
                let mut replies = messages(&line.down.lock().unwrap()).into_iter();
                requests
                    .into_iter()
                    .map(move |request| Exchange {
                        line: number,
                        request,
                        reply: replies.next(),
                    })
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

/// Hands bytes on until either side ends.
fn pass(from: &TcpStream, to: &TcpStream, record: &Arc<Mutex<Vec<u8>>>) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    let record = Arc::clone(record);
    std::thread::spawn(move || {
        let mut part = [0; 16384];
        while let Ok(read @ 1..) = from.read(&mut part) {
            // Written down first: whoever has seen the reply finds both in the record.
            record.lock().unwrap().extend_from_slice(&part[..read]);
            if to.write_all(&part[..read]).is_err() {
                break;
            }
        }
        // An end that is gone already needs no farewell.
        drop(to.shutdown(Shutdown::Both));
    });
}

/// The whole messages in what went one way. One under way is left out.
fn messages(mut rest: &[u8]) -> Vec<Message> {
    let mut found = Vec::new();
    while let Some(end) = rest.windows(4).position(|four| four == b"\r\n\r\n") {
        let head = String::from_utf8(rest[..end].to_vec()).unwrap();
        rest = &rest[end + 4..];
        let bodiless = head.starts_with("HTTP/1.1 204") || head.starts_with("HTTP/1.1 304");
        let body = if bodiless {
            Some((Vec::new(), rest))
        } else if header(&head, "transfer-encoding") == Some("chunked") {
            unchunked(rest)
        } else {
            let length = header(&head, "content-length").map_or(0, |text| text.parse().unwrap());
            rest.split_at_checked(length)
                .map(|(body, after)| (body.to_vec(), after))
        };
        let Some((body, after)) = body else { break };
        rest = after;
        found.push(Message { head, body });
    }
    found
}

fn unchunked(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(str::from_utf8(&rest[..end]).unwrap().trim(), 16).unwrap();
        let (chunk, after) = rest[end + 2..].split_at_checked(size)?;
        rest = after.strip_prefix(b"\r\n")?;
        if size == 0 {
            return Some((body, rest));
        }
        body.extend_from_slice(chunk);
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

impl Message {
    /// Request or status line.
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    /// What is asked for, without the method.
    pub(crate) fn path(&self) -> &str {
        self.line().split(' ').nth(1).unwrap()
    }

    /// The first header of a name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// Headers of a name and body, as they went over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n\r\n", &self.body].concat()
    }
}

#[test]
fn requests_and_replies_are_taken_apart_as_they_were_put_together() {
    let sent = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\nGET /half";
    let found = messages(sent);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].path(), &found[0].body[..]), ("/a", &b"abc"[..]));
    let replied = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
    let found = messages(replied);
    assert_eq!((found.len(), &found[0].body[..]), (2, &b"abc"[..]));
}
