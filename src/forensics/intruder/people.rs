//! Who can be told apart: the atoms behind the groups of all documents about the same people.
//!
//! One document's groups form a tree; its atoms are the people who stand directly in a group. Several documents of one survey cut the same
//! people several ways: an atom is then a place in each of them, as far as groups of the same code allow. A later document of the same
//! survey with more ballots has newcomers. Documents of two surveys are tied together only if the attacker knows that they asked the same
//! people and takes those who answered twice not to have changed: then an atom is stayers, leavers or joiners of one place. Everybody whose
//! answers are known is an atom of one.

use std::collections::{BTreeMap, BTreeSet};

use crate::forensics::intruder::document::Document;
use crate::forensics::intruder::knowledge::Knowledge;
use crate::forensics::intruder::set::Set;

/// More atoms than this are not attacked; the report says so.
pub const MOST_ATOMS: usize = 2_000;

/// People who stand in exactly the same groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atom {
    /// Per document of the family, the smallest group they stand in; `None`: not among its ballots.
    pub at: Vec<Option<usize>>,
    /// One person whose answers are known: index into the knowledge's own answers.
    pub own: Option<usize>,
}

/// The people of one family of documents.
#[derive(Clone, Debug)]
pub struct People {
    /// Indices of the documents, ordered by survey, then by number of ballots.
    pub documents: Vec<usize>,
    /// The atoms.
    pub atoms: Vec<Atom>,
    /// Per document of the family and group: who is in it.
    pub members: Vec<Vec<Set>>,
}

/// Which documents are about the same people.
pub fn families(documents: &[Document], knowledge: &Knowledge) -> Vec<Vec<usize>> {
    let mut sets: Vec<BTreeSet<String>> = documents
        .iter()
        .map(|document| BTreeSet::from([document.survey.code.clone()]))
        .collect();
    for wave in &knowledge.waves {
        sets.push(BTreeSet::from([wave.first.clone(), wave.second.clone()]));
    }
    let mut merged: Vec<BTreeSet<String>> = Vec::new();
    for mut set in sets {
        let (touching, apart): (Vec<_>, Vec<_>) = merged
            .into_iter()
            .partition(|other| !other.is_disjoint(&set));
        merged = apart;
        set.extend(touching.into_iter().flatten());
        merged.push(set);
    }
    let mut families: Vec<Vec<usize>> = merged
        .iter()
        .map(|codes| {
            let mut family: Vec<usize> = (0..documents.len())
                .filter(|at| codes.contains(&documents[*at].survey.code))
                .collect();
            family.sort_by_key(|at| {
                let document = &documents[*at];
                (
                    document.survey.opened.clone(),
                    document.survey.code.clone(),
                    !document.adds_to.is_empty(),
                    ballots(document),
                    *at,
                )
            });
            family
        })
        .filter(|family| !family.is_empty())
        .collect();
    families.sort();
    families
}

fn ballots(document: &Document) -> u32 {
    let whole = document.groups.first().and_then(|whole| whole.size.shown());
    whole.map_or(0, |size| size.answered)
}

/// Where somebody stands in the documents of one survey.
struct Place {
    key: String,
    at: Vec<Option<usize>>,
}

impl People {
    /// The atoms of one family. `Err`: so many that the attack leaves them alone.
    pub fn new(
        documents: &[Document],
        family: &[usize],
        knowledge: &Knowledge,
    ) -> Result<Self, usize> {
        let above: Vec<Vec<Vec<usize>>> = family.iter().map(|at| above(&documents[*at])).collect();
        let mut surveys: Vec<(&str, Vec<usize>)> = Vec::new();
        for (local, at) in family.iter().enumerate() {
            let code = documents[*at].survey.code.as_str();
            match surveys.iter_mut().find(|(known, _)| *known == code) {
                Some((_, locals)) => locals.push(local),
                None => surveys.push((code, vec![local])),
            }
        }
        let mut atoms: Vec<Atom> = Vec::new();
        let mut places: Vec<Vec<Place>> = Vec::new();
        for (_, locals) in &surveys {
            places.push(places_of(documents, family, locals, &above)?);
        }
        for pattern in 1..1_usize << surveys.len().min(8) {
            let among: Vec<usize> = (0..surveys.len())
                .filter(|survey| pattern & (1 << survey) != 0)
                .collect();
            let (first, rest) = among.split_at(1);
            for place in &places[first[0]] {
                let mut at = vec![None; family.len()];
                let all = rest.iter().map(|survey| {
                    let same = places[*survey].iter().find(|other| other.key == place.key);
                    same.map(|other| (*survey, other))
                });
                let Some(others) = all.collect::<Option<Vec<_>>>() else {
                    continue;
                };
                let own = std::iter::once((first[0], place));
                for (survey, place) in own.chain(others) {
                    for (slot, local) in surveys[survey].1.iter().enumerate() {
                        at[*local] = place.at[slot];
                    }
                }
                atoms.push(Atom { at, own: None });
            }
            if atoms.len() > MOST_ATOMS {
                return Err(atoms.len());
            }
        }
        for (index, own) in knowledge.own.iter().enumerate() {
            let stands = |atom: &Atom| {
                family.iter().enumerate().any(|(local, at)| {
                    let document = &documents[*at];
                    let first = document.adds_to.is_empty();
                    let stands = |g: usize| document.groups[g].id == own.group && (g > 0 || first);
                    document.survey.code == own.survey && atom.at[local].is_some_and(stands)
                })
            };
            let place = atoms
                .iter()
                .filter(|atom| atom.own.is_none() && stands(atom))
                .max_by_key(|atom| atom.at.iter().flatten().count());
            if let Some(place) = place {
                let at = place.at.clone();
                let own = Some(index);
                atoms.push(Atom { at, own });
            }
        }
        let members = above
            .iter()
            .enumerate()
            .map(|(local, above)| {
                let mut sets = vec![Set::default(); above.len()];
                for (index, atom) in atoms.iter().enumerate() {
                    for group in atom.at[local].iter().flat_map(|group| &above[*group]) {
                        sets[*group].insert(index);
                    }
                }
                sets
            })
            .collect();
        Ok(Self {
            documents: family.to_vec(),
            atoms,
            members,
        })
    }

    /// Everybody whose answers are known.
    pub fn known(&self) -> Set {
        let own = self.atoms.iter().enumerate();
        Set::of(own.filter(|(_, atom)| atom.own.is_some()).map(|(at, _)| at))
    }
}

/// Per group, itself and all groups above it.
fn above(document: &Document) -> Vec<Vec<usize>> {
    let mut index = BTreeMap::new();
    let mut all: Vec<Vec<usize>> = Vec::new();
    for (at, group) in document.groups.iter().enumerate() {
        let parent = group.parent.as_ref().and_then(|id| index.get(id.as_str()));
        let mut chain = parent.map_or_else(Vec::new, |parent: &usize| all[*parent].clone());
        chain.push(at);
        all.push(chain);
        index.insert(group.id.as_str(), at);
    }
    all
}

/// Where people stand in a document of cuts who stand directly in this group of the first document: in a cut made of it, else only in the whole.
fn cut_of(document: &Document, group: &str) -> usize {
    let is_in = |members: &Vec<String>| members.iter().any(|member| member == group);
    let mut cuts = document.groups.iter();
    cuts.position(|cut| cut.members.as_ref().is_some_and(is_in))
        .unwrap_or(0)
}

/// Every place that somebody can have in the documents of one survey, by order of arrival.
fn places_of(
    documents: &[Document],
    family: &[usize],
    locals: &[usize],
    above: &[Vec<Vec<usize>>],
) -> Result<Vec<Place>, usize> {
    let ids = |local: usize, group: usize| -> BTreeSet<&str> {
        let groups = &documents[family[local]].groups;
        above[local][group]
            .iter()
            .map(|g| groups[*g].id.as_str())
            .collect()
    };
    let all_ids = |local: usize| -> BTreeSet<&str> {
        let groups = &documents[family[local]].groups;
        groups.iter().map(|group| group.id.as_str()).collect()
    };
    // Documents of cuts stand after those that they are made of.
    let base_of = |slot: usize| -> Option<usize> {
        let first = documents[family[locals[slot]]].adds_to.first()?;
        (0..slot).find(|earlier| documents[family[locals[*earlier]]].digest == *first)
    };
    let mut strata: Vec<Vec<usize>> = vec![Vec::new()];
    for (slot, local) in locals.iter().enumerate() {
        let base = base_of(slot);
        let mut longer = Vec::new();
        for stratum in &strata {
            for group in 0..above[*local].len() {
                let cut = base.map(|base| {
                    let place = &documents[family[locals[base]]].groups[stratum[base]].id;
                    cut_of(&documents[family[*local]], place)
                });
                if cut.is_some_and(|cut| cut != group) {
                    continue;
                }
                let here = ids(*local, group);
                let fits = (0..slot).all(|earlier| {
                    let there = ids(locals[earlier], stratum[earlier]);
                    let (before, now) = (all_ids(locals[earlier]), all_ids(*local));
                    before
                        .intersection(&now)
                        .all(|id| there.contains(id) == here.contains(id))
                });
                if fits {
                    let mut place = stratum.clone();
                    place.push(group);
                    longer.push(place);
                }
            }
        }
        if longer.len() > MOST_ATOMS {
            return Err(longer.len());
        }
        strata = longer;
    }
    let level = |local: usize| ballots(&documents[family[local]]);
    let levels: BTreeSet<u32> = locals.iter().map(|local| level(*local)).collect();
    let mut places = Vec::new();
    for (arrival, since) in levels.iter().enumerate() {
        for stratum in &strata {
            let here = ids(locals[0], stratum[0]);
            let key = format!(
                "{arrival} {}",
                here.into_iter().collect::<Vec<_>>().join("/")
            );
            let at = stratum
                .iter()
                .zip(locals)
                .map(|(group, local)| (level(*local) >= *since).then_some(*group));
            places.push(Place {
                key,
                at: at.collect(),
            });
        }
    }
    Ok(places)
}
