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
use crate::disclosure::audit::part::{Part, Tally, Which, multisets};
use crate::disclosure::audit::question::{Fact, Kind, Question, Role, form, unit};
use crate::disclosure::audit::target::{Need, Origin, Target, Thresholds, needs};
use crate::disclosure::ends::Ends;

/// Place of the leavers among the targets.
pub const LEFT: usize = 0;
/// Place of the joiners among the targets.
pub const JOINED: usize = 1;

/// As many people at most may have joined or left, taken together, where the two waves are compared and the policy does not ask for more.
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
    /// Who may have moved if so many answered before and now: every way with from one to `most` people.
    pub fn splits(&self, before: u32, now: u32, most: u32) -> Vec<Split> {
        // Of those invited both times at least so many answered, each time.
        let first = before.saturating_sub(self.before.saturating_sub(self.both));
        let second = now.saturating_sub(self.now.saturating_sub(self.both));
        let least = (first + second).saturating_sub(self.both);
        let all = before.min(now).min(self.both);
        (least..=all)
            .map(|stayed| Split {
                stayed,
                left: before - stayed,
                joined: now - stayed,
            })
            .filter(|split| (1..=most).contains(&(split.left + split.joined)))
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

impl Side {
    /// As many people at most may have joined or left, taken together, where these are compared: `small`, where the group is small on either
    /// side. Of one that is large on both all ways to have answered are not counted out, and that all of so many stayed the same is seldom
    /// so; there it is [`MOVED`].
    pub fn most_moved(&self, now: &Self, small: u32, thresholds: &Thresholds) -> u32 {
        let is_small = |side: &Self| side.level != Level::Full && side.n < thresholds.large;
        if is_small(self) || is_small(now) {
            small
        } else {
            MOVED
        }
    }
}

/// The rule for one rating.
#[derive(Debug)]
pub struct Rule {
    kind: Kind,
    reverse: bool,
    thresholds: Thresholds,
    stays: BTreeMap<u32, Vec<Part>>,
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
        let nobody_left = self.one(&self.part(&[]));
        for split in splits {
            for n in [split.stayed, split.left, split.joined] {
                self.prepare(n);
            }
        }
        for (at, split) in splits.iter().enumerate() {
            let sets = [split.stayed, split.left, split.joined];
            let [stays, left, joined] =
                sets.map(|n| self.stays.get(&n).map_or(&[][..], Vec::as_slice));
            for stay in stays {
                let fit = left.iter().filter(|leave| {
                    let all = stay.tally.plus(leave.tally);
                    facts
                        .iter()
                        .all(|(which, fact)| which.holds(fact, all, before.n))
                });
                // Whoever joined has no part in what the earlier figures say, so the leavers that fit are one range for all of them.
                let fit = self.reach(fit);
                if let Some(leave) = &fit {
                    self.note(&mut thought.before[at], stay, leave, None);
                }
                for join in joined {
                    let display = self.shown(now.level, now.n, stay.tally.plus(join.tally));
                    let new = || self.no_way(splits.len());
                    let ways = thought.ways.entry(display).or_insert_with(new);
                    self.note(&mut ways.alone[at], stay, &nobody_left, Some(join));
                    if let Some(leave) = &fit {
                        self.note(&mut ways.together[at], stay, leave, Some(join));
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
        let nobody = self.one(&self.part(&[]));
        for (at, split) in splits.iter().enumerate() {
            for left in multisets(split.left, m) {
                let Some(stay) = without(before, &left) else {
                    continue;
                };
                let leave = self.one(&self.part(&left));
                let stayed = self.part(&stay);
                self.note(&mut thought.before[at], &stayed, &leave, None);
                for joined in multisets(split.joined, m) {
                    let counts: Vec<u32> = stay.iter().zip(&joined).map(|(a, b)| a + b).collect();
                    let display = rating(&counts, now.level, self.reverse);
                    let new = || self.no_way(splits.len());
                    let ways = thought.ways.entry(display).or_insert_with(new);
                    let join = self.part(&joined);
                    self.note(&mut ways.together[at], &stayed, &leave, Some(&join));
                }
            }
            for (display, ways) in &mut thought.ways {
                let Some(counts) = exact(display) else {
                    continue;
                };
                for joined in multisets(split.joined, m) {
                    if let Some(stay) = without(&counts, &joined) {
                        let (stay, join) = (self.part(&stay), self.part(&joined));
                        self.note(&mut ways.alone[at], &stay, &nobody, Some(&join));
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

    /// A measure of some people.
    fn value(&self, at: usize, part: &Part) -> i64 {
        match self.kind.measures[at].role {
            Role::Unfavourable => part.tally.unfavourable,
            Role::Favourable => part.tally.favourable,
            Role::Sum => part.tally.sum,
            Role::Point | Role::Choice => part.least.get(at).copied().unwrap_or(0).into(),
        }
    }

    /// Least and greatest of every measure, if there are any parts.
    fn reach<'p>(&self, parts: impl Iterator<Item = &'p Part>) -> Option<Ranges> {
        let mut reach: Option<Ranges> = None;
        for part in parts {
            let one = self.one(part);
            match &mut reach {
                Some(reach) => join(std::slice::from_mut(reach), &[one]),
                None => reach = Some(one),
            }
        }
        reach
    }

    fn one(&self, part: &Part) -> Ranges {
        let values = (0..self.kind.measures.len()).map(|at| self.value(at, part));
        values.map(|value| (value, value)).collect()
    }

    /// Takes ways in: whoever stayed and joined as said, and of whoever left the least and the greatest of every measure.
    fn note(&self, ranges: &mut Ranges, stay: &Part, left: &Ranges, joined: Option<&Part>) {
        let measures = self.kind.measures.len();
        for (at, (least, most)) in left.iter().enumerate() {
            let stay = self.value(at, stay);
            let joined = joined.map_or(0, |part| self.value(at, part));
            let sets = [
                (*least, *most),
                (joined, joined),
                (stay, stay),
                (stay + least, stay + most),
                (stay + joined, stay + joined),
            ];
            for (set, (least, most)) in sets.into_iter().enumerate() {
                let range = &mut ranges[set * measures + at];
                *range = (range.0.min(least), range.1.max(most));
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
