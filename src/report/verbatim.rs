//! Answers in people's own words, in the report of the group whose list they stand in.

use crate::base::Lang;
use crate::disclosure::texts::TextsDocument;
use crate::disclosure::texts::document::{Entry, TextList, TextsQuestion};

use super::compose::Context;
use super::model::{Block, OpenQuestion};
use super::words::pick;

/// The block; `None` for a group without a list.
pub(super) fn words(context: &Context<'_>, texts: &TextsDocument) -> Option<Block> {
    let lang = context.lang;
    let group = context.group()?;
    let questions: Vec<OpenQuestion> = texts
        .of(&group.id)
        .map(|(question, list)| open(lang, question, list))
        .collect();
    let minimum = texts
        .of(&group.id)
        .map(|(question, _)| question.minimum)
        .min()?;
    Some(Block::Words {
        questions,
        notes: notes(lang, minimum),
    })
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
        (more, Lang::Da) => Some(format!("{more} svar er taget ud, før svarene blev vist.")),
        (more, Lang::En) => Some(format!(
            "{more} answers were taken out before they were shown."
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
