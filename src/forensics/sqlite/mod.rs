//! An SQLite database read from its bytes: file format of sqlite.org/fileformat2.html, without SQLite.
//!
//! SQLite itself hides what an attacker wants: where a cell lies in its page, what deleted rows left behind, and every earlier
//! state that the write-ahead log still holds.

mod page;
mod record;
mod schema;
mod wal;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::table::Table;

pub use wal::Wal;

/// What is no database.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file system refused.
    #[error("{0} cannot be read: {1}")]
    Io(String, std::io::Error),
    /// The bytes are not what the format says.
    #[error("this is no whole SQLite database: {0}")]
    Malformed(&'static str),
}

/// A database as it was after one commit: the file, with the pages of the log laid over it.
#[derive(Clone)]
pub struct Database {
    file: Vec<u8>,
    page_size: usize,
    reserved: usize,
    over: BTreeMap<u32, Vec<u8>>,
}

/// Bytes that belong to nothing any more and are not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// Pages on the list of free pages.
    pub free_pages: usize,
    /// How many of those hold something.
    pub free_pages_with_content: usize,
    /// Bytes other than zero between and behind the cells of pages in use, by table; where there are none, the table is missing.
    pub between_cells: BTreeMap<String, usize>,
    /// Bytes between the cells of the catalogue that repeat, byte for byte, a part of an entry which stands there still: SQLite copies
    /// entries when it splits a page, and these are the statements that made the tables. Not counted above.
    pub schema_copies: usize,
    /// Pages that belong to no tree, no long value and no list.
    pub orphans: usize,
    /// How many of those hold something.
    pub orphans_with_content: usize,
    /// Bytes other than zero behind the last page.
    pub behind_the_end: usize,
}

impl Database {
    /// Reads a database file and, if there is one, its write-ahead log, up to the last commit.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        let mut database = Self::parse(read(path)?)?;
        if let Some(log) = Wal::beside(path)? {
            database.over = log.newest();
            database.fits(&log)?;
        }
        database.is_whole()?;
        Ok(database)
    }

    /// The file alone.
    pub fn parse(file: Vec<u8>) -> Result<Self, Unreadable> {
        if !file.starts_with(b"SQLite format 3\0") || file.len() < 100 {
            return Err(Unreadable::Malformed("the header is missing"));
        }
        let page_size = match usize::from(be16(&file, 16)) {
            1 => 65536,
            size if size.is_power_of_two() && size >= 512 => size,
            _ => return Err(Unreadable::Malformed("the page size is impossible")),
        };
        let reserved = usize::from(file[20]);
        if page_size < 480 + reserved {
            return Err(Unreadable::Malformed("too little of each page is used"));
        }
        Ok(Self {
            reserved,
            file,
            page_size,
            over: BTreeMap::new(),
        })
    }

    /// Every state that the file and its log still hold, the oldest first: the file alone, then one for each commit.
    pub fn history(path: &Path) -> Result<Vec<Self>, Unreadable> {
        let oldest = Self::parse(read(path)?)?;
        let mut states = vec![oldest.clone()];
        if let Some(log) = Wal::beside(path)? {
            oldest.fits(&log)?;
            states.extend(log.commits().into_iter().map(|over| Self {
                over,
                ..oldest.clone()
            }));
        }
        Ok(states)
    }

    /// All tables of the application, in the order of the catalogue.
    pub fn tables(&self) -> Result<Vec<Table>, Unreadable> {
        schema::entries(self)?
            .into_iter()
            .map(|entry| schema::read(self, &entry))
            .collect()
    }

    /// One table.
    pub fn table(&self, name: &str) -> Result<Option<Table>, Unreadable> {
        match schema::entries(self)?
            .into_iter()
            .find(|entry| entry.name == name)
        {
            Some(entry) => schema::read(self, &entry).map(Some),
            None => Ok(None),
        }
    }

    /// The statements of the whole catalogue: tables, indexes, triggers, views.
    pub fn definitions(&self) -> Result<Vec<String>, Unreadable> {
        schema::definitions(self)
    }

    /// What deleted rows left. Every page is accounted for: it is on the list of free pages, in a tree, under a long value, or an orphan.
    pub fn remains(&self) -> Result<Remains, Unreadable> {
        let mut remains = Remains::default();
        let free = self.free_pages()?;
        remains.free_pages = free.len();
        for (number, trunk) in &free {
            let page = self.page(*number)?;
            // A trunk page lists other pages in its first bytes; that is no content.
            let from = if *trunk {
                8 + 4 * be32(page, 4) as usize
            } else {
                0
            };
            if page.iter().skip(from).any(|byte| *byte != 0) {
                remains.free_pages_with_content += 1;
            }
        }
        let mut known: BTreeSet<u32> = free.into_keys().collect();
        let catalogue = schema::cells(self)?;
        for (table, root) in schema::roots(self)? {
            page::walk(self, root, &mut |leaf| {
                known.insert(leaf.number);
                known.extend(&leaf.overflow);
                for piece in leaf.stale {
                    if table == schema::CATALOGUE && repeats(&catalogue, &piece) {
                        remains.schema_copies += piece.len();
                    } else {
                        *remains.between_cells.entry(table.clone()).or_default() += piece.len();
                    }
                }
                Ok(())
            })?;
        }
        for number in (1..=self.pages()?).filter(|number| !known.contains(number)) {
            remains.orphans += 1;
            let content = self.page(number)?.iter().any(|byte| *byte != 0);
            remains.orphans_with_content += usize::from(content);
        }
        let end = self.pages()? as usize * self.page_size;
        let behind = self.file.iter().skip(end);
        // Pages behind the end that the log has not taken away yet go with the next checkpoint.
        if self.over.is_empty() {
            remains.behind_the_end = behind.filter(|byte| **byte != 0).count();
        }
        Ok(remains)
    }

    /// How many pages the header says there are.
    fn pages(&self) -> Result<u32, Unreadable> {
        match be32(self.page(1)?, 28) {
            0 => Err(Unreadable::Malformed(
                "the header does not say how long it is",
            )),
            pages => Ok(pages),
        }
    }

    /// Every page is in the file or in the log.
    fn is_whole(&self) -> Result<(), Unreadable> {
        for number in 1..=self.pages()? {
            self.page(number)?;
        }
        Ok(())
    }

    /// A log of pages of another size is another file's.
    fn fits(&self, log: &Wal) -> Result<(), Unreadable> {
        if log.page_size() == self.page_size {
            Ok(())
        } else {
            Err(Unreadable::Malformed("the log has pages of another size"))
        }
    }

    /// Numbers of the free pages, and whether each is a trunk.
    fn free_pages(&self) -> Result<BTreeMap<u32, bool>, Unreadable> {
        let mut found = BTreeMap::new();
        let mut trunk = be32(self.page(1)?, 32);
        while trunk != 0 && found.insert(trunk, true).is_none() {
            let page = self.page(trunk)?;
            for leaf in 0..be32(page, 4) as usize {
                if 8 + 4 * leaf + 4 <= page.len() {
                    found.insert(be32(page, 8 + 4 * leaf), false);
                }
            }
            trunk = be32(page, 0);
        }
        if found.len() == be32(self.page(1)?, 36) as usize {
            Ok(found)
        } else {
            Err(Unreadable::Malformed("the list of free pages is broken"))
        }
    }

    /// A page by its number, from 1.
    fn page(&self, number: u32) -> Result<&[u8], Unreadable> {
        if let Some(page) = self.over.get(&number) {
            return Ok(page);
        }
        let from = (number as usize)
            .checked_sub(1)
            .map(|before| before * self.page_size)
            .ok_or(Unreadable::Malformed("a page has the number 0"))?;
        self.file
            .get(from..from + self.page_size)
            .ok_or(Unreadable::Malformed("a page lies beyond the end"))
    }

    fn usable(&self) -> usize {
        self.page_size - self.reserved
    }
}

/// Whether some bytes are a part of one of these entries.
fn repeats(entries: &[Vec<u8>], piece: &[u8]) -> bool {
    entries
        .iter()
        .any(|entry| entry.windows(piece.len()).any(|part| part == piece))
}

/// Names of the tables with a row number, by their statements.
pub fn tables_with_row_number(definitions: &[String]) -> BTreeSet<String> {
    definitions
        .iter()
        .filter(|sql| schema::is_table(sql) && !schema::without_rowid(sql))
        .map(|sql| schema::table_name(sql))
        .collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    std::fs::read(path).map_err(|error| Unreadable::Io(path.display().to_string(), error))
}

/// Two bytes, the high one first; 0 beyond the end.
fn be16(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..at + 2) {
        Some([high, low]) => u16::from_be_bytes([*high, *low]),
        _ => 0,
    }
}

/// Four bytes, the high one first; 0 beyond the end.
fn be32(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some([a, b, c, d]) => u32::from_be_bytes([*a, *b, *c, *d]),
        _ => 0,
    }
}
