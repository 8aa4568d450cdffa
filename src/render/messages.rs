//! Mails: who asks, why, how long it takes, until when, the personal link, and what it cannot tell.

use serde::Serialize;

use super::RenderError;
use super::templates::Templates;
use crate::base::{Day, Lang, Text};

/// Which mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailKind {
    /// The first one.
    Invitation,
    /// One more, to everybody: nobody can see who has answered.
    Reminder,
}

impl MailKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Invitation, Self::Reminder];

    /// The word kept in the outbox.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
        }
    }

    /// Reads the word kept in the outbox.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn templates(self) -> [&'static str; 3] {
        match self {
            Self::Invitation => [
                "emails/invitation/subject.txt",
                "emails/invitation/body.txt",
                "emails/invitation/body.html",
            ],
            Self::Reminder => [
                "emails/reminder/subject.txt",
                "emails/reminder/body.txt",
                "emails/reminder/body.html",
            ],
        }
    }
}

/// What a mail is filled with. Holds a personal link, so it has no `Debug`.
#[derive(Clone)]
pub struct MailView {
    /// Title of the survey.
    pub title: Text,
    /// Who asks.
    pub sender: Text,
    /// What it is for.
    pub purpose: Text,
    /// Minutes it takes.
    pub minutes: u32,
    /// Last day.
    pub closes: Day,
    /// The personal link.
    pub link: String,
    /// The page without its personal part, where the code is typed if the link does not work.
    pub page: String,
    /// The personal code, as it is typed.
    pub code: String,
    /// The fingerprint that everybody in the survey has alike.
    pub fingerprint: String,
    /// The page that explains how answers are anonymous.
    pub about: String,
    /// Fewest answers for which anything is shown.
    pub minimum: u32,
    /// Where to ask; an address or a telephone number.
    pub contact: String,
    /// Notes that stand wherever the survey appears.
    pub notes: Vec<Text>,
}

/// A mail ready to be sent. Holds a personal link, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

#[derive(Serialize)]
struct View<'a> {
    lang: &'static str,
    title: &'a str,
    sender: &'a str,
    purpose: &'a str,
    minutes: u32,
    closes: String,
    link: &'a str,
    page: &'a str,
    code: &'a str,
    fingerprint: &'a str,
    about: &'a str,
    minimum: u32,
    contact: &'a str,
    notes: Vec<&'a str>,
}

pub(super) fn render(
    templates: &Templates,
    kind: MailKind,
    view: &MailView,
    lang: Lang,
) -> Result<Rendered, RenderError> {
    let view = View {
        lang: lang.tag(),
        title: view.title.get(lang),
        sender: view.sender.get(lang),
        purpose: view.purpose.get(lang),
        minutes: view.minutes,
        closes: view.closes.written(lang),
        link: &view.link,
        page: &view.page,
        code: &view.code,
        fingerprint: &view.fingerprint,
        about: &view.about,
        minimum: view.minimum,
        contact: &view.contact,
        notes: view.notes.iter().map(|note| note.get(lang)).collect(),
    };
    let [subject, text, html] = kind.templates();
    // A subject is one line, whatever a title may hold.
    let subject = templates.render(subject, &view)?;
    Ok(Rendered {
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: templates.render(text, &view)?,
        html: templates.render(html, &view)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> MailView {
        MailView {
            title: Text::new("Ledernetværk på prøve", "Leader networks on trial"),
            sender: Text::new("HR & Udvikling, <Aalborg>", "HR & Development, <Aalborg>"),
            purpose: Text::new(
                "Vi vil vide, om netværkene hjælper jer.",
                "We want to know whether the networks help you.",
            ),
            minutes: 6,
            closes: Day::new(2010, 12, 9).unwrap(),
            link: "https://example.dk/s/aalborg-2010#ABCDEFGHJKMNPQRSTVWXYZ0123.0123456789ABCDEF"
                .to_owned(),
            page: "https://example.dk/s/aalborg-2010".to_owned(),
            code: "7K3M-9QXA-2B4C-D5EF".to_owned(),
            fingerprint: "0123-4567-89AB-CDEF".to_owned(),
            about: "https://example.dk/anonym".to_owned(),
            minimum: 5,
            contact: "hr@example.dk".to_owned(),
            notes: vec![Text::new("Konstruerede data.", "Constructed data.")],
        }
    }

    #[test]
    fn every_mail_says_what_it_must_in_both_languages() {
        let templates = Templates::new().unwrap();
        for kind in MailKind::ALL {
            assert_eq!(MailKind::from_word(kind.word()), Some(kind));
            for lang in Lang::ALL {
                let mail = render(&templates, kind, &view(), lang).unwrap();
                let day = view().closes.written(lang);
                let said = match lang {
                    Lang::Da => [
                        "Ledernetværk på prøve",
                        "6 minutter",
                        "færre end 5",
                        "Konstruerede data.",
                    ],
                    Lang::En => [
                        "Leader networks on trial",
                        "6 minutes",
                        "fewer than 5",
                        "Constructed data.",
                    ],
                };
                for part in said.iter().copied().chain([
                    day.as_str(),
                    "hr@example.dk",
                    "https://example.dk/s/aalborg-2010#ABCDEFGHJKMNPQRSTVWXYZ0123.0123456789ABCDEF",
                    "7K3M-9QXA-2B4C-D5EF",
                    "0123-4567-89AB-CDEF",
                    "https://example.dk/anonym",
                ]) {
                    assert!(
                        mail.text.contains(part),
                        "{kind:?} {lang}: {part}\n{}",
                        mail.text
                    );
                    assert!(
                        mail.html.contains(part),
                        "{kind:?} {lang}: {part}\n{}",
                        mail.html
                    );
                }
                assert!(mail.html.contains("HR &amp; ") && !mail.html.contains("<Aalborg>"));
                assert!(mail.text.contains("HR & ") && mail.text.contains("<Aalborg>"));
                assert!(!mail.subject.contains('\n') && !mail.subject.is_empty());
                assert!(mail.html.contains(&format!("<html lang=\"{lang}\"")));
            }
        }
    }
}
