//! Reports through the whole engine: every sentence of a network's report holds against the release and against the answers themselves, and
//! surveys at the edge give a report, or a refusal that says why.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pejling::base::{
    Day, Entropy, Facts, Group, GroupCode, GroupKind, GroupTree, Lang, RowId, SurveyCode, Text,
};
use pejling::disclosure::audit::solver::Microlp;
use pejling::disclosure::document::{
    Cell, Figure, Figures, Interval, Proportion, ReleaseDocument, Shown, Subject, SurveyFacts,
};
use pejling::disclosure::{
    Ledger, Microdata, Policy, Refusal, Release, StoredAnswer, Terms, protect,
};
use pejling::fieldwork::{State, Survey};
use pejling::instrument::{Instrument, RawAnswer, RawAnswers, Template, built_in};
use pejling::render::Renderer;
use pejling::report::overview::{HeatCell, Shade};
use pejling::report::{Audience, Block, Report, compose};

const AUDIENCES: [Audience; 3] = [Audience::Members, Audience::Manager, Audience::Hr];

/// A survey with its answers, each with the place of the network it was given in.
struct Fielded {
    instrument: Instrument,
    tree: GroupTree,
    answers: Vec<(usize, RawAnswers)>,
}

fn group(code: &str, kind: GroupKind, parent: Option<usize>, invited: u32) -> Group {
    Group {
        code: GroupCode::parse(code).unwrap(),
        label: format!("Gruppe {code}"),
        kind,
        parent,
        invited,
        facts: match kind {
            GroupKind::Network => Facts::none()
                .with("facilitator", "yes")
                .with("network_type", "cross"),
            _ => Facts::none(),
        },
    }
}

impl Fielded {
    /// Networks straight under the whole, with invited and answered; `give` answers for each who does.
    fn new(
        source: &str,
        networks: &[(u32, usize)],
        mut give: impl FnMut(&Instrument, usize) -> RawAnswers,
    ) -> Self {
        let instrument = Template::parse(source).unwrap().field(None).unwrap();
        let invited = networks.iter().map(|(invited, _)| invited).sum();
        let mut groups = vec![group("alle", GroupKind::Whole, None, invited)];
        let mut answers = Vec::new();
        for (at, (invited, answered)) in networks.iter().enumerate() {
            let code = format!("n{at}");
            groups.push(group(&code, GroupKind::Network, Some(0), *invited));
            answers.extend((0..*answered).map(|_| (at + 1, give(&instrument, at))));
        }
        Self {
            instrument,
            tree: GroupTree::new(groups).unwrap(),
            answers,
        }
    }

    fn release(&self) -> Result<Release, Refusal> {
        let day = Day::new(2010, 12, 1).unwrap();
        let survey = Survey {
            code: SurveyCode::parse("proeve").unwrap(),
            title: Text::default(),
            sender: Text::default(),
            template: String::new(),
            variant: None,
            instrument: self.instrument.parts().digest,
            policy: "ordinary".into(),
            opens: day,
            closes: day.plus(16),
            state: State::Tallied,
            notes: Vec::new(),
        };
        let mut entropy = Entropy::seeded(1);
        let count = |stratum: usize| {
            self.answers
                .iter()
                .filter(|(own, _)| *own == stratum)
                .count()
        };
        let stored = self.answers.iter().map(|(stratum, raw)| {
            // As the tally folds: too few answers lose their group.
            let folded = if count(*stratum) < 5 { 0 } else { *stratum };
            let own = &self.tree.groups()[folded];
            StoredAnswer {
                id: RowId::random(&mut entropy),
                group: own.code.clone(),
                packed: self.instrument.pack(
                    &self
                        .instrument
                        .validate(&self.tree.groups()[*stratum].facts, raw)
                        .unwrap(),
                ),
            }
        });
        let stored = stored.collect();
        let closed = survey.closed().unwrap();
        let microdata = Microdata::open(&closed, &self.instrument, &self.tree, stored)?;
        let facts = SurveyFacts {
            code: survey.code.to_string(),
            title: Text::new("Prøve", "Trial"),
            template: "proeve".into(),
            variant: None,
            instrument: survey.instrument.to_string(),
            opened: survey.opens.to_string(),
            closed: survey.closes.to_string(),
            notes: Vec::new(),
        };
        let terms = Terms {
            policy: &Policy::named("ordinary").unwrap(),
            day: survey.closes.plus(1),
            solver: &Microlp::default(),
            decoys: [3; 32],
            waves: &[],
        };
        let ledger = &mut Ledger::open(Vec::new()).unwrap();
        protect(
            microdata,
            &self.instrument,
            &self.tree,
            facts,
            &terms,
            ledger,
        )
        .map(|(release, _)| release)
    }

    /// Points from 1 that this network's members gave to an item.
    fn points(&self, network: usize, item: &str) -> Vec<f64> {
        let own = self.answers.iter().filter(|(own, _)| *own == network);
        own.filter_map(|(_, raw)| match raw.get(item) {
            Some(RawAnswer::Number(point)) => Some(*point as f64),
            _ => None,
        })
        .collect()
    }
}

fn report(
    fielded: &Fielded,
    release: &Release,
    group: &str,
    lang: Lang,
    reader: Audience,
) -> Report {
    let code = GroupCode::parse(group).unwrap();
    compose(&fielded.instrument, release, &code, lang, reader).unwrap()
}

/// Every report of a release, for every audience in both languages: nothing in it is no number.
fn sound(fielded: &Fielded, release: &Release) -> Vec<Report> {
    let mut reports = Vec::new();
    for group in &release.document().groups {
        for reader in AUDIENCES {
            for lang in Lang::ALL {
                let report = report(fielded, release, &group.id, lang, reader);
                let said = format!("{report:?}");
                assert!(
                    !said.contains("NaN") && !said.contains("inf"),
                    "{}",
                    group.id
                );
                reports.push(report);
            }
        }
    }
    reports
}

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
    let asked = |item: &&pejling::instrument::Item| item.text_for(facts).da == text;
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

/// A group's displayed score with its base.
fn score(
    document: &ReleaseDocument,
    scale: &str,
    group: &str,
) -> Option<(Figure, Option<Interval>, f64)> {
    let cell = cell(document, &Subject::Scale(scale.to_owned()), group)?;
    match (&cell.base, &cell.figures) {
        (
            Shown::Shown(Figure::Exact(n) | Figure::AtMost(n)),
            Shown::Shown(Figures::Score { mean, .. }),
        ) => Some((mean.value, mean.interval, *n)),
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
    // Both networks have two sentences and a card, and something stands out on each side.
    assert_eq!((ratings, cards), (4, 2));
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
    assert_eq!(
        part("Grundlag").unwrap(),
        "Tværfagligt netværk, med facilitator. 6 af 7 har svaret."
    );
    assert!(
        part("Det ved vi ikke")
            .unwrap()
            .contains("Hvad den ene, der ikke svarede, mener.")
    );
    let (good, low) = (
        part("Det taler for").unwrap(),
        part("Det taler imod").unwrap(),
    );
    for scale in fielded.instrument.scales() {
        let (Some((_, sd)), Some((value, _, n))) = (
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
        let said = |word: &str| format!("»{}« er sandsynligvis {word}.", scale.label.da);
        assert_eq!(
            good.contains(&said("god")),
            z(55.0, least) >= SURE,
            "{good}"
        );
        assert_eq!(low.contains(&said("lav")), z(50.0, most) <= -SURE, "{low}");
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
                HeatCell::Hidden { .. } => {
                    assert!(score(document, &scale.code, group).is_none());
                    hidden += 1;
                }
            }
        }
    }
    assert!(shaded > 0 && hidden > 0, "{shaded} {hidden}");
}

/// A questionnaire of so many ratings on scales of ten; the last is asked only of those who gave the first a 1, and the one before only in
/// networks with a seminar.
fn ratings(count: usize) -> String {
    let mut source = "code = \"proeve\"\nversion = \"1\"\nminutes = 5\ndialogue = [{ da = \"Hvad nu?\", en = \"What now?\" }]\n".to_owned();
    for key in ["title", "purpose", "thanks"] {
        writeln!(source, "{key} = {{ da = \"Prøve\", en = \"Trial\" }}").unwrap();
    }
    for scale in 0..count.div_ceil(10) {
        writeln!(source, "[[scale]]\ncode = \"s{scale}\"\nlabel = {{ da = \"Skala {scale}\", en = \"Scale {scale}\" }}\ndialogue = [{{ da = \"Hvad om {scale}?\", en = \"What of {scale}?\" }}]").unwrap();
    }
    source.push_str(
        "[[fact]]\nname = \"seminar\"\nlabel = { da = \"Seminar?\", en = \"Seminar?\" }\n",
    );
    source.push_str("[[section]]\ntitle = { da = \"Side\", en = \"Page\" }\n");
    for item in 0..count {
        writeln!(source, "[[section.item]]\nid = \"A{item}\"\ntype = \"likert5\"\nanchors = \"agree\"\nscale = \"s{}\"\ntext = {{ da = \"Udsagn {item}\", en = \"Statement {item}\" }}", item / 10).unwrap();
        if item + 1 == count {
            source.push_str("route = \"A0 <= 1\"\n");
        } else if item + 2 == count {
            source.push_str("route = \"@seminar\"\n");
        }
    }
    source
}

fn given(instrument: &Instrument, mut point: impl FnMut(usize) -> i64) -> RawAnswers {
    let mut raw = RawAnswers::new();
    let asked = instrument.items().len() - 2;
    for item in 0..asked {
        raw.insert(format!("A{item}"), RawAnswer::Number(point(item)));
    }
    raw
}

fn has(report: &Report, which: fn(&Block) -> bool) -> bool {
    report.blocks().iter().any(which)
}

fn is_figures(block: &Block) -> bool {
    matches!(
        block,
        Block::Scores { .. }
            | Block::Ratings(_)
            | Block::Points(_)
            | Block::HeatMap(_)
            | Block::Funnel(_)
            | Block::Plan(_)
    )
}

#[test]
fn a_survey_with_no_answer_or_one_is_refused_and_the_refusal_explains_itself() {
    let of = |answered| {
        Fielded::new(&ratings(4), &[(7, answered), (7, 0)], |instrument, _| {
            given(instrument, |_| 4)
        })
    };
    for answered in [0, 1, 4] {
        let refused = of(answered).release().unwrap_err();
        assert_eq!(refused, Refusal::TooFewAnswers { minimum: 5 });
        let said = refused.to_string();
        assert!(
            said.contains("field it again, or for more people"),
            "{said}"
        );
    }
    // Five answers of one network alone: the whole is shown, and everything explains itself.
    let fielded = of(5);
    let release = fielded.release().unwrap();
    for report in sound(&fielded, &release) {
        let shown = has(&report, is_figures);
        let explained = has(&report, |block| matches!(block, Block::Explanation(_)));
        assert!(shown != explained, "{report:?}");
    }
}

#[test]
fn answers_that_are_all_the_same_give_bounds_and_no_certainty() {
    let networks = [(8, 6); 6];
    let fielded = Fielded::new(&ratings(11), &networks, |instrument, _| {
        given(instrument, |_| 5)
    });
    let release = fielded.release().unwrap();
    let reports = sound(&fielded, &release);
    let all = reports
        .iter()
        .filter(|report| report.group() == "Gruppe alle");
    for report in all {
        let said = format!("{report:?}");
        assert!(said.contains("indst") || said.contains("t least"), "{said}");
        // Nobody may be told apart where nobody differs.
        assert!(!has(report, |block| matches!(block, Block::Funnel(_))));
        for block in report.blocks() {
            if let Block::HeatMap(map) = block {
                let shaded = map.rows.iter().flat_map(|row| &row.cells).any(
                    |cell| matches!(cell, HeatCell::Score { shade, .. } if *shade != Shade::Untold),
                );
                assert!(!shaded);
            }
            if let Block::Points(points) = block {
                assert!(
                    points.strengths.is_empty() && points.attention.is_empty(),
                    "{points:?}"
                );
                assert!(points.notes.len() == 2, "{points:?}");
            }
        }
    }
    assert!(
        reports
            .iter()
            .any(|report| has(report, |b| matches!(b, Block::Points(_))))
    );
}

#[test]
fn a_question_that_nobody_was_asked_stands_with_that_reason() {
    let fielded = Fielded::new(
        &ratings(4),
        &[(9, 8), (9, 8), (9, 8)],
        |instrument, network| {
            given(instrument, |item| {
                3 + i64::try_from((item + network) % 3).unwrap()
            })
        },
    );
    let release = fielded.release().unwrap();
    let report = report(&fielded, &release, "alle", Lang::Da, Audience::Hr);
    let asked = |text: &str| {
        report.blocks().iter().any(|block| match block {
            Block::Ratings(chapter) => chapter.questions.iter().any(|q| q.text == text),
            _ => false,
        })
    };
    assert!(asked("Udsagn 1") && !asked("Udsagn 2") && !asked("Udsagn 3"));
    let reason = |text: &str| -> String {
        let withheld = report.blocks().iter().find_map(|block| match block {
            Block::Withheld(reasons) => reasons.iter().find(|one| one.questions == [text]),
            _ => None,
        });
        withheld.unwrap().reason.clone()
    };
    // Known beforehand, it is said. That nobody gave the answer that leads to a question is an answer, and is not.
    assert!(reason("Udsagn 2").starts_with("Ikke stillet"));
    assert!(reason("Udsagn 3").starts_with("For få svar"));
    sound(&fielded, &release);
}

#[test]
fn more_than_two_hundred_questions_are_refused_with_the_reason() {
    let faults = Template::parse(&ratings(201)).unwrap_err();
    assert!(
        faults[0].to_string().contains("more than 200 items"),
        "{faults:?}"
    );
}

#[test]
fn two_hundred_questions_are_a_report_that_names_three_at_most() {
    let mut entropy = Entropy::seeded(3);
    let fielded = Fielded::new(&ratings(200), &[(9, 8); 5], |instrument, network| {
        // The first network is content with everything.
        let least = if network == 0 { 3 } else { 1 };
        given(instrument, |_| {
            least + i64::try_from(entropy.below(3)).unwrap()
        })
    });
    let release = fielded.release().unwrap();
    let reports = sound(&fielded, &release);
    let mut named = 0;
    for report in &reports {
        for block in report.blocks() {
            match block {
                Block::Points(points) => {
                    assert!(points.strengths.len() <= 3 && points.attention.len() <= 3);
                    named = named.max(points.strengths.len());
                }
                Block::Plan(plan) => assert_eq!(plan.rows.len(), 4),
                Block::Dialogue(questions) => assert!((2..=5).contains(&questions.len())),
                Block::Sentences(sentences) => assert!((1..=3).contains(&sentences.len())),
                _ => {}
            }
        }
    }
    assert_eq!(named, 3);
    let all = reports
        .iter()
        .find(|report| report.group() == "Gruppe alle")
        .unwrap();
    let questions: usize = all
        .blocks()
        .iter()
        .map(|block| match block {
            Block::Ratings(chapter) => chapter.questions.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(questions, 198);
    let page = Renderer::new().unwrap().report_html(all).unwrap();
    assert!(page.contains("Udsagn 0") && page.contains("Udsagn 197"));
}
