//! Checked answers as bytes, for sealing.
//!
//! ```text
//! version 1 | first 4 bytes of the instrument's digest | one value per item, in the instrument's order
//! value   = 0 not asked | 1 unanswered | 2 don't know | 3 refused | 4 content
//! content = Likert or single: index                      | multiple or ranking: count, indices
//!           recommendation or number: 4 bytes, low first | text: 2 bytes length, low first, UTF-8
//!           rows: count, then each: row, 1 | 2 | 4 point
//! ```
//! Invariant: the same answers give the same bytes, and `unpack` accepts nothing that `pack` would not write.

use super::answers::{Answers, Value};
use super::item::{Item, ItemKind, Piping};
use super::{Instrument, Sensitivity};

const VERSION: u8 = 1;
const NOT_ASKED: u8 = 0;
const UNANSWERED: u8 = 1;
const DONT_KNOW: u8 = 2;
const REFUSED: u8 = 3;
const CONTENT: u8 = 4;

/// Bytes that are no packed answers of this instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorruptAnswers {
    /// Written by a later version of the program.
    #[error(
        "the answers are packed in a form this version does not know; use the version that took them"
    )]
    Version,
    /// Packed for another questionnaire.
    #[error(
        "the answers belong to another questionnaire; open them with the template pinned at launch"
    )]
    OtherInstrument,
    /// Damaged.
    #[error("the packed answers are damaged")]
    Damaged,
}

impl Instrument {
    /// The answers as bytes.
    pub fn pack(&self, answers: &Answers) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.mark());
        for index in 0..self.items().len() {
            pack_value(answers.value(index), &mut bytes);
        }
        bytes
    }

    /// The answers from their bytes.
    pub fn unpack(&self, bytes: &[u8]) -> Result<Answers, CorruptAnswers> {
        let mut rest = Rest(bytes);
        if rest.byte()? != VERSION {
            return Err(CorruptAnswers::Version);
        }
        if rest.take(4)? != self.mark() {
            return Err(CorruptAnswers::OtherInstrument);
        }
        let items = self.items().iter();
        let values = items
            .map(|item| rest.value(item, self))
            .collect::<Result<_, _>>()?;
        if rest.0.is_empty() {
            Ok(Answers(values))
        } else {
            Err(CorruptAnswers::Damaged)
        }
    }

    /// No packed form of this instrument's answers is longer, in bytes.
    pub fn packed_limit(&self) -> usize {
        let values = self
            .items()
            .iter()
            .map(|item| match (&item.piping, &item.kind) {
                (Some(Piping::Rows { rows, .. }), _) => 2 + 3 * rows.len(),
                (_, ItemKind::Likert { .. } | ItemKind::Single { .. }) => 2,
                (_, ItemKind::Recommendation | ItemKind::Number { .. }) => 5,
                (_, ItemKind::Multi { max, .. }) => 2 + max,
                (_, ItemKind::Rank { top, .. }) => 2 + top,
                // A UTF-16 unit takes at most three bytes in UTF-8; what is sent apart is never in here.
                (_, ItemKind::Text { .. }) if item.sensitivity == Sensitivity::Named => 1,
                (_, ItemKind::Text { max_chars }) => 3 + 3 * max_chars,
            });
        5 + values.sum::<usize>()
    }

    fn mark(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = *self.parts().digest.bytes();
        [a, b, c, d]
    }
}

fn count(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}

fn pack_value(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::NotAsked => bytes.push(NOT_ASKED),
        Value::Unanswered => bytes.push(UNANSWERED),
        Value::DontKnow => bytes.push(DONT_KNOW),
        Value::Refused => bytes.push(REFUSED),
        Value::Choice(index) => bytes.extend([CONTENT, *index]),
        Value::Choices(indices) | Value::Ranking(indices) => {
            bytes.extend([CONTENT, count(indices.len())]);
            bytes.extend(indices);
        }
        Value::Number(number) => {
            bytes.push(CONTENT);
            bytes.extend(number.to_le_bytes());
        }
        Value::Rows(rows) => {
            bytes.extend([CONTENT, count(rows.len())]);
            for (row, value) in rows {
                bytes.push(*row);
                pack_value(value, bytes);
            }
        }
        Value::Text(text) => {
            bytes.push(CONTENT);
            let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
            bytes.extend(length.to_le_bytes());
            bytes.extend(text.as_bytes());
        }
    }
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], CorruptAnswers> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(CorruptAnswers::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, CorruptAnswers> {
        match self.take(1)? {
            [byte] => Ok(*byte),
            _ => Err(CorruptAnswers::Damaged),
        }
    }

    fn index(&mut self, below: usize) -> Result<u8, CorruptAnswers> {
        let index = self.byte()?;
        if usize::from(index) < below {
            Ok(index)
        } else {
            Err(CorruptAnswers::Damaged)
        }
    }

    /// Between one and `most` different indices.
    fn indices(&mut self, below: usize, most: usize) -> Result<Vec<u8>, CorruptAnswers> {
        let length = usize::from(self.byte()?);
        let list = self.take(length)?;
        let fits = |(place, index): (usize, &u8)| {
            usize::from(*index) < below && !list.iter().take(place).any(|earlier| earlier == index)
        };
        if (1..=most).contains(&length) && list.iter().enumerate().all(fits) {
            Ok(list.to_vec())
        } else {
            Err(CorruptAnswers::Damaged)
        }
    }

    fn value(&mut self, item: &Item, instrument: &Instrument) -> Result<Value, CorruptAnswers> {
        match self.byte()? {
            NOT_ASKED => Ok(Value::NotAsked),
            UNANSWERED => Ok(Value::Unanswered),
            DONT_KNOW if item.may_not_know => Ok(Value::DontKnow),
            REFUSED if item.may_refuse => Ok(Value::Refused),
            CONTENT if item.sensitivity != Sensitivity::Named => self.content(item, instrument),
            _ => Err(CorruptAnswers::Damaged),
        }
    }

    fn content(&mut self, item: &Item, instrument: &Instrument) -> Result<Value, CorruptAnswers> {
        if let Some(Piping::Rows { rows, from }) = &item.piping {
            let below = instrument
                .items()
                .get(*from)
                .map_or(0, |source| source.choices().len());
            return self.rows(item, rows, below);
        }
        let damaged = Err(CorruptAnswers::Damaged);
        match &item.kind {
            ItemKind::Likert { anchors } => self.index(anchors.len()).map(Value::Choice),
            ItemKind::Single { choices } => self.index(choices.len()).map(Value::Choice),
            ItemKind::Multi {
                choices,
                max,
                exclusive,
            } => {
                let indices = self.indices(choices.len(), *max)?;
                let excluded = exclusive.is_some_and(|e| {
                    indices.len() > 1 && indices.iter().any(|i| usize::from(*i) == e)
                });
                if excluded || !indices.is_sorted() {
                    return damaged;
                }
                Ok(Value::Choices(indices))
            }
            ItemKind::Rank { choices, top } => {
                self.indices(choices.len(), *top).map(Value::Ranking)
            }
            ItemKind::Recommendation => self.number(0, 10),
            ItemKind::Number { min, max } => self.number(*min, *max),
            ItemKind::Text { max_chars } => {
                let length = self.take(2)?.try_into().map(u16::from_le_bytes);
                let length = length.map_err(|_| CorruptAnswers::Damaged)?;
                let text = std::str::from_utf8(self.take(usize::from(length))?);
                let text = text.map_err(|_| CorruptAnswers::Damaged)?;
                if text.is_empty() || text.encode_utf16().count() > *max_chars {
                    return damaged;
                }
                Ok(Value::Text(text.to_owned()))
            }
        }
    }

    fn number(&mut self, low: i32, high: i32) -> Result<Value, CorruptAnswers> {
        let number = self.take(4)?.try_into().map(i32::from_le_bytes);
        match number {
            Ok(number) if (low..=high).contains(&number) => Ok(Value::Number(number)),
            _ => Err(CorruptAnswers::Damaged),
        }
    }

    fn rows(&mut self, item: &Item, rows: &[usize], below: usize) -> Result<Value, CorruptAnswers> {
        let mut values: Vec<(u8, Value)> = Vec::new();
        let length = self.byte()?;
        for _ in 0..length {
            let row = self.index(below)?;
            let later = values.last().is_none_or(|(last, _)| *last < row);
            if !later || !rows.contains(&usize::from(row)) {
                return Err(CorruptAnswers::Damaged);
            }
            let value = match self.byte()? {
                UNANSWERED => Value::Unanswered,
                DONT_KNOW if item.may_not_know => Value::DontKnow,
                CONTENT => Value::Choice(self.index(item.points().unwrap_or(0))?),
                _ => return Err(CorruptAnswers::Damaged),
            };
            values.push((row, value));
        }
        if values.is_empty() {
            return Err(CorruptAnswers::Damaged);
        }
        Ok(Value::Rows(values))
    }
}
