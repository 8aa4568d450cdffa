//! Reads TOML with the place of everything, and collects every fault instead of stopping at the first.
//!
//! Invariant: a value that could not be read has left a fault behind, so whoever gets `None` for a field that is there need not report it again.

use std::fmt;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::base::Text;

/// One thing wrong with a template, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Line in the file, from 1.
    pub line: usize,
    /// Name of the item it stands in, where it stands in one that has a name.
    pub item: Option<String>,
    /// What is wrong and what to do.
    pub cause: String,
}

impl std::error::Error for TemplateFault {}

/// `line 12, item A03: …`
impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(item) = &self.item {
            write!(f, ", item {item}")?;
        }
        write!(f, ": {}", self.cause)
    }
}

/// A value and the byte where it (or its key) begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<T> {
    /// Byte offset in the source.
    pub(super) at: usize,
    /// The value.
    pub(super) value: T,
}

/// The faults found so far in one source.
pub(super) struct Faults<'s> {
    source: &'s str,
    found: Vec<(usize, TemplateFault)>,
}

impl<'s> Faults<'s> {
    /// No faults yet.
    pub(super) fn of(source: &'s str) -> Self {
        Self {
            source,
            found: Vec::new(),
        }
    }

    /// Adds a fault at a byte offset.
    pub(super) fn add(&mut self, at: usize, item: Option<&str>, cause: impl Into<String>) {
        let before = self.source.bytes().take(at);
        let fault = TemplateFault {
            line: 1 + before.filter(|byte| *byte == b'\n').count(),
            item: item.map(str::to_owned),
            cause: cause.into(),
        };
        self.found.push((at, fault));
    }

    /// Whether nothing was found.
    pub(super) fn none(&self) -> bool {
        self.found.is_empty()
    }

    /// All faults, in the order of their places.
    pub(super) fn into_sorted(mut self) -> Vec<TemplateFault> {
        self.found.sort_by_key(|(at, _)| *at);
        self.found.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// The fields of one table, and which of them were asked for.
pub(super) struct Fields<'a, 'i> {
    table: &'a DeTable<'i>,
    /// Where the table begins.
    pub(super) at: usize,
    what: String,
    /// Name of the item it belongs to.
    pub(super) item: Option<String>,
    known: Vec<&'static str>,
}

impl<'a, 'i> Fields<'a, 'i> {
    /// The fields of a table; `what` names it in faults ("the scale").
    pub(super) fn new(table: &'a DeTable<'i>, at: usize, what: impl Into<String>) -> Self {
        Self {
            table,
            at,
            what: what.into(),
            item: None,
            known: Vec::new(),
        }
    }

    /// Reports a fault at a place within this table.
    pub(super) fn fault(&self, at: usize, cause: impl Into<String>, faults: &mut Faults<'_>) {
        faults.add(at, self.item.as_deref(), cause);
    }

    /// Lets a field pass that cannot be judged because what it refers to has a fault.
    pub(super) fn ignore(&mut self, key: &'static str) {
        self.known.push(key);
    }

    /// Whether the field is there, readable or not.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(name, _)| name.get_ref() == key)
    }

    /// Reports a field that must be there and is not; one that is there but unreadable was reported already.
    pub(super) fn missing(&self, key: &str, faults: &mut Faults<'_>) {
        if !self.has(key) {
            let cause = format!("{} lacks \"{key}\"; add it", self.what);
            self.fault(self.at, cause, faults);
        }
    }

    /// Where a field begins; the table itself if it is not there.
    pub(super) fn place(&self, key: &str) -> usize {
        let found = self.table.iter().find(|(name, _)| name.get_ref() == key);
        found.map_or(self.at, |(name, _)| name.span().start)
    }

    fn take(&mut self, key: &'static str) -> Option<Placed<&'a DeValue<'i>>> {
        self.known.push(key);
        let found = self.table.iter().find(|(name, _)| name.get_ref() == key);
        found.map(|(name, value)| Placed {
            at: name.span().start,
            value: value.get_ref(),
        })
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        wanted: &str,
        read: impl FnOnce(&'a DeValue<'i>) -> Option<T>,
        faults: &mut Faults<'_>,
    ) -> Option<Placed<T>> {
        let Placed { at, value } = self.take(key)?;
        let read = read(value).map(|value| Placed { at, value });
        if read.is_none() {
            let cause = format!("\"{key}\" must be {wanted}, not {}", kind_of(value));
            self.fault(at, cause, faults);
        }
        read
    }

    /// A text without translation, not blank.
    pub(super) fn string(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Placed<&'a str>> {
        let read = |value: &'a DeValue<'i>| value.as_str();
        let found = self.typed(key, "a text in quotation marks", read, faults)?;
        if found.value.trim().is_empty() {
            let cause = format!("\"{key}\" is empty; fill it in");
            self.fault(found.at, cause, faults);
            return None;
        }
        Some(found)
    }

    /// A whole number within a range.
    pub(super) fn whole(
        &mut self,
        key: &'static str,
        range: RangeInclusive<i64>,
        faults: &mut Faults<'_>,
    ) -> Option<Placed<i64>> {
        let read = |value: &'a DeValue<'i>| {
            let digits = value.as_integer()?;
            i64::from_str_radix(digits.as_str(), digits.radix()).ok()
        };
        let found = self.typed(key, "a whole number", read, faults)?;
        if !range.contains(&found.value) {
            let (low, high) = (range.start(), range.end());
            let cause = format!("\"{key}\" is {}; use {low} to {high}", found.value);
            self.fault(found.at, cause, faults);
            return None;
        }
        Some(found)
    }

    /// `true` or `false`.
    pub(super) fn flag(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Placed<bool>> {
        self.typed(key, "true or false", DeValue::as_bool, faults)
    }

    /// A text in both languages.
    pub(super) fn text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Text> {
        let wanted = "a text in two languages, { da = \"…\", en = \"…\" }";
        let read = |value: &'a DeValue<'i>| value.as_table();
        let Placed { at, value } = self.typed(key, wanted, read, faults)?;
        let mut inner = self.within(value, at, format!("\"{key}\""));
        let text = inner.translations(faults);
        inner.finish(faults);
        text
    }

    /// A text in both languages that must be there.
    pub(super) fn required_text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Text {
        let text = self.text(key, faults);
        self.missing(key, faults);
        text.unwrap_or_default()
    }

    /// The fields `da` and `en` of this very table.
    pub(super) fn translations(&mut self, faults: &mut Faults<'_>) -> Option<Text> {
        let da = self.string("da", faults);
        let en = self.string("en", faults);
        self.missing("da", faults);
        self.missing("en", faults);
        Some(Text::new(da?.value.trim(), en?.value.trim()))
    }

    fn array(
        &mut self,
        key: &'static str,
        wanted: &str,
        faults: &mut Faults<'_>,
    ) -> Option<Placed<&'a DeArray<'i>>> {
        self.typed(
            key,
            wanted,
            |value: &'a DeValue<'i>| value.as_array(),
            faults,
        )
    }

    /// A list of tables; nothing if the field is not there.
    pub(super) fn tables(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Vec<Fields<'a, 'i>>> {
        let wanted = "a list of tables";
        let one = key.strip_suffix('s').unwrap_or(key);
        let list = self.array(key, wanted, faults)?;
        let mut tables = Vec::new();
        for element in list.value {
            let at = start(element, list.at);
            if let Some(table) = element.get_ref().as_table() {
                tables.push(self.within(table, at, format!("this {one}")));
            } else {
                let cause = format!("\"{key}\" must be {wanted}");
                self.fault(at, cause, faults);
            }
        }
        Some(tables)
    }

    /// A list of texts in both languages.
    pub(super) fn texts(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Text> {
        let tables = self.tables(key, faults).unwrap_or_default();
        let mut texts = Vec::new();
        for mut table in tables {
            texts.extend(table.translations(faults));
            table.finish(faults);
        }
        texts
    }

    /// A list of words, each one once.
    pub(super) fn words(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Option<Vec<Placed<&'a str>>> {
        let list = self.array(key, "a list of words, [\"…\", \"…\"]", faults)?;
        let mut words: Vec<Placed<&'a str>> = Vec::new();
        for element in list.value {
            let at = start(element, list.at);
            match element.get_ref().as_str() {
                Some(word) if words.iter().any(|seen| seen.value == word) => {
                    let cause = format!("\"{key}\" names \"{word}\" twice; remove one");
                    self.fault(at, cause, faults);
                }
                Some(value) => words.push(Placed { at, value }),
                None => self.fault(at, format!("\"{key}\" must list words"), faults),
            }
        }
        Some(words)
    }

    fn within(&self, table: &'a DeTable<'i>, at: usize, what: String) -> Self {
        let mut inner = Fields::new(table, at, what);
        inner.item.clone_from(&self.item);
        inner
    }

    /// Reports every field that nobody asked for.
    pub(super) fn finish(self, faults: &mut Faults<'_>) {
        for (name, _) in self.table {
            let name_text = name.get_ref().as_ref();
            if self.known.contains(&name_text) {
                continue;
            }
            let advice = match nearest(name_text, &self.known) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("remove it, or use one of: {}", self.known.join(", ")),
            };
            let cause = format!("{} has no field \"{name_text}\"; {advice}", self.what);
            self.fault(name.span().start, cause, faults);
        }
    }
}

fn start(element: &Spanned<DeValue<'_>>, otherwise: usize) -> usize {
    let span = element.span();
    if span.is_empty() {
        otherwise
    } else {
        span.start
    }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The candidate at most two edits away, nearest first.
pub(super) fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let distances = candidates.iter().map(|other| (edits(word, other), *other));
    let near = distances.filter(|(edits, other)| *edits <= 2 && *edits < other.chars().count());
    near.min().map(|(_, other)| other)
}

/// Levenshtein distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut previous = i;
        let mut next = vec![i + 1];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            let swap = previous + usize::from(from != *to);
            next.push(swap.min(left + 1).min(above + 1));
            previous = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        assert_eq!(nearest("tekst", &["hint", "text"]), Some("text"));
        assert_eq!(nearest("zzz", &["hint", "text"]), None);
        assert_eq!(edits("kitten", "sitting"), 3);
    }
}
