//! A questionnaire with every kind of item.

use crate::base::{Digest, TemplateCode, Text};
use crate::instrument::{
    Choice, Condition, Instrument, Item, ItemKind, Parts, Piping, Scale, Section, Sensitivity, Stem,
};

pub(super) fn both(da: &str, en: &str) -> Text {
    Text::new(da, en)
}

fn agree() -> ItemKind {
    let labels = [
        ("Helt uenig", "Strongly disagree"),
        ("Uenig", "Disagree"),
        ("Hverken enig eller uenig", "Neither agree nor disagree"),
        ("Enig", "Agree"),
        ("Helt enig", "Strongly agree"),
    ];
    ItemKind::Likert {
        anchors: labels.iter().map(|(da, en)| both(da, en)).collect(),
    }
}

fn choices(labels: &[(&str, &str, &str)]) -> Vec<Choice> {
    labels
        .iter()
        .map(|(code, da, en)| Choice {
            code: (*code).to_owned(),
            label: both(da, en),
        })
        .collect()
}

fn item(id: &str, da: &str, en: &str, kind: ItemKind) -> Item {
    Item {
        id: id.to_owned(),
        text: both(da, en),
        hint: None,
        stems: Vec::new(),
        kind,
        piping: None,
        scale: None,
        reverse: false,
        route: None,
        sensitivity: Sensitivity::Ordinary,
        may_not_know: true,
        may_refuse: false,
    }
}

fn activities() -> Vec<Choice> {
    choices(&[
        ("netvaerk", "Ledernetværk", "Leader network"),
        (
            "uddannelse",
            "Længere lederuddannelse",
            "Longer leadership education",
        ),
        ("kurser", "Korte kurser", "Short courses"),
        ("coaching", "Coaching", "Coaching"),
        (
            "samtale",
            "Udviklingssamtale med egen chef",
            "Development talk with own manager",
        ),
        ("ingen", "Ingen af delene", "None of these"),
    ])
}

/// A questionnaire with every kind of item, routing, piping, stems, a reversed item and a named one.
#[expect(clippy::too_many_lines, reason = "one sample, in one place")]
pub(crate) fn instrument() -> Instrument {
    let text = |max_chars| ItemKind::Text { max_chars };
    let scaled = |mut item: Item, scale: usize| {
        item.scale = Some(scale);
        item
    };
    let tried = Condition::Chosen {
        item: 0,
        choices: vec![0],
    };
    let items = vec![
        item(
            "C05",
            "Hvad har du deltaget i de seneste tre år for at udvikle dig som leder?",
            "What have you taken part in over the last three years to develop as a leader?",
            ItemKind::Multi {
                choices: activities(),
                max: 5,
                exclusive: Some(5),
            },
        ),
        scaled(
            Item {
                route: Some(tried),
                ..item(
                    "C10",
                    "Et ledernetværk er en god måde for mig at udvikle mig på",
                    "A leader network is a good way for me to develop",
                    agree(),
                )
            },
            0,
        ),
        Item {
            piping: Some(Piping::Rows {
                from: 0,
                rows: vec![0, 2],
            }),
            ..item(
                "C11",
                "I hvilken grad har du fået noget ud af …?",
                "To what degree did you benefit from …?",
                agree(),
            )
        },
        Item {
            hint: Some(both(
                "Sæt det vigtigste først",
                "Put the most important first",
            )),
            ..item(
                "C13",
                "Hvilke tre tilbud ville gøre dig til en bedre leder?",
                "Which three offers would make you a better leader?",
                ItemKind::Rank {
                    choices: activities()[..5].to_vec(),
                    top: 3,
                },
            )
        },
        scaled(
            Item {
                stems: vec![Stem {
                    when: Condition::Fact {
                        name: "facilitator".to_owned(),
                        value: "yes".to_owned(),
                    },
                    text: both(
                        "Facilitatoren holder os til ledelse og ikke kun til den daglige drift og de sager, der fylder i kalenderen lige nu",
                        "The facilitator keeps us on leadership and not only on daily operations and the cases that fill the calendar right now",
                    ),
                }],
                sensitivity: Sensitivity::Sensitive,
                may_refuse: true,
                ..item(
                    "B10",
                    "Vi holder os til ledelse",
                    "We keep to leadership",
                    agree(),
                )
            },
            0,
        ),
        scaled(
            Item {
                reverse: true,
                ..item(
                    "B15",
                    "Vi kører i ring om de samme emner",
                    "We go in circles around the same topics",
                    agree(),
                )
            },
            1,
        ),
        scaled(
            item(
                "B14",
                "Der kommer stadig nye vinkler frem på møderne",
                "New angles still come up at the meetings",
                agree(),
            ),
            1,
        ),
        item(
            "B23",
            "Hvor sandsynligt er det, at du vil anbefale netværket til en lederkollega?",
            "How likely are you to recommend the network to a fellow leader?",
            ItemKind::Recommendation,
        ),
        item(
            "B21",
            "Hvor mange af de seneste fem møder har du været med til?",
            "How many of the last five meetings did you attend?",
            ItemKind::Number { min: 0, max: 5 },
        ),
        Item {
            sensitivity: Sensitivity::MostSensitive,
            may_refuse: true,
            ..item(
                "A18",
                "Har du de seneste 12 måneder været udsat for krænkende handlinger i dit arbejde?",
                "In the last 12 months, have you been subjected to offensive acts at work?",
                ItemKind::Single {
                    choices: choices(&[
                        ("nej", "Nej", "No"),
                        ("ja1", "Ja, én gang", "Yes, once"),
                        ("ja2", "Ja, flere gange", "Yes, several times"),
                    ]),
                },
            )
        },
        Item {
            hint: Some(both(
                "Skriv ikke navne eller noget, der kan genkendes",
                "Do not write names or anything recognisable",
            )),
            ..item(
                "B25",
                "Hvad skal netværket gøre mere af?",
                "What should the network do more of?",
                text(600),
            )
        },
        Item {
            sensitivity: Sensitivity::Named,
            ..item(
                "A26",
                "Beskriv fysiske forhold, der skal udbedres <straks>",
                "Describe physical conditions to be repaired <at once>",
                text(400),
            )
        },
    ];
    Instrument::new(Parts {
        template: TemplateCode::parse("proeve").expect("a code"),
        version: "1".to_owned(),
        variant: None,
        title: both("Ledernetværk", "Leader networks"),
        purpose: both(
            "At finde ud af, hvad netværkene giver lederne, og hvad der skal ske med dem.",
            "To find out what the networks give the leaders, and what should happen to them.",
        ),
        thanks: both(
            "Tak. Tag ét spørgsmål med til næste møde: Hvornår kørte vi sidst i ring – og hvad gjorde vi?",
            "Thank you. Take one question to your next meeting: when did we last go in circles – and what did we do?",
        ),
        minutes: 5,
        facts: Vec::new(),
        sections: vec![
            Section {
                title: both("Hvad du har prøvet", "What you have tried"),
                items: vec![0, 1, 2, 3],
            },
            Section {
                title: both("Jeres netværk", "Your network"),
                items: vec![4, 5, 6, 7, 8],
            },
            Section {
                title: both("Til sidst", "Finally"),
                items: vec![9, 10, 11],
            },
        ],
        items,
        scales: vec![
            Scale {
                code: "vaerdi".to_owned(),
                label: both("Værdi", "Value"),
                dialogue: vec![
                    both(
                        "Hvad har netværket gjort lettere for jer?",
                        "What has the network made easier for you?",
                    ),
                    both(
                        "Hvad ville I savne, hvis det ikke fandtes?",
                        "What would you miss if it did not exist?",
                    ),
                ],
            },
            Scale {
                code: "dynamik".to_owned(),
                label: both("Dynamik", "Dynamics"),
                dialogue: vec![
                    both(
                        "Hvornår kørte vi sidst i ring – og hvad gjorde vi?",
                        "When did we last go in circles – and what did we do?",
                    ),
                    both(
                        "Hvem mangler vi at høre fra?",
                        "Whom do we still need to hear from?",
                    ),
                ],
            },
        ],
        dialogue: vec![
            both("Hvad overraskede jer mest?", "What surprised you most?"),
            both(
                "Hvad vil I prøve af inden næste møde?",
                "What will you try out before the next meeting?",
            ),
        ],
        digest: Digest::plain(b"sample"),
    })
}
