//! What a report says by holding groups against something: comparisons, the heat map, the funnel, the map of priorities.
//!
//! Invariant: everything here follows from figures that are displayed. A group under 20 answers lends its displayed value and nothing else; the
//! spread is the one published for the whole.

use serde::Serialize;

use crate::disclosure::document::{Figure, Interval, Mean, Proportion};

/// For whom a report is made. It decides which blocks stand in it, never how much of a figure is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The group's own members: something to talk about.
    Members,
    /// The manager of an area: what stands out, and what to do about it.
    Manager,
    /// Human resources: all groups side by side.
    Hr,
}

/// What a group is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The whole survey, of which the group is a part.
    Whole,
    /// The group that contains it.
    Parent,
    /// The same group in the previous survey.
    Earlier,
    /// Figures from outside, given as aggregates.
    Outside,
}

/// A group held against something else, scale by scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What kind of thing.
    pub against: Against,
    /// Its name.
    pub name: String,
    /// One per scale that both show. None where they share no scale: then the notes say why.
    pub rows: Vec<ComparedRow>,
    /// What it comes to: a sentence for each scale that has something to say, one for all others together.
    pub told: Vec<String>,
    /// How to read it. Paragraphs.
    pub notes: Vec<String>,
}

/// One scale, 0-100 points, here and there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparedRow {
    /// Name of the scale.
    pub label: String,
    /// The group's score.
    pub here: Mean,
    /// The other's score.
    pub there: Mean,
    /// Here minus there.
    pub difference: Difference,
    /// Whether it may be said that they differ, with all scales of the comparison looked at together.
    pub claimed: bool,
    /// The smallest difference in points that would have been found four times out of five; absent where the difference has no interval.
    pub detectable: Option<f64>,
    /// The same as a sentence. No adjective that the interval does not bear out.
    pub words: String,
}

/// How far two scores lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// So much, within this 95 % interval.
    Points {
        /// Here minus there, in points.
        value: f64,
        /// Its 95 % interval, in points.
        interval: Interval,
    },
    /// A displayed score is a bound, so this is one too: at least or at most so many points.
    Bound(Figure),
    /// Bounds that point apart, or a whole without a spread: the figures bear no difference.
    Untold,
}

/// Which groups lie where, on every scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatMap {
    /// What the shades compare with: the name of the whole.
    pub reference: String,
    /// Names of the scales, the columns.
    pub scales: Vec<String>,
    /// The groups, the rows.
    pub rows: Vec<HeatRow>,
    /// How to read it. Paragraphs.
    pub notes: Vec<String>,
}

/// One group of the heat map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatRow {
    /// Name.
    pub label: String,
    /// How deep it lies in the tree; the whole is 0.
    pub depth: usize,
    /// The report is about this group.
    pub focus: bool,
    /// It is what the others are held against: its scores are [`HeatCell::Reference`].
    pub reference: bool,
    /// One per scale.
    pub cells: Vec<HeatCell>,
}

/// One group on one scale.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeatCell {
    /// A displayed score and what it bears.
    Score {
        /// 0-100.
        score: Figure,
        /// What the score bears.
        shade: Shade,
    },
    /// The score of the reference itself, which is held against nothing.
    Reference {
        /// 0-100.
        score: Figure,
    },
    /// Not shown.
    Hidden {
        /// The mark in the cell, one letter.
        mark: char,
        /// Why, as a sentence.
        why: String,
    },
}

/// Three shades by the probability that a group differs from the reference, never by its score alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shade {
    /// Lower with a probability of at least 0.8.
    ProbablyLower,
    /// The figures do not tell.
    Untold,
    /// Higher with a probability of at least 0.8.
    ProbablyHigher,
}

/// Groups by size and score inside the limits of chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Funnel {
    /// Name of the scale.
    pub scale: String,
    /// The score of the whole, 0-100.
    pub centre: f64,
    /// The limits, by ascending number of answers.
    pub limits: Vec<FunnelLimit>,
    /// The groups.
    pub points: Vec<FunnelPoint>,
    /// How to read it. Paragraphs.
    pub notes: Vec<String>,
}

/// What chance alone allows at one size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FunnelLimit {
    /// Answers.
    pub answers: f64,
    /// 95 of 100 alike groups lie inside.
    pub usual: Interval,
    /// 998 of 1,000 alike groups lie inside.
    pub rare: Interval,
}

/// One group in the funnel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelPoint {
    /// Name.
    pub label: String,
    /// The report is about this group.
    pub focus: bool,
    /// Answers it rests on; "at most" so many where how many left the questions out is not shown.
    pub answers: Figure,
    /// Its score.
    pub score: Figure,
    /// Where it lies.
    pub place: FunnelPlace,
}

/// Where a group lies in the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelPlace {
    /// As expected of a group like all others; also a bound that may lie inside.
    Inside,
    /// Outside of the inner limits.
    Unusual,
    /// Outside of the outer limits.
    Rare,
}

/// What people call important against how it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriorityMap {
    /// The question that asked what is important.
    pub question: String,
    /// The share at which the map is divided: that of an option chosen by chance, 0-1.
    pub middle_share: f64,
    /// The score at which the map is divided, 0-100.
    pub middle_score: f64,
    /// One per option that is a scale with a score.
    pub points: Vec<Priority>,
    /// How to read it. Paragraphs.
    pub notes: Vec<String>,
}

/// One scale on the map of priorities.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Priority {
    /// Name of the scale.
    pub label: String,
    /// Answers to the question that asked what is important.
    pub base: Figure,
    /// How many ranked it among the most important, with its interval.
    pub importance: Proportion,
    /// Its score, with its interval.
    pub score: Mean,
}

/// What stands out: at most three of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Points {
    /// Sentences on what is higher than the reference.
    pub strengths: Vec<String>,
    /// Sentences on what is lower.
    pub attention: Vec<String>,
    /// What it means that a list is empty, or both; absent where neither is.
    pub nothing: Option<String>,
    /// By which rule, and what could not be judged. Paragraphs.
    pub notes: Vec<String>,
}

/// A plan of action to fill in together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionPlan {
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// One row per problem that the figures point to; then empty rows. The first column is filled in where a figure points to something.
    pub rows: Vec<String>,
    /// What each column is for. Paragraphs.
    pub notes: Vec<String>,
}

/// What is known about one network before anybody decides about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionCard {
    /// Headings with their sentences: what speaks for, against, what is not known, the next step.
    pub parts: Vec<(String, Vec<String>)>,
}
