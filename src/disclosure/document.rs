//! The release document: `pejling.release/1`, the only form in which figures leave.
//!
//! A document may be read and written by anybody; a [`super::Release`] proves that it came through protection.
//! Public figures only. A hidden figure is a variant with its reason, never 0, null or an empty string.

use serde::{Deserialize, Serialize};

use crate::base::Text;

/// The format name and version.
pub const FORMAT: &str = "pejling.release/1";

/// Why a figure is not shown. None of the reasons depends on what anybody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Fewer answers than the minimum group, or joined at the tally with a neighbour that had fewer.
    TooFewAnswers,
    /// Shown, it would let a hidden group be worked out.
    ProtectsAnother,
    /// The group that contains it is hidden.
    WithinHidden,
    /// The question is shown for larger groups only (sensitivity class or kind of question).
    LargerGroupsOnly,
    /// The question was put to nobody in this group.
    NotAsked,
}

/// A count that is exact, or true as a bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Exactly this.
    Exact(f64),
    /// At least this ("mindst").
    AtLeast(f64),
    /// At most this ("højst").
    AtMost(f64),
}

/// Something shown, or hidden with its reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown<T> {
    /// Published.
    Shown(T),
    /// Not published.
    Hidden(Reason),
}

/// A 95 % interval, on the scale of the figure it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A number of respondents out of the cell's base. `share` and `interval` follow from `count` and the base as shown alone; the interval of a
/// base that is an upper bound is that of as many answers as the bound says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proportion {
    /// How many.
    pub count: Figure,
    /// `count` / base, 0-1. Of a base that is an upper bound, a bound that holds for every base it allows.
    pub share: Figure,
    /// Wilson 95 % interval of the share, 0-1; of a bound, the union over what the bound allows.
    pub interval: Interval,
}

/// A mean. `interval` is made from displayed values only.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mean {
    /// The mean; exact ones are rounded to one decimal, or to two where all points are shown.
    pub value: Figure,
    /// Student t 95 % interval, cut to the scale; for groups under 20 with the spread of the whole. Absent where the whole shows no spread.
    pub interval: Option<Interval>,
}

/// What is shown of one variable in one group. Which variant is used follows from the kind of question and the number of answers, except that
/// nearly unanimous ratings keep to [`Figures::Classes`] from 20 answers on, too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Figures {
    /// Likert, base 5-9, or more where points or classes would tell of a smaller group: mean (1 to the number of points) and favourable share, capped near unanimity.
    Small {
        /// Mean of the points 1-5 or 1-7, reverse items as asked.
        mean: Mean,
        /// Favourable answers, after reversal.
        favourable: Proportion,
    },
    /// Likert, base 10-19; from 20 where all but at most two answers fall into one class, or where points would tell of a smaller group:
    /// three classes.
    Classes {
        /// Mean of the points, reverse items as asked.
        mean: Mean,
        /// Unfavourable answers, after reversal.
        unfavourable: Proportion,
        /// Neutral answers. Absent when it would undo a bound of the others.
        neutral: Option<Proportion>,
        /// Favourable answers, after reversal.
        favourable: Proportion,
    },
    /// Likert, base from 20: everything, and everything exact.
    Rating {
        /// Mean of the points, reverse items as asked.
        mean: Mean,
        /// Standard deviation of the points (n - 1).
        sd: f64,
        /// Unfavourable answers, after reversal.
        unfavourable: Proportion,
        /// Neutral answers.
        neutral: Proportion,
        /// Favourable answers, after reversal.
        favourable: Proportion,
        /// Answers per point, lowest first, reverse items as asked.
        points: Vec<Figure>,
    },
    /// Single or multiple choice, base from 20: one proportion per option, in the template's order.
    Options(Vec<Proportion>),
    /// Ranking, base from 20: per option, in the template's order, how many put it 1st, 2nd, …, and anywhere in the top.
    Ranking(Vec<Ranked>),
    /// Recommendation, base from 20.
    Recommendation {
        /// Answers 0-6.
        detractors: Proportion,
        /// Answers 7-8.
        passives: Proportion,
        /// Answers 9-10.
        promoters: Proportion,
        /// Promoters minus detractors in percentage points, from a base of 30, with its interval.
        score: Option<Mean>,
    },
    /// Number, base from 20; hidden where nearly all gave the same or the mean is near an end.
    Number {
        /// Mean.
        mean: Mean,
        /// Standard deviation (n - 1).
        sd: f64,
    },
    /// A scale score, 0-100.
    Score {
        /// Mean of the respondents' scores where all its items show all their points; elsewhere what the displayed item means allow. A bound's
        /// interval then spans everything they allow.
        mean: Mean,
        /// Standard deviation between respondents, where their scores were used and differ.
        sd: Option<f64>,
        /// How many of the scale's items the score rests on, and how many it has.
        items: (u32, u32),
    },
}

/// How often one option was ranked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranked {
    /// Put in place 1, 2, …
    pub places: Vec<Figure>,
    /// Anywhere among the places.
    pub top: Proportion,
}

/// One variable in one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Code of the group.
    pub group: String,
    /// Substantive answers that the figures rest on. For groups with fewer than 20 answers, or where a
    /// smaller group's could be worked out, an upper bound: the group's own number.
    pub base: Shown<Figure>,
    /// The figures.
    pub figures: Shown<Figures>,
    /// Asked, but "don't know / not relevant", "prefer not to answer", or left empty. Only for groups of 20 and more, and not
    /// where a smaller group's could be worked out.
    pub no_answer: Option<NoAnswer>,
}

/// Why people who were asked are not in the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoAnswer {
    /// "Don't know / not relevant".
    pub dont_know: u32,
    /// "Prefer not to answer".
    pub refused: u32,
    /// Left empty.
    pub unanswered: u32,
    /// Routed past: not asked at all.
    pub not_asked: u32,
}

/// What a table is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    /// One item.
    Item(String),
    /// One row of a piped item: the item, and the source's choice code.
    Row(String, String),
    /// One scale.
    Scale(String),
}

/// One variable over all groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What it is about.
    pub about: Subject,
    /// One cell per group, in the order of the groups.
    pub cells: Vec<Cell>,
}

/// One reporting group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedGroup {
    /// Code, unique in the document.
    pub id: String,
    /// Name.
    pub label: String,
    /// Name in English, where there is one; only cuts have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
    /// `whole`, `unit`, `level`, `network` or `cut`.
    pub kind: String,
    /// Code of the group that contains it.
    pub parent: Option<String>,
    /// Of a cut, the codes of the groups whose people it takes together: those who stand directly in one of these. Groups of the survey's
    /// first release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<String>>,
    /// Invited and answered, or why they are not shown.
    pub size: Shown<Size>,
    /// Facts known at launch.
    pub facts: std::collections::BTreeMap<String, String>,
}

/// Invited and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Invitations.
    pub invited: u32,
    /// Ballots counted.
    pub answered: u32,
}

/// The survey that was released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyFacts {
    /// Code.
    pub code: String,
    /// Title.
    pub title: Text,
    /// Template code.
    pub template: String,
    /// Template variant, if one was chosen.
    pub variant: Option<String>,
    /// SHA-256 of the canonical instrument, 64 hexadecimal digits.
    pub instrument: String,
    /// First day of field work, ISO 8601.
    pub opened: String,
    /// Last day of field work, ISO 8601.
    pub closed: String,
    /// Notes that must stand on every page, such as "constructed data".
    pub notes: Vec<Text>,
}

/// The promise on thresholds, as shown to respondents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFacts {
    /// Preset name.
    pub name: String,
    /// Fewest answers for an ordinary question.
    pub ordinary: u32,
    /// Fewest answers for a sensitive one.
    pub sensitive: u32,
    /// Fewest answers for a most sensitive one; the whole only.
    pub most_sensitive: u32,
    /// So many who lay their own answers together still do not know what all the others answered. Decides where bounds begin.
    pub coalition: u32,
    /// Fewest answers of what is left of a shown group when shown groups in it are taken away; `ordinary` or more.
    pub differences: u32,
}

/// Everything that a release makes public.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseDocument {
    /// Always [`FORMAT`].
    pub format: String,
    /// The survey.
    pub survey: SurveyFacts,
    /// The thresholds.
    pub policy: PolicyFacts,
    /// Digests of the releases of the same survey that this one adds cuts to, the oldest first; none of a survey's first release.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adds_to: Vec<String>,
    /// The groups, the whole first.
    pub groups: Vec<ReleasedGroup>,
    /// The tables, in the order of the instrument's items, then the scales.
    pub tables: Vec<Table>,
    /// SHA-256 of the canonical form: this document as compact JSON with an empty digest.
    pub digest: String,
}
