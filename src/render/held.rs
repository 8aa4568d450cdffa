//! What the figures that hold groups against something say besides the picture: base, one-line summary, sentences, and all numbers.

use super::chart::{area, areas, difference, reach};
use super::figures::{Apart, Chart, Plan, RowView};
use super::tables::{interval, the_first};
use crate::base::Lang;
use crate::report::model::{Comparison, Figure, Funnel, Mean, PriorityMap};
use crate::report::overview::{Against, ComparedRow, Difference, FunnelPlace, FunnelPoint};
use crate::report::words::{self, pick, quoted};

/// A group held against something else. `kind` names the block in the page.
pub(super) fn compared<'a>(
    lang: Lang,
    number: usize,
    kind: &str,
    comparison: &'a Comparison,
) -> Plan<'a> {
    let rows = &comparison.rows;
    let name = quoted(lang, &comparison.name);
    let earlier = comparison.against == Against::Earlier;
    let title = if earlier {
        format!("{} {name}", pick(lang, "Siden", "Since"))
    } else {
        format!("{} {name}", pick(lang, "I forhold til", "Compared with"))
    };
    let (here, there) = if earlier {
        (pick(lang, "Nu", "Now"), pick(lang, "Sidst", "Last time"))
    } else {
        (pick(lang, "Her", "Here"), comparison.name.as_str())
    };
    Plan {
        id: format!("{kind}-{number}"),
        title,
        base: pick(
            lang,
            "Forskel i point på skalaen 0–100",
            "Difference in points on the scale 0–100",
        )
        .to_owned(),
        caption: differences_in_a_line(lang, rows, |said| the_first(lang, said)),
        summary: differences_in_a_line(lang, rows, |said| said.join(" · ")),
        said: comparison.told.iter().map(String::as_str).collect(),
        apart: None,
        head: vec![
            pick(lang, "Skala", "Scale"),
            here,
            there,
            pick(lang, "Forskel", "Difference"),
            pick(lang, "Usikkerhed", "Uncertainty"),
            pick(lang, "Kan ses fra", "Detectable from"),
        ],
        rows: rows.iter().map(|row| compared_row(lang, row)).collect(),
        notes: &comparison.notes,
        chart: (!rows.is_empty()).then(|| Chart::Differences(rows, reach(rows))),
    }
}

fn differences_in_a_line(
    lang: Lang,
    rows: &[ComparedRow],
    line: impl Fn(&[String]) -> String,
) -> String {
    if rows.is_empty() {
        let none = pick(
            lang,
            "Ingen skala har tal begge steder.",
            "No scale has figures on both sides.",
        );
        return none.to_owned();
    }
    let said: Vec<String> = rows
        .iter()
        .map(|row| {
            let size = difference(lang, row.difference);
            match row.difference {
                Difference::Points { .. } if !row.claimed => {
                    let chance = pick(lang, "kan være tilfældig", "may be chance");
                    format!("{} {size} ({chance})", row.label)
                }
                _ => format!("{} {size}", row.label),
            }
        })
        .collect();
    format!("{}.", line(&said))
}

/// `62,1`, and its interval on the line below.
fn score(lang: Lang, mean: &Mean) -> String {
    let value = words::figure(lang, mean.value, 1);
    match mean.interval {
        Some(it) => format!("{value}\n{}", words::interval(lang, it, 1)),
        None => value,
    }
}

fn compared_row(lang: Lang, row: &ComparedRow) -> RowView {
    let sure = match row.difference {
        // A dash between numbers with signs could be read as a sign.
        Difference::Points { interval, .. } => format!(
            "{} {} {}",
            super::chart::signed(lang, interval.low, 1),
            pick(lang, "til", "to"),
            super::chart::signed(lang, interval.high, 1)
        ),
        Difference::Bound(_) | Difference::Untold => "–".to_owned(),
    };
    RowView {
        name: row.label.clone(),
        cells: vec![
            score(lang, &row.here),
            score(lang, &row.there),
            difference(lang, row.difference),
            sure,
            row.detectable
                .map_or_else(|| "–".to_owned(), |points| lang.number(points, 1)),
        ],
    }
}

/// Groups inside the limits of chance.
pub(super) fn funnel(lang: Lang, number: usize, funnel: &Funnel) -> Plan<'_> {
    let head = vec![
        pick(lang, "Gruppe", "Group"),
        pick(lang, "Svar", "Answers"),
        pick(lang, "Score", "Score"),
        pick(lang, "Placering", "Place"),
    ];
    let outside: Vec<RowView> = funnel
        .points
        .iter()
        .filter(|point| point.place != FunnelPlace::Inside)
        .map(|point| funnel_row(lang, point))
        .collect();
    Plan {
        id: format!("funnel-{number}"),
        title: funnel.scale.clone(),
        base: funnel_base(lang, funnel),
        summary: funnel_in_a_line(lang, funnel),
        caption: funnel_in_a_line(lang, funnel),
        said: Vec::new(),
        apart: (!outside.is_empty()).then(|| Apart {
            label: pick(lang, "Uden for tragten", "Outside of the funnel"),
            all: pick(lang, "Alle grupper", "All groups"),
            head: head.clone(),
            rows: outside,
        }),
        head,
        rows: funnel
            .points
            .iter()
            .map(|point| funnel_row(lang, point))
            .collect(),
        notes: &funnel.notes,
        chart: (!funnel.points.is_empty()).then_some(Chart::Funnel(funnel)),
    }
}

fn funnel_row(lang: Lang, point: &FunnelPoint) -> RowView {
    let name = if point.focus {
        let here = pick(lang, "denne rapport", "this report");
        format!("{} ({here})", point.label)
    } else {
        point.label.clone()
    };
    let place = match point.place {
        FunnelPlace::Inside => pick(lang, "inden for", "inside"),
        FunnelPlace::Unusual => pick(lang, "uden for den inderste", "outside of the inner"),
        FunnelPlace::Rare => pick(lang, "uden for begge", "outside of both"),
    };
    RowView {
        name,
        cells: vec![
            words::figure(lang, point.answers, 0),
            words::figure(lang, point.score, 1),
            place.to_owned(),
        ],
    }
}

fn groups(lang: Lang, count: usize) -> String {
    let unit = match (lang, count) {
        (Lang::Da, 1) => "gruppe",
        (Lang::Da, _) => "grupper",
        (Lang::En, 1) => "group",
        (Lang::En, _) => "groups",
    };
    format!("{} {unit}", lang.count(count))
}

fn funnel_base(lang: Lang, funnel: &Funnel) -> String {
    format!(
        "{} · {} {}",
        groups(lang, funnel.points.len()),
        pick(lang, "alle tilsammen", "all together"),
        lang.number(funnel.centre, 1)
    )
}

fn funnel_in_a_line(lang: Lang, funnel: &Funnel) -> String {
    let count = |place| {
        let points = funnel.points.iter();
        points.filter(|point| point.place == place).count()
    };
    let all = groups(lang, funnel.points.len());
    let rare = count(FunnelPlace::Rare);
    let outside = rare + count(FunnelPlace::Unusual);
    match (lang, outside, rare) {
        (Lang::Da, 0, _) => format!("{all}; ingen ligger uden for den inderste tragt."),
        (Lang::En, 0, _) => format!("{all}; none lies outside of the inner funnel."),
        (Lang::Da, _, 0) => {
            format!(
                "{all}; uden for den inderste tragt ligger {outside}, uden for den yderste ingen."
            )
        }
        (Lang::En, _, 0) => {
            format!("{all}; outside of the inner funnel: {outside}, of the outer one: none.")
        }
        (Lang::Da, ..) => {
            format!(
                "{all}; uden for den inderste tragt ligger {outside}, heraf {rare} også uden for den yderste."
            )
        }
        (Lang::En, ..) => {
            format!(
                "{all}; outside of the inner funnel: {outside}, of which outside of the outer one, too: {rare}."
            )
        }
    }
}

/// What people call important against how it stands.
pub(super) fn priorities(lang: Lang, number: usize, map: &PriorityMap) -> Plan<'_> {
    let rows = map
        .points
        .iter()
        .map(|point| {
            let place = area(map, point).and_then(|at| areas(lang).get(at).copied());
            let untold = if point.score.interval.is_some() {
                pick(
                    lang,
                    "kan ikke siges: usikkerheden når ud over feltet",
                    "cannot be told: the uncertainty reaches beyond the area",
                )
            } else {
                pick(lang, "kan ikke siges", "cannot be told")
            };
            RowView {
                name: point.label.clone(),
                cells: vec![
                    words::share_in_short(lang, &point.importance, point.base),
                    words::percent_interval(lang, point.importance.interval, 0.0),
                    words::figure(lang, point.score.value, 1),
                    interval(lang, &point.score, 1),
                    place.unwrap_or(untold).to_lowercase(),
                ],
            }
        })
        .collect();
    let share = words::percent(lang, Figure::Exact(map.middle_share));
    let middle = lang.number(map.middle_score, 1);
    let divided = match lang {
        Lang::Da => format!("kortet er delt ved {share} og ved scoren {middle}"),
        Lang::En => format!("the map is divided at {share} and at a score of {middle}"),
    };
    Plan {
        id: format!("priorities-{number}"),
        title: pick(lang, "Vigtighed og score", "Importance and score").to_owned(),
        base: format!("{} · {divided}", quoted(lang, &map.question)),
        caption: priorities_in_a_line(lang, map, |said| the_first(lang, said)),
        summary: priorities_in_a_line(lang, map, |said| said.join(" · ")),
        said: Vec::new(),
        apart: None,
        head: vec![
            pick(lang, "Skala", "Scale"),
            pick(lang, "Blandt de vigtigste", "Among the most important"),
            pick(lang, "Usikkerhed", "Uncertainty"),
            pick(lang, "Score", "Score"),
            pick(lang, "Usikkerhed", "Uncertainty"),
            pick(lang, "Felt", "Area"),
        ],
        rows,
        notes: &map.notes,
        chart: (!map.points.is_empty()).then_some(Chart::Priorities(map)),
    }
}

fn priorities_in_a_line(
    lang: Lang,
    map: &PriorityMap,
    line: impl Fn(&[String]) -> String,
) -> String {
    let sure: Vec<String> = map
        .points
        .iter()
        .filter_map(|point| {
            let name = areas(lang).get(area(map, point)?)?.to_lowercase();
            Some(format!("{} ({name})", point.label))
        })
        .collect();
    if sure.is_empty() {
        let none = pick(
            lang,
            "Ingen skala holder sig med begge usikkerheder inden for ét felt.",
            "No scale stays inside one area with both of its uncertainties.",
        );
        return none.to_owned();
    }
    let lead = pick(
        lang,
        "Med begge usikkerheder inden for ét felt",
        "Inside one area with both uncertainties",
    );
    format!("{lead}: {}.", line(&sure))
}
