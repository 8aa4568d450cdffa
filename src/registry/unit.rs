//! The units of the organisation: one tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::UnitCode;

/// A unit: an administration, a department, a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What HR's staff file calls it.
    pub code: UnitCode,
    /// What people call it.
    pub label: String,
    /// The unit it belongs to; `None` for the root only.
    pub parent: Option<UnitCode>,
}

/// The unit and its ancestors, from the inside out. Ends at the root, at a parent that does not exist, or where a cycle closes.
pub fn path<'a>(units: &'a BTreeMap<UnitCode, Unit>, from: &UnitCode) -> Vec<&'a Unit> {
    let mut seen = BTreeSet::new();
    let mut path = Vec::new();
    let mut at = units.get(from);
    while let Some(unit) = at
        && seen.insert(&unit.code)
    {
        path.push(unit);
        at = unit.parent.as_ref().and_then(|parent| units.get(parent));
    }
    path
}

/// Every cycle among the units, each beginning with its smallest code: `[A, B, C]` means A is in B, B in C, and C in A.
pub fn cycles(units: &BTreeMap<UnitCode, Unit>) -> Vec<Vec<UnitCode>> {
    let mut cycles = Vec::new();
    for start in units.keys() {
        let path = path(units, start);
        let closes = path
            .last()
            .is_some_and(|last| last.parent.as_ref() == Some(start));
        let smallest = path.iter().all(|unit| unit.code >= *start);
        if closes && smallest {
            cycles.push(path.iter().map(|unit| unit.code.clone()).collect());
        }
    }
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(pairs: &[(&str, &str)]) -> BTreeMap<UnitCode, Unit> {
        let code = |text: &str| UnitCode::parse(text).unwrap();
        let unit = |(own, parent): &(&str, &str)| Unit {
            code: code(own),
            label: (*own).to_owned(),
            parent: (!parent.is_empty()).then(|| code(parent)),
        };
        pairs
            .iter()
            .map(|pair| (code(pair.0), unit(pair)))
            .collect()
    }

    #[test]
    fn finds_each_cycle_once_and_nothing_that_only_leads_into_one() {
        let tree = units(&[("a", ""), ("b", "a"), ("c", "b")]);
        assert!(cycles(&tree).is_empty());
        let knot = units(&[("a", "c"), ("b", "a"), ("c", "b"), ("d", "a"), ("e", "e")]);
        let names: Vec<String> = cycles(&knot)
            .iter()
            .map(|cycle| cycle.iter().map(UnitCode::as_str).collect())
            .collect();
        assert_eq!(names, ["acb", "e"]);
    }
}
