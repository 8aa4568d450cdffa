//! Answers in people's own words, in the report of the group whose list they stand in, by theme.
//!
//! Invariant: each question keeps a list of its own, in the order drawn by chance when it was published. A theme gathers whole lists under one
//! heading and mixes none, so that nothing ties the answers of one person together.

use crate::base::Lang;
use crate::disclosure::texts::TextsDocument;
use crate::disclosure::texts::document::{Entry, TextList, TextsQuestion};
use crate::instrument::scale::scored_items;

use super::compose::Context;
use super::model::{Block, OpenQuestion, Theme};
use super::words::pick;

/// The block; `None` for a group without a list.
pub(super) fn words(context: &Context<'_>, texts: &TextsDocument) -> Option<Block> {
    let lang = context.lang;
    let group = context.group()?;
    let mut themes: Vec<Theme> = Vec::new();
    for (question, list) in texts.of(&group.id) {
        let title = theme(context, &question.item);
        let open = open(lang, question, list);
        match themes.iter_mut().find(|theme| theme.title == title) {
            Some(theme) => theme.questions.push(open),
            None => themes.push(Theme {
                title: title.to_owned(),
                questions: vec![open],
            }),
        }
    }
    let minimum = texts
        .of(&group.id)
        .map(|(question, _)| question.minimum)
        .min()?;
    Some(Block::Words {
        themes,
        notes: notes(lang, minimum),
    })
}

/// What an open question is about: the scale that it belongs to together with ratings, else the section in which it was asked. A scale that
/// only gathers open questions names no theme.
fn theme<'a>(context: &Context<'a>, id: &str) -> &'a str {
    let (instrument, lang) = (context.instrument, context.lang);
    let Some((at, item)) = instrument.item(id) else {
        return "";
    };
    let scale = item
        .scale
        .filter(|scale| scored_items(instrument, *scale).next().is_some())
        .and_then(|scale| instrument.scales().get(scale));
    let sections = &instrument.parts().sections;
    let section = || sections.iter().find(|section| section.items.contains(&at));
    scale
        .map(|scale| &scale.label)
        .or_else(|| section().map(|section| &section.title))
        .map_or("", |title| title.get(lang))
}

fn open(lang: Lang, question: &TextsQuestion, list: &TextList) -> OpenQuestion {
    let texts: Vec<String> = list
        .texts
        .iter()
        .filter_map(|entry| match entry {
            Entry::Text(text) => Some(text.clone()),
            Entry::LeftOut => None,
        })
        .collect();
    let left_out = match (list.texts.len() - texts.len(), lang) {
        (0, _) => None,
        (1, Lang::Da) => Some("Ét svar er taget ud, før svarene blev vist.".into()),
        (1, Lang::En) => Some("One answer was taken out before they were shown.".into()),
        (more, Lang::Da) => Some(format!(
            "{} svar er taget ud, før svarene blev vist.",
            lang.count(more)
        )),
        (more, Lang::En) => Some(format!(
            "{} answers were taken out before they were shown.",
            lang.count(more)
        )),
    };
    OpenQuestion {
        text: question.asked.get(lang).to_owned(),
        texts,
        left_out,
    }
}

fn notes(lang: Lang, minimum: u32) -> Vec<String> {
    let blanked = pick(
        lang,
        "Cpr-numre, telefonnumre, mailadresser og links er fjernet automatisk. Hvor programmet så tegn på navne, steder eller andet, der kan pege på nogen, har et menneske taget stilling til svaret; andre svar kan være vist, uden at nogen har læst dem først. Noget kan være skrevet om, så det ikke peger på nogen.",
        "CPR numbers, telephone numbers, e-mail addresses and links were removed automatically. Where the program saw signs of names, places or anything else that may point at somebody, a person decided on the answer; others may be shown without anybody having read them first. Something may have been reworded so that it points at nobody.",
    );
    let further_up = match lang {
        Lang::Da => format!(
            "Et svar står kun ét sted: i en gruppe, hvor mindst {minimum} har svaret på spørgsmålet, så tæt på, som det kan være uden at pege på nogen. Svar fra mindre grupper står længere oppe, sammen med andres. To svar fra samme person er ikke knyttet sammen, og ingen svar er knyttet til tallene."
        ),
        Lang::En => format!(
            "An answer stands in one place only: a group in which at least {minimum} answered the question, as near as can be without pointing at anybody. Answers from smaller groups stand further up, together with others'. Two answers of one person are not tied together, and none is tied to the figures."
        ),
    };
    vec![blanked.to_owned(), further_up]
}

#[cfg(test)]
mod tests {
    use super::super::compose::compose_documents;
    use super::super::overview::Audience;
    use super::super::sample::{document, instrument};
    use super::super::sources::Documents;
    use super::*;
    use crate::base::{GroupCode, Text};
    use crate::instrument::{Instrument, Parts, Scale};

    /// The sample with these open questions in its last section, each with its scale.
    fn asking(open: &[(&str, Option<usize>)]) -> Instrument {
        let mut parts: Parts = instrument().parts().clone();
        let like = instrument().item("B25").map(|(_, item)| item.clone());
        // A scale that gathers open questions and nothing else.
        parts.scales.push(Scale {
            code: "aaben".to_owned(),
            label: Text::new("Egne ord", "Own words"),
            ..parts.scales[0].clone()
        });
        for (id, scale) in open {
            let mut item = like.clone().unwrap();
            item.id = (*id).to_owned();
            item.text = Text::new(format!("Hvad om {id}?"), format!("What of {id}?"));
            item.scale = *scale;
            let last = parts.sections.last_mut().unwrap();
            last.items.push(parts.items.len());
            parts.items.push(item);
        }
        Instrument::new(parts)
    }

    fn themes(open: &[(&str, Option<usize>)], lang: Lang) -> Vec<Theme> {
        let (instrument, document) = (asking(open), document());
        let texts = TextsDocument {
            format: String::new(),
            survey: document.survey.clone(),
            policy: document.policy.clone(),
            release: document.digest.clone(),
            groups: Vec::new(),
            questions: open
                .iter()
                .map(|(id, _)| TextsQuestion {
                    item: (*id).to_owned(),
                    asked: Text::new(format!("Hvad om {id}?"), format!("What of {id}?")),
                    minimum: 10,
                    lists: vec![TextList {
                        group: "alle".to_owned(),
                        texts: (0..10)
                            .map(|at| Entry::Text(format!("{id}-{at}")))
                            .collect(),
                    }],
                })
                .collect(),
            digest: String::new(),
        };
        let documents = Documents {
            texts: Some(&texts),
            ..Documents::alone(&document)
        };
        let code = GroupCode::parse("alle").unwrap();
        let report = compose_documents(&instrument, &documents, &code, lang, Audience::Hr);
        let report = report.unwrap();
        let found = report.blocks().iter().find_map(|block| match block {
            Block::Words { themes, .. } => Some(themes.clone()),
            _ => None,
        });
        found.unwrap()
    }

    #[test]
    fn answers_stand_under_their_theme_and_each_question_keeps_its_own_list() {
        let values = Some(0);
        let open = [
            ("X1", None),
            ("X2", values),
            ("X3", Some(2)),
            ("X4", values),
        ];
        for (lang, titles) in [
            (Lang::Da, ["Til sidst", "Værdi"]),
            (Lang::En, ["Finally", "Value"]),
        ] {
            let found = themes(&open, lang);
            let named: Vec<&str> = found.iter().map(|theme| theme.title.as_str()).collect();
            // The scale of open questions alone is no theme: what belongs to it stands under its section.
            assert_eq!(named, titles);
            let ids: Vec<Vec<&str>> = found
                .iter()
                .map(|theme| {
                    let questions = theme.questions.iter();
                    questions.map(|one| &one.texts[0][..2]).collect()
                })
                .collect();
            assert_eq!(ids, [["X1", "X3"], ["X2", "X4"]]);
            // No list holds answers to two questions, and none is put in another order than the published one.
            for question in found.iter().flat_map(|theme| &theme.questions) {
                let id = &question.texts[0][..2];
                let published: Vec<String> = (0..10).map(|at| format!("{id}-{at}")).collect();
                assert_eq!(question.texts, published);
                assert!(question.text.contains(id));
            }
        }
    }
}
