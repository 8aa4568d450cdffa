//! Two waves in one group, seen by whoever takes those who answered both times not to have changed their answers: is a joiner or a leaver
//! given away?
//!
//! Source: rule R11 of the design page. Method: the group falls into those who stayed, left and joined; the earlier figures speak of the
//! first two, the later ones of the first and the last. All ways to have answered so are counted out, for every number of those who stayed that
//! the lists of the invited and the numbers of answers allow: nobody knows who answered. The rules of [`target`](super::target) must hold for
//! each of the sets, in the ways that give the same figures; what one wave tells by itself is not this rule's matter.
//!
//! Withholding must not tell either. So the rule is a function of the earlier figures: it says which later figures are withheld, and those
//! together must be safe as well, or all that fit the earlier ones are withheld. Who thinks that nobody changed learns from a missing figure
//! that it is one of these; everybody else learns less than from the figure itself.
//!
//! Invariants: no answers are read but through figures; figures that nobody could have who stayed the same refute the thought, and need
//! nothing; where it cannot be counted out, it is withheld.

use std::collections::{BTreeMap, HashMap};

use crate::disclosure::audit::display::{
    Display, Level, banded, capped_mean, exact, rating, rating_facts,
};
use crate::disclosure::audit::question::{Fact, Kind, Question, Role, form, unit};
use crate::disclosure::audit::target::{Need, Origin, Target, Thresholds, needs};
use crate::disclosure::ends::Ends;

/// Place of the leavers among the targets.
pub const LEFT: usize = 0;
/// Place of the joiners among the targets.
pub const JOINED: usize = 1;

/// As many people at most may have joined or left, taken together, where the two waves are compared.
pub const MOVED: u32 = 2;

/// How many answered both times, only before, only now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Both times.
    pub stayed: u32,
    /// Only before.
    pub left: u32,
    /// Only now.
    pub joined: u32,
}

/// How many of a group were invited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// To the earlier survey.
    pub before: u32,
    /// To the later one.
    pub now: u32,
    /// To both, in this group.
    pub both: u32,
}

impl Members {
    /// Who may have moved if so many answered before and now: every way with from one to [`MOVED`] people.
    pub fn splits(&self, before: u32, now: u32) -> Vec<Split> {
        // Of those invited both times at least so many answered, each time.
        let first = before.saturating_sub(self.before.saturating_sub(self.both));
        let second = now.saturating_sub(self.now.saturating_sub(self.both));
        let least = (first + second).saturating_sub(self.both);
        let most = before.min(now).min(self.both);
        (least..=most)
            .map(|stayed| Split {
                stayed,
                left: before - stayed,
                joined: now - stayed,
            })
            .filter(|split| (1..=MOVED).contains(&(split.left + split.joined)))
            .collect()
    }
}

/// What one wave shows of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Answers.
    pub n: u32,
    /// What the number of answers let through.
    pub level: Level,
    /// What is shown.
    pub display: Display,
}

/// The rule for one rating.
#[derive(Debug)]
pub struct Rule {
    kind: Kind,
    reverse: bool,
    thresholds: Thresholds,
    stays: BTreeMap<u32, Vec<Part>>,
}

/// Answers of some people, as far as the figures of a small group tell them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    tally: Tally,
    /// Per point, the fewest that may have given it.
    least: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tally {
    unfavourable: i64,
    favourable: i64,
    sum: i64,
}

impl Tally {
    fn plus(self, other: Self) -> Self {
        Self {
            unfavourable: self.unfavourable + other.unfavourable,
            favourable: self.favourable + other.favourable,
            sum: self.sum + other.sum,
        }
    }
}

/// Least and greatest of every measure, per set of people: left, joined, stayed, answered before, answered now.
type Ranges = Vec<(i64, i64)>;

/// The ways to one later display, per split.
#[derive(Clone)]
struct Ways {
    /// If nobody who stayed has changed.
    together: Vec<Ranges>,
    /// From the later display alone.
    alone: Vec<Ranges>,
}

/// Every later display that somebody may think of.
struct Thought {
    /// What the earlier display alone says, per split.
    before: Vec<Ranges>,
    ways: HashMap<Display, Ways>,
}

/// Sets of people that the earlier wave speaks of, by their places among the five.
const BEFORE: [usize; 3] = [LEFT, STAYED, 3];
/// Those that the later wave speaks of.
const NOW: [usize; 3] = [JOINED, STAYED, 4];
const STAYED: usize = 2;

impl Rule {
    /// For a rating on so many points.
    pub fn new(points: usize, reverse: bool, thresholds: Thresholds) -> Self {
        Self {
            kind: Kind::rating(points, reverse),
            reverse,
            thresholds,
            stays: BTreeMap::new(),
        }
    }

    /// Whether the later figures are withheld.
    pub fn withholds(&mut self, before: &Side, now: &Side, splits: &[Split]) -> bool {
        if splits.is_empty() {
            return false;
        }
        let small = before.n.min(now.n) < self.thresholds.large;
        let thought = match (before.level == Level::Full, now.level == Level::Full) {
            (true, true) => match exact(&before.display) {
                Some(counts) => self.by_points(&counts, now, splits),
                // Bounds stood for a point: not counted out.
                None => return true,
            },
            (false, false) if small => match self.by_classes(before, now, splits) {
                Some(thought) => thought,
                None => return true,
            },
            // Large, and not every point of both: not counted out, so decided by numbers alone.
            _ => return true,
        };
        let Some(these) = thought.ways.get(&now.display) else {
            return false;
        };
        if self.pins(&thought.before, these, splits) {
            return true;
        }
        // That it is one of the withheld ones must not tell either.
        let mut withheld = self.no_way(splits.len());
        for ways in thought.ways.values() {
            if self.pins(&thought.before, ways, splits) {
                join(&mut withheld.together, &ways.together);
                join(&mut withheld.alone, &ways.alone);
            }
        }
        self.pins(&thought.before, &withheld, splits) && these.together.iter().any(possible)
    }

    fn no_way(&self, splits: usize) -> Ways {
        let nothing = vec![(i64::MAX, i64::MIN); 5 * self.kind.measures.len()];
        Ways {
            together: vec![nothing.clone(); splits],
            alone: vec![nothing; splits],
        }
    }

    /// Whether these ways tell of somebody what nobody may know, and neither wave tells by itself.
    fn pins(&self, before: &[Ranges], ways: &Ways, splits: &[Split]) -> bool {
        let measures = self.kind.measures.len();
        let each = ways.together.iter().zip(&ways.alone).zip(before);
        each.zip(splits)
            .any(|(((together, alone), before), split)| {
                let unmet = |ranges: &Ranges, need: &Need| {
                    let (low, high) = ranges[need.target * measures + need.measure];
                    low <= high && !need.want.met(low, high)
                };
                self.needs(*split).iter().any(|need| {
                    unmet(together, need)
                        && !(BEFORE.contains(&need.target) && unmet(before, need))
                        && !(NOW.contains(&need.target) && unmet(alone, need))
                })
            })
    }

    /// What the five sets need.
    fn needs(&self, split: Split) -> Vec<Need> {
        let Split {
            stayed,
            left,
            joined,
        } = split;
        let target = |n| Target {
            origin: Origin::Shown(0),
            atoms: Vec::new(),
            offset: Vec::new(),
            n,
            nobody: Vec::new(),
        };
        let sets = [left, joined, stayed, stayed + left, stayed + joined];
        let question = Question {
            key: 0,
            kind: self.kind.clone().into(),
            atoms: Vec::new(),
            n: Vec::new(),
            groups: Vec::new(),
            targets: sets.map(target).to_vec(),
        };
        needs(&question, &self.thresholds)
    }

    /// Of a small group. `None`: a figure that is not understood.
    fn by_classes(&mut self, before: &Side, now: &Side, splits: &[Split]) -> Option<Thought> {
        let facts = rating_facts(
            &before.display,
            before.level,
            before.n,
            &self.kind,
            Ends::against(1),
        );
        let facts = facts
            .iter()
            .map(|fact| self.known(fact))
            .collect::<Option<Vec<_>>>()?;
        let mut thought = self.no_thought(splits.len());
        for (at, split) in splits.iter().enumerate() {
            self.prepare(split.stayed);
            let nobody = Vec::new();
            let stays = self.stays.get(&split.stayed).unwrap_or(&nobody);
            let (left, joined) = (self.parts(split.left), self.parts(split.joined));
            for stay in stays {
                let fit: Vec<&Part> = left
                    .iter()
                    .filter(|leave| {
                        let all = stay.tally.plus(leave.tally);
                        let holds =
                            |(which, fact): &(Which, &Fact)| which.holds(fact, all, before.n);
                        facts.iter().all(holds)
                    })
                    .collect();
                for leave in &fit {
                    self.note(&mut thought.before[at], stay, leave, &[]);
                }
                for join in &joined {
                    let display = self.shown(now.level, now.n, stay.tally.plus(join.tally));
                    let new = || self.no_way(splits.len());
                    let ways = thought.ways.entry(display).or_insert_with(new);
                    self.note(&mut ways.alone[at], stay, &self.part(&[]), &[join]);
                    for leave in &fit {
                        self.note(&mut ways.together[at], stay, leave, &[join]);
                    }
                }
            }
        }
        Some(thought)
    }

    /// Of a group of which every point was shown.
    fn by_points(&self, before: &[u32], now: &Side, splits: &[Split]) -> Thought {
        let m = self.kind.categories;
        let without = |all: &[u32], some: &[u32]| -> Option<Vec<u32>> {
            let rest = all.iter().zip(some);
            rest.map(|(all, some)| all.checked_sub(*some)).collect()
        };
        let mut thought = self.no_thought(splits.len());
        for (at, split) in splits.iter().enumerate() {
            for left in multisets(split.left, m) {
                let Some(stay) = without(before, &left) else {
                    continue;
                };
                let leave = self.part(&left);
                let stayed = self.part(&stay);
                self.note(&mut thought.before[at], &stayed, &leave, &[]);
                for joined in multisets(split.joined, m) {
                    let counts: Vec<u32> = stay.iter().zip(&joined).map(|(a, b)| a + b).collect();
                    let display = rating(&counts, now.level, self.reverse);
                    let new = || self.no_way(splits.len());
                    let ways = thought.ways.entry(display).or_insert_with(new);
                    let join = self.part(&joined);
                    self.note(&mut ways.together[at], &stayed, &leave, &[&join]);
                }
            }
            for (display, ways) in &mut thought.ways {
                let Some(counts) = exact(display) else {
                    continue;
                };
                for joined in multisets(split.joined, m) {
                    if let Some(stay) = without(&counts, &joined) {
                        let (stay, join) = (self.part(&stay), self.part(&joined));
                        self.note(&mut ways.alone[at], &stay, &self.part(&[]), &[&join]);
                    }
                }
            }
        }
        thought
    }

    fn no_thought(&self, splits: usize) -> Thought {
        Thought {
            before: self.no_way(splits).alone,
            ways: HashMap::new(),
        }
    }

    /// Takes one way in.
    fn note(&self, ranges: &mut Ranges, stay: &Part, left: &Part, joined: &[&Part]) {
        let measures = self.kind.measures.len();
        for (at, measure) in self.kind.measures.iter().enumerate() {
            let value = |part: &Part| match measure.role {
                Role::Unfavourable => part.tally.unfavourable,
                Role::Favourable => part.tally.favourable,
                Role::Sum => part.tally.sum,
                Role::Point | Role::Choice => part.least.get(at).copied().unwrap_or(0).into(),
            };
            let (stay, left) = (value(stay), value(left));
            let joined: i64 = joined.iter().map(|part| value(part)).sum();
            let sets = [left, joined, stay, stay + left, stay + joined];
            for (set, value) in sets.into_iter().enumerate() {
                let range = &mut ranges[set * measures + at];
                *range = (range.0.min(value), range.1.max(value));
            }
        }
    }

    fn shown(&self, level: Level, n: u32, tally: Tally) -> Display {
        let n = i64::from(n);
        let mean = capped_mean(tally.sum, n, self.kind.categories);
        let neutral = n - tally.unfavourable - tally.favourable;
        let [unfavourable, neutral, favourable] =
            [tally.unfavourable, neutral, tally.favourable].map(|count| banded(count, n));
        let is_exact = |figure| matches!(figure, super::display::Figure::Exact(_));
        match level {
            Level::Band => Display::Band { favourable },
            Level::Small => Display::Small { mean, favourable },
            Level::Classes | Level::Full => Display::Classes {
                mean,
                unfavourable,
                neutral: [unfavourable, neutral, favourable]
                    .iter()
                    .all(|figure| is_exact(*figure))
                    .then_some(neutral),
                favourable,
            },
        }
    }

    /// A fact as one of what is tallied.
    fn known<'f>(&self, fact: &'f Fact) -> Option<(Which, &'f Fact)> {
        let is = |role| self.kind.weights(role) == Some(fact.weights.as_slice());
        let m = self.kind.categories;
        let which = if is(Role::Unfavourable) {
            Which::Unfavourable
        } else if is(Role::Favourable) {
            Which::Favourable
        } else if is(Role::Sum) {
            Which::Sum
        } else if fact.weights == unit(m, m / 2) {
            Which::Neutral
        } else {
            return None;
        };
        Some((which, fact))
    }

    fn part(&self, counts: &[u32]) -> Part {
        let value = |role| {
            self.kind
                .weights(role)
                .map_or(0, |weights| form(weights, counts))
        };
        Part {
            tally: Tally {
                unfavourable: value(Role::Unfavourable),
                favourable: value(Role::Favourable),
                sum: value(Role::Sum),
            },
            least: counts.to_vec(),
        }
    }

    fn parts(&self, n: u32) -> Vec<Part> {
        let all = multisets(n, self.kind.categories);
        all.iter().map(|counts| self.part(counts)).collect()
    }

    /// What `n` people may have answered, those that no figure tells apart taken together.
    fn prepare(&mut self, n: u32) {
        if self.stays.contains_key(&n) {
            return;
        }
        let mut merged: BTreeMap<Tally, Vec<u32>> = BTreeMap::new();
        for part in self.parts(n) {
            match merged.entry(part.tally) {
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(part.least);
                }
                std::collections::btree_map::Entry::Occupied(mut taken) => {
                    for (least, one) in taken.get_mut().iter_mut().zip(part.least) {
                        *least = one.min(*least);
                    }
                }
            }
        }
        let parts = merged
            .into_iter()
            .map(|(tally, least)| Part { tally, least });
        self.stays.insert(n, parts.collect());
    }
}

/// Whether there is any way.
fn possible(ranges: &Ranges) -> bool {
    ranges.first().is_some_and(|(low, high)| low <= high)
}

fn join(all: &mut [Ranges], more: &[Ranges]) {
    for (all, one) in all.iter_mut().flatten().zip(more.iter().flatten()) {
        *all = (all.0.min(one.0), all.1.max(one.1));
    }
}

/// What a fact of a small group is about.
#[derive(Clone, Copy)]
enum Which {
    Unfavourable,
    Neutral,
    Favourable,
    Sum,
}

impl Which {
    fn holds(self, fact: &Fact, tally: Tally, n: u32) -> bool {
        let value = match self {
            Self::Unfavourable => tally.unfavourable,
            Self::Neutral => i64::from(n) - tally.unfavourable - tally.favourable,
            Self::Favourable => tally.favourable,
            Self::Sum => tally.sum,
        };
        (fact.low..=fact.high).contains(&value)
    }
}

/// All counts of `n` people over so many categories.
fn multisets(n: u32, categories: usize) -> Vec<Vec<u32>> {
    let mut all = vec![(Vec::new(), n)];
    for at in 0..categories {
        let last = at + 1 == categories;
        all = all
            .into_iter()
            .flat_map(|(counts, rest)| {
                let from = if last { rest } else { 0 };
                (from..=rest).map(move |count| {
                    let mut counts: Vec<u32> = counts.clone();
                    counts.push(count);
                    (counts, rest - count)
                })
            })
            .collect();
    }
    all.into_iter().map(|(counts, _)| counts).collect()
}
