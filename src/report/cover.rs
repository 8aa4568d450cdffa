//! The facts at the top of a report: they stand there even when nothing else can.

use crate::base::{Day, Lang};
use crate::disclosure::document::{PolicyFacts, Shown, Size};

use super::compose::Context;
use super::words::pick;

/// Terms and their content.
pub(super) fn cover(context: &Context<'_>) -> Vec<(String, String)> {
    let lang = context.lang;
    let parts = context.instrument.parts();
    let mut facts = vec![(
        pick(lang, "Formål", "Purpose"),
        parts.purpose.get(lang).to_owned(),
    )];
    facts.push((
        pick(lang, "Form", "Mode"),
        pick(
            lang,
            "Anonym: svarene er gemt uden navn, tid og adresse",
            "Anonymous: answers are stored without name, time or address",
        )
        .to_owned(),
    ));
    facts.push((pick(lang, "Periode", "Period"), period(context)));
    if let Some(Shown::Shown(size)) = context.group().map(|group| &group.size) {
        facts.push((pick(lang, "Svar", "Answers"), response(lang, *size)));
    }
    facts.push((
        pick(lang, "Vises kun ved", "Shown only from"),
        thresholds(lang, &context.document.policy),
    ));
    facts.push((
        pick(lang, "Spørgeskema", "Questionnaire"),
        match lang {
            Lang::Da => format!("{}, udgave {}", parts.title.da, parts.version),
            Lang::En => format!("{}, version {}", parts.title.en, parts.version),
        },
    ));
    facts
        .into_iter()
        .map(|(term, words)| (term.to_owned(), words))
        .collect()
}

/// `svarprocent 86 % (6 af 7)`.
fn response(lang: Lang, size: Size) -> String {
    let rate = if size.invited == 0 {
        0.0
    } else {
        f64::from(size.answered) / f64::from(size.invited)
    };
    let rate = lang.percent(rate, 0);
    let (answered, invited) = (lang.whole(size.answered), lang.whole(size.invited));
    match lang {
        Lang::Da => format!("Svarprocent {rate} ({answered} af {invited})"),
        Lang::En => format!("Response rate {rate} ({answered} of {invited})"),
    }
}

fn period(context: &Context<'_>) -> String {
    let written = |text: &str| {
        Day::parse(text).map_or_else(|| text.to_owned(), |day| day.written(context.lang))
    };
    let survey = &context.document.survey;
    format!("{} – {}", written(&survey.opened), written(&survey.closed))
}

/// The thresholds in words; each step is said only where it differs from the one before.
fn thresholds(lang: Lang, policy: &PolicyFacts) -> String {
    let mut words = match lang {
        Lang::Da => format!("mindst {} svar", policy.ordinary),
        Lang::En => format!("at least {} answers", policy.ordinary),
    };
    if policy.sensitive > policy.ordinary {
        words.push_str(pick(
            lang,
            "; følsomme spørgsmål mindst ",
            "; sensitive questions at least ",
        ));
        words.push_str(&lang.whole(policy.sensitive));
    }
    words.push_str(pick(
        lang,
        "; de mest følsomme mindst ",
        "; the most sensitive at least ",
    ));
    words.push_str(&lang.whole(policy.most_sensitive));
    words.push_str(pick(lang, " og kun samlet", ", and for the whole only"));
    words
}
