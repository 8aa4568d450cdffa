//! Every sentence on a network, and every shade, holds against the release and against the answers themselves. What is expected is worked out
//! here, by other means than the engine's.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pejling::base::{Entropy, Lang};
use pejling::disclosure::document::{
    Cell, Figure, Figures, Interval, Proportion, ReleaseDocument, Shown, Subject,
};
use pejling::instrument::{Item, RawAnswer, RawAnswers, built_in};
use pejling::report::overview::{HeatCell, Shade};
use pejling::report::{Audience, Block};

use super::fielded::{Fielded, report};

/// The six networks of Aalborg's pilot: invited and answered, as the demonstration has them.
const PILOT: [(u32, usize); 6] = [(7, 6), (6, 6), (7, 6), (6, 4), (7, 7), (6, 5)];

fn pilot() -> Fielded {
    let (_, source) = built_in()
        .iter()
        .find(|(name, _)| *name == "laeringsrum.toml")
        .unwrap();
    // The first network is content and the third is not, so that something stands out.
    let attitudes = [85, 55, 30, 50, 60, 45];
    let mut entropy = Entropy::seeded(2010);
    Fielded::new(source, &PILOT, |instrument, network| {
        let mut raw = RawAnswers::new();
        for item in instrument.items() {
            if item.points() == Some(5) && item.piping.is_none() {
                let drawn = (0..4)
                    .filter(|_| entropy.below(100) < attitudes[network])
                    .count();
                let point = if item.reverse { 5 - drawn } else { 1 + drawn };
                raw.insert(
                    item.id.clone(),
                    RawAnswer::Number(i64::try_from(point).unwrap()),
                );
            }
        }
        raw
    })
}

fn cell<'a>(document: &'a ReleaseDocument, about: &Subject, group: &str) -> Option<&'a Cell> {
    let table = document.tables.iter().find(|table| table.about == *about)?;
    table.cells.iter().find(|cell| cell.group == group)
}

/// The words between two others.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from} in {text}"))
        .1;
    rest.split_once(to)
        .unwrap_or_else(|| panic!("no {to} in {text}"))
        .0
}

/// A figure as Danish writes it, read back.
fn figure_of(words: &str) -> Figure {
    let number = |text: &str| text.replace(',', ".").parse::<f64>().unwrap();
    if let Some(rest) = words.strip_prefix("mindst ") {
        Figure::AtLeast(number(rest))
    } else if let Some(rest) = words.strip_prefix("højst ") {
        Figure::AtMost(number(rest))
    } else {
        Figure::Exact(number(words))
    }
}

fn same(said: Figure, shown: Figure, half_unit: f64) -> bool {
    match (said, shown) {
        (Figure::Exact(a), Figure::Exact(b))
        | (Figure::AtLeast(a), Figure::AtLeast(b))
        | (Figure::AtMost(a), Figure::AtMost(b)) => (a - b).abs() <= half_unit + 1e-9,
        _ => false,
    }
}

/// Whether a figure is true of what it stands for.
fn true_of(figure: Figure, truth: f64, rounding: f64) -> bool {
    match figure {
        Figure::Exact(x) => (x - truth).abs() <= rounding + 1e-9,
        Figure::AtLeast(x) => truth >= x - 1e-9,
        Figure::AtMost(x) => truth <= x + 1e-9,
    }
}

fn assert_interval(said: &str, shown: Interval, factor: f64, half_unit: f64) {
    let (low, high) = said.split_once('–').unwrap();
    let number = |text: &str| text.replace(',', ".").parse::<f64>().unwrap();
    for (said, shown) in [(number(low), shown.low), (number(high), shown.high)] {
        assert!(
            (said - factor * shown).abs() <= half_unit + 1e-9,
            "{said} {shown}"
        );
    }
}

/// A sentence on a rating: who, how many, of how many, what they say, and how sure it is.
fn check_sentence(fielded: &Fielded, document: &ReleaseDocument, network: usize, sentence: &str) {
    let code = format!("n{network}", network = network - 1);
    let count = between(sentence, "", " af de ").to_lowercase();
    let of: f64 = between(sentence, " af de ", ", der har svaret,")
        .parse()
        .unwrap();
    let text = between(sentence, ": »", "«. ");
    let facts = &fielded.tree.groups()[network].facts;
    let asked = |item: &&Item| item.text_for(facts).da == text;
    let item = fielded.instrument.items().iter().find(asked).unwrap();
    let cell = cell(document, &Subject::Item(item.id.clone()), &code).unwrap();
    let (Shown::Shown(base), Shown::Shown(Figures::Small { favourable, .. })) =
        (&cell.base, &cell.figures)
    else {
        panic!("{cell:?}")
    };
    let Proportion {
        count: shown,
        interval,
        ..
    } = favourable;
    assert!(same(figure_of(&count), *shown, 0.0), "{sentence}");
    assert!(same(Figure::AtMost(of), *base, 0.0), "{sentence}");
    let sure = between(sentence, "Usikkerheden er ", "\u{a0}%.");
    assert_interval(sure, *interval, 100.0, 0.5);
    // Against the answers: of those who answered, so many chose one of the two favourable points.
    let points = fielded.points(network, &item.id);
    let agree = |point: &&f64| {
        if item.reverse {
            **point <= 2.0
        } else {
            **point >= 4.0
        }
    };
    assert_eq!(
        sentence.contains(" er uenige i:"),
        item.reverse,
        "{sentence}"
    );
    assert!(
        true_of(*shown, points.iter().filter(agree).count() as f64, 0.0),
        "{sentence}"
    );
    assert!(points.len() as f64 <= of, "{sentence}");
}

/// Score, spread and answers of the whole.
fn whole(document: &ReleaseDocument, scale: &str) -> Option<(f64, f64)> {
    match &cell(document, &Subject::Scale(scale.to_owned()), "alle")?.figures {
        Shown::Shown(Figures::Score { mean, sd, .. }) => match (mean.value, sd) {
            (Figure::Exact(value), Some(sd)) => Some((value, *sd)),
            _ => None,
        },
        _ => None,
    }
}

/// A group's displayed score with its interval and the fewest answers that may stand behind it: five are promised, and no network has ten, from
/// which on more is shown.
fn score(
    document: &ReleaseDocument,
    scale: &str,
    group: &str,
) -> Option<(Figure, Option<Interval>, f64)> {
    let cell = cell(document, &Subject::Scale(scale.to_owned()), group)?;
    match (&cell.base, &cell.figures) {
        (Shown::Shown(base), Shown::Shown(Figures::Score { mean, .. })) => {
            let n = match base {
                Figure::Exact(n) => *n,
                Figure::AtMost(n) => n.min(5.0),
                Figure::AtLeast(_) => panic!("{cell:?}"),
            };
            Some((mean.value, mean.interval, n))
        }
        _ => None,
    }
}

/// How many standard deviations of the posterior lie between the posterior mean and a line, under a normal prior: worked out by precisions.
fn above(line: f64, prior: (f64, f64), value: f64, variance: f64) -> f64 {
    let (data, before) = (1.0 / variance, 1.0 / (prior.1 * prior.1));
    let mean = (data * value + before * prior.0) / (data + before);
    (mean - line) * (data + before).sqrt()
}

/// The 0.8 quantile of the normal distribution.
const SURE: f64 = 0.841_621_233_6;

/// What a displayed score bears against the whole: 1 higher, -1 lower, 0 neither.
fn leaning(document: &ReleaseDocument, scale: &str, group: &str) -> i32 {
    let (Some((mean, sd)), Some((value, _, n))) =
        (whole(document, scale), score(document, scale, group))
    else {
        return 0;
    };
    let (least, most) = match value {
        Figure::Exact(x) => (x, x),
        Figure::AtLeast(x) => (x, 100.0),
        Figure::AtMost(x) => (0.0, x),
    };
    let z = |value| above(mean, (mean, 12.0), value, sd * sd / n);
    i32::from(z(least) >= SURE) - i32::from(z(most) <= -SURE)
}

/// What members really scored on a scale: the mean of its items' means.
fn truth(fielded: &Fielded, network: usize, scale: usize) -> f64 {
    let items = fielded.instrument.items().iter();
    let means: Vec<f64> = items
        .filter(|item| item.scale == Some(scale) && item.points().is_some())
        .map(|item| {
            let points = fielded.points(network, &item.id);
            let mean = points.iter().sum::<f64>() / points.len() as f64;
            let score = 25.0 * (mean - 1.0);
            if item.reverse { 100.0 - score } else { score }
        })
        .collect();
    means.iter().sum::<f64>() / means.len() as f64
}

#[test]
fn every_sentence_on_a_network_of_seven_of_whom_six_answered_is_true() {
    let fielded = pilot();
    let release = fielded.release().unwrap();
    let document = release.document();
    let (mut ratings, mut standing, mut cards, mut problems) = (0, 0, 0, 0);
    for (at, (invited, answered)) in PILOT.iter().enumerate() {
        let (network, code) = (at + 1, format!("n{at}"));
        let shown = &document
            .groups
            .iter()
            .find(|group| group.id == code)
            .unwrap()
            .size;
        if (*invited, *answered) != (7, 6) || !matches!(shown, Shown::Shown(_)) {
            continue;
        }
        let report = report(&fielded, &release, &code, Lang::Da, Audience::Hr);
        for block in report.blocks() {
            match block {
                Block::Cover(facts) => {
                    let answers = facts.iter().find(|(term, _)| term == "Svar").unwrap();
                    assert_eq!(answers.1, "Svarprocent 86\u{a0}% (6 af 7)");
                }
                Block::Sentences(sentences) => {
                    for sentence in sentences {
                        check_sentence(&fielded, document, network, sentence);
                        ratings += 1;
                        // The control: with another number it is caught.
                        let check = |said: String| {
                            let checked = || check_sentence(&fielded, document, network, &said);
                            catch_unwind(AssertUnwindSafe(checked)).is_err()
                        };
                        let (count, rest) = sentence.split_once(" af de ").unwrap();
                        assert!(check(format!("7 af de {rest}")));
                        assert!(check(format!(
                            "{count} af de {}",
                            rest.replacen('6', "5", 1)
                        )));
                        assert!(check(
                            sentence.replace("Usikkerheden er ", "Usikkerheden er 9")
                        ));
                    }
                }
                Block::Points(points) => {
                    for (said, side) in [(&points.strengths, 1), (&points.attention, -1)] {
                        for sentence in said {
                            check_point(&fielded, document, network, sentence, side);
                        }
                        let scales = fielded.instrument.scales().iter();
                        let bearing =
                            scales.filter(|scale| leaning(document, &scale.code, &code) == side);
                        assert_eq!(said.len(), bearing.count().min(3), "{said:?}");
                        standing += said.len();
                    }
                }
                Block::Card(card) => {
                    check_card(&fielded, document, &code, &card.parts);
                    cards += 1;
                }
                Block::Plan(plan) => {
                    let low = " ligger sandsynligvis lavere end i »Gruppe alle«";
                    let begun = plan.rows.iter().filter(|row| !row.is_empty());
                    problems += begun.clone().count();
                    assert!(begun.clone().all(|row| row.ends_with(low)), "{plan:?}");
                }
                _ => {}
            }
        }
    }
    // Both networks have a card, and two sentences but where all questions show the same bound; something stands out on each side.
    assert_eq!((ratings, cards), (3, 2));
    assert!(standing >= 2 && problems >= 1, "{standing} {problems}");
}

fn check_point(
    fielded: &Fielded,
    document: &ReleaseDocument,
    network: usize,
    sentence: &str,
    side: i32,
) {
    let code = format!("n{}", network - 1);
    let label = between(sentence, "»", "« ligger");
    let scales = fielded.instrument.scales();
    let place = scales
        .iter()
        .position(|scale| scale.label.da == label)
        .unwrap();
    let (value, interval, _) = score(document, &scales[place].code, &code).unwrap();
    let (mean, _) = whole(document, &scales[place].code).unwrap();
    let way = if side > 0 { "højere" } else { "lavere" };
    let claim =
        format!("» ligger sandsynligvis {way} end i »Gruppe alle«: ").replacen("» ", "« ", 1);
    assert!(sentence.contains(&claim), "{sentence}");
    let (own, against) = between(sentence, &claim, ". Usikkerheden")
        .split_once(" mod ")
        .unwrap();
    assert!(same(figure_of(own), value, 0.05), "{sentence}");
    assert!(
        same(figure_of(against), Figure::Exact(mean), 0.05),
        "{sentence}"
    );
    let sure = sentence.split_once("Usikkerheden er ").unwrap().1;
    assert_interval(sure.trim_end_matches('.'), interval.unwrap(), 1.0, 0.05);
    assert_eq!(
        leaning(document, &scales[place].code, &code),
        side,
        "{sentence}"
    );
    // Against the answers: item means are shown to a tenth of a point, which is 2.5 of 100.
    assert!(
        true_of(value, truth(fielded, network, place), 1.3),
        "{sentence}"
    );
}

fn check_card(
    fielded: &Fielded,
    document: &ReleaseDocument,
    group: &str,
    parts: &[(String, Vec<String>)],
) {
    let part = |heading: &str| {
        parts
            .iter()
            .find(|(own, _)| own == heading)
            .map(|(_, said)| said.join(" "))
    };
    assert!(
        part("Grundlag")
            .unwrap()
            .starts_with("Tværfagligt netværk, med facilitator. 6 af 7 har svaret."),
        "{parts:?}"
    );
    assert!(
        part("Det ved vi ikke")
            .unwrap()
            .contains("Hvad den ene, der ikke svarede, mener.")
    );
    let (good, low) = (
        part("Ligger noget godt?").unwrap_or_default(),
        part("Ligger noget lavt?").unwrap_or_default(),
    );
    for scale in fielded.instrument.scales() {
        let (Some((_, sd)), Some((value, own, n))) = (
            whole(document, &scale.code),
            score(document, &scale.code, group),
        ) else {
            continue;
        };
        let (least, most) = match value {
            Figure::Exact(x) => (x, x),
            Figure::AtLeast(x) => (x, 100.0),
            Figure::AtMost(x) => (0.0, x),
        };
        let z = |line, value| above(line, (65.0, 12.0), value, sd * sd / n);
        let said = |word: &str| format!("»{}« ligger sandsynligvis {word}.", scale.label.da);
        assert_eq!(
            good.contains(&said("godt")),
            z(55.0, least) >= SURE && own.is_some_and(|own| own.low >= 50.0),
            "{good}"
        );
        assert_eq!(
            low.contains(&said("lavt")),
            z(50.0, most) <= -SURE && own.is_some_and(|own| own.high <= 55.0),
            "{low}"
        );
    }
}

#[test]
fn every_shade_of_the_pilot_is_what_the_figures_bear() {
    let fielded = pilot();
    let release = fielded.release().unwrap();
    let document = release.document();
    let report = report(&fielded, &release, "alle", Lang::Da, Audience::Hr);
    let Some(map) = report.blocks().iter().find_map(|block| match block {
        Block::HeatMap(map) => Some(map),
        _ => None,
    }) else {
        panic!("no heat map")
    };
    let whole = map
        .rows
        .iter()
        .find(|row| row.label == "Gruppe alle")
        .unwrap();
    let references = whole.cells.iter();
    assert!(
        whole.reference
            && references
                .clone()
                .all(|cell| matches!(cell, HeatCell::Reference { .. }))
    );
    let (mut shaded, mut hidden) = (0, 0);
    for row in map.rows.iter().filter(|row| row.label != "Gruppe alle") {
        let group = row.label.trim_start_matches("Gruppe ");
        for (label, cell) in map.scales.iter().zip(&row.cells) {
            let scale = fielded
                .instrument
                .scales()
                .iter()
                .find(|s| s.label.da == *label)
                .unwrap();
            let expected = match leaning(document, &scale.code, group) {
                1 => Shade::ProbablyHigher,
                -1 => Shade::ProbablyLower,
                _ => Shade::Untold,
            };
            match cell {
                HeatCell::Score {
                    score: value,
                    shade,
                } => {
                    assert_eq!(*shade, expected, "{group} {label}");
                    assert_eq!(score(document, &scale.code, group).unwrap().0, *value);
                    shaded += usize::from(*shade != Shade::Untold);
                }
                HeatCell::Reference { .. } => panic!("{group} is held against nothing"),
                HeatCell::Hidden { .. } => {
                    assert!(score(document, &scale.code, group).is_none());
                    hidden += 1;
                }
            }
        }
    }
    assert!(shaded > 0 && hidden > 0, "{shaded} {hidden}");
}
