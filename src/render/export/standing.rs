//! From blocks to tables: comparisons, the heat map, the funnel, the map of priorities.

use super::sheets::spread;
use super::table::{Key, Plot, Shape, Sheet, Table, Unit, Value};
use crate::base::Lang;
use crate::report::model::Figure;
use crate::report::overview::{
    Against, Comparison, Difference, Funnel, FunnelPlace, HeatCell, HeatMap, PriorityMap,
};
use crate::report::words::{pick, quoted};

const POINTS: Unit = Unit::Points(1);

fn scale(lang: Lang) -> Vec<(Key, &'static str)> {
    vec![(Key::Subject, pick(lang, "Skala", "Scale"))]
}

fn group(lang: Lang) -> Vec<(Key, &'static str)> {
    vec![(Key::Subject, pick(lang, "Gruppe", "Group"))]
}

pub(super) fn comparison(lang: Lang, comparison: &Comparison) -> Sheet {
    let (kind, name) = match comparison.against {
        Against::Earlier => ("change", pick(lang, "Siden sidst", "Since last time")),
        Against::Whole => ("whole", pick(lang, "Mod alle", "Against all")),
        Against::Parent => ("parent", pick(lang, "Mod området", "Against the area")),
        Against::Outside => ("outside", pick(lang, "Mod andre", "Against others")),
    };
    let mut table = Table::new(
        scale(lang),
        vec![
            (pick(lang, "Her", "Here"), Shape::Spread(POINTS)),
            (comparison.name.as_str(), Shape::Spread(POINTS)),
            (pick(lang, "Forskel", "Difference"), Shape::Spread(POINTS)),
            (
                pick(
                    lang,
                    "Mindste forskel, der kan ses",
                    "Smallest difference that can be seen",
                ),
                Shape::Number(POINTS),
            ),
            (pick(lang, "Med ord", "In words"), Shape::Words),
        ],
    );
    for row in &comparison.rows {
        let difference = match row.difference {
            Difference::Points { value, interval } => {
                Value::Spread(Figure::Exact(value), Some(interval))
            }
            Difference::Bound(figure) => Value::Figure(figure),
            Difference::Untold => {
                Value::Hidden(pick(lang, "kan ikke siges", "cannot be told").to_owned())
            }
        };
        let detectable = row.detectable.map_or_else(
            || Value::Hidden(pick(lang, "kan ikke siges", "cannot be told").to_owned()),
            Value::Number,
        );
        table.push(
            vec![row.label.clone()],
            vec![
                spread(&row.here),
                spread(&row.there),
                difference,
                detectable,
                Value::Words(row.words.clone()),
            ],
        );
    }
    table.plots.push(Plot::Bars {
        title: name.to_owned(),
        measure: 0,
        beside: Some(1),
        label: 0,
        rows: 0..comparison.rows.len(),
        end: Some(100.0),
    });
    Sheet {
        kind,
        name: name.to_owned(),
        notes: comparison.notes.clone(),
        tables: vec![table],
    }
}

pub(super) fn heat_map(lang: Lang, map: &HeatMap) -> Sheet {
    let mut measures = vec![(pick(lang, "Niveau", "Level"), Shape::Number(Unit::Number))];
    let scales = map.scales.iter();
    measures.extend(scales.map(|scale| (scale.as_str(), Shape::Shaded(POINTS))));
    let mut table = Table::new(group(lang), measures);
    for row in &map.rows {
        let mut values = vec![Value::Number(row.depth as f64)];
        values.extend(row.cells.iter().map(|cell| match cell {
            HeatCell::Score { score, shade } => Value::Shaded(*score, Some(*shade)),
            HeatCell::Reference { score } => Value::Shaded(*score, None),
            HeatCell::Hidden { why, .. } => Value::Hidden(why.clone()),
        }));
        table.push(vec![row.label.clone()], values);
    }
    let mut notes = vec![match lang {
        Lang::Da => format!(
            "Farverne holder grupperne op mod {}.",
            quoted(lang, &map.reference)
        ),
        Lang::En => format!(
            "The shades hold the groups against {}.",
            quoted(lang, &map.reference)
        ),
    }];
    notes.extend(map.notes.iter().cloned());
    Sheet {
        kind: "heat_map",
        name: pick(lang, "Grupper og skalaer", "Groups and scales").to_owned(),
        notes,
        tables: vec![table],
    }
}

pub(super) fn funnel(lang: Lang, funnel: &Funnel) -> Sheet {
    let mut points = Table::new(
        group(lang),
        vec![
            (pick(lang, "Svar", "Answers"), Shape::Figure(Unit::Number)),
            (pick(lang, "Score", "Score"), Shape::Figure(POINTS)),
            (pick(lang, "Ligger", "Lies"), Shape::Words),
        ],
    );
    for point in &funnel.points {
        let place = match point.place {
            FunnelPlace::Inside => pick(lang, "som ventet", "as expected"),
            FunnelPlace::Unusual => pick(lang, "uden for 95 %", "outside 95%"),
            FunnelPlace::Rare => pick(lang, "uden for 99,8 %", "outside 99.8%"),
        };
        points.push(
            vec![point.label.clone()],
            vec![
                Value::Figure(point.answers),
                Value::Figure(point.score),
                Value::Words(place.to_owned()),
            ],
        );
    }
    points.plots.push(Plot::Funnel {
        title: funnel.scale.clone(),
        across: 0,
        up: 1,
        limits: (0, vec![1, 2, 3, 4, 5]),
    });
    let line = Shape::Number(POINTS);
    let mut limits = Table::new(
        vec![(Key::Subject, pick(lang, "Grænser", "Limits"))],
        vec![
            (pick(lang, "Svar", "Answers"), Shape::Number(Unit::Number)),
            (pick(lang, "Alle", "Everybody"), line),
            (pick(lang, "95 %, nedre", "95%, lower"), line),
            (pick(lang, "95 %, øvre", "95%, upper"), line),
            (pick(lang, "99,8 %, nedre", "99.8%, lower"), line),
            (pick(lang, "99,8 %, øvre", "99.8%, upper"), line),
        ],
    );
    for limit in &funnel.limits {
        let numbers = [
            limit.answers,
            funnel.centre,
            limit.usual.low,
            limit.usual.high,
            limit.rare.low,
            limit.rare.high,
        ];
        limits.push(
            vec![pick(lang, "Tilfældets grænser", "Limits of chance").to_owned()],
            numbers.map(Value::Number).into(),
        );
    }
    Sheet {
        kind: "funnel",
        name: match lang {
            Lang::Da => format!("Tragt: {}", funnel.scale),
            Lang::En => format!("Funnel: {}", funnel.scale),
        },
        notes: funnel.notes.clone(),
        tables: vec![points, limits],
    }
}

pub(super) fn priorities(lang: Lang, map: &PriorityMap) -> Sheet {
    let mut table = Table::new(
        scale(lang),
        vec![
            (
                pick(
                    lang,
                    "Peget på som vigtigt, antal",
                    "Called important, number",
                ),
                Shape::Figure(Unit::Number),
            ),
            (
                pick(
                    lang,
                    "Peget på som vigtigt, andel",
                    "Called important, share",
                ),
                Shape::Spread(Unit::Share),
            ),
            (pick(lang, "Score", "Score"), Shape::Spread(POINTS)),
            (pick(lang, "Svar", "Answers"), Shape::Figure(Unit::Number)),
        ],
    );
    for point in &map.points {
        let importance = &point.importance;
        table.push(
            vec![point.label.clone()],
            vec![
                Value::Figure(importance.count),
                Value::Spread(importance.share, Some(importance.interval)),
                spread(&point.score),
                Value::Figure(point.base),
            ],
        );
    }
    table.plots.push(Plot::Cross {
        title: map.question.clone(),
        across: 1,
        up: 2,
        label: 0,
    });
    let mut middle = Table::new(
        vec![(Key::Subject, pick(lang, "Delelinjer", "Dividing lines"))],
        vec![
            (
                pick(
                    lang,
                    "Peget på som vigtigt, andel",
                    "Called important, share",
                ),
                Shape::Number(Unit::Share),
            ),
            (pick(lang, "Score", "Score"), Shape::Number(POINTS)),
        ],
    );
    middle.push(
        vec![pick(lang, "Midten", "The middle").to_owned()],
        vec![
            Value::Number(map.middle_share),
            Value::Number(map.middle_score),
        ],
    );
    Sheet {
        kind: "priorities",
        name: pick(lang, "Vigtigt og godt", "Important and good").to_owned(),
        notes: map.notes.clone(),
        tables: vec![table, middle],
    }
}
