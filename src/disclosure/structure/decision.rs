//! Stage A: which groups are shown, which are too small, and which must be hidden for the sake of others.
//!
//! Method: (1) groups with fewer than k answers are hidden; (2) they, small classes of atoms and small differences are targets;
//! (3) the others are gone through, dearest and largest first, and each is shown unless a target would follow; (4) small
//! remainders of what is shown become targets, and it is done again; (5) in [`decide_proved`], so do small sets, and differences of sets, that the proof finds.
//!
//! # Invariants
//! - Answers are not an argument: the decision is a function of memberships, numbers of answers, and what was decided before.
//! - No target follows from what is shown; what is hidden does not follow, whatever its size.
//! - The result does not depend on the order of groups or atoms.
//! - What was hidden before stays hidden. What was published before stays published; if that gives a target away, it is a breach.
//!
//! Why it ends: each further round adds a set of people not a target before, and there are finitely many.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::classes::Classes;
use super::incidence::{Incidence, IncidenceFault};
use super::remainder;
use super::small_set::{self, Search};
use super::suppression::{Fate, Suppression, suppress};
use super::targets::{Target, Targets, named};

/// How a group stands before the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Standing {
    /// To be decided.
    #[default]
    Open,
    /// Hidden by an earlier decision (for the survey, or at a lower threshold).
    Hidden,
    /// Published earlier; cannot be taken back.
    Published,
}

/// What is to be decided.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The groups.
    pub incidence: &'a Incidence,
    /// Answers per atom, to this question.
    pub answers: &'a [u32],
    /// k: fewest answers of a set anything may be told of.
    pub threshold: u32,
    /// Per group.
    pub standing: &'a [Standing],
}

/// The verdict on a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It may be shown.
    Shown,
    /// It has too few answers itself.
    Primary,
    /// It is hidden though it has enough.
    Secondary(Reason),
}

/// Why a group with enough answers is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// An earlier decision hid it.
    HiddenBefore,
    /// Otherwise this could be worked out.
    Protects(Target),
    /// That nothing could be worked out was not proved in time.
    Unproved,
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// Per group.
    pub verdicts: Vec<Verdict>,
    /// Answers per group.
    pub answers: Vec<u64>,
    /// What earlier publications give away; nothing can be done about it here.
    pub breaches: Vec<Target>,
    /// How many targets were guarded in the end.
    pub targets: usize,
    /// Passes it took.
    pub rounds: u32,
}

/// What the proof said of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// No set of one to k - 1 answers can be worked out, and no difference of two sets that together have one to four.
    NoSmallSet,
    /// These can, through what was published earlier.
    Breached(Vec<Target>),
    /// The search was not finished. Counts as unsafe.
    Unknown,
}

/// Why nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StructureFault {
    /// Lists do not fit.
    #[error(transparent)]
    Incidence(#[from] IncidenceFault),
    /// A threshold that protects nobody.
    #[error("a threshold of {0} protects nobody")]
    Threshold(u32),
}

impl Structure {
    /// Whether a group is shown.
    pub fn is_shown(&self, group: usize) -> bool {
        self.verdicts.get(group) == Some(&Verdict::Shown)
    }

    /// Per group, whether it is shown.
    pub fn shown(&self) -> Vec<bool> {
        self.verdicts
            .iter()
            .map(|verdict| *verdict == Verdict::Shown)
            .collect()
    }

    /// How many groups are hidden for the sake of others.
    pub fn secondary(&self) -> usize {
        self.verdicts
            .iter()
            .filter(|verdict| matches!(verdict, Verdict::Secondary(_)))
            .count()
    }
}

/// Decides by elimination and the remainder rule.
pub fn decide(case: &Case<'_>) -> Result<Structure, StructureFault> {
    let mut decision = Decision::new(case)?;
    Ok(decision.settle())
}

/// The same, then searched for small sets and differences within `budget` steps; what is found is guarded as well, until nothing is found.
pub fn decide_proved(case: &Case<'_>, budget: u64) -> Result<(Structure, Proof), StructureFault> {
    let mut decision = Decision::new(case)?;
    loop {
        let structure = decision.settle();
        let most = decision.threshold - 1;
        match small_set::all(&decision.classes, &structure.shown(), most, budget) {
            Search::None => return Ok((structure, Proof::NoSmallSet)),
            Search::Unknown => return Ok((structure, Proof::Unknown)),
            Search::Found(found) => {
                let mut fresh = false;
                for contrast in &found {
                    fresh |= decision.targets.add_found(&decision.classes, contrast);
                }
                if !fresh {
                    let name = |contrast| named(&decision.classes, contrast);
                    return Ok((structure, Proof::Breached(found.iter().map(name).collect())));
                }
            }
        }
    }
}

struct Decision<'a> {
    case: &'a Case<'a>,
    classes: Classes,
    threshold: u64,
    primary: Vec<bool>,
    /// Open and large enough, in the order of decision.
    order: Vec<usize>,
    targets: Targets,
    rounds: u32,
}

impl<'a> Decision<'a> {
    fn new(case: &'a Case<'a>) -> Result<Self, StructureFault> {
        let groups = case.incidence.groups();
        if case.standing.len() != groups.len() {
            return Err(IncidenceFault::Length {
                given: case.standing.len(),
                expected: groups.len(),
            }
            .into());
        }
        if case.threshold < 2 {
            return Err(StructureFault::Threshold(case.threshold));
        }
        let classes = Classes::new(case.incidence, case.answers)?;
        let threshold = u64::from(case.threshold);
        let sizes = classes.group_answers();
        let primary: Vec<bool> = sizes.iter().map(|answers| *answers < threshold).collect();
        let is_open = |group: usize| case.standing[group] == Standing::Open && !primary[group];
        let mut order: Vec<usize> = (0..groups.len()).filter(|group| is_open(*group)).collect();
        order.sort_by_key(|group| {
            (
                groups[*group].priority,
                Reverse(sizes[*group]),
                groups[*group].id,
            )
        });
        let hidden: Vec<bool> = (0..groups.len())
            .map(|group| primary[group] || case.standing[group] == Standing::Hidden)
            .collect();
        let targets = Targets::initial(&classes, &hidden, threshold);
        Ok(Self {
            case,
            classes,
            threshold,
            primary,
            order,
            targets,
            rounds: 0,
        })
    }

    /// Passes until no remainder is small.
    fn settle(&mut self) -> Structure {
        loop {
            self.rounds += 1;
            let pass = self.pass();
            let structure = self.describe(&pass);
            let shown = structure.shown();
            let mut fresh = false;
            for found in
                remainder::small(self.case.incidence, &self.classes, &shown, self.threshold)
            {
                let target = Target::Remainder {
                    outer: found.outer,
                    family: found.family,
                };
                fresh |= self.targets.add(target, &found.rows);
            }
            if !fresh {
                return structure;
            }
        }
    }

    fn pass(&self) -> Suppression {
        let rows = |group: &usize| self.classes.groups()[*group].as_slice();
        let mut forced: Vec<&[usize]> = (0..self.primary.len())
            .filter(|group| self.case.standing[*group] == Standing::Published)
            .map(|group| rows(&group))
            .collect();
        // Their order decides nothing; small ones first keep the basis sparse.
        forced.sort_unstable_by_key(|rows| rows.len());
        let candidates: Vec<&[usize]> = self.order.iter().map(rows).collect();
        suppress(
            self.classes.rows(),
            self.targets.vectors(),
            &forced,
            &candidates,
        )
    }

    fn describe(&self, pass: &Suppression) -> Structure {
        let mut verdicts: Vec<Verdict> = (0..self.primary.len())
            .map(|group| match self.case.standing[group] {
                Standing::Published => Verdict::Shown,
                _ if self.primary[group] => Verdict::Primary,
                // Open ones are overwritten below.
                Standing::Open | Standing::Hidden => Verdict::Secondary(Reason::HiddenBefore),
            })
            .collect();
        for (group, fate) in self.order.iter().zip(&pass.fates) {
            verdicts[*group] = match fate {
                Fate::Shown => Verdict::Shown,
                Fate::Withheld(target) => Verdict::Secondary(
                    self.targets
                        .get(*target)
                        .map_or(Reason::HiddenBefore, |target| {
                            Reason::Protects(target.clone())
                        }),
                ),
            };
        }
        Structure {
            verdicts,
            answers: self.classes.group_answers().to_vec(),
            breaches: pass
                .breached
                .iter()
                .filter_map(|target| self.targets.get(*target).cloned())
                .collect(),
            targets: self.targets.len(),
            rounds: self.rounds,
        }
    }
}
