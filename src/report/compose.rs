//! From a release to a report on one group.

use crate::base::{Digest, GroupCode, Lang};
use crate::disclosure::Refusal;
use crate::disclosure::document::{
    Cell, Reason, ReleaseDocument, ReleasedGroup, Shown, Subject, Table,
};
use crate::instrument::Instrument;

use super::model::{Block, Report};
use super::outside::Reference;
use super::overview::Audience;
use super::sources::{Documents, EarlierDocument, Sources};
use super::words::{pick, quoted};
use super::{
    audience, comparison, corrections, cover, dialogue, findings, groups, method, sentences,
    verbatim, words,
};

/// Why no report can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// The release was made with another questionnaire.
    #[error(
        "the release of {survey} was made with questionnaire {released}, not with {given}: open the survey's own template"
    )]
    OtherInstrument {
        /// Survey code.
        survey: String,
        /// Digest in the release.
        released: String,
        /// Digest of the instrument given.
        given: Digest,
    },
    /// A table is about an item or scale that the instrument does not have.
    #[error(
        "the release of {survey} has a table about \"{subject}\", which the questionnaire does not have"
    )]
    UnknownSubject {
        /// Survey code.
        survey: String,
        /// What the table is about.
        subject: String,
    },
    /// The texts were published beside other figures.
    #[error("the texts given were published beside other figures than those of {survey}")]
    OtherTexts {
        /// Survey code.
        survey: String,
    },
    /// The release was taken back.
    #[error("{0}")]
    Withdrawn(Refusal),
    /// A table does not have one cell per group.
    #[error("the release of {survey} has a table without a figure for every group: it is damaged")]
    Ragged {
        /// Survey code.
        survey: String,
    },
}

/// Everything one composition needs at hand.
pub(super) struct Context<'a> {
    pub(super) instrument: &'a Instrument,
    pub(super) document: &'a ReleaseDocument,
    pub(super) lang: Lang,
    /// For whom the report is.
    pub(super) audience: Audience,
    /// Index of the group reported on; `None` for a group that the release does not know.
    pub(super) focus: Option<usize>,
    pub(super) earlier: Option<EarlierDocument<'a>>,
    pub(super) outside: Option<&'a Reference>,
}

impl<'a> Context<'a> {
    pub(super) fn group(&self) -> Option<&'a ReleasedGroup> {
        self.document.groups.get(self.focus?)
    }

    /// Name of the whole.
    pub(super) fn whole(&self) -> &'a str {
        self.document
            .groups
            .first()
            .map_or("", |group| words::group_name(self.lang, group))
    }

    /// Whether the group's answers are shown at all.
    pub(super) fn visible(&self) -> bool {
        self.group()
            .is_some_and(|group| matches!(group.size, Shown::Shown(_)))
    }

    pub(super) fn cell(&self, table: &'a Table) -> Option<&'a Cell> {
        table.cells.get(self.focus?)
    }

    /// The nearest shown group that contains this one.
    pub(super) fn counts_in(&self, group: &ReleasedGroup) -> Option<&'a ReleasedGroup> {
        let mut parent = group.parent.as_ref();
        // A tree is at most as deep as it has groups; the bound keeps a damaged document from looping.
        for _ in 0..self.document.groups.len() {
            let above = self
                .document
                .groups
                .iter()
                .find(|g| Some(&g.id) == parent)?;
            if matches!(above.size, Shown::Shown(_)) {
                return Some(above);
            }
            parent = above.parent.as_ref();
        }
        None
    }
}

/// The report on one group. A group that is hidden, or that the release does not know, gets a report that says so and tells where its answers count.
pub fn compose(
    instrument: &Instrument,
    sources: &Sources<'_>,
    group: &GroupCode,
    lang: Lang,
    audience: Audience,
) -> Result<Report, ComposeError> {
    // A release is presented with its corrections; one that was withdrawn is not.
    let documents = sources.documents().map_err(ComposeError::Withdrawn)?;
    let mut report = compose_documents(instrument, &documents, group, lang, audience)?;
    corrections::tell(&mut report, sources.release);
    Ok(report)
}

/// The composition itself, on documents. Kept inside this module: outside it, figures come from [`Sources`] alone.
pub(super) fn compose_documents(
    instrument: &Instrument,
    documents: &Documents<'_>,
    group: &GroupCode,
    lang: Lang,
    audience: Audience,
) -> Result<Report, ComposeError> {
    let (document, texts) = (documents.release, documents.texts);
    check(instrument, document)?;
    if let Some(earlier) = &documents.earlier {
        check(earlier.instrument, earlier.release)?;
    }
    if texts.is_some_and(|texts| texts.release != document.digest) {
        return Err(ComposeError::OtherTexts {
            survey: document.survey.code.clone(),
        });
    }
    let focus = document.groups.iter().position(|g| g.id == group.as_str());
    let context = Context {
        instrument,
        document,
        lang,
        audience,
        focus,
        earlier: documents.earlier,
        outside: documents.outside,
    };
    let mut blocks = vec![Block::Cover(cover::cover(&context))];
    if context.visible() {
        let found = findings::findings(&context);
        blocks.push(Block::Sentences(sentences::sentences(&context, &found)));
        let talk = dialogue::dialogue(&context, &found);
        blocks.extend(audience::overview(&context, &found, &talk));
        blocks.extend(found.into_blocks());
        if audience != Audience::Members {
            blocks.extend(comparison::blocks(&context));
        }
        blocks.extend(texts.and_then(|texts| verbatim::words(&context, texts)));
        blocks.extend(groups::groups(&context).map(Block::Groups));
        blocks.extend((!talk.is_empty()).then_some(Block::Dialogue(talk)));
    } else {
        blocks.push(Block::Explanation(explanation(&context, group)));
        blocks.extend(audience::network(&context, &[]));
        blocks.extend(groups::groups(&context).map(Block::Groups));
    }
    blocks.push(Block::Method(method::method(&context)));
    let blocks = audience::arranged(context.audience, blocks);
    Ok(Report {
        survey: document.survey.code.clone(),
        title: document.survey.title.get(lang).to_owned(),
        group: context.group().map_or_else(
            || group.to_string(),
            |g| words::group_name(lang, g).to_owned(),
        ),
        own: groups::own(&context),
        lang,
        notes: document
            .survey
            .notes
            .iter()
            .map(|note| note.get(lang).to_owned())
            .collect(),
        blocks,
    })
}

fn check(instrument: &Instrument, document: &ReleaseDocument) -> Result<(), ComposeError> {
    let survey = || document.survey.code.clone();
    let given = instrument.parts().digest;
    if document.survey.instrument != given.to_string() {
        return Err(ComposeError::OtherInstrument {
            survey: survey(),
            released: document.survey.instrument.clone(),
            given,
        });
    }
    for table in &document.tables {
        let (known, subject) = match &table.about {
            Subject::Item(id) => (instrument.item(id).is_some(), id),
            Subject::Row(id, code) => (findings::row_label(instrument, id, code).is_some(), id),
            Subject::Scale(code) => (instrument.scales().iter().any(|s| s.code == *code), code),
        };
        if !known {
            return Err(ComposeError::UnknownSubject {
                survey: survey(),
                subject: subject.clone(),
            });
        }
        if table.cells.len() != document.groups.len() {
            return Err(ComposeError::Ragged { survey: survey() });
        }
    }
    Ok(())
}

fn explanation(context: &Context<'_>, code: &GroupCode) -> Vec<String> {
    let lang = context.lang;
    let Some(group) = context.group() else {
        let name = quoted(lang, code.as_str());
        let whole = quoted(lang, context.whole());
        return vec![match lang {
            Lang::Da => format!(
                "{name} er ikke en gruppe i denne udgivelse. Var gruppen for lille til at stå alene, tæller dens svar med i en større gruppe, senest i {whole}."
            ),
            Lang::En => format!(
                "{name} is not a group of this release. If it was too small to stand alone, its answers count in a larger group, at the latest in {whole}."
            ),
        }];
    };
    let why = match group.size {
        Shown::Hidden(reason) => reason,
        Shown::Shown(_) => Reason::TooFewAnswers,
    };
    let mut paragraphs = vec![words::reason(lang, why, &context.document.policy)];
    paragraphs.push(match (context.counts_in(group), lang) {
        (Some(above), Lang::Da) => {
            format!(
                "Svarene er ikke tabt: de tæller med i {}.",
                quoted(lang, words::group_name(lang, above))
            )
        }
        (Some(above), Lang::En) => {
            format!(
                "The answers are not lost: they count in {}.",
                quoted(lang, words::group_name(lang, above))
            )
        }
        (None, _) => pick(
            lang,
            "Der er ingen større gruppe med svar nok, så der vises ingen tal fra undersøgelsen.",
            "There is no larger group with enough answers, so no figures of this survey are shown.",
        )
        .to_owned(),
    });
    paragraphs.push(
        pick(
            lang,
            "Vi viser heller ikke, hvor mange i gruppen der har svaret.",
            "Nor do we show how many of the group answered.",
        )
        .to_owned(),
    );
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::super::sample::{document, instrument, report};
    use super::*;

    /// All words of a report, for looking into.
    fn words_of(report: &Report) -> String {
        format!("{report:?}").replace("\\u{a0}", "\u{a0}")
    }

    fn sentences(report: &Report) -> Vec<String> {
        report
            .blocks()
            .iter()
            .find_map(|block| match block {
                Block::Sentences(sentences) => Some(sentences.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }

    #[test]
    fn the_whole_speaks_of_those_who_have_tried() {
        let said = sentences(&report("alle", Lang::Da));
        assert_eq!(
            said[0],
            "90\u{a0}% (619 af 688) af dem, der har prøvet »ledernetværk«, er enige i: »Et ledernetværk er en god måde for mig at udvikle mig på«. Usikkerheden er 87,5–92,0\u{a0}%. Ingen andre spørgsmål har så stor en andel positive svar."
        );
        assert_eq!(
            said[2],
            "48\u{a0}% (367 af 764) har »ledernetværk« blandt deres tre vigtigste valg. Usikkerheden er 44,5–51,6\u{a0}%. Andre ligger så tæt på, at rækkefølgen kan være tilfældig."
        );
        let english = sentences(&report("alle", Lang::En));
        assert!(
            english[0].starts_with(
                "90% (619 of 688) of those who have tried “leader network” agree with:"
            ),
            "{}",
            english[0]
        );
    }

    #[test]
    fn a_small_group_gets_bounds_and_its_own_stem() {
        let report = report("n1", Lang::Da);
        let said = sentences(&report);
        assert!(
            said[0].starts_with("Mindst 4 af de 6, der har svaret, er enige i:"),
            "{}",
            said[0]
        );
        assert!(
            said[1].starts_with("Højst 2 af de 6, der har svaret, er uenige i: »Vi kører i ring"),
            "{}",
            said[1]
        );
        let all = words_of(&report);
        assert!(all.contains("Facilitatoren holder os til ledelse"));
        assert!(all.contains("Svarprocent 86\u{a0}% (6 af 7)"));
        assert!(all.contains("Hvornår kørte vi sidst i ring"));
    }

    #[test]
    fn a_hidden_group_gets_reasons_and_no_numbers() {
        for (lang, where_to) in [
            (Lang::Da, "tæller med i »Alle ledere«"),
            (Lang::En, "count in “Alle ledere”"),
        ] {
            let report = report("n3", lang);
            let all = words_of(&report);
            assert!(all.contains(where_to), "{all}");
            assert!(!report.blocks().iter().any(|block| matches!(
                block,
                Block::Ratings(_)
                    | Block::Choices(_)
                    | Block::Rankings(_)
                    | Block::Scores { .. }
                    | Block::Sentences(_)
            )));
        }
    }

    #[test]
    fn an_unknown_group_and_an_empty_release_explain_themselves() {
        assert!(words_of(&report("ukendt", Lang::Da)).contains("ikke en gruppe i denne udgivelse"));
        let mut empty = document();
        for group in &mut empty.groups {
            group.size = Shown::Hidden(Reason::TooFewAnswers);
        }
        empty.tables.clear();
        let code = GroupCode::parse("alle").unwrap();
        let report = compose_documents(
            &instrument(),
            &Documents::alone(&empty),
            &code,
            Lang::Da,
            Audience::Hr,
        )
        .unwrap();
        assert!(words_of(&report).contains("ingen større gruppe med svar nok"));
    }

    #[test]
    fn a_release_of_another_questionnaire_is_refused() {
        let code = GroupCode::parse("alle").unwrap();
        let mut other = document();
        other.survey.instrument = "0".repeat(64);
        let refused = compose_documents(
            &instrument(),
            &Documents::alone(&other),
            &code,
            Lang::Da,
            Audience::Hr,
        );
        assert!(matches!(refused, Err(ComposeError::OtherInstrument { .. })));
        let mut ragged = document();
        ragged.tables[1].cells.pop();
        let refused = compose_documents(
            &instrument(),
            &Documents::alone(&ragged),
            &code,
            Lang::Da,
            Audience::Hr,
        );
        assert!(matches!(refused, Err(ComposeError::Ragged { .. })));
        let mut strange = document();
        strange.tables[0].about = Subject::Item("Z99".to_owned());
        let refused = compose_documents(
            &instrument(),
            &Documents::alone(&strange),
            &code,
            Lang::Da,
            Audience::Hr,
        );
        assert!(matches!(refused, Err(ComposeError::UnknownSubject { .. })));
    }

    #[test]
    fn a_scale_without_scored_items_is_no_riddle() {
        let mut odd = document();
        // In the sample, the items of the second scale are taken away.
        let mut parts = instrument().parts().clone();
        for item in &mut parts.items {
            item.scale = item.scale.filter(|scale| *scale == 0);
        }
        let table = odd.tables.last_mut().unwrap();
        for cell in &mut table.cells {
            cell.base = Shown::Hidden(Reason::NotAsked);
            cell.figures = Shown::Hidden(Reason::NotAsked);
        }
        let code = GroupCode::parse("alle").unwrap();
        let report = compose_documents(
            &Instrument::new(parts),
            &Documents::alone(&odd),
            &code,
            Lang::Da,
            Audience::Hr,
        )
        .unwrap();
        assert!(!words_of(&report).contains("Skala: Dynamik"));
    }

    #[test]
    fn questions_without_figures_stand_with_their_reason() {
        let report = report("n1", Lang::Da);
        let withheld = report.blocks().iter().find_map(|block| match block {
            Block::Withheld(withheld) => Some(withheld),
            _ => None,
        });
        let withheld = withheld.expect("something is withheld");
        assert!(
            withheld[0]
                .reason
                .starts_with("Vises kun for større grupper")
        );
        assert!(
            withheld[0]
                .questions
                .iter()
                .any(|text| text.contains("krænkende handlinger"))
        );
    }
}
