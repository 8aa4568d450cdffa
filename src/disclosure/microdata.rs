//! Microdata: the answers of a closed survey, opened for tabulation. Outside the enclave it can be made and handed to
//! [`super::protect()`]; nothing of it can be read, printed, copied or serialised.

use std::collections::BTreeMap;

use crate::base::{Digest, GroupTree, SurveyCode};
use crate::fieldwork::ClosedSurvey;
use crate::instrument::Instrument;

use super::{Refusal, StoredAnswer};

/// The answers of one closed survey.
pub struct Microdata {
    survey: SurveyCode,
    policy: String,
    instrument: Digest,
    records: Vec<Record>,
}

/// One respondent: the index of the group it counts in, and packed answers.
pub(in crate::disclosure) struct Record {
    pub(in crate::disclosure) group: usize,
    pub(in crate::disclosure) packed: Vec<u8>,
}

impl Microdata {
    /// Takes the stored answers of a closed survey. Refused if the questionnaire is not the one pinned at launch, or an answer
    /// stands in a group the survey does not have.
    pub fn open(
        closed: &ClosedSurvey<'_>,
        instrument: &Instrument,
        groups: &GroupTree,
        answers: Vec<StoredAnswer>,
    ) -> Result<Self, Refusal> {
        let survey = closed.survey();
        if instrument.parts().digest != survey.instrument {
            return Err(Refusal::OtherInstrument(survey.code.clone()));
        }
        let index: BTreeMap<_, usize> = groups
            .groups()
            .iter()
            .enumerate()
            .map(|(at, group)| (&group.code, at))
            .collect();
        let mut records = Vec::with_capacity(answers.len());
        for answer in answers {
            match index.get(&answer.group) {
                Some(group) => records.push(Record {
                    group: *group,
                    packed: answer.packed,
                }),
                None => return Err(Refusal::UnknownGroup(answer.group)),
            }
        }
        Ok(Self {
            survey: survey.code.clone(),
            policy: survey.policy.clone(),
            instrument: survey.instrument,
            records,
        })
    }

    pub(in crate::disclosure) fn survey(&self) -> &SurveyCode {
        &self.survey
    }

    pub(in crate::disclosure) fn policy(&self) -> &str {
        &self.policy
    }

    pub(in crate::disclosure) fn instrument(&self) -> &Digest {
        &self.instrument
    }

    pub(in crate::disclosure) fn records(&self) -> &[Record] {
        &self.records
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(Microdata: std::fmt::Debug, Clone, serde::Serialize, std::fmt::Display);
    assert_not_impl_any!(crate::instrument::Answers: std::fmt::Debug, serde::Serialize);
}
