//! Reads the golden figures: `tests/golden/*/*.csv`, rows of `case,quantity,values`, written by the script beside each file.

use std::collections::BTreeMap;

/// What another program was given and what it gave, under one name.
#[derive(Debug)]
pub(crate) struct Case {
    name: String,
    quantities: BTreeMap<String, Vec<f64>>,
}

impl Case {
    /// A quantity of several values.
    pub(crate) fn list(&self, quantity: &str) -> &[f64] {
        self.quantities
            .get(quantity)
            .unwrap_or_else(|| panic!("{} has no {quantity}", self.name))
    }

    /// A quantity of one value.
    pub(crate) fn one(&self, quantity: &str) -> f64 {
        let [value] = self.list(quantity) else {
            panic!("{} {quantity} is not one value", self.name)
        };
        *value
    }

    /// A quantity that is a count.
    pub(crate) fn count(&self, quantity: &str) -> u64 {
        let value = self.one(quantity);
        assert!(value >= 0.0 && value.fract() == 0.0);
        format!("{value}").parse().unwrap()
    }

    /// Whether the case has this quantity.
    pub(crate) fn has(&self, quantity: &str) -> bool {
        self.quantities.contains_key(quantity)
    }

    /// Quantities whose names are this prefix and 1, 2, 3 ...
    pub(crate) fn columns(&self, prefix: &str) -> Vec<Vec<f64>> {
        (1..)
            .map_while(|at| self.quantities.get(&format!("{prefix}{at}")).cloned())
            .collect()
    }
}

/// The cases of one kind: `kind 1`, `kind 2` ... There must be some.
pub(crate) fn cases(text: &str, kind: &str) -> Vec<Case> {
    let mut found: Vec<Case> = Vec::new();
    for line in text.lines().skip(1) {
        let mut cells = line.splitn(3, ',');
        let mut cell = || cells.next().unwrap();
        let (name, quantity, values) = (cell(), cell(), cell());
        if name.rsplit_once(' ').unwrap().0 != kind {
            continue;
        }
        if found.last().is_none_or(|last| last.name != name) {
            found.push(Case {
                name: name.to_owned(),
                quantities: BTreeMap::new(),
            });
        }
        let values = values.split(' ').map(|v| match v {
            "Inf" => f64::INFINITY,
            v => v.parse().unwrap(),
        });
        found
            .last_mut()
            .unwrap()
            .quantities
            .insert(quantity.to_owned(), values.collect());
    }
    assert!(!found.is_empty(), "no case of {kind}");
    found
}

/// Fails unless `found` is `expected` within `tolerance`: relative above 1, absolute below.
#[track_caller]
pub(crate) fn near(found: f64, expected: f64, tolerance: f64, case: &Case) {
    let scale = expected.abs().max(1.0);
    assert!(
        (found - expected).abs() <= tolerance * scale,
        "{}: found {found}, the other program gives {expected}",
        case.name
    );
}

#[test]
#[should_panic(expected = "the other program gives")]
fn a_wrong_figure_fails() {
    let case = &cases("case,quantity,values\nx 1,y,2 3", "x")[0];
    assert_eq!(case.list("y"), [2.0, 3.0]);
    near(2.000_001, 2.0, 1e-9, case);
}
