//! The one evaluator of answers: from what a browser sent to [`Answers`], or every fault at once.

use std::collections::BTreeSet;
use std::fmt;

use crate::base::{Facts, Text};

use super::answer_fault::{AnswerCause, Expected};
use super::answers::{Answers, RawAnswer, RawAnswers, Value};
use super::item::{Choice, Item, ItemKind, Piping, Sensitivity};
use super::routing::signed;
use super::{Instrument, answer_fault};

/// Something wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFault {
    /// Name of the item, as it was sent.
    pub item: String,
    /// What is wrong.
    pub cause: AnswerCause,
    /// The same for the respondent, in both languages.
    pub text: Text,
}

impl std::error::Error for AnswerFault {}

/// `A03: choose at most 2`
impl fmt::Display for AnswerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.item, self.text.en)
    }
}

impl Instrument {
    /// Checks raw answers against the instrument and a group's facts. No item is compulsory; an empty text or list is no answer.
    ///
    /// A route that depends on an answer with a fault is not judged, so one fault does not draw others after it.
    pub fn validate(&self, facts: &Facts, raw: &RawAnswers) -> Result<Answers, Vec<AnswerFault>> {
        let mut faults = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut doubtful = BTreeSet::new();
        for (index, item) in self.items().iter().enumerate() {
            let given = raw.get(&item.id).filter(|answer| !is_empty(answer));
            let sources = sources(item);
            let unsure = sources.iter().any(|source| doubtful.contains(source));
            let asked = self.is_asked(item, &values, facts);
            let read = match given {
                Some(answer) if asked || unsure => {
                    read(item, answer, &self.offered(item, &values, unsure))
                }
                Some(_) => Err(vec![AnswerCause::NotAsked]),
                None if asked => Ok(self.left_empty(item, &values)),
                None => Ok(Value::NotAsked),
            };
            values.push(match read {
                Ok(value) => {
                    if unsure {
                        doubtful.insert(index);
                    }
                    value
                }
                Err(causes) => {
                    doubtful.insert(index);
                    faults.extend(causes.into_iter().map(|cause| fault(&item.id, cause)));
                    Value::Unanswered
                }
            });
        }
        let unknown = raw.keys().filter(|id| self.item(id).is_none());
        faults.extend(unknown.map(|id| fault(id, AnswerCause::UnknownItem)));
        if faults.is_empty() {
            Ok(Answers(values))
        } else {
            Err(faults)
        }
    }

    /// Whether an item is asked, given the values of the items before it.
    fn is_asked(&self, item: &Item, values: &[Value], facts: &Facts) -> bool {
        let routed = item.route.as_ref();
        routed.is_none_or(|route| route.holds(self.items(), values, facts))
            && (item.piping.is_none() || !self.offered(item, values, false).is_empty())
    }

    /// What a piped item offers: indices of its rows in the source, or of its own choices; all of them if the source is in doubt.
    fn offered(&self, item: &Item, values: &[Value], unsure: bool) -> Vec<Offer> {
        let chosen = |from: usize| match values.get(from) {
            Some(Value::Choices(chosen)) => chosen.clone(),
            _ => Vec::new(),
        };
        let list = |from: usize| {
            self.items()
                .get(from)
                .map(Item::choices)
                .unwrap_or_default()
        };
        match &item.piping {
            Some(Piping::Rows { from, rows }) => {
                let chosen = chosen(*from);
                let asked = rows.iter().filter_map(|row| u8::try_from(*row).ok());
                let asked = asked.filter(|row| unsure || chosen.contains(row));
                offers(list(*from), asked)
            }
            Some(Piping::OnlyChosen { from }) => {
                let source = list(*from);
                let chosen = chosen(*from);
                let codes: Vec<&str> = chosen
                    .iter()
                    .filter_map(|index| source.get(usize::from(*index)))
                    .map(|choice| choice.code.as_str())
                    .collect();
                let all = offers(item.choices(), 0..u8::MAX);
                all.into_iter()
                    .filter(|o| unsure || codes.contains(&o.code.as_str()))
                    .collect()
            }
            None => offers(item.choices(), 0..u8::MAX),
        }
    }

    /// The value of an item that is asked and was left empty.
    fn left_empty(&self, item: &Item, values: &[Value]) -> Value {
        match &item.piping {
            Some(Piping::Rows { .. }) => {
                let rows = self.offered(item, values, false);
                Value::Rows(
                    rows.into_iter()
                        .map(|row| (row.index, Value::Unanswered))
                        .collect(),
                )
            }
            _ => Value::Unanswered,
        }
    }
}

/// Something that can be chosen or rated.
#[derive(Clone, Debug)]
struct Offer {
    code: String,
    index: u8,
}

fn offers(list: &[Choice], indices: impl Iterator<Item = u8>) -> Vec<Offer> {
    let named = indices.filter_map(|index| Some((index, list.get(usize::from(index))?)));
    named
        .map(|(index, choice)| Offer {
            code: choice.code.clone(),
            index,
        })
        .collect()
}

fn fault(item: &str, cause: AnswerCause) -> AnswerFault {
    AnswerFault {
        item: item.to_owned(),
        text: answer_fault::words(&cause),
        cause,
    }
}

fn is_empty(answer: &RawAnswer) -> bool {
    match answer {
        RawAnswer::Choices(codes) => codes.is_empty(),
        RawAnswer::Rows(rows) => rows.is_empty(),
        RawAnswer::Text(text) => clean(text).is_empty(),
        _ => false,
    }
}

fn sources(item: &Item) -> Vec<usize> {
    let mut sources = item
        .route
        .as_ref()
        .map(super::Condition::items)
        .unwrap_or_default();
    if let Some(Piping::Rows { from, .. } | Piping::OnlyChosen { from }) = item.piping {
        sources.push(from);
    }
    sources
}

fn read(item: &Item, answer: &RawAnswer, offered: &[Offer]) -> Result<Value, Vec<AnswerCause>> {
    if item.sensitivity == Sensitivity::Named {
        return Err(vec![AnswerCause::SentApart]);
    }
    let in_rows = matches!(item.piping, Some(Piping::Rows { .. }));
    match answer {
        RawAnswer::DontKnow if !item.may_not_know => Err(vec![AnswerCause::NoDontKnow]),
        RawAnswer::DontKnow if in_rows => {
            let rows = offered.iter().map(|row| (row.index, Value::DontKnow));
            Ok(Value::Rows(rows.collect()))
        }
        RawAnswer::DontKnow => Ok(Value::DontKnow),
        RawAnswer::Refused if !item.may_refuse => Err(vec![AnswerCause::NoRefusal]),
        RawAnswer::Refused => Ok(Value::Refused),
        RawAnswer::Rows(rows) if in_rows => {
            let mut causes = Vec::new();
            let mut values = Vec::new();
            let strangers = rows
                .keys()
                .filter(|code| !offered.iter().any(|o| o.code == **code));
            causes.extend(strangers.map(|code| stranger(code, item)));
            for row in offered {
                let value = match rows.get(&row.code) {
                    None => Ok(Value::Unanswered),
                    Some(None) if item.may_not_know => Ok(Value::DontKnow),
                    Some(None) => Err(AnswerCause::NoDontKnow),
                    Some(Some(point)) => likert(item, *point),
                };
                match value {
                    Ok(value) => values.push((row.index, value)),
                    Err(cause) => causes.push(cause),
                }
            }
            all_or(causes, Value::Rows(values))
        }
        _ if in_rows => Err(vec![AnswerCause::WrongKind(Expected::Rows)]),
        _ => read_kind(item, answer, offered),
    }
}

fn read_kind(
    item: &Item,
    answer: &RawAnswer,
    offered: &[Offer],
) -> Result<Value, Vec<AnswerCause>> {
    let wrong = |expected| Err(vec![AnswerCause::WrongKind(expected)]);
    match (&item.kind, answer) {
        (ItemKind::Likert { .. }, RawAnswer::Number(point)) => {
            likert(item, *point).map_err(|cause| vec![cause])
        }
        (ItemKind::Recommendation, RawAnswer::Number(number)) => number_in(*number, 0, 10),
        (ItemKind::Number { min, max }, RawAnswer::Number(number)) => {
            number_in(*number, *min, *max)
        }
        (ItemKind::Single { .. }, RawAnswer::Choice(code)) => {
            match offered.iter().find(|offer| offer.code == *code) {
                Some(offer) => Ok(Value::Choice(offer.index)),
                None => Err(vec![stranger(code, item)]),
            }
        }
        (
            ItemKind::Multi {
                choices,
                max,
                exclusive,
            },
            RawAnswer::Choices(codes),
        ) => {
            let (mut causes, mut chosen) = distinct(item, codes, offered);
            chosen.sort_unstable();
            let excluding = exclusive.and_then(|index| choices.get(index));
            if let Some(excluding) = excluding
                && codes.contains(&excluding.code)
                && codes.iter().any(|code| *code != excluding.code)
            {
                causes.push(AnswerCause::Exclusive(excluding.label.clone()));
            }
            if chosen.len() > *max {
                causes.push(AnswerCause::TooMany { most: *max });
            }
            all_or(causes, Value::Choices(chosen))
        }
        (ItemKind::Rank { top, .. }, RawAnswer::Choices(codes)) => {
            let (mut causes, ranked) = distinct(item, codes, offered);
            if ranked.len() > *top {
                causes.push(AnswerCause::TooMany { most: *top });
            }
            all_or(causes, Value::Ranking(ranked))
        }
        (ItemKind::Text { max_chars }, RawAnswer::Text(text)) => {
            let text = clean(text);
            // Counted as browsers count the length of a field.
            let length = text.encode_utf16().count();
            if length > *max_chars {
                return Err(vec![AnswerCause::TooLong {
                    most: *max_chars,
                    length,
                }]);
            }
            Ok(Value::Text(text))
        }
        (ItemKind::Likert { .. } | ItemKind::Recommendation | ItemKind::Number { .. }, _) => {
            wrong(Expected::Number)
        }
        (ItemKind::Single { .. }, _) => wrong(Expected::Choice),
        (ItemKind::Multi { .. } | ItemKind::Rank { .. }, _) => wrong(Expected::Choices),
        (ItemKind::Text { .. }, _) => wrong(Expected::Text),
    }
}

fn all_or(causes: Vec<AnswerCause>, value: Value) -> Result<Value, Vec<AnswerCause>> {
    if causes.is_empty() {
        Ok(value)
    } else {
        Err(causes)
    }
}

fn likert(item: &Item, point: i64) -> Result<Value, AnswerCause> {
    let high = signed(item.points().unwrap_or(0));
    let fits = (1..=high).contains(&point);
    let index = if fits {
        u8::try_from(point - 1).ok()
    } else {
        None
    };
    index
        .map(Value::Choice)
        .ok_or(AnswerCause::OutOfRange { low: 1, high })
}

fn number_in(number: i64, low: i32, high: i32) -> Result<Value, Vec<AnswerCause>> {
    let fits = i32::try_from(number)
        .ok()
        .filter(|number| (low..=high).contains(number));
    fits.map(Value::Number).ok_or_else(|| {
        vec![AnswerCause::OutOfRange {
            low: i64::from(low),
            high: i64::from(high),
        }]
    })
}

/// The chosen options in the order given, and a cause for each that is unknown or repeated.
fn distinct(item: &Item, codes: &[String], offered: &[Offer]) -> (Vec<AnswerCause>, Vec<u8>) {
    let (mut causes, mut chosen) = (Vec::new(), Vec::new());
    for (place, code) in codes.iter().enumerate() {
        match offered.iter().find(|offer| offer.code == *code) {
            None => causes.push(stranger(code, item)),
            Some(_) if codes.iter().take(place).any(|earlier| earlier == code) => {
                causes.push(AnswerCause::Repeated(short(code)));
            }
            Some(offer) => chosen.push(offer.index),
        }
    }
    (causes, chosen)
}

/// A code that is not offered: because it was not chosen before, or because there is none such.
fn stranger(code: &str, item: &Item) -> AnswerCause {
    if item.piping.is_some() {
        AnswerCause::NotChosenBefore(short(code))
    } else {
        AnswerCause::UnknownChoice(short(code))
    }
}

/// What was sent is repeated back; not more of it than a code can have.
fn short(code: &str) -> String {
    code.chars().take(64).collect()
}

/// Without blanks around it, and without control characters but tabs and line ends.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
        .collect();
    kept.trim().to_owned()
}
