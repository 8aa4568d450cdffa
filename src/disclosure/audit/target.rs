//! Who must be protected from what: the sets of people that subtraction or hiding points at, and what a set needs.
//!
//! Source: rules R1, R2, R3 and R5 of the design page. Every rule is decided by the existence of worlds: a set needs a world in which
//! few enough are of a class (R1, R3), or two worlds that differ enough (R2). Invariants: a set's answers are counted with the constants in
//! it; R5 excuses an "exactly nobody" only where a group of at least `large` answers around the set itself publishes that nobody.

use serde::{Deserialize, Serialize};

use crate::disclosure::audit::question::{Kind, Question, Role, unit};
use crate::disclosure::audit::sheet::{People, Published, Sheet};

/// The numbers of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Minimum group.
    pub minimum: u32,
    /// People who pool their own answers.
    pub coalition: u32,
    /// From so many answers on, a group may publish everything.
    pub large: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            minimum: 5,
            coalition: 1,
            large: 20,
        }
    }
}

/// Why a set of people is a target; numbers are those of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// A group without a row.
    Hidden(usize),
    /// A group with a row that is small, or not published exactly.
    Shown(usize),
    /// What is left of a shown group when its shown parts are taken away.
    Remainder(usize),
    /// A small atom.
    Atom(usize),
    /// What a shown group leaves of another, where that is few.
    Difference(usize, usize),
}

/// A set of people in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Why it is one.
    pub origin: Origin,
    /// Its atoms, numbered within the block.
    pub atoms: Vec<usize>,
    /// Its answers that are constants to the block, per category.
    pub offset: Vec<u32>,
    /// Its number of answers, the constants included.
    pub n: u32,
    /// Measures of which it is published around it that they are 0.
    pub nobody: Vec<usize>,
}

/// Which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// R1: nobody knows that all of the set, but for those who pool their answers and one more, are of a class.
    Certainty,
    /// R2: nothing of a small set is known exactly.
    Recovery,
    /// R3: nobody knows that somebody in a small set is unfavourable.
    FingerPointing,
}

impl Rule {
    /// In words, of a measure's name and the answers of the set.
    pub fn words(self, measure: &str, n: u32) -> String {
        match self {
            Self::Certainty => format!("that (nearly) all {n} are of \"{measure}\""),
            Self::Recovery => format!("\"{measure}\" of these {n} (nearly) exactly"),
            Self::FingerPointing => format!("that somebody of these {n} is \"{measure}\""),
        }
    }
}

/// What the worlds must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Want {
    /// A world with at most so many.
    AtMost(i64),
    /// Two worlds that differ by so much.
    Width(i64),
}

impl Want {
    /// Whether worlds with values from `low` to `high` show it.
    pub fn met(self, low: i64, high: i64) -> bool {
        match self {
            Self::AtMost(cap) => low <= cap,
            Self::Width(width) => high - low >= width,
        }
    }

    /// Intervals of values such that a world in any of them helps, the best first, given worlds with values from `low` to `high`.
    /// If no world lies in any of them, the want cannot be met.
    pub fn sought(self, low: i64, high: i64) -> Vec<(i64, i64)> {
        /// Beyond every value of a form that fits the model.
        const FAR: i64 = i64::MAX / 4;
        match self {
            Self::AtMost(cap) => vec![(-FAR, cap)],
            Self::Width(width) => {
                let mut intervals = vec![(low + width, FAR), (-FAR, high - width)];
                if high + 1 < low + width {
                    intervals.extend([(high + 1, FAR), (-FAR, low - 1)]);
                }
                intervals
            }
        }
    }
}

/// One thing that one set needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Need {
    /// Which target of the question.
    pub target: usize,
    /// Which measure of the kind.
    pub measure: usize,
    /// The rule that asks for it.
    pub rule: Rule,
    /// What the worlds must show.
    pub want: Want,
}

/// Everything that the targets of a question need.
pub fn needs(question: &Question, thresholds: &Thresholds) -> Vec<Need> {
    let targets = question.targets.iter().enumerate();
    targets
        .flat_map(|(index, target)| needs_of(index, target, &question.kind, thresholds))
        .collect()
}

/// Everything that one target needs, which is called `index`.
pub fn needs_of(index: usize, target: &Target, kind: &Kind, thresholds: &Thresholds) -> Vec<Need> {
    let mut needs = Vec::new();
    if target.n == 0 {
        return needs;
    }
    let small = target.n < thresholds.minimum;
    let cap = i64::from(target.n.saturating_sub(1 + thresholds.coalition));
    for (measure, watched) in kind.measures.iter().enumerate() {
        let mut need = |rule, want| {
            needs.push(Need {
                target: index,
                measure,
                rule,
                want,
            });
        };
        if watched.role != Role::Sum {
            need(Rule::Certainty, Want::AtMost(cap));
        }
        if !small {
            continue;
        }
        match watched.role {
            Role::Point => {}
            Role::Favourable => need(Rule::Recovery, Want::Width(1)),
            Role::Sum => need(Rule::Recovery, Want::Width(2)),
            Role::Unfavourable | Role::Choice => {
                if !target.nobody.contains(&measure) {
                    need(Rule::Recovery, Want::Width(1));
                }
            }
        }
        if watched.role == Role::Unfavourable {
            need(Rule::FingerPointing, Want::AtMost(0));
        }
    }
    needs
}

/// R5: the measures of which a large group around the set publishes, by itself, that they are 0.
pub fn nobody(sheet: &Sheet<'_>, people: &People, thresholds: &Thresholds) -> Vec<usize> {
    let (Some(first), true) = (people.atoms.first(), people.n < thresholds.minimum) else {
        return Vec::new();
    };
    let frame = sheet.frame;
    let around = frame.within()[*first].iter().filter(|group| {
        let atoms = &frame.groups()[**group];
        people
            .atoms
            .iter()
            .all(|atom| atoms.binary_search(atom).is_ok())
            && sheet.answers(atoms) >= thresholds.large
    });
    let rows: Vec<&Published> = around
        .filter_map(|group| sheet.published[*group].as_ref())
        .collect();
    let measures = sheet.kind.measures.iter().enumerate();
    measures
        .filter(|(_, measure)| rows.iter().any(|row| says_nobody(row, &measure.weights)))
        .map(|(index, _)| index)
        .collect()
}

/// Whether a row says by itself that no answer has a weight other than 0.
fn says_nobody(row: &Published, weights: &[i64]) -> bool {
    let zero = |form: &[i64]| {
        row.facts
            .iter()
            .any(|fact| fact.high == 0 && fact.weights == form)
    };
    zero(weights)
        || (0..weights.len())
            .filter(|category| weights[*category] != 0)
            .all(|category| zero(&unit(weights.len(), category)))
}
