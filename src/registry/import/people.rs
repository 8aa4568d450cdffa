//! Import of people and memberships.

use std::collections::BTreeMap;

use super::changes::Entry;
use super::plan::{Draft, Seen};
use super::{Cause, Changes};
use crate::base::{Day, EmailAddress, Lang, NetworkCode, PersonCode, Redacted, Text, UnitCode};
use crate::registry::{Membership, Person};

impl Entry for Person {
    fn name(&self) -> String {
        self.code.to_string()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.expose().clone()),
            ("email", self.email.expose().to_owned()),
            ("unit", self.unit.to_string()),
            ("language", self.language.tag().to_owned()),
        ]
    }
}

const LANGUAGES: [(&str, Lang); 6] = [
    ("da", Lang::Da),
    ("dansk", Lang::Da),
    ("danish", Lang::Da),
    ("en", Lang::En),
    ("engelsk", Lang::En),
    ("english", Lang::En),
];

/// Plans the people: each in a known unit, no two with one address, counting what the register knows already.
pub(super) fn people(draft: &mut Draft<'_>, changes: &mut Changes) {
    let mut seen = Seen::new();
    let languages = Text::new("da eller en", "da or en");
    let read = draft.read(|row, roster| {
        let code = row.code("code", PersonCode::parse);
        let name = row.text("name");
        let email = row.text("email").and_then(|text| {
            let email = EmailAddress::parse(&text);
            if email.is_none() {
                row.fault("email", Cause::BadEmail);
            }
            email
        });
        let unit = row.code("unit", UnitCode::parse);
        if let Some(unit) = unit
            .as_ref()
            .filter(|unit| !roster.units.contains_key(*unit))
        {
            row.fault("unit", Cause::UnknownUnit(unit.to_string()));
        }
        let language = row.word("language", &LANGUAGES, &languages);
        let code = code?;
        if let Some(earlier) = seen.earlier(&code, row.number()) {
            row.fault("code", Cause::Twice { row: earlier });
            return None;
        }
        let known = roster.people.get(&code);
        let mut speaks = known.map_or_else(Lang::default, |person| person.language);
        language.settle(&mut speaks);
        Some(Person {
            code,
            name: Redacted::new(name?),
            email: email?,
            language: speaks,
            unit: unit?,
        })
    });
    check_addresses(draft, &read);
    for (_, new) in read {
        let old = draft.roster.people.get(&new.code);
        let settled = changes.settle(old, new);
        changes.entries.people.extend(settled);
    }
}

/// Two people may exchange addresses; what counts is how the register stands afterwards. Case does not tell addresses apart.
fn check_addresses(draft: &mut Draft<'_>, read: &[(u64, Person)]) {
    let folded = |person: &Person| person.email.expose().to_lowercase();
    let new: BTreeMap<&PersonCode, u64> = read.iter().map(|(row, p)| (&p.code, *row)).collect();
    let kept = draft.roster.people.values();
    let mut owners: BTreeMap<String, PersonCode> = kept
        .filter(|person| !new.contains_key(&person.code))
        .map(|person| (folded(person), person.code.clone()))
        .collect();
    for (row, person) in read {
        if let Some(owner) = owners.get(&folded(person)) {
            let by = owner.to_string();
            draft.fault(*row, "email", Cause::EmailTaken { by });
        } else {
            owners.insert(folded(person), person.code.clone());
        }
    }
}

impl Entry for Membership {
    fn name(&self) -> String {
        format!("{} / {}", self.person, self.network)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
        vec![("joined", day(self.joined)), ("left", day(self.left))]
    }
}

/// Plans the memberships: known people in known networks, who do not leave before they join.
pub(super) fn memberships(draft: &mut Draft<'_>, changes: &mut Changes) {
    let mut seen = Seen::new();
    let read = draft.read(|row, roster| {
        let person = row.code("person", PersonCode::parse);
        let unknown = |person: &&PersonCode| !roster.people.contains_key(*person);
        if let Some(person) = person.as_ref().filter(unknown) {
            row.fault("person", Cause::UnknownPerson(person.to_string()));
        }
        let network = row.code("network", NetworkCode::parse);
        let unknown = |network: &&NetworkCode| !roster.networks.contains_key(*network);
        if let Some(network) = network.as_ref().filter(unknown) {
            row.fault("network", Cause::UnknownNetwork(network.to_string()));
        }
        let (joined, left) = (row.day("joined"), row.day("left"));
        let (person, network) = (person?, network?);
        let key = (person.clone(), network.clone());
        if let Some(earlier) = seen.earlier(&key, row.number()) {
            row.fault("person", Cause::Twice { row: earlier });
        }
        let known = roster.memberships.get(&key);
        let membership = Membership {
            person,
            network,
            joined: joined.or_known(known.and_then(|known| known.joined)),
            left: left.or_known(known.and_then(|known| known.left)),
        };
        let reversed = membership.left.zip(membership.joined);
        if reversed.is_some_and(|(left, joined)| left < joined) {
            row.fault("left", Cause::LeftBeforeJoined);
        }
        Some(membership)
    });
    for (_, new) in read {
        let old = draft
            .roster
            .memberships
            .get(&(new.person.clone(), new.network.clone()));
        let settled = changes.settle(old, new);
        changes.entries.memberships.extend(settled);
    }
}
