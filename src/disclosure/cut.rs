//! Cuts: groups made after launch, each of strata taken together. A stratum is everybody who stands directly in one group of the tree.
//!
//! # Invariants
//! - What a cut is follows from the tree, from facts frozen with it, and from where ballots stand; never from answers.
//! - People whose ballots joined another group at the tally are in a cut with that group or not at all.
//! - Cuts made by a fact are a partition: everybody is in exactly one of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{GroupCode, GroupKind, GroupTree, Text};

use super::Refusal;
use super::document::{ReleaseDocument, ReleasedGroup};

/// Which cuts are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CutOrder {
    /// One per value of a fact frozen with the groups at launch, and one of all groups that do not have it.
    By(String),
    /// One of these groups and all inside them.
    Groups {
        /// Codes of groups of the survey.
        codes: Vec<GroupCode>,
        /// What people call it.
        label: Text,
    },
}

/// One cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::disclosure) struct Cut {
    /// Unique among the groups and cuts of the survey.
    pub(in crate::disclosure) code: GroupCode,
    /// What people call it.
    pub(in crate::disclosure) label: Text,
    /// Groups of the tree, ascending: the people who stand directly in them.
    pub(in crate::disclosure) members: Vec<usize>,
}

impl CutOrder {
    /// The cuts of the survey's release of this number, where ballots stand directly in the groups as `own` says.
    pub(in crate::disclosure) fn cuts(
        &self,
        tree: &GroupTree,
        own: &[u32],
        number: usize,
    ) -> Result<Vec<Cut>, Refusal> {
        let standing = Standing::new(tree, own);
        let parts = match self {
            Self::By(fact) => standing.by(fact)?,
            Self::Groups { codes, label } => vec![(label.clone(), standing.of(codes)?)],
        };
        if parts.iter().all(|(_, members)| standing.is_group(members)) {
            return Err(no(
                "groups of the survey already, so published as far as may be".to_owned(),
            ));
        }
        (1..)
            .zip(parts)
            .map(|(place, (label, members))| {
                let code = format!("cut-{number}-{place}");
                let code = GroupCode::parse(&code).map_err(|bad| no(bad.to_string()))?;
                if tree.position(&code).is_some() {
                    return Err(no(format!("a group of the survey has the code {code}")));
                }
                Ok(Cut {
                    code,
                    label,
                    members,
                })
            })
            .collect()
    }
}

impl Cut {
    /// Invited in all of it.
    pub(in crate::disclosure) fn invited(&self, tree: &GroupTree) -> u32 {
        let members = self.members.iter();
        members.map(|member| tree.direct(*member)).sum()
    }

    /// The cuts of a later release of a survey with these groups.
    pub(in crate::disclosure) fn of_document(
        document: &ReleaseDocument,
        tree: &GroupTree,
    ) -> Result<Vec<Self>, Refusal> {
        let cuts = document.groups.iter().skip(1);
        cuts.map(|group| Self::of_group(group, tree)).collect()
    }

    fn of_group(group: &ReleasedGroup, tree: &GroupTree) -> Result<Self, Refusal> {
        let bad = |what: &str| Refusal::BadDocument(format!("group {}: {what}", group.id));
        if group.kind != GroupKind::Cut.word() {
            return Err(bad("it is no cut"));
        }
        let listed = group
            .members
            .as_ref()
            .ok_or_else(|| bad("a cut without members"))?;
        let places = listed.iter().map(|id| {
            let found = tree.groups().iter().position(|g| g.code.as_str() == id);
            found.ok_or_else(|| bad("a member that the first release does not have"))
        });
        let mut members = places.collect::<Result<Vec<_>, _>>()?;
        members.sort_unstable();
        members.dedup();
        if members.is_empty() || members.len() != listed.len() {
            return Err(bad("its members are none, or one stands twice"));
        }
        let code = GroupCode::parse(&group.id).map_err(|fault| bad(&fault.to_string()))?;
        if tree.position(&code).is_some() {
            return Err(bad("the first release has a group of this code"));
        }
        let english = group.label_en.as_ref().unwrap_or(&group.label);
        Ok(Self {
            code,
            label: Text::new(group.label.clone(), english.clone()),
            members,
        })
    }
}

/// Where everybody's ballots stand.
struct Standing<'a> {
    tree: &'a GroupTree,
    /// Groups that somebody stands in directly, invited or with a ballot.
    direct: Vec<usize>,
    /// For each group the nearest around it, or itself, with any ballots: where the ballots of its people stand.
    home: Vec<usize>,
}

impl<'a> Standing<'a> {
    fn new(tree: &'a GroupTree, own: &[u32]) -> Self {
        let mut peopled = vec![false; own.len()];
        for group in (0..own.len()).filter(|group| own[*group] > 0) {
            for around in tree.path(group) {
                peopled[around] = true;
            }
        }
        let home = (0..own.len()).map(|group| tree.path(group).find(|at| peopled[*at]));
        Self {
            tree,
            direct: (0..own.len())
                .filter(|group| own[*group] > 0 || tree.direct(*group) > 0)
                .collect(),
            home: home.map(|home| home.unwrap_or(0)).collect(),
        }
    }

    /// Everybody who stands in this group or inside it.
    fn inside(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        let direct = self.direct.iter().copied();
        direct.filter(move |at| self.tree.path(*at).any(|up| up == group))
    }

    /// Whether these are all people of one group.
    fn is_group(&self, members: &[usize]) -> bool {
        let first = members.iter().copied().take(1);
        let mut around = first.flat_map(|first| self.tree.path(first));
        around.any(|group| self.inside(group).eq(members.iter().copied()))
    }

    fn fact(&self, group: usize, fact: &str) -> Option<&'a str> {
        self.tree.get(group)?.facts.get(fact)
    }

    fn by(&self, asked: &str) -> Result<Vec<(Text, Vec<usize>)>, Refusal> {
        let known: BTreeSet<&str> = self
            .direct
            .iter()
            .filter_map(|group| self.tree.get(*group))
            .flat_map(|group| group.facts.iter().map(|(name, _)| name))
            .collect();
        let long = format!("network_{asked}");
        let fact = [asked, &long].into_iter().find(|name| known.contains(name));
        let Some(fact) = fact else {
            let known: Vec<&str> = known.into_iter().collect();
            let known = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            return Err(no(format!(
                "no group has the fact \"{asked}\"; facts known at launch: {known}"
            )));
        };
        let mut parts: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for group in &self.direct {
            let value = self.fact(self.home[*group], fact);
            parts.entry(value).or_default().push(*group);
        }
        if parts.len() < 2 {
            return Err(no(format!("\"{fact}\" is the same for all groups")));
        }
        // Groups without the fact last.
        let mut parts: Vec<(Option<&str>, Vec<usize>)> = parts.into_iter().collect();
        let without = parts.iter().take_while(|part| part.0.is_none()).count();
        parts.rotate_left(without);
        let named = parts.into_iter();
        Ok(named
            .map(|(value, members)| (words(fact, value), members))
            .collect())
    }

    fn of(&self, codes: &[GroupCode]) -> Result<Vec<usize>, Refusal> {
        let mut inside = BTreeSet::new();
        for code in codes {
            let at = self
                .tree
                .position(code)
                .ok_or_else(|| no(format!("the survey has no group {code}")))?;
            if self.home[at] != at {
                let home = self.tree.get(self.home[at]);
                let home = home.map_or("", |home| home.code.as_str());
                return Err(no(format!(
                    "the answers of group {code} count in {home}: leave it out, or name {home}"
                )));
            }
            inside.extend(self.inside(at));
        }
        let members: Vec<usize> = inside.into_iter().collect();
        if members.is_empty() {
            return Err(no("name at least one group".to_owned()));
        }
        if members == self.direct {
            return Err(no("these groups are everybody".to_owned()));
        }
        Ok(members)
    }
}

/// What people call the groups with this value of a fact.
fn words(fact: &str, value: Option<&str>) -> Text {
    if let (Some(number), Some("yes")) = (fact.strip_prefix("purpose_"), value) {
        return Text::new(format!("Formål {number}"), format!("Purpose {number}"));
    }
    match (fact, value) {
        ("network_type", Some("professional")) => {
            Text::new("Faglige netværk", "Professional networks")
        }
        ("network_type", Some("cross")) => {
            Text::new("Tværfaglige netværk", "Cross-professional networks")
        }
        ("network_level", Some(level)) => Text::new(level, level),
        ("facilitator", Some("yes")) => Text::new("Med facilitator", "With a facilitator"),
        ("facilitator", None) => Text::new(
            "Øvrige (ikke alle med facilitator)",
            "Others (not all with a facilitator)",
        ),
        (_, Some(value)) => {
            let both = format!("{fact}: {value}");
            Text::new(both.clone(), both)
        }
        (_, None) => Text::new(
            format!("Øvrige ({fact} ikke ens eller ikke kendt)"),
            format!("Others ({fact} differs or is not known)"),
        ),
    }
}

fn no(why: String) -> Refusal {
    Refusal::NoCut(why)
}
