//! What figures say besides the picture: base, one-line summary, and the table of all numbers.

use super::figures::{Chart, Plan, RowView};
use crate::base::Lang;
use crate::report::model::{
    Chapter, Figure, Finding, Mean, OptionRow, Proportion, Question, RankedOption, ScoreRow,
};
use crate::report::words::{self, pick, quoted, value};

/// The scales with their scores.
pub(super) fn scores<'a>(lang: Lang, rows: &'a [ScoreRow], whole: Option<&'a str>) -> Plan<'a> {
    let mut head = vec![
        pick(lang, "Skala", "Scale"),
        pick(lang, "Score", "Score"),
        pick(lang, "Usikkerhed", "Uncertainty"),
        pick(lang, "Svar", "Answers"),
        pick(lang, "Spørgsmål", "Questions"),
    ];
    if whole.is_some() {
        head.push(pick(lang, "Alle", "Everybody"));
    }
    let table = rows
        .iter()
        .map(|row| {
            let mut cells = vec![
                words::figure(lang, row.mean.value, 1),
                interval(lang, &row.mean, 1),
                words::figure(lang, row.base, 0),
                words::of(
                    lang,
                    Figure::Exact(f64::from(row.items.0)),
                    Figure::Exact(f64::from(row.items.1)),
                ),
            ];
            if whole.is_some() {
                cells.push(
                    row.whole
                        .map_or_else(|| "–".to_owned(), |whole| words::figure(lang, whole, 1)),
                );
            }
            RowView {
                name: row.label.clone(),
                cells,
            }
        })
        .collect();
    let listed: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row.label, words::figure(lang, row.mean.value, 1)))
        .collect();
    Plan {
        id: "scores".to_owned(),
        title: pick(lang, "Skalaer, 0–100", "Scales, 0–100").to_owned(),
        base: pick(lang, "100 er bedst", "100 is best").to_owned(),
        summary: format!("{}.", listed.join(" · ")),
        caption: format!("{}.", the_first(lang, &listed)),
        said: Vec::new(),
        apart: None,
        head,
        rows: table,
        notes: &[],
        chart: Some(Chart::Scores(rows, whole)),
    }
}

/// The ratings of one section.
pub(super) fn ratings(lang: Lang, number: usize, chapter: &Chapter) -> Plan<'_> {
    let rows = chapter
        .questions
        .iter()
        .filter_map(|question| {
            let Finding::Rating {
                mean,
                decimals,
                unfavourable,
                neutral,
                favourable,
                ..
            } = &question.finding
            else {
                return None;
            };
            let share = |p: Option<&Proportion>| {
                p.map_or_else(|| "–".to_owned(), |p| proportion(lang, p, question.base))
            };
            let decimals = *decimals;
            let mut cells = vec![
                words::figure(lang, question.base, 0),
                share(Some(favourable)),
                share(neutral.as_ref()),
                share(unfavourable.as_ref()),
                format!(
                    "{}\n{}",
                    words::figure(lang, mean.value, decimals),
                    interval(lang, mean, decimals)
                ),
            ];
            cells.push(question.no_answer.map_or_else(
                || "–".to_owned(),
                |none| lang.whole(none.dont_know + none.refused + none.unanswered),
            ));
            let name = match (&question.asked_of, lang) {
                (Some(asked), Lang::Da) => format!("{} (kun dem, der {asked})", question.text),
                (Some(asked), Lang::En) => format!("{} (only those who {asked})", question.text),
                (None, _) => question.text.clone(),
            };
            Some(RowView { name, cells })
        })
        .collect();
    let bases = chapter.questions.iter().map(|q| value(q.base));
    let (low, high) = bases.fold((f64::INFINITY, 0.0_f64), |(low, high), n| {
        (low.min(n), high.max(n))
    });
    let base = if (high - low).abs() < 0.5 {
        chapter
            .questions
            .first()
            .map_or_else(String::new, |q| words::base(lang, q.base))
    } else {
        let range = format!("{}–{}", lang.number(low, 0), lang.number(high, 0));
        match lang {
            Lang::Da => format!("{range} svar pr. spørgsmål"),
            Lang::En => format!("{range} answers per question"),
        }
    };
    let said = favourable_shares(lang, chapter);
    let lead = pick(lang, "Positive svar", "Favourable answers");
    let told = |listed: String| format!("{lead}: {listed}.");
    Plan {
        id: format!("ratings-{number}"),
        title: chapter.title.clone(),
        base,
        summary: told(said.join(" · ")),
        caption: told(the_first(lang, &said)),
        said: Vec::new(),
        apart: None,
        head: vec![
            pick(lang, "Spørgsmål", "Question"),
            pick(lang, "Svar", "Answers"),
            pick(lang, "Positive", "Favourable"),
            pick(lang, "Neutrale", "Neutral"),
            pick(lang, "Negative", "Unfavourable"),
            pick(lang, "Gennemsnit", "Mean"),
            pick(lang, "Uden svar", "No answer"),
        ],
        rows,
        notes: &[],
        chart: Some(Chart::Ratings(&chapter.questions)),
    }
}

/// The favourable share of each question, in the order asked, so that it is true without being an argument.
fn favourable_shares(lang: Lang, chapter: &Chapter) -> Vec<String> {
    chapter
        .questions
        .iter()
        .filter_map(|question| match &question.finding {
            Finding::Rating { favourable, .. } => Some(format!(
                "{} {}",
                quoted(lang, &question.text),
                words::share_of(lang, favourable, question.base)
            )),
            _ => None,
        })
        .collect()
}

/// The first three of what a picture shows, and how many more there are: the line below it leads to the table, and does not repeat it.
pub(super) fn the_first(lang: Lang, all: &[String]) -> String {
    const MOST: usize = 3;
    let (shown, more) = all.split_at(all.len().min(MOST));
    let mut line = shown.join(" · ");
    if !more.is_empty() {
        let more = lang.count(more.len());
        line.push_str(pick(lang, " – og ", " – and "));
        line.push_str(&more);
        line.push_str(pick(lang, " til, se tallene", " more, see the figures"));
    }
    line
}

/// One question with its own chart.
pub(super) fn single(lang: Lang, question: &Question) -> Plan<'_> {
    let Told {
        kind,
        head,
        rows,
        summary,
        caption,
    } = match &question.finding {
        Finding::Options(options) => told_options(lang, question.base, options),
        Finding::Ranking(options) => told_ranking(lang, question.base, options),
        Finding::Recommendation {
            detractors,
            passives,
            promoters,
            score,
        } => {
            let parts = [("9–10", promoters), ("7–8", passives), ("0–6", detractors)];
            told_recommendation(lang, question.base, parts, score.as_ref())
        }
        Finding::Number { mean, sd } => told_number(lang, question.base, mean, *sd),
        Finding::Rating { .. } => Told {
            kind: "rating",
            head: Vec::new(),
            rows: Vec::new(),
            summary: String::new(),
            caption: String::new(),
        },
    };
    let drawn = !matches!(
        question.finding,
        Finding::Number { .. } | Finding::Rating { .. }
    );
    Plan {
        id: format!("{kind}-{}", question.id),
        title: question.text.clone(),
        base: format!("{}{}", base_of(lang, question), several(lang, question)),
        caption,
        summary,
        said: Vec::new(),
        apart: None,
        head,
        rows,
        notes: &[],
        chart: drawn.then_some(Chart::Question(question)),
    }
}

/// That the shares add up to more than all, where they are seen to.
fn several(lang: Lang, question: &Question) -> &'static str {
    let Finding::Options(options) = &question.finding else {
        return "";
    };
    let sum: f64 = options
        .iter()
        .map(|row| match row.chosen.count {
            Figure::Exact(count) | Figure::AtLeast(count) => count,
            Figure::AtMost(_) => 0.0,
        })
        .sum();
    let (Figure::Exact(base) | Figure::AtMost(base) | Figure::AtLeast(base)) = question.base;
    if sum > base {
        pick(
            lang,
            " · man kunne vælge flere",
            " · more than one could be chosen",
        )
    } else {
        ""
    }
}

/// What a question's figures say in words and in a table.
struct Told {
    kind: &'static str,
    head: Vec<&'static str>,
    rows: Vec<RowView>,
    summary: String,
    caption: String,
}

/// `688 svar fra dem, der … · 5 svarede »ved ikke« eller slet ikke`
fn base_of(lang: Lang, question: &Question) -> String {
    let mut base = words::base(lang, question.base);
    if let Some(asked) = &question.asked_of {
        base.push_str(pick(lang, " fra dem, der ", " from those who "));
        base.push_str(asked);
    }
    let silent = question
        .no_answer
        .map_or(0, |none| none.dont_know + none.refused + none.unanswered);
    if silent > 0 {
        base.push_str(" · ");
        base.push_str(&lang.whole(silent));
        base.push_str(pick(
            lang,
            " svarede »ved ikke« eller slet ikke",
            " answered “don't know” or not at all",
        ));
    }
    base
}

fn answer_head(lang: Lang) -> Vec<&'static str> {
    vec![
        pick(lang, "Svar", "Answer"),
        pick(lang, "Antal", "Number"),
        pick(lang, "Andel", "Share"),
        pick(lang, "Usikkerhed", "Uncertainty"),
    ]
}

fn row(lang: Lang, base: Figure, name: &str, p: &Proportion) -> RowView {
    RowView {
        name: name.to_owned(),
        cells: vec![
            words::figure(lang, p.count, 0),
            words::share_in_short(lang, p, base),
            words::percent_interval(lang, p.interval, value(base)),
        ],
    }
}

fn told_options(lang: Lang, base: Figure, options: &[OptionRow]) -> Told {
    // In the order offered: which one comes first is told by its interval, not by a line.
    let told = options
        .iter()
        .map(|o| told_share(lang, base, &o.label, &o.chosen));
    let told: Vec<String> = told.collect();
    Told {
        kind: "choices",
        head: answer_head(lang),
        rows: options
            .iter()
            .map(|o| row(lang, base, &o.label, &o.chosen))
            .collect(),
        summary: format!("{}.", told.join(" · ")),
        caption: format!("{}.", the_first(lang, &told)),
    }
}

/// `Ledernetværk: 90 % (688 af 764)`
fn told_share(lang: Lang, base: Figure, label: &str, share: &Proportion) -> String {
    format!("{label}: {}", words::share_of(lang, share, base))
}

fn told_ranking(lang: Lang, base: Figure, options: &[RankedOption]) -> Told {
    const PLACES: [&str; 5] = ["1.", "2.", "3.", "4.", "5."];
    let places = options.first().map_or(0, |o| o.places.len());
    let [answer, _, share, sure] = answer_head(lang)[..] else {
        return Told {
            kind: "ranking",
            head: Vec::new(),
            rows: Vec::new(),
            summary: String::new(),
            caption: String::new(),
        };
    };
    let mut head = vec![answer];
    head.extend(PLACES.iter().take(places));
    head.extend([pick(lang, "I alt", "In all"), share, sure]);
    let rows = options
        .iter()
        .map(|o| {
            let mut view = row(lang, base, &o.label, &o.top);
            let counts = o
                .places
                .iter()
                .take(PLACES.len())
                .map(|n| words::figure(lang, *n, 0));
            view.cells = counts.chain(view.cells).collect();
            view
        })
        .collect();
    let told = options
        .iter()
        .map(|o| told_share(lang, base, &o.label, &o.top));
    let summary = format!("{}.", told.collect::<Vec<_>>().join(" · "));
    let caption = options.first().map_or_else(String::new, |top| {
        let said = words::share_of(lang, &top.top, base);
        let places = words::small_number(lang, places);
        match lang {
            Lang::Da => format!(
                "{}: {said} har det blandt de {places} vigtigste.",
                top.label
            ),
            Lang::En => format!("{}: {said} have it among their top {places}.", top.label),
        }
    });
    Told {
        kind: "ranking",
        head,
        rows,
        summary,
        caption,
    }
}

fn told_recommendation(
    lang: Lang,
    base: Figure,
    parts: [(&str, &Proportion); 3],
    score: Option<&Mean>,
) -> Told {
    let net = score.map_or_else(String::new, |score| {
        let said = format!(
            "{}{}",
            words::figure(lang, score.value, 0),
            bracketed(lang, score, 0)
        );
        match lang {
            Lang::Da => format!(
                " Andelen, der svarer 9–10, minus andelen, der svarer 0–6: {said} procentpoint."
            ),
            Lang::En => format!(
                " The share answering 9–10 minus the share answering 0–6: {said} percentage points."
            ),
        }
    });
    let [(name, first), ..] = parts;
    let told = parts.map(|(name, share)| told_share(lang, base, name, share));
    Told {
        kind: "choices",
        head: answer_head(lang),
        rows: parts
            .iter()
            .map(|(name, p)| row(lang, base, name, p))
            .collect(),
        summary: format!("{}.{net}", told.join(" · ")),
        caption: format!("{}.{net}", told_share(lang, base, name, first)),
    }
}

fn told_number(lang: Lang, base: Figure, mean: &Mean, sd: f64) -> Told {
    let decimals = decimals(base);
    let said = words::figure(lang, mean.value, decimals);
    let name = pick(lang, "Gennemsnit", "Mean");
    let summary = format!("{name} {said}{}.", bracketed(lang, mean, decimals));
    Told {
        kind: "number",
        head: vec![
            pick(lang, "Mål", "Measure"),
            pick(lang, "Tal", "Figure"),
            pick(lang, "Usikkerhed", "Uncertainty"),
            pick(lang, "Spredning", "Spread"),
        ],
        rows: vec![RowView {
            name: name.to_owned(),
            cells: vec![
                said.clone(),
                interval(lang, mean, decimals),
                lang.number(sd, decimals),
            ],
        }],
        caption: summary.clone(),
        summary,
    }
}

/// Means of numbers carry one decimal in groups under 20, two from 20.
fn decimals(base: Figure) -> usize {
    if value(base) < 20.0 { 1 } else { 2 }
}

pub(super) fn interval(lang: Lang, mean: &Mean, decimals: usize) -> String {
    mean.interval
        .map_or_else(|| "–".to_owned(), |it| words::interval(lang, it, decimals))
}

fn bracketed(lang: Lang, mean: &Mean, decimals: usize) -> String {
    mean.interval.map_or_else(String::new, |it| {
        format!(" ({})", words::interval(lang, it, decimals))
    })
}

/// `90 % (619 af 688)`, and its interval on the line below.
fn proportion(lang: Lang, p: &Proportion, base: Figure) -> String {
    let interval = words::percent_interval(lang, p.interval, value(base));
    format!("{}\n{interval}", words::share_of(lang, p, base))
}
