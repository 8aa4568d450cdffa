//! Looks for secrets in bytes, in every encoding a program might have left them in.
//!
//! As it is, in capitals and small letters, hexadecimal, base64 of both alphabets at all three alignments, UTF-16 of both byte orders,
//! percent-encoded. A hit says which secret in which encoding and where, never what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Shorter ones are found anywhere by chance.
const SHORTEST: usize = 6;

/// A secret that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The name it was given.
    pub secret: String,
    /// How it was written.
    pub encoding: &'static str,
    /// Where it begins.
    pub at: usize,
}

struct Form {
    secret: usize,
    encoding: &'static str,
    bytes: Vec<u8>,
}

/// Secrets to look for, all at once.
#[derive(Default)]
pub struct Needles {
    names: Vec<String>,
    forms: Vec<Form>,
    index: OnceLock<Index>,
}

/// Lets a search pass over most of the bytes (Wu and Manber 1994, blocks of four): a block in which no secret's first bytes have a part
/// means that none begins anywhere before it.
struct Index {
    /// Length of the shortest form. Of every form only that many bytes are indexed.
    window: usize,
    /// By hash of a block: how far it keeps the search from the longest step. Zero for blocks of no form.
    nearer: Vec<u8>,
    /// Forms by the last block of their window.
    ends: BTreeMap<[u8; 4], Vec<usize>>,
}

impl Index {
    fn of(forms: &[Form]) -> Self {
        let lengths = forms.iter().map(|form| form.bytes.len());
        let window = lengths.min().unwrap_or(SHORTEST).min(LONGEST_WINDOW);
        let mut index = Self {
            window,
            nearer: vec![0; 1 << BITS],
            ends: BTreeMap::new(),
        };
        for (number, form) in forms.iter().enumerate() {
            for (place, block) in form.bytes[..window].windows(4).enumerate() {
                let [a, b, c, d] = *block else { continue };
                let near = &mut index.nearer[hash([a, b, c, d])];
                // The window is at most 64 bytes long.
                *near = (*near).max(u8::try_from(place + 1).unwrap_or(u8::MAX));
                if place + 4 == window {
                    index.ends.entry([a, b, c, d]).or_default().push(number);
                }
            }
        }
        index
    }
}

const BITS: u32 = 22;
const LONGEST_WINDOW: usize = 64;

fn hash(block: [u8; 4]) -> usize {
    (u32::from_le_bytes(block).wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

impl Needles {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn text(&mut self, name: &str, secret: &str) {
        let units: Vec<u16> = secret.encode_utf16().collect();
        self.binary(name, secret.as_bytes());
        self.form(
            "as text in UTF-16",
            units.iter().flat_map(|u| u.to_le_bytes()).collect(),
        );
        self.form(
            "as text in UTF-16",
            units.iter().flat_map(|u| u.to_be_bytes()).collect(),
        );
        self.form("in capitals", secret.to_uppercase().into_bytes());
        self.form("in small letters", secret.to_lowercase().into_bytes());
        self.form(
            "percent-encoded",
            percent(secret.as_bytes(), u8::is_ascii_alphanumeric),
        );
    }

    /// Adds bytes.
    pub fn binary(&mut self, name: &str, secret: &[u8]) {
        self.names.push(name.to_owned());
        self.form("as it is", secret.to_vec());
        self.form("in hexadecimal", hex(secret, false));
        self.form("in hexadecimal", hex(secret, true));
        self.form("percent-encoded", percent(secret, |_| false));
        for alphabet in [STANDARD, URL] {
            for alignment in 0..3 {
                self.form("in base64", base64(secret, alphabet, alignment));
            }
        }
    }

    fn form(&mut self, encoding: &'static str, bytes: Vec<u8>) {
        let secret = self.names.len().saturating_sub(1);
        let known = self
            .forms
            .iter()
            .rev()
            .take_while(|form| form.secret == secret)
            .any(|form| form.bytes == bytes);
        if known || bytes.len() < SHORTEST {
            return;
        }
        self.index = OnceLock::new();
        self.forms.push(Form {
            secret,
            encoding,
            bytes,
        });
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// All hits in some bytes.
    pub fn search(&self, hay: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        if self.is_empty() {
            return hits;
        }
        let index = self.index.get_or_init(|| Index::of(&self.forms));
        let longest = index.window - 3;
        let mut at = 0;
        while at + index.window <= hay.len() {
            let end = at + index.window;
            let block = [hay[end - 4], hay[end - 3], hay[end - 2], hay[end - 1]];
            let step = longest - usize::from(index.nearer[hash(block)]);
            if step > 0 {
                at += step;
                continue;
            }
            for form in index.ends.get(&block).into_iter().flatten() {
                let form = &self.forms[*form];
                if hay[at..].starts_with(&form.bytes) {
                    hits.push(Hit {
                        secret: self.names[form.secret].clone(),
                        encoding: form.encoding,
                        at,
                    });
                }
            }
            at += 1;
        }
        hits
    }

    /// All hits in some files: file and hit.
    pub fn search_files<'a>(
        &self,
        files: impl IntoIterator<Item = &'a Path>,
    ) -> std::io::Result<Vec<(PathBuf, Hit)>> {
        let mut hits = Vec::new();
        for file in files {
            // A journal may go while we look; what is gone holds nothing.
            let bytes = match std::fs::read(file) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                read => read?,
            };
            hits.extend(
                self.search(&bytes)
                    .into_iter()
                    .map(|hit| (file.to_owned(), hit)),
            );
        }
        Ok(hits)
    }
}

/// Every file at or below a path, whatever it is called, in order; links are followed. A folder that is not there holds none.
pub fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    let mut linked = BTreeSet::new();
    while let Some(next) = folders.pop() {
        let entries = match std::fs::read_dir(&next) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(why) => {
                let text = format!("{}: {why}", next.display());
                return Err(std::io::Error::new(why.kind(), text));
            }
            Ok(entries) => entries,
        };
        for entry in entries {
            let entry = entry?;
            let mut kind = entry.file_type()?;
            if kind.is_symlink() {
                // A link to a folder may lead round in a circle; one to nowhere holds nothing.
                match std::fs::canonicalize(entry.path()) {
                    Ok(target) if linked.insert(target.clone()) => {
                        kind = std::fs::metadata(target)?.file_type();
                    }
                    Ok(_) => continue,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                }
            }
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn hex(bytes: &[u8], capitals: bool) -> Vec<u8> {
    let digits: &[u8; 16] = if capitals {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    bytes
        .iter()
        .flat_map(|byte| {
            [
                digits[usize::from(byte >> 4)],
                digits[usize::from(byte & 15)],
            ]
        })
        .collect()
}

fn percent(bytes: &[u8], plain: impl Fn(&u8) -> bool) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| {
            if plain(byte) {
                vec![*byte]
            } else {
                [b"%".to_vec(), hex(&[*byte], true)].concat()
            }
        })
        .collect()
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The digits that these bytes alone decide when `alignment` other bytes stand before them in their group of three.
fn base64(bytes: &[u8], alphabet: &[u8; 64], alignment: usize) -> Vec<u8> {
    let padded: Vec<u8> = std::iter::repeat_n(0, alignment)
        .chain(bytes.iter().copied())
        .collect();
    let bit = |at: usize| {
        padded
            .get(at / 8)
            .map_or(0, |byte| byte >> (7 - at % 8) & 1)
    };
    let first = (alignment * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    (first..last)
        .map(|digit| {
            let value = (0..6).fold(0_u8, |value, place| value << 1 | bit(digit * 6 + place));
            alphabet[usize::from(value)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_secret_in_every_encoding() {
        let mut needles = Needles::new();
        needles.text("the token", "Ab9-kanarie?~");
        // Written down by other programs: `base64`, `xxd`, `iconv`, Python's `quote`.
        for (hay, encoding) in [
            ("xx Ab9-kanarie?~ yy", "as it is"),
            ("xx AB9-KANARIE?~", "in capitals"),
            ("\\x4162392d6b616e617269653f7e00", "in hexadecimal"),
            ("4162392D6B616E617269653F7E", "in hexadecimal"),
            ("q=Ab9%2Dkanarie%3F%7E", "percent-encoded"),
            ("QWI5LWthbmFyaWU/fg==", "in base64"),
            ("eEFiOS1rYW5hcmllP34=", "in base64"),
            ("eHhBYjkta2FuYXJpZT9-eXk", "in base64"),
            (
                "A\0b\09\0-\0k\0a\0n\0a\0r\0i\0e\0?\0~\0",
                "as text in UTF-16",
            ),
        ] {
            let hits = needles.search(hay.as_bytes());
            assert_eq!(hits.len(), 1, "{hay}: {hits:?}");
            assert_eq!(hits[0].encoding, encoding, "{hay}");
        }
        assert!(needles.search(b"Ab9-kanari?~ QWI5LWthbmFyaW").is_empty());
    }
}
