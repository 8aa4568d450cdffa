//! From blocks to tables: scores, ratings, choices and rankings.

use super::table::{Key, Plot, Row, Shape, Sheet, Table, Unit, Value, runs};
use super::{standing, wording};
use crate::base::Lang;
use crate::report::model::{
    Chapter, Figure, Finding, Mean, NoAnswer, Proportion, Question, ScoreRow,
};
use crate::report::words::{exact, pick};
use crate::report::{Block, Report};

/// Every block of a report, in its order.
pub(super) fn sheets(report: &Report) -> Vec<Sheet> {
    let lang = report.lang();
    report
        .blocks()
        .iter()
        .map(|block| sheet(lang, block))
        .collect()
}

fn sheet(lang: Lang, block: &Block) -> Sheet {
    match block {
        Block::Scores { rows, whole } => scores(lang, rows, whole.as_deref()),
        Block::Rankings(chapter) => rankings(lang, chapter),
        Block::Ratings(chapter) => ratings(lang, chapter),
        Block::Choices(chapter) => choices(lang, chapter),
        Block::Change(comparison) | Block::Standing(comparison) => {
            standing::comparison(lang, comparison)
        }
        Block::HeatMap(map) => standing::heat_map(lang, map),
        Block::Funnel(funnel) => standing::funnel(lang, funnel),
        Block::Priorities(map) => standing::priorities(lang, map),
        words => wording::sheet(lang, words),
    }
}

/// Heading of a column of answers.
fn answers(lang: Lang) -> &'static str {
    pick(lang, "Svar", "Answers")
}

/// A figure with its interval.
pub(super) fn spread(mean: &Mean) -> Value {
    Value::Spread(mean.value, mean.interval)
}

fn share(proportion: &Proportion) -> Value {
    Value::Spread(proportion.share, Some(proportion.interval))
}

fn not_shown(lang: Lang) -> Value {
    Value::Hidden(pick(lang, "vises ikke her", "not shown here").to_owned())
}

fn scores(lang: Lang, rows: &[ScoreRow], whole: Option<&str>) -> Sheet {
    let mut measures = vec![
        (pick(lang, "Score", "Score"), Shape::Spread(Unit::Points(1))),
        (answers(lang), Shape::Figure(Unit::Number)),
        (
            pick(lang, "Spørgsmål med tal", "Questions with figures"),
            Shape::Number(Unit::Number),
        ),
        (
            pick(lang, "Spørgsmål i skalaen", "Questions of the scale"),
            Shape::Number(Unit::Number),
        ),
    ];
    measures.extend(whole.map(|whole| (whole, Shape::Figure(Unit::Points(1)))));
    let mut table = Table::new(vec![(Key::Subject, pick(lang, "Skala", "Scale"))], measures);
    for row in rows {
        let mut values = vec![
            spread(&row.mean),
            Value::Figure(row.base),
            Value::Number(f64::from(row.items.0)),
            Value::Number(f64::from(row.items.1)),
        ];
        if whole.is_some() {
            values.push(row.whole.map_or_else(|| not_shown(lang), Value::Figure));
        }
        table.push(vec![row.label.clone()], values);
    }
    let title = pick(lang, "Skalaer, 0–100", "Scales, 0–100").to_owned();
    // A scale that the whole does not show would stand there as a bar of no length.
    let all = rows.iter().all(|row| row.whole.is_some());
    table.plots.push(Plot::Bars {
        title,
        measure: 0,
        beside: (whole.is_some() && all).then_some(4),
        label: 0,
        rows: 0..rows.len(),
        end: Some(100.0),
    });
    Sheet {
        kind: "scores",
        name: pick(lang, "Skalaer", "Scales").to_owned(),
        notes: vec![pick(lang, "100 er bedst.", "100 is best.").to_owned()],
        tables: vec![table],
    }
}

/// The columns that name a question.
fn question_keys(lang: Lang) -> Vec<(Key, &'static str)> {
    vec![
        (Key::Code, pick(lang, "Nr.", "No.")),
        (Key::Subject, pick(lang, "Spørgsmål", "Question")),
        (Key::Asked, pick(lang, "Stillet til", "Put to")),
    ]
}

fn named(lang: Lang, question: &Question) -> Vec<String> {
    let asked = match (&question.asked_of, lang) {
        (Some(asked), Lang::Da) => format!("dem, der {asked}"),
        (Some(asked), Lang::En) => format!("those who {asked}"),
        (None, _) => pick(lang, "alle", "everybody").to_owned(),
    };
    vec![question.id.clone(), question.text.clone(), asked]
}

/// Columns for those who were asked and are not in the base.
fn silent_measures(lang: Lang) -> [(&'static str, Shape); 4] {
    let shape = Shape::Number(Unit::Number);
    [
        (
            pick(
                lang,
                "Ved ikke / ikke relevant",
                "Don't know / not relevant",
            ),
            shape,
        ),
        (
            pick(lang, "Ønsker ikke at svare", "Prefer not to answer"),
            shape,
        ),
        (pick(lang, "Ubesvaret", "Left empty"), shape),
        (pick(lang, "Ikke stillet", "Not asked"), shape),
    ]
}

fn silent(lang: Lang, none: Option<NoAnswer>) -> Vec<Value> {
    match none {
        Some(none) => [
            none.dont_know,
            none.refused,
            none.unanswered,
            none.not_asked,
        ]
        .map(|count| Value::Number(f64::from(count)))
        .into(),
        None => (0..4).map(|_| not_shown(lang)).collect(),
    }
}

/// Where the shares of a rating stand among its measures: favourable, neutral, unfavourable.
const RATED: [usize; 3] = [2, 4, 6];
/// Where its mean stands.
const MEAN: usize = 7;

/// Decimals that the means of a section carry.
fn decimals(chapter: &Chapter) -> usize {
    let each = chapter
        .questions
        .iter()
        .map(|question| match question.finding {
            Finding::Rating { decimals, .. } => decimals,
            _ => 1,
        });
    each.max().unwrap_or(1)
}

fn ratings(lang: Lang, chapter: &Chapter) -> Sheet {
    let count = Shape::Figure(Unit::Number);
    let part = Shape::Spread(Unit::Share);
    let mut measures = vec![
        (answers(lang), count),
        (pick(lang, "Positive, antal", "Favourable, number"), count),
        (pick(lang, "Positive, andel", "Favourable, share"), part),
        (pick(lang, "Neutrale, antal", "Neutral, number"), count),
        (pick(lang, "Neutrale, andel", "Neutral, share"), part),
        (pick(lang, "Negative, antal", "Unfavourable, number"), count),
        (pick(lang, "Negative, andel", "Unfavourable, share"), part),
        (
            pick(lang, "Gennemsnit", "Mean"),
            Shape::Spread(Unit::Points(decimals(chapter))),
        ),
        (pick(lang, "Svarskala", "Scale of answers"), Shape::Words),
    ];
    measures.extend(silent_measures(lang));
    let mut table = Table::new(question_keys(lang), measures);
    for question in &chapter.questions {
        table.rows.extend(rating(lang, question).map(|values| Row {
            keys: named(lang, question),
            values,
        }));
    }
    let told = |row: &Row, at: usize| matches!(row.values.get(at), Some(Value::Spread(..)));
    for rows in runs(&table.rows, |row| told(row, RATED[2])) {
        table.plots.push(Plot::Stacked {
            title: chapter.title.clone(),
            measures: [RATED[2], RATED[1], RATED[0]],
            label: 1,
            rows,
        });
    }
    for rows in runs(&table.rows, |row| !told(row, RATED[2])) {
        table.plots.push(Plot::Bars {
            title: format!("{}: {}", chapter.title, pick(lang, "gennemsnit", "means")),
            measure: MEAN,
            beside: None,
            label: 1,
            rows,
            end: None,
        });
    }
    Sheet {
        kind: "ratings",
        name: chapter.title.clone(),
        notes: vec![
            pick(
                lang,
                "Positive, neutrale og negative er talt efter, hvad der er godt at svare; gennemsnittet er af svarene, som de blev givet.",
                "Favourable, neutral and unfavourable are counted by what is good to answer; the mean is of the answers as they were given.",
            )
            .to_owned(),
        ],
        tables: vec![table],
    }
}

fn rating(lang: Lang, question: &Question) -> Option<Vec<Value>> {
    let Finding::Rating {
        points,
        ends,
        reverse,
        mean,
        unfavourable,
        neutral,
        favourable,
        ..
    } = &question.finding
    else {
        return None;
    };
    // A share of a number of answers that is a bound would pretend, unless it is a bound itself beside the other classes.
    let known = exact(question.base) || unfavourable.is_some();
    let small = pick(
        lang,
        "vises ikke i en lille gruppe",
        "not shown in a small group",
    );
    let undo = pick(
        lang,
        "vises ikke: de andre tal er grænser",
        "not shown: the other figures are bounds",
    );
    let class = |proportion: Option<&Proportion>, why: &str| match proportion {
        Some(proportion) => [
            Value::Figure(proportion.count),
            if known {
                share(proportion)
            } else {
                let words = pick(lang, "kun som antal", "as a number only");
                Value::Within(words.to_owned(), proportion.interval)
            },
        ],
        None => [Value::Hidden(why.to_owned()), Value::Hidden(why.to_owned())],
    };
    let without = if unfavourable.is_some() { undo } else { small };
    let mut values = vec![Value::Figure(question.base)];
    values.extend(class(Some(favourable), small));
    values.extend(class(neutral.as_ref(), without));
    values.extend(class(unfavourable.as_ref(), small));
    values.push(spread(mean));
    let low = if *reverse {
        pick(lang, "; lavt er godt", "; low is good")
    } else {
        ""
    };
    values.push(Value::Words(format!(
        "1 = {}, {points} = {}{low}",
        ends.0, ends.1
    )));
    values.extend(silent(lang, question.no_answer));
    Some(values)
}

fn choices(lang: Lang, chapter: &Chapter) -> Sheet {
    let mut keys = question_keys(lang);
    keys.push((Key::Choice, pick(lang, "Svarmulighed", "Option")));
    let mut measures = vec![
        (answers(lang), Shape::Figure(Unit::Number)),
        (pick(lang, "Antal", "Number"), Shape::Figure(Unit::Number)),
        (pick(lang, "Andel", "Share"), Shape::Spread(Unit::Share)),
        (
            pick(lang, "Gennemsnit", "Mean"),
            Shape::Spread(Unit::Points(2)),
        ),
        (
            pick(lang, "Spredning", "Spread"),
            Shape::Number(Unit::Points(2)),
        ),
    ];
    measures.extend(silent_measures(lang));
    let mut table = Table::new(keys, measures);
    for question in &chapter.questions {
        let start = table.rows.len();
        let mut push = |choice: &str, told: [Value; 4]| {
            let mut keys = named(lang, question);
            keys.push(choice.to_owned());
            let mut values = vec![Value::Figure(question.base)];
            values.extend(told);
            values.extend(silent(lang, question.no_answer));
            table.push(keys, values);
        };
        let mut count = |label: &str, proportion: &Proportion| {
            let counted = Value::Figure(proportion.count);
            push(
                label,
                [counted, share(proportion), Value::Blank, Value::Blank],
            );
        };
        match &question.finding {
            Finding::Options(options) => {
                for option in options {
                    count(&option.label, &option.chosen);
                }
            }
            Finding::Recommendation {
                detractors,
                passives,
                promoters,
                score,
            } => {
                count("9–10", promoters);
                count("7–8", passives);
                count("0–6", detractors);
                let net = pick(
                    lang,
                    "9–10 minus 0–6, procentpoint",
                    "9–10 minus 0–6, percentage points",
                );
                let told = score.as_ref().map_or_else(|| not_shown(lang), spread);
                push(net, [Value::Blank, Value::Blank, told, Value::Blank]);
            }
            Finding::Number { mean, sd } => {
                let all = pick(lang, "Alle tal", "All numbers");
                push(
                    all,
                    [Value::Blank, Value::Blank, spread(mean), Value::Number(*sd)],
                );
            }
            Finding::Rating { .. } | Finding::Ranking(_) => {}
        }
        let counted = table.rows.get(start..).map_or(0, |rows| {
            let has = |row: &&Row| matches!(row.values.get(2), Some(Value::Spread(..)));
            rows.iter().take_while(has).count()
        });
        if counted > 0 {
            table.plots.push(Plot::Bars {
                title: question.text.clone(),
                measure: 2,
                beside: None,
                label: 3,
                rows: start..start + counted,
                end: None,
            });
        }
    }
    Sheet {
        kind: "choices",
        name: chapter.title.clone(),
        notes: Vec::new(),
        tables: vec![table],
    }
}

fn rankings(lang: Lang, chapter: &Chapter) -> Sheet {
    let tables = chapter
        .questions
        .iter()
        .filter_map(|question| ranking(lang, question))
        .collect();
    Sheet {
        kind: "rankings",
        name: chapter.title.clone(),
        notes: Vec::new(),
        tables,
    }
}

fn ranking(lang: Lang, question: &Question) -> Option<Table> {
    let Finding::Ranking(options) = &question.finding else {
        return None;
    };
    let places: Vec<String> = (1..=options.first()?.places.len())
        .map(|place| match lang {
            Lang::Da => format!("{place}. plads"),
            Lang::En => format!("Place {place}"),
        })
        .collect();
    let mut keys = question_keys(lang);
    keys.push((Key::Choice, pick(lang, "Svarmulighed", "Option")));
    let count = Shape::Figure(Unit::Number);
    let mut measures = vec![(answers(lang), count)];
    measures.extend(places.iter().map(|place| (place.as_str(), count)));
    measures.push((pick(lang, "I alt", "In all"), count));
    measures.push((
        pick(lang, "I alt, andel", "In all, share"),
        Shape::Spread(Unit::Share),
    ));
    measures.extend(silent_measures(lang));
    let mut table = Table::new(keys, measures);
    for option in options {
        let mut keys = named(lang, question);
        keys.push(option.label.clone());
        let mut values = vec![Value::Figure(question.base)];
        let put = |figure: &Figure| Value::Figure(*figure);
        values.extend(option.places.iter().map(put));
        values.extend([Value::Figure(option.top.count), share(&option.top)]);
        values.extend(silent(lang, question.no_answer));
        table.push(keys, values);
    }
    table.plots.push(Plot::Bars {
        title: question.text.clone(),
        measure: places.len() + 2,
        beside: None,
        label: 3,
        rows: 0..options.len(),
        end: None,
    });
    Some(table)
}
