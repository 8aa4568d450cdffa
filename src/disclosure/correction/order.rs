//! Making a correction.

use std::collections::BTreeSet;

use crate::base::label::sameness;
use crate::base::{Day, SurveyCode, Text};
use crate::disclosure::texts::flag::Names;
use crate::disclosure::{Ledger, Refusal, Release, ReleaseDocument};

use super::Correction;
use super::document::{Amendment, CorrectionDocument, FORMAT, NewName, Says};
use super::words::{Rules, refused};

/// Most notes of one release: they stand in the footer of every page.
const MOST_NOTES: usize = 4;

/// What is to be said of a release, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionOrder {
    /// Why. Stands in the correction for good.
    pub reason: Text,
    /// What.
    pub says: Says,
}

/// Corrects a release, and enters that into the ledger. `names` are those of everybody invited to the survey: none of them may stand in a
/// correction. Refused if it changes nothing, or if the release was withdrawn; on refusal the ledger is unchanged.
///
/// The caller stores the correction and [`Ledger::newest`] in one transaction.
pub fn correct(
    release: &Release,
    order: &CorrectionOrder,
    names: &Names,
    day: Day,
    ledger: &mut Ledger,
) -> Result<Correction, Refusal> {
    let now = release.presented()?;
    let survey = SurveyCode::parse(&now.survey.code).map_err(|_| Refusal::NotInLedger)?;
    let stands = ledger
        .of(&survey)
        .any(|entry| entry.release == *release.digest());
    if !stands {
        return Err(Refusal::NotInLedger);
    }
    let known = ledger.corrections_of(release.digest());
    if !known
        .map(|entry| entry.release)
        .eq(release.corrections().iter().map(|one| *one.digest()))
    {
        return Err(Refusal::NotCorrected(survey));
    }
    let earlier = release.corrections().iter().map(Correction::document);
    let CorrectionOrder { reason, says } =
        admitted(order, release.document(), now, earlier, names)?;
    let document = CorrectionDocument {
        format: FORMAT.to_owned(),
        survey: survey.to_string(),
        release: release.digest().to_string(),
        day: day.to_string(),
        reason,
        says,
        digest: String::new(),
    };
    let correction = Correction::seal(document, day)?;
    if ledger.knows(survey.as_str(), correction.digest()) {
        return Err(refused("the same was said today already".to_owned()));
    }
    ledger.append_correction(survey, *correction.digest(), release.digest(), day);
    Ok(correction)
}

/// What an order may say, as it is written down: of a release as it came out and as it is presented now, after these corrections.
pub(super) fn admitted<'a>(
    order: &CorrectionOrder,
    release: &ReleaseDocument,
    now: &ReleaseDocument,
    earlier: impl Iterator<Item = &'a CorrectionDocument>,
    names: &Names,
) -> Result<CorrectionOrder, Refusal> {
    let new: &[NewName] = match &order.says {
        Says::Amended(amendment) => &amendment.names,
        Says::Withdrawn => &[],
    };
    let rules = Rules::new(names, [release, now], new);
    let full = earlier.filter_map(CorrectionDocument::note).count() >= MOST_NOTES;
    if full && matches!(&order.says, Says::Amended(Amendment { note: Some(_), .. })) {
        return Err(refused(format!(
            "{MOST_NOTES} notes stand on every page of this release already, and there is no room for more: withdraw it"
        )));
    }
    let says = match &order.says {
        Says::Withdrawn => Says::Withdrawn,
        Says::Amended(amendment) => Says::Amended(amended(amendment, now, &rules)?),
    };
    let reason = rules.sentence("the reason", &order.reason)?;
    Ok(CorrectionOrder { reason, says })
}

fn amended(
    amendment: &Amendment,
    now: &ReleaseDocument,
    rules: &Rules<'_>,
) -> Result<Amendment, Refusal> {
    let note = amendment
        .note
        .as_ref()
        .map(|note| rules.sentence("the note", note))
        .transpose()?;
    let stands = |note: &Text| {
        let mut notes = now.survey.notes.iter();
        notes.any(|one| one.da.ends_with(&note.da) && one.en.ends_with(&note.en))
    };
    if note.as_ref().is_some_and(stands) {
        return Err(refused("this note stands already".to_owned()));
    }
    if note.is_none() && amendment.names.is_empty() {
        return Err(refused(
            "it says nothing: give a note, a name, or withdraw the release".to_owned(),
        ));
    }
    let mut names = Vec::new();
    for name in &amendment.names {
        names.push(renamed(name, now, rules)?);
    }
    let each: BTreeSet<&str> = names.iter().map(|name| name.group.as_str()).collect();
    if each.len() < names.len() {
        return Err(refused("a group is given two names".to_owned()));
    }
    for name in &names {
        let after = |id: &str, label: &str| {
            let new = names.iter().find(|new| new.group == id);
            sameness(new.map_or(label, |new| new.label.as_str()))
        };
        let mut others = now.groups.iter().filter(|group| group.id != name.group);
        let wanted = sameness(&name.label);
        if let Some(other) = others.find(|other| after(&other.id, &other.label) == wanted) {
            return Err(refused(format!(
                "{} and {} would have the same name",
                name.group, other.id
            )));
        }
    }
    Ok(Amendment { note, names })
}

fn renamed(name: &NewName, now: &ReleaseDocument, rules: &Rules<'_>) -> Result<NewName, Refusal> {
    let group = now.groups.iter().find(|group| group.id == name.group);
    let group =
        group.ok_or_else(|| refused(format!("this release has no group {}", name.group)))?;
    let english = name.label_en.as_deref();
    if let (None, Some(stands)) = (english, &group.label_en) {
        return Err(refused(format!(
            "{} is called \"{stands}\" in English: say what it is called in English from now on, too (--name-en)",
            name.group
        )));
    }
    let name = NewName {
        group: name.group.clone(),
        label: rules.name(&name.group, &name.label)?,
        label_en: english
            .map(|label| rules.name(&name.group, label))
            .transpose()?,
    };
    if (&name.label, &name.label_en) == (&group.label, &group.label_en) {
        return Err(refused(format!(
            "{} is called {} already",
            name.group, name.label
        )));
    }
    Ok(name)
}
