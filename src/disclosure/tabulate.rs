//! Tabulation: one counting pass over the answers, then a roll-up along the tree and into the cuts. The tables are raw: they never leave the enclave.
//!
//! All sums are whole numbers, so no figure depends on the order of the answers.

use std::collections::BTreeMap;

use crate::base::GroupTree;
use crate::instrument::scale::{item_score, scored_items};
use crate::instrument::{Answers, Instrument, Item, ItemKind, Sensitivity, Value, Variable};

use super::Refusal;
use super::cut::Cut;
use super::microdata::Microdata;

/// Scores are summed in millionths of a point.
pub(in crate::disclosure) const SCORE_UNIT: f64 = 1e6;

/// What is counted of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::disclosure) enum Measure {
    /// Likert: answers per point.
    Points(usize),
    /// Single choice: answers per option.
    Single(usize),
    /// Multiple choice: answers per option.
    Several(usize),
    /// Ranking: answers per option and place.
    Ranks { options: usize, places: usize },
    /// Recommendation: answers per value 0-10.
    Recommendation,
    /// Number: answers per value that occurs.
    Number { min: i32, max: i32 },
}

impl Measure {
    /// What is counted of an item; `None` of texts and of what is not anonymous.
    pub(in crate::disclosure) fn of(item: &Item) -> Option<Self> {
        if item.sensitivity == Sensitivity::Named {
            return None;
        }
        match &item.kind {
            ItemKind::Likert { anchors } => Some(Self::Points(anchors.len())),
            ItemKind::Single { choices } => Some(Self::Single(choices.len())),
            ItemKind::Multi { choices, .. } => Some(Self::Several(choices.len())),
            ItemKind::Rank { choices, top } => Some(Self::Ranks {
                options: choices.len(),
                places: *top,
            }),
            ItemKind::Recommendation => Some(Self::Recommendation),
            ItemKind::Number { min, max } => Some(Self::Number {
                min: *min,
                max: *max,
            }),
            ItemKind::Text { .. } => None,
        }
    }

    fn width(self) -> usize {
        match self {
            Self::Points(n) | Self::Single(n) | Self::Several(n) => n,
            Self::Ranks { options, places } => options * places,
            Self::Recommendation => 11,
            Self::Number { .. } => 0,
        }
    }
}

/// Everything counted in one group of one variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::disclosure) struct Counts {
    pub(in crate::disclosure) not_asked: u32,
    pub(in crate::disclosure) dont_know: u32,
    pub(in crate::disclosure) refused: u32,
    pub(in crate::disclosure) unanswered: u32,
    /// Substantive answers.
    pub(in crate::disclosure) base: u32,
    /// Answers per point, option, option x place, or value; see [`Measure`].
    pub(in crate::disclosure) cells: Vec<u32>,
    /// Answers per value of a number.
    pub(in crate::disclosure) numbers: BTreeMap<i32, u32>,
}

/// One variable over all groups.
pub(in crate::disclosure) struct RawTable {
    pub(in crate::disclosure) variable: Variable,
    pub(in crate::disclosure) measure: Measure,
    /// Per group, everything below it included; then per cut.
    pub(in crate::disclosure) groups: Vec<Counts>,
    /// Per group, substantive answers that stand directly in it.
    pub(in crate::disclosure) own: Vec<u32>,
    /// Per group, answers per value of a number that stand directly in it.
    pub(in crate::disclosure) own_numbers: Vec<BTreeMap<i32, u32>>,
}

/// Persons' scores on one scale in one group, in units of 1 / [`SCORE_UNIT`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::disclosure) struct ScoreSums {
    pub(in crate::disclosure) n: u32,
    pub(in crate::disclosure) sum: i128,
    pub(in crate::disclosure) squares: i128,
}

/// One scale over all groups.
pub(in crate::disclosure) struct RawScores {
    pub(in crate::disclosure) scale: usize,
    pub(in crate::disclosure) groups: Vec<ScoreSums>,
    pub(in crate::disclosure) own: Vec<u32>,
}

/// All counts of a survey.
pub(in crate::disclosure) struct RawTables {
    /// Ballots per group, everything below it included; then per cut.
    pub(in crate::disclosure) ballots: Vec<u32>,
    /// Ballots that stand directly in a group.
    pub(in crate::disclosure) own: Vec<u32>,
    pub(in crate::disclosure) tables: Vec<RawTable>,
    pub(in crate::disclosure) scores: Vec<RawScores>,
}

/// Items of a scale: index, points, reversed.
type ScaleItems = Vec<(usize, usize, bool)>;

/// Counts everything. Refused if answers do not fit the questionnaire; says how many, never which.
pub(in crate::disclosure) fn tabulate(
    microdata: &Microdata,
    instrument: &Instrument,
    tree: &GroupTree,
) -> Result<RawTables, Refusal> {
    tabulate_with(microdata, instrument, tree, |_| Ok(Vec::new())).map(|(raw, _)| raw)
}

/// The same with cuts, which may be made from the numbers of ballots that stand directly in each group.
pub(in crate::disclosure) fn tabulate_with(
    microdata: &Microdata,
    instrument: &Instrument,
    tree: &GroupTree,
    cuts: impl FnOnce(&[u32]) -> Result<Vec<Cut>, Refusal>,
) -> Result<(RawTables, Vec<Cut>), Refusal> {
    let groups = tree.groups().len();
    let mut raw = empty(instrument, groups);
    let scales: Vec<ScaleItems> = raw
        .scores
        .iter()
        .map(|scores| scale_items(instrument, scores.scale))
        .collect();
    let mut corrupt = 0;
    for record in microdata.records() {
        match instrument.unpack(&record.packed) {
            Ok(answers) => count(&mut raw, &scales, record.group, &answers),
            Err(_) => corrupt += 1,
        }
    }
    if corrupt > 0 {
        return Err(Refusal::CorruptAnswers(corrupt));
    }
    let cuts = cuts(&raw.ballots)?;
    let counted: Vec<CutCounts> = cuts.iter().map(|cut| CutCounts::of(&raw, cut)).collect();
    roll_up(&mut raw, tree);
    for cut in counted {
        cut.append(&mut raw);
    }
    Ok((raw, cuts))
}

fn empty(instrument: &Instrument, groups: usize) -> RawTables {
    let tables = instrument.variables().into_iter().filter_map(|variable| {
        let measure = Measure::of(instrument.items().get(variable.item)?)?;
        let counts = Counts {
            cells: vec![0; measure.width()],
            ..Counts::default()
        };
        Some(RawTable {
            variable,
            measure,
            groups: vec![counts; groups],
            own: vec![0; groups],
            own_numbers: Vec::new(),
        })
    });
    let scores = (0..instrument.scales().len())
        .filter(|scale| scored_items(instrument, *scale).next().is_some())
        .map(|scale| RawScores {
            scale,
            groups: vec![ScoreSums::default(); groups],
            own: vec![0; groups],
        });
    RawTables {
        ballots: vec![0; groups],
        own: vec![0; groups],
        tables: tables.collect(),
        scores: scores.collect(),
    }
}

fn scale_items(instrument: &Instrument, scale: usize) -> ScaleItems {
    scored_items(instrument, scale)
        .map(|(index, item)| (index, item.points().unwrap_or(5), item.reverse))
        .collect()
}

fn count(raw: &mut RawTables, scales: &[ScaleItems], group: usize, answers: &Answers) {
    raw.ballots[group] += 1;
    for table in &mut raw.tables {
        let value = match (table.variable.row, answers.value(table.variable.item)) {
            (Some(row), Value::Rows(rows)) => rows
                .iter()
                .find(|(choice, _)| usize::from(*choice) == row)
                .map_or(&Value::NotAsked, |(_, value)| value),
            (_, value) => value,
        };
        table.groups[group].add(table.measure, value);
    }
    for (scores, items) in raw.scores.iter_mut().zip(scales) {
        if let Some(score) = score(items, answers) {
            let sums = &mut scores.groups[group];
            sums.n += 1;
            sums.sum += i128::from(score);
            sums.squares += i128::from(score) * i128::from(score);
        }
    }
}

impl Counts {
    fn add(&mut self, measure: Measure, value: &Value) {
        match (measure, value) {
            (_, Value::NotAsked) => self.not_asked += 1,
            (_, Value::DontKnow) => self.dont_know += 1,
            (_, Value::Refused) => self.refused += 1,
            (Measure::Points(_) | Measure::Single(_), Value::Choice(at)) => {
                self.base += 1;
                self.cell(usize::from(*at));
            }
            (Measure::Several(_), Value::Choices(chosen)) => {
                self.base += 1;
                for at in chosen {
                    self.cell(usize::from(*at));
                }
            }
            (Measure::Ranks { places, .. }, Value::Ranking(ranked)) => {
                self.base += 1;
                for (place, option) in ranked.iter().enumerate().take(places) {
                    self.cell(usize::from(*option) * places + place);
                }
            }
            (Measure::Recommendation, Value::Number(value)) => {
                self.base += 1;
                self.cell(usize::try_from(*value).unwrap_or(usize::MAX));
            }
            (Measure::Number { .. }, Value::Number(value)) => {
                self.base += 1;
                *self.numbers.entry(*value).or_default() += 1;
            }
            _ => self.unanswered += 1,
        }
    }

    fn cell(&mut self, at: usize) {
        if let Some(cell) = self.cells.get_mut(at) {
            *cell += 1;
        }
    }

    fn absorb(&mut self, other: &Self) {
        self.not_asked += other.not_asked;
        self.dont_know += other.dont_know;
        self.refused += other.refused;
        self.unanswered += other.unanswered;
        self.base += other.base;
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell += more;
        }
        for (value, more) in &other.numbers {
            *self.numbers.entry(*value).or_default() += more;
        }
    }
}

/// As [`crate::instrument::scale::person_score`], with the scale's items looked up once for all persons; in units of 1 / [`SCORE_UNIT`].
fn score(items: &ScaleItems, answers: &Answers) -> Option<i64> {
    let (mut asked, mut answered, mut sum) = (0_usize, 0_usize, 0.0);
    for (index, points, reverse) in items {
        match answers.value(*index) {
            Value::NotAsked => {}
            Value::Choice(point) => {
                asked += 1;
                answered += 1;
                sum += item_score(*point, *points, *reverse);
            }
            _ => asked += 1,
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a score is 0 to 100, so its millionths fit"
    )]
    (answered > 0 && 2 * answered >= asked)
        .then(|| (sum / answered as f64 * SCORE_UNIT).round() as i64)
}

/// What is counted in a cut: per table and per scale.
struct CutCounts {
    ballots: u32,
    tables: Vec<Counts>,
    scores: Vec<ScoreSums>,
}

impl CutCounts {
    /// Of tables that are not rolled up yet: what stands directly in each group.
    fn of(direct: &RawTables, cut: &Cut) -> Self {
        let members = || cut.members.iter().copied();
        let tables = direct.tables.iter().map(|table| {
            let mut sum = Counts {
                cells: vec![0; table.measure.width()],
                ..Counts::default()
            };
            members().for_each(|member| sum.absorb(&table.groups[member]));
            sum
        });
        let scores = direct.scores.iter().map(|scores| {
            let mut sum = ScoreSums::default();
            members().for_each(|member| sum.absorb(scores.groups[member]));
            sum
        });
        Self {
            ballots: members().map(|member| direct.ballots[member]).sum(),
            tables: tables.collect(),
            scores: scores.collect(),
        }
    }

    fn append(self, raw: &mut RawTables) {
        raw.ballots.push(self.ballots);
        for (table, counts) in raw.tables.iter_mut().zip(self.tables) {
            table.groups.push(counts);
        }
        for (scores, sums) in raw.scores.iter_mut().zip(self.scores) {
            scores.groups.push(sums);
        }
    }
}

impl ScoreSums {
    fn absorb(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

fn roll_up(raw: &mut RawTables, tree: &GroupTree) {
    raw.own.clone_from(&raw.ballots);
    for table in &mut raw.tables {
        table.own = table.groups.iter().map(|counts| counts.base).collect();
        let numbers = table.groups.iter().map(|counts| counts.numbers.clone());
        table.own_numbers = numbers.collect();
    }
    for scores in &mut raw.scores {
        scores.own = scores.groups.iter().map(|sums| sums.n).collect();
    }
    for (child, group) in tree.groups().iter().enumerate().rev() {
        let Some(parent) = group.parent else { continue };
        raw.ballots[parent] += raw.ballots[child];
        for table in &mut raw.tables {
            // Parents stand before their children, so the slice can be split between the two.
            let (before, from) = table.groups.split_at_mut(child);
            before[parent].absorb(&from[0]);
        }
        for scores in &mut raw.scores {
            let more = scores.groups[child];
            scores.groups[parent].absorb(more);
        }
    }
}
