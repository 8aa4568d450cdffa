//! Up to three plain sentences made from the displayed figures, each with its uncertainty.
//!
//! No adjective: what people answered, how many, out of whom, and how sure that is. That one question or option comes first or last is said
//! only where the intervals bear it out; what shows the same figure is told to do so.

use crate::base::Lang;
use crate::disclosure::document::{Figure, Proportion};
use crate::instrument::ItemKind;

use super::compose::Context;
use super::extremes::{self, Displayed, End, Order, apart, rank_of};
use super::findings::{Found, countable, lower_first};
use super::model::{Finding, OptionRow, Question, RankedOption};
use super::words::{self, pick, quoted, value};

/// The rating with the largest favourable share, the one with the smallest, and the first wish; else the first option that was clearly chosen
/// more often than all others of its question.
pub(super) fn sentences(context: &Context<'_>, found: &Found) -> Vec<String> {
    let lang = context.lang;
    let ratings: Vec<Rated<'_>> = found
        .questions
        .iter()
        .filter_map(|(item, question)| match &question.finding {
            Finding::Rating { favourable, .. } => Some(Rated {
                item: *item,
                question,
                favourable,
            }),
            _ => None,
        })
        .collect();
    // Rows about one choice each are no sentence of their own; an order is claimed of them, too.
    let (rows, ratings): (Vec<_>, Vec<_>) = ratings.into_iter().partition(|rated| {
        let item = context.instrument.items().get(rated.item);
        item.is_none_or(|item| item.piping.is_some())
    });
    let mut sentences = ends(context, &ratings, &rows);
    let wish = found
        .questions
        .iter()
        .find_map(|(_, question)| match &question.finding {
            Finding::Ranking(options) => wish(lang, question, options),
            _ => None,
        });
    let choice = || {
        found
            .questions
            .iter()
            .find_map(|(_, question)| match &question.finding {
                Finding::Options(options) => clearly_first(options).map(|row| {
                    let (label, text) = (quoted(lang, &row.label), quoted(lang, &question.text));
                    let head = head(lang, question, &row.chosen);
                    let (middle, to) = answer_verb(lang, words::share_known(question.base));
                    finish(
                        lang,
                        &format!("{head} {middle} {label} {to}: {text}"),
                        &row.chosen,
                        question.base,
                    )
                }),
                _ => None,
            })
    };
    sentences.extend(wish.or_else(choice));
    if sentences.is_empty() {
        sentences.push(
            pick(
                lang,
                "Der er endnu ikke svar nok til at sige noget om de enkelte spørgsmål. Det er også et resultat: tag det op mundtligt.",
                "There are not yet enough answers to say anything about single questions. That is a result too: take it up in conversation.",
            )
            .to_owned(),
        );
    }
    sentences
}

/// The option that was chosen most often, if its interval lies wholly above that of every other one.
fn clearly_first(options: &[OptionRow]) -> Option<&OptionRow> {
    let first = options
        .iter()
        .filter(|row| countable(row.chosen.count))
        .max_by(|a, b| rank_of(&a.chosen).total_cmp(&rank_of(&b.chosen)))?;
    let mut others = options.iter().filter(|row| !std::ptr::eq(*row, first));
    others
        .all(|other| apart(&first.chosen, &other.chosen))
        .then_some(first)
}

/// A rating and its favourable answers.
struct Rated<'a> {
    /// Index of its item.
    item: usize,
    question: &'a Question,
    favourable: &'a Proportion,
}

/// The favourable shares of these ratings, as the sentences show them.
fn displayed<'a>(lang: Lang, ratings: &[Rated<'a>]) -> Vec<Displayed<'a>> {
    let shown = ratings.iter().map(|rated| Displayed {
        proportion: rated.favourable,
        said: words::share_in_short(lang, rated.favourable, rated.question.base),
    });
    shown.collect()
}

/// The ratings with the largest and the smallest favourable share, and what their order bears; one where all show the same.
fn ends(context: &Context<'_>, ratings: &[Rated<'_>], rows: &[Rated<'_>]) -> Vec<String> {
    let lang = context.lang;
    let (displayed, beside) = (displayed(lang, ratings), displayed(lang, rows));
    let of = |end| {
        let (at, order) = extremes::at(end, &displayed, &beside)?;
        let sentence = rating(context, ratings.get(at)?);
        Some((at, order, sentence))
    };
    let (Some((first, upper, high)), Some((last, lower, low))) =
        (of(End::Highest), of(End::Lowest))
    else {
        return Vec::new();
    };
    if first == last {
        // One rating, or several that show the same.
        let others = match upper {
            Order::Shared(_) => extremes::in_words(lang, End::Highest, upper),
            Order::Sure | Order::Near => String::new(),
        };
        return vec![high + &others];
    }
    if (upper, lower) == (Order::Near, Order::Near) {
        return vec![high, low + extremes::near_both(lang)];
    }
    vec![
        high + &extremes::in_words(lang, End::Highest, upper),
        low + &extremes::in_words(lang, End::Lowest, lower),
    ]
}

/// `90 % (619 af 688) af dem, der har prøvet »ledernetværk«,`
fn head(lang: Lang, question: &Question, proportion: &Proportion) -> String {
    let known = words::share_known(question.base);
    let who = match (&question.asked_of, known, lang) {
        (Some(asked), true, Lang::Da) => format!(" af dem, der {asked},"),
        (Some(asked), true, Lang::En) => format!(" of those who {asked}"),
        (None, true, _) => String::new(),
        (_, false, Lang::Da) => ", der har svaret,".to_owned(),
        (_, false, Lang::En) => " who answered".to_owned(),
    };
    let share = if known {
        words::share_of(lang, proportion, question.base)
    } else {
        let count = words::figure(lang, proportion.count, 0);
        let base = lang.number(value(question.base), 0);
        match lang {
            Lang::Da => format!("{count} af de {base}"),
            Lang::En => format!("{count} of the {base}"),
        }
    };
    upper_first(&format!("{share}{who}"))
}

fn rating(context: &Context<'_>, rated: &Rated<'_>) -> String {
    let Rated {
        item,
        question,
        favourable,
    } = *rated;
    let lang = context.lang;
    let says = stance(context, item, words::share_known(question.base));
    let text = quoted(lang, &question.text);
    let head = head(lang, question, favourable);
    finish(
        lang,
        &format!("{head} {says}: {text}"),
        favourable,
        question.base,
    )
}

/// What a favourable answer says: `er enige i`, `svarer »ofte« eller »altid« til`. After `der har svaret`, which stands where the base is
/// not `known`, it is `valgte … ved`.
fn stance(context: &Context<'_>, item: usize, known: bool) -> String {
    let lang = context.lang;
    let (verb, to) = answer_verb(lang, known);
    let Some(item) = context.instrument.items().get(item) else {
        return pick(lang, "svarer positivt til", "answer favourably to").to_owned();
    };
    let ItemKind::Likert { anchors } = &item.kind else {
        return pick(lang, "svarer positivt til", "answer favourably to").to_owned();
    };
    let top = anchors
        .last()
        .map_or("", |anchor| anchor.da.as_str())
        .to_lowercase();
    if top.ends_with("enig") && !top.ends_with("uenig") {
        return match (item.reverse, lang) {
            (false, Lang::Da) => "er enige i",
            (false, Lang::En) => "agree with",
            (true, Lang::Da) => "er uenige i",
            (true, Lang::En) => "disagree with",
        }
        .to_owned();
    }
    let points = anchors.len();
    let favourable: Vec<usize> = if item.reverse {
        (0..points / 2).collect()
    } else {
        (points.div_ceil(2)..points).collect()
    };
    let names: Vec<&str> = favourable
        .iter()
        .filter_map(|at| anchors.get(*at))
        .map(|text| text.get(lang))
        .collect();
    if names.len() == 2 && names.iter().all(|name| !name.is_empty()) {
        let (a, b) = (
            quoted(lang, &lower_first(names[0])),
            quoted(lang, &lower_first(names[1])),
        );
        return match lang {
            Lang::Da => format!("{verb} {a} eller {b} {to}"),
            Lang::En => format!("{verb} {a} or {b} {to}"),
        };
    }
    let (low, high) = (
        favourable.first().map_or(1, |p| p + 1),
        favourable.last().map_or(points, |p| p + 1),
    );
    match lang {
        Lang::Da => format!("{verb} {low}–{high} på en skala fra 1 til {points} {to}"),
        Lang::En => format!("{verb} {low}–{high} on a scale from 1 to {points} {to}"),
    }
}

/// `svarer … til`, or what avoids saying it twice.
fn answer_verb(lang: Lang, known: bool) -> (&'static str, &'static str) {
    match (lang, known) {
        (Lang::Da, true) => ("svarer", "til"),
        (Lang::Da, false) => ("valgte", "ved"),
        (Lang::En, true) => ("answer", "to"),
        (Lang::En, false) => ("chose", "for"),
    }
}

fn wish(lang: Lang, question: &Question, options: &[RankedOption]) -> Option<String> {
    let first = options.first().filter(|first| countable(first.top.count))?;
    let label = quoted(lang, &lower_first(&first.label));
    let head = head(lang, question, &first.top);
    let places = words::small_number(lang, first.places.len());
    let sentence = match lang {
        Lang::Da => format!("{head} har {label} blandt deres {places} vigtigste valg"),
        Lang::En => format!("{head} have {label} among their top {places}"),
    };
    let mut sentence = finish(lang, &sentence, &first.top, question.base);
    let displayed: Vec<Displayed<'_>> = options
        .iter()
        .map(|option| Displayed {
            proportion: &option.top,
            said: words::share_of(lang, &option.top, question.base),
        })
        .collect();
    let others = || options.iter().zip(&displayed).skip(1);
    let same: Vec<String> = others()
        .filter(|(_, one)| {
            displayed
                .first()
                .is_some_and(|first| first.said == one.said)
        })
        .map(|(option, _)| quoted(lang, &lower_first(&option.label)))
        .collect();
    if !same.is_empty() {
        let names = words::listed(lang, &same);
        sentence.push(' ');
        sentence.push_str(&upper_first(&names));
        sentence.push_str(pick(
            lang,
            " er valgt lige så ofte.",
            " was chosen as often.",
        ));
    } else if others().all(|(second, _)| apart(&first.top, &second.top)) {
        sentence.push_str(pick(
            lang,
            " Intet andet er valgt så ofte.",
            " Nothing else was chosen as often.",
        ));
    } else {
        sentence.push_str(extremes::near(lang));
    }
    Some(sentence)
}

fn finish(lang: Lang, sentence: &str, proportion: &Proportion, base: Figure) -> String {
    let interval = words::percent_interval(lang, proportion.interval, value(base));
    let stop = if sentence.ends_with(['?', '.', '!']) {
        ""
    } else {
        "."
    };
    match lang {
        Lang::Da => format!("{sentence}{stop} Usikkerheden er {interval}."),
        Lang::En => format!("{sentence}{stop} The uncertainty is {interval}."),
    }
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
