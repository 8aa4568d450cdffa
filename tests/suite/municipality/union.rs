//! Everything that is published of a municipality as an attacker holds it, and two leaks planted in it: what must be found, or an attack that
//! finds nothing says nothing.

use std::time::Duration;

use pejling::disclosure::Release;
use pejling::forensics::intruder::attack::{Progress, attack};
use pejling::forensics::intruder::document::{Document, Figures, Subject};
use pejling::forensics::intruder::knowledge::Knowledge;
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::reading::{read, read_unsealed, together};
use pejling::forensics::intruder::report::Outcome;
use serde_json::{Value, json};

use crate::intruder::publisher::{Mistake, Totals, cell};
use crate::municipality::town::Municipality;

/// The documents and the answers behind them.
pub(crate) struct Union<'a> {
    pub(crate) municipality: &'a Municipality,
    pub(crate) releases: &'a [Release],
}

/// A leak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leak {
    /// A small network near unanimity shows its mean and its favourable answers exactly, as a tool without caps would.
    Cap,
    /// One cut more, of everybody but one such network, as a tool would publish it that looks at each table alone.
    Cut,
}

impl Union<'_> {
    /// The documents as read from their files.
    pub(crate) fn documents(&self) -> Vec<Document> {
        let each = self.releases.iter();
        let documents: Vec<Document> = each
            .map(|release| read(release.to_json()).unwrap())
            .collect();
        together(&documents).unwrap();
        documents
    }

    /// The documents about one question alone, with a leak; and the code of the network that it gives away.
    pub(crate) fn leaking(&self, leak: Leak) -> (Vec<Document>, String) {
        let documents = self.documents();
        let (question, group) = self.nearly_all(&documents[0]);
        let code = documents[0].groups[group].id.clone();
        let about = documents[0].tables[question].about.clone();
        let mut values: Vec<Value> = self
            .releases
            .iter()
            .map(|release| serde_json::from_str(release.to_json()).unwrap())
            .collect();
        match leak {
            Leak::Cap => {
                let small =
                    &mut values[0]["tables"][question]["cells"][group]["figures"]["shown"]["small"];
                let (sum, n) = self.sum(group, question);
                let mean = (10.0 * f64::from(sum) / f64::from(n)).round() / 10.0;
                small["mean"] = json!({"value": {"exact": mean}, "interval": null});
                small["favourable"]["count"] = json!({"exact": self.favourable(group, question)});
            }
            Leak::Cut => values.push(self.all_but(group, question, &values)),
        }
        let leaking = values.iter().map(|value| {
            let mut document = read_unsealed(&value.to_string()).unwrap();
            document.tables.retain(|table| table.about == about);
            document
        });
        (leaking.collect(), code)
    }

    /// A question and a network whose figures are bounds because at most one is not favourable.
    fn nearly_all(&self, release: &Document) -> (usize, usize) {
        let tables = release.tables.iter().enumerate();
        let mut found = tables.flat_map(|(question, table)| {
            assert!(matches!(table.about, Subject::Item(_)));
            let small =
                table.cells.iter().enumerate().filter(|(_, cell)| {
                    matches!(cell.figures.shown(), Some(Figures::Small { .. }))
                });
            small.map(move |(group, _)| (question, group))
        });
        let near = found.find(|(question, group)| {
            let n = self.municipality.counts[*group][*question];
            self.favourable(*group, *question) + 1 >= n
        });
        near.unwrap()
    }

    fn favourable(&self, group: usize, question: usize) -> u32 {
        self.municipality.points[group][question][3..].iter().sum()
    }

    fn sum(&self, group: usize, question: usize) -> (u32, u32) {
        let points = self.municipality.points[group][question];
        let sum = (1..).zip(points).map(|(point, count)| point * count).sum();
        (sum, points.iter().sum())
    }

    /// A document with a cut of everybody but one group.
    fn all_but(&self, group: usize, question: usize, out: &[Value]) -> Value {
        let town = self.municipality;
        let points = (0..5)
            .map(|point| town.points[0][question][point] - town.points[group][question][point]);
        let totals = Totals {
            points: points.collect(),
            none: (town.ballots[0] - town.counts[0][question])
                - (town.ballots[group] - town.counts[group][question]),
        };
        let (whole, code) = (&out[0]["groups"][0], "cut-all-but-one");
        let members: Vec<&Value> = out[0]["groups"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != group)
            .map(|(_, group)| &group["id"])
            .collect();
        let ballots = totals.ballots();
        let mut later = out[0].clone();
        later["adds_to"] = out.iter().map(|value| value["digest"].clone()).collect();
        later["digest"] = json!("planted");
        later["groups"] = json!([whole, {"id": code, "label": code, "kind": "cut", "parent": whole["id"],
            "members": members, "size": {"shown": {"invited": ballots, "answered": ballots}}, "facts": {}}]);
        let table = &out[0]["tables"][question];
        let cells = json!([table["cells"][0], cell(code, None, &totals, Mistake::None)]);
        later["tables"] = json!([{"about": table["about"], "cells": cells}]);
        later
    }
}

/// The attack of somebody who knows every head count; a busy machine must not make it miss anything.
pub(crate) fn attacked(
    documents: &[Document],
    knowledge: &Knowledge,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Outcome {
    let patience = Patience {
        run: Duration::from_mins(1),
        deep: 0,
        ..Patience::default()
    };
    attack(documents, knowledge, patience, progress)
}
