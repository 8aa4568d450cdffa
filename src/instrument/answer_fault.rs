//! What can be wrong with an answer, and how to tell the respondent.

use crate::base::Text;

/// What kind of answer an item takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A number.
    Number,
    /// One choice.
    Choice,
    /// A list of choices.
    Choices,
    /// A number per row.
    Rows,
    /// A text.
    Text,
}

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerCause {
    /// The instrument has no such item.
    UnknownItem,
    /// Routing skips the item, given the other answers.
    NotAsked,
    /// The item is not anonymous and is sent by itself.
    SentApart,
    /// An answer of another kind.
    WrongKind(Expected),
    /// A number outside the range.
    OutOfRange {
        /// Smallest allowed.
        low: i64,
        /// Largest allowed.
        high: i64,
    },
    /// The item has no such choice.
    UnknownChoice(String),
    /// A choice or row that follows an earlier item, where it was not chosen.
    NotChosenBefore(String),
    /// The same choice more than once.
    Repeated(String),
    /// More choices than allowed.
    TooMany {
        /// At most so many.
        most: usize,
    },
    /// The exclusive option (its label) together with others.
    Exclusive(Text),
    /// A text that is too long.
    TooLong {
        /// At most so many characters.
        most: usize,
        /// So many there are.
        length: usize,
    },
    /// "Don't know" is not offered.
    NoDontKnow,
    /// "Prefer not to answer" is not offered.
    NoRefusal,
}

/// The cause in words for the respondent: what to do, without blame.
pub(super) fn words(cause: &AnswerCause) -> Text {
    match cause {
        AnswerCause::UnknownItem => Text::new(
            "Spørgsmålet findes ikke i dette skema. Genindlæs siden.",
            "This question is not in the questionnaire. Reload the page.",
        ),
        AnswerCause::NotAsked => Text::new(
            "Spørgsmålet stilles ikke med de svar, du ellers har givet. Fjern svaret her.",
            "This question is not asked, given your other answers. Remove the answer here.",
        ),
        AnswerCause::SentApart => Text::new(
            "Feltet er ikke anonymt og sendes for sig, ikke sammen med svarene.",
            "This field is not anonymous and is sent by itself, not with the answers.",
        ),
        AnswerCause::WrongKind(expected) => {
            let (da, en) = match expected {
                Expected::Number => ("et tal", "a number"),
                Expected::Choice => ("ét valg", "one choice"),
                Expected::Choices => ("en liste af valg", "a list of choices"),
                Expected::Rows => ("et svar for hver linje", "an answer for each row"),
                Expected::Text => ("en tekst", "a text"),
            };
            Text::new(
                format!("Svaret skal være {da}."),
                format!("The answer must be {en}."),
            )
        }
        AnswerCause::OutOfRange { low, high } => Text::new(
            format!("Vælg et tal fra {low} til {high}."),
            format!("Choose a number from {low} to {high}."),
        ),
        AnswerCause::UnknownChoice(code) => Text::new(
            format!("Svaret \"{code}\" kan ikke vælges her."),
            format!("The answer \"{code}\" cannot be chosen here."),
        ),
        AnswerCause::NotChosenBefore(code) => Text::new(
            format!("\"{code}\" er ikke valgt i det spørgsmål, dette bygger på."),
            format!("\"{code}\" was not chosen in the question this one builds on."),
        ),
        AnswerCause::Repeated(code) => Text::new(
            format!("\"{code}\" er valgt mere end én gang."),
            format!("\"{code}\" was chosen more than once."),
        ),
        AnswerCause::TooMany { most } => Text::new(
            format!("Vælg højst {most}."),
            format!("Choose at most {most}."),
        ),
        AnswerCause::Exclusive(label) => Text::new(
            format!("\"{}\" kan ikke vælges sammen med andre svar.", label.da),
            format!(
                "\"{}\" cannot be chosen together with other answers.",
                label.en
            ),
        ),
        AnswerCause::TooLong { most, length } => Text::new(
            format!("Teksten fylder {length} tegn. Forkort den til højst {most}."),
            format!("The text has {length} characters. Shorten it to at most {most}."),
        ),
        AnswerCause::NoDontKnow => Text::new(
            "\"Ved ikke\" kan ikke vælges her. Spring spørgsmålet over i stedet.",
            "\"Don't know\" cannot be chosen here. Skip the question instead.",
        ),
        AnswerCause::NoRefusal => Text::new(
            "\"Ønsker ikke at svare\" kan ikke vælges her. Spring spørgsmålet over i stedet.",
            "\"Prefer not to answer\" cannot be chosen here. Skip the question instead.",
        ),
    }
}
