//! A tiny publisher, written for these tests from the public rules, with a switch for every mistake that the attack must find.

use serde_json::{Value, json};

/// What the publisher does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    None,
    /// Means and counts near unanimity are exact.
    NoCap,
    /// Shares are exact although the count is a bound.
    ExactShare,
    /// One answer too many in the base of groups from 20.
    WrongBase,
    /// Intervals are made from the true count.
    TrueInterval,
}

/// How much a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// A mean and the favourable answers.
    Small,
    /// And the other two classes.
    Classes,
    /// And every point, unless one class has nearly everybody.
    Full,
}

/// One group: code, parent, counts of its own people per point, and how many left the question out.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) id: &'static str,
    pub(crate) parent: Option<&'static str>,
    pub(crate) points: Vec<u32>,
    pub(crate) none: u32,
    /// Hidden whatever its size, to protect another.
    pub(crate) protects: bool,
}

pub(crate) fn own(id: &'static str, parent: Option<&'static str>, points: [u32; 5]) -> Own {
    Own {
        id,
        parent,
        points: points.to_vec(),
        none: 0,
        protects: false,
    }
}

pub(crate) struct Totals {
    pub(crate) points: Vec<u32>,
    pub(crate) none: u32,
}

impl Totals {
    pub(crate) fn n(&self) -> u32 {
        self.points.iter().sum()
    }
    pub(crate) fn ballots(&self) -> u32 {
        self.n() + self.none
    }
}

pub(crate) fn totals(groups: &[Own]) -> Vec<Totals> {
    let mut all: Vec<Totals> = groups
        .iter()
        .map(|g| Totals {
            points: g.points.clone(),
            none: g.none,
        })
        .collect();
    for child in (1..groups.len()).rev() {
        let parent = groups
            .iter()
            .position(|g| Some(g.id) == groups[child].parent)
            .unwrap();
        for point in 0..all[child].points.len() {
            all[parent].points[point] += all[child].points[point];
        }
        all[parent].none += all[child].none;
    }
    all
}

fn hidden(groups: &[Own], all: &[Totals], at: usize) -> Option<&'static str> {
    let mut place = Some(at);
    while let Some(here) = place {
        if groups[here].protects {
            return Some("protects_another");
        }
        if all[here].ballots() < 5 {
            return Some(if here == at {
                "too_few_answers"
            } else {
                "within_hidden"
            });
        }
        place = groups
            .iter()
            .position(|g| Some(g.id) == groups[here].parent);
    }
    None
}

/// A document with one item per list of groups; all lists have the same codes.
pub(crate) fn document(
    survey: &str,
    items: &[(&str, Vec<Own>)],
    scales: Vec<Value>,
    mistake: Mistake,
) -> String {
    let (_, groups) = &items[0];
    let all = totals(groups);
    let listed: Vec<Value> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let n = all[at].ballots();
            let size = hidden(groups, &all, at).map_or_else(
                || json!({"shown": {"invited": n + 1, "answered": n}}),
                |reason| json!({ "hidden": reason }),
            );
            let kind = if at == 0 { "whole" } else { "network" };
            json!({"id": group.id, "label": group.id, "kind": kind, "parent": group.parent, "size": size, "facts": {}})
        })
        .collect();
    let mut tables: Vec<Value> = items
        .iter()
        .map(|(item, groups)| {
            let all = totals(groups);
            let cells: Vec<Value> = groups
                .iter()
                .enumerate()
                .map(|(at, group)| cell(group.id, hidden(groups, &all, at), &all[at], mistake))
                .collect();
            json!({"about": {"item": item}, "cells": cells})
        })
        .collect();
    tables.extend(scales);
    json!({
        "format": "pejling.release/1",
        "survey": {"code": survey, "title": {"da": "", "en": ""}, "template": "t", "variant": null,
            "instrument": "0", "opened": "2025-01-01", "closed": "2025-02-01", "notes": []},
        "policy": {"name": "ordinary", "ordinary": 5, "sensitive": 10, "most_sensitive": 20, "coalition": 1, "differences": 5},
        "groups": listed, "tables": tables, "digest": "0"
    })
    .to_string()
}

struct Base {
    n: u32,
    shown: u32,
    least: u32,
}

/// How much a cell of a rating shows, from so many answers, in groups that the numbers of answers let through.
fn level_of(n: u32) -> Option<Level> {
    match n {
        0..5 => None,
        5..10 => Some(Level::Small),
        10..20 => Some(Level::Classes),
        20.. => Some(Level::Full),
    }
}

pub(crate) fn cell(id: &str, hidden: Option<&str>, totals: &Totals, mistake: Mistake) -> Value {
    let hidden = hidden.or((totals.n() < 5).then_some("too_few_answers"));
    match (hidden, level_of(totals.n())) {
        (None, Some(level)) => cell_at(id, totals, level, mistake),
        (reason, _) => hidden_cell(id, reason.unwrap_or("too_few_answers")),
    }
}

pub(crate) fn hidden_cell(id: &str, reason: &str) -> Value {
    json!({"group": id, "base": {"hidden": reason}, "figures": {"hidden": reason}, "no_answer": null})
}

/// A cell at a level that may be lower than its number of answers gives.
pub(crate) fn cell_at(id: &str, totals: &Totals, level: Level, mistake: Mistake) -> Value {
    let (n, ballots) = (totals.n(), totals.ballots());
    let m = totals.points.len();
    let class = |from: usize, to: usize| totals.points[from..to].iter().sum::<u32>();
    let (low, middle, high) = (
        class(0, m / 2),
        class(m / 2, m.div_ceil(2)),
        class(m.div_ceil(2), m),
    );
    let full = level == Level::Full && ![low, middle, high].iter().any(|c| c + 2 >= n);
    let (shown, least) = if ballots >= 20 {
        (n, n)
    } else {
        (ballots, if level == Level::Small { 5 } else { 10 })
    };
    let base = Base { n, shown, least };
    let count = |c: u32| proportion(c, &base, mistake);
    let figures = if level == Level::Small {
        json!({"small": {"mean": mean(totals, &base, mistake), "favourable": count(high)}})
    } else if full {
        let sum: u32 = (1..).zip(&totals.points).map(|(s, c)| s * c).sum();
        let exact = |c: u32| exact(c, &base);
        json!({"rating": {
            "mean": {"value": {"exact": (f64::from(sum) / f64::from(n) * 100.0).round() / 100.0}, "interval": null},
            "sd": 1.0, "unfavourable": exact(low), "neutral": exact(middle), "favourable": exact(high),
            "points": totals.points.iter().map(|c| json!({"exact": c})).collect::<Vec<_>>()}})
    } else {
        let bounded =
            [low, middle, high].iter().any(|c| *c <= 2 || c + 2 >= n) && mistake != Mistake::NoCap;
        let neutral = if bounded { Value::Null } else { count(middle) };
        json!({"classes": {"mean": mean(totals, &base, mistake), "unfavourable": count(low), "neutral": neutral, "favourable": count(high)}})
    };
    let wrong = u32::from(mistake == Mistake::WrongBase && ballots >= 20);
    let base = if ballots >= 20 {
        json!({"exact": n + wrong})
    } else {
        json!({"at_most": ballots})
    };
    json!({"group": id, "base": {"shown": base}, "figures": {"shown": figures}, "no_answer": null})
}

fn told(base: &Base) -> u32 {
    if base.n == base.shown {
        base.shown
    } else {
        base.least
    }
}

fn exact(c: u32, base: &Base) -> Value {
    json!({"count": {"exact": c}, "share": {"exact": round(f64::from(c) / f64::from(base.n))}, "interval": interval(c, c, base.n)})
}

fn proportion(c: u32, base: &Base, mistake: Mistake) -> Value {
    let shown = f64::from(base.shown);
    let known = base.shown == base.least;
    let floor = |x: f64| ((x * 1e6 + 1e-7).floor()) / 1e6;
    let bound = mistake != Mistake::NoCap;
    let (count, share, span) = if bound && c <= 2 {
        let share = ((2.0 / f64::from(base.least) * 1e6 - 1e-7).ceil() / 1e6).min(1.0);
        (json!({"at_most": 2}), json!({ "at_most": share }), (0, 2))
    } else if bound && c + 2 >= base.n {
        let least = told(base) - 2;
        (
            json!({ "at_least": least }),
            json!({"at_least": floor(f64::from(least) / shown)}),
            (least, base.shown),
        )
    } else {
        let share = f64::from(c) / shown;
        let share = if known {
            json!({"exact": round(share)})
        } else {
            json!({"at_least": floor(share)})
        };
        (json!({ "exact": c }), share, (c, c))
    };
    let share = if mistake == Mistake::ExactShare {
        json!({"exact": (f64::from(c) / f64::from(base.n) * 1000.0).round() / 1000.0})
    } else {
        share
    };
    let span = if mistake == Mistake::TrueInterval {
        (c, c)
    } else {
        span
    };
    json!({"count": count, "share": share, "interval": interval(span.0, span.1, base.shown)})
}

fn mean(totals: &Totals, base: &Base, mistake: Mistake) -> Value {
    let sum: u32 = (1..).zip(&totals.points).map(|(s, c)| s * c).sum();
    let points = u32::try_from(totals.points.len()).unwrap();
    let (cap, n) = ((3 * (points - 1)).div_ceil(2), base.n);
    let most = points * n;
    let distance = f64::from(cap) / f64::from(told(base));
    let value = if mistake == Mistake::NoCap || (sum > n + cap && sum + cap < most) {
        json!({"exact": (f64::from(sum) / f64::from(n) * 10.0).round() / 10.0})
    } else if sum <= n + cap {
        json!({"at_most": ((1.0 + distance) * 10.0 - 1e-7).ceil() / 10.0})
    } else {
        json!({"at_least": ((f64::from(points) - distance) * 10.0 + 1e-7).floor() / 10.0})
    };
    json!({"value": value, "interval": null})
}

fn round(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

fn interval(low: u32, high: u32, n: u32) -> Value {
    let wilson = |c: u32, sign: f64| {
        let (z, n) = (1.959_963_984_540_054_f64, f64::from(n));
        let p = f64::from(c) / n;
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        ((p + z * z / (2.0 * n) + sign * half) / (1.0 + z * z / n)).clamp(0.0, 1.0)
    };
    json!({"low": round(wilson(low, -1.0)), "high": round(wilson(high, 1.0))})
}
