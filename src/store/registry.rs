//! The register: units, networks, people, memberships.

use diesel::prelude::*;

use super::column::{maybe_day, read, word};
use super::dialect::upsert;
use super::schema::{membership, network, person, unit};
use super::{StoreError, Tx};
use crate::base::{Day, EmailAddress, Lang, NetworkCode, PersonCode, Redacted, UnitCode};
use crate::registry::{
    Changes, Facilitator, Membership, Network, NetworkKind, Person, Purposes, Roster, Unit,
};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = unit, primary_key(code))]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
struct UnitRow {
    code: String,
    label: String,
    parent: Option<String>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = network, primary_key(code))]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
struct NetworkRow {
    code: String,
    label: String,
    kind: String,
    obligatory: bool,
    purposes: String,
    facilitator: String,
    start_day: Option<String>,
    trial_end: Option<String>,
    planned_evaluation: Option<String>,
    rhythm: String,
    level: Option<String>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = person, primary_key(code))]
struct PersonRow {
    code: String,
    name: String,
    email: String,
    language: String,
    unit: String,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = membership, primary_key(person, network))]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
struct MembershipRow {
    person: String,
    network: String,
    joined: Option<String>,
    left_on: Option<String>,
}

/// Loads the whole register.
pub fn load_roster(tx: &mut Tx<'_>) -> Result<Roster, StoreError> {
    let mut roster = Roster::default();
    for row in unit::table.load::<UnitRow>(tx.conn)? {
        let unit = Unit::try_from(row)?;
        roster.units.insert(unit.code.clone(), unit);
    }
    for row in network::table.load::<NetworkRow>(tx.conn)? {
        let network = Network::try_from(row)?;
        roster.networks.insert(network.code.clone(), network);
    }
    for row in person::table.load::<PersonRow>(tx.conn)? {
        let person = Person::try_from(row)?;
        roster.people.insert(person.code.clone(), person);
    }
    for row in membership::table.load::<MembershipRow>(tx.conn)? {
        let membership = Membership::try_from(row)?;
        let key = (membership.person.clone(), membership.network.clone());
        roster.memberships.insert(key, membership);
    }
    Ok(roster)
}

/// Saves the changes of an import. They must have been planned on the roster loaded in the same transaction.
pub fn save_roster(tx: &mut Tx<'_>, changes: &Changes) -> Result<(), StoreError> {
    for row in changes.units().iter().map(UnitRow::from) {
        upsert!(tx, unit::table, unit::code, &row)?;
    }
    for row in changes.networks().iter().map(NetworkRow::from) {
        upsert!(tx, network::table, network::code, &row)?;
    }
    for row in changes.people().iter().map(PersonRow::from) {
        upsert!(tx, person::table, person::code, &row)?;
    }
    for row in changes.memberships().iter().map(MembershipRow::from) {
        let key = (membership::person, membership::network);
        upsert!(tx, membership::table, key, &row)?;
    }
    Ok(())
}

/// One person of the register.
pub fn person(tx: &mut Tx<'_>, code: &PersonCode) -> Result<Person, StoreError> {
    person::table
        .find(code.as_str())
        .first::<PersonRow>(tx.conn)
        .optional()?
        .ok_or_else(|| StoreError::not_found("person", code))?
        .try_into()
}

impl From<&Unit> for UnitRow {
    fn from(unit: &Unit) -> Self {
        Self {
            code: unit.code.to_string(),
            label: unit.label.clone(),
            parent: unit.parent.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<UnitRow> for Unit {
    type Error = StoreError;

    fn try_from(row: UnitRow) -> Result<Self, StoreError> {
        let parent = row.parent.as_deref().map(UnitCode::parse).transpose();
        Ok(Self {
            code: read("unit.code", UnitCode::parse(&row.code))?,
            label: row.label,
            parent: read("unit.parent", parent)?,
        })
    }
}

impl From<&Network> for NetworkRow {
    fn from(network: &Network) -> Self {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        Self {
            code: network.code.to_string(),
            label: network.label.clone(),
            kind: network.kind.word().to_owned(),
            obligatory: network.obligatory,
            purposes: network.purposes.to_string(),
            facilitator: network.facilitator.word().to_owned(),
            start_day: day(network.start),
            trial_end: day(network.trial_end),
            planned_evaluation: day(network.planned_evaluation),
            rhythm: network.rhythm.clone(),
            level: network.level.clone(),
        }
    }
}

impl TryFrom<NetworkRow> for Network {
    type Error = StoreError;

    fn try_from(row: NetworkRow) -> Result<Self, StoreError> {
        let planned = row.planned_evaluation.as_deref();
        Ok(Self {
            code: read("network.code", NetworkCode::parse(&row.code))?,
            label: row.label,
            kind: word("network.kind", NetworkKind::from_word(&row.kind))?,
            obligatory: row.obligatory,
            purposes: word("network.purposes", Purposes::parse(&row.purposes))?,
            facilitator: word(
                "network.facilitator",
                Facilitator::from_word(&row.facilitator),
            )?,
            start: maybe_day("network.start_day", row.start_day.as_deref())?,
            trial_end: maybe_day("network.trial_end", row.trial_end.as_deref())?,
            planned_evaluation: maybe_day("network.planned_evaluation", planned)?,
            rhythm: row.rhythm,
            level: row.level,
        })
    }
}

impl From<&Person> for PersonRow {
    fn from(person: &Person) -> Self {
        Self {
            code: person.code.to_string(),
            name: person.name.expose().clone(),
            email: person.email.expose().to_owned(),
            language: person.language.tag().to_owned(),
            unit: person.unit.to_string(),
        }
    }
}

impl TryFrom<PersonRow> for Person {
    type Error = StoreError;

    fn try_from(row: PersonRow) -> Result<Self, StoreError> {
        let email = EmailAddress::parse(&row.email);
        Ok(Self {
            code: read("person.code", PersonCode::parse(&row.code))?,
            name: Redacted::new(row.name),
            email: email.ok_or_else(|| StoreError::corrupt("person.email", "is no address"))?,
            language: word("person.language", Lang::from_tag(&row.language))?,
            unit: read("person.unit", UnitCode::parse(&row.unit))?,
        })
    }
}

impl From<&Membership> for MembershipRow {
    fn from(membership: &Membership) -> Self {
        Self {
            person: membership.person.to_string(),
            network: membership.network.to_string(),
            joined: membership.joined.map(|day| day.to_string()),
            left_on: membership.left.map(|day| day.to_string()),
        }
    }
}

impl TryFrom<MembershipRow> for Membership {
    type Error = StoreError;

    fn try_from(row: MembershipRow) -> Result<Self, StoreError> {
        Ok(Self {
            person: read("membership.person", PersonCode::parse(&row.person))?,
            network: read("membership.network", NetworkCode::parse(&row.network))?,
            joined: maybe_day("membership.joined", row.joined.as_deref())?,
            left: maybe_day("membership.left_on", row.left_on.as_deref())?,
        })
    }
}
