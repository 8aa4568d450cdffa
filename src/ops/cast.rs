//! Casting a ballot: what is answered is known, until it is sealed; who answers is not. No person, invitation, token or marker is
//! touched here.

use crate::ballot::blind::{BYTES, BlindSigner as _, BlindVerifier as _, Prepared};
use crate::ballot::{Ballot, Nonce, Receipt, receipt};
use crate::base::{Digest, GroupCode, SurveyCode, Text};
use crate::instrument::{Instrument, ItemKind, Piping, RawAnswers, Sensitivity};
use crate::store::ballot_box;

use super::{App, OpError};

/// A ballot as a browser casts it. No `Debug`: it holds answers.
pub struct Cast {
    /// Code of the stratum.
    pub stratum: String,
    /// Name of the stratum's key, 64 hexadecimal digits.
    pub kid: String,
    /// The browser's nonce.
    pub nonce: Nonce,
    /// The stratum's signature, the blinding taken off.
    pub signature: Vec<u8>,
    /// The answers.
    pub answers: RawAnswers,
}

/// One fault in an answer, to be shown at its item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Item.
    pub item: String,
    /// What is wrong with it.
    pub text: Text,
}

/// What became of a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CastOutcome {
    /// It is in the box.
    Counted(Receipt),
    /// It was in the box already, and what was answered first counts. Whether these answers are the same, nothing tells.
    Again(Receipt),
    /// No more ballots are taken.
    Closed,
    /// The signature does not belong to this ballot, survey, group and key.
    BadBallot,
    /// The answers cannot be taken; nothing was kept of them.
    Faults(Vec<Fault>),
}

impl App {
    /// Takes a signed ballot with its answers. The same ballot may come again: it gets the same receipt, and the first answers count,
    /// whatever the answers are now.
    pub fn cast(&self, code: &SurveyCode, cast: Cast) -> Result<CastOutcome, OpError> {
        let Some(live) = self.open_live(code)? else {
            return Ok(CastOutcome::Closed);
        };
        if !live.survey.takes_cast(self.clock.today()) {
            return Ok(CastOutcome::Closed);
        }
        let stratum = GroupCode::parse(&cast.stratum).ok();
        let known = stratum.as_ref().and_then(|code| {
            let at = live.groups.position(code)?;
            Some((at, live.groups.get(at)?, live.keys.stratum(code)?))
        });
        let (Some((at, group, key)), Ok(signature)) =
            (known, <[u8; BYTES]>::try_from(cast.signature.as_slice()))
        else {
            return Ok(CastOutcome::BadBallot);
        };
        let kid = key.public().kid();
        if Digest::from_hex(&cast.kid) != Some(*kid) {
            return Ok(CastOutcome::BadBallot);
        }
        let prepared = Prepared::new(code, &group.code, kid, &cast.nonce);
        if key.public().verify(&prepared, &signature).is_err() {
            return Ok(CastOutcome::BadBallot);
        }
        let answers = match live.instrument.validate(&group.facts, &cast.answers) {
            Ok(answers) => answers,
            Err(faults) => {
                let shown = faults.into_iter().map(|fault| Fault {
                    item: fault.item,
                    text: fault.text,
                });
                return Ok(CastOutcome::Faults(shown.collect()));
            }
        };
        let receipt = receipt(code, &cast.nonce);
        let ballot = Ballot {
            stratum: at,
            nonce: cast.nonce,
            signature,
            answers: live.instrument.pack(&answers),
        };
        let padded = live.instrument.packed_limit();
        let mut entropy = self.entropy().fork();
        let sealed = live.keys.seal(code, &ballot, padded, &mut entropy)?;
        Ok(match self.writer.cast(code, sealed)? {
            ballot_box::Cast::Stored => CastOutcome::Counted(receipt),
            ballot_box::Cast::Again => CastOutcome::Again(receipt),
            ballot_box::Cast::Closed => {
                self.live.forget(code);
                CastOutcome::Closed
            }
        })
    }

    /// Bytes to which a browser pads every ballot of a survey, so that a request's length tells nothing of the answers.
    pub fn padded_size(&self, code: &SurveyCode) -> Result<usize, OpError> {
        Ok(padded_size(&self.instrument(&self.survey(code)?)?))
    }
}

/// Braces, names, stratum, key, nonce and signature of a ballot as JSON.
const ENVELOPE: usize = 1024;
/// Sizes are multiples of this.
const STEP: usize = 1024;
/// A request may not be longer.
const LONGEST: usize = 60 * 1024;

/// No browser writes answers to this instrument as longer JSON, unless somebody fills text fields with control characters.
pub(super) fn padded_size(instrument: &Instrument) -> usize {
    let items = instrument.items();
    let longest: usize = items
        .iter()
        .filter(|item| item.sensitivity != Sensitivity::Named)
        .map(|item| {
            let value = match (&item.piping, &item.kind) {
                (Some(Piping::Rows { rows, .. }), _) => {
                    let choices = items.iter().flat_map(crate::instrument::Item::choices);
                    let longest = choices.map(|choice| choice.code.len()).max().unwrap_or(0);
                    rows.len() * (longest + 12)
                }
                (_, ItemKind::Multi { choices, .. } | ItemKind::Rank { choices, .. }) => {
                    choices.iter().map(|choice| choice.code.len() + 3).sum()
                }
                (_, ItemKind::Single { choices }) => {
                    let codes = choices.iter().map(|choice| choice.code.len());
                    codes.max().unwrap_or(0)
                }
                // A UTF-16 unit takes at most three bytes; a quotation mark or a line's end takes two.
                (_, ItemKind::Text { max_chars }) => 3 * max_chars,
                _ => 12,
            };
            // "A01":{"choices":[…]},
            item.id.len() + 20 + value
        })
        .sum();
    (ENVELOPE + longest).next_multiple_of(STEP).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Facts;
    use crate::instrument::{RawAnswer, Template, built_in};
    use std::collections::BTreeMap;

    /// The longest answer that the routes aside could be sent for each item, whatever is asked of whom.
    fn longest(instrument: &Instrument) -> RawAnswers {
        let mut raw = RawAnswers::new();
        let items = instrument.items();
        for item in items {
            let codes = || item.choices().iter().map(|choice| choice.code.clone());
            let answer = match (&item.piping, &item.kind) {
                (Some(Piping::Rows { from, rows }), _) => {
                    let source = items[*from].choices();
                    let rows = rows.iter().map(|row| (source[*row].code.clone(), Some(5)));
                    RawAnswer::Rows(rows.collect::<BTreeMap<_, _>>())
                }
                (_, ItemKind::Multi { .. } | ItemKind::Rank { .. }) => {
                    RawAnswer::Choices(codes().collect())
                }
                (_, ItemKind::Single { .. }) => {
                    RawAnswer::Choice(codes().max_by_key(String::len).unwrap())
                }
                (_, ItemKind::Text { max_chars }) => RawAnswer::Text("€".repeat(*max_chars)),
                _ => RawAnswer::Number(i64::from(i32::MIN)),
            };
            if item.sensitivity != Sensitivity::Named {
                raw.insert(item.id.clone(), answer);
            }
        }
        raw
    }

    #[test]
    fn no_ballot_is_longer_than_the_padded_size() {
        let mut sizes = Vec::new();
        for (name, source) in built_in() {
            let template = Template::parse(source).unwrap();
            let variants: Vec<_> = template.variants().iter().map(|v| v.code.clone()).collect();
            let first = variants.first().map(String::as_str);
            let instrument = template.field(first).unwrap();
            let ballot = serde_json::json!({
                "v": 1, "stratum": "ø".repeat(64), "kid": "0".repeat(64), "nonce": "0".repeat(64),
                "sig": "A".repeat(342), "answers": longest(&instrument), "pad": "",
            });
            let size = padded_size(&instrument);
            assert!(ballot.to_string().len() <= size, "{name}: {size}");
            assert!(size < LONGEST, "{name} is cut");
            assert!(
                instrument
                    .validate(&Facts::none(), &RawAnswers::new())
                    .is_ok()
            );
            sizes.push(size);
        }
        assert!(sizes.iter().all(|size| size % STEP == 0));
    }
}
