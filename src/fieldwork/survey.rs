//! A survey: one fielding of a template, from launch to release.

use crate::base::{Day, Digest, SurveyCode, Text};

/// Where a survey stands. Launching makes it `Open`; there is no way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Answers are taken.
    Open,
    /// No more answers; the ballot box is being opened.
    Closed,
    /// The box is opened, the keys are gone, the answers stand without their order.
    Tallied,
    /// Figures have been published.
    Released,
}

impl State {
    /// The word kept in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Tallied => "tallied",
            Self::Released => "released",
        }
    }

    /// Reads the word kept in the store.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Tallied, Self::Released]
            .into_iter()
            .find(|state| state.word() == word)
    }

    /// Whether a survey may go from this state to that one: one step forward, or from released to released again.
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Open, Self::Closed)
                | (Self::Closed, Self::Tallied)
                | (Self::Tallied | Self::Released, Self::Released)
        )
    }
}

/// What is known of a survey besides its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Code, also the name of its files.
    pub code: SurveyCode,
    /// Title shown to respondents and on reports.
    pub title: Text,
    /// Who asks, for the mail and the form.
    pub sender: Text,
    /// The template's source text, pinned at launch.
    pub template: String,
    /// Variant of the template.
    pub variant: Option<String>,
    /// Digest of the instrument that `template` and `variant` must give.
    pub instrument: Digest,
    /// Name of the disclosure policy, fixed at launch.
    pub policy: String,
    /// First day.
    pub opens: Day,
    /// Last day on which answers are taken.
    pub closes: Day,
    /// Where it stands.
    pub state: State,
    /// Notes that stand on every page it appears on, such as "constructed data".
    pub notes: Vec<Text>,
}

/// Proof that a survey takes no more answers. Microdata can be opened only with it.
pub struct ClosedSurvey<'a>(&'a Survey);

impl Survey {
    /// The witness that this survey is closed; `None` while it is open.
    pub fn closed(&self) -> Option<ClosedSurvey<'_>> {
        (self.state != State::Open).then_some(ClosedSurvey(self))
    }

    /// Whether ballots are issued on this day: up to the last one.
    pub fn takes_issue(&self, today: Day) -> bool {
        self.state == State::Open && today <= self.closes
    }

    /// Whether ballots that were issued are taken on this day: one day longer, for browsers that lost their connection in between.
    pub fn takes_cast(&self, today: Day) -> bool {
        self.state == State::Open && today <= self.last_cast()
    }

    /// The last day on which ballots that were issued are taken.
    pub fn last_cast(&self) -> Day {
        self.closes.plus(1)
    }
}

impl ClosedSurvey<'_> {
    /// The survey that is closed.
    pub fn survey(&self) -> &Survey {
        self.0
    }
}
