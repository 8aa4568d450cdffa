//! Import of units and networks.

use std::collections::BTreeMap;

use super::changes::Entry;
use super::plan::{Draft, Seen};
use super::row::{Field, RowReader};
use super::{Cause, Changes};
use crate::base::{NetworkCode, Text, UnitCode};
use crate::registry::{Facilitator, Network, NetworkKind, Purposes, Roster, Unit, unit};

impl Entry for Unit {
    fn name(&self) -> String {
        self.code.to_string()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let parent = self.parent.as_ref().map_or("", UnitCode::as_str);
        vec![("name", self.label.clone()), ("parent", parent.to_owned())]
    }
}

/// Plans the units: one tree, with one root, without cycles, counting what the register knows already.
pub(super) fn units(draft: &mut Draft<'_>, changes: &mut Changes) {
    let mut seen = Seen::new();
    let read = draft.read(|row, _| {
        let code = row.code("code", UnitCode::parse);
        let label = row.text("name");
        let parent = row.maybe(
            "parent",
            |text| UnitCode::parse(text).ok(),
            || Cause::BadCode,
        );
        let unit = Unit {
            code: code?,
            label: label?,
            parent: match parent {
                Field::Absent => return None,
                Field::Blank => None,
                Field::Value(parent) => Some(parent),
            },
        };
        if let Some(earlier) = seen.earlier(&unit.code, row.number()) {
            row.fault("code", Cause::Twice { row: earlier });
        }
        Some(unit)
    });
    let mut all = draft.roster.units.clone();
    let rows: BTreeMap<UnitCode, u64> = read
        .iter()
        .map(|(row, unit)| (unit.code.clone(), *row))
        .collect();
    all.extend(
        read.iter()
            .map(|(_, unit)| (unit.code.clone(), unit.clone())),
    );
    check_tree(draft, &all, &rows);
    for (_, new) in read {
        let old = draft.roster.units.get(&new.code);
        let settled = changes.settle(old, new);
        changes.entries.units.extend(settled);
    }
}

fn check_tree(
    draft: &mut Draft<'_>,
    all: &BTreeMap<UnitCode, Unit>,
    rows: &BTreeMap<UnitCode, u64>,
) {
    for (code, row) in rows {
        let parent = all.get(code).and_then(|unit| unit.parent.as_ref());
        if let Some(parent) = parent.filter(|parent| !all.contains_key(*parent)) {
            let cause = Cause::UnknownUnit(parent.to_string());
            draft.fault(*row, "parent", cause);
        }
    }
    for cycle in unit::cycles(all) {
        let names = cycle.iter().chain(cycle.first()).map(UnitCode::as_str);
        let names = names.collect::<Vec<_>>().join(" → ");
        let row = cycle.iter().filter_map(|code| rows.get(code)).min();
        draft.fault(row.copied().unwrap_or(1), "parent", Cause::Cycle(names));
    }
    let roots = || all.values().filter(|unit| unit.parent.is_none());
    // The register's root comes first; in a fresh register it is the root that stands first in the file.
    let keep = roots().min_by_key(|unit| rows.get(&unit.code).copied().unwrap_or(0));
    for root in roots() {
        let row = rows.get(&root.code).copied();
        let other = keep.filter(|keep| keep.code != root.code);
        if let (Some(row), Some(other)) = (row, other) {
            let other = other.code.to_string();
            draft.fault(row, "parent", Cause::SecondRoot { other });
        }
    }
}

impl Entry for Network {
    fn name(&self) -> String {
        self.code.to_string()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<crate::base::Day>| day.map_or(String::new(), |day| day.to_string());
        let obligatory = if self.obligatory { "ja" } else { "nej" };
        vec![
            ("name", self.label.clone()),
            ("type", self.kind.label().da),
            ("obligatory", obligatory.to_owned()),
            ("purposes", self.purposes.to_string()),
            ("facilitator", self.facilitator.label().da),
            ("start", day(self.start)),
            ("trial end", day(self.trial_end)),
            ("evaluation", day(self.planned_evaluation)),
            ("rhythm", self.rhythm.clone()),
            ("level", self.level.clone().unwrap_or_default()),
        ]
    }
}

/// Plans the networks.
pub(super) fn networks(draft: &mut Draft<'_>, changes: &mut Changes) {
    let mut seen = Seen::new();
    let read = draft.read(|row, roster| {
        let network = network(row, roster)?;
        if let Some(earlier) = seen.earlier(&network.code, row.number()) {
            row.fault("code", Cause::Twice { row: earlier });
        }
        Some(network)
    });
    for (_, new) in read {
        let old = draft.roster.networks.get(&new.code);
        let settled = changes.settle(old, new);
        changes.entries.networks.extend(settled);
    }
}

const YES_NO: [(&str, bool); 10] = [
    ("ja", true),
    ("yes", true),
    ("x", true),
    ("1", true),
    ("obligatorisk", true),
    ("obligatory", true),
    ("nej", false),
    ("no", false),
    ("0", false),
    ("frivillig", false),
];
const KINDS: [(&str, NetworkKind); 5] = [
    ("faglig", NetworkKind::Professional),
    ("fagligt", NetworkKind::Professional),
    ("professional", NetworkKind::Professional),
    ("tværfaglig", NetworkKind::CrossProfessional),
    ("cross-professional", NetworkKind::CrossProfessional),
];
const FACILITATORS: [(&str, Facilitator); 6] = [
    ("ekstern", Facilitator::External),
    ("external", Facilitator::External),
    ("intern", Facilitator::Internal),
    ("internal", Facilitator::Internal),
    ("ingen", Facilitator::None),
    ("none", Facilitator::None),
];

fn network(row: &mut RowReader<'_>, roster: &Roster) -> Option<Network> {
    let code = row.code("code", NetworkCode::parse);
    let label = row.text("name");
    let kind = row.word(
        "type",
        &KINDS,
        &Text::new(
            "faglig eller tværfaglig",
            "professional or cross-professional",
        ),
    );
    let obligatory = row.word(
        "obligatory",
        &YES_NO,
        &Text::new("ja eller nej", "yes or no"),
    );
    let purposes = row.maybe("purposes", Purposes::parse, || Cause::BadPurposes);
    let facilitator = row.word(
        "facilitator",
        &FACILITATORS,
        &Text::new("ekstern, intern eller ingen", "external, internal or none"),
    );
    let days = ["start", "trial end", "evaluation"].map(|column| row.day(column));
    let rhythm = row.short("rhythm");
    let level = row.short("level");
    let (code, label) = (code?, label?);
    let mut network = roster
        .networks
        .get(&code)
        .cloned()
        .unwrap_or_else(|| Network::named(code, label.clone()));
    network.label = label;
    kind.settle(&mut network.kind);
    obligatory.settle(&mut network.obligatory);
    purposes.settle(&mut network.purposes);
    facilitator.settle(&mut network.facilitator);
    let [start, trial_end, planned_evaluation] = days;
    network.start = start.or_known(network.start);
    network.trial_end = trial_end.or_known(network.trial_end);
    network.planned_evaluation = planned_evaluation.or_known(network.planned_evaluation);
    if let Some(rhythm) = rhythm {
        network.rhythm = rhythm;
    }
    if let Some(level) = level {
        network.level = Some(level).filter(|text| !text.is_empty());
    }
    Some(network)
}
