//! A survey that repeats an earlier one: who was asked both times is counted at launch, and the released figures of the one are held
//! against those of the other when it is published. Of members only numbers are kept.

use std::collections::BTreeMap;

use crate::base::{GroupCode, GroupTree, PersonCode, SurveyCode};
use crate::disclosure::audit::wave::Members;
use crate::disclosure::{Certificate, Ledger, Wave};
use crate::registry::Frame;
use crate::store::{Tx, frames, invitations, releases, surveys, waves};

use super::{OpError, reopen};

/// Stores that a survey with this frame follows an earlier one, and those that that one follows.
pub(super) fn follow(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    earlier: &SurveyCode,
    frame: &Frame,
) -> Result<(), OpError> {
    let mut all = vec![earlier.clone()];
    all.extend(waves::earlier(tx, earlier)?);
    // Of two that follow the same one, neither would be held against the other.
    let related = waves::related(tx, earlier)?;
    if let Some(newer) = related.iter().find(|one| !all.contains(&one.survey)) {
        return Err(OpError::Input(format!(
            "survey {earlier} is followed by {} already: follow that one",
            newer.survey
        )));
    }
    let ledger = Ledger::open(releases::ledger(tx)?)?;
    if let Some(cut) = all.iter().find(|one| ledger.of(one).nth(1).is_some()) {
        return Err(OpError::Input(format!(
            "cuts of survey {cut} were published, and what they and another survey tell together is not audited: it cannot be followed"
        )));
    }
    for earlier in all {
        surveys::get(tx, &earlier)?;
        let groups = frames::groups(tx, &earlier)?;
        let invited = invitations::for_mailing(tx, &earlier)?;
        let invited: Vec<(PersonCode, GroupCode)> = invited
            .into_iter()
            .map(|mailing| (mailing.person, mailing.stratum))
            .collect();
        let members = members(&groups, &invited, frame);
        if members.is_empty() {
            return Err(OpError::Input(format!(
                "survey {earlier} has no group in common with this one: it cannot be followed"
            )));
        }
        waves::insert(tx, survey, &earlier, &members)?;
    }
    Ok(())
}

/// The groups that two frames have in common, with how many were invited to the first, the second and both in that group. Whoever is
/// invited twice counts twice.
fn members(
    groups: &GroupTree,
    invited: &[(PersonCode, GroupCode)],
    frame: &Frame,
) -> BTreeMap<GroupCode, Members> {
    type People<'a> = BTreeMap<GroupCode, BTreeMap<&'a PersonCode, u32>>;
    fn put<'a>(people: &mut People<'a>, tree: &GroupTree, stratum: usize, who: &'a PersonCode) {
        for group in tree.path(stratum).filter_map(|at| tree.get(at)) {
            let of = people.entry(group.code.clone()).or_default();
            *of.entry(who).or_default() += 1;
        }
    }
    let (mut before, mut now) = (People::new(), People::new());
    for (person, code) in invited {
        if let Some(stratum) = groups.position(code) {
            put(&mut before, groups, stratum, person);
        }
    }
    for invitee in frame.invitees() {
        put(&mut now, frame.groups(), invitee.stratum, &invitee.person);
    }
    let common = before.iter().filter_map(|(code, first)| {
        let second = now.get(code)?;
        let twice = |(who, times): (&&PersonCode, &u32)| {
            second.get(*who).map_or(0, |again| *again.min(times))
        };
        let members = Members {
            before: first.values().sum(),
            now: second.values().sum(),
            both: first.iter().map(twice).sum(),
        };
        Some((code.clone(), members))
    });
    common.collect()
}

/// The released surveys that this one follows or that follow it.
pub(super) fn released(
    tx: &mut Tx<'_>,
    survey: &SurveyCode,
    ledger: &Ledger,
) -> Result<Vec<Wave>, OpError> {
    let mut found = Vec::new();
    for related in waves::related(tx, survey)? {
        let Some(entry) = ledger.of(&related.survey).next() else {
            continue;
        };
        let release = reopen::release(tx, ledger, &entry.release)?;
        let proof = Certificate::parse(&releases::certificate(tx, &entry.release)?)?;
        let members = related.members.into_iter();
        let members = members.map(|(code, members)| (code.to_string(), members));
        found.push(Wave::new(
            release.document().clone(),
            proof,
            members.collect(),
        )?);
    }
    Ok(found)
}
