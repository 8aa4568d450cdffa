//! Why nothing is published. Every text is safe to show: it names no answer and no hidden number.

use crate::base::{Day, GroupCode, SurveyCode, Text};

/// Publication refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The whole survey has fewer answers than the minimum group.
    #[error(
        "fewer than {minimum} answers came in, so nothing of this survey can be published; field it again, or for more people together"
    )]
    TooFewAnswers {
        /// The minimum group.
        minimum: u32,
    },
    /// One first release per survey: two of the same groups could be compared. Corrections hold no figures: see [`super::correction`].
    #[error(
        "survey {0} is already released; the same groups released again could be compared with the first time, so it is refused: use the \
         release that stands in the ledger; for other groups of the same survey: pejling release cut; for a note or a better name: \
         pejling release correct"
    )]
    AlreadyReleased(SurveyCode),
    /// Cuts come after the first release.
    #[error("survey {0} is not released yet; first run: pejling release make {0}")]
    NotYetReleased(SurveyCode),
    /// A later release is audited with all that went before.
    #[error(
        "the releases given are not all those of survey {0} that stand in the ledger: without one of them nothing can be added"
    )]
    OtherReleases(SurveyCode),
    /// A later release without a reason.
    #[error("a cut needs a reason of its own: it stands in the ledger for good")]
    NoReason,
    /// What was asked for is no cut of this survey.
    #[error("there is no such cut: {0}")]
    NoCut(String),
    /// Not one of the cuts may be shown.
    #[error(
        "none of these cuts can be shown: each has too few answers, or with what is published already a smaller group could be worked out; \
         nothing was published"
    )]
    NothingToShow,
    /// What is stored does not give what was published.
    #[error(
        "the stored answers do not give what was published of survey {0}: either was altered, or another version of this program made it; \
         nothing can be added"
    )]
    NotAsPublished(SurveyCode),
    /// The description given is of another survey than the answers.
    #[error(
        "the survey described is not the survey that was answered ({0}): give the description of that survey"
    )]
    OtherSurvey(SurveyCode),
    /// The questionnaire is not the one pinned at launch.
    #[error(
        "the questionnaire is not the one that survey {0} was launched with: use the template text kept with the survey"
    )]
    OtherInstrument(SurveyCode),
    /// The thresholds are a promise: fixed at launch, afterwards only raisable.
    #[error(
        "the thresholds are lower than those promised to respondents (policy \"{0}\"): use that policy or a stricter one"
    )]
    WeakerPolicy(String),
    /// Raised thresholds that the questionnaire cannot be shown with.
    #[error("{0}")]
    UnfitPolicy(String),
    /// A stored answer names a group that the survey does not have.
    #[error(
        "an answer stands in group {0}, which this survey does not have: restore the survey's groups"
    )]
    UnknownGroup(GroupCode),
    /// More answers than invitations: the answers have been tampered with, or the groups are not those of launch.
    #[error(
        "group {0} has more answers than invitations: answers were added outside the survey, or its groups were changed after launch"
    )]
    MoreAnswersThanInvited(GroupCode),
    /// A stored answer does not fit the questionnaire.
    #[error(
        "{0} stored answers do not fit the questionnaire: they were altered; restore the database from a backup made after the tally"
    )]
    CorruptAnswers(usize),
    /// The ledger's chain is broken.
    #[error(
        "the ledger is broken at entry {0}: it was altered; restore it, because without it no release can be trusted"
    )]
    BrokenLedger(u32),
    /// A document that is no release document of this format.
    #[error("this is no release document of format pejling.release/1: {0}")]
    BadDocument(String),
    /// The content does not give the digest written in it.
    #[error("the release document was altered: its content does not give its digest")]
    AlteredDocument,
    /// Not on record.
    #[error(
        "the release document does not stand in this installation's ledger: take it from the place that released it"
    )]
    NotInLedger,
    /// A text that is no certificate of this format, or an altered one.
    #[error("this is no intact certificate of format pejling.certificate/2: {0}")]
    BadCertificate(String),
    /// A certificate that an earlier version of the program made.
    #[error(
        "this certificate is of format pejling.certificate/1, which says neither how sensitive the questions are nor what makes a scale: check \
         it with the version of the program that made it"
    )]
    OldCertificate,
    /// A certificate that does not prove what the release publishes.
    #[error("the certificate does not prove this release: {0}")]
    NotProven(String),
    /// The audit could not be carried out.
    #[error("nothing is published, because it cannot be shown that it gives nobody away: {0}")]
    NotAudited(String),
    /// Texts stand beside figures that were published, so figures come first.
    #[error("survey {0} has no published figures yet; run: pejling release make {0}")]
    FiguresFirst(SurveyCode),
    /// One publication of texts per survey: the difference of two would tell of whoever is in one of them only.
    #[error(
        "the texts of survey {0} are already published; a second list could be compared with the first, so it is refused"
    )]
    TextsAlreadyReleased(SurveyCode),
    /// Somebody has to read each text first.
    #[error(
        "{waiting} texts of survey {survey} wait for somebody to read them; run: pejling report comments {survey}"
    )]
    TextsWaiting {
        /// The survey.
        survey: SurveyCode,
        /// How many.
        waiting: usize,
    },
    /// No question has enough answers in words.
    #[error(
        "no question of survey {0} has enough answers in words for a list that gives nobody away, so none is published"
    )]
    TooFewTexts(SurveyCode),
    /// A document that is no texts document of this format.
    #[error("this is no texts document of format pejling.texts/1: {0}")]
    BadTexts(String),
    /// A document that is no correction of this format, an altered one, or one of another release.
    #[error("this is no intact correction of format pejling.correction/1: {0}")]
    BadCorrection(String),
    /// What was to be said of a release may not be said, or says nothing new.
    #[error("no correction was recorded: {0}")]
    NoCorrection(String),
    /// The ledger holds corrections of a release that are not at hand.
    #[error(
        "a release of survey {0} has corrections in the ledger that were not given: without them it is not shown"
    )]
    NotCorrected(SurveyCode),
    /// A release that was taken back.
    #[error(
        "this release of survey {survey} was withdrawn on {day} ({}): it is not shown any more; its figures count as known in every later audit",
        .reason.en
    )]
    Withdrawn {
        /// The survey.
        survey: String,
        /// When.
        day: Day,
        /// Why.
        reason: Text,
    },
    /// The document cannot be written.
    #[error("the release document cannot be written: {0}")]
    NotWritten(String),
}
