//! The write-ahead log: every page of every commit since the last checkpoint, in order.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Unreadable, be32};

/// A write-ahead log.
pub struct Wal {
    bytes: Vec<u8>,
    page_size: usize,
}

struct Frame<'a> {
    page: u32,
    commit: bool,
    content: &'a [u8],
}

impl Wal {
    /// The log beside a database file; `None` if there is none or it is empty.
    pub fn beside(database: &Path) -> Result<Option<Self>, Unreadable> {
        let mut name = database.as_os_str().to_owned();
        name.push("-wal");
        match std::fs::read(&name) {
            Ok(bytes) => Self::parse(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Unreadable::Io(
                Path::new(&name).display().to_string(),
                error,
            )),
        }
    }

    /// A log from its bytes; `None` if there are none.
    pub fn parse(bytes: Vec<u8>) -> Result<Option<Self>, Unreadable> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let magic = be32(&bytes, 0) & !1;
        let page_size = be32(&bytes, 8) as usize;
        if bytes.len() < 32 || magic != 0x377f_0682 || !page_size.is_power_of_two() {
            return Err(Unreadable::Malformed("the log's header is broken"));
        }
        Ok(Some(Self { bytes, page_size }))
    }

    pub(super) fn page_size(&self) -> usize {
        self.page_size
    }

    /// All frames of the log's present generation. The salt tells them from older ones, which a reset leaves behind.
    fn frames(&self) -> impl Iterator<Item = Frame<'_>> {
        let salt = self.bytes.get(16..24).unwrap_or_default();
        self.bytes
            .get(32..)
            .unwrap_or_default()
            .chunks_exact(24 + self.page_size)
            .take_while(move |frame| frame.get(8..16) == Some(salt))
            .map(|frame| Frame {
                page: be32(frame, 0),
                commit: be32(frame, 4) != 0,
                content: &frame[24..],
            })
    }

    /// How many frames stand behind those of the present generation: older ones, which cannot be laid over the file as it was then.
    pub fn older_frames(&self) -> usize {
        (self.bytes.len() - 32) / (24 + self.page_size) - self.frames().count()
    }

    /// For each commit, all pages that the log lays over the file at that moment.
    pub fn commits(&self) -> Vec<BTreeMap<u32, Vec<u8>>> {
        let mut states = Vec::new();
        let mut over = BTreeMap::new();
        for frame in self.frames() {
            over.insert(frame.page, frame.content.to_vec());
            if frame.commit {
                states.push(over.clone());
            }
        }
        states
    }

    /// The pages after the last commit.
    pub fn newest(&self) -> BTreeMap<u32, Vec<u8>> {
        let (mut over, mut waiting) = (BTreeMap::new(), BTreeMap::new());
        for frame in self.frames() {
            waiting.insert(frame.page, frame.content.to_vec());
            if frame.commit {
                over.append(&mut waiting);
            }
        }
        over
    }
}
