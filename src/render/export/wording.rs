//! From blocks to tables: what is told in words.

use super::table::{Key, Shape, Sheet, Table, Unit, Value};
use crate::base::Lang;
use crate::report::Block;
use crate::report::model::{GroupRow, Theme, Withheld};
use crate::report::overview::{ActionPlan, DecisionCard, Points};
use crate::report::words::pick;

/// A block without figures of its own; a block with figures becomes a sheet without rows.
pub(super) fn sheet(lang: Lang, block: &Block) -> Sheet {
    match block {
        Block::Cover(terms) => terms_of(lang, "cover", pick(lang, "Om", "About"), terms),
        Block::Method(terms) => terms_of(lang, "method", pick(lang, "Metode", "Method"), terms),
        Block::Explanation(lines) => {
            let name = pick(lang, "Hvorfor ingen tal", "Why no figures");
            lines_of(lang, "explanation", name, lines)
        }
        Block::Sentences(lines) => lines_of(
            lang,
            "sentences",
            pick(lang, "Kort fortalt", "In short"),
            lines,
        ),
        Block::Dialogue(lines) => {
            let name = pick(lang, "Tal om det", "Talk about it");
            lines_of(lang, "dialogue", name, lines)
        }
        Block::Points(points) => standing_out(lang, points),
        Block::Withheld(withheld) => without_figures(lang, withheld),
        Block::Words { themes, notes } => in_their_words(lang, themes, notes),
        Block::Groups(rows) => groups(lang, rows),
        Block::Plan(plan) => action_plan(lang, plan),
        Block::Card(card) => decision(lang, card),
        Block::Scores { .. }
        | Block::Change(_)
        | Block::Standing(_)
        | Block::HeatMap(_)
        | Block::Funnel(_)
        | Block::Priorities(_)
        | Block::Rankings(_)
        | Block::Ratings(_)
        | Block::Choices(_) => lines_of(lang, "figures", "", &[]),
    }
}

fn text(lang: Lang) -> Vec<(&'static str, Shape)> {
    vec![(pick(lang, "Tekst", "Text"), Shape::Words)]
}

fn one(kind: &'static str, name: &str, notes: &[String], table: Table) -> Sheet {
    Sheet {
        kind,
        name: name.to_owned(),
        notes: notes.to_vec(),
        tables: vec![table],
    }
}

/// Lines, each with the words that name it.
fn pairs<'a>(lang: Lang, key: &str, lines: impl IntoIterator<Item = (&'a str, &'a str)>) -> Table {
    let mut table = Table::new(vec![(Key::Subject, key)], text(lang));
    for (term, words) in lines {
        table.push(vec![term.to_owned()], vec![Value::Words(words.to_owned())]);
    }
    table
}

fn terms_of(lang: Lang, kind: &'static str, name: &str, terms: &[(String, String)]) -> Sheet {
    let lines = terms
        .iter()
        .map(|(term, words)| (term.as_str(), words.as_str()));
    one(
        kind,
        name,
        &[],
        pairs(lang, pick(lang, "Emne", "Subject"), lines),
    )
}

fn lines_of(lang: Lang, kind: &'static str, name: &str, lines: &[String]) -> Sheet {
    let mut table = Table::new(Vec::new(), text(lang));
    for line in lines {
        table.push(Vec::new(), vec![Value::Words(line.clone())]);
    }
    one(kind, name, &[], table)
}

fn standing_out(lang: Lang, points: &Points) -> Sheet {
    let higher = pick(lang, "Styrke", "Strength");
    let lower = pick(lang, "Opmærksomhed", "Attention");
    let lines = points.strengths.iter().map(|line| (higher, line.as_str()));
    let lines = lines.chain(points.attention.iter().map(|line| (lower, line.as_str())));
    let table = pairs(lang, pick(lang, "Slags", "Kind"), lines);
    let name = pick(lang, "Det skiller sig ud", "What stands out");
    let notes: Vec<String> = points
        .nothing
        .iter()
        .chain(&points.notes)
        .cloned()
        .collect();
    one("points", name, &notes, table)
}

fn without_figures(lang: Lang, withheld: &[Withheld]) -> Sheet {
    let mut table = Table::new(
        vec![(Key::Subject, pick(lang, "Spørgsmål", "Question"))],
        vec![(pick(lang, "Hvorfor", "Why"), Shape::Words)],
    );
    for Withheld { reason, questions } in withheld {
        for question in questions {
            table.push(vec![question.clone()], vec![Value::Hidden(reason.clone())]);
        }
    }
    let name = pick(lang, "Uden tal her", "Without figures here");
    one("withheld", name, &[], table)
}

fn in_their_words(lang: Lang, themes: &[Theme], notes: &[String]) -> Sheet {
    let questions = themes.iter().flat_map(|theme| &theme.questions);
    let lines = questions.flat_map(|question| {
        let texts = question.texts.iter().chain(&question.left_out);
        texts.map(|words| (question.text.as_str(), words.as_str()))
    });
    let table = pairs(lang, pick(lang, "Spørgsmål", "Question"), lines);
    let name = pick(lang, "Med egne ord", "In their own words");
    one("words", name, notes, table)
}

fn groups(lang: Lang, rows: &[GroupRow]) -> Sheet {
    let mut table = Table::new(
        vec![
            (Key::Code, pick(lang, "Kode", "Code")),
            (Key::Subject, pick(lang, "Gruppe", "Group")),
        ],
        vec![
            (pick(lang, "Niveau", "Level"), Shape::Number(Unit::Number)),
            (
                pick(lang, "Har svaret", "Answered"),
                Shape::Number(Unit::Number),
            ),
            (
                pick(lang, "Inviteret", "Invited"),
                Shape::Number(Unit::Number),
            ),
            (
                pick(lang, "Svarprocent", "Response rate"),
                Shape::Number(Unit::Share),
            ),
            (pick(lang, "Svarene", "The answers"), Shape::Words),
        ],
    );
    for row in rows {
        let mut values = vec![Value::Number(row.depth as f64)];
        values.extend(match row.turnout {
            Some(turnout) => [
                Value::Number(f64::from(turnout.answered)),
                Value::Number(f64::from(turnout.invited)),
                turnout.share.map_or(Value::Blank, Value::Number),
            ],
            // The reason stands once; nothing else is told of the group.
            None => [
                Value::Hidden(row.answers.clone()),
                Value::Blank,
                Value::Blank,
            ],
        });
        values.push(row.counts_in.clone().map_or(Value::Blank, Value::Words));
        table.push(vec![row.code.clone(), row.label.clone()], values);
    }
    one("groups", pick(lang, "Grupperne", "The groups"), &[], table)
}

fn action_plan(lang: Lang, plan: &ActionPlan) -> Sheet {
    let (first, others) = match plan.columns.split_first() {
        Some((first, others)) => (first.as_str(), others),
        None => ("", plan.columns.as_slice()),
    };
    let measures = others.iter().map(|column| (column.as_str(), Shape::Words));
    let mut table = Table::new(vec![(Key::Subject, first)], measures.collect());
    for row in &plan.rows {
        let empty = others.iter().map(|_| Value::Blank);
        table.push(vec![row.clone()], empty.collect());
    }
    let name = pick(lang, "Handlingsplan", "Plan of action");
    one("plan", name, &plan.notes, table)
}

fn decision(lang: Lang, card: &DecisionCard) -> Sheet {
    let lines = card.parts.iter().flat_map(|(heading, sentences)| {
        let lines = sentences.iter();
        lines.map(|line| (heading.as_str(), line.as_str()))
    });
    let table = pairs(lang, pick(lang, "Emne", "Subject"), lines);
    one("card", pick(lang, "Beslutning", "Decision"), &[], table)
}
