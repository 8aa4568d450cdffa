//! What a report consists of: blocks in reading order, each with words and displayed figures in one language.
//!
//! Invariant: a hidden figure has no place in the model. What is not shown stands in [`Withheld`] with its reason in words. The blocks are
//! serialised as they stand, for programs: their names are those of `pejling.report/1`.

use serde::Serialize;

use crate::base::Lang;

pub use super::overview::{
    ActionPlan, Comparison, DecisionCard, Funnel, HeatMap, Points, PriorityMap,
};
pub use crate::disclosure::document::{Figure, Interval, Mean, NoAnswer, Proportion};

/// A report on one group. Made by [`super::compose()`] only.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub(in crate::report) survey: String,
    pub(in crate::report) title: String,
    pub(in crate::report) group: String,
    pub(in crate::report) own: Option<GroupRow>,
    pub(in crate::report) lang: Lang,
    pub(in crate::report) notes: Vec<String>,
    pub(in crate::report) blocks: Vec<Block>,
}

impl Report {
    /// Code of the survey.
    pub fn survey(&self) -> &str {
        &self.survey
    }

    /// Title of the survey.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Name of the group it is about.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The groups that there are reports on, as far as this one lists them: where it lists none, its own.
    pub fn groups(&self) -> &[GroupRow] {
        let listed = self.blocks.iter().find_map(|block| match block {
            Block::Groups(rows) => Some(rows.as_slice()),
            _ => None,
        });
        listed.unwrap_or(self.own.as_slice())
    }

    /// Language of all its words.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Notes that stand on every page, such as "constructed data".
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The blocks, in reading order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// One part of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "content", rename_all = "snake_case")]
pub enum Block {
    /// What was asked, of whom, when, and under which promise: terms and what they mean here.
    Cover(Vec<(String, String)>),
    /// Nothing can be shown for this group: why, and where its answers count. Paragraphs.
    Explanation(Vec<String>),
    /// Up to three sentences made from the figures.
    Sentences(Vec<String>),
    /// Scale scores, 0-100. The name of the whole stands here where the report is about a part of it.
    Scores {
        /// One per scale that has a score.
        rows: Vec<ScoreRow>,
        /// Name of the whole, whose score is marked; `None` where the report is about the whole.
        whole: Option<String>,
    },
    /// The group held against the previous survey.
    Change(Comparison),
    /// The group held against what contains it, or against figures from outside.
    Standing(Comparison),
    /// What stands out.
    Points(Points),
    /// Which groups lie where, on every scale.
    HeatMap(HeatMap),
    /// Groups inside the limits of chance, in place of any ranking of them. One per scale.
    Funnel(Funnel),
    /// What people call important against how it stands.
    Priorities(PriorityMap),
    /// Rankings: the most important first.
    Rankings(Chapter),
    /// Ratings of one section.
    Ratings(Chapter),
    /// Choices, recommendations and numbers of one section.
    Choices(Chapter),
    /// Questions without figures for this group, by reason.
    Withheld(Vec<Withheld>),
    /// Answers in people's own words; beside no figure.
    Words {
        /// The open questions by what they are about, in the order they were asked.
        themes: Vec<Theme>,
        /// What was blanked, and where other texts stand. Paragraphs.
        notes: Vec<String>,
    },
    /// All reporting groups.
    Groups(Vec<GroupRow>),
    /// Questions to talk about.
    Dialogue(Vec<String>),
    /// A plan of action to fill in together.
    Plan(ActionPlan),
    /// What is known about one network before anybody decides about it.
    Card(DecisionCard),
    /// How the figures were made: terms and what they mean.
    Method(Vec<(String, String)>),
}

/// Questions that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chapter {
    /// Heading.
    pub title: String,
    /// The questions, in the order they were asked.
    pub questions: Vec<Question>,
}

/// One question, or one row of a piped question, with its figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// Name of the item, and for a row the choice it is about.
    pub id: String,
    /// The words that were asked.
    pub text: String,
    /// Whom it was put to, as the end of a sentence, where not everybody was asked.
    pub asked_of: Option<String>,
    /// Substantive answers.
    pub base: Figure,
    /// Asked, but without a substantive answer; only where the group is large enough to say.
    pub no_answer: Option<NoAnswer>,
    /// What was found.
    pub finding: Finding,
}

/// What was found for one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// A rating.
    Rating {
        /// Points of the scale: 5 or 7.
        points: usize,
        /// Labels of the lowest and the highest point.
        ends: (String, String),
        /// Low points are the favourable ones.
        reverse: bool,
        /// Mean of the points, as asked.
        mean: Mean,
        /// Decimals that the mean carries.
        decimals: usize,
        /// Unfavourable answers; absent in small groups.
        unfavourable: Option<Proportion>,
        /// Neutral answers; absent in small groups, and where they would undo a bound.
        neutral: Option<Proportion>,
        /// Favourable answers.
        favourable: Proportion,
    },
    /// Options in the order they were offered.
    Options(Vec<OptionRow>),
    /// Options by how often they were ranked, the most often first.
    Ranking(Vec<RankedOption>),
    /// How likely people are to recommend, 0-10.
    Recommendation {
        /// Answers 0-6.
        detractors: Proportion,
        /// Answers 7-8.
        passives: Proportion,
        /// Answers 9-10.
        promoters: Proportion,
        /// Promoters minus detractors in percentage points.
        score: Option<Mean>,
    },
    /// A number.
    Number {
        /// Mean.
        mean: Mean,
        /// Standard deviation.
        sd: f64,
    },
}

/// One option of a closed question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionRow {
    /// Its label.
    pub label: String,
    /// How many chose it.
    pub chosen: Proportion,
}

/// One option of a ranking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RankedOption {
    /// Its label.
    pub label: String,
    /// How many put it in place 1, 2, …
    pub places: Vec<Figure>,
    /// How many put it in any place.
    pub top: Proportion,
}

/// The score of one scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreRow {
    /// Name of the scale.
    pub label: String,
    /// Answers it rests on.
    pub base: Figure,
    /// The score, 0-100.
    pub mean: Mean,
    /// Items it rests on, and items of the scale.
    pub items: (u32, u32),
    /// The whole's score, for comparison; absent where the two rest on different items.
    pub whole: Option<Figure>,
}

/// Questions that are not shown, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Withheld {
    /// The reason, as a sentence.
    pub reason: String,
    /// The questions.
    pub questions: Vec<String>,
}

/// What some open questions are about. Each keeps a list of its own: answers of one person to two questions are nowhere side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// The name of the scale that the questions belong to, or the title of their section.
    pub title: String,
    /// The questions.
    pub questions: Vec<OpenQuestion>,
}

/// The answers to one open question, in an order drawn by chance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenQuestion {
    /// The words that were asked.
    pub text: String,
    /// What was answered; line ends stand as they were written.
    pub texts: Vec<String>,
    /// That somebody's answer was taken out, and how many; absent where none was.
    pub left_out: Option<String>,
}

/// How many of a group answered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Turnout {
    /// Invitations.
    pub invited: u32,
    /// Ballots counted.
    pub answered: u32,
    /// The second as a part of the first; absent where nobody was invited.
    pub share: Option<f64>,
}

/// One reporting group in the list of all.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupRow {
    /// Code.
    pub code: String,
    /// Name.
    pub label: String,
    /// How deep it lies in the tree; the whole is 0.
    pub depth: usize,
    /// The report is about this group.
    pub focus: bool,
    /// `6 af 7 (86 %)`, or why no number is shown.
    pub answers: String,
    /// The same in numbers; absent where no number is shown.
    pub turnout: Option<Turnout>,
    /// Figures of this group are shown.
    pub shown: bool,
    /// Where its answers count, for a group that is not shown.
    pub counts_in: Option<String>,
}
