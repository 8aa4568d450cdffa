//! What was decided on free texts, and the end of the texts themselves.

use diesel::prelude::*;

use super::dialect::upsert;
use super::schema::{comment, moderation};
use super::{StoreError, Tx};
use crate::base::{RowId, SurveyCode};
use crate::disclosure::{Decision, StoredDecision};

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = moderation)]
struct Row<'a> {
    survey: &'a str,
    id: &'a str,
    decision: &'a str,
    words: &'a str,
}

const KEEP: &str = "keep";
const REDACT: &str = "redact";
const DROP: &str = "drop";

/// Records decisions; an earlier one on the same text is replaced. Rows are written in the order of their keys.
pub fn decide(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    decisions: &[StoredDecision],
) -> Result<(), StoreError> {
    let mut sorted: Vec<&StoredDecision> = decisions.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    for stored in sorted {
        let (decision, words) = match &stored.decision {
            Decision::Keep => (KEEP, ""),
            Decision::Redact(text) => (REDACT, text.as_str()),
            Decision::Drop(reason) => (DROP, reason.as_str()),
        };
        let row = Row {
            survey: survey.as_str(),
            id: stored.id.as_str(),
            decision,
            words,
        };
        let key = (moderation::survey, moderation::id);
        upsert!(tx, moderation::table, key, &row)?;
    }
    Ok(())
}

/// The decisions on the texts of a survey, by id.
pub fn decisions(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<Vec<StoredDecision>, StoreError> {
    let rows: Vec<(String, String, String)> = moderation::table
        .filter(moderation::survey.eq(survey.as_str()))
        .select((moderation::id, moderation::decision, moderation::words))
        .load(tx.conn)?;
    let mut decisions: Vec<StoredDecision> = rows
        .into_iter()
        .map(|(id, decision, words)| {
            let decision = match (decision.as_str(), words.is_empty()) {
                (KEEP, true) => Decision::Keep,
                (REDACT, false) => Decision::Redact(words),
                (DROP, false) => Decision::Drop(words),
                _ => return Err(StoreError::corrupt("moderation.decision", "is none")),
            };
            Ok(StoredDecision {
                id: RowId::from_stored(id),
                decision,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    decisions.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(decisions)
}

/// Removes texts that will stand in no list; gives how many there were. Afterwards call [`super::Store::scrub`].
pub fn discard(tx: &mut Tx<'_>, survey: &SurveyCode, ids: &[RowId]) -> Result<usize, StoreError> {
    let mut removed = 0;
    for id in ids {
        let one = comment::table.find((survey.as_str(), id.as_str()));
        removed += diesel::delete(one).execute(tx.conn)?;
    }
    Ok(removed)
}

/// Removes the texts of a survey as they were written: they are published, or never will be. Afterwards call [`super::Store::scrub`].
pub fn forget(tx: &mut Tx<'_>, survey: &SurveyCode) -> Result<(), StoreError> {
    diesel::delete(comment::table.filter(comment::survey.eq(survey.as_str()))).execute(tx.conn)?;
    Ok(())
}
