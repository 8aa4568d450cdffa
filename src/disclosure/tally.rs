//! The tally: opens the sealed ballots of a closed survey all at once, and leaves answers without order, person or small group.
//!
//! Pure and repeatable: the same box gives the same answers, groups, texts and receipts, under fresh random ids. Nothing that was refused
//! is kept, only how many.

use std::collections::BTreeSet;

use crate::ballot::{BoxKey, Receipt, SealedBallot, receipt};
use crate::base::{Entropy, Group, GroupCode, GroupTree, RowId, SurveyCode};
use crate::fieldwork::ClosedSurvey;
use crate::instrument::{Answers, Instrument, Sensitivity, Value};

use super::fold::{fold, within};
use super::{Policy, StoredAnswer, StoredComment};

/// What the tally leaves.
pub struct Tallied {
    /// Answers, by id.
    pub answers: Vec<StoredAnswer>,
    /// Free texts, by id; nothing ties two of them together or to an answer.
    pub comments: Vec<StoredComment>,
    /// Receipts of all counted ballots, sorted.
    pub receipts: Vec<Receipt>,
    /// Ballots that do not open, name no group of the survey, carry no signature of it, repeat another's nonce, do not fit the
    /// questionnaire, or hold an answer that is not anonymous.
    pub refused: u32,
    /// Of these, those that opened but carry no signature of their group: somebody put them into the box who was not invited.
    pub unsigned: u32,
}

/// Why a box cannot be tallied. Nothing is lost: box and keys are untouched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TallyFault {
    /// The questionnaire is not the one pinned at launch.
    #[error(
        "the questionnaire is not the one that survey {0} was launched with: use the template text kept with the survey"
    )]
    OtherInstrument(SurveyCode),
    /// More ballots than invitations.
    #[error(
        "group {0} has more ballots than invitations: ballots were added outside the survey, or its groups were changed after launch"
    )]
    MoreBallotsThanInvited(GroupCode),
}

struct Opened {
    stratum: usize,
    answers: Answers,
    receipt: Receipt,
}

/// Opens and checks all ballots. Groups with fewer ballots than the policy's minimum lose their code: their ballots take the parent's,
/// and so on upwards; free texts are taken out, each with an id of its own.
pub fn tally(
    closed: &ClosedSurvey<'_>,
    key: &BoxKey,
    instrument: &Instrument,
    groups: &GroupTree,
    policy: &Policy,
    ballots: Vec<SealedBallot>,
    entropy: &mut Entropy,
) -> Result<Tallied, TallyFault> {
    let survey = closed.survey();
    if instrument.parts().digest != survey.instrument {
        return Err(TallyFault::OtherInstrument(survey.code.clone()));
    }
    let mut seen = BTreeSet::new();
    let (mut refused, mut unsigned) = (0, 0);
    let mut opened = Vec::with_capacity(ballots.len());
    for ballot in ballots {
        let fresh = seen.insert(ballot.key);
        match open(&survey.code, key, instrument, groups, &ballot) {
            Ok(ballot) if fresh => opened.push(ballot),
            Err(Left::Unsigned) => {
                unsigned += 1;
                refused += 1;
            }
            _ => refused += 1,
        }
    }
    let mut own = vec![0; groups.groups().len()];
    for ballot in &opened {
        own[ballot.stratum] += 1;
    }
    for (group, count) in groups.groups().iter().zip(within(groups, &own)) {
        if count > group.invited {
            return Err(TallyFault::MoreBallotsThanInvited(group.code.clone()));
        }
    }
    let places = fold(groups, &own, policy.minimum(Sensitivity::Ordinary));
    let mut tallied = Tallied {
        answers: Vec::with_capacity(opened.len()),
        comments: Vec::new(),
        receipts: Vec::with_capacity(opened.len()),
        refused,
        unsigned,
    };
    for mut ballot in opened {
        let place = places.get(ballot.stratum).copied();
        let Some(Group { code: group, .. }) = place.and_then(|place| groups.get(place)) else {
            continue;
        };
        for (item, text) in ballot.answers.detach_texts() {
            if let Some(item) = instrument.items().get(item) {
                tallied.comments.push(StoredComment {
                    id: RowId::random(entropy),
                    group: group.clone(),
                    item: item.id.clone(),
                    text,
                });
            }
        }
        tallied.answers.push(StoredAnswer {
            id: RowId::random(entropy),
            group: group.clone(),
            packed: instrument.pack(&ballot.answers),
        });
        tallied.receipts.push(ballot.receipt);
    }
    tallied.answers.sort_by(|a, b| a.id.cmp(&b.id));
    tallied.comments.sort_by(|a, b| a.id.cmp(&b.id));
    tallied.receipts.sort();
    Ok(tallied)
}

/// Why a ballot is left out.
enum Left {
    Unsigned,
    Unfit,
}

fn open(
    survey: &SurveyCode,
    key: &BoxKey,
    instrument: &Instrument,
    groups: &GroupTree,
    ballot: &SealedBallot,
) -> Result<Opened, Left> {
    let ballot = key.open(survey, ballot).map_err(|_| Left::Unfit)?;
    let stratum = groups.get(ballot.stratum).ok_or(Left::Unfit)?;
    // Once more: whoever can write into the database could seal a ballot, for the key that seals is public, but not sign one.
    if !key.verify(survey, &stratum.code, &ballot) {
        return Err(Left::Unsigned);
    }
    let answers = instrument
        .unpack(&ballot.answers)
        .map_err(|_| Left::Unfit)?;
    let named = instrument
        .items()
        .iter()
        .zip(answers.values())
        .any(|(item, value)| {
            item.sensitivity == Sensitivity::Named
                && !matches!(value, Value::NotAsked | Value::Unanswered)
        });
    if named {
        return Err(Left::Unfit);
    }
    Ok(Opened {
        stratum: ballot.stratum,
        receipt: receipt(survey, &ballot.nonce),
        answers,
    })
}
