//! From the register to the groups of a frame: small groups are merged upwards.

use std::collections::{BTreeMap, BTreeSet};

use super::{Facilitator, FrameFault, Network, Roster, unit};
use crate::base::{Day, Facts, Group, GroupCode, GroupKind, NetworkCode, PersonCode, UnitCode};

/// Groups with the whole first and parents before children, and who is invited into which.
pub(super) struct Draft {
    pub(super) groups: Vec<Group>,
    pub(super) invitees: BTreeSet<(PersonCode, usize)>,
    pub(super) merged: Vec<(String, String)>,
}

/// Everybody in a unit and below it; a person's stratum is the innermost unit around them with enough invitations.
pub(super) fn by_unit(
    roster: &Roster,
    root: &UnitCode,
    facts: &Facts,
    minimum: u32,
) -> Result<Draft, FrameFault> {
    let unknown = || FrameFault::UnknownUnit(root.clone());
    let whole = roster.units.get(root).ok_or_else(unknown)?;
    if let Some(cycle) = unit::cycles(&roster.units).first() {
        let around = cycle.iter().chain(cycle.first()).map(UnitCode::as_str);
        return Err(FrameFault::Cycle(around.collect::<Vec<_>>().join(" → ")));
    }
    let mut totals: BTreeMap<&UnitCode, u32> = BTreeMap::new();
    for person in roster.people.values() {
        for unit in within(roster, root, &person.unit) {
            *totals.entry(unit).or_default() += 1;
        }
    }
    let group = |unit: &unit::Unit, kind, parent| Group {
        code: GroupCode::from(&unit.code),
        label: unit.label.clone(),
        kind,
        parent,
        invited: totals.get(&unit.code).copied().unwrap_or(0),
        facts: facts.clone(),
    };
    let mut draft = Draft {
        groups: vec![group(whole, GroupKind::Whole, None)],
        invitees: BTreeSet::new(),
        merged: Vec::new(),
    };
    let mut place = BTreeMap::from([(root, 0)]);
    // Outer units first: a unit's path is longer than its parent's.
    let mut inside: Vec<(usize, &unit::Unit)> = totals
        .keys()
        .filter(|code| **code != root)
        .filter_map(|code| roster.units.get(*code))
        .map(|unit| (unit::path(&roster.units, &unit.code).len(), unit))
        .collect();
    inside.sort_by(|a, b| (a.0, &a.1.code).cmp(&(b.0, &b.1.code)));
    for (_, unit) in inside {
        let parent = unit.parent.as_ref().and_then(|parent| place.get(parent));
        let parent = parent.copied().unwrap_or(0);
        if totals
            .get(&unit.code)
            .is_some_and(|total| *total >= minimum)
        {
            place.insert(&unit.code, draft.groups.len());
            draft
                .groups
                .push(group(unit, GroupKind::Unit, Some(parent)));
        } else {
            place.insert(&unit.code, parent);
            let into = draft.groups.get(parent).map(|group| group.label.clone());
            draft
                .merged
                .extend(into.map(|into| (unit.label.clone(), into)));
        }
    }
    for person in roster.people.values() {
        let stratum = place.get(&person.unit).copied();
        draft
            .invitees
            .extend(stratum.map(|at| (person.code.clone(), at)));
    }
    Ok(draft)
}

/// The unit and its ancestors up to `root`; nothing if it is not within `root`.
fn within<'a>(roster: &'a Roster, root: &UnitCode, from: &UnitCode) -> Vec<&'a UnitCode> {
    let path: Vec<&UnitCode> = unit::path(&roster.units, from)
        .iter()
        .map(|unit| &unit.code)
        .collect();
    let end = path.iter().position(|code| *code == root);
    path.into_iter()
        .take(end.map_or(0, |end| end + 1))
        .collect()
}

/// A network in the scope with its active members.
struct Gathered<'a> {
    network: &'a Network,
    members: BTreeSet<&'a PersonCode>,
}

/// The active members of networks; a network with too few joins the others of its level, or the whole.
pub(super) fn by_network(
    roster: &Roster,
    only: Option<&[NetworkCode]>,
    facts: &Facts,
    today: Day,
    minimum: u32,
) -> Result<Draft, FrameFault> {
    let gathered = gather(roster, only, today)?;
    let mut codes: BTreeSet<GroupCode> = gathered
        .iter()
        .map(|one| GroupCode::from(&one.network.code))
        .collect();
    let everyone: Vec<&Gathered<'_>> = gathered.iter().collect();
    let mut draft = Draft {
        groups: vec![Group {
            code: free_code("alle", &mut codes)?,
            label: "Alle".to_owned(),
            kind: GroupKind::Whole,
            parent: None,
            invited: 0,
            facts: shared_facts(&everyone, facts),
        }],
        invitees: BTreeSet::new(),
        merged: Vec::new(),
    };
    let mut levels: BTreeMap<Option<&str>, Vec<&Gathered<'_>>> = BTreeMap::new();
    for one in &gathered {
        let level = one.network.level.as_deref();
        levels.entry(level).or_default().push(one);
    }
    for (level, networks) in levels {
        let around = match level.filter(|_| invitations(&networks, minimum) >= minimum) {
            None => 0,
            Some(level) => {
                draft.groups.push(Group {
                    code: free_code(&format!("niveau-{}", slug(level)), &mut codes)?,
                    label: level.to_owned(),
                    kind: GroupKind::Level,
                    parent: Some(0),
                    invited: 0,
                    facts: shared_facts(&networks, facts),
                });
                draft.groups.len() - 1
            }
        };
        for one in networks {
            draft.place(one, around, facts, minimum);
        }
    }
    draft.count();
    Ok(draft)
}

impl Draft {
    /// Gives a network its group inside `around`, or merges it into that.
    fn place(&mut self, one: &Gathered<'_>, around: usize, facts: &Facts, minimum: u32) {
        let mut stratum = around;
        if count(one.members.len()) >= minimum {
            stratum = self.groups.len();
            self.groups.push(Group {
                code: GroupCode::from(&one.network.code),
                label: one.network.label.clone(),
                kind: GroupKind::Network,
                parent: Some(around),
                invited: 0,
                facts: network_facts(one.network, facts.clone()),
            });
        } else if let Some(into) = self.groups.get(around) {
            self.merged
                .push((one.network.label.clone(), into.label.clone()));
        }
        let members = one.members.iter();
        self.invitees
            .extend(members.map(|person| ((*person).clone(), stratum)));
    }

    /// Counts the invitations of each group and everything below it.
    pub(super) fn count(&mut self) {
        for group in &mut self.groups {
            group.invited = 0;
        }
        for (_, stratum) in &self.invitees {
            let mut at = Some(*stratum);
            while let Some(group) = at.and_then(|at| self.groups.get_mut(at)) {
                group.invited += 1;
                at = group.parent;
            }
        }
    }
}

fn gather<'a>(
    roster: &'a Roster,
    only: Option<&[NetworkCode]>,
    today: Day,
) -> Result<Vec<Gathered<'a>>, FrameFault> {
    let mut unknown = only.unwrap_or_default().iter();
    if let Some(code) = unknown.find(|code| !roster.networks.contains_key(*code)) {
        return Err(FrameFault::UnknownNetwork(code.clone()));
    }
    let named = |network: &&Network| only.is_none_or(|only| only.contains(&network.code));
    let gathered = roster.networks.values().filter(named).map(|network| {
        let mine = |m: &&super::Membership| m.network == network.code && m.active(today);
        let members = roster.memberships.values().filter(mine).map(|m| &m.person);
        Gathered {
            network,
            members: members
                .filter(|person| roster.people.contains_key(*person))
                .collect(),
        }
    });
    Ok(gathered.filter(|one| !one.members.is_empty()).collect())
}

/// Invitations of some networks together: those too small share one group, in which a person stands once.
fn invitations(networks: &[&Gathered<'_>], minimum: u32) -> u32 {
    let large = |one: &&&Gathered<'_>| count(one.members.len()) >= minimum;
    let own: usize = networks
        .iter()
        .filter(large)
        .map(|one| one.members.len())
        .sum();
    let small = networks.iter().filter(|one| !large(one));
    let shared: BTreeSet<_> = small.flat_map(|one| one.members.iter()).collect();
    count(own + shared.len())
}

fn network_facts(network: &Network, mut facts: Facts) -> Facts {
    facts = facts.with("network_type", network.kind.word());
    if let Some(level) = &network.level {
        facts = facts.with("network_level", level);
    }
    if network.facilitator != Facilitator::None {
        facts = facts.with("facilitator", "yes");
    }
    for purpose in network.purposes.iter() {
        facts = facts.with(&format!("purpose_{purpose}"), "yes");
    }
    facts
}

/// What is true of every one of these networks.
fn shared_facts(networks: &[&Gathered<'_>], survey: &Facts) -> Facts {
    let mut each = networks
        .iter()
        .map(|one| network_facts(one.network, Facts::none()));
    let first = each.next().unwrap_or_default();
    let rest: Vec<Facts> = each.collect();
    let everywhere =
        |name: &str, value: &str| rest.iter().all(|facts| facts.get(name) == Some(value));
    first
        .iter()
        .filter(|(name, value)| everywhere(name, value))
        .fold(survey.clone(), |facts, (name, value)| {
            facts.with(name, value)
        })
}

fn slug(label: &str) -> String {
    let letters = label.to_lowercase();
    let words: Vec<&str> = letters
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-").chars().take(40).collect()
}

/// `base`, or `base-2`, `base-3`… if that is taken.
fn free_code(base: &str, taken: &mut BTreeSet<GroupCode>) -> Result<GroupCode, FrameFault> {
    let mut candidates = (1_u32..).map(|n| match n {
        1 => base.to_owned(),
        n => format!("{base}-{n}"),
    });
    loop {
        let name = candidates.next().unwrap_or_default();
        let code = GroupCode::parse(&name).map_err(|_| FrameFault::Name(base.to_owned()))?;
        if taken.insert(code.clone()) {
            return Ok(code);
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
