//! The card on one network: where its figures lie well, where low, what nobody knows, and the next step. It decides nothing.
//!
//! A scale counts as good where the network really lies at 55 or more with a probability of at least 0.8, and as low where it lies under 50 so.
//! Before its own score, a network is taken as normal about 65 with a spread of 12, until at least 20 groups show an exact score on the scale:
//! then about their mean, with theirs; where they differ no more than chance lets them, no network is singled out. Of what is taken beforehand
//! alone most networks are good, so the score must not speak against it either: its own 95 % interval lies at 50 or more for a good scale, and
//! at 55 or less for a low one. Answers are the fewest that can stand behind a score.
//!
//! Invariants: made of displayed figures and of facts known before anybody answered. Under 10 answers it holds words in place of
//! probabilities, and elsewhere they are rounded down to 0.05. It never says that a network should end: too little to go on is a full outcome,
//! and the next step is always a conversation.

use crate::base::Lang;
use crate::disclosure::document::{Figure, Reason, ReleasedGroup, Shown, Size};
use crate::stats::heterogeneity::Estimate;
use crate::stats::normal_prior::NormalPrior;

use super::compose::Context;
use super::overview::DecisionCard;
use super::words::{self, figure, pick, quoted};
use super::yardstick::{REGISTERED_SPREAD, SURE, ScaleScores, Score, allowed};

/// A scale under this is low.
const LOW: f64 = 50.0;
/// A scale from this on is good.
const GOOD: f64 = 55.0;
/// What networks are like before there are figures of enough of them.
const REGISTERED_MEAN: f64 = 65.0;
/// With fewer answers probabilities are said in words alone.
const WORDS_ALONE: f64 = 10.0;
/// With a smaller share of answers the figures bear nothing.
const FEWEST_ANSWERED: f64 = 0.6;

/// What the figures bear of one scale.
enum Verdict {
    /// Its sentence, for.
    Good(String),
    /// Its sentence, against.
    Low(String),
    /// Shown, but it may be either.
    Open,
    /// Not shown.
    Hidden(Reason),
}

/// The card of the network reported on; `None` for any other kind of group.
pub(super) fn card(
    context: &Context<'_>,
    scales: &[ScaleScores<'_>],
    leaves: &[usize],
    talk: Option<&str>,
) -> Option<DecisionCard> {
    let lang = context.lang;
    let (at, group) = (context.focus?, context.group()?);
    if group.kind != "network" {
        return None;
    }
    let verdicts: Vec<(&str, Verdict)> = scales
        .iter()
        .map(|scale| (scale.label, verdict(lang, scale, at, leaves)))
        .collect();
    let too_few = match &group.size {
        Shown::Hidden(why) => Some(words::reason(lang, *why, &context.document.policy)),
        Shown::Shown(size) => too_few(lang, *size),
    };
    let sentences = |of: fn(&Verdict) -> Option<&String>| -> Vec<String> {
        verdicts
            .iter()
            .filter_map(|(_, verdict)| of(verdict).cloned())
            .collect()
    };
    let good = sentences(|verdict| match verdict {
        Verdict::Good(said) => Some(said),
        _ => None,
    });
    let low = sentences(|verdict| match verdict {
        Verdict::Low(said) => Some(said),
        _ => None,
    });
    let enough = too_few.is_none() && !(good.is_empty() && low.is_empty());
    let mut known = basis(lang, group);
    known.extend(width(lang, scales, at));
    let mut parts = vec![(pick(lang, "Grundlag", "Basis"), known)];
    if enough {
        parts.extend(speaking(lang, good, low));
    } else {
        let hidden = matches!(group.size, Shown::Hidden(_));
        parts.push(not_enough(lang, too_few, hidden));
    }
    parts.push((
        pick(lang, "Det ved vi ikke", "What we do not know"),
        unknown(context, group, &verdicts, enough),
    ));
    parts.push((
        pick(lang, "Næste skridt", "Next step"),
        next(lang, group, enough, talk),
    ));
    // Where no score is shown there is nothing to read.
    if matches!(group.size, Shown::Shown(_)) {
        let heading = pick(lang, "Sådan læses kortet", "How to read the card");
        parts.push((heading, vec![reading(lang)]));
    }
    Some(DecisionCard {
        parts: parts
            .into_iter()
            .map(|(heading, said)| (heading.to_owned(), said))
            .collect(),
    })
}

/// Where it does well and where it does not, each with a sentence where the figures show no such thing.
fn speaking(lang: Lang, good: Vec<String>, low: Vec<String>) -> [(&'static str, Vec<String>); 2] {
    let or_none = |said: Vec<String>, none: &str| {
        if said.is_empty() {
            vec![none.to_owned()]
        } else {
            said
        }
    };
    let no_good = pick(
        lang,
        "Tallene viser ikke, at nogen skala ligger godt.",
        "The figures do not show that any scale is good.",
    );
    let no_low = pick(
        lang,
        "Tallene viser ikke, at nogen skala ligger lavt.",
        "The figures do not show that any scale is low.",
    );
    let mut low = or_none(low, no_low);
    if low.first().is_some_and(|first| first != no_low) {
        low.push(
            pick(
                lang,
                "Et lavt tal siger, hvad der skal tales om, ikke hvad der skal besluttes.",
                "A low score says what to talk about, not what to decide.",
            )
            .to_owned(),
        );
    }
    [
        (
            pick(lang, "Ligger noget godt?", "Is anything good?"),
            or_none(good, no_good),
        ),
        (pick(lang, "Ligger noget lavt?", "Is anything low?"), low),
    ]
}

/// How much a score here may be off: the middle one of the half-widths of the intervals shown. `None` where none is shown.
fn width(lang: Lang, scales: &[ScaleScores<'_>], at: usize) -> Option<String> {
    let mut halves: Vec<f64> = scales
        .iter()
        .filter_map(|scale| {
            let Ok(score) = scale.of(at) else { return None };
            let own = score.mean.interval?;
            // The interval ends where the scale ends: the longer side is the uncertainty.
            match score.mean.value {
                Figure::Exact(mean) => Some((mean - own.low).max(own.high - mean)),
                Figure::AtLeast(_) | Figure::AtMost(_) => None,
            }
        })
        .collect();
    halves.sort_by(f64::total_cmp);
    let middle = lang.number(*halves.get(halves.len() / 2)?, 0);
    Some(match lang {
        Lang::Da => {
            format!("Usikkerheden er omkring {middle} point til hver side af en score (0–100).")
        }
        Lang::En => {
            format!("The uncertainty is about {middle} points to either side of a score (0–100).")
        }
    })
}

/// The outcome where the figures bear nothing.
fn not_enough(lang: Lang, too_few: Option<String>, hidden: bool) -> (&'static str, Vec<String>) {
    let neither = pick(
        lang,
        "Tallene viser hverken, at nogen skala ligger godt, eller at nogen ligger lavt.",
        "The figures show neither that any scale is good nor that any is low.",
    );
    let answer = if hidden {
        pick(
            lang,
            "At tallene ikke vises, siger intet om, hvordan det går i netværket.",
            "That the figures are not shown says nothing of how the network is doing.",
        )
    } else {
        pick(
            lang,
            "Det er et svar: tallene taler hverken for eller imod netværket.",
            "That is an answer: the figures speak neither for nor against the network.",
        )
    };
    (
        pick(lang, "Ikke tilstrækkeligt grundlag", "Not enough to go on"),
        vec![
            too_few.unwrap_or_else(|| neither.to_owned()),
            answer.to_owned(),
        ],
    )
}

fn verdict(lang: Lang, scale: &ScaleScores<'_>, at: usize, leaves: &[usize]) -> Verdict {
    let score = match scale.of(at) {
        Ok(score) => score,
        Err(why) => return Verdict::Hidden(why),
    };
    let Some((good, low)) = probabilities(scale, &score, leaves) else {
        return Verdict::Open;
    };
    let said =
        |word: &str, probability: f64| sentence(lang, scale.label, &score, word, probability);
    // The score's own interval knows nothing of other networks.
    let Some(own) = score.mean.interval else {
        return Verdict::Open;
    };
    if good >= SURE && own.low >= LOW {
        Verdict::Good(said(pick(lang, "godt", "good"), good))
    } else if low >= SURE && own.high <= GOOD {
        Verdict::Low(said(pick(lang, "lavt", "low"), low))
    } else {
        Verdict::Open
    }
}

/// The probabilities of lying at 55 or more, and under 50; of a bound the least that its values give. Nothing where there is no spread to judge
/// by, where groups differ no more than chance lets them (all would get the same), and for a score on other items than the whole's.
fn probabilities(scale: &ScaleScores<'_>, score: &Score, leaves: &[usize]) -> Option<(f64, f64)> {
    let (_, sd, _) = scale.whole().filter(|_| score.alike)?;
    let prior = match scale.effects(leaves, sd) {
        Some(effects) if effects.tau_squared <= 0.0 => return None,
        Some(effects) => effects.prior(),
        None => NormalPrior::registered(REGISTERED_MEAN, REGISTERED_SPREAD * REGISTERED_SPREAD),
    };
    let known = |value: f64| {
        let variance = sd * sd / score.least;
        let posterior = prior?.posterior(Estimate { value, variance })?;
        Ok::<_, crate::stats::Refusal>((posterior.above(GOOD)?, posterior.below(LOW)?))
    };
    let (least, most) = allowed(score.mean.value);
    // Without a spread there is no probability, and the scale stays open.
    let (Ok((good, _)), Ok((_, low))) = (known(least), known(most)) else {
        return None;
    };
    Some((good, low))
}

/// `»Tillid« ligger sandsynligvis godt (72,1; sandsynlighed mindst 0,85).` Under 10 answers without the bracket.
fn sentence(lang: Lang, label: &str, score: &Score, word: &str, probability: f64) -> String {
    let name = quoted(lang, label);
    let figures = if score.least < WORDS_ALONE {
        String::new()
    } else {
        let value = figure(lang, score.mean.value, 1);
        // Down, so that "at least" stays true; more than 0.95 no model of this kind bears.
        let twentieths = (20.0 * probability + 1e-9).floor().min(19.0);
        let sure = lang.number(twentieths / 20.0, 2);
        match lang {
            Lang::Da => format!(" ({value}; sandsynlighed mindst {sure})"),
            Lang::En => format!(" ({value}; probability at least {sure})"),
        }
    };
    match lang {
        Lang::Da => format!("{name} ligger sandsynligvis {word}{figures}."),
        Lang::En => format!("{name} is probably {word}{figures}."),
    }
}

/// Why so few answers bear nothing, if they do not.
fn too_few(lang: Lang, size: Size) -> Option<String> {
    let (answered, invited) = (f64::from(size.answered), f64::from(size.invited));
    let least = lang.percent(FEWEST_ANSWERED, 0);
    (answered < FEWEST_ANSWERED * invited).then(|| match lang {
        Lang::Da => {
            format!("Færre end {least} har svaret, så de, der ikke svarede, kunne vende billedet.")
        }
        Lang::En => format!(
            "Fewer than {least} have answered, so those who did not could turn the picture round."
        ),
    })
}

/// Whether the network has a facilitator; `None` where no facts of it are shown, as of a hidden one. With facts, one that has none does not
/// carry that fact.
fn facilitated(group: &ReleasedGroup) -> Option<bool> {
    let known = matches!(group.size, Shown::Shown(_)) && !group.facts.is_empty();
    known.then(|| group.facts.get("facilitator").map(String::as_str) == Some("yes"))
}

/// Facts known beforehand, and how many answered.
fn basis(lang: Lang, group: &ReleasedGroup) -> Vec<String> {
    let fact = |name: &str| group.facts.get(name).map(String::as_str);
    let kind = match fact("network_type") {
        Some("professional") => Some(pick(lang, "Fagligt netværk", "Professional network")),
        Some("cross") => Some(pick(
            lang,
            "Tværfagligt netværk",
            "Cross-professional network",
        )),
        _ => None,
    };
    let facilitated = facilitated(group).map(|with| {
        if with {
            pick(lang, "med facilitator", "with a facilitator")
        } else {
            pick(lang, "uden facilitator", "without a facilitator")
        }
    });
    let kind = kind.unwrap_or(pick(lang, "Netværk", "Network"));
    let known = [Some(kind), fact("network_level"), facilitated];
    let known: Vec<&str> = known.into_iter().flatten().collect();
    let mut said = vec![format!("{}.", known.join(", "))];
    if let Shown::Shown(size) = &group.size {
        let (answered, invited) = (lang.whole(size.answered), lang.whole(size.invited));
        said.push(match lang {
            Lang::Da => format!("{answered} af {invited} har svaret."),
            Lang::En => format!("{answered} of {invited} have answered."),
        });
    }
    said
}

fn unknown(
    context: &Context<'_>,
    group: &ReleasedGroup,
    verdicts: &[(&str, Verdict)],
    enough: bool,
) -> Vec<String> {
    let lang = context.lang;
    let named = |which: &dyn Fn(&Verdict) -> bool| -> String {
        let names: Vec<String> = verdicts
            .iter()
            .filter(|(_, verdict)| which(verdict))
            .map(|(label, _)| quoted(lang, label))
            .collect();
        words::listed(lang, &names)
    };
    let mut said = Vec::new();
    if matches!(group.size, Shown::Hidden(_)) {
        said.push(
            pick(
                lang,
                "Hvordan det går i netværket.",
                "How the network is doing.",
            )
            .to_owned(),
        );
    }
    // Where too few have answered, everything is open.
    let open = named(&|verdict| match verdict {
        Verdict::Open => true,
        Verdict::Good(_) | Verdict::Low(_) => !enough,
        Verdict::Hidden(_) => false,
    });
    if !open.is_empty() {
        said.push(match lang {
            Lang::Da => format!("Om {open} ligger godt eller lavt: så meget bærer svarene ikke."),
            Lang::En => {
                format!("Of {open}, whether it is good or low: the answers do not bear that much.")
            }
        });
    }
    // That nothing at all is shown stands above, with its reason.
    let hidden =
        named(&|verdict| matches!(verdict, Verdict::Hidden(why) if *why != Reason::NotAsked));
    if !hidden.is_empty() && matches!(group.size, Shown::Shown(_)) {
        said.push(match lang {
            Lang::Da => format!("Hvordan det står med {hidden}: det vises ikke for dette netværk."),
            Lang::En => format!("How it is with {hidden}: that is not shown for this network."),
        });
    }
    if let Shown::Shown(size) = &group.size {
        let silent = size.invited.saturating_sub(size.answered);
        match (silent, lang) {
            (0, _) => {}
            (1, Lang::Da) => said.push("Hvad den ene, der ikke svarede, mener.".to_owned()),
            (1, Lang::En) => said.push("What the one who did not answer thinks.".to_owned()),
            (more, Lang::Da) => {
                let more = lang.whole(more);
                said.push(format!("Hvad de {more}, der ikke svarede, mener."));
            }
            (more, Lang::En) => {
                let more = lang.whole(more);
                said.push(format!("What the {more} who did not answer think."));
            }
        }
    }
    said.push(
        pick(
            lang,
            "Hvordan fremmødet er, hvor mange der er skiftet ud, og hvor gammelt netværket er: det regner kortet ikke med.",
            "What attendance is like, how many members have changed, and how old the network is: the card does not reckon with that.",
        )
        .to_owned(),
    );
    if enough {
        said.push(
            pick(
                lang,
                "Hvorfor det er sådan. Det kan kun medlemmerne sige.",
                "Why it is so. Only the members can say that.",
            )
            .to_owned(),
        );
    }
    said
}

fn next(lang: Lang, group: &ReleasedGroup, enough: bool, talk: Option<&str>) -> Vec<String> {
    let facilitated = facilitated(group);
    let with = match (lang, facilitated) {
        (Lang::Da, Some(true)) => "medlemmerne og facilitatoren",
        (Lang::Da, Some(false) | None) => "medlemmerne",
        (Lang::En, Some(true)) => "the members and the facilitator",
        (Lang::En, Some(false) | None) => "the members",
    };
    let mut said = vec![match (lang, enough) {
        (Lang::Da, false) if facilitated.is_none() => {
            "Begynd med det nemmeste: en samtale i netværket på næste møde.".to_owned()
        }
        (Lang::En, false) if facilitated.is_none() => {
            "Begin with what is easiest: a conversation in the network at the next meeting."
                .to_owned()
        }
        (Lang::Da, true) => format!(
            "Tal med {with}, før nogen beslutter noget. Lad dem se deres egen rapport først."
        ),
        (Lang::En, true) => format!(
            "Talk with {with} before anybody decides anything. Let them see their own report first."
        ),
        (Lang::Da, false) => {
            format!("Begynd med det nemmeste: en samtale med {with} på næste møde.")
        }
        (Lang::En, false) => {
            format!("Begin with what is easiest: a conversation with {with} at the next meeting.")
        }
    }];
    if let Some(question) = talk {
        let question = quoted(lang, question);
        said.push(match lang {
            Lang::Da => format!("Begynd for eksempel med: {question}"),
            Lang::En => format!("Begin, for example, with: {question}"),
        });
    }
    if !enough {
        said.push(
            pick(
                lang,
                "Giver samtalen ikke svar, så brug den korte dialogpuls efter et møde, eller vent på næste måling.",
                "If the conversation gives no answer, use the short dialogue pulse after a meeting, or wait for the next survey.",
            )
            .to_owned(),
        );
    }
    said
}

fn reading(lang: Lang) -> String {
    let sure = lang.number(SURE, 1);
    let (low, good) = (lang.number(LOW, 0), lang.number(GOOD, 0));
    let (mean, spread) = (
        lang.number(REGISTERED_MEAN, 0),
        lang.number(REGISTERED_SPREAD, 0),
    );
    let fewest = lang.percent(FEWEST_ANSWERED, 0);
    match lang {
        Lang::Da => format!(
            "»Godt« betyder, at skalaen med en sandsynlighed på mindst {sure} i virkeligheden ligger på {good} eller mere, og »lavt«, at den ligger under {low}. Før svarene regnes et netværk for at ligge omkring {mean}, plus/minus {spread}, indtil mindst 20 grupper viser en præcis score; så bruges deres, og er de ikke mere forskellige, end tilfældet gør dem, siger kortet ikke noget om skalaen. Det, man regner med på forhånd, er ikke nok i sig selv: scorens egen usikkerhed skal også holde sig på {low} eller mere, før der står »godt«, og på {good} eller mindre, før der står »lavt«. Har færre end {fewest} svaret, siger kortet ingenting. Med færre end 10 svar står der ord i stedet for tal. Kortet beslutter ingenting."
        ),
        Lang::En => format!(
            "“Good” means that the scale really lies at {good} or more with a probability of at least {sure}, and “low” that it lies under {low}. Before its answers a network is taken to lie around {mean}, give or take {spread}, until at least 20 groups show an exact score; then theirs is used, and if they differ no more than chance makes them, the card says nothing of the scale. What is taken beforehand is not enough by itself: the score's own uncertainty must also keep to {low} or more before it says “good”, and to {good} or less before it says “low”. Where fewer than {fewest} have answered, the card says nothing. With fewer than 10 answers, words stand in place of figures. The card decides nothing."
        ),
    }
}
