//! The audit of one question in one block: alternative worlds until every need is met, or is known or feared not to be.
//!
//! Source: design page, 5.3, with three changes. World 0 is found from the publication, not taken from the truth, so that verdict and
//! certificate are functions of what is published. R2 and R3 are inside the loop. A local search comes before the solver.
//! Invariants: every world is checked in integers before it counts, whoever made it; a need without proof of being met is a violation;
//! the same input gives the same worlds.

use thiserror::Error;

use crate::base::Threads;
use crate::disclosure::audit::model::{Model, Span};
use crate::disclosure::audit::question::Question;
use crate::disclosure::audit::random::Random;
use crate::disclosure::audit::ranges::{Ranges, wish};
use crate::disclosure::audit::reduce::{Around, within, without};
use crate::disclosure::audit::solver::{Outcome, Solver};
use crate::disclosure::audit::target::{Need, Thresholds, needs};
use crate::disclosure::audit::walk::{Walk, Walker};
use crate::disclosure::audit::world::World;

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Steers the search; any number.
    pub seed: u64,
    /// Moves tried for the first world, for every dozen atoms.
    pub first_moves: u32,
    /// Moves tried per wish before the solver is asked, for every dozen atoms.
    pub moves: u32,
    /// Stop at the first violation: enough for a verdict.
    pub stop_at_first: bool,
    /// How many blocks may be audited at once; the outcome is the same for any number.
    pub threads: Threads,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            first_moves: 20_000,
            moves: 3_000,
            stop_at_first: false,
            threads: Threads::ONE,
        }
    }
}

/// Why there is no audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AuditFault {
    /// No answers at all could have been published so.
    #[error("block {0}: no answers publish this: the publication contradicts itself")]
    Contradiction(usize),
}

/// A need that no world meets, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Violation {
    /// The need.
    pub need: Need,
    /// No world meets it; otherwise none was found in time.
    pub proven: bool,
}

/// What it took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Needs of all targets.
    pub needs: usize,
    /// Of these met by worlds of the walk alone.
    pub by_walk: usize,
    /// Walks started, and those that arrived.
    pub walks: usize,
    /// See `walks`.
    pub arrived: usize,
    /// Calls of the solver for small models around a wish.
    pub near: usize,
    /// Calls of the solver.
    pub solved: usize,
    /// Calls without an answer, or with a false one.
    pub unanswered: usize,
}

impl Effort {
    /// Sum.
    pub fn add(&mut self, other: &Self) {
        self.needs += other.needs;
        self.by_walk += other.by_walk;
        self.walks += other.walks;
        self.arrived += other.arrived;
        self.near += other.near;
        self.solved += other.solved;
        self.unanswered += other.unanswered;
    }
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Distinct worlds; with no violation they certify every need.
    pub worlds: Vec<World>,
    /// Needs not met.
    pub violations: Vec<Violation>,
    /// What it took.
    pub effort: Effort,
}

impl Audit {
    /// Whether the publication may go out as it is.
    pub fn is_safe(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Audits. `known` worlds (of a finer publication, say) are used as far as they are worlds of this one.
pub fn audit(
    question: &Question,
    thresholds: &Thresholds,
    walker: &mut Walker,
    solver: &dyn Solver,
    settings: &Settings,
    known: &[World],
) -> Result<Audit, AuditFault> {
    let needs = needs(question, thresholds);
    let model = Model::new(question);
    let mut run = Run::new(question, &model, walker, solver, settings, known);
    if question.groups.is_empty() {
        for category in 0..question.kind.categories {
            run.accept(World::uniform(question, category), None);
        }
    }
    if run.worlds.is_empty() {
        run.first()?;
    }
    let mut violations = Vec::new();
    let mut by_solver = 0;
    for need in &needs {
        let before = run.effort.solved + run.effort.near;
        if let Some(proven) = run.fails(need) {
            violations.push(Violation {
                need: *need,
                proven,
            });
            if settings.stop_at_first {
                break;
            }
        }
        by_solver += usize::from(run.effort.solved + run.effort.near > before);
    }
    run.effort.needs = needs.len();
    run.effort.by_walk = needs.len() - by_solver;
    Ok(Audit {
        worlds: run.worlds,
        violations,
        effort: run.effort,
    })
}

/// Looks for a world of a block that grants any of some wishes, from the worlds known, and puts it to them.
pub(crate) fn widen(
    question: &Question,
    walker: &mut Walker,
    solver: &dyn Solver,
    settings: &Settings,
    known: &mut Vec<World>,
    wishes: Vec<Span>,
) -> (Answer, Effort) {
    let model = Model::new(question);
    let mut run = Run::new(question, &model, walker, solver, settings, known);
    let answer = run.grant(wishes);
    let effort = run.effort;
    *known = run.worlds;
    (answer, effort)
}

/// So many times the moves for the first world where groups cross.
const HARDER: u32 = 5;
/// Atoms around a wish that are looked at first.
const NEAR: usize = 40;
/// Atoms around a wish that are looked at last.
const FAR: usize = 100;
/// The solver is asked of a whole model where groups cross only up to so many variables: beyond, it has no answer in time.
const WHOLE: usize = 600;

struct Run<'a> {
    question: &'a Question,
    solver: &'a dyn Solver,
    settings: &'a Settings,
    walk: Walk<'a>,
    model: &'a Model,
    ranges: Ranges,
    worlds: Vec<World>,
    effort: Effort,
}

impl<'a> Run<'a> {
    fn new(
        question: &'a Question,
        model: &'a Model,
        walker: &'a mut Walker,
        solver: &'a dyn Solver,
        settings: &'a Settings,
        known: &[World],
    ) -> Self {
        let mut run = Self {
            question,
            solver,
            settings,
            walk: walker.on(model, Random::new(settings.seed, question.key as u64)),
            model,
            ranges: Ranges::new(question),
            worlds: Vec::new(),
            effort: Effort::default(),
        };
        for world in known {
            run.accept(world.clone(), None);
        }
        run
    }

    /// Takes a world in if it is one, and does what it was made for.
    fn accept(&mut self, world: World, wish: Option<&Span>) -> bool {
        if world.fault(self.question).is_some()
            || wish.is_some_and(|wish| !self.model.grants(&world, wish))
        {
            return false;
        }
        self.ranges.add(self.question, &world);
        if !self.worlds.contains(&world) {
            self.worlds.push(world);
        }
        true
    }

    /// More moves for a larger block than one of a dozen atoms.
    fn scaled(&self, moves: u32) -> u32 {
        let dozens = u32::try_from(self.question.n.len() / 12).unwrap_or(u32::MAX);
        moves.saturating_mul(dozens.max(1))
    }

    /// World 0, from the publication alone.
    fn first(&mut self) -> Result<(), AuditFault> {
        self.effort.walks += 1;
        let moves = self.scaled(self.settings.first_moves);
        let moves = if self.walk.is_crossing() {
            moves.saturating_mul(HARDER)
        } else {
            moves
        };
        if let Some(world) = self.walk.first(moves)
            && self.accept(world, None)
        {
            self.effort.arrived += 1;
            return Ok(());
        }
        match self.ask(None) {
            Answer::No => Err(AuditFault::Contradiction(self.question.key)),
            Answer::Yes | Answer::Unknown => Ok(()),
        }
    }

    /// Tries to meet a need. If it cannot: whether that is proven.
    fn fails(&mut self, need: &Need) -> Option<bool> {
        loop {
            if self.ranges.meets(need) {
                return None;
            }
            if self.worlds.is_empty() {
                return Some(false);
            }
            let (low, high) = self.ranges.of(need);
            let wishes = need.want.sought(low, high).into_iter();
            let wishes = wishes.map(|bounds| wish(self.question, need, bounds));
            match self.grant(wishes.collect()) {
                Answer::Yes => {}
                Answer::No => return Some(true),
                Answer::Unknown => return Some(false),
            }
        }
    }

    /// Tries to grant any of some wishes; whether none can be.
    fn grant(&mut self, mut wishes: Vec<Span>) -> Answer {
        if !self.walk.is_crossing() {
            if wishes.iter().any(|wish| self.stroll(wish)) {
                return Answer::Yes;
            }
            return self.ask_all(&wishes);
        }
        // Where groups cross and the whole is large: short walks, small models around the target, long walks, then the whole.
        let moves = self.scaled(self.settings.moves);
        if self.settle_near(&mut wishes, moves) {
            return Answer::Yes;
        }
        if wishes.is_empty() {
            return Answer::No;
        }
        if self.question.n.len() * self.question.kind.categories > WHOLE {
            return Answer::Unknown;
        }
        self.ask_all(&wishes)
    }

    /// Tries to grant a wish by walks and near the target; takes out the wishes that are ruled out.
    fn settle_near(&mut self, wishes: &mut Vec<Span>, moves: u32) -> bool {
        if wishes.iter().any(|wish| self.roam(wish, moves / 6)) {
            return true;
        }
        wishes.retain(|wish| !self.refuted(wish, |around| &around.inner));
        if wishes.iter().any(|wish| self.near(wish, NEAR)) {
            return true;
        }
        wishes.retain(|wish| !self.refuted(wish, |around| &around.touching));
        wishes.iter().any(|wish| self.roam(wish, moves))
            || wishes.iter().any(|wish| self.near(wish, FAR))
    }

    /// Asks the solver for one wish after the other.
    fn ask_all(&mut self, wishes: &[Span]) -> Answer {
        let mut answer = Answer::No;
        for wish in wishes {
            match self.ask(Some(wish)) {
                Answer::Yes => return Answer::Yes,
                Answer::No => {}
                Answer::Unknown => answer = Answer::Unknown,
            }
        }
        answer
    }

    /// The world that misses a wish least, the latest of several.
    fn nearest(&self, wish: &Span) -> Option<World> {
        let miss = |world: &World| -> i64 {
            let counts = world.counts(self.question.kind.categories, &wish.atoms, &[]);
            let facts = wish.facts.iter().map(|fact| {
                let value = fact.value(&counts);
                (fact.low - value).max(value - fact.high).max(0)
            });
            facts.sum()
        };
        self.worlds
            .iter()
            .rev()
            .min_by_key(|world| miss(world))
            .cloned()
    }

    /// Walks from the nearest world.
    fn roam(&mut self, wish: &Span, moves: u32) -> bool {
        let Some(start) = self.nearest(wish) else {
            return false;
        };
        self.effort.walks += 1;
        let found = self.walk.towards(&start, wish, moves);
        let arrived = found.is_some_and(|world| self.accept(world, Some(wish)));
        self.effort.arrived += usize::from(arrived);
        arrived
    }

    /// Whether what is published near a wish, taken alone, already rules it out.
    fn refuted(&mut self, wish: &Span, keep: impl Fn(&Around) -> &[bool]) -> bool {
        let around = Around::new(self.model, wish, NEAR);
        let (model, wish) = without(self.model, wish, keep(&around));
        self.effort.near += 1;
        self.solver.feasible(&model, Some(&wish)) == Outcome::None
    }

    /// Whether a few atoms near a wish can grant it while all others stay as they are.
    fn near(&mut self, wish: &Span, limit: usize) -> bool {
        let Some(start) = self.nearest(wish) else {
            return false;
        };
        let around = Around::new(self.model, wish, limit);
        let part = within(self.model, wish, &start, &around.atoms);
        self.effort.near += 1;
        match self.solver.feasible(&part.model, Some(&part.wish)) {
            Outcome::World(found) => self.accept(part.whole(&start, &found), Some(wish)),
            Outcome::None | Outcome::TimedOut => false,
        }
    }

    /// Walks from the latest world.
    fn stroll(&mut self, wish: &Span) -> bool {
        let Some(start) = self.worlds.last() else {
            return false;
        };
        let moves = self.scaled(self.settings.moves);
        self.effort.walks += 1;
        let found = self.walk.towards(start, wish, moves);
        let arrived = found.is_some_and(|world| self.accept(world, Some(wish)));
        self.effort.arrived += usize::from(arrived);
        arrived
    }

    fn ask(&mut self, wish: Option<&Span>) -> Answer {
        self.effort.solved += 1;
        match self.solver.feasible(self.model, wish) {
            Outcome::World(world) => {
                if self.accept(world, wish) {
                    return Answer::Yes;
                }
            }
            Outcome::None => return Answer::No,
            Outcome::TimedOut => {}
        }
        self.effort.unanswered += 1;
        Answer::Unknown
    }
}

/// Whether a wish can be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    Unknown,
}
